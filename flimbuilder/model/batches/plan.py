"""Divide an image into tiles, and the tiles that are needed into batches.

The plan depends on the model, the image's size, the memory of a tile and the tissue alone, so that
every run works on the same batches, on however many threads or machines.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from flimbuilder.flim.tile_plan import Span, Tile, TileLine, plan_lines, rounded_side, tile_at
from flimbuilder.project.architecture import Block

__all__ = ["BATCH_PIXELS", "BATCH_TILES", "Inside", "TileBatch", "TilePlan", "plan_batches"]

BATCH_TILES, BATCH_PIXELS = 8, 2**20
"""Most tiles and pixels of a batch of more than one tile: about half a second on one core."""


class Inside(Protocol):
    """The part of an image that is predicted, such as its tissue."""

    @property
    def digest(self) -> str:
        """A hash of the part."""
        ...

    def touched(self, boxes: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return True for each rectangle (n, 4) that has a pixel inside.

        Rectangles are (top, bottom, left, right), bottom and right exclusive.
        """
        ...

    def at(self, rows: slice, cols: slice) -> NDArray[np.bool_]:
        """Return True for each pixel of a rectangle that is inside."""
        ...


@dataclass(frozen=True)
class TileBatch:
    """Tiles that are computed by one worker, one after another.

    Attributes
    ----------
    number : int
        From 0, over the image.
    tiles : tuple of int
        Indices on the grid of all tiles, row by row.
    """

    number: int
    tiles: tuple[int, ...]


@dataclass(frozen=True)
class TilePlan:
    """The grid of an image's tiles, and which of them are computed.

    Attributes
    ----------
    size : tuple of int
        (height, width) of the image, in pixels.
    side : int
        Side of a tile, a multiple of the product of the strides.
    rows, cols : sequence of TileLine
        The rows and the columns of tiles.
    indices : ndarray of int64
        Tiles to compute, in ascending order.
    batch_tiles : int
        Tiles of a batch; the last has fewer.
    """

    size: tuple[int, int]
    side: int
    rows: Sequence[TileLine]
    cols: Sequence[TileLine]
    indices: NDArray[np.int64]
    batch_tiles: int

    @cached_property
    def known(self) -> NDArray[np.bool_]:
        """Which tiles are computed, (rows of tiles, columns of tiles)."""
        known = np.zeros((len(self.rows), len(self.cols)), np.bool_)
        known.flat[self.indices] = True
        return known

    @property
    def batches(self) -> list[TileBatch]:
        """The batches of consecutive tiles."""
        starts = range(0, len(self.indices), self.batch_tiles)
        return [
            TileBatch(number, tuple(self.indices[start : start + self.batch_tiles].tolist()))
            for number, start in enumerate(starts)
        ]

    @property
    def digest(self) -> str:
        """A hash of the tiles and batches."""
        words = f"{self.size} {self.side} {self.batch_tiles} ".encode()
        return hashlib.sha256(words + self.indices.astype("<i8").tobytes()).hexdigest()

    def tile(self, index: int) -> Tile:
        """Return a tile of the grid."""
        row, col = divmod(index, len(self.cols))
        return tile_at(self.rows[row], self.cols[col])

    def spans(self, index: int, block: int) -> tuple[Span, Span]:
        """Return the rows and columns of a tile on a block's map."""
        row, col = divmod(index, len(self.cols))
        return self.rows[row][0][block], self.cols[col][0][block]

    def place(self, index: int) -> tuple[slice, slice]:
        """Return the rows and columns of a tile on the image."""
        row, col = divmod(index, len(self.cols))
        return self._line(row, 0), self._line(col, 1)

    def touching(self, rows: slice, cols: slice) -> Iterator[int]:
        """Yield the tiles to compute that have pixels in a rectangle of the image, row by row."""
        lines = slice(rows.start // self.side, -(-rows.stop // self.side))
        across = slice(cols.start // self.side, -(-cols.stop // self.side))
        for row, col in np.argwhere(self.known[lines, across]).tolist():
            yield (row + lines.start) * len(self.cols) + col + across.start

    def _line(self, number: int, axis: int) -> slice:
        start = number * self.side
        return slice(start, min(start + self.side, self.size[axis]))


def plan_batches(
    size: tuple[int, int],
    blocks: Sequence[Block],
    wanted: Sequence[int],
    side: int,
    *,
    edges: Mapping[int, int] | None = None,
    inside: Inside | None = None,
    batch_tiles: int | None = None,
) -> TilePlan:
    """Plan the tiles of an image.

    Parameters
    ----------
    size : tuple of int
        (height, width) of the image, in pixels.
    blocks : sequence of Block
    wanted : sequence of int
        The blocks, from 1, that are decoded.
    side : int
        Side of a tile, in pixels; rounded up to a multiple of the strides' product.
    edges : mapping of int to int or None, default=None
        As in :func:`~flimbuilder.flim.tile_plan.plan_tiles`.
    inside : Inside or None, default=None
        Leave out tiles without a pixel inside; None computes all. Tiles that interpolation at a
        pixel inside needs are computed, too.
    batch_tiles : int or None, default=None
        Tiles of a batch; None is as many as have a million pixels, at most eight.
    """
    used = blocks[: max(wanted)]
    rows, cols = (plan_lines(length, blocks, wanted, side, edges) for length in size)
    side = rounded_side(side, used)
    batch_tiles = batch_tiles or min(BATCH_TILES, max(1, BATCH_PIXELS // side**2))
    plan = TilePlan(size, side, rows, cols, np.arange(len(rows) * len(cols)), batch_tiles)
    if inside is None:
        return plan
    step = rounded_side(1, used)
    around = step if step > 1 else 0  # pixels that interpolation reaches
    boxes = np.stack(
        [
            np.repeat(_ends(len(rows), side, size[0], around), len(cols), axis=0),
            np.tile(_ends(len(cols), side, size[1], around), (len(rows), 1)),
        ],
        axis=1,
    ).reshape(-1, 4)
    chosen = np.flatnonzero(inside.touched(boxes))
    return TilePlan(size, side, rows, cols, chosen.astype(np.int64), batch_tiles)


def _ends(count: int, side: int, length: int, around: int) -> NDArray[np.int64]:
    """Return start and stop of each row or column of tiles, made wider, (count, 2)."""
    starts = np.arange(count, dtype=np.int64) * side
    return np.stack(
        ((starts - around).clip(min=0), (starts + side + around).clip(max=length)), axis=1
    )
