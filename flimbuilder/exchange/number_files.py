"""Files of numbers in the model folders of FLIM-Builder, libift and pyflim: read with mistrust."""

import io
import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ModelError, printable
from flimbuilder.exchange.text import named, read_text, reading
from flimbuilder.project.files import open_regular

__all__ = [
    "dump_counted",
    "dump_matrix",
    "dump_numbers",
    "read_counted",
    "read_matrix",
    "read_numbers",
]

MAX_CHANNELS = 1024  # of images
MAX_KERNELS = 65_535  # of a block
MAX_TEXT_BYTES = 16_000_000
Floats = NDArray[np.float32]


def read_matrix(path: Path, taps: int, channels: int | None = None) -> Floats:
    """Read the kernels of a block from an ``.npy`` file of float32; nothing is unpickled.

    Parameters
    ----------
    path : Path
    taps : int
        Of each kernel.
    channels : int or None, default=None
        Of the block's input; None takes any number up to 1024.

    Returns
    -------
    ndarray of shape (taps, channels, kernels)
        The file's rows are taps times channels, its columns kernels.

    Raises
    ------
    ModelError
        Missing, cut short, too long, of another shape or type, NaN or infinite values. What the
        header promises is held against the size of the file before anything more is read.
    """
    with reading(path, ModelError), open_regular(path) as file:
        return _matrix(file, taps, channels, path)


def _matrix(file: BinaryIO, taps: int, channels: int | None, path: Path) -> Floats:
    shape, by_columns, dtype = _header(file, path)
    if dtype.kind != "f" or dtype.itemsize != 4:
        raise ModelError(named(path, f"holds {dtype}, where float32 is expected; convert it"))
    rows = shape[0] if shape else 0
    fits = rows == taps * (channels or max(1, min(rows // taps, MAX_CHANNELS)))
    if len(shape) != 2 or not fits or not 1 <= shape[1] <= MAX_KERNELS:
        wanted = f"{taps} times the channels" if channels is None else f"{taps} x {channels}"
        raise ModelError(
            named(
                path,
                f"has shape {shape}, where ({wanted}, kernels) is expected: the taps times the "
                "channels that the block reads; is the architecture that of this model?",
            )
        )
    there = os.fstat(file.fileno()).st_size - file.tell()
    if there != 4 * shape[0] * shape[1]:
        raise ModelError(
            named(
                path,
                f"has {there} bytes of numbers, where its shape {shape} takes "
                f"{4 * shape[0] * shape[1]}; get a whole copy",
            )
        )
    matrix = np.frombuffer(file.read(), dtype).reshape(shape, order="F" if by_columns else "C")
    return _finite(matrix.astype(np.float32).reshape(taps, -1, shape[1]), path)


def _header(file: BinaryIO, path: Path) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    try:
        version = np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f"version {version[0]}.{version[1]}, where 1.0 is expected")
        return np.lib.format.read_array_header_1_0(file)
    except ValueError as problem:
        reason = " ".join(str(problem).split())
        raise ModelError(named(path, f"is no NPY file of numbers ({reason:.120})")) from None


def read_numbers(path: Path, count: int) -> Floats:
    """Read `count` numbers from a text file.

    Raises
    ------
    ModelError
        Missing, another count of numbers, something that is no number, NaN or infinite values.
    """
    return _numbers(_words(path), count, path)


def read_counted(path: Path, count: int) -> Floats:
    """Read a text file whose first line is how many numbers follow.

    Raises
    ------
    ModelError
        As `read_numbers`; and where the first line is not `count`.
    """
    first, *words = _words(path) or [""]
    if first != str(count):
        raise ModelError(
            named(
                path,
                f"begins with {printable(first, 20)!r}, where the count of the block's "
                f"{count} kernels is expected",
            )
        )
    return _numbers(words, count, path)


def _words(path: Path) -> list[str]:
    with reading(path, ModelError):
        size = path.stat().st_size
    if size > MAX_TEXT_BYTES:
        raise ModelError(named(path, f"has {size} bytes, where {MAX_TEXT_BYTES} is the limit"))
    return read_text(path, ModelError).split()


def _numbers(words: list[str], count: int, path: Path) -> Floats:
    if len(words) != count:
        raise ModelError(
            named(path, f"has {len(words)} numbers, where {count} are expected; get a whole copy")
        )
    numbers = []
    for word in words:
        try:
            numbers.append(float(word))
        except ValueError:
            raise ModelError(named(path, f"{printable(word, 20)!r} is no number")) from None
    with np.errstate(over="ignore"):  # what float32 cannot hold is refused as infinite
        return _finite(np.array(numbers, np.float32), path)


def _finite(numbers: Floats, path: Path) -> Floats:
    if not np.isfinite(numbers).all():
        raise ModelError(named(path, "has NaN or infinite values; the model is damaged"))
    return numbers


def dump_matrix(kernels: Floats) -> bytes:
    """Return kernels of shape (taps, channels, kernels) as an ``.npy`` file."""
    matrix = kernels.reshape(-1, kernels.shape[2])
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, matrix.astype("<f4"), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def dump_numbers(numbers: NDArray[np.generic]) -> bytes:
    """Return numbers as text on one line without an end, for pyflim reads no empty word there."""
    # str of a NumPy number is the shortest text that reads as the same number again.
    return " ".join(str(number) for number in numbers).encode("ascii")


def dump_counted(numbers: NDArray[np.generic]) -> bytes:
    """Return numbers as text, their count on a line before them."""
    return f"{len(numbers)}\n".encode("ascii") + dump_numbers(numbers)
