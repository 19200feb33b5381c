"""Encode images that are too large to be encoded whole, tile by tile with the exact halo.

Each tile is read with all pixels that its maps depend on, and pixels outside the image equal the
padding of the whole image, so that the maps equal those of the whole image.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics
from flimbuilder.flim.tile_input import ReadPixels, TileInput
from flimbuilder.flim.tile_plan import Span, Tile, read_window
from flimbuilder.flim.tile_stream import BlockStream

__all__ = ["TileMaps", "encode_tile", "tile_extremes"]

STRIP = 2**19  # values of the widest map in a strip, 2 MB: reused by the next one
LEAST_ROWS = 8  # of a strip


@dataclass(frozen=True)
class TileMaps:
    """Activation maps of one block on a tile, (1, kernels, rows, columns), edges included."""

    maps: Tensor
    rows: Span
    cols: Span


def encode_tile(
    encoder: Encoder, tile: Tile, read: ReadPixels, statistics: Statistics | None = None
) -> dict[int, TileMaps]:
    """Compute the maps of a tile by block, from 1, on the device of the encoder.

    The tile must be planned with the encoder's architecture, and the statistics be those of
    :func:`~flimbuilder.flim.image_statistics.image_statistics`.
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
