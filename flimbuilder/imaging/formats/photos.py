"""PNG, JPEG and BMP, and the orientation in their EXIF data.

PNG is decoded by libpng at eight or sixteen bits; JPEG and BMP by Pillow, which detects a file
that is cut short. Unlike ``Image.open``, Pillow's classes for the two formats read only the header
and do not apply Pillow's global size limit.
"""

import io
import random
import re
import struct
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, cast

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

Bytes = bytes | bytearray | memoryview

ORIENTATION_TAG = 0x0112  # Exif 2.32, table 4; the same tag as in TIFF 6.0
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

# Segments of a JPEG file (ITU-T T.81, annex B): any marker but those within the data of a scan.
SEGMENT = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
RESTART = re.compile(rb"\xff[\xd0-\xd7]")
START_OF_SCAN, END_OF_IMAGE, WITHOUT_LENGTH = 0xDA, 0xD9, (0x01, 0xD8)
SCALES = {0xC0: 8, 0xC1: 8, 0xC2: 2}  # of the check by frame: Huffman-coded, progressive last
OTHER_FRAMES = (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
MAX_SCANS, USUAL_SCANS = 100, 12  # limits for small pictures and for all; encoders write up to 10
SCANNED_PIXELS = 2**30  # limit of scans times pixels beyond the usual scans
MAX_SEGMENTS = MAX_GAP = 2**16
JPEG_BYTES = 2**28  # read from a file
MCU_ROWS = 16  # of the largest unit of pixels that are coded together
NOISE = random.Random(0).randbytes(2048).replace(b"\xff", b"").replace(b"\\", b"")


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
    return DecodedFile(samples, indices, alpha=alpha, orientation=orientation, notes=notes)


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


def decode_jpeg(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode a grey or RGB JPEG file.

    JPEG has no check sums: missing data is an error, a changed byte may go unnoticed.
    """
    content = file.read(JPEG_BYTES)
    process, scans = _jpeg_scans(content)
    image = JpegImageFile(io.BytesIO(content))
    _require_small(image, limits)
    _require_few_scans(len(scans), image.width * image.height)
    if image.mode not in ("L", "RGB"):
        raise ImageError(f"is a JPEG in {image.mode}; save it as RGB or grey")
    orientation, notes = exif_orientation(image.info.get("exif"))
    samples = np.array(image)
    if process in SCALES:
        notes = (*_missing_rows(content, scans, SCALES[process], image.size), *notes)
    return DecodedFile(samples, orientation=orientation, notes=notes)


def _jpeg_scans(content: bytes) -> tuple[int, list[slice]]:
    """Return the code of the frame, 0 if there is none, and where each scan's data lies.

    Raises
    ------
    ImageError
        If decoding would take far longer than it does for any real picture.
    """
    process, place = 0, 2
    scans: list[slice] = []
    for _ in range(MAX_SEGMENTS):
        marker = SEGMENT.search(content, place)
        if marker is None or content[marker.end() - 1] == END_OF_IMAGE:
            return process, scans
        if marker.start() - place > MAX_GAP or len(scans) > MAX_SCANS:
            break
        code, place = content[marker.end() - 1], marker.end()
        if code not in WITHOUT_LENGTH:
            place += int.from_bytes(content[place : place + 2])
        if code in SCALES or code in OTHER_FRAMES:
            process = code
        if code == START_OF_SCAN:
            end = SEGMENT.search(content, place)
            scans.append(slice(place, end.start() if end else len(content)))
            place = scans[-1].stop
    raise ImageError(
        f"has more than {MAX_SCANS} scans, {MAX_SEGMENTS} segments, or {MAX_GAP} bytes between "
        "them; save it again, for example as PNG"
    )


def _require_few_scans(count: int, n_pixels: int) -> None:
    """Limit the time of decoding: every scan takes as long as the whole picture."""
    limit = max(USUAL_SCANS, SCANNED_PIXELS // n_pixels)
    if count > limit:
        raise ImageError(
            f"has {count} scans where {limit} is the limit at its size; save it again, not "
            "progressive"
        )


def _missing_rows(
    content: bytes, scans: list[slice], scale: int, size: tuple[int, int]
) -> tuple[str, ...]:
    """Refuse scans that end before their picture; return a note if only the last rows miss data.

    libjpeg fills what is missing with grey, with a warning that Pillow hides. So pad each scan,
    and each interval up to a restart marker, with noise: it changes only a picture that lacks
    data. The scaled pictures take a fraction of the time.
    """
    width, height = size
    limit = -(-width // 8) * -(-height // 8)  # an interval has at least 8 x 8 pixels
    parts, start, restarts = [], 0, 0
    for scan in scans:
        data = content[scan]
        codes = [marker[0][1] & 7 for marker in islice(RESTART.finditer(data), limit + 1)]
        count = len(codes)
        if count > limit:
            raise ImageError("is damaged: it has more restart markers than pixels")
        if codes != [number % 8 for number in range(count)]:
            raise ImageError("is damaged: parts of its data are missing; get a whole copy of it")
        noise = NOISE[: len(data) // (count or 1)]
        parts += [content[start : scan.start], RESTART.sub(noise + rb"\g<0>", data), NOISE]
        start, restarts = scan.stop, restarts + count
    padded = b"".join([*parts, content[start:]])
    scaled = _scaled_jpeg(content, scale)
    changed = np.flatnonzero((scaled != _scaled_jpeg(padded, scale)).any(axis=(1, 2)))
    if not changed.size:
        return ()
    first = int(changed[0] * height / len(scaled))
    end = (changed[-1] + 1) * height / len(scaled) if restarts else height
    share = 100 * (end - first) / height
    message = f"lacks the data of about {share:.2g} % of its rows, from row {first} of {height}"
    if first < height - 2 * MCU_ROWS:
        raise ImageError(f"is damaged: it {message}; get a whole copy of it")
    return (message,)


def _scaled_jpeg(content: bytes, scale: int) -> npt.NDArray[Any]:
    image = JpegImageFile(io.BytesIO(content))
    image.draft(image.mode, (image.width // scale or 1, image.height // scale or 1))
    return np.atleast_3d(np.asarray(image))


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
