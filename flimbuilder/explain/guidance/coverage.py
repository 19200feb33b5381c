"""Features of places and images without a model, and choices that cover them."""

import math
import warnings
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

__all__ = [
    "cell_centres",
    "describe_image",
    "describe_pixels",
    "k_centre",
    "medoid",
    "spread_out",
    "typical_and_unusual",
]

Floats = NDArray[np.float64]

LEAST_SPREAD = 0.05  # of the largest deviation; a flat feature must not be blown up
N_CLUSTERS = 8
MOST_CELLS = 2**18
CHUNK = 2**22  # distances at a time
LEAST_DEVIATION = 0.2  # added to the deviation of a channel, so that faint images stay faint


def describe_pixels(pixels: NDArray[np.floating[Any]], reach: float) -> NDArray[np.float32]:
    """Describe the neighbourhood of every pixel by its colour and its texture.

    Each channel loses its mean and is divided by its deviation plus 0.2. The features are the
    mean and the deviation of each channel in windows of side ``2·reach + 1`` and of three times
    that side.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C)
        In [0, 1].
    reach : float
        Half the side of the small window, in pixels.

    Returns
    -------
    ndarray of float32 of shape (H, W, 4·C)
    """
    pixels = np.asarray(pixels, np.float32)
    deviation = pixels.std(axis=(0, 1)) + LEAST_DEVIATION
    standard = (pixels - pixels.mean(axis=(0, 1))) / deviation
    side = 2 * int(np.ceil(reach)) + 1
    features = []
    for size in (side, 3 * side):
        mean = scipy.ndimage.uniform_filter(standard, (size, size, 1), mode="reflect")
        square = scipy.ndimage.uniform_filter(standard**2, (size, size, 1), mode="reflect")
        features += [mean, np.sqrt(np.maximum(square - mean**2, 0))]
    return np.concatenate(features, axis=2)


def describe_image(pixels: NDArray[np.floating[Any]]) -> Floats:
    """Describe an image by the mean and the deviation of its channels, and of their gradients.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C)
        In [0, 1].

    Returns
    -------
    ndarray of shape (4·C,)
    """
    colours = np.asarray(pixels, np.float64)
    downwards = np.diff(colours, axis=0, prepend=colours[:1])
    sideways = np.diff(colours, axis=1, prepend=colours[:, :1])
    maps = (colours, np.hypot(downwards, sideways))
    return np.concatenate(
        [part for values in maps for part in (values.mean((0, 1)), values.std((0, 1)))]
    )


