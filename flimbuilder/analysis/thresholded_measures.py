"""Measures over the masks at 256 thresholds: F-beta and the E-measure.

The mask at threshold k, 0..255, is 255·S >= k. Histograms of the saliency on the object and on
the background give the pixel counts of all masks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "BETA2",
    "ThresholdCounts",
    "e_measure_curve",
    "fbeta",
    "fbeta_adaptive",
    "precision_recall_curve",
]

BETA2 = 0.3
LEVELS = 256

Counts = npt.NDArray[np.int64]
Curve = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ThresholdCounts:
    """Pixel counts of the masks at thresholds 0..255.

    Attributes
    ----------
    hits : ndarray of int of shape (256,)
        Object pixels in each mask.
    false_alarms : ndarray of int of shape (256,)
        Background pixels in each mask.
    objects : int
        Object pixels of the truth.
    pixels : int
        Pixels of the image.
    """

    hits: Counts
    false_alarms: Counts
    objects: int
    pixels: int

    @classmethod
    def of(
        cls, saliency: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]
    ) -> "ThresholdCounts":
        """Count saliency in [0, 1] of shape (H, W) against a truth of the same shape."""
        levels = (saliency * (LEVELS - 1)).astype(np.uint8)
        return cls(
            hits=_at_least(levels[truth]),
            false_alarms=_at_least(levels[~truth]),
            objects=int(np.count_nonzero(truth)),
            pixels=truth.size,
        )

    @property
    def marked(self) -> Counts:
        """Pixels in each mask, of shape (256,)."""
        return self.hits + self.false_alarms


def _at_least(levels: npt.NDArray[np.uint8]) -> Counts:
    """Count the pixels at or above each level."""
    histogram = np.bincount(levels, minlength=LEVELS)
    return np.cumsum(histogram[::-1])[::-1]


def fbeta(hits: npt.ArrayLike, marked: npt.ArrayLike, objects: int) -> Curve:
    """Compute the F-beta of masks, beta2 = 0.3 (Achanta et al., CVPR 2009).

    (1 + beta2)·P·R / (beta2·P + R) with P = hits / marked and R = hits / objects, which equals
    (1 + beta2)·hits / (beta2·objects + marked); 0 without hits.

    Parameters
    ----------
    hits : array_like of int
        Object pixels in each mask.
    marked : array_like of int
        Pixels in each mask.
    objects : int
        Object pixels of the truth.
    """
    hit = np.asarray(hits, dtype=np.float64)
    # The lower bound of the denominator avoids 0 / 0 and matters only without hits.
    return (BETA2 * hit + hit) / np.maximum(BETA2 * objects + np.asarray(marked), BETA2)


def precision_recall_curve(
    saliency: npt.NDArray[np.floating], truth: npt.NDArray[np.bool_]
) -> tuple[Curve, Curve]:
    """Return precision and recall of the masks 255·S >= k, k = 0..255.

    Parameters
    ----------
    saliency : ndarray of shape (H, W)
        In [0, 1].
    truth : ndarray of bool of shape (H, W)

    Returns
    -------
    precision, recall : ndarray of float of shape (256,)
        The precision of an empty mask and the recall without objects are 1.
    """
    counts = ThresholdCounts.of(np.asarray(saliency, np.float64), truth)
    precision = np.where(counts.marked > 0, counts.hits / np.maximum(counts.marked, 1), 1.0)
    recall = counts.hits / counts.objects if counts.objects else np.ones(LEVELS)
    return precision, recall


def fbeta_adaptive(saliency: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_]) -> float:
    """Compute the F-beta of the mask S >= min(2·mean(S), 1) (Achanta et al., CVPR 2009)."""
    mask = saliency >= min(2 * saliency.mean(), 1)
    hits, marked = np.count_nonzero(mask & truth), np.count_nonzero(mask)
    return float(fbeta(hits, marked, int(np.count_nonzero(truth))))


def e_measure_curve(counts: ThresholdCounts) -> Curve:
    """Compute the E-measure of the mask at each threshold (Fan et al., IJCAI 2018).

    phi = (1 + xi)² / 4, xi = 2ab / (a² + b²), a = mask - mean(mask), b = truth - mean(truth),
    averaged over the image. There are four kinds of pixels (in the mask or not, object or not),
    so the mean is a sum of four values weighted by counts. As published, it is over all pixels;
    the published code divides by one pixel less and can exceed 1.

    Returns
    -------
    ndarray of float of shape (256,)
        In [0, 1]. For a truth without objects, the share of pixels outside the mask; for a truth
        that covers the image, the share inside it.
    """
    marked = counts.marked
    if counts.objects == 0:
        return 1 - marked / counts.pixels
    if counts.objects == counts.pixels:
        return marked / counts.pixels
    mask_mean, truth_mean = marked / counts.pixels, counts.objects / counts.pixels
    misses = counts.objects - counts.hits
    rejections = counts.pixels - marked - misses
    total = (
        counts.hits * _alignment(1 - mask_mean, 1 - truth_mean)
        + counts.false_alarms * _alignment(1 - mask_mean, -truth_mean)
        + misses * _alignment(-mask_mean, 1 - truth_mean)
        + rejections * _alignment(-mask_mean, -truth_mean)
    )
    return total / counts.pixels


def _alignment(mask: Curve, truth: float) -> Curve:
    """Return the enhanced alignment phi of two values minus their means."""
    alignment = 2 * mask * truth / (mask**2 + truth**2)
    return (1 + alignment) ** 2 / 4
