"""Measure the objects that a model finds in one image against those of an expert."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import find_threshold
from flimbuilder.analysis.instances.candidates import Candidates, find_candidates
from flimbuilder.analysis.instances.hits import ScoredHits, hit_centres, hit_objects, join_hits
from flimbuilder.analysis.instances.matching import match_centres, renumbered
from flimbuilder.analysis.instances.measures import (
    ObjectCounts,
    centre_measures,
    instance_measures,
    pool_instances,
)
from flimbuilder.analysis.instances.summary import HitRule
from flimbuilder.project.decoding import Delineation

__all__ = ["HIT_IOU", "MeasuredObjects", "ObjectTruth", "measure_found_objects"]

HIT_IOU = 0.5


@dataclass(frozen=True, eq=False)
class ObjectTruth:
    """The true objects of an image: regions, or centres.

    Attributes
    ----------
    labels : ndarray of integers of shape (H, W), or None, default=None
        A number for each object.
    classes : ndarray of integers of shape (H, W), or None, default=None
        The class id of each pixel, `IGNORED` where it is left out. None judges all pixels.
    is_numbered : bool, default=True
        False if the objects are connected regions of a mask.
    centres : ndarray of float of shape (n, 2), or None, default=None
        Row and column; they are used instead of regions.
    distance : float or None, default=None
        Largest distance of a centre from the centroid of its object; None if it must lie inside.
    area_mm2 : float or None, default=None
        The judged area; None if the size of pixels is not known.
    """

    labels: NDArray[np.integer[Any]] | None = None
    classes: NDArray[np.int16] | None = None
    is_numbered: bool = True
    centres: NDArray[np.float64] | None = None
    distance: float | None = None
    area_mm2: float | None = None

    @property
    def any_region(self) -> bool:
        """True if there is a region."""
        return self.labels is not None and bool(self.labels.any())


@dataclass(frozen=True, eq=False)
class MeasuredObjects:
    """The judged objects of one image.

    Attributes
    ----------
    counts : InstanceMeasures or CentreMeasures
    hits : dict of HitRule to ScoredHits
        Empty without FROC.
    """

    counts: ObjectCounts
    hits: dict[HitRule, ScoredHits] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(hits.scores.nbytes + hits.objects.nbytes for hits in self.hits.values())


def measure_found_objects(
    objects: NDArray[np.integer[Any]],
    mask: NDArray[np.integer[Any]],
    saliency: NDArray[np.floating[Any]],
    truth: ObjectTruth,
    classes: Sequence[int],
    delineation: Delineation,
    *,
    with_froc: bool = False,
) -> MeasuredObjects:
    """Measure the objects of one image.

    Objects match objects of their class; centres have none.

    Parameters
    ----------
    objects, mask : ndarray of integers of shape (H, W)
        A number for each object, and the class id of each pixel.
    saliency : ndarray of float of shape (object classes, H, W)
        In [0, 1].
    truth : ObjectTruth
    classes : sequence of int
        Class ids of the saliency maps.
    delineation : Delineation
        Resolved; candidates of lower thresholds follow it.
    with_froc : bool, default=False
        Also judge candidates of all thresholds.
    """
    judged = None if truth.classes is None else truth.classes >= 0
    if judged is not None and not judged.all():
        objects, mask = np.where(judged, objects, 0), np.where(judged, mask, 0)
        saliency = saliency * judged
    if truth.centres is not None:
        return _by_centres(objects, saliency, truth, delineation, with_froc)
    assert truth.labels is not None
    assert truth.classes is not None
    counts, by_position, by_iou = [], [], []
    for plane, class_id in zip(saliency, classes, strict=True):
        found = np.where(mask == class_id, objects, 0)
        wanted = np.where(truth.classes == class_id, truth.labels, 0)
        counts.append(instance_measures(found, wanted))
        if with_froc:
            candidates = _candidates(found, plane, delineation)
            by_position.append(hit_objects(candidates, wanted))
            by_iou.append(hit_objects(candidates, wanted, iou=HIT_IOU))
    hits: dict[HitRule, ScoredHits] = {}
    if with_froc:
        hits = {"centre": join_hits(by_position), "iou": join_hits(by_iou)}
        hits = {rule: replace(part, area_mm2=truth.area_mm2) for rule, part in hits.items()}
    return MeasuredObjects(replace(pool_instances(counts), n_images=1), hits)


def _by_centres(
    objects: NDArray[np.integer[Any]],
    saliency: NDArray[np.floating[Any]],
    truth: ObjectTruth,
    delineation: Delineation,
    with_froc: bool,
) -> MeasuredObjects:
    """Measure objects of all classes together, since centres have none."""
    assert truth.centres is not None
    counts = centre_measures(match_centres(objects, truth.centres, truth.distance))
    if not with_froc:
        return MeasuredObjects(counts)
    candidates = _candidates(objects, saliency.max(axis=0), delineation)
    hits = hit_centres(candidates, truth.centres, truth.distance)
    return MeasuredObjects(counts, {"centre": replace(hits, area_mm2=truth.area_mm2)})


def _candidates(
    objects: NDArray[np.integer[Any]],
    saliency: NDArray[np.floating[Any]],
    delineation: Delineation,
) -> Candidates:
    threshold = find_threshold(saliency, delineation)
    return find_candidates(saliency, renumbered(objects)[0], delineation, threshold)
