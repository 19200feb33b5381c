"""Judge candidates by true objects: which hits which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import components_of
from flimbuilder.analysis.instances.candidates import Candidates
from flimbuilder.analysis.instances.matching import Overlaps, match_centres, overlaps_of
from flimbuilder.errors import InputError

__all__ = ["ScoredHits", "hit_centres", "hit_objects", "hit_overlaps", "join_hits"]

NO_HIT = -1

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ScoredHits:
    """The candidates of one image, judged.

    Attributes
    ----------
    scores : ndarray of float of shape (candidates,)
    objects : ndarray of int of shape (candidates,)
        The object that each candidate hits, from 0; -1 for a false positive.
    n_objects : int
        Number of true objects.
    area_mm2 : float or None, default=None
        The judged area, in mm²; None if it is not known.
    """

    scores: Curve
    objects: npt.NDArray[np.intp]
    n_objects: int
    area_mm2: float | None = None

    @property
    def highest(self) -> float:
        """The highest score of all candidates; 0 without any."""
        return float(self.scores.max(initial=0))

    @property
    def best(self) -> Curve:
        """The highest score in each hit object."""
        best = np.full(self.n_objects, -np.inf)
        is_hit = self.objects >= 0
        np.maximum.at(best, self.objects[is_hit], self.scores[is_hit])
        found: Curve = best[np.isfinite(best)]
        return found

    @property
    def wrong(self) -> Curve:
        """The scores of the false positives."""
        return self.scores[self.objects < 0]


def hit_objects(
    candidates: Candidates, truth: npt.NDArray[Any], *, iou: float | None = None
) -> ScoredHits:
    """Judge candidates by the regions of true objects.

    Parameters
    ----------
    candidates : Candidates
    truth : ndarray of integers or bool of shape (H, W)
        A number for each object, with or without gaps; or a mask, whose objects are the
        8-connected components.
    iou : float or None, default=None
        None counts a hit if the candidate's position lies in the object; otherwise their IoU must
        be at least so much, over 0 and at most 1, and a candidate hits the object of its largest.

    Raises
    ------
    InputError
        If a position is outside the image, a score is not finite, the regions that `iou` needs
        are missing or of another size, or `iou` is out of range.
    """
    truth = np.asarray(truth)
    labels = components_of(truth)[0] if truth.dtype == np.bool_ else truth
    scores = _checked_scores(candidates, labels.shape)
    if iou is None:
        numbers = np.unique(labels)
        numbers = numbers[numbers > 0]
        at = labels[tuple(np.transpose(candidates.positions))] if scores.size else np.zeros(0, int)
        objects = np.where(at > 0, np.searchsorted(numbers, at), NO_HIT)
        return ScoredHits(scores, objects, len(numbers))
    if not 0 < iou <= 1:
        raise InputError(f"IoU of at least {iou:g}: give a threshold over 0 and at most 1")
    return hit_overlaps(scores, overlaps_of(_regions(candidates), labels), iou)


def hit_overlaps(scores: Curve, overlaps: Overlaps, iou: float) -> ScoredHits:
    """Judge candidates by the overlaps of their regions with true objects.

    Parameters
    ----------
    scores : ndarray of float of shape (candidates,)
    overlaps : Overlaps
        The candidates are the predicted objects.
    iou : float
        As in `hit_objects`.
    """
    values = overlaps.iou
    order = np.argsort(values, kind="stable")  # the best of a candidate is written last
    order = order[values[order] >= iou]
    objects = np.full(len(scores), NO_HIT)
    objects[overlaps.predicted[order]] = overlaps.truth[order]
    return ScoredHits(scores, objects, len(overlaps.true_areas))


def hit_centres(
    candidates: Candidates, centres: npt.ArrayLike, distance: float | None = None
) -> ScoredHits:
    """Judge candidates by the centres of true objects, as `match_centres` pairs them.

    Parameters
    ----------
    candidates : Candidates
        With regions, or with positions alone if a distance is given.
    centres : array_like of shape (n, 2)
        Row and column of each true centre.
    distance : float or None, default=None
        None: the centre lies in the candidate's region, and a region with several centres hits
        one. Otherwise, the largest distance from the region's centroid, or from the position.

    Raises
    ------
    InputError
        As `match_centres`, or if a score is not finite.
    """
    scores = _checked_scores(candidates, None)
    found = candidates.positions if candidates.labels is None else candidates.labels
    if candidates.labels is None:
        found = found.astype(np.float64)
    matching = match_centres(found, centres, distance)
    objects = np.full(len(scores), NO_HIT)
    objects[matching.predicted] = matching.truth
    return ScoredHits(scores, objects, matching.n_true)


def join_hits(parts: Sequence[ScoredHits]) -> ScoredHits:
    """Join the hits of several classes in one image."""
    starts = np.cumsum([0, *(part.n_objects for part in parts)])
    shifted = [
        np.where(part.objects < 0, NO_HIT, part.objects + start)
        for part, start in zip(parts, starts, strict=False)
    ]
    scores = np.concatenate([part.scores for part in parts])
    area_mm2 = parts[0].area_mm2
    return ScoredHits(scores, np.concatenate(shifted), int(starts[-1]), area_mm2)


def _regions(candidates: Candidates) -> npt.NDArray[np.integer[Any]]:
    if candidates.labels is None:
        raise InputError("candidates have positions alone; hits by IoU need their regions")
    return candidates.labels


def _checked_scores(candidates: Candidates, shape: tuple[int, ...] | None) -> Curve:
    """Return the scores; without a shape, positions may be anywhere."""
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
    outside = ((positions < 0) | (positions >= (shape or np.inf))).any(axis=1)
    if shape is not None and outside.any():
        raise InputError(
            f"candidate at {positions[outside][0].tolist()} is outside its truth of the shape "
            f"{shape}; both must be of one image"
        )
    return scores
