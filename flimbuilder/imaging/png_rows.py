"""PNG files written rows by rows, for images that are not held whole."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.png import SIGNATURE
from flimbuilder.project.files import writing_atomically

__all__ = ["PngRows", "writing_png"]

FASTEST = 1  # zlib's level: of noise the slower ones save three percent in thrice the time
LONGEST_SIDE = 2**31 - 1  # PNG specification, section 11.2.1


class PngRows:
    """A grey PNG file that takes its rows in order.

    Parameters
    ----------
    file : binary file
    size : tuple of int
        (height, width), in pixels.
    dtype : dtype
        uint8 or uint16.
    """

    def __init__(self, file: BufferedWriter, size: tuple[int, int], dtype: npt.DTypeLike) -> None:
        self._file, self._size, self._dtype = file, size, np.dtype(dtype)
        self._rows = 0
        self._packer = zlib.compressobj(FASTEST)
        depth = 8 * self._dtype.itemsize
        file.write(SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", size[1], size[0], depth, 0, 0, 0, 0))

    def write(self, rows: npt.NDArray[Any]) -> None:
        """Append rows (n, width), of the file's dtype."""
        if rows.dtype != self._dtype or rows.shape[1:] != self._size[1:]:
            raise ImageError(
                f"{rows.dtype} rows of shape {rows.shape} in a PNG of {self._dtype} that is "
                f"{self._size[1]} pixels wide; give rows like the others"
            )
        samples = np.ascontiguousarray(rows, self._dtype.newbyteorder(">"))
        lines = np.zeros((len(rows), 1 + samples[0].nbytes), np.uint8)  # filter 0 before each row
        lines[:, 1:] = samples.view(np.uint8)
        self._rows += len(rows)
        self._pack(self._packer.compress(lines.data))

    def close(self) -> None:
        """Write the end of the file.

        Raises
        ------
        ImageError
            Where there were more or fewer rows than the file is high.
        """
        if self._rows != self._size[0]:
            raise ImageError(f"{self._rows} rows in a PNG of {self._size[0]}; give all, once each")
        self._pack(self._packer.flush())
        self._chunk(b"IEND", b"")

    def _pack(self, data: bytes) -> None:
        if data:
            self._chunk(b"IDAT", data)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        head = struct.pack(">I", len(data)) + kind
        self._file.write(head)
        self._file.write(data)
        self._file.write(struct.pack(">I", zlib.crc32(data, zlib.crc32(kind))))


@contextmanager
def writing_png(path: Path, size: tuple[int, int], dtype: npt.DTypeLike) -> Iterator[PngRows]:
    """Write a grey PNG file row by row; it is there when the block ends, whole or not at all.

    Parameters
    ----------
    path : Path
        Its folder must exist.
    size : tuple of int
        (height, width), in pixels.
    dtype : dtype
        uint8 or uint16.

    Raises
    ------
    ImageError
        A side of 2**31 pixels or more; rows that do not fit, or are too many or too few.
    SaveError
        The file cannot be written.
    """
    if max(size) > LONGEST_SIDE:
        raise ImageError(
            f"{path}: {size[0]} x {size[1]} pixels; a PNG has at most {LONGEST_SIDE} a side"
        )
    with writing_atomically(path) as file:
        png = PngRows(file, size, dtype)
        yield png
        png.close()
