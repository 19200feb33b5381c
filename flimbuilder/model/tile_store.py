"""Values of an image's tiles; the oldest tiles are forgotten."""

from collections import OrderedDict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.model.tile_grid import TileGrid

__all__ = ["TileStore"]

Halves = NDArray[np.float16]


class TileStore:
    """Maps (n_maps, H, W) in half precision, known in tiles; 0 elsewhere.

    Parameters
    ----------
    grid : TileGrid
    n_maps : int
    limit : int
        Bytes; beyond it, the tiles that were put first are forgotten.

    Attributes
    ----------
    shape : tuple of int
        (n_maps, H, W).
    """

    def __init__(self, grid: TileGrid, n_maps: int, limit: int) -> None:
        self.shape = n_maps, *grid.size
        self._grid, self._limit = grid, limit
        self._tiles: OrderedDict[int, Halves] = OrderedDict()
        self._nbytes = 0

    def put(self, index: int, values: Halves) -> list[int]:
        """Keep the values (n_maps, rows, columns) of a tile; return the tiles forgotten for it."""
        self._nbytes += values.nbytes - self._drop(index)
        self._tiles[index] = values
        forgotten = []
        while self._nbytes > self._limit and len(self._tiles) > 1:
            oldest = next(iter(self._tiles))
            self._nbytes -= self._drop(oldest)
            forgotten.append(oldest)
        return forgotten

    def get(self, index: int) -> Halves | None:
        """Return the values (n_maps, rows, columns) of a tile; None if it is not known."""
        return self._tiles.get(index)

    def __getitem__(self, key: tuple[Any, slice | int, slice | int]) -> Any:
        """Return the values of maps at a pixel, or in a window."""
        maps, *sides = key
        spans = [
            side.indices(length)[:2] if isinstance(side, slice) else (side, side + 1)
            for side, length in zip(sides, self._grid.size, strict=True)
        ]
        (top, bottom), (left, right) = spans
        window = np.zeros((self.shape[0], bottom - top, right - left), np.float16)
        step = self._grid.side
        for row in range(top // step * step, bottom, step):
            for col in range(left // step * step, right, step):
                tile = self._tiles.get(self._grid.index_at(row, col))
                if tile is None:
                    continue
                first, start = max(row, top), max(col, left)
                end, stop = min(row + step, bottom), min(col + step, right)
                window[:, first - top : end - top, start - left : stop - left] = tile[
                    :, first - row : end - row, start - col : stop - col
                ]
        index = [slice(None) if isinstance(side, slice) else 0 for side in sides]
        return window[(slice(None), *index)][maps]

    def _drop(self, index: int) -> int:
        tile = self._tiles.pop(index, None)
        return 0 if tile is None else tile.nbytes
