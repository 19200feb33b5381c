"""Counts of saliency values and intensities, for histograms."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.mixing import percentile_limits
from flimbuilder.imaging.pictures import sample_pixels

__all__ = [
    "SALIENCY_BINS", "IntensityCounts", "SaliencyCounts", "count_image", "count_intensities",
    "count_saliency",
]  # fmt: skip

SALIENCY_BINS = 100

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class SaliencyCounts:
    """Numbers of pixels by saliency.

    Attributes
    ----------
    pixels : ndarray of shape (100,), int64
        Of all pixels. Bin ``k`` has values from ``k / 100`` to less than ``(k + 1) / 100``, the
        last bin also 1.
    objects : ndarray of shape (100,), int64, or None
        Of the pixels in the object of a reference mask; None without one.
    """

    pixels: Counts
    objects: Counts | None = None


@dataclass(frozen=True, eq=False)
class IntensityCounts:
    """Numbers of pixels of each channel by intensity.

    Attributes
    ----------
    counts : ndarray of shape (C, 256), int64
    bounds : tuple of tuple of float
        By channel: smallest and largest value of its bins.
    percentiles : tuple of tuple of float
        By channel: the percentiles 0.3 and 99.7.
    """

    counts: Counts
    bounds: tuple[tuple[float, float], ...]
    percentiles: tuple[tuple[float, float], ...]


def count_saliency(
    saliency: npt.NDArray[np.floating[Any]], objects: npt.NDArray[np.bool_] | None = None
) -> SaliencyCounts:
    """Count the pixels of a saliency map by their value.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    objects : ndarray of bool of shape (H, W), default=None
        The object pixels of a reference mask.
    """
    bins = (saliency * np.float32(SALIENCY_BINS)).astype(np.uint8)  # the integer part
    np.minimum(bins, SALIENCY_BINS - 1, out=bins)

    def count(values: npt.NDArray[np.uint8]) -> Counts:
        return np.bincount(values.reshape(-1), minlength=SALIENCY_BINS).astype(np.int64)

    return SaliencyCounts(count(bins), None if objects is None else count(bins[objects]))


def count_intensities(
    pixels: npt.NDArray[Any], bounds: tuple[float, float], bins: int = 256
) -> Counts:
    """Count the pixels of each channel by their value.

    A large image is sampled by `sample_pixels`.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C)
        Of any dtype; NaN and values outside the bounds are left out.
    bounds : tuple of float
        Smallest and largest value of the histogram.
    bins : int, default=256
        Of equal width; the last one includes the upper bound.

    Returns
    -------
    ndarray of shape (C, bins), int64
    """
    sample = sample_pixels(pixels)
    low, high = bounds
    width = (high - low) / bins or 1.0
    counts = np.zeros((pixels.shape[2], bins), np.int64)
    for channel in range(pixels.shape[2]):
        values = sample[..., channel].reshape(-1).astype(np.float64)
        values = values[(values >= low) & (values <= high)]
        places = np.minimum(((values - low) / width).astype(np.int64), bins - 1)
        counts[channel] = np.bincount(places, minlength=bins)
    return counts


def count_image(pixels: npt.NDArray[Any]) -> IntensityCounts:
    """Count the intensities of an image (H, W, C), each channel from its minimum to its maximum.

    Channels of 8 bits are counted from 0 to 255. A large image is sampled.
    """
    channels = [pixels[..., number : number + 1] for number in range(pixels.shape[2])]
    bounds = tuple(_bounds(channel) for channel in channels)
    pairs = zip(channels, bounds, strict=True)
    counts = [count_intensities(channel, limits) for channel, limits in pairs]
    percentiles = tuple(percentile_limits(channel) for channel in channels)
    return IntensityCounts(np.concatenate(counts), bounds, percentiles)


def _bounds(channel: npt.NDArray[Any]) -> tuple[float, float]:
    if channel.dtype == np.bool_:
        return 0.0, 1.0
    if channel.dtype == np.uint8:
        return 0.0, 255.0
    sample = sample_pixels(channel)
    finite = sample[np.isfinite(sample)] if sample.dtype.kind == "f" else sample
    if not finite.size:
        return 0.0, 1.0
    return float(finite.min()), float(finite.max())
