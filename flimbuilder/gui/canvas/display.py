"""Convert images to 8-bit pyramids for display."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.mixing import (
    ChannelStyle,
    mix_channels,
    resolved_limits,
    to_levels,
)
from flimbuilder.imaging.pictures import stretch_limits
from flimbuilder.imaging.pyramid import halve_mean, image_pyramid
from flimbuilder.imaging.scaling import intensity_range
from flimbuilder.imaging.slide_pixels import SlidePixels

__all__ = ["QUICK", "Contrast", "DisplayImage", "prepare", "prepare_slide", "to_screen"]

Bytes = NDArray[np.uint8]
Limits = tuple[float, float]

BAND = 1 << 22  # values converted at a time
QUICK = 1 << 21  # values that are prepared in a moment


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
    gamma : float, default=1
        Exponent of the values between black and white; below 1, dark ones become brighter.
    mix : tuple of ChannelStyle, default=()
        Style of each channel, to blend all of them in colours; the other fields are ignored then.
    """

    channel: int | None = None
    limits: Limits | Literal["learned"] | None = None
    gamma: float = 1.0
    mix: tuple[ChannelStyle, ...] = ()


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
    channel_limits : tuple of tuple of float
        Limits of each channel of a mix.
    coarse : int
        The level of the pyramid with which `levels` begin: 0 but for a draft.
    """

    levels: tuple[Bytes, ...]
    limits: Limits
    bounds: Limits
    learned: Limits
    channel_limits: tuple[Limits, ...] = ()
    coarse: int = 0

    @property
    def nbytes(self) -> int:
        """Size of the levels in bytes."""
        return sum(level.nbytes for level in self.levels)


def prepare(
    pixels: NDArray[Any],
    contrast: Contrast,
    coarse: int = 0,
    check: Callable[[], None] = lambda: None,
) -> DisplayImage:
    """Convert an image (H, W, C) of any dtype to an 8-bit pyramid.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C)
    contrast : Contrast
    coarse : int, default=0
        For a draft, read every ``2 ** coarse``-th row and column.
    check : callable, default does nothing
        Called now and then; may raise to stop.
    """
    part, learned = pixels[:: 1 << coarse, :: 1 << coarse], intensity_range(pixels.dtype)
    shown = part if contrast.mix else _channels(part, contrast.channel)
    each: tuple[Limits, ...] = ()
    if contrast.mix:
        each = tuple(
            resolved_limits(part[..., number], style)
            for number, style in enumerate(contrast.mix[: part.shape[2]])
        )
        limits = min(low for low, _ in each), max(high for _, high in each)
        whole = mix_channels(part, contrast.mix, check)
    else:
        given = contrast.limits or stretch_limits(shown)
        limits = learned if given == "learned" else given
        whole = _eight_bits(shown, limits, contrast.gamma)
    check()
    flat = np.ascontiguousarray(whole[..., 0] if whole.shape[2] == 1 else whole)
    levels = image_pyramid(flat, halve_mean)
    return DisplayImage(levels, limits, _bounds(shown), learned, each, coarse)


def prepare_slide(
    slide: SlidePixels, contrast: Contrast, check: Callable[[], None] = lambda: None
) -> DisplayImage:
    """Convert the coarse levels of a slide, as far as they are known; see `prepare`.

    Levels that are quick to read are read first.
    """
    if slide.coarse.is_quick:
        slide.coarse.fill(check)
    numbers = range(slide.coarse.first, len(slide.sizes))
    quick = (number for number in numbers if slide.coarse.level(number).size <= QUICK)
    number = next(quick, numbers[-1])
    return replace(prepare(slide.coarse.level(number), contrast, check=check), coarse=number)


def to_screen(part: NDArray[Any], contrast: Contrast, prepared: DisplayImage) -> Bytes:
    """Convert a part (h, w, C) of an image with the limits of the prepared one."""
    if contrast.mix:
        pairs = zip(contrast.mix, prepared.channel_limits, strict=False)
        return mix_channels(part, [replace(style, limits=limits) for style, limits in pairs])
    shown = _eight_bits(_channels(part, contrast.channel), prepared.limits, contrast.gamma)
    return shown[..., 0] if shown.shape[2] == 1 else shown


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


def _eight_bits(pixels: NDArray[Any], limits: Limits, gamma: float = 1.0) -> Bytes:
    if pixels.dtype == np.uint8 and limits == (0.0, 255.0) and gamma == 1:
        return pixels
    if pixels.dtype in (np.bool_, np.uint8, np.uint16):
        every_value = np.arange(1 << (8 * pixels.dtype.itemsize), dtype=np.float32)
        table = _stretched(every_value, limits, gamma)
        return np.asarray(table[pixels.view(np.uint8) if pixels.dtype == np.bool_ else pixels])
    return _banded(pixels, limits, gamma)


def _banded(pixels: NDArray[Any], limits: Limits, gamma: float) -> Bytes:
    """Stretch a few rows at a time to limit the memory of floating-point values."""
    result = np.empty(pixels.shape, np.uint8)
    step = max(1, BAND // (pixels.shape[1] * pixels.shape[2]))
    for first in range(0, len(pixels), step):
        result[first : first + step] = _stretched(pixels[first : first + step], limits, gamma)
    return result


def _stretched(values: NDArray[Any], limits: Limits, gamma: float) -> Bytes:
    if gamma != 1:
        return np.asarray(np.rint(255 * to_levels(values, limits, gamma)), np.uint8)
    low, high = limits
    span = (high - low) or 1.0  # a constant image is black
    shifted = (values.astype(np.float64) - low) * (255 / span)
    return np.asarray(np.rint(np.clip(shifted, 0, 255)), np.uint8)
