"""Channels of an image blended in colours, for display; the method never reads them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.colour_maps import parse_colour
from flimbuilder.imaging.pictures import sample_pixels, stretch_limits

__all__ = [
    "ChannelStyle",
    "default_styles",
    "mix_channels",
    "percentile_limits",
    "resolved_limits",
    "to_levels",
]

Bytes = NDArray[np.uint8]
Limits = tuple[float, float]

PERCENTILES = (0.3, 99.7)
BAND = 1 << 20  # pixels mixed at a time
COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#00ffff", "#ff00ff", "#ffff00", "#ffffff")


@dataclass(frozen=True)
class ChannelStyle:
    """How a channel is drawn in a mix.

    Attributes
    ----------
    colour : str
        ``#rrggbb`` of the largest value.
    limits : tuple of float or None, default=None
        Values without and with all of the colour; None for `stretch_limits` of the channel.
    gamma : float, default=1
        Exponent of the values between the limits; below 1, dark ones become brighter.
    visible : bool, default=True
    """

    colour: str
    limits: Limits | None = None
    gamma: float = 1.0
    visible: bool = True


def default_styles(channels: int) -> tuple[ChannelStyle, ...]:
    """Return a style for each channel: red, green, blue, cyan, magenta, yellow, white, red, ..."""
    return tuple(ChannelStyle(COLOURS[number % len(COLOURS)]) for number in range(channels))


def percentile_limits(values: NDArray[Any]) -> Limits:
    """Return the percentiles 0.3 and 99.7 of the finite values of an image; 0 and 1 without any.

    Parameters
    ----------
    values : ndarray of shape (H, W) or (H, W, C)
        A large image is sampled.
    """
    sample = sample_pixels(values)
    sample = sample[np.isfinite(sample)] if sample.dtype.kind == "f" else sample
    if not sample.size:
        return 0.0, 1.0
    low, high = np.percentile(sample.astype(np.float64), PERCENTILES).tolist()
    return low, high


def to_levels(values: NDArray[Any], limits: Limits, gamma: float = 1.0) -> NDArray[np.float64]:
    """Map values to [0, 1] between limits, as the power `gamma`; NaN becomes 0.

    A constant image, whose limits are equal, is 0 up to them and 1 above.
    """
    low, high = limits
    span = (high - low) or np.finfo(np.float64).tiny
    with np.errstate(over="ignore", invalid="ignore"):
        levels = np.nan_to_num(np.clip((values.astype(np.float64) - low) / span, 0, 1))
    return levels if gamma == 1 else np.asarray(levels**gamma)


def mix_channels(
    pixels: NDArray[Any], styles: Sequence[ChannelStyle], check: Callable[[], None] = lambda: None
) -> Bytes:
    """Blend channels: the sum of their colours, each by the level of its channel.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C)
        Of any dtype.
    styles : sequence of ChannelStyle
        Of the first channels; the others are invisible.
    check : callable, default does nothing
        Called now and then; may raise to stop.

    Returns
    -------
    ndarray of uint8 of shape (H, W, 3)
        Sums above 255 are clipped.
    """
    height, width, channels = pixels.shape
    mixed = np.zeros((height, width, 3), np.uint8)
    shown = [
        (number, _levels_of(pixels[..., number], style), parse_colour(style.colour))
        for number, style in enumerate(styles[:channels])
        if style.visible
    ]
    step = max(1, BAND // max(width, 1))
    for first in range(0, height, step):
        check()
        rows = pixels[first : first + step]
        total = np.zeros((*rows.shape[:2], 3), np.float32)
        for number, levels, colour in shown:
            level = levels(rows[..., number])
            for component, strength in enumerate(colour):
                if strength:
                    total[..., component] += level * np.float32(strength)
        mixed[first : first + step] = np.rint(np.minimum(total, 255)).astype(np.uint8)
    return mixed


def resolved_limits(channel: NDArray[Any], style: ChannelStyle) -> Limits:
    """Return the limits of a style on a channel (H, W)."""
    return stretch_limits(channel) if style.limits is None else style.limits


def _levels_of(channel: NDArray[Any], style: ChannelStyle) -> Any:
    """Return a function that maps values of a channel to float32 levels, by a table if it can."""
    limits = resolved_limits(channel, style)
    if channel.dtype in (np.bool_, np.uint8, np.uint16):
        every_value = np.arange(1 << (8 * channel.dtype.itemsize))
        table = to_levels(every_value, limits, style.gamma).astype(np.float32)
        as_index = np.uint8 if channel.dtype == np.bool_ else channel.dtype
        return lambda values: table[np.ascontiguousarray(values).view(as_index)]
    return lambda values: to_levels(values, limits, style.gamma).astype(np.float32)
