"""Measure the saliency and masks of a model against reference masks."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.analysis.delineate import delineate_classes
from flimbuilder.analysis.measures import MEASURES, measure_mask, measure_saliency
from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.exchange.pairing import MASK_SUFFIXES, require_used
from flimbuilder.exchange.tables import csv_text
from flimbuilder.flim.encode import require_encodable
from flimbuilder.imaging.orientation import Placement, orientation_notes, require_turned
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.truth import judged_pixels, objects_of, read_class_mask
from flimbuilder.model.decoding import name_blocks, parse_blocks
from flimbuilder.model.inference import Inference, InferredImage, Note, no_note
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import AHEAD, map_ahead
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoders import DECODERS, decoder_info
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.files import StrPath, write_atomically
from flimbuilder.project.selection import image_stem
from flimbuilder.workflow.companions import PairedSources, find_masks, image_places, pair_sources
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.sources import (
    EVERYTHING,
    ImageSelector,
    ImageSource,
    OpenImages,
    notes_on,
)

__all__ = [
    "Evaluation",
    "Sample",
    "evaluate_files",
    "list_choices",
    "measure",
    "measure_masks",
    "write_csv",
]


@dataclass(frozen=True)
class Evaluation:
    """The measures of one decoder on one block, or on several fused blocks.

    Attributes
    ----------
    block : int or str
        The number; for fused blocks their numbers joined by ``+``.
    decoder : str
    per_image : dict of str to dict of str to float
        By the image's stem.
    without_mask : tuple of str
        Names of images without a mask, which were not measured.
    failed : tuple of FailedFile
        Images and masks that can't be used; their images were not measured.
    notes : tuple of (str, str)
        Names of images and masks, and what a user should know of them.
    """

    block: int | str
    decoder: str
    per_image: dict[str, dict[str, float]]
    without_mask: tuple[str, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    def mean(self) -> dict[str, float]:
        """Return each measure's mean over the images."""
        rows = self.per_image.values()
        return {name: float(np.mean([row[name] for row in rows])) for name in MEASURES}

    def as_json(self) -> dict[str, Any]:
        """Return the evaluation as ``evaluate --json`` shows it."""
        head = {"block": self.block, "decoder": self.decoder, "images": len(self.per_image)}
        return {**head, **self.mean(), "per_image": self.per_image}


@dataclass(frozen=True, eq=False)
class Sample:
    """A measured image.

    Attributes
    ----------
    path : Path
        Path of the image; for an image of a stack with its place in the name.
    pixels : ndarray of shape (H, W, C), float32
        In [0, 1].
    targets : ndarray of shape (object classes, H, W), bool
        The object masks of the classes.
    saliency : dict of DecoderChoice to ndarray of shape (object classes, H, W)
        In [0, 1].
    judged : ndarray of shape (H, W), bool, or None
        False where the mask leaves pixels out; None if nowhere.
    """

    path: Path
    pixels: NDArray[np.float32]
    targets: NDArray[np.bool_]
    saliency: dict[DecoderChoice, NDArray[np.float32]]
    judged: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class _LabelledImage:
    """An image in memory with its reference mask (H, W), and notes by the file's name."""

    path: Path
    pixels: NDArray[np.float32]
    truth: NDArray[np.int16]
    mask: str
    placement: Placement
    orientation: int
    notes: list[tuple[str, str]]


def evaluate_files(
    model: Model,
    images: Sequence[StrPath],
    labels: Sequence[StrPath],
    *,
    decoder_choices: Sequence[DecoderChoice] | None = None,
    selector: ImageSelector = EVERYTHING,
    delineation: Delineation | None = None,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    strict: bool = False,
    on_sample: Callable[[Sample], None] = lambda sample: None,
    on_progress: Progress = no_progress,
    on_note: Note = no_note,
) -> list[Evaluation]:
    """Measure a model on images with reference masks.

    Threads read images ahead and measure behind while others are encoded. Memory holds the images
    that are encoded at once, as many (at least two) that were read, and two that are measured.

    Parameters
    ----------
    model : Model
    images, labels : sequence of str or path-like
        Files or folders, paired by their stems, which suffixes may follow. A mask is 0 in the
        background; with several object classes its values are class ids, unless
        `companion_options` give their classes.
    decoder_choices : sequence of DecoderChoice or None, default=None
        What to measure, for example from :func:`list_choices`; None measures the model's own.
    selector : ImageSelector, default=EVERYTHING
        As in :func:`flimbuilder.workflow.predict.predict_files`; a mask may be a stack too.
    delineation : Delineation or None, default=None
        None uses the model's own.
    companion_options : CompanionOptions, optional
        How to read what masks leave open: the class of each value, their orientation, and
        suffixes of their names. The radius is for markers.
    strict : bool, default=False
        Stop at the first image or mask that can't be used, instead of leaving it out.
    on_sample : callable, default does nothing
        Called with every measured image.
    on_progress : callable, default does nothing
        Called for every image; raises to cancel.
    on_note : callable, default does nothing
        Called with what a user should know of pairs and orientations, and if memory is short.

    Returns
    -------
    list of Evaluation
        One per decoder choice. Each image is read and encoded once. Files that were left out are
        in `failed` of each, with `path` and `message`.

    Raises
    ------
    InputError
        If no mask has the name of an image, no pair can be used, or an option has no effect; with
        `strict`, if a file can't be used.
    """
    run = _EvaluationRun(
        model,
        [model.resolve(choice) for choice in decoder_choices or (model.document.decoder,)],
        delineation=delineation or model.document.delineation,
        companion_options=companion_options,
        failures=Failures(strict),
        on_sample=on_sample,
        on_progress=on_progress,
        on_note=on_note,
    )
    with OpenImages() as files:
        paired = _pair_images(
            files,
            [Path(place) for place in images],
            [Path(place) for place in labels],
            selector.or_else(model.document.input.selection),
            companion_options.suffixes,
            run.failures,
        )
        run.measure(files, paired.pairs)
    return run.evaluations(paired)


