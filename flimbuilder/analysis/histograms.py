"""Counts of saliency values and intensities, for histograms."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["SALIENCY_BINS", "SaliencyCounts", "count_intensities", "count_saliency"]

SALIENCY_BINS = 100
SAMPLE = 2**20  # pixels of which intensities are counted, at most twice as many

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

    Of a large image, every n-th row and column are counted, so that the time is bounded.

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
    step = max(1, int(np.sqrt(pixels.shape[0] * pixels.shape[1] / SAMPLE)))
    sample = pixels[::step, ::step]
    low, high = bounds
    width = (high - low) / bins or 1.0
    counts = np.zeros((pixels.shape[2], bins), np.int64)
    for channel in range(pixels.shape[2]):
        values = sample[..., channel].reshape(-1).astype(np.float64)
        values = values[(values >= low) & (values <= high)]
        places = np.minimum(((values - low) / width).astype(np.int64), bins - 1)
        counts[channel] = np.bincount(places, minlength=bins)
    return counts
