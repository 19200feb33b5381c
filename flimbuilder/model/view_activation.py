"""The activation map of one kernel on the part of a slide that is in view."""

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.flim.tiles import TileMaps
from flimbuilder.imaging.sparse_pyramid import SparsePyramid
from flimbuilder.model.large_activation import LargeActivation
from flimbuilder.model.tile_grid import Focus
from flimbuilder.model.tile_queue import TileWorkers
from flimbuilder.model.view_decoding import too_much_in_view

__all__ = ["ViewActivation"]

VALUE_BYTES = 2**26  # of tiles that were in view; the oldest are forgotten
LEVEL_BYTES = 2**26


class ViewActivation(LargeActivation):
    """One channel of a block on the tiles that were in view; see `LargeActivation`.

    Grey levels span the range of these tiles, and are drawn again when it grows.
    """

    def _open(self) -> None:
        self._tiles: dict[int, tuple[NDArray[np.float16], int, int]] = {}
        self._nbytes = 0
        self._range = 0.0, 0.0
        self.levels = SparsePyramid(self.size, limit=LEVEL_BYTES)

    def awaits(self, focus: Focus | None) -> bool:
        """Return True if a tile in view is missing, unless too much is in view."""
        return not too_much_in_view(focus) and super().awaits(focus)

    def step(self, focus: Focus | None = None, workers: TileWorkers | None = None) -> None:
        """Compute the next tile; once all in view are known, draw them by their range."""
        if not self._queue.pending.any():
            return
        self._add(*self._queue.take(focus, workers))
        if self._range != (self.low, self.high) and not self.awaits(focus):
            self._range = self.low, self.high
            for index, (values, _, _) in list(self._tiles.items()):
                self._draw(index, torch.from_numpy(values.astype(np.float32)) * self._unit)

    def _keep(self, index: int, part: TileMaps, values: NDArray[np.float16]) -> None:
        halves = values.astype(np.float16)
        self._tiles[index] = halves, part.rows.start, part.cols.start
        self._nbytes += halves.nbytes
        while self._nbytes > VALUE_BYTES:
            oldest = next(iter(self._tiles))
            self._nbytes -= self._tiles.pop(oldest)[0].nbytes
            self.known[oldest] = False
            self._queue.pending[oldest] = True

    def _value(self, index: int, row: int, col: int) -> float:
        values, first_row, first_col = self._tiles[index]
        return float(values[row - first_row, col - first_col])
