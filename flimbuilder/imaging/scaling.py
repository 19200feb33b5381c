"""Scale samples by the range of their dtype, by a window, or to [0, 1]."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError, NoWindowError

__all__ = [
    "UnusedRange",
    "find_unused_range",
    "intensity_range",
    "invert",
    "require_intensities",
    "require_unit_range",
    "scale_image",
    "spread",
    "uses_little",
    "windowed",
]

LEAST_USED = 0.01  # share of the range; an image that uses less is named


def intensity_range(dtype: npt.DTypeLike) -> tuple[float, float]:
    """Return the values that become 0 and 1: the one rule of learning, prediction and display.

    Parameters
    ----------
    dtype : dtype
        Of the pixels.

    Returns
    -------
    tuple of float
        (0, 1) for bool and floats; the dtype's range for integers.
    """
    dtype = np.dtype(dtype)
    if dtype.kind in "bf":
        return 0.0, 1.0
    span = np.iinfo(dtype)
    return float(span.min), float(span.max)


def uses_little(unit: npt.NDArray[np.floating[Any]]) -> bool:
    """Return True if scaled pixels that are not constant use under 1 % of [0, 1]."""
    return 0 < float(np.ptp(unit)) < LEAST_USED


@dataclass(frozen=True)
class UnusedRange:
    """The range of an image that uses under 1 % of it, so that learning would see little contrast.

    Attributes
    ----------
    dtype : str
    range : tuple of float
        Values that become 0 and 1.
    window : tuple of float
        Proposed window, in the units of a window.
    """

    dtype: str
    range: tuple[float, float]
    window: tuple[float, float]

    @property
    def description(self) -> str:
        """For people, without the image's own values, so that notes of many images join."""
        low, high = self.range
        return (
            f"uses under 1 % of the range {low:.0f}..{high:.0f} of {self.dtype}, so learning sees "
            "little contrast"
        )

    @property
    def note(self) -> str:
        """The description with the way out."""
        low, high = self.window
        return f"{self.description}; choose a window (--window {low:g} {high:g})"


def find_unused_range(
    samples: npt.NDArray[Any],
    declared: tuple[float, float] | None = None,
    slope: float = 1.0,
    intercept: float = 0.0,
) -> UnusedRange | None:
    """Return the range of integers that use under 1 % of it.

    Parameters
    ----------
    samples : ndarray
        As stored. Constant images, bool, 8-bit integers and floats give None.
    declared : tuple of float or None, default=None
        Range that the file declares; None for the range of the dtype.
    slope, intercept : float, default=1, 0
        samples * slope + intercept is in the units of a window.
    """
    if samples.dtype.kind not in "iu" or samples.dtype.itemsize == 1:
        return None
    least, most = int(samples.min()), int(samples.max())
    low, high = declared or intensity_range(samples.dtype)
    share = (most - least) / (high - low)
    if least == most or share >= LEAST_USED:
        return None
    # The smallest power of two that holds the values suits the other images of a series, too.
    top = 2 ** max(most, -least - 1).bit_length() - 1
    first, last = sorted(end * slope + intercept for end in (0 if least >= 0 else -top - 1, top))
    return UnusedRange(str(samples.dtype.newbyteorder("=")), (low, high), (first, last))


def scale_image(pixels: npt.NDArray[Any], *, name: str = "") -> npt.NDArray[np.float32]:
    """Scale pixels to [0, 1] by the range of their dtype, never by their own values.

    Parameters
    ----------
    pixels : ndarray
        Unsigned integers are divided by the largest value of their dtype, signed integers mapped
        by (x - min) / (max - min), bool becomes 0 and 1; floats must already be in [0, 1].
    name : str, default=""
        Name of the file, for error messages.

    Returns
    -------
    ndarray of float32, of the same shape

    Raises
    ------
    ImageError
        If floats are outside [0, 1] or not finite, or the dtype is not bool, an integer of up to
        32 bits, or a float.
    """
    try:
        require_intensities(pixels)
        require_unit_range(pixels)
    except ImageError as error:
        raise ImageError(f"{name}: {error}" if name else str(error)) from error
    if pixels.dtype.kind in "bf":
        return pixels.astype(np.float32)
    low, high = intensity_range(pixels.dtype)
    unit: npt.NDArray[Any] = np.subtract(pixels, low, dtype=_precision_for(pixels))
    np.divide(unit, high - low, out=unit)
    return unit.astype(np.float32, copy=False)


def require_intensities(pixels: npt.NDArray[Any]) -> None:
    """Refuse values that are not finite, and dtypes that cannot be scaled by their range."""
    kind, itemsize = pixels.dtype.kind, pixels.dtype.itemsize
    if kind not in "buif" or (kind in "ui" and itemsize > 4):
        raise ImageError(
            f"holds {pixels.dtype} pixels; save it as integers of up to 32 bits "
            "or as floats in [0, 1]"
        )
    if kind == "f":
        bad = pixels.size - np.count_nonzero(np.isfinite(pixels))
        if bad:
            raise ImageError(f"holds {bad} values that are NaN or infinite; replace them")


def require_unit_range(pixels: npt.NDArray[Any]) -> None:
    """Refuse floats outside [0, 1], whose range is unknown."""
    if pixels.dtype.kind != "f":
        return
    low, high = float(pixels.min()), float(pixels.max())
    if low < 0 or high > 1:
        raise NoWindowError(
            f"holds floats from {low:g} to {high:g}, where [0, 1] is expected; "
            "choose a window (--window LOW HIGH), or save it as uint8 or uint16",
            low,
            high,
        )


def _precision_for(samples: npt.NDArray[Any]) -> type[np.floating[Any]]:
    """Return the dtype to scale in: float32 is exact for 16 bits, wider samples need float64."""
    return np.float32 if samples.dtype.itemsize <= 2 else np.float64


def windowed(
    samples: npt.NDArray[Any],
    window: tuple[float, float],
    slope: float = 1.0,
    intercept: float = 0.0,
) -> npt.NDArray[np.float32]:
    """Map a window of values to [0, 1]; clip the others.

    Parameters
    ----------
    samples : ndarray
        As stored.
    window : tuple of float
        Values that become 0 and 1, in units of samples * slope + intercept.
    slope, intercept : float, default=1, 0

    Returns
    -------
    ndarray of float32, of the same shape

    Raises
    ------
    ImageError
        If values are not finite, or `scale_image` does not accept the dtype.
    """
    require_intensities(samples)
    low, high = window
    unit: npt.NDArray[Any] = samples.astype(_precision_for(samples))
    np.multiply(unit, slope / (high - low), out=unit)
    np.add(unit, (intercept - low) / (high - low), out=unit)
    return unit.clip(0, 1).astype(np.float32, copy=False)


def spread(samples: npt.NDArray[Any], low: int, high: int) -> npt.NDArray[Any]:
    """Map integers from low..high to the whole range of their dtype, rounded."""
    full = np.iinfo(samples.dtype)
    narrow = samples.dtype.itemsize <= 2
    signed, unsigned = (np.int32, np.uint32) if narrow else (np.int64, np.uint64)
    above = np.subtract(samples, low, dtype=signed).astype(unsigned)
    steps = (above * (full.max - full.min) + (high - low) // 2) // (high - low)
    mapped: npt.NDArray[Any] = steps.astype(np.int64) + full.min
    return mapped.astype(samples.dtype)


def invert(samples: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Exchange the ends of the dtype's range; for floats, 0 and 1."""
    inverted: npt.NDArray[Any] = 1 - samples if samples.dtype.kind == "f" else np.invert(samples)
    return inverted
