"""Measures that depend on where saliency is wrong: weighted F-beta and the S-measure."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["s_measure", "weighted_fbeta"]

Saliency = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

DEPENDENCY_SIGMA = 5.0  # px; deviation of the Gaussian that smooths errors
DEPENDENCY_RADIUS = 3  # px; its window is 7 x 7
IMPORTANCE_HALVING = 5.0  # px from the object at which the added weight is half its maximum
ALPHA = 0.5


def weighted_fbeta(saliency: Saliency, truth: Mask) -> float:
    """Compute the weighted F-beta, beta2 = 1 as published (Margolin et al., CVPR 2014).

    Errors on the object weigh less if their neighbours are right (dependency); errors in the
    background weigh from 1 to 2, the more the farther they are from the object (importance). The
    paper leaves open which of several nearest object pixels a background pixel follows; here
    `scipy.ndimage.distance_transform_edt` decides, as in PySODMetrics.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    truth : ndarray of bool of shape (H, W)

    Returns
    -------
    float
        In [0, 1]; 0 for a truth without objects, as in the published code.
    """
    if not truth.any():
        return 0.0
    around = _surroundings(truth.tobytes(), truth.shape)
    error = np.abs(saliency - truth)
    weighted = error * around.importance
    inside = truth[around.box]
    weighted[around.box][inside] = _dependent(error, around)[inside]
    objects = float(truth.sum())
    hits = objects - float(weighted[truth].sum())
    # 2·P·R / (P + R) with P = hits / (hits + false alarms) and R = hits / objects.
    return 2 * hits / (hits + float(weighted[~truth].sum()) + objects)


@dataclass(frozen=True, eq=False)
class _Surroundings:
    """Values that depend only on the truth.

    Attributes
    ----------
    box : pair of slice
        Contains all object pixels, with a margin of the smoothing radius.
    nearest : tuple of ndarray of shape of the box
        Row and column of the object pixel nearest to each pixel of the box.
    importance : ndarray of shape (H, W)
        Weight of an error, by its distance from the object.
    """

    box: tuple[slice, slice]
    nearest: tuple[npt.NDArray[np.int32], ...]
    importance: Saliency


@lru_cache(maxsize=2)  # all decoders are measured against the same truth
def _surroundings(truth_bytes: bytes, shape: tuple[int, int]) -> _Surroundings:
    import scipy  # here: the window lists the measures before it loads scipy

    truth = np.frombuffer(truth_bytes, np.bool_).reshape(shape)
    distance, nearest = scipy.ndimage.distance_transform_edt(~truth, return_indices=True)
    box = (_span(truth.max(axis=1)), _span(truth.max(axis=0)))
    importance = 2 - np.exp2(-distance / IMPORTANCE_HALVING)
    return _Surroundings(box, tuple(indices[box].copy() for indices in nearest), importance)


def _span(occupied: Mask) -> slice:
    places = np.flatnonzero(occupied)
    return slice(max(places[0] - DEPENDENCY_RADIUS, 0), places[-1] + DEPENDENCY_RADIUS + 1)


def _dependent(error: Saliency, around: _Surroundings) -> Saliency:
    """Smooth the errors in the box, with the background taking errors of nearest object pixels.

    Only the values at object pixels are exact, and used.
    """
    import scipy

    smoothed: Saliency = scipy.ndimage.gaussian_filter(
        error[around.nearest], DEPENDENCY_SIGMA, radius=DEPENDENCY_RADIUS, mode="constant"
    )
    return np.minimum(error[around.box], smoothed)


def s_measure(saliency: Saliency, truth: Mask, judged: Mask | None = None) -> float:
    """Compute the S-measure, alpha = 0.5 (Fan et al., ICCV 2017).

    alpha · (object-aware similarity) + (1 - alpha) · (region-aware similarity), at least 0. The
    four regions meet at the centroid of the truth, rounded half to even as in PySODMetrics.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    truth : ndarray of bool of shape (H, W)
    judged : ndarray of bool of shape (H, W), or None, default=None
        False where pixels are left out; None judges all.

    Returns
    -------
    float
        In [0, 1]. For a truth without objects, 1 - mean(saliency); for a truth that covers the
        image, mean(saliency).
    """
    judged_truth, judged_saliency = (
        (truth, saliency) if judged is None else (truth[judged], saliency[judged])
    )
    share = float(judged_truth.mean())
    if share == 0:
        return float(1 - judged_saliency.mean())
    if share == 1:
        return float(judged_saliency.mean())
    objects = share * _object_score(judged_saliency[judged_truth])
    background = (1 - share) * _object_score(1 - judged_saliency[~judged_truth])
    score = ALPHA * (objects + background) + (1 - ALPHA) * _region_score(saliency, truth, judged)
    return min(max(0.0, score), 1.0)


def _object_score(values: Saliency) -> float:
    """Compare the values of one class, which should all be 1, by their mean and deviation."""
    mean = values.mean()
    deviation = values.std(ddof=1) if values.size > 1 else 0.0
    return float(2 * mean / (mean**2 + 1 + deviation))


def _region_score(saliency: Saliency, truth: Mask, judged: Mask | None) -> float:
    """Average the similarity of the four regions around the centroid, weighted by their area."""
    rows, columns = np.nonzero(truth)
    row, column = round(rows.mean()) + 1, round(columns.mean()) + 1
    regions = [
        (saliency[region], truth[region])
        if judged is None
        else (saliency[region][judged[region]], truth[region][judged[region]])
        for vertical in (slice(None, row), slice(row, None))
        for region in ((vertical, slice(None, column)), (vertical, slice(column, None)))
    ]
    n_pixels = sum(region_truth.size for _, region_truth in regions)
    return sum(
        region_truth.size / n_pixels * _similarity(region_saliency, region_truth)
        for region_saliency, region_truth in regions
        if region_truth.size  # none right of a centroid in the last column
    )


def _similarity(saliency: Saliency, truth: Mask) -> float:
    """Structural similarity of a region: 4·x·y·cov / ((x² + y²)·(var x + var y)).

    1 if the denominator is 0: both are constant, or both are 0 everywhere.
    """
    x, x_deviation = _centred(saliency)
    y, y_deviation = _centred(truth.astype(np.float64))
    freedom = max(saliency.size - 1, 1)
    covariance = (x_deviation * y_deviation).sum() / freedom
    variances = ((x_deviation**2).sum() + (y_deviation**2).sum()) / freedom
    scale = (x**2 + y**2) * variances
    return float(4 * x * y * covariance / scale) if scale > 0 else 1.0


def _centred(values: Saliency) -> tuple[float, Saliency]:
    """Return the mean and the deviations from it, which are exactly 0 for a constant."""
    shifted = values - values.flat[0]
    return float(values.flat[0] + shifted.mean()), shifted - shifted.mean()