def _pair_images(
    files: OpenImages,
    images: Sequence[Path],
    labels: Sequence[Path],
    selector: ImageSelector,
    suffixes: Sequence[str],
    failures: Failures,
) -> PairedSources:
    """Pair images and masks, and expect to read the masks."""
    places = [image for place in images for image in image_places(place, labels, suffixes)]
    sources = files.list_images(places, selector, failures)
    require_usable(sources, failures.failed)
    masks = find_masks(labels, (image.path for image in sources))
    paired = pair_sources(sources, masks, (*MASK_SUFFIXES, *suffixes))
    if not paired.pairs:
        raise InputError(
            f"{labels[0]}: no mask has the name of an image in {images[0]}; NAME.png needs a "
            "mask NAME.png or NAME_mask.png, or give another suffix with --suffix"
        )
    require_used(suffixes, [mask for _, mask in paired.pairs])
    files.expect(mask for _, mask in paired.pairs)
    return paired


@dataclass
class _EvaluationRun:
    """The settings of one call, and what was measured so far."""

    model: Model
    decoder_choices: Sequence[DecoderChoice]
    delineation: Delineation
    companion_options: CompanionOptions
    failures: Failures
    on_sample: Callable[[Sample], None]
    on_progress: Progress
    on_note: Note
    rows: dict[str, list[dict[str, float]]] = field(default_factory=dict)  # by the image's stem
    placements: dict[str, Placement] = field(default_factory=dict)  # by the name of the mask
    notes: list[tuple[str, str]] = field(default_factory=list)
    any_turned: bool = False

    def measure(self, files: OpenImages, pairs: Sequence[tuple[ImageSource, Path]]) -> None:
        """Read, encode and measure, each step on other images than the next."""
        inference: Inference[_LabelledImage] = Inference(
            self.model, self.decoder_choices, on_note=self.on_note
        )
        read = partial(
            _read,
            model=self.model,
            files=files,
            options=self.companion_options,
            strict=self.failures.strict,
        )
        classes = self.model.document.object_classes
        measured = partial(_measure_image, classes=classes, settings=self.delineation)
        done = 0

        def report(n_done: int) -> None:
            nonlocal done
            done += n_done
            self.on_progress("evaluating", done, len(pairs))

        def usable(images: Iterable[_LabelledImage | FailedFile]) -> Iterator[_LabelledImage]:
            for image in images:
                if isinstance(image, _LabelledImage):
                    yield image
                else:
                    self.failures.add(image)
                    report(1)

        report(0)
        with (
            closing(map_ahead(read, pairs, ahead=max(AHEAD, inference.batch))) as images,
            closing(map_ahead(measured, inference.run(usable(images)), eager=True)) as results,
        ):
            for labelled, sample, measures in results:
                self.placements[labelled.mask] = labelled.placement
                self.any_turned = self.any_turned or labelled.orientation != 1
                self.notes += labelled.notes
                self.rows[image_stem(sample.path)] = measures
                self.on_sample(sample)
                report(1)

    def evaluations(self, paired: PairedSources) -> list[Evaluation]:
        """Return the measures of every decoder choice."""
        require_usable(self.rows, self.failures.failed)
        require_turned(self.companion_options.frame, self.any_turned)
        for note in (*paired.notes, *orientation_notes(self.placements)):
            self.on_note(note)
        return [
            Evaluation(
                name_blocks(decoder_choice),
                decoder_choice.id,
                {stem: measures[number] for stem, measures in self.rows.items()},
                without_mask=tuple(image.name for image in paired.unpaired),
                failed=tuple(self.failures.failed),
                notes=tuple(self.notes),
            )
            for number, decoder_choice in enumerate(self.decoder_choices)
        ]


