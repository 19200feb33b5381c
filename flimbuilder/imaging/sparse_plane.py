"""A plane of whole numbers in a sparse file: masks and objects of images of any size.

The file consists of square blocks. Blocks of zeros are not written, so a slide with little tissue
takes little space and little time.
"""

import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from flimbuilder.project.files import save_error

__all__ = [
    "PART_SIDE",
    "SparsePlane",
    "Window",
    "open_sparse_plane",
    "parts_of",
    "touched_windows",
    "windows_of",
]

BLOCK_SIDE = 256  # pixels
PART_SIDE = 1024
"""Side of the windows that are processed at once, in pixels; a multiple of a block's."""
CACHE_BYTES = 64 * 2**20
Window = tuple[slice, slice]
"""Rows and columns with a start and a stop."""


def windows_of(
    size: tuple[int, int], side: int | None = None, within: Window | None = None
) -> Iterator[Window]:
    """Yield the windows of a grid over an image, in reading order.

    Parameters
    ----------
    size : tuple of int
        (height, width) of the image, in pixels.
    side : int or None, default=None
        Of a window, in pixels; None is `PART_SIDE`.
    within : tuple of slice or None, default=None
        Rows and columns to which the windows are clipped; None is the image.
    """
    side = side or PART_SIDE
    rows, cols = within or (slice(0, size[0]), slice(0, size[1]))
    for top in range(rows.start // side * side, rows.stop, side):
        for left in range(cols.start // side * side, cols.stop, side):
            yield (
                slice(max(top, rows.start), min(top + side, rows.stop)),
                slice(max(left, cols.start), min(left + side, cols.stop)),
            )


def touched_windows(
    size: tuple[int, int], rectangles: Sequence[Window], side: int | None = None
) -> list[Window]:
    """Return the windows of the grid that a rectangle touches, in reading order.

    Parameters
    ----------
    size, side
        As for :func:`windows_of`; the windows are whole.
    rectangles : sequence of (slice, slice)
        Rows and columns, with starts and stops.
    """
    side = side or PART_SIDE
    height, width = size
    touched = np.zeros((-(-height // side), -(-width // side)), bool)
    for rows, cols in rectangles:
        if rows.start < rows.stop and cols.start < cols.stop:
            touched[
                rows.start // side : -(-rows.stop // side),
                cols.start // side : -(-cols.stop // side),
            ] = True
    return [
        (
            slice(row * side, min((row + 1) * side, height)),
            slice(col * side, min((col + 1) * side, width)),
        )
        for row, col in np.argwhere(touched).tolist()
    ]


class SparsePlane:
    """Whole numbers (height, width) in an initially empty file, zero until written.

    A window is read as from an array: ``plane[rows, cols]``. Not for several threads at once.

    Parameters
    ----------
    file : binary file
        Unbuffered.
    shape : tuple of int
        (height, width).
    dtype : dtype
        Of whole numbers.
    name : Path
        Named in errors.
    """

    def __init__(
        self, file: BinaryIO, shape: tuple[int, int], dtype: npt.DTypeLike, name: Path
    ) -> None:
        self.shape, self.dtype = shape, np.dtype(dtype)
        self.largest = 0
        """Upper bound of the numbers: the largest that was ever written."""
        self._file, self._name = file, name
        height, width = shape
        self._occupied = np.zeros((-(-height // BLOCK_SIDE), -(-width // BLOCK_SIDE)), bool)
        self._block_bytes = BLOCK_SIDE**2 * self.dtype.itemsize
        self._cache: OrderedDict[tuple[int, int], npt.NDArray[Any]] = OrderedDict()

    @property
    def size(self) -> int:
        """Number of pixels."""
        return self.shape[0] * self.shape[1]

    def parts(self) -> list[Window]:
        """Return the windows that may have other numbers than zero, in reading order."""
        height, width = self.shape
        per_part = max(1, PART_SIDE // BLOCK_SIDE)
        rows, cols = np.nonzero(self._occupied)
        rectangles = np.unique(np.stack([rows // per_part, cols // per_part], axis=1), axis=0)
        side = per_part * BLOCK_SIDE
        return [
            (
                slice(row * side, min((row + 1) * side, height)),
                slice(col * side, min((col + 1) * side, width)),
            )
            for row, col in rectangles.tolist()
        ]

    def is_empty(self, rows: slice, cols: slice) -> bool:
        """Return True if only zeros were written to the blocks of a window."""
        blocks = self._occupied[_block_range(rows), _block_range(cols)]
        return not blocks.any()

    def __getitem__(self, window: Window) -> npt.NDArray[Any]:
        """Read a window; a copy."""
        rows, cols = _within(window, self.shape)
        values = np.zeros((rows.stop - rows.start, cols.stop - cols.start), self.dtype)
        for block, inside, outside in _blocks(rows, cols):
            if self._occupied[block]:
                values[outside] = self._read(block)[inside]
        return values

    def write(self, rows: slice, cols: slice, values: npt.NDArray[Any]) -> None:
        """Write a window.

        Raises
        ------
        SaveError
            If the disk is full.
        """
        self.largest = max(self.largest, int(values.max(initial=0)))
        for block, inside, outside in _blocks(rows, cols):
            part = values[outside]
            if not self._occupied[block]:
                if not part.any():
                    continue
                content = np.zeros((BLOCK_SIDE, BLOCK_SIDE), self.dtype)
                self._occupied[block] = True
            else:
                content = self._read(block)
            content[inside] = part
            self._keep(block, content)
            try:
                self._file.seek(self._place(block))
                _write_all(self._file, content)
            except OSError as error:
                raise save_error(self._name, error) from None

    def release(self) -> None:
        """Free the memory of blocks that were read or written."""
        self._cache.clear()

    def _place(self, block: tuple[int, int]) -> int:
        return (block[0] * self._occupied.shape[1] + block[1]) * self._block_bytes

    def _read(self, block: tuple[int, int]) -> npt.NDArray[Any]:
        found = self._cache.get(block)
        if found is not None:
            self._cache.move_to_end(block)
            return found
        self._file.seek(self._place(block))
        data = bytearray(self._block_bytes)
        self._file.readinto(data)  # type: ignore[attr-defined]
        content = np.frombuffer(data, self.dtype).reshape(BLOCK_SIDE, BLOCK_SIDE)
        self._keep(block, content)
        return content

    def _keep(self, block: tuple[int, int], content: npt.NDArray[Any]) -> None:
        self._cache[block] = content
        self._cache.move_to_end(block)
        while len(self._cache) * self._block_bytes > CACHE_BYTES:
            self._cache.popitem(last=False)


@contextmanager
def open_sparse_plane(
    folder: Path, shape: tuple[int, int], dtype: npt.DTypeLike
) -> Iterator[SparsePlane]:
    """Yield a plane in an unnamed temporary file on the disk of a folder.

    Raises
    ------
    SaveError
        If the file can't be made.
    """
    try:
        file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115
    except OSError as error:
        raise save_error(folder, error) from None
    with file:
        yield SparsePlane(file, shape, dtype, folder)


def parts_of(labels: "npt.NDArray[Any] | SparsePlane", pixels: int) -> list[Window]:
    """Divide labels into windows to process one after another, in reading order.

    Parameters
    ----------
    labels : ndarray of shape (height, width), or SparsePlane
    pixels : int
        Most pixels of a strip of rows of an array; a plane has its own windows, which leave out
        what is empty.
    """
    if isinstance(labels, SparsePlane):
        return labels.parts()
    height, width = labels.shape[:2]
    step = max(1, pixels // max(width, 1))
    cols = slice(0, width)
    return [(slice(start, min(start + step, height)), cols) for start in range(0, height, step)]


def _within(window: Window, shape: tuple[int, int]) -> Window:
    rows, cols = (
        slice(*side.indices(length)[:2]) for side, length in zip(window, shape, strict=True)
    )
    return rows, cols


def _block_range(side: slice) -> slice:
    return slice(side.start // BLOCK_SIDE, -(-side.stop // BLOCK_SIDE))


def _blocks(rows: slice, cols: slice) -> Iterator[tuple[tuple[int, int], Window, Window]]:
    """Yield each block that a window touches, and their common pixels: in window and block."""
    for row, inside_rows, rows_here in _along(rows):
        for col, inside_cols, cols_here in _along(cols):
            yield (row, col), (inside_rows, inside_cols), (rows_here, cols_here)


def _along(side: slice) -> Iterator[tuple[int, slice, slice]]:
    for block in range(side.start // BLOCK_SIDE, -(-side.stop // BLOCK_SIDE)):
        start = max(side.start, block * BLOCK_SIDE)
        stop = min(side.stop, (block + 1) * BLOCK_SIDE)
        first = block * BLOCK_SIDE
        yield (
            block,
            slice(start - first, stop - first),
            slice(start - side.start, stop - side.start),
        )


def _write_all(file: BinaryIO, content: npt.NDArray[Any]) -> None:
    """Write all bytes; an unbuffered file may take only some at once."""
    left = memoryview(content.data).cast("B")
    while left:
        left = left[file.write(left) :]
