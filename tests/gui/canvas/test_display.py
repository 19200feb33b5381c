import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from flimbuilder.gui.canvas.display import Contrast, prepare
from flimbuilder.imaging.mixing import ChannelStyle
from flimbuilder.imaging.pictures import display
from flimbuilder.imaging.pyramid import halve_max, halve_mean, image_pyramid
from flimbuilder.imaging.read import read_image

IMAGES = arrays.arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9)))


def test_mean_of_four_pixels():
    image = np.array([[0, 1, 10, 10], [2, 4, 10, 11], [7, 7, 255, 255]], np.uint8)
    # (0+1+2+4)/4 = 1.75, (10+10+10+11)/4 = 10.25; the third row is repeated: 7, 255
    assert halve_mean(image).tolist() == [[2, 10], [7, 255]]


def test_maximum_of_four_pixels():
    image = np.array([[0, 1, 0], [2, 0, 0], [0, 0, 9]], np.uint8)
    assert halve_max(image).tolist() == [[2, 0], [0, 9]]


@given(IMAGES)
@settings(max_examples=50, deadline=None)
def test_means_match_a_slow_loop(image):
    half = halve_mean(image)
    padded = np.pad(image, [(0, image.shape[0] % 2), (0, image.shape[1] % 2)], mode="edge")
    for row in range(half.shape[0]):
        for col in range(half.shape[1]):
            four = padded[2 * row : 2 * row + 2, 2 * col : 2 * col + 2]
            assert half[row, col] == (int(four.sum()) + 2) // 4


def test_levels_halve_down_to_256():
    levels = image_pyramid(np.zeros((1000, 300, 3), np.uint8), halve_mean)
    assert [level.shape for level in levels] == [(1000, 300, 3), (500, 150, 3), (250, 75, 3)]


def test_8_bit_pixels_are_neither_changed_nor_copied():
    pixels = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    prepared = prepare(pixels, Contrast())
    assert np.shares_memory(prepared.levels[0], pixels)
    assert prepared.limits == prepared.bounds == (0.0, 255.0)


@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.uint32, np.float32, np.float64])
def test_other_depths_are_stretched_as_in_reports(dtype):
    values = np.random.default_rng(0).gamma(2.0, 300.0, (40, 50, 3)).astype(dtype)
    shown = prepare(values, Contrast()).levels[0]
    assert np.abs(shown.astype(int) - display(values)).max() <= 1


def test_limits_become_black_and_white():
    pixels = np.array([0, 100, 160, 200, 65535], np.uint16).reshape(1, 5, 1)
    prepared = prepare(pixels, Contrast(limits=(100.0, 200.0)))
    assert prepared.levels[0].tolist() == [[0, 0, 153, 255, 255]]
    assert prepared.bounds == (0.0, 65535.0)


def test_boolean_images_are_black_and_white():
    pixels = np.array([[[True], [False]]])
    assert prepare(pixels, Contrast()).levels[0].tolist() == [[255, 0]]


@pytest.mark.parametrize(
    ("channels", "channel", "expected"),
    [(1, None, [0]), (2, None, [0]), (3, None, [0, 1, 2]), (5, None, [0, 1, 2]), (5, 4, [4]),
     (2, 7, [0])],
)  # fmt: skip
def test_shown_channels(channels, channel, expected):
    pixels = np.random.default_rng(1).integers(0, 255, (4, 6, channels), np.uint8)
    shown = prepare(pixels, Contrast(channel=channel)).levels[0]
    assert (np.atleast_3d(shown) == pixels[..., expected]).all()


def test_a_real_16_bit_image(shared_data):
    pixels = read_image(shared_data / "parasites" / "images" / "000002.png").pixels
    prepared = prepare(pixels, Contrast())
    assert np.abs(prepared.levels[0].astype(int) - display(pixels)).max() <= 1
    means = [level.mean() for level in prepared.levels]
    assert means == pytest.approx([means[0]] * len(means), abs=0.6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_gamma_as_a_slow_loop(dtype):
    pixels = np.array([[0, 50, 100, 200, 255]], dtype).reshape(1, 5, 1)
    shown = prepare(pixels, Contrast(limits=(50.0, 200.0), gamma=0.5)).levels[0]
    expected = [
        round(255 * min(max((float(value) - 50) / 150, 0), 1) ** 0.5) for value in pixels.flat
    ]
    assert shown.ravel().tolist() == expected


def test_a_mix_names_the_limits_of_each_channel():
    pixels = np.stack([np.full((4, 4), 10), np.full((4, 4), 300)], -1).astype(np.uint16)
    styles = ChannelStyle("#ff0000", (0, 20)), ChannelStyle("#0000ff")
    prepared = prepare(pixels, Contrast(mix=styles))
    assert prepared.channel_limits == ((0, 20), (300, 300))
    assert prepared.limits == (0, 300)
    assert prepared.levels[0][0, 0].tolist() == [128, 0, 0]


def test_a_draft_is_a_part_of_the_image():
    pixels = np.random.default_rng(0).integers(0, 4000, (21, 30, 3)).astype(np.uint16)
    contrast = Contrast(limits=(0.0, 3000.0))
    draft = prepare(pixels, contrast, coarse=2)
    assert draft.coarse == 2
    assert (draft.levels[0] == prepare(pixels, contrast).levels[0][::4, ::4]).all()
