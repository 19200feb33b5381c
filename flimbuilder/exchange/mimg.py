"""``.mimg``, the multi-band images of libift: activation maps as float32.

The header has three lines: ``MIG``; ``xsize ysize zsize bands``; the size of a voxel in x, y and
z. Then follow little-endian float32 values, with the band varying fastest, then x, then y. As
activations have no fixed range, these files are not read as images to learn from.
"""

import os
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError, file_message
from flimbuilder.exchange.files import reading
from flimbuilder.project.files import open_regular

__all__ = ["dump_mimg", "read_mimg"]

MAX_LINE = 200
SIZES = re.compile(rb"(\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{1,9})", re.ASCII)
VOXEL = re.compile(rb"\S+ \S+ \S+")
Floats = NDArray[np.float32]


def read_mimg(path: Path) -> Floats:
    """Read a two-dimensional multi-band image.

    Returns
    -------
    ndarray of float32 of shape (height, width, bands)

    Raises
    ------
    ImageError
        If the file is missing, is not a multi-band image, is a volume, has the wrong size, or
        contains NaN or infinite values. The size is checked against the header before any value
        is read.
    """
    with reading(path, ImageError), open_regular(path) as file:
        height, width, bands = _read_header(file, path)
        n_bytes = os.fstat(file.fileno()).st_size - file.tell()
        expected = 4 * height * width * bands
        if n_bytes != expected:
            raise ImageError(
                file_message(
                    path,
                    f"holds {n_bytes} bytes of values, but {width} x {height} pixels of {bands} "
                    f"bands need {expected}; get a complete copy",
                )
            )
        values = np.frombuffer(file.read(), "<f4").astype(np.float32)
    n_bad = values.size - int(np.isfinite(values).sum())
    if n_bad:
        raise ImageError(
            file_message(path, f"contains {n_bad} NaN or infinite values; replace them")
        )
    return values.reshape(height, width, bands)


def _read_header(file: BinaryIO, path: Path) -> tuple[int, int, int]:
    """Return height, width and number of bands."""
    magic, sizes, voxel = (file.readline(MAX_LINE).strip() for _ in range(3))
    if magic != b"MIG":
        raise ImageError(
            file_message(path, "does not begin with MIG, so it is not a multi-band image")
        )
    match = SIZES.fullmatch(b" ".join(sizes.split()))
    if match is None or not VOXEL.fullmatch(b" ".join(voxel.split())):
        raise ImageError(
            file_message(
                path, "its header must have a line of four sizes and one of three voxel sizes"
            )
        )
    width, height, depth, bands = (int(size) for size in match.groups())
    if depth != 1:
        raise ImageError(file_message(path, f"has {depth} slices; only one is supported"))
    if not width * height * bands:
        raise ImageError(
            file_message(path, f"is empty: {width} x {height} pixels of {bands} bands")
        )
    return height, width, bands


def dump_mimg(maps: Floats) -> bytes:
    """Return maps of shape (height, width, bands) as an ``.mimg`` file with voxels of size 1."""
    height, width, bands = maps.shape
    header = f"MIG\n{width} {height} 1 {bands}\n1.000000 1.000000 1.000000\n"
    return header.encode("ascii") + np.ascontiguousarray(maps, "<f4").tobytes()
