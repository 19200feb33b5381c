import itertools

import numpy as np
import pytest

from flimbuilder.errors import ImageError
from flimbuilder.imaging.colour import LAB_OFFSET, LAB_SPAN, lab_to_rgb, luma, rgb_to_lab
from flimbuilder.imaging.read import find_images, read_image
from flimbuilder.imaging.scaling import scale_image

CORNERS = np.array(list(itertools.product([0.0, 1.0], repeat=3)))


def unscaled(rgb):
    return rgb_to_lab(np.array([[rgb]], np.float32))[0, 0] * LAB_SPAN - LAB_OFFSET


@pytest.mark.parametrize(
    ("rgb", "lab"),  # IEC 61966-2-1 and CIE 15, as every colour calculator gives them
    [
        ((1, 0, 0), (53.24, 80.09, 67.20)),
        ((0, 1, 0), (87.73, -86.18, 83.18)),
        ((0, 0, 1), (32.30, 79.19, -107.86)),
        ((0.5, 0.5, 0.5), (53.39, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
    ],
)
def test_known_colours(rgb, lab):
    np.testing.assert_allclose(unscaled(rgb), lab, atol=0.02)


def lab_by_the_formula(rgb):
    """CIE Lab of one sRGB colour in [0, 1], D65, scaled: the formulas written out."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    rows = [
        (0.412453, 0.357580, 0.180423),
        (0.212671, 0.715160, 0.072169),
        (0.019334, 0.119193, 0.950227),
    ]
    xyz = [sum(m * c for m, c in zip(row, linear, strict=True)) for row in rows]
    ratios = [v / white for v, white in zip(xyz, (0.95047, 1.0, 1.08883), strict=True)]
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in ratios)
    lightness, a, b = 116 * y - 16, 500 * (x - y), 200 * (y - z)
    return lightness / 99.998337, (a + 86.182236) / 184.440850, (b + 107.867744) / 202.349426


def test_against_the_formula():
    rgb = np.random.default_rng(0).random((6, 7, 3), np.float32)
    lab = rgb_to_lab(rgb)
    assert lab.dtype == np.float32
    expected = [lab_by_the_formula(colour) for colour in rgb.reshape(-1, 3).tolist()]
    np.testing.assert_allclose(lab.reshape(-1, 3), expected, atol=5e-6)


def test_the_corners_of_rgb_are_the_ends_of_every_channel():
    lab = rgb_to_lab(CORNERS)
    np.testing.assert_allclose(lab.min(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(lab.max(axis=0), 1, atol=2e-4)


def test_the_scaling_does_not_depend_on_the_image():
    rgb = np.random.default_rng(1).random((4, 4, 3), np.float32)
    np.testing.assert_array_equal(rgb_to_lab(rgb)[:2, :2], rgb_to_lab(rgb[:2, :2]))


def test_the_input_stays_as_it_is():
    rgb = np.full((2, 2, 3), 0.25, np.float32)
    rgb_to_lab(rgb)
    assert (rgb == 0.25).all()


def test_luma_by_hand():
    rgb = np.array([[[1, 0, 0], [0, 1, 0]], [[0, 0, 1], [0.5, 0.5, 0.5]]], np.float32)
    grey = luma(rgb)
    assert grey.dtype == np.float32
    np.testing.assert_allclose(grey, [[[0.299], [0.587]], [[0.114], [0.5]]], atol=1e-7)


@pytest.mark.parametrize("convert", [rgb_to_lab, luma])
@pytest.mark.parametrize("channels", [1, 2, 4])
def test_only_three_channels(convert, channels):
    with pytest.raises(ImageError, match=f"{channels} channels where RGB has 3"):
        convert(np.zeros((2, 2, channels), np.float32))


def test_real_images_lie_in_the_unit_range(shared_data):
    path = find_images([shared_data / "parasites" / "images"])[0]
    lab = rgb_to_lab(scale_image(read_image(path).pixels))
    assert lab.min() >= -1e-4
    assert lab.max() <= 1 + 1e-4
    assert lab.std(axis=(0, 1)).min() > 0.01


def test_lab_goes_back_to_rgb():
    rng = np.random.default_rng(0)
    rgb = rng.random((20, 30, 3))
    np.testing.assert_allclose(lab_to_rgb(rgb_to_lab(rgb)), rgb, atol=2e-4)


def test_colours_that_rgb_lacks_are_clipped_without_a_warning():
    corners = np.array(list(itertools.product((0.0, 1.0), repeat=3)))
    rgb = lab_to_rgb(corners)
    assert rgb.min() >= 0
    assert rgb.max() <= 1
    with pytest.raises(ImageError, match="3"):
        lab_to_rgb(np.zeros((4, 4, 2)))
