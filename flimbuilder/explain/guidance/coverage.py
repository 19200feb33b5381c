"""Features of places and images without a model, and choices that cover them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

__all__ = ["cell_centres", "describe_image", "describe_pixels", "k_centre", "medoid"]

Floats = NDArray[np.float64]

LEAST_SPREAD = 0.05  # of the largest deviation; a flat feature must not be blown up
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
    pixels = np.asarray(pixels, np.float64)
    gradients = np.sqrt(sum(np.square(part) for part in _gradients(pixels)))
    parts = [
        part for maps in (pixels, gradients) for part in (maps.mean((0, 1)), maps.std((0, 1)))
    ]
    return np.concatenate(parts)


def _gradients(pixels: Floats) -> tuple[Floats, Floats]:
    """Return differences along rows and columns; 0 along a side of one pixel."""
    return (
        np.diff(pixels, axis=0, prepend=pixels[:1]),
        np.diff(pixels, axis=1, prepend=pixels[:, :1]),
    )


def cell_centres(shape: Sequence[int], side: int) -> NDArray[np.int64]:
    """Return the centres (n, 2) of the cells of a grid over an image of shape (H, W)."""
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
        distance = _distances(scaled, known).min(axis=1)
    while len(chosen) < min(count, len(scaled)):
        farthest = int(distance.argmax())
        if distance[farthest] <= 0:
            break
        chosen.append(farthest)
        distance = np.minimum(distance, _distances(scaled, scaled[[farthest]])[:, 0])
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
