"""Uncompressed formats with a short header: NPY, and PNM (PBM, PGM and PPM, P1 to P6).

Pillow reads PNM too, but reduces 16-bit colour to eight bits. Source: the Netpbm format pages,
https://netpbm.sourceforge.net/doc/pnm.html.
"""

import re
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import DecodedFile, ReadLimits, require_readable

__all__ = ["decode_npy", "decode_pnm"]

NPY_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}

HEAD_BYTES = 2**16
GAP = rb"(?:\s|#[^\r\n]*[\r\n])+"  # white space, or a comment up to the end of its line
SIZE = GAP + rb"(\d{1,9})" + GAP + rb"(\d{1,9})"
BITMAP = re.compile(rb"P([14])" + SIZE + rb"\s")
GREYMAP_OR_PIXMAP = re.compile(rb"P([2356])" + SIZE + GAP + rb"(\d{1,9})\s")
WHITE_SPACE = b" \t\r\n\v\f"
WIDEST_SAMPLE = 65535


def decode_npy(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode an NPY array of shape (height, width) or (height, width, channels); never unpickle.

    All channels are kept: the file does not mark opacity.
    """
    version = np.lib.format.read_magic(file)
    if version not in NPY_HEADERS:
        raise ImageError(f"is NPY version {version}; save a plain array of numbers")
    shape, _, dtype = NPY_HEADERS[version](file)
    if dtype.hasobject:
        raise ImageError(
            "holds object samples, which are never unpickled; save plain numbers (in Cellpose: "
            "the masks as PNG or TIFF)"
        )
    if len(shape) not in (2, 3):
        raise ImageError(f"has shape {shape}; an image is (height, width[, channels])")
    require_readable(shape[0], shape[1], shape[2] if len(shape) == 3 else 1, dtype, limits)
    file.seek(0)
    return DecodedFile(np.lib.format.read_array(file, allow_pickle=False))


class _PnmHeader(NamedTuple):
    kind: int
    width: int
    height: int
    top: int
    """Largest value a sample may have."""
    end: int
    """Offset of the samples in the file."""

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.height, self.width, 3 if self.kind in (3, 6) else 1

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self.top < 256 else np.uint16)


def decode_pnm(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode the first image of a PNM file; a bitmap becomes bool, with black as False."""
    header = _pnm_header(file.read(HEAD_BYTES))
    require_readable(*header.shape, header.dtype, limits)
    file.seek(header.end)
    values = _pnm_values(file, header)
    if values.size != np.prod(header.shape):
        raise ImageError("is cut short; get a whole copy of it")
    if values.min() < 0 or values.max() > header.top:
        raise ImageError(f"has samples outside 0..{header.top}, its own range; it is damaged")
    samples = values.reshape(header.shape)
    if header.kind in (1, 4):
        return DecodedFile(samples == 0)
    span = (0, header.top) if header.top < np.iinfo(header.dtype).max else None
    return DecodedFile(samples.astype(header.dtype), range=span)


def _pnm_header(head: bytes) -> _PnmHeader:
    match = BITMAP.match(head) or GREYMAP_OR_PIXMAP.match(head)
    if match is None:
        raise ImageError("has no PNM header; it is damaged or cut short")
    kind, width, height, *maxval = (int(group) for group in match.groups())
    top = maxval[0] if maxval else 1
    if not 1 <= top <= WIDEST_SAMPLE:
        raise ImageError(f"has {top} as its largest value; PNM allows 1 to {WIDEST_SAMPLE}")
    return _PnmHeader(kind, width, height, top, match.end())


def _pnm_values(file: BinaryIO, header: _PnmHeader) -> npt.NDArray[Any]:
    """Return the samples in file order; too few if the file is cut short."""
    height, width, channels = header.shape
    count = height * width * channels
    if header.kind == 1:  # digits need no space between them
        digits = file.read().translate(None, WHITE_SPACE)[:count]
        return np.frombuffer(digits, np.uint8) - np.uint8(ord("0"))
    if header.kind == 4:  # every row begins a new byte
        packed = _read_raster(file, height * -(-width // 8), np.dtype(np.uint8))
        return np.unpackbits(packed.reshape(height, -1), axis=1, count=width)
    if header.kind in (2, 3):
        return np.fromstring(file.read().strip(), np.int64, sep=" ")[:count]
    return _read_raster(file, count, header.dtype.newbyteorder(">"))


def _read_raster(file: BinaryIO, count: int, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    raster = file.read(count * dtype.itemsize)
    if len(raster) < count * dtype.itemsize:
        raise ImageError("is cut short; get a whole copy of it")
    return np.frombuffer(raster, dtype)
