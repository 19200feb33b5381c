"""Convert images to 8-bit pyramids for display."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.pictures import stretch_limits
from flimbuilder.imaging.pyramid import halve_mean, image_pyramid
from flimbuilder.imaging.scaling import intensity_range

__all__ = ["Contrast", "DisplayImage", "prepare"]

Bytes = NDArray[np.uint8]
Limits = tuple[float, float]

BAND = 1 << 22  # values converted at a time


@dataclass(frozen=True)
class Contrast:
    """How pixel values map to grey levels on screen; learning is not affected.

    Attributes
    ----------
    channel : int or None
        Index of the channel shown, from 0. None shows the first three as red, green and blue,
        or the first alone if there are fewer than three.
    limits : tuple of float, "learned", or None
        Values shown as black and white; ``"learned"`` for those that learning sees as 0 and 1,
        None for `stretch_limits`.
    """

    channel: int | None = None
    limits: Limits | Literal["learned"] | None = None


@dataclass(frozen=True, eq=False)
class DisplayImage:
    """An image ready for display.

    Attributes
    ----------
    levels : tuple of ndarray of shape (h, w) or (h, w, 3), uint8
        Full size first; each level halves the previous one.
    limits : tuple of float
        Values shown as black and white.
    bounds : tuple of float
        Smallest and largest value: of the dtype for boolean and 8-bit images, else of the
        pixels.
    learned : tuple of float
        Values that learning sees as 0 and 1.
    """

    levels: tuple[Bytes, ...]
    limits: Limits
    bounds: Limits
    learned: Limits

    @property
    def nbytes(self) -> int:
        """Size of the levels in bytes."""
        return sum(level.nbytes for level in self.levels)


def prepare(pixels: NDArray[Any], contrast: Contrast) -> DisplayImage:
    """Convert an image (H, W, C) of any dtype to an 8-bit pyramid."""
    shown = _channels(pixels, contrast.channel)
    learned = intensity_range(pixels.dtype)
    limits = contrast.limits or stretch_limits(shown)
    if limits == "learned":
        limits = learned
    whole = _eight_bits(shown, limits)
    flat = whole[..., 0] if whole.shape[2] == 1 else whole
    return DisplayImage(
        image_pyramid(np.ascontiguousarray(flat), halve_mean), limits, _bounds(shown), learned
    )


def _channels(pixels: NDArray[Any], channel: int | None) -> NDArray[Any]:
    if channel is not None and channel < pixels.shape[2]:
        return pixels[..., channel : channel + 1]
    return pixels[..., :3] if pixels.shape[2] >= 3 else pixels[..., :1]


def _bounds(pixels: NDArray[Any]) -> Limits:
    if pixels.dtype == np.bool_:
        return 0.0, 1.0
    if pixels.dtype == np.uint8:
        return 0.0, 255.0
    return float(pixels.min()), float(pixels.max())


def _eight_bits(pixels: NDArray[Any], limits: Limits) -> Bytes:
    if pixels.dtype == np.uint8 and limits == (0.0, 255.0):
        return pixels
    if pixels.dtype in (np.bool_, np.uint8, np.uint16):
        every_value = np.arange(1 << (8 * pixels.dtype.itemsize), dtype=np.float32)
        table = _stretched(every_value, limits)
        return np.asarray(table[pixels.view(np.uint8) if pixels.dtype == np.bool_ else pixels])
    return _banded(pixels, limits)


def _banded(pixels: NDArray[Any], limits: Limits) -> Bytes:
    """Stretch a few rows at a time to limit the memory of floating-point values."""
    result = np.empty(pixels.shape, np.uint8)
    step = max(1, BAND // (pixels.shape[1] * pixels.shape[2]))
    for first in range(0, len(pixels), step):
        result[first : first + step] = _stretched(pixels[first : first + step], limits)
    return result


def _stretched(values: NDArray[Any], limits: Limits) -> Bytes:
    low, high = limits
    span = (high - low) or 1.0  # a constant image is black
    shifted = (values.astype(np.float64) - low) * (255 / span)
    return np.asarray(np.rint(np.clip(shifted, 0, 255)), np.uint8)
