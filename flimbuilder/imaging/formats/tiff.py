"""What the samples of TIFF pages mean: intensities, palettes, opacity, and their range."""

import logging
from typing import Any

import numpy as np
import numpy.typing as npt
from tifffile import COMPRESSION, PHOTOMETRIC, TiffPage

from flimbuilder.errors import ImageError

__all__ = ["ALPHA", "expand_palette", "require_intensities", "top"]

ALPHA = (1, 2)  # of the tag ExtraSamples, TIFF 6.0 section 18
INTENSITIES = (PHOTOMETRIC.MINISWHITE, PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB)
DECODED_TO_RGB = (COMPRESSION.OJPEG, COMPRESSION.JPEG)

# tifffile logs what it finds odd, and raises where that matters: an error stays one line.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def require_intensities(page: TiffPage) -> None:
    """Refuse samples that are no intensities, such as those of CMYK."""
    photometric = page.photometric
    if photometric in INTENSITIES or photometric == PHOTOMETRIC.PALETTE:
        return
    if photometric == PHOTOMETRIC.YCBCR and page.compression in DECODED_TO_RGB:
        return
    name = getattr(photometric, "name", photometric)
    raise ImageError(f"is a TIFF in {name}; save it as RGB or grey")


def expand_palette(samples: npt.NDArray[Any], page: TiffPage) -> npt.NDArray[Any]:
    """Return the colours of samples that are places in a palette; others as they are."""
    if page.photometric != PHOTOMETRIC.PALETTE:
        return samples
    # Writers fill 16 bits from 8 by v * 256 or v * 257; the high byte is v in both.
    palette: npt.NDArray[Any] = (page.colormap >> 8).astype(np.uint8).T
    expanded: npt.NDArray[Any] = palette[samples]
    return expanded.reshape(*samples.shape[:2], -1)


def top(page: TiffPage) -> int | None:
    """Return the largest value of samples of 10, 12 or 14 bits, kept in wider ones."""
    bits = page.bitspersample
    if page.dtype.kind != "u" or page.photometric == PHOTOMETRIC.PALETTE:
        return None
    return int(2**bits - 1) if bits < 8 * page.dtype.itemsize else None
