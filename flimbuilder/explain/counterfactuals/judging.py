"""Judge a model by the markers and the masks of a project's images."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.analysis.delineate import delineate_classes, find_threshold
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.explain.counterfactuals.agreement import (
    Agreement,
    AgreementOfMarker,
    pixel_agreement,
)
from flimbuilder.explain.guidance.quality import (
    Appearance,
    ImagePlausibility,
    judge_image,
)
from flimbuilder.flim.decoders.marker_learned import JointDecoder
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.marker_training import encoded_parts, is_encoded_in_tiles
from flimbuilder.flim.training import PixelSource, TrainingImage
from flimbuilder.imaging.truth import judged_pixels, objects_of
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import whole_pixels
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.markers import Marker
from flimbuilder.project.rasterise import MarkerPixels, marker_pixels

__all__ = ["Encode", "JudgedImage", "Judgement", "judge", "mean_measures"]

Encode = Callable[[Model, str, NDArray[np.float32], int], list[Tensor]]
"""Return the maps of the first n blocks of an image, given by id and pixels."""


def encode_anew(
    model: Model, image: str, pixels: NDArray[np.float32], n_blocks: int
) -> list[Tensor]:
    """Encode an image without any cache."""
    return model.encode(pixels, n_blocks, name=image)


@dataclass(frozen=True, eq=False)
class JudgedImage:
    """An image on which models are judged.

    Attributes
    ----------
    id : str
    pixels : ndarray of float32 of shape (H, W, C), or PixelSource
        In [0, 1].
    markers : tuple of Disk, Stroke or Pixels, default=()
        In drawing order.
    truth : ndarray of int16 of shape (H, W), or None, default=None
        Reference mask of class ids, as :func:`flimbuilder.imaging.truth.truth_of`.
    """

    id: str
    pixels: NDArray[np.float32] | PixelSource
    markers: tuple[Marker, ...] = ()
    truth: NDArray[np.int16] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(height, width)."""
        return self.pixels.shape[0], self.pixels.shape[1]

    @cached_property
    def marked(self) -> MarkerPixels:
        """The visible pixels of the markers."""
        return marker_pixels(self.markers, self.size)

    @cached_property
    def appearance(self) -> Appearance:
        """The image with its gradient."""
        return Appearance(whole_pixels(self.pixels))

    @property
    def is_large(self) -> bool:
        """Whether only tiles with markers are judged."""
        return is_encoded_in_tiles(self.pixels)


@dataclass(frozen=True, eq=False)
class Judgement:
    """Agreement, measures and plausibility of a model's results on some images.

    Attributes
    ----------
    agreement : Agreement
        With the markers of the images.
    measures : dict of str to dict of str to float
        By image, the measures of the mask, by their ids in
        :data:`flimbuilder.analysis.measures.MEASURES`; only of images with a reference mask.
    plausibility : tuple of ImagePlausibility
        How plausible the mask is of each image that is not large; empty unless asked for.
    saliency : dict of str to ndarray of shape (object classes, H, W)
        Of the images that were asked for.
    sums : dict of str to ndarray of shape (object classes, H, W)
        The log-odds of the same images if the decoder gives probabilities, otherwise the saliency:
        they still change where a probability is 0 or 1 up to rounding.
    """

    agreement: Agreement
    measures: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    plausibility: tuple[ImagePlausibility, ...] = ()
    saliency: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)
    sums: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


def judge(
    model: Model,
    images: Sequence[JudgedImage],
    *,
    keep: Collection[str] = (),
    with_measures: bool = True,
    with_plausibility: bool = False,
    encode: Encode = encode_anew,
    on_progress: Progress = no_progress,
) -> Judgement:
    """Decode images and compare their saliency with markers and masks.

    Parameters
    ----------
    model : Model
    images : sequence of JudgedImage
        Of an image of more than 2^20 pixels only the tiles with markers are decoded, at most 32,
        and it has no measures, unless its saliency is returned.
    keep : collection of str, default=()
        Ids of images whose saliency is returned.
    with_measures : bool, default=True
        Measure the masks of the images that have a reference mask.
    with_plausibility : bool, default=False
        Judge how plausible the masks are.
    encode : callable, default encodes anew
    on_progress : callable, default does nothing
        Called with (stage, images done, all images); raises to stop.

    Returns
    -------
    Judgement
    """
    classes = model.document.object_classes
    agreement: list[AgreementOfMarker] = []
    measures, kept, kept_sums = {}, {}, {}
    plausibility: list[ImagePlausibility] = []
    for count, image in enumerate(images):
        on_progress("judging", count, len(images))
        if image.is_large and image.id not in keep:
            agreement += _agreement_in_tiles(model, image)
            continue
        saliency, sums = _decode(model, image, encode)
        values = pixel_agreement(_lookup(saliency), classes, image.marked)
        agreement += _of_markers(image.id, image.marked, values)
        is_measured = with_measures and image.truth is not None
        if is_measured or with_plausibility:
            labels, thresholds = _labels(model, image, saliency)
        if is_measured:
            measures[image.id] = _measures(image, labels, classes)
        if with_plausibility:
            plausibility.append(judge_image(image.appearance, saliency, labels, thresholds))
        if image.id in keep:
            kept[image.id] = saliency
            kept_sums[image.id] = sums
    return Judgement(Agreement(tuple(agreement)), measures, tuple(plausibility), kept, kept_sums)


