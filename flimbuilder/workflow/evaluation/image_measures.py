"""Measure one image: its saliency, its mask and its objects."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.analysis.measures import MEASURES, measure_mask, measure_saliency
from flimbuilder.imaging.truth import judged_pixels, objects_of
from flimbuilder.model.inference import InferredImage
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.workflow.evaluation.evaluation import Sample
from flimbuilder.workflow.evaluation.labelled_images import ImageWithTruth, TruthRecord
from flimbuilder.workflow.evaluation.measured_objects import MeasuredObjects, measure_found_objects

__all__ = ["ImageMeasures", "MeasuredPair", "measure", "measure_image", "measure_masks"]


@dataclass(frozen=True, eq=False)
class ImageMeasures:
    """The measures of one image by one decoder choice.

    Attributes
    ----------
    row : dict of str to float
        By the ids of :data:`MEASURES`; empty without a mask.
    objects : MeasuredObjects or None
    """

    row: dict[str, float]
    objects: MeasuredObjects | None = None


@dataclass(frozen=True, eq=False)
class MeasuredPair:
    """An image that was measured against its truth.

    Attributes
    ----------
    record : TruthRecord
    measures : list of ImageMeasures
        By each decoder choice.
    sample : Sample or None
        None unless it is wanted.
    """

    record: TruthRecord
    measures: list[ImageMeasures]
    sample: Sample | None


def measure_image(
    decoded: InferredImage[ImageWithTruth],
    classes: Sequence[int],
    settings: Delineation,
    with_froc: bool,
    with_sample: bool,
) -> MeasuredPair:
    """Measure every decoder choice, on as many threads as torch may use.

    Parameters
    ----------
    decoded : InferredImage
    classes : sequence of int
        Class ids of the saliency maps.
    settings : Delineation
    with_froc : bool
        Also judge candidates of all thresholds.
    with_sample : bool
        Also return what pictures show.
    """
    image = decoded.image

    def measure_choice(decoder_choice: DecoderChoice) -> ImageMeasures:
        saliency, resolved = decoded.saliency[decoder_choice], settings.for_decoder(decoder_choice)
        mask = delineate_classes(saliency, classes, resolved, image.pixels)
        row = {}
        if image.truth is not None:
            row = measure_masks(saliency, mask, image.truth, classes)
        if image.objects is None:
            return ImageMeasures(row)
        return ImageMeasures(
            row,
            measure_found_objects(
                find_objects(mask, resolved.splitting),
                mask,
                saliency,
                image.objects,
                classes,
                resolved,
                with_froc=with_froc,
            ),
        )

    with ThreadPoolExecutor(torch.get_num_threads()) as pool:
        measures = list(pool.map(measure_choice, decoded.saliency))
    if not with_sample:
        return MeasuredPair(image.record, measures, None)
    truth = image.truth
    sample = Sample(
        image.path,
        image.pixels,
        None if truth is None else objects_of(truth, classes),
        decoded.saliency,
        None if truth is None else judged_pixels(truth),
        None if image.objects is None else image.objects.centres,
    )
    return MeasuredPair(image.record, measures, sample)


def measure(
    saliency: NDArray[np.float32],
    truth: NDArray[np.int16],
    classes: Sequence[int],
    delineation: Delineation,
    image: NDArray[np.float32] | None = None,
) -> dict[str, float]:
    """Measure one image; with several object classes, the mean over them.

    Parameters
    ----------
    saliency : ndarray of shape (object classes, H, W)
        In [0, 1].
    truth : ndarray of int16 of shape (H, W)
        Class ids; pixels that are `IGNORED` are not measured.
    classes : sequence of int
        Class ids of the saliency maps.
    delineation : Delineation
        Makes the mask for Dice, IoU, precision and recall.
    image : ndarray of shape (H, W, C) or None, default=None
        In [0, 1]; needed if the delineation refines the mask by the image's colours.
    """
    mask = delineate_classes(saliency, classes, delineation, image)
    return measure_masks(saliency, mask, truth, classes)


def measure_masks(
    saliency: NDArray[np.float32],
    mask: NDArray[np.integer[Any]],
    truth: NDArray[np.int16],
    classes: Sequence[int],
) -> dict[str, float]:
    """Measure the saliency and the mask of class ids of one image, as `measure` does."""
    rows = []
    targets, judged = objects_of(truth, classes), judged_pixels(truth)
    for plane, class_id, target in zip(saliency, classes, targets, strict=True):
        of_saliency = measure_saliency(plane, target, judged)
        values = {**of_saliency, **measure_mask(mask == class_id, target, judged)}
        rows.append([values[name] for name in MEASURES])
    return dict(zip(MEASURES, np.mean(rows, axis=0).tolist(), strict=True))
