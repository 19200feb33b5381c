"""PNG at full depth: eight and sixteen bits, through libpng."""

import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import imagecodecs
import numpy as np

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DecodedFile, ReadLimits, require_readable
from flimbuilder.imaging.formats.exif import exif_orientation

__all__ = ["SIGNATURE", "decode_png"]

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}  # by colour type; 3 is a palette, expanded to RGB
WITH_ALPHA = (4, 6)


class _Chunk(NamedTuple):
    kind: bytes
    whole: memoryview
    """Length, kind, data and check sum."""

    @property
    def data(self) -> memoryview:
        return self.whole[8:-4]

    @property
    def critical(self) -> bool:
        return self.kind[:1].isupper()


def decode_png(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode a PNG file; its check sums make any damage to the pixels an error.

    Only the critical chunks reach libpng: the others change no sample, and it would report what
    is odd in them, such as a faulty colour profile, on the process's stderr.
    """
    chunks = list(_chunks(memoryview(file.read())))
    extra = {chunk.kind: chunk.data for chunk in chunks if not chunk.critical}
    width, height, depth, colour = _header(chunks)
    dtype = np.dtype(np.uint16 if depth == 16 else np.uint8)
    require_readable(height, width, CHANNELS.get(colour, 4), dtype, limits)
    _require_sound([chunk for chunk in chunks if chunk.critical or chunk.kind == b"eXIf"])
    orientation, notes = exif_orientation(bytes(extra.get(b"eXIf", b"")))
    if b"tRNS" in extra:
        notes = ("transparency dropped", *notes)
    critical = b"".join(chunk.whole for chunk in chunks if chunk.critical)
    samples = imagecodecs.png_decode(SIGNATURE + critical)
    return DecodedFile(samples, alpha=colour in WITH_ALPHA, orientation=orientation, notes=notes)


def _chunks(data: memoryview) -> Iterator[_Chunk]:
    start = len(SIGNATURE)
    while start + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, start)
        end = start + length + 12
        yield _Chunk(bytes(data[start + 4 : start + 8]), data[start:end])
        start = end


def _header(chunks: list[_Chunk]) -> tuple[int, int, int, int]:
    if not chunks or chunks[0].kind != b"IHDR" or len(chunks[0].data) != 13:
        raise ImageError("has no PNG header; it is damaged or cut short, get a whole copy of it")
    width, height, depth, colour = struct.unpack_from(">IIBB", chunks[0].data)
    return width, height, depth, colour


def _require_sound(chunks: list[_Chunk]) -> None:
    """Refuse damage here, where it is one error and no lines of libpng on stderr."""
    for kind, whole in chunks:
        if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
            name = kind.decode("ascii", "backslashreplace")
            raise ImageError(f"is damaged or cut short in {name}; get a whole copy of it")
    if chunks[-1].kind != b"IEND":
        raise ImageError("is cut short; get a whole copy of it")
