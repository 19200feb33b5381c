"""The coarse levels of an image that is too large for memory, filled block by block."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CoarseLevels", "halve_pixels"]

COARSE_BYTES = 2**25  # of the finest of these levels
BLOCK = 2048  # pixels of a side that are read together
MANY = 16  # blocks from which each is sampled before all are read
SAMPLE = 32  # pixels of a side of a sample

Pixels = NDArray[Any]
Read = Callable[[slice, slice], Pixels]


class CoarseLevels:
    """The levels of a pyramid that fit in memory.

    Parameters
    ----------
    sizes : sequence of (int, int)
        (height, width) of all levels of the pyramid.
    channels : int
    dtype : dtype
    source : int
        The level that is read.
    opened : callable
        Given an `ExitStack`, returns what reads rows and columns of that level.

    Attributes
    ----------
    first : int
        The finest of these levels.
    is_complete : bool
    """

    def __init__(
        self,
        sizes: Sequence[tuple[int, int]],
        channels: int,
        dtype: np.dtype[Any],
        source: int,
        opened: Callable[[ExitStack], Read],
    ) -> None:
        self._sizes, self._source, self._opened = sizes, source, opened
        self._block = max(BLOCK, 1 << (len(sizes) - 1 - source))

        def fits(size: tuple[int, int]) -> bool:
            return size[0] * size[1] * channels * dtype.itemsize <= COARSE_BYTES

        last = len(sizes) - 1
        self.first = next((n for n in range(source, last) if fits(sizes[n])), last)
        self._levels = {
            number: np.zeros((*sizes[number], channels), dtype)
            for number in range(self.first, len(sizes))
        }
        height, width = sizes[source]
        self._known = np.zeros((-(-height // self._block), -(-width // self._block)), np.bool_)

    @property
    def is_complete(self) -> bool:
        """True if all blocks are known."""
        return bool(self._known.all())

    @property
    def share(self) -> float:
        """Share of the blocks that are known."""
        return float(self._known.mean())

    @property
    def nbytes(self) -> int:
        """Bytes of all levels."""
        return sum(level.nbytes for level in self._levels.values())

    def level(self, number: int) -> Pixels:
        """Return a level (h, w, C) as far as it is known; do not write to it."""
        return self._levels[number]

    def window(self, number: int, rows: slice, cols: slice) -> Pixels | None:
        """Return a window of a level; None if some of it is not known."""
        if number < self.first:
            return None
        side = self._block >> (number - self._source)
        blocks = self._known[
            rows.start // side : -(-rows.stop // side), cols.start // side : -(-cols.stop // side)
        ]
        return self._levels[number][rows, cols] if blocks.all() else None

    def fill(
        self,
        check: Callable[[], None] = lambda: None,
        middle: Callable[[], tuple[float, float]] = lambda: (0.5, 0.5),
    ) -> None:
        """Read all blocks that are missing.

        Parameters
        ----------
        check : callable, default does nothing
            Called for each block; may raise to stop.
        middle : callable, default returns the middle of the image
            Row and column in [0, 1] around which blocks are read first.
        """
        with ExitStack() as files:
            read = self._opened(files)
            if self._known.size > MANY and not self._known.any():
                for place in np.argwhere(~self._known):
                    check()
                    self._sample(*place.tolist(), read)
            while not self.is_complete:
                check()
                places = np.argwhere(~self._known)
                distance = (places + 0.5) / self._known.shape - middle()
                row, col = places[np.square(distance).sum(axis=1).argmin()].tolist()
                self._fill(row, col, read)

    def _place(self, row: int, col: int) -> tuple[slice, slice]:
        height, width = self._sizes[self._source]
        side = self._block
        return (
            slice(row * side, min((row + 1) * side, height)),
            slice(col * side, min((col + 1) * side, width)),
        )

    def _fill(self, row: int, col: int, read: Read) -> None:
        rows, cols = self._place(row, col)
        part = read(rows, cols)
        for number in range(self._source, len(self._sizes)):
            if number > self._source:
                part = halve_pixels(part)
            if number >= self.first:
                self._put(number, row, col, part)
        self._known[row, col] = True

    def _sample(self, row: int, col: int, read: Read) -> None:
        """Fill a block with the mean of its middle."""
        middle = []
        for part in self._place(row, col):
            start = max(part.start, (part.start + part.stop - SAMPLE) // 2)
            middle.append(slice(start, min(start + SAMPLE, part.stop)))
        mean = read(*middle).mean(axis=(0, 1), keepdims=True)
        for number, level in self._levels.items():
            side = self._block >> (number - self._source)
            level[row * side : (row + 1) * side, col * side : (col + 1) * side] = mean

    def _put(self, number: int, row: int, col: int, part: Pixels) -> None:
        side = self._block >> (number - self._source)
        top, left = row * side, col * side
        self._levels[number][top : top + part.shape[0], left : left + part.shape[1]] = part


def halve_pixels(image: Pixels) -> Pixels:
    """Halve an image (H, W, C) of any dtype by the mean of 2 x 2 pixels, rounded to its dtype.

    Odd borders are repeated.
    """
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    dtype = image.dtype
    if dtype == np.uint8:
        rows = image[0::2].astype(np.uint16) + image[1::2]
        return ((rows[:, 0::2] + rows[:, 1::2] + 2) >> 2).astype(np.uint8)
    wide = np.float32 if dtype.itemsize <= 2 or dtype == np.float32 else np.float64
    rows = image[0::2].astype(wide) + image[1::2]
    mean = (rows[:, 0::2] + rows[:, 1::2]) / 4
    return (np.floor(mean + 0.5) if dtype.kind in "biu" else mean).astype(dtype)
