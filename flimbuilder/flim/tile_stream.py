"""Run the blocks of an encoder on a tile, strip by strip, while each strip is in the cache.

Rows enter block 1 from top to bottom. Each block computes the rows for which it has all it needs,
and hands them to the next; it keeps the last rows that later ones need as well. Nothing is
computed twice, and only the wanted maps need memory for the whole tile.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import ModelError
from flimbuilder.flim.encode import sliding_maximum
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.windows import WindowAxis, WindowPlan

__all__ = ["BlockStream", "blank_beyond", "joined_rows"]

LEAST = 2**15  # values of the input for which a convolution is worth its call


@dataclass(frozen=True)
class _StreamAxis:
    """The rows or columns of a window that pass through a block.

    Attributes
    ----------
    margin, used : int
        Pixels of the input that are left out at the start, and those used after them.
    convolved, pooled : int
        First pixel of the convolution and of the pooling, on their maps; may be negative.
    side, next_side : int
        Length of these maps.
    """

    margin: int
    used: int
    convolved: int
    pooled: int
    side: int
    next_side: int

    @classmethod
    def of(cls, axis: WindowAxis, level: int, reach: int, size: int, stride: int) -> "_StreamAxis":
        """Trace an axis of a plan through the block of a level."""
        margin = axis.margin[level]
        return cls(
            margin,
            (axis.length[level + 1] - 1) * stride + size + 2 * reach,
            int(axis.origin[level][0]) + margin + reach,
            int(axis.origin[level + 1][0]),
            int(axis.side[level][0]),
            int(axis.side[level + 1][0]),
        )


class BlockStream:
    """A block that receives the rows of a window from top to bottom.

    Parameters
    ----------
    block : FlimBlock
    plan : WindowPlan
        Of one window.
    level : int
        Index of the block, from 0.
    pools : bool, default=True
        False returns the convolution, before activation and pooling, with minus infinity outside
        the map. Its maximum, activated, is that of maps pooled by maxima with stride 1.

    Raises
    ------
    ModelError
        If the block of an imported model pads its maps in another way than learned blocks.
    """

    def __init__(
        self, block: FlimBlock, plan: WindowPlan, level: int, *, pools: bool = True
    ) -> None:
        if block.padding != "zero" or block.pooling.get("outside", "left-out") != "left-out":
            raise ModelError(
                "a block of an imported model pads its maps in a way that tiles cannot "
                "reproduce; run it on the whole image"
            )
        pooling = block.pooling
        self._block, self._pools, self._kind = block, pools, pooling["kind"]
        pooled = self._kind != "none"
        self._size = int(pooling["size"]) if pooled else 1
        self._stride = int(pooling["stride"]) if pooled else 1
        self._reach = block.conv.dilation[0] * (block.conv.kernel_size[0] // 2)
        self._rows, self._cols = (
            _StreamAxis.of(axis, level, self._reach, self._size, self._stride)
            for axis in (plan.rows, plan.cols)
        )
        self._received = self._convolved = self._pooled = 0  # rows so far
        self._skipped = 0  # rows that no pooling window covers, still to come
        self._input: Tensor | None = None  # last rows, for the next ones
        self._maps: Tensor | None = None

    def push(self, rows: Tensor, *, is_last: bool) -> Tensor | None:
        """Return the rows of the output that follow from the next rows of the input.

        Parameters
        ----------
        rows : Tensor of shape (1, C, rows, columns)
            Zero outside the map, channels last in memory.
        is_last : bool
            Whether no rows follow.

        Returns
        -------
        Tensor of shape (1, kernels, rows, columns), or None
            Zero outside the map; None if more rows are needed.
        """
        data = joined_rows(self._input, self._cut(rows))
        ready = data.shape[2] - 2 * self._reach
        if ready <= 0 or (data.numel() < LEAST and not is_last):
            self._input = data
            return None
        self._input = data[:, :, ready:]
        conv = self._block.conv
        maps = F.conv2d(data, conv.weight, conv.bias, dilation=conv.dilation)
        row, self._convolved = self._rows.convolved + self._convolved, self._convolved + ready
        if not self._pools:
            return blank_beyond(maps, (row, self._cols.convolved), self._sides, -torch.inf)
        return self._pool(self._block.activate(maps), row)

    @property
    def _sides(self) -> tuple[int, int]:
        return self._rows.side, self._cols.side

    def _cut(self, rows: Tensor) -> Tensor:
        """Leave out the margins of the input."""
        place = self._received
        self._received += rows.shape[2]
        first, last = self._rows.margin, self._rows.margin + self._rows.used
        rows = rows[:, :, max(0, first - place) : max(0, last - place)]
        if rows.shape[3] == self._cols.used:
            return rows
        left = self._cols.margin
        part = rows[:, :, :, left : left + self._cols.used]
        return part.contiguous(memory_format=torch.channels_last)

    def _pool(self, maps: Tensor, row: int) -> Tensor | None:
        """Pool the rows that are complete, given the first one on the map."""
        size, stride, kind = self._size, self._stride, self._kind
        if size > 1 or stride > 1:
            maps = -maps if kind == "min" else maps
            outside = 0.0 if kind == "average" else -torch.inf
            maps = blank_beyond(maps, (row, self._cols.convolved), self._sides, outside)
            slides = stride == 1 and size > 1 and kind != "average"
            if slides:
                data = _slid_columns(self._maps, maps, size)
            else:
                skipped = min(self._skipped, maps.shape[2])
                self._skipped -= skipped
                data = joined_rows(self._maps, maps[:, :, skipped:])
            count = (data.shape[2] - size) // stride + 1 if data.shape[2] >= size else 0
            self._maps = data[:, :, count * stride :]
            if not count:
                return None
            self._skipped += max(0, count * stride - data.shape[2])
            data = data[:, :, : (count - 1) * stride + size]
            if slides:
                maps = sliding_maximum(data, size, 2)
            elif kind == "average":
                maps = self._average(data, count)
            else:
                maps = F.max_pool2d(data, size, stride)
            maps = -maps if kind == "min" else maps
        row, self._pooled = self._rows.pooled + self._pooled, self._pooled + maps.shape[2]
        sides = self._rows.next_side, self._cols.next_side
        return blank_beyond(maps, (row, self._cols.pooled), sides, 0.0)

    def _average(self, data: Tensor, count: int) -> Tensor:
        """Average over the pixels of each window that are on the map."""
        means = F.avg_pool2d(data, self._size, self._stride)
        rows = self._shares(self._rows, self._pooled, count)
        cols = self._shares(self._cols, 0, means.shape[3])
        if rows.min() == cols.min() == 1:
            return means
        shares = np.maximum(rows[:, None] * cols, 1e-6)
        return means / torch.from_numpy(shares).to(means)

    def _shares(self, line: _StreamAxis, first: int, count: int) -> NDArray[np.float64]:
        """Return the share of each pooling window that is on the map, along one axis."""
        start = line.convolved + np.arange(first, first + count) * self._stride
        inside = np.minimum(start + self._size, line.side) - np.maximum(start, 0)
        shares: NDArray[np.float64] = inside.clip(0) / self._size
        return shares


def _slid_columns(before: Tensor | None, maps: Tensor, size: int) -> Tensor:
    """Take maxima along the columns of maps, and put earlier rows before them."""
    kept = 0 if before is None else before.shape[2]
    shape = 1, maps.shape[1], kept + maps.shape[2], maps.shape[3] - size + 1
    data = torch.empty(
        shape, dtype=maps.dtype, device=maps.device, memory_format=torch.channels_last
    )
    if before is not None:
        data[:, :, :kept] = before
    sliding_maximum(maps, size, 3, out=data[:, :, kept:])
    return data


def joined_rows(before: Tensor | None, after: Tensor) -> Tensor:
    """Join rows (1, C, rows, columns) of the same columns."""
    if before is None or not before.shape[2]:
        return after
    return torch.cat((before, after), dim=2) if after.shape[2] else before


def blank_beyond(
    maps: Tensor, first: tuple[int, int], sides: tuple[int, int], value: float
) -> Tensor:
    """Set pixels outside a map to a value, in place.

    Parameters
    ----------
    maps : Tensor of shape (..., rows, columns)
        A part of the map.
    first : tuple of int
        Row and column of its first pixel on the map; may be negative.
    sides : tuple of int
        (height, width) of the map.
    value : float
    """
    for axis, start, side in ((-2, first[0], sides[0]), (-1, first[1], sides[1])):
        length = maps.shape[axis]
        before, after = min(max(0, -start), length), min(max(0, start + length - side), length)
        if before:
            maps.narrow(axis, 0, before).fill_(value)
        if after:
            maps.narrow(axis, length - after, after).fill_(value)
    return maps
