"""Interpolate parts of a map as torch interpolates the whole map."""

from collections.abc import Callable

import torch
from torch import Tensor

__all__ = ["interpolated_rows", "neighbours"]


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
