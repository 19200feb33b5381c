"""Small results, with levels and tiles so small that there are several."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from numpy.typing import NDArray

from flimbuilder.imaging import result_levels, sparse_plane, write_ome_tiff, write_ome_zarr
from flimbuilder.imaging.result_levels import ResultChannel, ResultLevels, make_result_levels
from flimbuilder.project.pixel_size import PixelSize

__all__ = ["CHANNELS", "make_results", "saliency_and_mask", "small_levels"]

CHANNELS = (
    ResultChannel('saliency of "egg"', "#ff8000"),
    ResultChannel("saliency of larva é", "#0000ff"),
    ResultChannel("mask", "#ffffff", {1: ("egg", "#ff8000"), 2: ("larva é", "#0000ff")}),
)


@contextmanager
def small_levels() -> Iterator[pytest.MonkeyPatch]:
    """Shrink levels, tiles and chunks to 16 pixels."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(result_levels, "SMALLEST_LEVEL", 16)
        patch.setattr(sparse_plane, "PART_SIDE", 32)
        patch.setattr(write_ome_tiff, "TILE", 16)
        patch.setattr(write_ome_zarr, "CHUNK", 16)
        yield patch


def saliency_and_mask(
    height: int = 45, width: int = 70
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return saliency of two classes, 0 in the left third, and a mask."""
    random = np.random.default_rng(0)
    saliency = random.random((2, height, width), np.float32)
    saliency[:, :, : width // 3] = 0
    mask = np.where(saliency.max(axis=0) > 0.8, saliency.argmax(axis=0) + 1, 0)
    return saliency, mask.astype(np.uint8)


def make_results(pixel_size: PixelSize | None = None) -> ResultLevels:
    """Return the results of that saliency."""
    saliency, mask = saliency_and_mask()
    levels = make_result_levels(lambda rows, cols: saliency[:, rows, cols], mask, None, CHANNELS)
    return ResultLevels('a "1".png', CHANNELS, levels, pixel_size)
