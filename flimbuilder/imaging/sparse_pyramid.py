"""Pyramids of 8-bit images of any size, in memory only where something is known."""

from collections.abc import Callable, Iterator
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.pyramid import SMALLEST, halve_mean

__all__ = ["TILE", "PyramidPlane", "SparsePyramid"]

TILE = 256  # pixels of a side

Bytes = NDArray[np.uint8]


class PyramidPlane:
    """One level of a `SparsePyramid`: an array that is made where it is read.

    Where a level is unknown, it shows the next coarser one enlarged, and 0 where none is known.

    Attributes
    ----------
    shape : tuple of int
        (height, width), or (height, width, 3).
    """

    def __init__(self, shape: tuple[int, ...], coarser: "PyramidPlane | None") -> None:
        self.shape = shape
        self._coarser = coarser
        self._tiles: dict[tuple[int, int], Bytes] = {}
        self._used: dict[tuple[int, int], int] = {}
        self._clock = 0  # counts uses

    @property
    def size(self) -> int:
        """Number of values."""
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """Bytes of what is known."""
        return len(self._tiles) * self.tile_bytes

    @property
    def tile_bytes(self) -> int:
        """Bytes of a tile."""
        return TILE * TILE * int(np.prod(self.shape[2:], initial=1))

    def __getitem__(self, key: tuple[slice, slice]) -> Bytes:
        """Return a copy of a window, clipped to the level."""
        (top, bottom, _), (left, right, _) = (
            part.indices(side) for part, side in zip(key, self.shape, strict=False)
        )
        window = np.empty((max(bottom - top, 0), max(right - left, 0), *self.shape[2:]), np.uint8)
        for at, rows, cols in _tiles_of(top, bottom, left, right):
            place = (
                slice(rows.start - top, rows.stop - top),
                slice(cols.start - left, cols.stop - left),
            )
            window[place] = self._part(at, rows, cols)
        return window

    def has(self, at: tuple[int, int]) -> bool:
        """Return True if the tile (row, column) is known."""
        return at in self._tiles

    def missing(self, rows: slice, cols: slice) -> list[tuple[int, int]]:
        """List the unknown tiles of a window."""
        touched = _tiles_of(rows.start, rows.stop, cols.start, cols.stop)
        return [at for at, _, _ in touched if at not in self._tiles]

    def put(self, rows: slice, cols: slice, part: Bytes) -> None:
        """Fill a window."""
        for at, of_tile, in_tile in _tiles_of(rows.start, rows.stop, cols.start, cols.stop):
            tile = self._tiles.get(at)
            if tile is None:
                tile = self._enlarged(at)
            tile[_within(at, of_tile, in_tile)] = part[
                of_tile.start - rows.start : of_tile.stop - rows.start,
                in_tile.start - cols.start : in_tile.stop - cols.start,
            ]
            self._use(at)
            self._tiles[at] = tile

    def forget_oldest(self, n_tiles: int) -> None:
        """Forget the tiles that were not read or filled for the longest time."""
        oldest = sorted(self._used.copy().items(), key=lambda entry: entry[1])
        for at, _ in oldest[:n_tiles]:
            self._tiles.pop(at, None)
            self._used.pop(at, None)

    def clear(self) -> None:
        """Forget everything."""
        self._tiles, self._used = {}, {}

    def _use(self, at: tuple[int, int]) -> None:
        self._clock += 1
        self._used[at] = self._clock

    def _part(self, at: tuple[int, int], rows: slice, cols: slice) -> Bytes:
        tile = self._tiles.get(at)
        if tile is None:
            return self._enlarged_part(rows, cols)
        self._use(at)
        return tile[_within(at, rows, cols)]

    def _enlarged(self, at: tuple[int, int]) -> Bytes:
        """Return a tile with the values of the coarser level."""
        tile = np.zeros((TILE, TILE, *self.shape[2:]), np.uint8)
        top, left = at[0] * TILE, at[1] * TILE
        rows = slice(top, min(top + TILE, self.shape[0]))
        cols = slice(left, min(left + TILE, self.shape[1]))
        tile[_within(at, rows, cols)] = self._enlarged_part(rows, cols)
        return tile

    def _enlarged_part(self, rows: slice, cols: slice) -> Bytes:
        shape = rows.stop - rows.start, cols.stop - cols.start, *self.shape[2:]
        if self._coarser is None:
            return np.zeros(shape, np.uint8)
        halves = [slice(part.start // 2, -(-part.stop // 2)) for part in (rows, cols)]
        large = self._coarser[halves[0], halves[1]].repeat(2, axis=0).repeat(2, axis=1)
        top, left = rows.start % 2, cols.start % 2
        return large[top : top + shape[0], left : left + shape[1]]


class SparsePyramid:
    """A pyramid in which each level halves the one before; see `pyramid.Pyramid`.

    One thread fills it while others read it.

    Parameters
    ----------
    shape : tuple of int
        (height, width), or (height, width, 3).
    halve : callable, default=halve_mean
    limit : int, default=2**28
        Bytes of all levels; beyond it, what was not used for the longest time is forgotten, the
        finest level first.

    Attributes
    ----------
    levels : tuple of PyramidPlane
        Full size first.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        halve: Callable[[Bytes], Bytes] = halve_mean,
        limit: int = 2**28,
    ) -> None:
        shapes = [shape]
        while max(shapes[-1][:2]) > SMALLEST:
            height, width, *depth = shapes[-1]
            shapes.append((-(-height // 2), -(-width // 2), *depth))
        planes: list[PyramidPlane] = []
        for size in reversed(shapes):
            planes.append(PyramidPlane(size, planes[-1] if planes else None))
        self.levels = tuple(reversed(planes))
        self._halve = halve
        self._limit = limit
        self._lock = Lock()

    @property
    def nbytes(self) -> int:
        """Bytes of what is known."""
        return sum(level.nbytes for level in self.levels)

    def put(self, rows: slice, cols: slice, part: Bytes) -> None:
        """Fill a window of the full size, and its place in all levels."""
        with self._lock:
            self.levels[0].put(rows, cols, part)
            self._refresh(rows, cols, 1)
            self._shrink()

    def put_alone(self, level: int, rows: slice, cols: slice, part: Bytes) -> None:
        """Fill a window of one level alone."""
        with self._lock:
            self.levels[level].put(rows, cols, part)
            self._shrink()

    def put_coarse(self, level: int, whole: Bytes) -> None:
        """Fill everything from the values of one level."""
        with self._lock:
            for finer in self.levels[:level]:
                finer.clear()
            height, width = self.levels[level].shape[:2]
            rows, cols = slice(0, height), slice(0, width)
            self.levels[level].put(rows, cols, whole)
            self._refresh(rows, cols, level + 1)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            for level in self.levels:
                level.clear()

    def _refresh(self, rows: slice, cols: slice, first: int) -> None:
        for number in range(first, len(self.levels)):
            finer, level = self.levels[number - 1], self.levels[number]
            rows, cols = (slice(part.start // 2, -(-part.stop // 2)) for part in (rows, cols))
            part = finer[2 * rows.start : 2 * rows.stop, 2 * cols.start : 2 * cols.stop]
            level.put(rows, cols, self._halve(part))

    def _shrink(self) -> None:
        excess = self.nbytes - self._limit
        if excess <= 0:
            return
        excess += self._limit // 8  # so that it does not happen again at once
        for level in self.levels:
            before = level.nbytes
            level.forget_oldest(min(-(-excess // level.tile_bytes), before // level.tile_bytes))
            excess -= before - level.nbytes
            if excess <= 0:
                return


def _tiles_of(
    top: int, bottom: int, left: int, right: int
) -> Iterator[tuple[tuple[int, int], slice, slice]]:
    """Yield the tiles that a window touches, each with the rows and columns in both."""
    for row in range(top // TILE, -(-bottom // TILE)):
        rows = slice(max(top, row * TILE), min(bottom, (row + 1) * TILE))
        for col in range(left // TILE, -(-right // TILE)):
            yield (row, col), rows, slice(max(left, col * TILE), min(right, (col + 1) * TILE))


def _within(at: tuple[int, int], rows: slice, cols: slice) -> tuple[slice, slice]:
    """Return rows and columns of the image relative to a tile."""
    top, left = at[0] * TILE, at[1] * TILE
    return (
        slice(rows.start - top, rows.stop - top),
        slice(cols.start - left, cols.stop - left),
    )
