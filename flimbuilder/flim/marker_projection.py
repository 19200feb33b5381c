"""Markers that follow the encoder: where a marked pixel lies on each block's input."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.flim.training import MarkedPixels
from flimbuilder.project.architecture import Block

__all__ = ["ProjectedMarkers", "map_sizes", "project_markers"]

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class ProjectedMarkers:
    """Marked pixels on the input of one block, sorted by (marker, row, column).

    Attributes
    ----------
    image, marker_index, row, col : ndarray of shape (n_places,)
        As of :class:`MarkedPixels`, on this block's grid.
    source : ndarray of shape (n_places,)
        The marked pixel of the image that it stands for (the first, where several merged).
    next : ndarray of shape (n_places,)
        Its position among the places of the next block; its own at the last block.
    """

    image: IntArray
    marker_index: IntArray
    row: IntArray
    col: IntArray
    source: IntArray
    next: IntArray


def map_sizes(side: IntArray, blocks: Sequence[Block]) -> list[IntArray]:
    """Return the sides of the input maps of each block, and of the last one's output."""
    sides = [side]
    for block in blocks:
        sides.append(-(-sides[-1] // block.stride))
    return sides


def project_markers(
    marked: MarkedPixels, heights: IntArray, widths: IntArray, blocks: Sequence[Block]
) -> list[ProjectedMarkers]:
    """Carry the marked pixels along to the input of every block.

    Positions scale by the real ratio of the map sizes and are rounded to the grid, halves up.
    Pixels of one marker that meet become one; a marker never vanishes.

    Parameters
    ----------
    marked : MarkedPixels
        On the images.
    heights, widths : ndarray of shape (n_images,)
        Of the images, in pixels.
    blocks : sequence of Block
        Of the architecture.

    Returns
    -------
    list of Places
        One a block.
    """
    rows, cols = map_sizes(heights, blocks), map_sizes(widths, blocks)
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
    """Scale by new / old, round halves up, stay on the map; exact in integers."""
    scaled: IntArray = np.minimum((2 * position * new + old) // (2 * old), new - 1)
    return scaled


def _merge(marker_index: IntArray, row: IntArray, col: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first of each set of equal places, and where each place went."""
    width = int(col.max()) + 1
    key = (marker_index * (int(row.max()) + 1) + row) * width + col
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    return first, inverse
