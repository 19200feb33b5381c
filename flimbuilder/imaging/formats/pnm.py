"""PBM, PGM and PPM, plain and raw (P1 to P6), at up to sixteen bits.

Read here rather than by Pillow, which brings 16-bit colour down to eight bits. Source: the
Netpbm format pages, https://netpbm.sourceforge.net/doc/pnm.html.
"""

import re
from typing import Any, BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DecodedFile, ReadLimits, require_readable

__all__ = ["decode_pnm"]

HEAD_BYTES = 2**16
GAP = rb"(?:\s|#[^\r\n]*[\r\n])+"  # white space, or a comment up to the end of its line
SIZE = GAP + rb"(\d{1,9})" + GAP + rb"(\d{1,9})"
BITMAP = re.compile(rb"P([14])" + SIZE + rb"\s")
GREYMAP_OR_PIXMAP = re.compile(rb"P([2356])" + SIZE + GAP + rb"(\d{1,9})\s")
WHITE_SPACE = b" \t\r\n\v\f"
WIDEST_SAMPLE = 65535


class _PnmHeader(NamedTuple):
    kind: int
    width: int
    height: int
    top: int
    """The largest value that a sample may have."""
    end: int
    """Where in the file the samples begin."""

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.height, self.width, 3 if self.kind in (3, 6) else 1

    @property
    def dtype(self) -> np.dtype[Any]:
        return np.dtype(np.uint8 if self.top < 256 else np.uint16)


def decode_pnm(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode the first image of a PNM file; a bitmap becomes bool, False where it is black."""
    header = _header(file.read(HEAD_BYTES))
    require_readable(*header.shape, header.dtype, limits)
    file.seek(header.end)
    values = _values(file, header)
    if values.size != np.prod(header.shape):
        raise ImageError("is cut short; get a whole copy of it")
    if values.min() < 0 or values.max() > header.top:
        raise ImageError(f"has samples outside 0..{header.top}, its own range; it is damaged")
    samples = values.reshape(header.shape)
    if header.kind in (1, 4):
        return DecodedFile(samples == 0)
    return DecodedFile(samples.astype(header.dtype), top=header.top)


def _header(head: bytes) -> _PnmHeader:
    match = BITMAP.match(head) or GREYMAP_OR_PIXMAP.match(head)
    if match is None:
        raise ImageError("has no PNM header; it is damaged or cut short")
    kind, width, height, *maxval = (int(group) for group in match.groups())
    top = maxval[0] if maxval else 1
    if not 1 <= top <= WIDEST_SAMPLE:
        raise ImageError(f"has {top} as its largest value; PNM allows 1 to {WIDEST_SAMPLE}")
    return _PnmHeader(kind, width, height, top, match.end())


def _values(file: BinaryIO, header: _PnmHeader) -> npt.NDArray[Any]:
    """Return the samples in file order; fewer where the file is cut short."""
    height, width, channels = header.shape
    count = height * width * channels
    if header.kind == 1:  # digits need no space between them
        digits = file.read().translate(None, WHITE_SPACE)[:count]
        return np.frombuffer(digits, np.uint8) - np.uint8(ord("0"))
    if header.kind == 4:  # every row begins with a byte of its own
        packed = _whole(file, height * -(-width // 8), np.dtype(np.uint8))
        return np.unpackbits(packed.reshape(height, -1), axis=1, count=width)
    if header.kind in (2, 3):
        return np.fromstring(file.read().strip(), np.int64, sep=" ")[:count]
    return _whole(file, count, header.dtype.newbyteorder(">"))


def _whole(file: BinaryIO, count: int, dtype: np.dtype[Any]) -> npt.NDArray[Any]:
    raster = file.read(count * dtype.itemsize)
    if len(raster) < count * dtype.itemsize:
        raise ImageError("is cut short; get a whole copy of it")
    return np.frombuffer(raster, dtype)
