"""Patches around pixels, and the marked patch of each kernel."""

import numpy as np
import pytest

from flimbuilder.explain.patches import NearestPatch, cut_patch, nearest_patch
from flimbuilder.model.document import KernelRecord
from tests.learned_models import image, learned_model


def test_a_patch_inside_is_a_part_of_the_image() -> None:
    pixels = image()
    patch = cut_patch(pixels, 10, 12, 5)
    assert np.array_equal(patch, pixels[8:13, 10:15])
    assert np.array_equal(cut_patch(pixels, 10, 12, 1), pixels[10:11, 12:13])


def test_an_even_patch_has_one_pixel_less_above_and_left() -> None:
    pixels = image()
    assert np.array_equal(cut_patch(pixels, 10, 12, 4), pixels[9:13, 11:15])


@pytest.mark.parametrize(("row", "col"), [(0, 0), (22, 30), (0, 30), (11, 0), (500, 500)])
def test_outside_the_image_a_patch_has_the_given_value(row: int, col: int) -> None:
    pixels = image()
    padded = np.pad(pixels, ((600, 600), (600, 600), (0, 0)), constant_values=0.5)
    expected = padded[600 + row - 3 : 600 + row + 4, 600 + col - 3 : 600 + col + 4]
    assert np.array_equal(cut_patch(pixels, row, col, 7, outside=0.5), expected)


def test_the_marked_patch_is_that_of_the_provenance() -> None:
    document = learned_model().document
    for number, block in enumerate(document.blocks, start=1):
        for channel, record in enumerate(block.kernels):
            assert record.pixel is not None
            expected = NearestPatch("one", record.marker or 0, *record.pixel, (5, 9)[number - 1])
            assert nearest_patch(document, number, channel) == expected


def test_a_kernel_of_an_imported_model_has_no_marked_patch() -> None:
    document = learned_model().document
    kernels = tuple(KernelRecord(class_id=1) for _ in document.blocks[0].kernels)
    blocks = (document.blocks[0].with_(kernels=kernels), *document.blocks[1:])
    assert nearest_patch(document.with_(blocks=blocks), 1, 0) is None
