"""Score how much the kernels of a block say about their class."""

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.flim.bank import NO_CLASS
from flimbuilder.flim.kernel_selection import shrinkage, weigh_sides

__all__ = ["class_scores", "diverse_kernels", "fisher_ratios"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

EPSILON = 1e-6
POOL = 5  # candidates relative to the number to select


def class_scores(
    activations: Floats, class_id: Integers, pixel_class: Integers, marker_index: Integers
) -> Floats:
    """Score each kernel by its silence at other classes, twice, and its response to its own.

    Parameters
    ----------
    activations : ndarray of shape (n_pixels, n_kernels)
        At marked pixels.
    class_id : ndarray of shape (n_kernels,)
        Class of each kernel; -1 if it mixes the classes.
    pixel_class, marker_index : ndarray of shape (n_pixels,)
        Class and number of each pixel's marker.

    Returns
    -------
    ndarray of shape (n_kernels,)
        ``(2 (1 - other) + same) / 3`` in [0, 1], where ``same`` and ``other`` are the mean
        activations at markers of the kernel's class and of the others, divided by the kernel's
        largest activation. All markers of a side have equal weight. Larger is better: 2/3 without
        any activation. NaN for a kernel that mixes classes, or if a side has no marker.

    Notes
    -----
    The weights 2 and 1 are those of the selection of kernels in FLIM-BoFP (arXiv 2602.20845).
    """
    positive = np.maximum(activations, 0.0)
    largest = positive.max(axis=0, initial=0.0)
    scaled = positive / np.where(largest > 0, largest, 1.0)
    scores = np.full(activations.shape[1], np.nan)
    for number in np.unique(class_id[class_id != NO_CLASS]):
        inside, outside = weigh_sides(pixel_class, marker_index, int(number))
        if inside.any() and outside.any():
            own = class_id == number
            same, other = inside.numpy() @ scaled[:, own], outside.numpy() @ scaled[:, own]
            scores[own] = (2.0 * (1.0 - other) + same) / 3.0
    return scores


def fisher_ratios(weights: Floats, class_id: Integers) -> Floats:
    """Compare each kernel's distance to kernels of other classes with that to its own class.

    Parameters
    ----------
    weights : ndarray of shape (n_kernels, n_features)
        For normalised patches.
    class_id : ndarray of shape (n_kernels,)
        -1 for kernels that mix the classes, which count for neither side.

    Returns
    -------
    ndarray of shape (n_kernels,)
        Mean distance to the kernels of other classes, over the mean distance to the others of
        its class plus 1e-6. Below 1, a kernel lies among those of another class. NaN if it is
        the only kernel of its class, if there is no other class, or if it mixes classes.

    Notes
    -----
    SPiFiL's Fisher ratio, with Mahalanobis distances. The covariance is that of all kernels,
    shrunk to a multiple of the identity by the rule of Ledoit and Wolf (see
    :func:`~flimbuilder.flim.kernel_selection.shrinkage`).
    """
    has_class = class_id != NO_CLASS
    ratios = np.full(len(weights), np.nan)
    if has_class.sum() < 2:
        return ratios
    distance = _mahalanobis(weights[has_class])
    classes = class_id[has_class]
    same = classes[:, None] == classes
    other = ~same
    np.fill_diagonal(same, val=False)
    with np.errstate(invalid="ignore", divide="ignore"):
        intra = (distance * same).sum(axis=1) / same.sum(axis=1)
        inter = (distance * other).sum(axis=1) / other.sum(axis=1)
    ratios[has_class] = inter / (intra + EPSILON)
    return ratios


def _mahalanobis(points: Floats) -> Floats:
    """Return the distances of all pairs of points, scaled by their shrunk covariance."""
    centred = points - points.mean(axis=0)
    count, n_features = points.shape
    uniform = torch.full((count,), 1.0 / count, dtype=torch.float64)
    share = shrinkage(torch.from_numpy(centred), uniform)
    covariance = centred.T @ centred / count
    target = np.trace(covariance) / n_features
    if target <= 0:
        return np.zeros((count, count))
    covariance *= 1.0 - share
    # A last bit of the identity keeps the inverse finite if nothing is shrunk.
    covariance[np.diag_indices(n_features)] += (share + 1e-9) * target
    white = np.linalg.solve(np.linalg.cholesky(covariance), centred.T).T
    squares = (white**2).sum(axis=1)
    distances: Floats = np.sqrt(np.maximum(squares[:, None] + squares - 2 * white @ white.T, 0.0))
    np.fill_diagonal(distances, 0.0)
    return distances


def diverse_kernels(
    features: Floats, scores: Floats, wanted: int, *, share: float = 0.5
) -> Integers:
    """Select kernels of one class that have good scores and differ from each other.

    Parameters
    ----------
    features : ndarray of shape (n_kernels, n_features)
        Their distances are Euclidean.
    scores : ndarray of shape (n_kernels,)
        Larger is better; NaN is worst.
    wanted : int
        Number to select.
    share : float, default=0.5
        Weight of the score against the diversity, in [0, 1].

    Returns
    -------
    ndarray of shape (min(wanted, n_kernels),)
        Indices, ascending.

    Notes
    -----
    SPiFiL's greedy selection, from the 5 `wanted` best. The first has the best score. Each next
    one maximises ``share (1 - (rank - 1) / worst) + (1 - share) d / max d``, where the rank is
    from 1 to ``worst`` and ``d`` is the distance to the nearest selected kernel.
    """
    order = np.argsort(-np.where(np.isnan(scores), -np.inf, scores), kind="stable")
    order = order[: POOL * wanted]
    if len(order) <= wanted:
        return np.sort(order)
    rank_part = 1.0 - np.arange(len(order)) / len(order)
    points, picked = features[order], [0]
    nearest = np.linalg.norm(points - points[0], axis=1)
    while len(picked) < wanted:
        left = np.setdiff1d(np.arange(len(order)), picked)
        farthest = nearest[left].max()
        diversity = nearest[left] / (farthest if farthest > EPSILON else 1.0)
        best = int(left[(share * rank_part[left] + (1 - share) * diversity).argmax()])
        picked.append(best)
        nearest = np.minimum(nearest, np.linalg.norm(points - points[best], axis=1))
    return np.sort(order[picked])
