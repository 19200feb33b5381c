"""Candidate places for markers: on the predicted border, far from it, and where nothing is known.

No ground truth is used. A place is a disk; the expert decides its class.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.explain.guidance.coverage import cell_centres, describe_pixels, k_centre
from flimbuilder.explain.guidance.suggestion import GuidedImage, Suggestion
from flimbuilder.project.project import BACKGROUND, ClassEntry, object_class_ids
from flimbuilder.project.rasterise import UNMARKED, class_map

__all__ = ["DEGENERATE", "entropy", "find_places"]

Floats = NDArray[np.float32]
Booleans = NDArray[np.bool_]

DEGENERATE = 0.02  # entropy in bits, below which a ranking by it is noise
FAR = 4  # radii from the predicted objects, for disks on the background


def calibrated(image: GuidedImage) -> Floats:
    """Move the threshold of each saliency map (objects, H, W) to 0.5, linearly on both sides."""
    assert image.saliency is not None
    maps = np.asarray(image.saliency, np.float32)
    scaled = np.empty_like(maps)
    for index, plane in enumerate(maps):
        threshold = image.thresholds[index] if image.thresholds else 0.5
        low = plane / (2 * max(threshold, 1e-6))
        high = 1 - (1 - plane) / (2 * max(1 - threshold, 1e-6))
        scaled[index] = np.clip(np.where(plane <= threshold, low, high), 0, 1)
    return scaled


def entropy(probabilities: NDArray[np.floating[Any]]) -> Floats:
    """Return the entropy of the class of each pixel, relative to its largest value.

    With p the probabilities of K object classes, the distribution is
    ``(1 - max p, p_1, ..., p_K)`` divided by its sum, and the entropy is divided by
    ``log(K + 1)``. For one class it is the binary entropy in bits.

    Parameters
    ----------
    probabilities : ndarray of shape (K, H, W)
        In [0, 1].

    Returns
    -------
    ndarray of float32 of shape (H, W)
        In [0, 1].
    """
    objects = np.asarray(probabilities, np.float32)
    shares = np.concatenate([1 - objects.max(axis=0, keepdims=True), objects])
    shares = shares / shares.sum(axis=0)
    terms: Floats = -scipy.special.xlogy(shares, shares).sum(axis=0) / np.log(len(shares))
    return np.maximum(terms, 0)


@dataclass(frozen=True)
class _Candidate:
    image: int
    row: int
    col: int
    class_id: int | None
    score: float
    why: str


def find_places(
    images: Sequence[GuidedImage], classes: Sequence[ClassEntry], count: int, radius: float
) -> list[Suggestion]:
    """Return the best places of all images; see :func:`~flimbuilder.explain.guidance.suggesting.suggest_places`."""
    names = {entry.id: entry.name for entry in classes}
    ids = object_class_ids(classes)
    taken = [class_map(image.markers, image.pixels.shape[:2]) for image in images]
    border: list[_Candidate] = []
    far: list[_Candidate] = []
    unknown: list[_Candidate] = []
    for index, image in enumerate(images):
        if image.saliency is None or not np.any(image.labels):
            unknown += _spread(index, image, taken[index], radius, count)
        if image.saliency is not None:
            border += _on_border(index, image, radius, names)
            far += _far(index, image, radius, ids)
    border.sort(key=lambda place: -place.score)
    far.sort(key=lambda place: -place.score)
    chosen: list[_Candidate] = []
    for candidate in _interleaved(border, far, unknown):
        if len(chosen) == count:
            break
        if _is_free(candidate, chosen, taken[candidate.image], radius):
            chosen.append(candidate)
    return [
        Suggestion(images[place.image].id, place.row, place.col, radius, place.class_id, place.why)
        for place in chosen
    ]


def _interleaved(*queues: Sequence[_Candidate]) -> Iterator[_Candidate]:
    """Yield from each queue in turn."""
    for index in range(max(map(len, queues), default=0)):
        for queue in queues:
            if index < len(queue):
                yield queue[index]


def _is_free(
    place: _Candidate, chosen: Sequence[_Candidate], taken: NDArray[np.int16], radius: float
) -> bool:
    """Return True if no marker and no chosen place lies within two radii."""
    reach = int(np.ceil(2 * radius))
    rows = slice(max(0, place.row - reach), place.row + reach + 1)
    cols = slice(max(0, place.col - reach), place.col + reach + 1)
    if (taken[rows, cols] != UNMARKED).any():
        return False
    return all(
        other.image != place.image
        or np.hypot(other.row - place.row, other.col - place.col) >= 2 * radius
        for other in chosen
    )


def _thinned(rows: NDArray[Any], cols: NDArray[Any], spacing: float) -> list[int]:
    """Return the indices of points in their order that keep a distance from those before."""
    kept: list[int] = []
    places = np.stack([rows, cols], axis=1).astype(np.float64)
    free = np.ones(len(places), bool)
    for index in range(len(places)):
        if free[index]:
            kept.append(index)
            free &= np.hypot(*(places - places[index]).T) >= spacing
    return kept


def _on_border(
    index: int, image: GuidedImage, radius: float, names: dict[int, str]
) -> list[_Candidate]:
    """Return disks on the contour of the prediction, two radii apart, by their mean entropy."""
    assert image.labels is not None
    labels = np.asarray(image.labels)
    smallest = scipy.ndimage.minimum_filter(labels, 3)
    largest = scipy.ndimage.maximum_filter(labels, 3)
    rows, cols = np.nonzero((smallest != largest) & (labels != BACKGROUND))
    if not len(rows):
        return []
    uncertain = entropy(calibrated(image))
    uncertain = scipy.ndimage.uniform_filter(uncertain, 2 * int(radius) + 1)
    is_degenerate = bool(uncertain.max() < DEGENERATE)
    score = uncertain[rows, cols]
    order = np.arange(len(rows)) if is_degenerate else np.argsort(-score, kind="stable")
    rows, cols, score = rows[order], cols[order], score[order]
    kept = _thinned(rows, cols, 2 * radius)
    found = []
    for at in kept:
        class_id = int(labels[rows[at], cols[at]])
        name = names.get(class_id, f"class {class_id}")
        found.append(
            _Candidate(
                index, int(rows[at]), int(cols[at]), class_id, float(score[at]),
                f"On the border of a predicted {name}, where the model is least certain "
                f"(entropy {score[at]:.2f}).",
            )
        )  # fmt: skip
    return found


def _far(index: int, image: GuidedImage, radius: float, ids: Sequence[int]) -> list[_Candidate]:
    """Return disks far from the predicted objects where the saliency is highest."""
    assert image.labels is not None
    labels = np.asarray(image.labels)
    distance = scipy.ndimage.distance_transform_edt(labels == BACKGROUND)
    strength = scipy.ndimage.uniform_filter(calibrated(image).max(axis=0), 2 * int(radius) + 1)
    strength = np.where(distance >= FAR * radius, strength, -1)
    order = np.argsort(-strength, axis=None, kind="stable")[:20_000]
    rows, cols = np.unravel_index(order, strength.shape)
    valid = strength[rows, cols] >= 0
    rows, cols = rows[valid], cols[valid]
    return [
        _Candidate(
            index, int(rows[at]), int(cols[at]), BACKGROUND, float(strength[rows[at], cols[at]]),
            "Far from every predicted object, yet the saliency is "
            f"{strength[rows[at], cols[at]]:.2f}.",
        )
        for at in _thinned(rows, cols, 2 * radius)[:50]
    ]  # fmt: skip


def _spread(
    index: int, image: GuidedImage, taken: NDArray[np.int16], radius: float, count: int
) -> list[_Candidate]:
    """Return places that differ from each other and from the marked ones in colour and texture."""
    features = describe_pixels(image.pixels, radius)
    centres = cell_centres(features.shape, max(2, int(2 * radius)))
    marked = features[taken != UNMARKED]
    covered = marked[:: max(1, len(marked) // 200)] if len(marked) else None
    chosen = k_centre(features[tuple(centres.T)], 2 * count, covered)
    return [
        _Candidate(
            index, int(row), int(col), None, 0.0,
            "Unlike everything that is marked so far.",
        )
        for row, col in centres[chosen]
    ]  # fmt: skip
