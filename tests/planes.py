"""Planes on disk in tests, with blocks and windows so small that a few pixels fill several."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from numpy.typing import NDArray

from flimbuilder.imaging import sparse_plane
from flimbuilder.imaging.sparse_plane import SparsePlane, open_sparse_plane, windows_of

__all__ = ["on_disk", "small_blocks"]


@contextmanager
def small_blocks(block: int = 4, part: int = 8) -> Iterator[pytest.MonkeyPatch]:
    """Shrink the blocks and windows of planes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sparse_plane, "BLOCK_SIDE", block)
        patch.setattr(sparse_plane, "PART_SIDE", part)
        yield patch


@contextmanager
def on_disk(*arrays: NDArray[np.integer]) -> Iterator[list[SparsePlane]]:
    """Yield planes with the values of arrays, written window by window."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        planes = [
            stack.enter_context(open_sparse_plane(Path(folder), array.shape, array.dtype))
            for array in arrays
        ]
        for plane, array in zip(planes, arrays, strict=True):
            for window in windows_of(array.shape):
                plane.write(*window, array[window])
        yield planes
