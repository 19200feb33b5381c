"""What every decoder is given and gives back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError

__all__ = ["DEFAULT_LIMITS", "DecodedFile", "ReadLimits", "require_readable"]

SAMPLE_TYPES = frozenset({"b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"})


@dataclass(frozen=True)
class ReadLimits:
    """What a file may claim to hold; checked in its header, before anything is decoded.

    Attributes
    ----------
    max_side : int, default=100_000
        Of the image, in pixels.
    max_pixels : int, default=2**28
        Height times width.
    max_bytes : int, default=2**31
        Of the decoded samples, and of the file itself; of a TIFF, of what it stores of the image.
    max_pages : int, default=2**16
        Of a TIFF file.
    """

    max_side: int = 100_000
    max_pixels: int = 2**28
    max_bytes: int = 2**31
    max_pages: int = 2**16


DEFAULT_LIMITS = ReadLimits()


@dataclass(frozen=True, eq=False)
class DecodedFile:
    """The samples of a file as they are stored, and what the file says about them.

    Attributes
    ----------
    samples : ndarray of shape (height, width) or (height, width, channels)
    alpha : bool, default=False
        Whether the last channel is opacity.
    orientation : int, default=1
        Of EXIF and TIFF, 1 to 8.
    top : int or None, default=None
        The value of full intensity, where it is not the largest of the dtype.
    white_is_zero : bool, default=False
    slope, intercept : float, default=1, 0
        What the stored samples are multiplied by and added to, for the file's own units.
    is_volume : bool, default=False
        Whether the format keeps even whole numbers as floats, as volumes often do.
    notes : tuple of str, default=()
    """

    samples: npt.NDArray[Any]
    alpha: bool = False
    orientation: int = 1
    top: int | None = None
    white_is_zero: bool = False
    slope: float = 1.0
    intercept: float = 0.0
    is_volume: bool = False
    notes: tuple[str, ...] = ()


def require_readable(
    height: int, width: int, channels: int, dtype: np.dtype[Any], limits: ReadLimits
) -> None:
    """Refuse what a header announces: no pixels, too many, or samples that are no intensities."""
    size = f"{height} x {width} pixels in {channels} channels"
    if min(height, width, channels) < 1:
        raise ImageError(f"has no pixels ({size})")
    if dtype.str[1:] not in SAMPLE_TYPES:
        raise ImageError(f"holds {dtype} samples; save it as integers or floats of up to 64 bits")
    _require_at_most("a side", max(height, width), limits.max_side, "max_side", size)
    _require_at_most("pixels", height * width, limits.max_pixels, "max_pixels", size)
    count = height * width * channels * dtype.itemsize
    _require_at_most("bytes", count, limits.max_bytes, "max_bytes", size)


def _require_at_most(what: str, found: int, limit: int, name: str, size: str) -> None:
    if found > limit:
        raise ImageError(
            f"is too large: {size}, {what} {found} where {limit} is the limit; "
            f"crop it, or raise ReadLimits.{name}"
        )
