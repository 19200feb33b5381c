"""Maps too large for memory, in a temporary file without a name."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.files import save_error

__all__ = ["DiskMaps", "open_spool"]

FLOAT = np.dtype(np.float32)


class DiskMaps:
    """Maps (maps, height, width) of float32 on the disk, zero where nothing was written.

    Parameters
    ----------
    file : binary file
        Empty.
    shape : tuple of int
        (maps, height, width).
    """

    def __init__(self, file: BinaryIO, shape: tuple[int, int, int]) -> None:
        self._file, self.shape = file, shape
        file.truncate(int(np.prod(shape)) * FLOAT.itemsize)

    def write(self, rows: slice, cols: slice, part: NDArray[np.float32]) -> None:
        """Write a rectangle (maps, rows, columns)."""
        for number, one in enumerate(np.ascontiguousarray(part, FLOAT)):
            for row, line in zip(range(rows.start, rows.stop), one, strict=True):
                self._seek(number, row, cols.start)
                self._file.write(line)

    def read(self, first: int, end: int) -> NDArray[np.float32]:
        """Read rows of all maps, (maps, rows, width)."""
        lines = np.empty((self.shape[0], end - first, self.shape[2]), FLOAT)
        for number, one in enumerate(lines):
            self._seek(number, first, 0)
            data = self._file.read(one.nbytes)
            one[:] = np.frombuffer(data, FLOAT).reshape(one.shape)
        return lines

    def _seek(self, number: int, row: int, col: int) -> None:
        _, height, width = self.shape
        self._file.seek(((number * height + row) * width + col) * FLOAT.itemsize)


@contextmanager
def open_spool(folder: Path, shape: tuple[int, int, int]) -> Iterator[DiskMaps]:
    """Keep maps (maps, height, width) in a folder's file system as long as the block runs.

    Raises
    ------
    SaveError
        Where there is no room.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            yield DiskMaps(file, shape)
    except OSError as error:
        raise save_error(folder, error) from None