def _read(
    pair: tuple[ImageSource, Path],
    model: Model,
    files: OpenImages,
    options: CompanionOptions,
    strict: bool,
) -> _LabelledImage | FailedFile:
    image, mask = pair
    document, path = model.document, image.path
    try:
        with files.open(image.path) as file:
            data = file.read(image.selection)
        pixels = scale_image(data.pixels, name=image.description)
        shape = pixels.shape
        require_encodable(model.encoder, document.architecture, shape, image.description)
        path = mask
        with files.open(mask) as file:
            read = read_class_mask(
                file,
                (shape[0], shape[1]),
                document.object_classes,
                image.at,
                values=options.values,
                orientation=data.orientation,
                frame=options.frame,
            )
    except InputError as error:
        if strict:
            raise
        return FailedFile.of(path, error)
    notes = [(image.name, note) for note in notes_on(data, document.input.stored)]
    notes += [(mask.name, read.note)] if read.note else []
    return _LabelledImage(
        image.paired_as, pixels, read.truth, mask.name, read.placement, data.orientation, notes
    )


def _measure_image(
    decoded: InferredImage[_LabelledImage], classes: Sequence[int], settings: Delineation
) -> tuple[_LabelledImage, Sample, list[dict[str, float]]]:
    """Measure every decoder choice, on as many threads as torch may use."""
    image = decoded.image

    def measure_choice(decoder_choice: DecoderChoice) -> dict[str, float]:
        saliency, resolved = decoded.saliency[decoder_choice], settings.for_decoder(decoder_choice)
        return measure(saliency, image.truth, classes, resolved, image.pixels)

    with ThreadPoolExecutor(torch.get_num_threads()) as pool:
        measures = list(pool.map(measure_choice, decoded.saliency))
    sample = Sample(
        image.path,
        image.pixels,
        objects_of(image.truth, classes),
        decoded.saliency,
        judged_pixels(image.truth),
    )
    return image, sample, measures


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


def list_choices(
    model: Model,
    block: int | str | None = "all",
    decoder: str | None = "all",
    scale: str | None = None,
) -> list[DecoderChoice]:
    """List decoder choices that a model can serve.

    Parameters
    ----------
    model : Model
    block : int, str or None, default="all"
        A number, numbers joined by ``+`` to fuse, or ``all``; None is the model's own.
    decoder : str or None, default="all"
        A decoder's id, or ``all`` that the blocks can serve; None is the model's own. The decoder
        ``ml`` is listed once, on the blocks that it was learned on; so is ``unet``.
    scale : {"image", "training"} or None, default=None
        The scale of saliency; None is the model's own. With ``all`` decoders, ``ml`` keeps its
        own.

    Raises
    ------
    InputError
        If the model can serve none of them.
    """
    every = [(number,) for number in range(1, len(model.document.blocks) + 1)]
    blocks = every if block == "all" else [parse_blocks(block)]
    own = model.document.decoder.id  # perhaps the network of a model that was trained further
    ids = [*DECODERS, *({own} - DECODERS.keys())] if decoder == "all" else [decoder]
    decoder_choices, problems = [], []
    requests: list[tuple[tuple[int, ...] | None, str | None]] = list(product(blocks, ids))
    if block == "all":
        joint = [name for name in ids if _is_joint(model, name)]
        requests = [request for request in requests if request[1] not in joint]
        requests += [(None, name) for name in joint]  # on the blocks that they were learned on
    for block_ids, decoder_id in requests:
        try:
            has_one_scale = decoder == "all" and decoder_info(str(decoder_id)).is_probability
            wanted = None if has_one_scale else scale
            decoder_choices.append(model.choose(decoder_id, block_ids, wanted))
        except InputError as error:
            problems.append(error)
    if not decoder_choices:
        raise problems[0]
    return decoder_choices


def _is_joint(model: Model, decoder: str | None) -> bool:
    return DecoderChoice(id=decoder or model.document.decoder.id).is_joint


def write_csv(results: Sequence[Evaluation], path: Path) -> None:
    """Write the measures as a CSV table: one row per block, decoder and image.

    The name of an image that begins like a formula gets a ``'`` before it.

    Parameters
    ----------
    results : sequence of Evaluation
    path : Path
        The file.

    Raises
    ------
    SaveError
        If it can't be written.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["block", "decoder", "image", *MEASURES])
    for result in results:
        for image, row in result.per_image.items():
            measures = (row[name] for name in MEASURES)
            table.writerow([result.block, result.decoder, csv_text(image), *measures])
    write_atomically(path, text.getvalue().encode())
