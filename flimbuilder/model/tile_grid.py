"""The order in which the tiles of a large image are computed: those in view first."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.architecture import Block

__all__ = ["Focus", "TileGrid"]

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Focus:
    """The part of an image that the user looks at, in pixels; ends are exclusive."""

    top: float
    bottom: float
    left: float
    right: float

    @property
    def area(self) -> float:
        """Pixels in view."""
        return max(0.0, self.bottom - self.top) * max(0.0, self.right - self.left)


class TileGrid:
    """The rectangles of the tiles of :func:`~flimbuilder.flim.tile_plan.plan_tiles`, in its order.

    Parameters
    ----------
    size : tuple of int
        (height, width) of the image.
    blocks : sequence of Block
        All blocks whose maps are wanted.
    side : int
        As for `plan_tiles`.

    Attributes
    ----------
    side : int
        The side, rounded up to a multiple of the strides' product.
    boxes : ndarray of shape (n_tiles, 4), int64
        First row, end row, first column and end column of each tile.
    """

    def __init__(self, size: tuple[int, int], blocks: Sequence[Block], side: int) -> None:
        step = int(np.prod([block.stride for block in blocks]))
        self.size, self.side = size, -(-side // step) * step
        rows, cols = (np.arange(0, length, self.side) for length in size)
        top, left = (part.ravel() for part in np.meshgrid(rows, cols, indexing="ij"))
        bottom = np.minimum(top + self.side, size[0])
        right = np.minimum(left + self.side, size[1])
        self.boxes = np.stack((top, bottom, left, right), axis=1)

    def __len__(self) -> int:
        return len(self.boxes)

    def place(self, index: int) -> tuple[slice, slice]:
        """Return the rows and columns of a tile."""
        top, bottom, left, right = self.boxes[index].tolist()
        return slice(top, bottom), slice(left, right)

    def index_at(self, row: int, col: int) -> int:
        """Return the index of the tile that a pixel of the image lies in."""
        per_row = -(-self.size[1] // self.side)
        return row // self.side * per_row + col // self.side

    def visible(self, focus: Focus | None) -> Mask:
        """Return a mask of the tiles in view; all are if the view is unknown."""
        if focus is None:
            return np.ones(len(self), np.bool_)
        sides = []
        for first, end, length in (
            (focus.top, focus.bottom, self.size[0]),
            (focus.left, focus.right, self.size[1]),
        ):
            start = np.arange(0, length, self.side)
            sides.append((start < end) & (np.minimum(start + self.side, length) > first))
        visible: Mask = np.logical_and.outer(*sides).ravel()
        return visible

    def nearest(self, pending: Mask, focus: Focus | None) -> int | None:
        """Return the next of the pending tiles: in view first, then by distance from its centre.

        Without a view, the first; None if no tile is pending.
        """
        if not pending.any():
            return None
        if focus is None:
            return int(pending.argmax())
        top, bottom, left, right = self.boxes.T
        rows = (top + bottom - focus.top - focus.bottom) / 2
        cols = (left + right - focus.left - focus.right) / 2
        hidden = ~self.visible(focus) * (float(self.size[0]) + self.size[1]) ** 2
        distance = np.where(pending, rows**2 + cols**2 + hidden, np.inf)
        return int(distance.argmin())