def cell_centres(shape: Sequence[int], side: int) -> NDArray[np.int64]:
    """Return the centres (n, 2) of the cells of a grid over an image of shape (H, W).

    The cells have the given side, or a larger one if there were more than 2^18 of them.
    """
    side = max(side, math.ceil(math.sqrt(shape[0] * shape[1] / MOST_CELLS)))
    rows, cols = (
        np.arange(side // 2, length, side) if length > side // 2 else np.array([length // 2])
        for length in shape[:2]
    )
    return np.stack(np.meshgrid(rows, cols, indexing="ij"), axis=-1).reshape(-1, 2)


def medoid(features: Floats) -> int:
    """Return the row with the smallest sum of distances to all rows; the first of equal ones.

    Parameters
    ----------
    features : ndarray of shape (n, d)
        Each feature is scaled to unit deviation first.
    """
    scaled = _scaled(np.asarray(features, np.float64))
    return int(_distances(scaled, scaled).sum(axis=1).argmin())


def k_centre(features: Floats, count: int, covered: Floats | None = None) -> list[int]:
    """Choose rows one by one, each the farthest from those chosen before (Gonzalez, 1985).

    Parameters
    ----------
    features : ndarray of shape (n, d)
        Each feature is scaled to unit deviation first.
    count : int
    covered : ndarray of shape (m, d), or None
        Rows that are chosen already. Without any, the medoid comes first.

    Returns
    -------
    list of int
        At most `count` rows, without repetitions.
    """
    features = np.asarray(features, np.float64)
    if not len(features) or count < 1:
        return []
    scaled = _scaled(features)
    chosen: list[int] = []
    if covered is None or not len(covered):
        chosen.append(int(_distances(scaled, scaled.mean(axis=0)[None])[:, 0].argmin()))
        distance = _distances(scaled, scaled[chosen])[:, 0]
    else:
        known = (np.asarray(covered, np.float64) - features.mean(axis=0)) / _spread(features)
        distance = _nearest_distances(scaled, known)
    while len(chosen) < min(count, len(scaled)):
        farthest = int(distance.argmax())
        if distance[farthest] <= 0:
            break
        chosen.append(farthest)
        distance = np.minimum(distance, _distances(scaled, scaled[[farthest]])[:, 0])
    return chosen


def typical_and_unusual(features: Floats, count: int, covered: Floats) -> list[int]:
    """Order rows for marking: typical and unusual ones in turn, without repetitions.

    Typical rows are the nearest to the centres of `N_CLUSTERS` clusters (k-means), of clusters
    that no covered row is nearest to first, then of larger ones first. Unusual rows are chosen by
    :func:`k_centre` from the covered and the typical ones.

    Parameters
    ----------
    features : ndarray of shape (n, d)
        Each feature is scaled to unit deviation first.
    count : int
        At most so many of each kind.
    covered : ndarray of shape (m, d)
        Features that are marked already; m may be 0.
    """
    features = np.asarray(features, np.float64)
    if not len(features):
        return []
    mean, spread = features.mean(axis=0), _spread(features)
    scaled, known = (features - mean) / spread, (np.asarray(covered, np.float64) - mean) / spread
    typical = _cluster_medoids(scaled, known)[:count]
    unusual = k_centre(features, count, np.concatenate([covered, features[typical]]))
    order = [
        index for pair in zip_longest(typical, unusual) for index in pair if index is not None
    ]
    return list(dict.fromkeys(order))


def _cluster_medoids(scaled: Floats, known: Floats) -> list[int]:
    """Return the row nearest to the centre of each cluster, clusters without known rows first."""
    n_clusters = min(N_CLUSTERS, len(np.unique(scaled, axis=0)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of empty clusters, which are left out
        centres, nearest = scipy.cluster.vq.kmeans2(
            scaled, n_clusters, iter=20, minit="++", rng=np.random.default_rng(0)
        )
    sizes = np.bincount(nearest, minlength=n_clusters)
    is_known = np.zeros(n_clusters, bool)
    if len(known):
        is_known[_distances(known, centres).argmin(axis=1)] = True
    medoids = np.where(
        nearest[:, None] == np.arange(n_clusters), _distances(scaled, centres), np.inf
    ).argmin(axis=0)
    found = [cluster for cluster in range(n_clusters) if sizes[cluster]]
    found.sort(key=lambda cluster: (bool(is_known[cluster]), -int(sizes[cluster])))
    return [int(medoids[cluster]) for cluster in found]


def spread_out(points: NDArray[np.int64], spacing: float, most: int) -> list[int]:
    """Choose points (n, 2) in their order, each at least `spacing` from those before."""
    chosen: list[int] = []
    left = np.arange(len(points))
    while len(left) and len(chosen) < most:
        chosen.append(int(left[0]))
        distance = np.hypot(*(points[left] - points[left[0]]).T)
        left = left[(distance >= spacing) & (left != left[0])]
    return chosen


def _spread(features: Floats) -> Floats:
    spread = features.std(axis=0)
    return np.where(
        spread > LEAST_SPREAD * spread.max(initial=0), spread, spread.max(initial=0) or 1
    )


def _scaled(features: Floats) -> Floats:
    scaled: Floats = (features - features.mean(axis=0)) / _spread(features)
    return scaled


def _distances(rows: Floats, others: Floats) -> Floats:
    distances: Floats = scipy.spatial.distance.cdist(rows, others)
    return distances


def _nearest_distances(rows: Floats, others: Floats) -> Floats:
    """Return the distance of each row to the nearest of the others, in bounded memory."""
    step = max(1, CHUNK // len(others))
    parts = [rows[start : start + step] for start in range(0, len(rows), step)]
    return np.concatenate([_distances(part, others).min(axis=1) for part in parts])
