"""Read images with their masks or markers as the input of training."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.errors import InputError, LearnError, counted, grouped, listed
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.orientation import orientation_notes, require_turned
from flimbuilder.imaging.truth import judged_pixels, objects_of
from flimbuilder.model.inference import Note, no_note
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles, marked_images, masked_images
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.project import BACKGROUND, ImageEntry, Project
from flimbuilder.project.rasterise import class_map
from flimbuilder.tasks.finetuning.settings import TrainingSample
from flimbuilder.workflow.evaluation.labelled_images import (
    ImageWithTruth,
    pair_truth,
    read_labelled,
)
from flimbuilder.workflow.failures import Failures, require_usable
from flimbuilder.workflow.sources import EVERYTHING, STRICT, ImageSelector, OpenImages

__all__ = ["folder_samples", "hold_out", "project_samples"]

UNMARKED = -1  # in a class map
LEAST_SHARED = 5  # images of which some are held out unless a share is given


def folder_samples(
    model: Model,
    images: Sequence[StrPath],
    labels: Sequence[StrPath],
    *,
    selector: ImageSelector = EVERYTHING,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    failures: Failures = STRICT,
    on_progress: Progress = no_progress,
    on_note: Note = no_note,
) -> list[TrainingSample]:
    """Read images and masks from files, paired by their names.

    Parameters
    ----------
    model : Model
        Its classes, channels and input selection.
    images, labels, selector, companion_options, on_progress, on_note
        As in :func:`flimbuilder.workflow.evaluation.evaluate.evaluate_files`.
    failures : Failures, default is strict
        Lists files that can't be used, which are left out; or raises at the first.

    Returns
    -------
    list of TrainingSample
        In the order of the images.

    Raises
    ------
    InputError
        If no mask has the name of an image, no pair can be used, or an option has no effect; if
        `failures` is strict, if a file can't be used.
    """
    read: list[ImageWithTruth] = []
    with OpenImages() as files:
        pairs, paired = pair_truth(
            files,
            [Path(place) for place in images],
            [Path(place) for place in labels],
            None,
            selector.or_else(model.document.input.selection),
            companion_options.suffixes,
            failures,
        )
        for count, pair in enumerate(pairs):
            on_progress("reading images", count, len(pairs))
            image = read_labelled(pair, model, files, companion_options, None, failures.strict)
            if isinstance(image, ImageWithTruth):
                read.append(image)
            else:
                failures.add(image)
    require_usable(read, failures.failed)
    require_turned(companion_options.frame, any(image.orientation != 1 for image in read))
    placements = {image.mask: image.placement for image in read}
    notes = [note for image in read for note in image.notes]
    for text in (*paired.notes, *orientation_notes(placements), *grouped(notes)):
        on_note(text)
    if paired.unpaired:
        names = listed([image.name for image in paired.unpaired])
        on_note(f"no mask for {counted(len(paired.unpaired), 'image')}: {names}")
    classes = model.document.object_classes
    return [
        _masked(image.path.name, image.pixels, image.truth, classes)
        for image in read
        if image.truth is not None
    ]


def project_samples(
    model: Model,
    project: Project,
    files: ProjectFiles,
    truth: str = "markers",
    on_progress: Progress = no_progress,
) -> list[TrainingSample]:
    """Read the training images of a project with their markers or their masks.

    Parameters
    ----------
    model : Model
        Its classes and channels.
    project : Project
    files : ProjectFiles
        Its images and masks.
    truth : {"markers", "masks"}, default="markers"
    on_progress : callable, default does nothing

    Returns
    -------
    list of TrainingSample
        By the images' ids.

    Raises
    ------
    LearnError
        If no training image has markers, or a mask; or the markers lack objects or background.
    InputError
        If the project has a class that the model lacks, or an image does not fit the model.
    """
    classes = model.document.object_classes
    entries = marked_images(project) if truth == "markers" else masked_images(project)
    if not entries:
        what = "markers; draw some" if truth == "markers" else "a mask; add masks"
        raise LearnError(f"{files.folder}: no image with the role 'train' has {what}")
    samples = []
    for count, entry in enumerate(entries):
        on_progress("reading images", count, len(entries))
        pixels = files.pixels(entry)
        require_encodable(model.encoder, model.document.architecture, pixels.shape, entry.name)
        if truth == "markers":
            samples.append(_marked(project, entry, pixels, classes))
        else:
            samples.append(_masked(entry.name, pixels, files.truth(entry, classes), classes))
    if truth == "markers":
        _require_both_sides(samples)
    return samples


def hold_out(
    samples: Sequence[TrainingSample], share: float | None, seed: int
) -> tuple[list[TrainingSample], list[TrainingSample]]:
    """Split images into those for training and those for validation.

    Parameters
    ----------
    samples : sequence of TrainingSample
    share : float or None
        Share of the images that is held out, 0 to 0.9, rounded to a number of images. None is a
        fifth of five images or more, and otherwise none.
    seed : int
        Chooses them.

    Returns
    -------
    training, validation : list of TrainingSample
        In their order.

    Raises
    ------
    InputError
        If the share is out of range, or holds out no image or all.
    """
    n_images = len(samples)
    if share is None:
        n_held = n_images // LEAST_SHARED
    elif not 0 <= share <= 0.9:
        raise InputError(f"--validation {share:g}: give a share of the images from 0 to 0.9")
    else:
        n_held = round(share * n_images)
        if share > 0 and not 0 < n_held < n_images:
            raise InputError(
                f"--validation {share:g}: holds out {n_held} of {counted(n_images, 'image')}; "
                "give another share, or a folder of other images"
            )
    order = np.random.default_rng(seed).permutation(n_images)
    held = set(order[:n_held].tolist())
    training = [sample for number, sample in enumerate(samples) if number not in held]
    return training, [samples[number] for number in sorted(held)]


def _masked(
    name: str, pixels: NDArray[np.float32], truth: NDArray[np.int16], classes: Sequence[int]
) -> TrainingSample:
    judged = judged_pixels(truth)
    return TrainingSample(
        name,
        _channels_first(pixels),
        torch.from_numpy(objects_of(truth, classes).astype(np.uint8)),
        None if judged is None else torch.from_numpy(judged.astype(np.uint8)),
    )


def _marked(
    project: Project, entry: ImageEntry, pixels: NDArray[np.float32], classes: Sequence[int]
) -> TrainingSample:
    drawn = class_map(project.markers_of(entry.id).markers, (pixels.shape[0], pixels.shape[1]))
    unknown = set(np.unique(drawn).tolist()) - {UNMARKED, BACKGROUND, *classes}
    if unknown:
        raise InputError(
            f"{entry.name}: has markers of class {min(unknown)}, which the model lacks; build the "
            "project, and train that model"
        )
    return TrainingSample(
        entry.name,
        _channels_first(pixels),
        torch.from_numpy(objects_of(drawn, classes).astype(np.uint8)),
        torch.from_numpy((drawn != UNMARKED).astype(np.uint8)),
    )


def _channels_first(pixels: NDArray[np.float32]) -> torch.Tensor:
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(2, 0, 1)))


def _require_both_sides(samples: Sequence[TrainingSample]) -> None:
    has_object = any(bool(sample.truth.any()) for sample in samples)
    has_background = any(
        bool((sample.judged > sample.truth.amax(dim=0)).any())
        for sample in samples
        if sample.judged is not None
    )
    if not (has_object and has_background):
        missing = "background" if has_object else "object"
        raise LearnError(f"no {missing} is marked on the training images; draw markers there")
