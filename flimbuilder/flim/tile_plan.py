"""Divide an image into tiles, each with the pixels that its maps depend on.

A tile is a rectangle of the image that begins on the grid of every block's map, so that the tiles
divide every map without overlap.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.windows import WindowAxis, WindowPlan, walk_back
from flimbuilder.project.architecture import Block

__all__ = [
    "Span",
    "Tile",
    "TileLine",
    "plan_lines",
    "plan_tiles",
    "read_window",
    "rounded_side",
    "tile_at",
]

EDGE = 1  # pixels around a tile's part of a map, for decoders that look at neighbours


@dataclass(frozen=True)
class Span:
    """The rows or columns of a tile on one map.

    Attributes
    ----------
    start, stop : int
        The tile's own part.
    first, end : int
        The part with its edge, clipped to the map.
    """

    start: int
    stop: int
    first: int
    end: int

    @property
    def own(self) -> slice:
        """The tile's own part, relative to `first`."""
        return slice(self.start - self.first, self.stop - self.first)


@dataclass(frozen=True)
class Tile:
    """A rectangle of the image and of the maps of the wanted blocks.

    Attributes
    ----------
    rows, cols : dict of int to Span
        By block, from 1.
    window : WindowPlan
        The window to read, and those on the input of each block up to the output of the deepest
        wanted block.
    """

    rows: Mapping[int, Span]
    cols: Mapping[int, Span]
    window: WindowPlan


def plan_tiles(
    size: tuple[int, int],
    blocks: Sequence[Block],
    wanted: Sequence[int],
    side: int,
    edges: Mapping[int, int] | None = None,
) -> list[Tile]:
    """Divide an image into tiles, row by row.

    Parameters
    ----------
    size : tuple of int
        (height, width) of the image, in pixels.
    blocks : sequence of Block
    wanted : sequence of int
        The blocks, from 1, whose maps are wanted.
    side : int
        Side of a tile, in pixels of the image; rounded up to a multiple of the strides' product.
    edges : mapping of int to int or None, default=None
        Pixels around a tile's part of the maps of some blocks; others have 1.
    """
    rows, cols = (plan_lines(length, blocks, wanted, side, edges) for length in size)
    return [tile_at(row, col) for row in rows for col in cols]


TileLine = tuple[dict[int, Span], WindowAxis]
"""The rows or columns of a tile: by block on its map, and those of the windows to read."""


def plan_lines(
    length: int,
    blocks: Sequence[Block],
    wanted: Sequence[int],
    side: int,
    edges: Mapping[int, int] | None = None,
) -> list[TileLine]:
    """Divide the rows or the columns of an image; a tile is where two of them cross.

    Parameters
    ----------
    length : int
        Height or width of the image, in pixels.
    blocks, wanted, side, edges
        As in :func:`plan_tiles`.
    """
    used, around = blocks[: max(wanted)], edges or {}
    own_edges = {block: around.get(block, EDGE) for block in wanted}
    side = rounded_side(side, used)
    return [_plan_side(start, side, length, used, own_edges) for start in range(0, length, side)]


def rounded_side(side: int, blocks: Sequence[Block]) -> int:
    """Round the side of a tile up to a multiple of the product of the strides."""
    step = math.prod(block.stride for block in blocks)
    return -(-side // step) * step


def tile_at(row: TileLine, col: TileLine) -> Tile:
    """Return the tile where rows and columns of :func:`plan_lines` cross."""
    window = WindowPlan(np.zeros(1, np.int64), [], row[1], col[1])
    return Tile(row[0], col[0], window)


def read_window(tile: Tile) -> tuple[slice, slice]:
    """Return the rows and columns of the image that a tile is read with."""
    rows, cols = (
        slice(max(0, origin), min(side, origin + axis.length[0]))
        for axis, origin, side in (
            (axis, int(axis.origin[0][0]), int(axis.side[0][0]))
            for axis in (tile.window.rows, tile.window.cols)
        )
    )
    return rows, cols


def _plan_side(
    start: int, side: int, length: int, blocks: Sequence[Block], edges: Mapping[int, int]
) -> tuple[dict[int, Span], WindowAxis]:
    """Trace a tile's rows or columns through the blocks, then back to the pixels they need."""
    sides, stops = (map_sides(end, blocks) for end in (length, min(start + side, length)))
    starts = [start]
    for block in blocks:
        starts.append(starts[-1] // block.stride)
    spans = {
        number: Span(
            starts[number],
            stops[number],
            max(0, starts[number] - edge),
            min(sides[number], stops[number] + edge),
        )
        for number, edge in edges.items()
    }
    levels = [
        (np.array([spans[level].first]), np.array([spans[level].end])) if level in spans else None
        for level in range(len(blocks) + 1)
    ]
    return spans, walk_back(levels, blocks, [np.array([length]) for length in sides])
