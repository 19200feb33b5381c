"""Choose the decoder and its block for a project: the decoder ``auto``.

Every decoder without stored weights is tried on every block. Reference masks, if there are any,
exclude the choices that they show to be worse; the markers decide between the others.

Masks: the score is Dice on the validation images with a mask, or else on each training image with
a mask, by an encoder that has not seen its markers. Choices more than two standard errors behind
the best are excluded, so that few masks exclude little. Markers: the score is the contrast between
the saliency at held-out object markers and its mean over the image. Of the choices within one
standard error of the best, the choice on the deepest block wins (the one-standard-error rule of
Breiman et al., 1984): blocks of equal scores differ in false alarms far from all markers, and
deeper blocks, with their larger receptive fields, have fewer. See ``docs/quality.md`` for numbers.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.measures import measure_mask
from flimbuilder.errors import LearnError
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.imaging.truth import judged_pixels, objects_of
from flimbuilder.model.decoding import FALLBACK
from flimbuilder.model.model import Model, describe_model
from flimbuilder.model.pixels import ProjectFiles, whole_pixels
from flimbuilder.progress import Progress
from flimbuilder.project.project import BACKGROUND, DecoderChoice, ImageEntry, Project
from flimbuilder.project.rasterise import MarkerPixels, marker_pixels
from flimbuilder.workflow.evaluate import list_choices

__all__ = ["chosen_project", "not_behind", "pick"]

MOST_FOLDS = 5
MASKS_TOLERANCE = 2.0  # standard errors
STAGE = "choosing the decoder"

Scores = dict[DecoderChoice, list[float]]
Measure = Callable[[NDArray[np.float32], DecoderChoice], float]


def chosen_project(
    project: Project,
    files: ProjectFiles,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    on_progress: Progress,
) -> Project:
    """Return the project with the best decoder and block.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
        The project's images and masks.
    learned : LearnedEncoder
        The project's encoder.
    images : sequence of TrainingImage
        The images that it was learned from.
    on_progress : callable

    Raises
    ------
    LearnError
        If there are neither object markers nor masks to compare by.
    """
    trial = _Trial(project.with_(decoder=FALLBACK), files, learned, images, on_progress)
    by_masks = trial.on_masks()
    scores = trial.at_markers() or by_masks
    if not scores:
        raise LearnError(
            "decoder 'auto' compares by object markers and masks, and there are none; draw a "
            "marker of an object on a training image, or choose a decoder"
        )
    remaining = not_behind(by_masks) or scores
    return project.with_(decoder=pick({choice: scores[choice] for choice in remaining}))


def not_behind(
    scores: Mapping[DecoderChoice, Sequence[float]], errors: float = MASKS_TOLERANCE
) -> list[DecoderChoice]:
    """List the choices at most `errors` standard errors behind the best."""
    if not scores:
        return []
    means = _means(scores)
    best = max(means, key=means.__getitem__)
    limit = means[best] - errors * _standard_error(scores[best])
    return [choice for choice, mean in means.items() if mean >= limit]


def pick(scores: Mapping[DecoderChoice, Sequence[float]]) -> DecoderChoice:
    """Return the choice on the deepest block within one standard error of the best.

    Parameters
    ----------
    scores : mapping of DecoderChoice to sequence of float
        Equally many per choice; larger is better. The first of equal choices wins.
    """
    deepest = max(max(choice.blocks) for choice in not_behind(scores, errors=1.0))
    means = _means(scores)
    deep = [choice for choice in means if max(choice.blocks) == deepest]
    return max(deep, key=means.__getitem__)


def _means(scores: Mapping[DecoderChoice, Sequence[float]]) -> dict[DecoderChoice, float]:
    return {choice: float(np.mean(values)) for choice, values in scores.items()}


def _standard_error(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


@dataclass(frozen=True)
class _Trial:
    """The comparison of decoder choices for one project."""

    project: Project
    files: ProjectFiles
    learned: LearnedEncoder
    images: Sequence[TrainingImage]
    on_progress: Progress

    def on_masks(self) -> Scores:
        """Score by Dice; empty without masks."""
        scores: Scores = {}
        for entry, pixels, model in self._masked_images():
            _score(scores, model, pixels, self._dice(entry, pixels))
        return scores

    def _masked_images(self) -> Iterator[tuple[ImageEntry, NDArray[np.floating[Any]], Model]]:
        """Yield the masked images, each with a model that has not seen its markers."""
        masked = {entry.id: entry for entry in self.project.images if entry.mask is not None}
        validation = [entry for entry in masked.values() if entry.role == "validation"]
        held_out = [image for image in self.images if image.id in masked]
        if validation:
            model = self._model(self.learned)
            for count, entry in enumerate(validation):
                self.on_progress(STAGE, count, len(validation))
                yield entry, self.files.pixels(entry), model
        elif len(self.images) > 1:
            for count, image in enumerate(held_out):
                self.on_progress(STAGE, count, len(held_out))
                model = self._learn([other for other in self.images if other is not image])
                yield masked[image.id], whole_pixels(image.pixels), model

    def at_markers(self) -> Scores:
        """Score by the contrast at held-out object markers."""
        scores: Scores = {}
        folds = _fold_of_markers(self.images)
        n_folds = 1 + max(folds.values())
        for fold in range(n_folds):
            self.on_progress(STAGE, fold, n_folds)
            held = {key for key, own in folds.items() if own == fold}
            kept = [_without(image, held) for image in self.images] if n_folds > 1 else self.images
            model = self._learn([image for image in kept if image.markers])
            for image in self.images:
                seen = _objects_among(image, held)
                if len(seen):
                    _score(scores, model, whole_pixels(image.pixels), self._contrast(seen))
        return scores

    def _learn(self, images: Sequence[TrainingImage]) -> Model:
        project = self.project
        return self._model(
            learn(images, project.architecture, edits=project.kernel_edits, seed=project.seed)
        )

    def _model(self, learned: LearnedEncoder) -> Model:
        return Model(describe_model(self.project, learned), learned.encoder)

    def _dice(self, entry: ImageEntry, pixels: NDArray[np.floating[Any]]) -> Measure:
        classes = self.project.object_classes
        truth = self.files.truth(entry, classes)
        targets, judged = objects_of(truth, classes), judged_pixels(truth)

        def measure(saliency: NDArray[np.float32], decoder_choice: DecoderChoice) -> float:
            settings = self.project.delineation.for_decoder(decoder_choice)
            mask = delineate_classes(saliency, classes, settings, pixels)
            pairs = zip(classes, targets, strict=True)
            dice = [measure_mask(mask == label, target, judged)["dice"] for label, target in pairs]
            return float(np.mean(dice))

        return measure

    def _contrast(self, seen: MarkerPixels) -> Measure:
        row_of = np.searchsorted(self.project.object_classes, seen.class_id)

        def measure(saliency: NDArray[np.float32], decoder_choice: DecoderChoice) -> float:
            at_markers = saliency[row_of, seen.row, seen.col]
            overall = saliency.mean(axis=(1, 2))[row_of]
            return float((at_markers - overall).mean())

        return measure


def _score(
    scores: Scores, model: Model, pixels: NDArray[np.floating[Any]], measure: Measure
) -> None:
    """Add the score of every decoder on every block for one image."""
    maps = model.encode(np.asarray(pixels, np.float32))
    for decoder_choice in list_choices(model):
        saliency = model.decode(maps, (pixels.shape[0], pixels.shape[1]), decoder_choice)
        scores.setdefault(decoder_choice, []).append(measure(saliency, decoder_choice))


def _fold_of_markers(images: Sequence[TrainingImage]) -> dict[tuple[str, int], int]:
    """Deal markers (image id, marker id) into folds; a class of one marker allows one fold."""
    by_class: dict[int, list[tuple[str, int]]] = {}
    for image in images:
        for marker in image.markers:
            if marker.class_id is not None:
                by_class.setdefault(marker.class_id, []).append((image.id, marker.id))
    n_folds = min(MOST_FOLDS, *(len(keys) for keys in by_class.values()))
    return {key: n % n_folds for keys in by_class.values() for n, key in enumerate(keys)}


def _without(image: TrainingImage, held: set[tuple[str, int]]) -> TrainingImage:
    kept = [marker for marker in image.markers if (image.id, marker.id) not in held]
    return replace(image, markers=kept)


def _objects_among(image: TrainingImage, held: set[tuple[str, int]]) -> MarkerPixels:
    """Return the pixels of the held-out object markers of an image."""
    pixels = marker_pixels(image.markers, (image.pixels.shape[0], image.pixels.shape[1]))
    ids = [marker for name, marker in held if name == image.id]
    chosen = np.isin(pixels.marker, ids) & (pixels.class_id != BACKGROUND)
    return MarkerPixels(
        pixels.marker[chosen], pixels.class_id[chosen], pixels.row[chosen], pixels.col[chosen]
    )
