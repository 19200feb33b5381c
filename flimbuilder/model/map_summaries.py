"""Small copies and extremes of activation maps that are computed tile by tile."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.tiles import TileMaps
from flimbuilder.imaging.pyramid import fitting_size

__all__ = ["MapSummary"]


class MapSummary:
    """The maps of a block reduced to several sizes by area, and their extremes.

    The reduced maps are those of ``F.interpolate(..., mode="area")`` of the whole maps, but for
    rounding.

    Parameters
    ----------
    n_maps : int
    size : tuple of int
        (height, width) of the maps.
    sides : sequence of int
        Longest sides of the reduced maps.

    Attributes
    ----------
    lowest, highest : Tensor of shape (n_maps,)
        Extremes so far.
    """

    def __init__(self, n_maps: int, size: tuple[int, int], sides: Sequence[int]) -> None:
        self.lowest = torch.full((n_maps,), torch.inf)
        self.highest = torch.full((n_maps,), -torch.inf)
        self._size = size
        self._sums = {side: torch.zeros((n_maps, *fitting_size(*size, side))) for side in sides}

    def add(self, part: TileMaps) -> None:
        """Add the part of the maps that is a tile's own."""
        own = part.maps[0, :, part.rows.own, part.cols.own].cpu()
        self.lowest = torch.minimum(self.lowest, own.amin(dim=(1, 2)))
        self.highest = torch.maximum(self.highest, own.amax(dim=(1, 2)))
        for sums in self._sums.values():
            rows, down = _shares(self._size[0], sums.shape[1], part.rows.start, part.rows.stop)
            cols, right = _shares(self._size[1], sums.shape[2], part.cols.start, part.cols.stop)
            sums[:, rows, cols] += down @ own @ right.T

    def has(self, side: int) -> bool:
        """Return True if there are maps with a longest side of `side`."""
        return side in self._sums

    def reduced(self, side: int) -> Tensor:
        """Return the maps with a longest side of `side`; where no tile was added they are 0."""
        return self._sums[side]


def _shares(length: int, n_bins: int, start: int, stop: int) -> tuple[slice, Tensor]:
    """Return the bins that a range of pixels touches, and the share of each pixel in each."""
    bins = np.arange(n_bins)
    first, end = bins * length // n_bins, -(-(bins + 1) * length // n_bins)
    touched = np.flatnonzero((first < stop) & (end > start))
    near = slice(int(touched[0]), int(touched[-1]) + 1)
    pixels = np.arange(start, stop)
    inside = (pixels >= first[near, None]) & (pixels < end[near, None])
    shares: NDArray[np.floating[Any]] = inside / (end - first)[near, None]
    return near, torch.from_numpy(shares.astype(np.float32))
