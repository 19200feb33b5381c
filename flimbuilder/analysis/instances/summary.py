"""The measures of the objects of many images, as tables, files and the window show them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from flimbuilder.analysis.instances.froc import (
    RATES,
    FrocCurve,
    FrocIntervals,
    FrocUnit,
    froc,
    froc_intervals,
    image_auc,
)
from flimbuilder.analysis.instances.hits import ScoredHits
from flimbuilder.analysis.instances.measures import (
    INSTANCE_MEASURES,
    IOU_THRESHOLDS,
    CentreMeasures,
    InstanceMeasures,
    ObjectCounts,
    pool_centres,
    pool_instances,
)

__all__ = ["BAND_RATES", "FrocSummary", "HitRule", "InstanceSummary"]

HitRule = Literal["centre", "iou"]
"""A candidate hits an object if its position lies in it, or a centre in the candidate; or by the
intersection over union of both."""

BAND_RATES: tuple[float, ...] = tuple((2.0 ** np.arange(-4, 4.01, 0.25)).tolist())
"""Rates of false positives at which the band of a plotted curve is computed: 1/16 to 16."""


@dataclass(frozen=True, eq=False)
class InstanceSummary:
    """The measures of the objects of all images.

    Attributes
    ----------
    per_image : dict of str to InstanceMeasures or CentreMeasures
        By the image's stem; of one kind.
    truth : {"numbers", "regions", "centres"}
        What the true objects are: numbers in masks, connected regions of masks in some image, or
        centres.
    """

    per_image: Mapping[str, ObjectCounts]
    truth: Literal["numbers", "regions", "centres"]

    @cached_property
    def pooled(self) -> ObjectCounts:
        """The counts of all images together, so that every object weighs the same."""
        parts = list(self.per_image.values())
        centres = [part for part in parts if isinstance(part, CentreMeasures)]
        regions = [part for part in parts if isinstance(part, InstanceMeasures)]
        return pool_centres(centres) if centres else pool_instances(regions)

    def row(self, image: str) -> dict[str, float]:
        """Return the measures of one image; NaN for those that the truth does not allow."""
        return _row(self.per_image[image])

    def mean(self) -> dict[str, float]:
        """Return each measure's mean over the images."""
        rows = [_row(part) for part in self.per_image.values()]
        return {name: float(np.mean([row[name] for row in rows])) for name in INSTANCE_MEASURES}

    @property
    def ap_curve(self) -> list[float]:
        """Mean over the images of the average precision at each IoU; empty for centres."""
        curves = [
            part.ap_curve for part in self.per_image.values() if isinstance(part, InstanceMeasures)
        ]
        return np.mean(curves, axis=0).tolist() if curves else []

    def as_json(self) -> dict[str, Any]:
        """Return means over the images, pooled measures and a row for each image."""
        pooled = self.pooled
        curve = {"iou": list(IOU_THRESHOLDS), "ap": self.ap_curve} if self.ap_curve else None
        return {
            **_without_nan(self.mean()),
            "objects": pooled.n_predicted,
            "true_objects": pooled.n_true,
            "images": len(self.per_image),
            "truth": self.truth,
            "ap_curve": curve,
            "pooled": _without_nan(_row(pooled)),
            "per_image": {
                image: {
                    **_without_nan(_row(part)),
                    "objects": part.n_predicted,
                    "true_objects": part.n_true,
                }
                for image, part in self.per_image.items()
            },
        }


@dataclass(frozen=True, eq=False)
class FrocSummary:
    """The FROC curve of all images, by each rule of a hit.

    Attributes
    ----------
    hits : dict of HitRule to sequence of ScoredHits
        The judged candidates of each image; the first rule is the main one.
    per : {"image", "empty", "mm2"}, default="image"
        What false positives are divided by; see :func:`~flimbuilder.analysis.instances.froc.froc`.
    """

    hits: Mapping[HitRule, Sequence[ScoredHits]]
    per: FrocUnit = "image"

    @cached_property
    def curves(self) -> dict[HitRule, FrocCurve]:
        """The curve of each rule; empty if no image has an object, or none of those counted."""
        return {rule: froc(hits, per=self.per) for rule, hits in self._usable.items()}

    @cached_property
    def intervals(self) -> dict[HitRule, FrocIntervals]:
        """The intervals of each rule at :data:`RATES`, of 95 % of the bootstrap samples."""
        return {rule: froc_intervals(hits, per=self.per) for rule, hits in self._usable.items()}

    @cached_property
    def bands(self) -> dict[HitRule, FrocIntervals]:
        """As `intervals`, at :data:`BAND_RATES`."""
        return {
            rule: froc_intervals(hits, BAND_RATES, per=self.per)
            for rule, hits in self._usable.items()
        }

    @cached_property
    def image_auc(self) -> float:
        """How well the highest score separates images with an object; NaN if all or none do."""
        return image_auc(next(iter(self.hits.values()), ()))

    @property
    def any_object(self) -> bool:
        """True if there is a true object."""
        return any(part.n_objects for hits in self.hits.values() for part in hits)

    @property
    def _usable(self) -> dict[HitRule, Sequence[ScoredHits]]:
        return {rule: hits for rule, hits in self.hits.items() if self._has_curve(hits)}

    def _has_curve(self, hits: Sequence[ScoredHits]) -> bool:
        is_empty = [not part.n_objects for part in hits]
        return not all(is_empty) and (self.per != "empty" or any(is_empty))

    def as_json(self) -> dict[str, Any]:
        """Return the main rule's sensitivities, intervals and curve, and those of others by name.

        Without an object in any image, the lists are empty and the score is None.
        """
        main, *others = self.hits
        (auc,) = _numbers([self.image_auc])
        of_others = {f"by_{rule}": self._of_rule(rule) for rule in others}
        return {**self._of_rule(main), "per": self.per, "image_auc": auc, **of_others}

    def _of_rule(self, rule: HitRule) -> dict[str, Any]:
        hits = self.hits[rule]
        head = {
            "rule": rule,
            "images": len(hits),
            "true_objects": sum(part.n_objects for part in hits),
            "candidates": sum(len(part.scores) for part in hits),
        }
        if rule not in self.curves:
            return {**head, "false_positives": [], "sensitivity": [], "score": None}
        curve, intervals = self.curves[rule], self.intervals[rule]
        return {
            **head,
            "false_positives": list(RATES),
            "sensitivity": curve.sensitivity_at().tolist(),
            "low": _numbers(intervals.low),
            "high": _numbers(intervals.high),
            "score": curve.score,
            "score_interval": _numbers(intervals.score),
            "curve": {
                "thresholds": _numbers(curve.thresholds),
                "false_positives": curve.false_positives.tolist(),
                "sensitivity": curve.sensitivity.tolist(),
            },
        }


def _row(objects: ObjectCounts) -> dict[str, float]:
    return {name: measure.value(objects) for name, measure in INSTANCE_MEASURES.items()}


def _without_nan(row: Mapping[str, float]) -> dict[str, float | None]:
    return {name: None if math.isnan(value) else value for name, value in row.items()}


def _numbers(values: Any) -> list[float | None]:
    """Return numbers for JSON, in which infinity and NaN are None."""
    return [float(value) if math.isfinite(value) else None for value in values]
