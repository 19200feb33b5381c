"""The activation map of one kernel on a large image, computed tile by tile."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.interpolation import interpolated_rows
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.tile_input import stored_or_scaled
from flimbuilder.flim.tile_plan import plan_lines, tile_at
from flimbuilder.flim.tiles import TileMaps, encode_tile
from flimbuilder.imaging.pyramid import Pyramid
from flimbuilder.model.large_decoding import statistics_of
from flimbuilder.model.tile_grid import Focus, TileGrid
from flimbuilder.model.tile_queue import TileQueue, TileWorkers
from flimbuilder.project.architecture import Block

__all__ = ["LargeActivation"]

MOST = float(np.finfo(np.float16).max)
ROWS = 128  # that are redrawn at a time


class LargeActivation:
    """One channel of a block, as values and as levels of grey.

    Parameters
    ----------
    encoder : Encoder
    blocks : sequence of Block
        The encoder's, up to the block.
    channel : int
        Of the last of these blocks, from 0.
    pixels : ndarray of shape (H, W, C)
        In the dtype of the file.
    side : int
        Side of a tile.
    name : str, default="image"
        Name of the image in messages.

    Attributes
    ----------
    grid : TileGrid
    known : ndarray of shape (n_tiles,), bool
    levels : Pyramid
        0 to 255 from `low` to `high`.
    low, high : float
        Range of the tiles so far; it includes 0.
    is_done : bool
    """

    def __init__(
        self,
        encoder: Encoder,
        blocks: Sequence[Block],
        channel: int,
        pixels: NDArray[Any],
        side: int,
        name: str = "image",
    ) -> None:
        self._encoder, self._channel, self._number = encoder, channel, len(blocks)
        self._read = lambda rows, cols: stored_or_scaled(pixels[rows, cols], name)
        self.size = pixels.shape[0], pixels.shape[1]
        self.grid = TileGrid(self.size, blocks, side)
        self._lines = [
            plan_lines(length, blocks, [len(blocks)], self.grid.side) for length in self.size
        ]
        self._statistics = statistics_of(encoder, pixels, self._read, name)
        self._map_size = tuple(map_sides(length, blocks)[-1] for length in self.size)
        self._unit = 1.0  # what 1 in half precision stands for
        self._queue = TileQueue(self.grid, self._encode)
        self._redrawn: int | None = None  # rows so far
        self.known = np.zeros(len(self.grid), np.bool_)
        self._open()
        self.low, self.high = 0.0, 0.0
        self.is_done = False

    def _open(self) -> None:
        """Make room for values and levels."""
        self._values = np.zeros(self._map_size, np.float16)
        self.levels: Any = Pyramid(self.size)

    def awaits(self, focus: Focus | None) -> bool:
        """Return True if a tile in view is missing."""
        return bool((self.grid.visible(focus) & ~self.known).any())

    def step(self, focus: Focus | None = None, workers: TileWorkers | None = None) -> None:
        """Compute the next tile; after the last one, redraw rows by the range of the whole.

        Parameters as in :meth:`~flimbuilder.model.large_decoding.LargeDecoding.step`.
        """
        if self._queue.pending.any():
            self._add(*self._queue.take(focus, workers))
        else:
            self._redraw()

    def _encode(self, index: int) -> TileMaps:
        row, col = divmod(index, len(self._lines[1]))
        tile = tile_at(self._lines[0][row], self._lines[1][col])
        maps = encode_tile(self._encoder, tile, self._read, self._statistics)
        part = maps[self._number]
        alone = part.maps[:, self._channel, None].clone()  # frees the other maps
        return TileMaps(alone, part.rows, part.cols)

    def _add(self, index: int, part: TileMaps) -> None:
        own = part.maps[0, 0, part.rows.own, part.cols.own].cpu()
        low, high = float(own.min()), float(own.max())
        if not self.known.any():
            self._unit = max(abs(low), abs(high)) or 1.0
        self.low, self.high = min(self.low, low), max(self.high, high)
        self._keep(index, part, (own / self._unit).clamp(-MOST, MOST).numpy())
        self._draw(index, own)
        self.known[index] = True

    def _keep(self, index: int, part: TileMaps, values: NDArray[np.float16]) -> None:
        place = slice(part.rows.start, part.rows.stop), slice(part.cols.start, part.cols.stop)
        self._values[place] = values

    def _draw(self, index: int, values: Tensor) -> None:
        rows, cols = self.grid.place(index)
        size = rows.stop - rows.start, cols.stop - cols.start
        if values.shape != size:
            values = F.interpolate(values[None, None], size=size, mode="bilinear")[0, 0]
        self.levels.put(rows, cols, self._drawn(values))

    def value_at(self, row: int, col: int) -> float | None:
        """Return the activation at a pixel of the image; None if its tile is missing."""
        index = self.grid.index_at(row, col)
        if not self.known[index]:
            return None
        height, width = self._map_size
        value = self._value(index, row * height // self.size[0], col * width // self.size[1])
        return value * self._unit

    def _value(self, index: int, row: int, col: int) -> float:
        return float(self._values[row, col])

    def _redraw(self) -> None:
        first = self._redrawn or 0
        rows = slice(first, min(first + ROWS, self.size[0]))

        def read(start: int, end: int) -> Tensor:
            return torch.from_numpy(self._values[None, start:end].astype(np.float32))

        shape = self._values.shape[0], self._values.shape[1]
        lines = interpolated_rows(read, shape, self.size, rows)[0] * self._unit
        self.levels.put(rows, slice(0, self.size[1]), self._drawn(lines))
        self._redrawn = rows.stop
        self.is_done = rows.stop == self.size[0]

    def _drawn(self, values: Tensor) -> NDArray[np.uint8]:
        span = (self.high - self.low) or 1.0
        drawn: NDArray[np.uint8] = (
            ((values - self.low) * (255 / span)).round().clamp(0, 255).byte().numpy()
        )
        return drawn
