"""A small picture of an image with its saliency over it."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.pictures import Picture, heat
from flimbuilder.imaging.pyramid import fitting_size
from flimbuilder.imaging.sparse_plane import Window, windows_of

__all__ = ["HEAT_SIDE", "draw_heat", "reduce_windows"]

HEAT_SIDE = 1024
"""Pixels of the longer side of a picture; smaller images keep their size."""
OPACITY = 0.75  # of the colour of saliency 1; that of lower saliency is proportional


def reduce_windows(
    read: Callable[[slice, slice], npt.NDArray[Any]],
    size: tuple[int, int],
    windows: Iterable[Window] | None = None,
    longest: int = HEAT_SIDE,
) -> npt.NDArray[np.float32]:
    """Average an image of any size to at most `longest` pixels a side, window by window.

    Parameters
    ----------
    read : callable
        Returns a window, of shape (rows, columns) or (rows, columns, channels).
    size : tuple of int
        (height, width).
    windows : iterable of tuple of slice, or None, default=None
        Windows without overlap outside which the image is 0; None is all of it.
    longest : int, default=1024

    Returns
    -------
    ndarray of float32 of shape (h, w) or (h, w, channels)
        Each pixel is the mean of the pixels that it covers: those of the image's row r are in row
        floor(r h / height), columns likewise.
    """
    small = fitting_size(*size, longest)
    row_starts, col_starts = (
        -(-np.arange(few + 1) * many // few) for few, many in zip(small, size, strict=True)
    )
    sums: npt.NDArray[np.float32] | None = None
    for rows, cols in windows_of(size) if windows is None else windows:
        part = read(rows, cols)
        if sums is None:
            sums = np.zeros((*small, *part.shape[2:]), np.float32)
        row_cells, row_at = _cells(row_starts, rows)
        col_cells, col_at = _cells(col_starts, cols)
        down = np.add.reduceat(part.astype(np.float32), row_at, axis=0)
        sums[row_cells, col_cells] += np.add.reduceat(down, col_at, axis=1)
    if sums is None:
        return np.zeros(small, np.float32)
    areas = (np.diff(row_starts)[:, None] * np.diff(col_starts)).astype(np.float32)
    mean: npt.NDArray[np.float32] = sums / areas.reshape(*small, *(1 for _ in sums.shape[2:]))
    return mean


def _cells(starts: npt.NDArray[np.int64], side: slice) -> tuple[slice, npt.NDArray[np.int64]]:
    """Return the cells that a range of rows touches, and where each begins within it."""
    first = int(np.searchsorted(starts, side.start, "right")) - 1
    end = int(np.searchsorted(starts, side.stop, "left"))
    return slice(first, end), np.maximum(starts[first:end] - side.start, 0)


def draw_heat(rgb: Picture, map01: npt.NDArray[np.floating[Any]]) -> Picture:
    """Draw a map over a picture: the higher its value, the brighter and the more opaque.

    Parameters
    ----------
    rgb : ndarray of uint8 of shape (height, width, 3)
    map01 : ndarray of float of shape (height, width)
        In [0, 1]; where it is 0, the picture is unchanged.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)
    """
    opacity = OPACITY * np.clip(map01, 0, 1)[..., None]
    blended: npt.NDArray[Any] = np.rint(rgb * (1 - opacity) + heat(map01) * opacity)
    return blended.astype(np.uint8)
