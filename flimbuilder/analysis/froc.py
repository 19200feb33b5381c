"""The FROC curve: detected objects against false positives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import (
    checked_mask,
    checked_saliency,
    components_of,
    require_same_shape,
)
from flimbuilder.errors import InputError

__all__ = ["Candidates", "FrocCurve", "candidates_of", "froc"]

Mask = npt.NDArray[np.bool_]
Curve = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """Detections in one image.

    Attributes
    ----------
    positions : ndarray of int of shape (candidates, 2)
        Row and column.
    scores : ndarray of float of shape (candidates,)
        Higher means more certain.
    """

    positions: npt.NDArray[np.integer[Any]]
    scores: npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class FrocCurve:
    """Points of a FROC curve, from the highest to the lowest threshold.

    Attributes
    ----------
    thresholds : ndarray of float of shape (points,)
        Descending: infinity, then every score. Candidates that reach the threshold are detected.
    sensitivity : ndarray of float of shape (points,)
        Share of hit objects in all images, in [0, 1].
    false_positives_per_image : ndarray of float of shape (points,)
        Mean number of detected candidates that hit no object.
    """

    thresholds: Curve
    sensitivity: Curve
    false_positives_per_image: Curve


def candidates_of(
    saliency: npt.NDArray[np.floating[Any]], mask: npt.NDArray[np.bool_]
) -> Candidates:
    """Take each component of a mask as a candidate.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    mask : ndarray of bool of shape (H, W)
        Mask of the saliency, for example by `flimbuilder.analysis.delineate.delineate`.

    Returns
    -------
    Candidates
        For each 8-connected component, the largest saliency and its position; of several such
        positions, the one nearest to the component's centre.

    Raises
    ------
    InputError
        If saliency or mask have another dtype, range or number of axes, or their sizes differ.
    """
    saliency, mask = checked_saliency(saliency), checked_mask(mask, "mask")
    require_same_shape(saliency, "saliency", mask, "mask")
    components, _ = components_of(mask)
    positions = np.argwhere(mask)
    numbers, scores = components[mask], saliency[mask]
    best_first = np.lexsort((_off_centre(positions, numbers), -scores, numbers))
    _, first = np.unique(numbers[best_first], return_index=True)
    best = best_first[first]
    return Candidates(positions[best], scores[best])


def _off_centre(
    positions: npt.NDArray[np.integer[Any]], numbers: npt.NDArray[np.integer[Any]]
) -> Curve:
    """Return the squared distance of each pixel from the centre of its component."""
    sizes = np.bincount(numbers)
    sums = np.stack([np.bincount(numbers, weights=axis) for axis in positions.T], axis=-1)
    centres = sums / np.maximum(sizes, 1)[:, np.newaxis]
    distances: Curve = ((positions - centres[numbers]) ** 2).sum(axis=-1)
    return distances


def froc(
    candidates: Sequence[Candidates], truths: Sequence[Mask], *, object_free_only: bool = False
) -> FrocCurve:
    """Compute the free-response receiver operating characteristic (FROC) over all images.

    A candidate hits an object if its position lies in it. An object is detected at a threshold
    if a candidate in it reaches the threshold; further candidates in it count neither as hits nor
    as false positives.

    Parameters
    ----------
    candidates : sequence of Candidates
        For each image. The curve is longest if the mask had a low threshold and no area limits.
    truths : sequence of ndarray of bool of shape (H, W)
        For each image, in the same order. Objects are the 8-connected components.
    object_free_only : bool, default=False
        Count and average false positives only in images without an object, as CAMELYON16 does
        for tumours in whole slides (Ehteshami Bejnordi et al., JAMA 318(22), 2017).

    Returns
    -------
    FrocCurve

    Raises
    ------
    InputError
        If no image has an object; if `object_free_only` and every image has one; if the numbers
        of candidates and truths differ; if a position is outside its image or a score not finite.
    """
    if len(candidates) != len(truths):
        raise InputError(
            f"candidates of {len(candidates)} images and truths of {len(truths)}; "
            "each image needs both"
        )
    pairs = [
        _paired(image_candidates, truth)
        for image_candidates, truth in zip(candidates, truths, strict=True)
    ]
    objects = np.concatenate([best for best, _ in pairs] or [np.empty(0)])
    if objects.size == 0:
        raise InputError("no image has an object; sensitivity needs one in at least one truth")
    counted = [wrong for best, wrong in pairs if not (object_free_only and best.size)]
    if not counted:
        raise InputError("every image has an object; count the false positives in all images")
    return _curve(objects, np.concatenate(counted), len(counted), candidates)


def _paired(candidates: Candidates, truth: Mask) -> tuple[Curve, Curve]:
    """Return the best score in each object (-inf without any), and the scores outside objects."""
    components, count = components_of(checked_mask(truth, "truth"))
    scores = _checked_scores(candidates, truth.shape)
    hit = components[tuple(np.transpose(candidates.positions))] if scores.size else scores
    best = np.full(count + 1, -np.inf)
    np.maximum.at(best, hit.astype(np.intp), scores)
    return best[1:], scores[hit == 0]


def _checked_scores(candidates: Candidates, shape: tuple[int, ...]) -> Curve:
    positions, scores = candidates.positions, np.asarray(candidates.scores, dtype=np.float64)
    if positions.shape != (scores.size, 2):
        raise InputError(
            f"positions of the shape {positions.shape} for {scores.size} scores; "
            "each needs a row and a column"
        )
    if not np.issubdtype(positions.dtype, np.integer):
        raise InputError(f"positions are {positions.dtype}; they must be whole pixels; round them")
    if not np.isfinite(scores).all():
        raise InputError("a candidate's score is not finite; leave that candidate out")
    outside = ((positions < 0) | (positions >= shape)).any(axis=1)
    if outside.any():
        raise InputError(
            f"candidate at {positions[outside][0].tolist()} is outside its truth of the shape "
            f"{shape}; both must be of one image"
        )
    return scores


def _curve(
    objects: Curve, wrong: Curve, images: int, candidates: Sequence[Candidates]
) -> FrocCurve:
    scores = np.unique(np.concatenate([image.scores for image in candidates]).astype(np.float64))
    thresholds = np.concatenate([[np.inf], scores[::-1]])
    return FrocCurve(
        thresholds=thresholds,
        sensitivity=_at_least(objects, thresholds) / objects.size,
        false_positives_per_image=_at_least(wrong, thresholds) / images,
    )


def _at_least(values: Curve, thresholds: Curve) -> Curve:
    """Count the values that reach each threshold."""
    below = np.searchsorted(np.sort(values), thresholds, side="left")
    return values.size - below.astype(np.float64)
