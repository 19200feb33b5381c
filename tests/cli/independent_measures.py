"""Measures of a saliency map against a mask, from their files and without flimbuilder.

Written from the papers with Pillow, scikit-image and scikit-learn: what ``evaluate`` tells is
held against it.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.filters import threshold_otsu
from sklearn import metrics

BETA2 = 0.3


def measures(saliency_file: Path, mask_file: Path) -> dict[str, float]:
    """Return MAE, adaptive and largest F-beta of saliency; Dice, IoU, ... of its Otsu mask."""
    saliency = np.asarray(Image.open(saliency_file), np.float64) / 65535
    truth = np.asarray(Image.open(mask_file).convert("L")) > 0
    mask = saliency > threshold_otsu(saliency) if np.ptp(saliency) else np.zeros_like(truth)
    flat, cut = truth.ravel(), mask.ravel()
    return {
        "mae": metrics.mean_absolute_error(flat, saliency.ravel()),
        "fbeta_adaptive": fbeta(saliency >= min(2 * saliency.mean(), 1), truth),
        "fbeta_max": max(fbeta(np.floor(255 * saliency) >= k, truth) for k in range(256)),
        "dice": metrics.f1_score(flat, cut, zero_division=0),
        "iou": metrics.jaccard_score(flat, cut, zero_division=0),
        "precision": metrics.precision_score(flat, cut, zero_division=0),
        "recall": metrics.recall_score(flat, cut, zero_division=0),
    }


def fbeta(mask: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """Return (1 + b2) P R / (b2 P + R) with b2 = 0.3 (Achanta et al., CVPR 2009)."""
    hits = (mask & truth).sum()
    if not hits:
        return 0.0
    precision, recall = hits / mask.sum(), hits / truth.sum()
    return float((1 + BETA2) * precision * recall / (BETA2 * precision + recall))
