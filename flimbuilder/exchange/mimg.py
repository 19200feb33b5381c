"""``.mimg``, the multi-band images of libift: activation maps as float32.

``MIG`` on a line; ``xsize ysize zsize bands`` on a line; the size of a voxel in x, y and z on a
line; then float32, little-endian, the band running fastest, then x, then y. Values are
activations, in no range, so that it is no format of images to learn from.
"""

import os
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import ImageError
from flimbuilder.exchange.text import named, reading
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
        Missing, none of these files, a volume, cut short, too long, NaN or infinite values. What
        the header promises is held against the size of the file before anything more is read.
    """
    with reading(path, ImageError), open_regular(path) as file:
        height, width, bands = _shape(file, path)
        there = os.fstat(file.fileno()).st_size - file.tell()
        expected = 4 * height * width * bands
        if there != expected:
            raise ImageError(
                named(
                    path,
                    f"has {there} bytes of values, where {width} x {height} pixels of {bands} "
                    f"bands take {expected}; get a whole copy",
                )
            )
        values = np.frombuffer(file.read(), "<f4").astype(np.float32)
    bad = values.size - int(np.isfinite(values).sum())
    if bad:
        raise ImageError(named(path, f"holds {bad} values that are NaN or infinite; replace them"))
    return values.reshape(height, width, bands)


def _shape(file: BinaryIO, path: Path) -> tuple[int, int, int]:
    """Read the three lines of the header; return height, width and bands."""
    magic, sizes, voxel = (file.readline(MAX_LINE).strip() for _ in range(3))
    if magic != b"MIG":
        raise ImageError(named(path, "does not begin with MIG; it is no multi-band image"))
    match = SIZES.fullmatch(b" ".join(sizes.split()))
    if match is None or not VOXEL.fullmatch(b" ".join(voxel.split())):
        raise ImageError(
            named(path, "its header is not four sizes on a line and three voxel sizes on the next")
        )
    width, height, depth, bands = (int(size) for size in match.groups())
    if depth != 1:
        raise ImageError(named(path, f"is a volume of {depth} slices; images of one are read"))
    if not width * height * bands:
        raise ImageError(named(path, f"has {width} x {height} pixels of {bands} bands: nothing"))
    return height, width, bands


def dump_mimg(maps: Floats) -> bytes:
    """Return maps of shape (height, width, bands) as an ``.mimg`` file, voxels of size 1."""
    height, width, bands = maps.shape
    header = f"MIG\n{width} {height} 1 {bands}\n1.000000 1.000000 1.000000\n"
    return header.encode("ascii") + np.ascontiguousarray(maps, "<f4").tobytes()
