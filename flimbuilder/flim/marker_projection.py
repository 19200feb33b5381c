"""Project marked pixels onto the input of each block."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from flimbuilder.flim.training import MarkedPixels
from flimbuilder.project.architecture import Block

__all__ = ["ProjectedMarkers", "map_sides", "project_markers"]

IntArray = NDArray[np.int64]
Side = TypeVar("Side", int, IntArray)


@dataclass(frozen=True)
class ProjectedMarkers:
    """Marked pixels on the input of one block, sorted by (marker, row, column).

    Attributes
    ----------
    image, marker_index, row, col : ndarray of shape (n_places,)
        As in :class:`MarkedPixels`, on this block's grid.
    source : ndarray of shape (n_places,)
        Index into the :class:`MarkedPixels`; of the first pixel if several merged.
    next : ndarray of shape (n_places,)
        Index into the next block's arrays; at the last block, its own index.
    """

    image: IntArray
    marker_index: IntArray
    row: IntArray
    col: IntArray
    source: IntArray
    next: IntArray


def map_sides(side: Side, blocks: Sequence[Block]) -> list[Side]:
    """Return the side of each block's input maps, and of the last block's output."""
    sides = [side]
    for block in blocks:
        sides.append(-(-sides[-1] // block.stride))
    return sides


def project_markers(
    marked: MarkedPixels, heights: IntArray, widths: IntArray, blocks: Sequence[Block]
) -> list[ProjectedMarkers]:
    """Project the marked pixels onto the input of every block.

    Positions are scaled by the exact ratio of the map sizes and rounded to the grid, halves up.
    Pixels of a marker that fall on the same position merge; a marker never vanishes.

    Heights and widths are those of each image, in pixels.
    """
    rows, cols = map_sides(heights, blocks), map_sides(widths, blocks)
    image, marker_index, row, col = marked.image, marked.marker_index, marked.row, marked.col
    source = np.arange(len(row))
    levels = []
    for level in range(1, len(blocks)):
        moved_row = _scale(row, rows[level - 1][image], rows[level][image])
        moved_col = _scale(col, cols[level - 1][image], cols[level][image])
        keep, following = _merge(marker_index, moved_row, moved_col)
        levels.append(ProjectedMarkers(image, marker_index, row, col, source, following))
        image, marker_index, source = image[keep], marker_index[keep], source[keep]
        row, col = moved_row[keep], moved_col[keep]
    levels.append(ProjectedMarkers(image, marker_index, row, col, source, np.arange(len(row))))
    return levels


def _scale(position: IntArray, old: IntArray, new: IntArray) -> IntArray:
    """Scale by new / old in integers, round halves up, and clip to the map."""
    scaled: IntArray = np.minimum((2 * position * new + old) // (2 * old), new - 1)
    return scaled


def _merge(marker_index: IntArray, row: IntArray, col: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first index of each set of equal positions, and the set of each position."""
    width = int(col.max()) + 1
    key = (marker_index * (int(row.max()) + 1) + row) * width + col
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse
