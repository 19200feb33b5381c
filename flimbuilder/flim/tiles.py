"""Encode images that are too large to be encoded whole, tile by tile with the exact halo.

A tile is a rectangle of the image that begins on the grid of every block's map, so that the tiles
divide every map without overlap. Each tile is read with all pixels that its maps depend on, and
pixels outside the image equal the padding of the whole image, so that the maps equal those of the
whole image.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics, lattice
from flimbuilder.flim.tile_input import TileInput
from flimbuilder.flim.tile_stream import BlockStream
from flimbuilder.flim.windows import WindowAxis, WindowPlan, walk_back
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.architecture import Block

__all__ = [
    "MapStrips",
    "ReadPixels",
    "Span",
    "Tile",
    "TileLine",
    "TileMaps",
    "encode_tile",
    "image_statistics",
    "interpolated_rows",
    "lattice_statistics",
    "neighbours",
    "plan_lines",
    "plan_tiles",
    "read_lattice",
    "read_window",
    "rounded_side",
    "tile_at",
    "tile_extremes",
]

ReadPixels = Callable[[slice, slice], NDArray[Any]]
"""Returns the pixels (rows, columns, channels) of a window: integers as stored, or in [0, 1]."""
MapStrips = Callable[
    [Callable[[NDArray[np.int64]], NDArray[Any]], Iterable[NDArray[np.int64]]],
    Iterable[NDArray[Any]],
]
"""Maps a function over strips of rows, as ``map`` does."""
STRIP = 2**19  # values of the widest map in a strip, 2 MB: reused by the next one
LEAST_ROWS = 8  # of a strip
LATTICE_BYTES = 64 * 2**20  # of a strip of rows, in four channels of float32
WIDE = 512  # pixels between columns that are read alone
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


@dataclass(frozen=True)
class TileMaps:
    """Activation maps of one block on a tile, (1, kernels, rows, columns), edges included."""

    maps: Tensor
    rows: Span
    cols: Span


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


def read_lattice(
    size: tuple[int, int], read: ReadPixels, each: MapStrips = map
) -> NDArray[np.float32]:
    """Read the pixels of an image by which it is standardised, (96, 96, C).

    Neighbouring rows are read together if they fit into 64 MB. If columns are further apart than
    the tiles of most files are wide, they are read alone.

    Parameters
    ----------
    size : tuple of int
        (height, width) of the image, in pixels.
    read : callable
        Reads pixels of the image.
    each : callable, default=map
        Maps the reading over strips of rows, perhaps on threads.
    """
    rows, cols = (lattice(side).numpy() for side in size)
    together = max(1, LATTICE_BYTES // (16 * size[1]))
    strips, start = [], 0
    while start < len(rows):
        stop = int(np.searchsorted(rows, rows[start] + together))
        strips.append(rows[start:stop])
        start = stop

    def read_strip(strip: NDArray[np.int64]) -> NDArray[Any]:
        between = slice(int(strip[0]), int(strip[-1]) + 1)
        if size[1] < len(cols) * WIDE:
            lines = read(between, slice(0, size[1]))[:, cols]
        else:
            alone = [read(between, slice(col, col + 1)) for col in cols.tolist()]
            lines = np.concatenate(alone, axis=1)
        chosen: NDArray[Any] = lines[strip - strip[0]]
        return chosen

    pixels = np.concatenate(list(each(read_strip, strips)))
    return (
        pixels.astype(np.float32, copy=False) if pixels.dtype.kind == "f" else scale_image(pixels)
    )


def image_statistics(
    encoder: Encoder, size: tuple[int, int], read: ReadPixels, each: MapStrips = map
) -> Statistics | None:
    """Return the statistics by which an image is standardised; None if it is not.

    Parameters
    ----------
    encoder : Encoder
    size : tuple of int
        (height, width) of the image, in pixels.
    read : callable
        Reads pixels of the image.
    each : callable, default=map
        As for :func:`read_lattice`.
    """
    if encoder.standardisation.kind == "none":
        return None
    return lattice_statistics(encoder, read_lattice(size, read, each))


def lattice_statistics(encoder: Encoder, pixels: NDArray[np.float32]) -> Statistics:
    """Return the statistics of an image from its pixels on the lattice, (96, 96, C) in [0, 1]."""
    weights = next(encoder.parameters())
    with torch.inference_mode():
        images = torch.from_numpy(pixels).to(weights).permute(2, 0, 1)[None]
        return encoder.standardisation.measure(encoder.colour(images))


def encode_tile(
    encoder: Encoder, tile: Tile, read: ReadPixels, statistics: Statistics | None = None
) -> dict[int, TileMaps]:
    """Compute the maps of a tile by block, from 1, on the device of the encoder.

    The tile must be planned with the encoder's architecture, and the statistics be those of
    :func:`image_statistics`.
    """
    maps: dict[int, Tensor] = {}
    with torch.inference_mode(), full_precision():
        for number, first, strip in _stream(encoder, tile, read, statistics):
            rows, cols = tile.rows[number], tile.cols[number]
            own = _own_part(tile, number, first, strip)
            if number not in maps:
                size = 1, strip.shape[1], rows.end - rows.first, cols.end - cols.first
                empty = torch.empty(
                    size, dtype=strip.dtype, device=strip.device, memory_format=torch.channels_last
                )
                maps[number] = empty
            start = max(0, first - rows.first)
            maps[number][:, :, start : start + own.shape[2]] = own
    return {
        number: TileMaps(maps[number], tile.rows[number], tile.cols[number])
        for number in sorted(maps)
    }


def tile_extremes(
    encoder: Encoder,
    tile: Tile,
    read: ReadPixels,
    statistics: Statistics | None = None,
    *,
    lowest: bool = True,
) -> dict[int, tuple[Tensor | None, Tensor]]:
    """Find the extremes of the maps of a tile, by block, without keeping the maps.

    Parameters
    ----------
    encoder, tile, read, statistics
        As for :func:`encode_tile`.
    lowest : bool, default=True
        Whether the smallest values are wanted. Without them, the deepest block does not pool by
        maxima with stride 1, which change no maximum.

    Returns
    -------
    dict of int to (Tensor or None, Tensor)
        The smallest and the largest value (1, kernels) of each map.
    """
    deepest = len(tile.window.rows.length) - 1
    block = encoder.blocks()[deepest - 1]
    pools = lowest or block.pooling["kind"] != "max" or block.pooling["stride"] > 1
    extremes: dict[int, tuple[Tensor | None, Tensor]] = {}
    with torch.inference_mode(), full_precision():
        for number, first, strip in _stream(encoder, tile, read, statistics, pools_last=pools):
            is_convolution = number == deepest and not pools
            part = strip if is_convolution else _own_part(tile, number, first, strip)
            if not part.shape[2]:
                continue
            pixels = part.permute(0, 2, 3, 1)
            low = pixels.amin(dim=1).amin(dim=1) if lowest else None
            high = pixels.amax(dim=1).amax(dim=1)
            if is_convolution:
                high = block.activate(high)
            if number in extremes:
                low_before, high_before = extremes[number]
                high = torch.maximum(high, high_before)
                if low is not None and low_before is not None:
                    low = torch.minimum(low, low_before)
            extremes[number] = low, high
    return dict(sorted(extremes.items()))


def _stream(
    encoder: Encoder,
    tile: Tile,
    read: ReadPixels,
    statistics: Statistics | None,
    *,
    pools_last: bool = True,
) -> Iterator[tuple[int, int, Tensor]]:
    """Yield strips of the wanted maps: the block, the first row on its map, and the strip.

    A strip has all columns of the window. With `pools_last` false, the deepest block's strips are
    those of its convolution.
    """
    plan, device = tile.window, next(encoder.parameters()).device
    blocks = encoder.blocks()[: len(plan.rows.length) - 1]
    streams = [
        BlockStream(block, plan, level, pools=pools_last or level < len(blocks) - 1)
        for level, block in enumerate(blocks)
    ]
    place = [int(origin[0]) for origin in plan.rows.origin]
    window, height = _input(encoder, tile, read, statistics), plan.rows.length[0]
    widest = max(block.conv.out_channels for block in blocks) * plan.cols.length[0]
    step = max(LEAST_ROWS, STRIP // widest) if device.type == "cpu" else height
    for start in range(0, height, step):
        stop = min(start + step, height)
        rows = window[:, :, start:stop]
        for number, stream in enumerate(streams, start=1):
            pushed = stream.push(rows, is_last=stop == height)
            if pushed is None and stop < height:
                break
            shape = 1, blocks[number - 1].conv.out_channels, 0, plan.cols.length[number]
            rows = rows.new_empty(shape) if pushed is None else pushed
            if number in tile.rows and rows.shape[2]:
                yield number, place[number], rows
            place[number] += rows.shape[2]


def _own_part(tile: Tile, number: int, first: int, strip: Tensor) -> Tensor:
    """Cut a strip of a block's map to the part of the tile, with its edges."""
    rows, cols = tile.rows[number], tile.cols[number]
    left = cols.first - int(tile.window.cols.origin[number][0])
    top, end = max(0, rows.first - first), max(0, rows.end - first)
    return strip[:, :, top:end, left : left + cols.end - cols.first]


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


def _input(
    encoder: Encoder, tile: Tile, read: ReadPixels, statistics: Statistics | None
) -> Tensor:
    """Return the input of block 1 on the window of a tile, with zeros outside the image."""
    plan, inside = tile.window, read_window(tile)
    prepare = TileInput(encoder, statistics)
    inner, size = prepare(read(*inside)), (plan.rows.length[0], plan.cols.length[0])
    if inner.shape[2:] == size:
        return inner
    window = prepare.zeros(*size)
    top, left = (int(axis.origin[0][0]) for axis in (plan.rows, plan.cols))
    rows, cols = (
        slice(part.start - first, part.stop - first)
        for part, first in zip(inside, (top, left), strict=True)
    )
    window[:, :, rows, cols] = inner
    return window


def interpolated_rows(
    read: Callable[[int, int], Tensor],
    map_size: tuple[int, int],
    size: tuple[int, int],
    rows: slice,
) -> Tensor:
    """Interpolate rows of a map that is not in memory as ``F.interpolate`` would the whole map.

    Bilinear, with ``align_corners=False``; positions are computed in float32, as in torch.

    Parameters
    ----------
    read : callable
        Returns rows of the map, (maps, rows, width), from a first to a last row (exclusive).
    map_size, size : tuple of int
        (height, width) of the map and of the result.
    rows : slice
        Rows of the result.

    Returns
    -------
    Tensor of shape (maps, rows, width)
    """
    if map_size[0] == size[0]:
        lines = read(rows.start, rows.stop)
    else:
        above, below, share = neighbours(map_size[0], size[0], rows.start, rows.stop)
        first = int(above[0])
        data = read(first, int(below[-1]) + 1)
        share = share[:, None].to(data)
        lines = data[:, above - first] * (1 - share) + data[:, below - first] * share
    if map_size[1] == size[1]:
        return lines
    left, right, share = neighbours(map_size[1], size[1], 0, size[1])
    share = share.to(lines)
    return lines[..., left] * (1 - share) + lines[..., right] * share


def neighbours(before: int, after: int, start: int, stop: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return what bilinear interpolation of a line needs.

    Parameters
    ----------
    before, after : int
        Length of the line, and of the interpolated one.
    start, stop : int
        Part of the interpolated line.

    Returns
    -------
    first, second : Tensor of int64
        Both neighbours of each position.
    share : Tensor of float32
        The weight of the second.
    """
    scale = torch.tensor(before, dtype=torch.float32) / torch.tensor(after, dtype=torch.float32)
    # Round once at the end, as torch does with fused multiply-add.
    exact = (torch.arange(start, stop, dtype=torch.float64) + 0.5) * scale.double() - 0.5
    positions = exact.float().clamp(min=0)
    first = positions.long().clamp(max=before - 1)
    return first, (first + 1).clamp(max=before - 1), positions - first
