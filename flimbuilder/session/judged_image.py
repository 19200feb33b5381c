"""A decoded image against its reference mask: measures, curve, objects."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import FlimError
from flimbuilder.imaging.truth import class_mask_of, judged_pixels, objects_of
from flimbuilder.project.decoding import Delineation
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.project import ImageEntry
from flimbuilder.session.decoding import DecoderResult

if TYPE_CHECKING:
    from flimbuilder.imaging.truth import ClassMask
    from flimbuilder.session.results import DecodedImage
    from flimbuilder.workflow.evaluation.measured_objects import MeasuredObjects

__all__ = ["JudgedResult", "judge_image"]


@dataclass(frozen=True, eq=False)
class JudgedResult:
    """What a reference mask says of a decoded image; all None without a mask.

    Attributes
    ----------
    measures : dict of str to float, or None
        As ``flimbuilder evaluate`` measures. Of a large image, those of the mask alone.
    curve : ndarray of shape (2, 256), or None
        Precision and recall of the saliency cut at k / 255, all classes together.
    objects : MeasuredObjects or None
        The objects against those that the mask numbers; None if it numbers none, or of a large
        image.
    problem : str or None
        Why the mask cannot be used.
    """

    measures: dict[str, float] | None = None
    curve: NDArray[np.float64] | None = None
    objects: "MeasuredObjects | None" = None
    problem: str | None = None


def judge_image(
    entry: ImageEntry,
    decoded: DecoderResult,
    objects: NDArray[np.int32],
    delineation: Delineation,
    finder: ImageFinder,
) -> JudgedResult:
    """Measure a decoded image against its reference mask.

    The saliency of a large image is not measured: that takes gigabytes.

    Parameters
    ----------
    entry : ImageEntry
    decoded : DecoderResult
    objects : ndarray of int32 of shape (H, W)
        The objects of its mask.
    delineation : Delineation
        Of the project.
    finder : ImageFinder
    """
    from flimbuilder.analysis.thresholded_measures import precision_recall_curve
    from flimbuilder.session.large import measure_large
    from flimbuilder.workflow.evaluation.evaluate import measure_masks

    if entry.mask is None:
        return JudgedResult()
    found = decoded.decoded
    try:
        mask = class_mask_of(entry, finder.locate_mask(entry), found.classes)
        truth = mask.truth
        if found.saliency.dtype == np.float16:  # decoded in tiles
            return JudgedResult(measure_large(decoded, truth))
        measures = measure_masks(found.saliency, found.mask, truth, found.classes)
    except FlimError as error:
        return JudgedResult(problem=str(error))
    measured = _measure_objects(found, mask, objects, delineation)
    if measured is not None:
        measures |= _values(measured)
    saliency: NDArray[Any] = found.saliency
    targets, judged = objects_of(truth, found.classes), judged_pixels(truth)
    if judged is not None:
        saliency, targets = saliency[:, judged], targets[:, judged]
    return JudgedResult(measures, np.stack(precision_recall_curve(saliency, targets)), measured)


def _measure_objects(
    found: "DecodedImage",
    mask: "ClassMask",
    objects: NDArray[np.int32],
    delineation: Delineation,
) -> "MeasuredObjects | None":
    from flimbuilder.analysis.instances.truth import objects_of_mask
    from flimbuilder.workflow.evaluation.measured_objects import ObjectTruth, measure_found_objects

    true_objects = objects_of_mask(mask)
    if not true_objects.is_numbered:
        return None
    return measure_found_objects(
        objects,
        found.mask,
        found.saliency,
        ObjectTruth(true_objects.labels, mask.truth),
        found.classes,
        delineation.with_(split=found.splitting).for_decoder(found.decoder_choice),
        with_froc=True,
    )


def _values(measured: "MeasuredObjects") -> dict[str, float]:
    from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES

    return {name: measure.value(measured.counts) for name, measure in INSTANCE_MEASURES.items()}
