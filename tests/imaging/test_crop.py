"""Patches around pixels."""

import numpy as np
import pytest

from flimbuilder.imaging.crop import cut_patch


def random_image() -> np.ndarray:
    return np.random.default_rng(0).random((23, 31, 3), np.float32)


def test_by_hand() -> None:
    pixels = np.arange(1, 10, dtype=np.uint8).reshape(3, 3, 1)
    assert cut_patch(pixels, 0, 2, 3)[..., 0].tolist() == [[0, 0, 0], [2, 3, 0], [5, 6, 0]]
    assert cut_patch(pixels, 1, 1, 5)[..., 0].sum() == 45
    assert cut_patch(pixels[..., 0], 2, 2, 2, outside=7).tolist() == [[9, 7], [7, 7]]


def test_a_patch_inside_is_a_part_of_the_random_image() -> None:
    pixels = random_image()
    patch = cut_patch(pixels, 10, 12, 5)
    assert np.array_equal(patch, pixels[8:13, 10:15])
    assert np.array_equal(cut_patch(pixels, 10, 12, 1), pixels[10:11, 12:13])


def test_an_even_patch_has_one_pixel_less_above_and_left() -> None:
    pixels = random_image()
    assert np.array_equal(cut_patch(pixels, 10, 12, 4), pixels[9:13, 11:15])


@pytest.mark.parametrize(("row", "col"), [(0, 0), (22, 30), (0, 30), (11, 0), (500, 500)])
def test_outside_the_image_a_patch_has_the_given_value(row: int, col: int) -> None:
    pixels = random_image()
    padded = np.pad(pixels, ((600, 600), (600, 600), (0, 0)), constant_values=0.5)
    expected = padded[600 + row - 3 : 600 + row + 4, 600 + col - 3 : 600 + col + 4]
    assert np.array_equal(cut_patch(pixels, row, col, 7, outside=0.5), expected)
