"""PNG, decoded by libpng at eight or sixteen bits."""

import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

import imagecodecs
import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import DecodedFile, ReadLimits, require_readable
from flimbuilder.imaging.formats.photos import exif_orientation
from flimbuilder.imaging.pixel_sizes import from_density
from flimbuilder.project.pixel_size import PixelSize

__all__ = ["PNG_SIGNATURE", "decode_png"]

Bytes = bytes | bytearray | memoryview

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
GREY, PALETTE = 0, 3  # colour types
CHANNELS = {GREY: 1, 2: 3, PALETTE: 3, 4: 2, 6: 4}  # by colour type; a palette is expanded to RGB
DEPTHS = {
    GREY: (1, 2, 4, 8, 16), 2: (8, 16), PALETTE: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16),
}  # fmt: skip
METHODS = ([0, 0, 0], [0, 0, 1])  # of compression, filter and interlace
PASSES = (  # of interlacing: first column and row, and steps between columns and rows
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
    (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
)  # fmt: skip
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
    width, height, depth, colour, *methods = struct.unpack(">IIBBBBB", chunks[0].data)
    dtype = np.dtype(np.uint16 if depth == 16 else np.uint8)
    require_readable(height, width, CHANNELS.get(colour, 4), dtype, limits)
    if depth not in DEPTHS.get(colour, ()) or methods not in METHODS:
        raise ImageError(
            f"has an unknown PNG header (depth {depth}, colour type {colour}, methods {methods}); "
            "it is damaged, get a whole copy of it"
        )
    _require_sound([chunk for chunk in chunks if chunk.critical or chunk.kind == b"eXIf"])
    orientation, notes = exif_orientation(bytes(extra.get(b"eXIf", b"")))
    if b"tRNS" in extra:
        notes = ("transparency dropped", *notes)
    critical = [chunk for chunk in chunks if chunk.critical]
    if colour == PALETTE:
        samples, indices = _decode_palette(critical, depth)
    else:
        samples, indices = _decode_chunks(chunks[0].data, critical[1:]), None
    alpha = colour in WITH_ALPHA
    return DecodedFile(
        samples, indices, alpha=alpha, orientation=orientation, notes=notes,
        pixel_size=_pixel_size(extra.get(b"pHYs", b"")),
    )  # fmt: skip


def _pixel_size(data: Bytes) -> PixelSize | None:
    """Return the size in a chunk pHYs: pixels across and down, and 1 if they are for a metre."""
    if len(data) != 9 or bytes(data)[8] != 1:
        return None
    across, down = struct.unpack_from(">II", data)
    return from_density(down, across, 1e6)


def _decode_chunks(header: Bytes, chunks: list[_Chunk]) -> npt.NDArray[Any]:
    """Decode an image, without interlacing, by the data of its header and its other chunks."""
    if bytes(header)[-1]:
        return _decode_interlaced(header, chunks)
    content = (
        PNG_SIGNATURE + _png_chunk(b"IHDR", header) + b"".join(chunk.whole for chunk in chunks)
    )
    samples: npt.NDArray[Any] = imagecodecs.png_decode(content)
    return samples


def _decode_interlaced(header: Bytes, chunks: list[_Chunk]) -> npt.NDArray[Any]:
    """Decode an interlaced image pass by pass: of the whole, libpng would print a warning."""
    width, height, depth, colour = struct.unpack_from(">IIBB", header)
    bits = depth * (CHANNELS[colour] if colour != PALETTE else 1)
    passes = [
        (part, -(-(width - part[0]) // part[2]), -(-(height - part[1]) // part[3]))
        for part in PASSES
        if width > part[0] and height > part[1]
    ]
    sizes = [rows * (1 + -(-columns * bits // 8)) for _, columns, rows in passes]
    packed = b"".join(chunk.data for chunk in chunks if chunk.kind == b"IDAT")
    data = zlib.decompressobj().decompress(packed, sum(sizes))
    if len(data) < sum(sizes):
        raise ImageError("is cut short; get a whole copy of it")
    samples, start = None, 0
    for ((left, top, across, down), columns, rows), size in zip(passes, sizes, strict=True):
        part = _png_chunk(b"IDAT", zlib.compress(data[start : start + size], 0))
        head = struct.pack(">IIBBBBB", columns, rows, depth, colour, 0, 0, 0)
        end = _png_chunk(b"IEND", b"")
        decoded = imagecodecs.png_decode(PNG_SIGNATURE + _png_chunk(b"IHDR", head) + part + end)
        if samples is None:
            samples = np.empty((height, width, *decoded.shape[2:]), decoded.dtype)
        samples[top::down, left::across] = decoded
        start += size
    return cast(npt.NDArray[Any], samples)


def _png_chunk(kind: bytes, data: Bytes) -> bytes:
    content = kind + bytes(data)
    return struct.pack(">I", len(content) - 4) + content + zlib.crc32(content).to_bytes(4)


def _decode_palette(
    chunks: list[_Chunk], depth: int
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """Return the colours and the indices of an image with a palette.

    libpng replaces indices by colours, so they are decoded as grey values of the same depth, which
    libpng multiplies to eight bits.
    """
    header, *others = chunks
    palette = next((chunk.data for chunk in others if chunk.kind == b"PLTE"), None)
    if palette is None:
        raise ImageError("has no palette for its indices; it is damaged, get a whole copy of it")
    grey = bytearray(header.data)
    grey[9] = GREY
    samples = _decode_chunks(grey, [chunk for chunk in others if chunk.kind != b"PLTE"])
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