def mean_measures(judgement: Judgement) -> dict[str, float]:
    """Return the mean of each measure over the images with a reference mask; empty without."""
    of_images = list(judgement.measures.values())
    if not of_images:
        return {}
    return {name: float(np.mean([values[name] for values in of_images])) for name in of_images[0]}


def _decode(
    model: Model, image: JudgedImage, encode: Encode
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the saliency of an image, and the sums that it is made from."""
    pixels = whole_pixels(image.pixels)
    n_blocks = max(model.resolve(None).blocks)
    maps = encode(model, image.id, pixels, n_blocks)
    saliency = model.decode(maps, image.size)
    decoder = model.decoder()
    if not isinstance(decoder, JointDecoder):
        return saliency, saliency
    with torch.inference_mode(), full_precision():
        log_odds: Tensor = decoder.sums(maps, image.size)
    return saliency, log_odds[0].cpu().numpy()


def _lookup(
    saliency: NDArray[np.float32],
) -> Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float32]]:
    """Return a function that returns the saliency at rows and columns."""
    return lambda row, col: saliency[:, row, col]


def _of_markers(
    image: str, pixels: MarkerPixels, values: Mapping[int, float]
) -> list[AgreementOfMarker]:
    ids, first = np.unique(pixels.marker, return_index=True)
    classes = pixels.class_id[first].tolist()
    return [
        AgreementOfMarker(image, marker, class_id, values[marker])
        for marker, class_id in zip(ids.tolist(), classes, strict=True)
    ]


def _agreement_in_tiles(model: Model, image: JudgedImage) -> list[AgreementOfMarker]:
    """Compare the tiles of a large image that have markers with them.

    Decoders that depend on the whole image decode each tile as if it were an image.
    """
    architecture, classes = model.document.architecture, model.document.object_classes
    resolved = model.resolve(None)
    training = TrainingImage(image.id, image.pixels, image.markers)
    blocks = range(1, max(resolved.blocks) + 1)
    sums: dict[int, list[float]] = {}
    for part in encoded_parts(model.encoder, architecture, [training], blocks):
        maps = [torch.from_numpy(of_block)[None] for of_block in part.maps]
        saliency = model.decode(maps, part.size)
        values = pixel_agreement(_lookup(saliency), classes, part.pixels)
        for marker, value in values.items():
            count = float((part.pixels.marker == marker).sum())
            total = sums.setdefault(marker, [0.0, 0.0])
            total[0] += value * count
            total[1] += count
    class_of = {marker.id: marker.class_id for marker in image.markers}
    return [
        AgreementOfMarker(image.id, marker, int(class_of[marker] or 0), total / count)
        for marker, (total, count) in sorted(sums.items())
    ]


def _labels(
    model: Model, image: JudgedImage, saliency: NDArray[np.float32]
) -> tuple[NDArray[np.uint8], list[float]]:
    """Return the mask of class ids that the model gives, and the threshold of each class."""
    document = model.document
    settings = document.delineation.for_decoder(model.resolve(None))
    pixels = whole_pixels(image.pixels)
    labels = delineate_classes(saliency, document.object_classes, settings, pixels)
    return labels, [find_threshold(of_class, settings) for of_class in saliency]


def _measures(
    image: JudgedImage, labels: NDArray[np.uint8], classes: Sequence[int]
) -> dict[str, float]:
    """Measure a mask of class ids, as ``evaluate``."""
    assert image.truth is not None
    targets, judged = objects_of(image.truth, classes), judged_pixels(image.truth)
    rows = [
        measure_mask(labels == class_id, target, judged)
        for class_id, target in zip(classes, targets, strict=True)
    ]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
