"""The coarse levels of an image that is too large for memory, filled block by block."""

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, closing
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
        Given an `ExitStack`, returns a function that reads rows and columns of that level.

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
    def is_quick(self) -> bool:
        """True if all blocks are read in a moment."""
        return self._known.size <= MANY

    def is_known(self, row: int, col: int) -> bool:
        """Return True if a block was read, not only sampled."""
        return bool(self._known[row, col])

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

    def fill(self, check: Callable[[], None] = lambda: None) -> None:
        """Read all blocks; `check` is called for each, and may raise to stop."""
        for _ in self.steps():
            check()

    def fill_quickly(self, check: Callable[[], None] = lambda: None) -> None:
        """Read all blocks, or a sample of each if there are many."""
        steps = self.steps()
        with closing(steps):
            for _ in range(self._known.size if self._known.size > MANY else self._known.size + 1):
                check()
                next(steps, None)

    def steps(
        self, middle: Callable[[], tuple[float, float]] = lambda: (0.5, 0.5)
    ) -> Generator[tuple[int, int], None, None]:
        """Read all missing blocks; yield the row and column of each that was filled.

        If there are many, each is first filled with the mean of a small part of it.

        Parameters
        ----------
        middle : callable, default returns the middle of the image
            Row and column in [0, 1] around which blocks are read first.
        """
        with ExitStack() as files:
            read = self._opened(files)
            if self._known.size > MANY and not self._known.any():
                for place in np.argwhere(~self._known):
                    row, col = place.tolist()
                    self._sample(row, col, read)
                    yield row, col
            while not self.is_complete:
                places = np.argwhere(~self._known)
                distance = (places + 0.5) / self._known.shape - middle()
                row, col = places[np.square(distance).sum(axis=1).argmin()].tolist()
                self._fill(row, col, read)
                yield row, col

    def block(self, number: int, row: int, col: int) -> tuple[slice, slice]:
        """Return the rows and columns of a block in one of the levels."""
        side, (height, width) = self._block >> (number - self._source), self._sizes[number]
        return (
            slice(row * side, min((row + 1) * side, height)),
            slice(col * side, min((col + 1) * side, width)),
        )

    def _fill(self, row: int, col: int, read: Read) -> None:
        part = read(*self.block(self._source, row, col))
        for number in range(self._source, len(self._sizes)):
            if number > self._source:
                part = halve_pixels(part)
            if number >= self.first:
                self._levels[number][self.block(number, row, col)] = part
        self._known[row, col] = True

    def _sample(self, row: int, col: int, read: Read) -> None:
        """Fill a block with the mean of a small part of it."""
        middle = []
        for part in self.block(self._source, row, col):
            # From the middle on, where a tile of the file begins rather than ends.
            start = max(part.start, min((part.start + part.stop) // 2, part.stop - SAMPLE))
            middle.append(slice(start, min(start + SAMPLE, part.stop)))
        mean = read(*middle).mean(axis=(0, 1), keepdims=True)
        for number, level in self._levels.items():
            level[self.block(number, row, col)] = mean


def halve_pixels(image: Pixels) -> Pixels:
    """Halve an image (H, W, C) of any dtype by the mean of 2 x 2 pixels, rounded to its dtype.

    Odd borders are repeated.
    """
    height, width = image.shape[:2]
    if height % 2 or width % 2:
        image = np.pad(image, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")
    dtype = image.dtype
    if dtype == np.uint8:
        lines = image[0::2].astype(np.uint16) + image[1::2]
        return ((lines[:, 0::2] + lines[:, 1::2] + 2) >> 2).astype(np.uint8)
    wide: Any = np.float32 if dtype.itemsize <= 2 or dtype == np.float32 else np.float64
    rows: Pixels = image[0::2].astype(wide) + image[1::2]
    mean: Pixels = (rows[:, 0::2] + rows[:, 1::2]) / 4
    halved: Pixels = (np.floor(mean + 0.5) if dtype.kind in "biu" else mean).astype(dtype)
    return halved
