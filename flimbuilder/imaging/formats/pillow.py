"""JPEG and BMP, eight bits, through Pillow, which reports a file that is cut short.

The classes of the two formats are used rather than ``Image.open``: they read the header only,
and Pillow's own, global size limit stays out of the way of `ReadLimits`.
"""

from typing import BinaryIO

import numpy as np
from PIL.BmpImagePlugin import BmpImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DecodedFile, ReadLimits, require_readable
from flimbuilder.imaging.formats.exif import exif_orientation

__all__ = ["decode_bmp", "decode_jpeg"]


def decode_jpeg(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode a grey or RGB JPEG file.

    JPEG has no check sums: a missing end is an error, a changed byte may not be.
    """
    image = JpegImageFile(file)
    _require_small(image, limits)
    if image.mode not in ("L", "RGB"):
        raise ImageError(f"is a JPEG in {image.mode}; save it as RGB or grey")
    orientation, notes = exif_orientation(image.info.get("exif"))
    return DecodedFile(np.array(image), orientation=orientation, notes=notes)


def decode_bmp(file: BinaryIO, limits: ReadLimits) -> DecodedFile:
    """Decode a BMP file of 1 to 32 bits a pixel; a palette becomes RGB."""
    image = BmpImageFile(file)
    _require_small(image, limits)
    samples = np.array(image.convert("RGB") if image.mode == "P" else image)
    return DecodedFile(samples, alpha=image.mode == "RGBA")


def _require_small(image: ImageFile, limits: ReadLimits) -> None:
    bands = 3 if image.mode == "P" else len(image.getbands())
    require_readable(image.height, image.width, bands, np.dtype(np.uint8), limits)
