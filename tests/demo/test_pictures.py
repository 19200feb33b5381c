"""The pictures of the report."""

import numpy as np
import pytest

from flimbuilder.demo.pictures import (
    FACTOR,
    activation_picture,
    kernel_picture,
    magnify,
    marked_picture,
    outlined_picture,
    patch_picture,
    saliency_picture,
)
from flimbuilder.imaging.pictures import MASK_COLOUR, REFERENCE_COLOUR, heat
from flimbuilder.project.markers import Disk

GREEN, WHITE, PURPLE = (0x1B, 0x78, 0x37), (0xF7, 0xF7, 0xF7), (0x76, 0x2A, 0x83)


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def test_a_photograph_is_magnified_linearly() -> None:
    """Centres keep their values; between two pixels lie thirds of the way, by hand."""
    picture = np.array([[0, 90]], np.uint8)[..., None].repeat(3, axis=2)
    large = magnify(picture)
    assert large.shape == (3, 6, 3)
    np.testing.assert_array_equal(large[1, :, 0], [0, 0, 30, 60, 90, 90])
    np.testing.assert_array_equal(large[0], large[2])


def test_a_kernel_by_hand() -> None:
    weights = np.array([[[2.0], [0.0]], [[-2.0], [1.0]]])
    picture = kernel_picture(weights)
    half = picture.shape[0] // 2
    assert picture.shape == (2 * half, 2 * half, 3)
    corners = picture[[0, 0, -1, -1], [0, -1, 0, -1]]
    between = [(start + other) / 2 for start, other in zip(GREEN, WHITE, strict=True)]
    np.testing.assert_array_equal(corners[:3], [GREEN, WHITE, PURPLE])
    np.testing.assert_allclose(corners[3], between, atol=0.5)


def test_channels_are_side_by_side_on_one_scale() -> None:
    weights = np.zeros((3, 3, 2))
    weights[..., 0], weights[..., 1] = -1, 4
    picture = kernel_picture(weights)
    np.testing.assert_array_equal(picture[0, -1], GREEN)
    assert (picture[0, 0] > PURPLE).all()
    assert picture.shape[1] > 2 * picture.shape[0]


def test_a_zero_kernel_is_white() -> None:
    np.testing.assert_array_equal(np.unique(kernel_picture(np.zeros((3, 3, 1)))), [0xF7])


def test_markers_have_their_colours_and_an_outline() -> None:
    pixels = np.zeros((20, 30, 1), np.uint8)
    markers = [
        Disk(id=1, class_id=0, center=(8, 8), radius=4),
        Disk(id=2, class_id=1, center=(8, 22), radius=4),
    ]
    picture = marked_picture(pixels, markers, {0: "#0000ff", 1: "#ff0000"})
    assert picture.shape == (60, 90, 3)
    middle = FACTOR // 2
    left, right = picture[8 * FACTOR + middle, [8 * FACTOR + middle, 22 * FACTOR + middle]]
    assert left[2] > 0 == left[0] == left[1]
    assert right[0] > 0 == right[1] == right[2]
    assert (picture == 255).all(axis=2).any()
    assert (picture == rgb("#ff0000")).all(axis=2).any()
    assert not picture[-15:].any()


@pytest.mark.parametrize("centre", [(0, 0), (10, 15), (19, 29)])
def test_the_patch_is_centred(centre: tuple[int, int]) -> None:
    pixels = np.full((20, 30, 1), 50, np.uint8)
    pixels[centre] = 200
    picture = patch_picture(pixels, centre, 3)
    assert picture.shape[0] == picture.shape[1]
    middle = picture.shape[0] // 2
    np.testing.assert_array_equal(picture[middle, middle], [200, 200, 200])
    framed = np.argwhere((picture == 255).all(axis=2))
    assert tuple(framed.min(axis=0) + framed.max(axis=0)) == (2 * middle, 2 * middle)


def test_outside_the_image_is_black() -> None:
    picture = patch_picture(np.full((40, 40, 3), 90, np.uint8), (0, 20), 3)
    assert not picture[0].any()
    assert (picture[-1] == 90).all()


def test_an_activation_map_is_scaled_by_its_maximum() -> None:
    activation = np.array([[0.0, 4.0], [2.0, 8.0]], np.float32)
    np.testing.assert_array_equal(activation_picture(activation), heat(activation / 8))
    np.testing.assert_array_equal(activation_picture(0 * activation), heat(0 * activation))


def test_saliency_is_not_scaled() -> None:
    picture = saliency_picture(np.full((4, 5), 0.5, np.float32))
    assert picture.shape == (12, 15, 3)
    np.testing.assert_array_equal(picture[0, 0], heat(np.array([[0.5]]))[0, 0])


def test_both_outlines_are_seen() -> None:
    mask, reference = np.zeros((30, 30), bool), np.zeros((30, 30), bool)
    mask[5:20, 5:20] = reference[5:20, 5:20] = True
    picture = outlined_picture(np.zeros((30, 30, 3), np.uint8), mask, reference)
    for colour in (MASK_COLOUR, REFERENCE_COLOUR):
        assert (picture == rgb(colour)).all(axis=2).any()
    empty = outlined_picture(np.zeros((30, 30, 3), np.uint8), 0 * mask, reference)
    assert not (empty == rgb(MASK_COLOUR)).all(axis=2).any()
