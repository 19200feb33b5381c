"""Measures of separate objects against an expert's.

:data:`INSTANCE_MEASURES` lists those that tables, files and the window show.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.matching import (
    Labels,
    Matching,
    Overlaps,
    assign_pairs,
    overlaps_of,
)
from flimbuilder.analysis.measures import Measure

__all__ = [
    "INSTANCE_MEASURES",
    "IOU_THRESHOLDS",
    "CentreMeasures",
    "InstanceMeasure",
    "InstanceMeasures",
    "ObjectCounts",
    "centre_measures",
    "instance_measures",
    "overlap_measures",
    "pool_centres",
    "pool_instances",
]

IOU_THRESHOLDS: tuple[float, ...] = tuple(percent / 100 for percent in range(50, 100, 5))


@dataclass(frozen=True)
class ObjectCounts:
    """Numbers of predicted and true objects, of one image or of several together.

    If there are no objects at all, shares are 1.

    Attributes
    ----------
    n_predicted, n_true : int
    absolute_error : int
        Difference of the two, without its sign; of several images, the sum.
    n_images : int, default=1
    """

    n_predicted: int
    n_true: int
    absolute_error: int
    n_images: int = field(default=1, kw_only=True)

    @property
    def count_error(self) -> float:
        """Predicted minus true number of objects; of several images, the mean."""
        return (self.n_predicted - self.n_true) / max(self.n_images, 1)

    @property
    def count_mae(self) -> float:
        """Mean absolute count error of the images."""
        return self.absolute_error / max(self.n_images, 1)

    def _ratio(self, part: float, whole: float) -> float:
        if self.n_predicted == self.n_true == 0:
            return 1.0
        return float(part / whole) if whole else 0.0


@dataclass(frozen=True)
class InstanceMeasures(ObjectCounts):
    """Measures of the objects of one image, or of several together, against true regions.

    They follow from counts that add up over images (`pool_instances`). A pair of a predicted and
    a true object is a hit at an IoU of at least the threshold. If there are no objects at all,
    all measures are 1, where StarDist gives 0.

    Attributes
    ----------
    hits : tuple of int
        Pairs at each IoU from 0.5 to 0.95 in steps of 0.05.
    iou_sum : float
        Sum of the IoU of the pairs at 0.5.
    shared_area, united_area : int
        The numerator and denominator of the AJI, in pixels.
    """

    hits: tuple[int, ...]
    iou_sum: float
    shared_area: int
    united_area: int

    @property
    def ap_curve(self) -> tuple[float, ...]:
        """Average precision TP / (TP + FP + FN) at each IoU of `hits` (DSB 2018)."""
        total = self.n_predicted + self.n_true
        return tuple(self._ratio(hits, total - hits) for hits in self.hits)

    @property
    def ap50(self) -> float:
        """Average precision at an IoU of 0.5."""
        return self.ap_curve[0]

    @property
    def ap(self) -> float:
        """Mean of the average precision over the IoU thresholds 0.5, 0.55, ..., 0.95."""
        return float(np.mean(self.ap_curve))

    @property
    def sq(self) -> float:
        """Segmentation quality: mean IoU of the pairs at 0.5 (Kirillov et al., CVPR 2019)."""
        return self._ratio(self.iou_sum, self.hits[0])

    @property
    def rq(self) -> float:
        """Recognition quality: F1 of the pairs at 0.5."""
        return self._ratio(2 * self.hits[0], self.n_predicted + self.n_true)

    @property
    def f1(self) -> float:
        """F1 of the pairs at 0.5, the same as `rq`."""
        return self.rq

    @property
    def pq(self) -> float:
        """Panoptic quality: `sq` times `rq`."""
        return self._ratio(2 * self.iou_sum, self.n_predicted + self.n_true)

    @property
    def aji(self) -> float:
        """Aggregated Jaccard index (Kumar et al., IEEE TMI 36(7), 2017).

        Each true object is compared with the prediction of the largest IoU, which may serve
        several; predictions that serve none add to the denominator.
        """
        return self._ratio(self.shared_area, self.united_area)


@dataclass(frozen=True)
class CentreMeasures(ObjectCounts):
    """Measures of the objects of one image, or of several together, against true centres.

    Attributes
    ----------
    n_matched : int
        Pairs of an object and a centre.
    """

    n_matched: int

    @property
    def precision(self) -> float:
        """Share of the predicted objects that have a centre."""
        return self._ratio(self.n_matched, self.n_predicted)

    @property
    def recall(self) -> float:
        """Share of the centres that have an object."""
        return self._ratio(self.n_matched, self.n_true)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return self._ratio(2 * self.n_matched, self.n_predicted + self.n_true)


@dataclass(frozen=True, kw_only=True)
class InstanceMeasure(Measure):
    """A measure of the objects of an image; NaN if the truth lacks what it needs."""

    best_value: float = 1.0

    @property
    def best(self) -> float:
        """The value of a perfect result."""
        return self.best_value

    def value(self, objects: ObjectCounts) -> float:
        """Return the measure, or NaN."""
        return float(getattr(objects, self.id, np.nan))


ANY_NUMBER = (-np.inf, np.inf)

INSTANCE_MEASURES: dict[str, InstanceMeasure] = {
    measure.id: measure
    for measure in (
        InstanceMeasure(
            id="ap50",
            title="Average precision at 0.5",
            short_title="AP50",
            description="Objects found with an overlap (IoU) of at least 0.5, divided by these, "
            "the false and the missed together",
        ),
        InstanceMeasure(
            id="ap",
            title="Average precision",
            short_title="AP",
            description="Mean of the average precision at overlaps of 0.5, 0.55 ... 0.95",
        ),
        InstanceMeasure(
            id="pq",
            title="Panoptic quality",
            short_title="PQ",
            description="F1 of the objects times the mean overlap of those found",
        ),
        InstanceMeasure(
            id="sq",
            title="Segmentation quality",
            short_title="SQ",
            description="Mean overlap (IoU) of the objects found",
        ),
        InstanceMeasure(
            id="aji",
            title="Aggregated Jaccard index",
            short_title="AJI",
            description="Common area of all objects and their best matches, divided by the area "
            "of both together and of false objects",
        ),
        InstanceMeasure(
            id="f1",
            title="F1 of objects",
            short_title="F1",
            description="Twice the objects found, divided by the sum of predicted and true ones",
        ),
        InstanceMeasure(
            id="count_error",
            title="Count error",
            short_title="Count error",
            description="Number of predicted minus number of true objects",
            range=ANY_NUMBER,
            best_value=0.0,
        ),
        InstanceMeasure(
            id="count_mae",
            title="Absolute count error",
            short_title="Abs. error",
            description="Count error without its sign",
            range=(0.0, np.inf),
            higher_is_better=False,
            best_value=0.0,
        ),
    )
}


def instance_measures(
    predicted: Labels, truth: Labels, judged: npt.NDArray[np.bool_] | None = None
) -> InstanceMeasures:
    """Measure the objects of one image.

    Parameters
    ----------
    predicted, truth : ndarray of integers of shape (H, W)
        A number for each object, with or without gaps; 0 is background.
    judged : ndarray of bool of shape (H, W), or None, default=None
        False where pixels are left out; None judges all.

    Raises
    ------
    InputError
        If the images are not of whole numbers from 0, or their sizes differ.
    """
    return overlap_measures(overlaps_of(predicted, truth, judged))


def overlap_measures(overlaps: Overlaps) -> InstanceMeasures:
    """Measure the objects of one image by their overlaps with true ones."""
    iou = overlaps.iou
    pairs = [
        assign_pairs(overlaps.predicted, overlaps.truth, np.where(iou >= threshold, iou, -1))
        for threshold in IOU_THRESHOLDS
    ]
    n_predicted, n_true = len(overlaps.predicted_areas), len(overlaps.true_areas)
    shared, united = _jaccard_areas(overlaps)
    return InstanceMeasures(
        n_predicted=n_predicted,
        n_true=n_true,
        hits=tuple(len(chosen) for chosen in pairs),
        iou_sum=float(iou[pairs[0]].sum()),
        shared_area=shared,
        united_area=united,
        absolute_error=abs(n_predicted - n_true),
    )


def pool_instances(images: Iterable[InstanceMeasures]) -> InstanceMeasures:
    """Add up the counts of images, so that every object of all images weighs the same.

    Of no images, the measures are 1 and the count error is 0.
    """
    parts = list(images)
    return InstanceMeasures(
        n_predicted=sum(part.n_predicted for part in parts),
        n_true=sum(part.n_true for part in parts),
        hits=tuple(sum(part.hits[at] for part in parts) for at in range(len(IOU_THRESHOLDS))),
        iou_sum=sum(part.iou_sum for part in parts),
        shared_area=sum(part.shared_area for part in parts),
        united_area=sum(part.united_area for part in parts),
        absolute_error=sum(part.absolute_error for part in parts),
        n_images=sum(part.n_images for part in parts),
    )


def centre_measures(matching: Matching) -> CentreMeasures:
    """Return the measures of one image from a matching with centres."""
    return CentreMeasures(
        n_predicted=matching.n_predicted,
        n_true=matching.n_true,
        absolute_error=abs(matching.count_error),
        n_matched=matching.n_matched,
    )


def pool_centres(images: Iterable[CentreMeasures]) -> CentreMeasures:
    """Add up the counts of images, as `pool_instances` does."""
    parts = list(images)
    return CentreMeasures(
        n_predicted=sum(part.n_predicted for part in parts),
        n_true=sum(part.n_true for part in parts),
        absolute_error=sum(part.absolute_error for part in parts),
        n_matched=sum(part.n_matched for part in parts),
        n_images=sum(part.n_images for part in parts),
    )


def _jaccard_areas(overlaps: Overlaps) -> tuple[int, int]:
    """Return the shared and the united pixels that the AJI divides."""
    best = _best_of_each(overlaps.truth, overlaps.iou)
    is_served = np.zeros(len(overlaps.true_areas), bool)
    is_served[overlaps.truth[best]] = True
    is_used = np.zeros(len(overlaps.predicted_areas), bool)
    is_used[overlaps.predicted[best]] = True
    alone = overlaps.true_areas[~is_served].sum() + overlaps.predicted_areas[~is_used].sum()
    return int(overlaps.shared[best].sum()), int(overlaps.unions[best].sum() + alone)


def _best_of_each(
    index: npt.NDArray[np.intp], scores: npt.NDArray[np.float64]
) -> npt.NDArray[np.intp]:
    """Return the position of the highest score of each index, of equal ones the first."""
    best_first = np.lexsort((-scores, index))
    _, first = np.unique(index[best_first], return_index=True)
    best: npt.NDArray[np.intp] = best_first[first]
    return best
