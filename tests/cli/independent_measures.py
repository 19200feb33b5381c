"""Measures of a saliency map against a mask, from their files and without flimbuilder.

Written from the papers with Pillow, scikit-image and scikit-learn, to compare with ``evaluate``.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.filters import threshold_otsu
from sklearn import metrics

BETA2 = 0.3


def measures(saliency_file: Path, mask_file: Path) -> dict[str, tuple[float, float]]:
    """Return the least and largest MAE, adaptive and largest F-beta, Dice, IoU, ... of saliency.

    The threshold of the mask is Otsu's, or one of 256 bins of its histogram beside it.
    """
    saliency = np.asarray(Image.open(saliency_file), np.float64) / 65535
    truth = np.asarray(Image.open(mask_file).convert("L")) > 0
    flat, span = truth.ravel(), np.ptp(saliency)
    values = {
        "mae": [metrics.mean_absolute_error(flat, saliency.ravel())],
        "fbeta_adaptive": [fbeta(saliency >= min(2 * saliency.mean(), 1), truth)],
        "fbeta_max": [largest_fbeta(np.floor(255 * saliency).astype(int), truth)],
    }
    for bins in (-1, 0, 1):
        cut = np.zeros_like(flat)
        if span:
            cut = (saliency > threshold_otsu(saliency) + bins * span / 256).ravel()
        (_, false), (missed, hits) = metrics.confusion_matrix(flat, cut, labels=[0, 1]).tolist()
        for name, part, whole in (
            ("dice", 2 * hits, 2 * hits + false + missed),
            ("iou", hits, hits + false + missed),
            ("precision", hits, hits + false),
            ("recall", hits, hits + missed),
        ):
            values.setdefault(name, []).append(part / whole if whole else 0.0)
    return {name: (min(found), max(found)) for name, found in values.items()}


def fbeta(mask: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Return (1 + b2) P R / (b2 P + R) with b2 = 0.3 (Achanta et al., CVPR 2009)."""
    hits = (mask & truth).sum()
    if not hits:
        return 0.0
    precision, recall = hits / mask.sum(), hits / truth.sum()
    return float((1 + BETA2) * precision * recall / (BETA2 * precision + recall))


def largest_fbeta(levels: NDArray[np.int_], truth: NDArray[np.bool_]) -> float:
    """Return the largest F-beta of the masks of pixels at or above each of 256 levels."""
    hits, all_pixels = (
        np.bincount(part.ravel(), minlength=256)[::-1].cumsum() for part in (levels[truth], levels)
    )
    precision, recall = hits / all_pixels.clip(1), hits / truth.sum()
    rest = np.where(hits, BETA2 * precision + recall, 1)
    return float(((1 + BETA2) * precision * recall / rest).max())
