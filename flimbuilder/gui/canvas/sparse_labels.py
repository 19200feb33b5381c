"""A level of labelled pixels over an image that is too large for an array of its size."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

__all__ = ["SparseLabels"]

SIDE = 256  # pixels of a tile

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Encode = Callable[[Integers, Integers, Integers], Bytes]


class SparseLabels:
    """The values of a pyramid level, in tiles that exist where something is labelled.

    Parameters
    ----------
    shape : tuple of int
        (height, width) of the image.
    number : int
        Of the level, each of which halves the one before.

    Attributes
    ----------
    shape : tuple of int
        (height, width) of the level.
    done : int
        Number of paints applied.
    version : int
        Grows with every change.
    """

    def __init__(self, shape: tuple[int, int], number: int) -> None:
        height, width = (((side - 1) >> number) + 1 for side in shape)
        self.shape = height, width
        self.done = self.version = 0
        self._number = number
        self._across = -(-width // SIDE)
        self._tiles: dict[int, Bytes] = {}

    @property
    def nbytes(self) -> int:
        """Bytes of the tiles."""
        return len(self._tiles) * SIDE * SIDE

    def window(self, rows: slice, cols: slice) -> Bytes:
        """Return a copy of the values of a window inside the level."""
        values = np.zeros((rows.stop - rows.start, cols.stop - cols.start), np.uint8)
        for row in range(rows.start // SIDE, -(-rows.stop // SIDE)):
            for col in range(cols.start // SIDE, -(-cols.stop // SIDE)):
                tile = self._tiles.get(row * self._across + col)
                if tile is None:
                    continue
                top, bottom = max(rows.start, row * SIDE), min(rows.stop, (row + 1) * SIDE)
                left, right = max(cols.start, col * SIDE), min(cols.stop, (col + 1) * SIDE)
                values[
                    top - rows.start : bottom - rows.start, left - cols.start : right - cols.start
                ] = tile[
                    top - row * SIDE : bottom - row * SIDE, left - col * SIDE : right - col * SIDE
                ]
        return values

    def paint(
        self,
        rows: Integers,
        cols: Integers,
        labels: Integers,
        encode: Encode,
        halo: Bytes | None = None,
    ) -> None:
        """Paint pixels of the image, and lines around those whose value has one in `halo`."""
        rows, cols = rows >> self._number, cols >> self._number
        values = encode(rows, cols, labels)
        for tile, down, right, chosen in self._groups(rows, cols):
            tile[down, right] = values[chosen]
        self.done += 1
        self.version += 1
        if halo is None:
            return
        lines = halo[values]
        drawn = lines != 0
        rows, cols, lines = rows[drawn], cols[drawn], lines[drawn]
        for step in (-1, 0), (1, 0), (0, -1), (0, 1):
            self._paint_free(rows + step[0], cols + step[1], lines)

    def clear(self) -> None:
        """Remove all values."""
        self._tiles.clear()
        self.done = 0
        self.version += 1

    def _paint_free(self, rows: Integers, cols: Integers, lines: Bytes) -> None:
        """Give pixels without a value that of the line."""
        inside = (rows >= 0) & (rows < self.shape[0]) & (cols >= 0) & (cols < self.shape[1])
        rows, cols, lines = rows[inside], cols[inside], lines[inside]
        for tile, down, right, chosen in self._groups(rows, cols):
            free = tile[down, right] == 0
            tile[down[free], right[free]] = lines[chosen[free]]

    def _groups(
        self, rows: Integers, cols: Integers
    ) -> Iterator[tuple[Bytes, Integers, Integers, Integers]]:
        """Yield each tile with the pixels in it: rows and columns, and their indices, in order."""
        numbers = rows // SIDE * self._across + cols // SIDE
        order = np.argsort(numbers, kind="stable")
        tiles, firsts = np.unique(numbers[order], return_index=True)
        ends = [*firsts[1:].tolist(), len(order)][: len(tiles)]
        for number, first, end in zip(tiles.tolist(), firsts.tolist(), ends, strict=True):
            chosen = order[first:end]
            tile = self._tiles.get(number)
            if tile is None:
                tile = self._tiles[number] = np.zeros((SIDE, SIDE), np.uint8)
            yield tile, rows[chosen] % SIDE, cols[chosen] % SIDE, chosen
