"""Small copies and extremes of activation maps that are computed tile by tile."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.tiled_decoding import map_extremes
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
        low, high = map_extremes(part.maps)
        self.lowest = torch.minimum(self.lowest, low[0].cpu())
        self.highest = torch.maximum(self.highest, high[0].cpu())
        # Channels last, as they are in memory; NumPy adds rows faster than torch.
        own = part.maps[0, :, part.rows.own, part.cols.own].permute(1, 2, 0).cpu().numpy()
        n_maps = own.shape[2]
        lines = own.reshape(len(own), -1)
        for sums in self._sums.values():
            rows, down = _bins(self._size[0], sums.shape[1], part.rows.start, part.rows.stop)
            cols, right = _bins(self._size[1], sums.shape[2], part.cols.start, part.cols.stop)
            added = _add_bins(lines, down).reshape(len(down), -1, n_maps)
            sums[:, rows, cols] += torch.from_numpy(
                np.ascontiguousarray(_add_bins(added.transpose(1, 0, 2), right).transpose(2, 1, 0))
            )

    def has(self, side: int) -> bool:
        """Return True if there are maps with a longest side of `side`."""
        return side in self._sums

    def reduced(self, side: int) -> Tensor:
        """Return the maps with a longest side of `side`; where no tile was added they are 0."""
        sums = self._sums[side]
        areas = []
        for length, n_bins in zip(self._size, sums.shape[1:], strict=True):
            first, end = _edges(length, n_bins)
            areas.append(torch.from_numpy(end - first).float())
        rows, cols = areas
        return sums / (rows[:, None] * cols)


def _edges(length: int, n_bins: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first pixel and the end of each bin."""
    bins = np.arange(n_bins)
    return bins * length // n_bins, -(-(bins + 1) * length // n_bins)


def _bins(length: int, n_bins: int, start: int, stop: int) -> tuple[slice, NDArray[np.int64]]:
    """Return the bins that a range of pixels touches, and their (first, end) in the range."""
    first, end = _edges(length, n_bins)
    touched = np.flatnonzero((first < stop) & (end > start))
    near = slice(int(touched[0]), int(touched[-1]) + 1)
    inside = np.stack((first[near], end[near]), axis=1).clip(start, stop) - start
    return near, inside


def _add_bins(values: NDArray[np.float32], bins: NDArray[np.int64]) -> NDArray[np.float32]:
    """Add the values (n, ...) of each bin, of which two may share a value."""
    edges = bins.ravel()
    if edges[-1] == len(values):
        edges = edges[:-1]
    if edges.max(initial=0) == len(values):  # the last two share the last value
        values = np.concatenate((values, np.zeros_like(values[:1])))
    sums: NDArray[np.float32] = np.add.reduceat(values, edges, axis=0)[::2]
    return sums
