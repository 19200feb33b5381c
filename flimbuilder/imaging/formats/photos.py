"""PNG, JPEG and BMP, and the orientation in their EXIF data.

PNG is decoded by libpng at eight or sixteen bits; JPEG and BMP by Pillow, which detects a file
that is cut short. Unlike ``Image.open``, Pillow's classes for the two formats read only the header
and do not apply Pillow's global size limit.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

import imagecodecs
import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import (
    DecodedFile,
    ReadLimits,
    require_readable,
    valid_orientation,
)

__all__ = [
    "ORIENTATION_TAG",
    "PNG_SIGNATURE",
    "decode_bmp",
    "decode_jpeg",
    "decode_png",
    "exif_orientation",
]

ORIENTATION_TAG = 0x0112  # Exif 2.32, table 4; the same tag as in TIFF 6.0
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, PALETTE = 0, 3  # colour types
CHANNELS = {GREY: 1, 2: 3, PALETTE: 3, 4: 2, 6: 4}  # by colour type; a palette is expanded to RGB
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
    """Decode a PNG file; its check sums reveal any damage to the pixels.

    Only the critical chunks reach libpng: the others change no sample, and libpng would report
    oddities in them, such as a faulty colour profile, on stderr.
    """
    chunks = list(_chunks(memoryview(file.read())))
    extra = {chunk.kind: chunk.data for chunk in chunks if not chunk.critical}
    if not chunks or chunks[0].kind != b"IHDR" or len(chunks[0].data) != 13:
        raise ImageError("has no PNG header; it is damaged or cut short, get a whole copy of it")
    width, height, depth, colour = struct.unpack_from(">IIBB", chunks[0].data)
    dtype = np.dtype(np.uint16 if depth == 16 else np.uint8)
    require_readable(height, width, CHANNELS.get(colour, 4), dtype, limits)
    _require_sound([chunk for chunk in chunks if chunk.critical or chunk.kind == b"eXIf"])
    orientation, notes = exif_orientation(bytes(extra.get(b"eXIf", b"")))
    if b"tRNS" in extra:
        notes = ("transparency dropped", *notes)
    critical = [chunk for chunk in chunks if chunk.critical]
    if colour == PALETTE:
        samples, indices = _decode_palette(critical, depth)
    else:
        samples, indices = _decode_chunks(chunk.whole for chunk in critical), None
    alpha = colour in WITH_ALPHA
    return DecodedFile(samples, indices, alpha=alpha, orientation=orientation, notes=notes)


def _decode_chunks(chunks: Iterable[bytes | memoryview]) -> npt.NDArray[Any]:
    samples: npt.NDArray[Any] = imagecodecs.png_decode(PNG_SIGNATURE + b"".join(chunks))
    return samples


def _decode_palette(
    chunks: list[_Chunk], depth: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the colours and the indices of an image with a palette.

    libpng replaces indices by colours, so they are decoded as grey values of the same depth, which
    libpng multiplies to eight bits.
    """
    header, *others = chunks
    palette = next((chunk.data for chunk in others if chunk.kind == b"PLTE"), None)
    if palette is None or depth > 8:
        raise ImageError("has no palette for its indices; it is damaged, get a whole copy of it")
    fields = bytearray(header.whole[4:-4])
    fields[13] = GREY
    grey = bytes(header.whole[:4]) + fields + zlib.crc32(fields).to_bytes(4)
    samples = _decode_chunks([grey, *(chunk.whole for chunk in others if chunk.kind != b"PLTE")])
    indices = samples // (255 // (2**depth - 1))
    colours = np.zeros((256, 3), np.uint8)  # black beyond the palette, as in libpng
    listed = np.frombuffer(palette[: len(palette) // 3 * 3], np.uint8).reshape(-1, 3)
    colours[: len(listed)] = listed[: len(colours)]
    return colours[indices], indices


def _chunks(data: memoryview) -> Iterator[_Chunk]:
    start = len(PNG_SIGNATURE)
    while start + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, start)
        end = start + length + 12
        yield _Chunk(bytes(data[start + 4 : start + 8]), data[start:end])
        start = end


def _require_sound(chunks: list[_Chunk]) -> None:
    """Report damage as one error, before libpng prints lines on stderr."""
    for kind, whole in chunks:
        if zlib.crc32(whole[4:-4]) != int.from_bytes(whole[-4:]):
            name = kind.decode("ascii", "backslashreplace")
            raise ImageError(f"is damaged or cut short in {name}; get a whole copy of it")
    if chunks[-1].kind != b"IEND":
        raise ImageError("is cut short; get a whole copy of it")


def decode_jpeg(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode a grey or RGB JPEG file.

    JPEG has no check sums: a missing end is an error, a changed byte may go unnoticed.
    """
    image = JpegImageFile(file)
    _require_small(image, limits)
    if image.mode not in ("L", "RGB"):
        raise ImageError(f"is a JPEG in {image.mode}; save it as RGB or grey")
    orientation, notes = exif_orientation(image.info.get("exif"))
    return DecodedFile(np.array(image), orientation=orientation, notes=notes)


def decode_bmp(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode a BMP file of 1 to 32 bits a pixel; expand a palette to RGB."""
    image = BmpImageFile(file)
    _require_small(image, limits)
    if image.mode == "P":
        return DecodedFile(np.array(image.convert("RGB")), np.array(image))
    return DecodedFile(np.array(image), alpha=image.mode == "RGBA")


def _require_small(image: ImageFile, limits: ReadLimits) -> None:
    bands = 3 if image.mode == "P" else len(image.getbands())
    require_readable(image.height, image.width, bands, np.dtype(np.uint8), limits)


def exif_orientation(data: bytes | None) -> tuple[int, tuple[str, ...]]:
    """Return the orientation in a block of EXIF data, 1 if there is none, and notes."""
    if not data:
        return 1, ()
    exif = Image.Exif()
    try:
        exif.load(data)
        return valid_orientation(exif.get(ORIENTATION_TAG, 1)), ()
    except Exception:  # Pillow raises anything on a damaged block; the pixels do not depend on it
        return 1, ("EXIF data cannot be read: no orientation applied",)
