"""JPEG and BMP, and the orientation in EXIF data.

Pillow decodes both formats, and detects a file that is cut short. Unlike ``Image.open``, its
classes for the two formats read only the header and do not apply Pillow's global size limit.
"""

import io
import random
import re
from itertools import islice
from typing import Any, BinaryIO

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
from flimbuilder.imaging.pixel_sizes import INCH, from_density

__all__ = [
    "ORIENTATION_TAG",
    "decode_bmp",
    "decode_jpeg",
    "exif_orientation",
]

ORIENTATION_TAG = 0x0112  # Exif 2.32, table 4; the same tag as in TIFF 6.0

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
DENSITY_UNITS = {1: INCH, 2: 1e4}  # µm in the units of JFIF
MCU_ROWS = 16  # of the largest unit of pixels that are coded together
NOISE = random.Random(0).randbytes(2048).replace(b"\xff", b"").replace(b"\\", b"")


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
    length = DENSITY_UNITS.get(image.info.get("jfif_unit", 0))
    across, down = image.info.get("jfif_density", (0, 0))
    size = None if length is None else from_density(down, across, length)
    return DecodedFile(samples, orientation=orientation, notes=notes, pixel_size=size)


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
