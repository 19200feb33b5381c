"""Measure the saliency and masks of a model against reference masks."""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flimbuilder.analysis.instances.summary import FrocSummary, InstanceSummary
from flimbuilder.errors import InputError, counted, listed
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.imaging.orientation import Placement, orientation_notes, require_turned
from flimbuilder.model.decoding import name_blocks
from flimbuilder.model.inference import Inference, Note, no_note
from flimbuilder.model.memory import WHOLE_BYTES
from flimbuilder.model.model import Model
from flimbuilder.model.pipeline import AHEAD, map_ahead
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.files import StrPath
from flimbuilder.project.selection import image_stem
from flimbuilder.workflow.companions import PairedSources
from flimbuilder.workflow.evaluation.evaluation import Evaluation, Sample
from flimbuilder.workflow.evaluation.image_measures import (
    ImageMeasures,
    MeasuredPair,
    measure,
    measure_image,
    measure_masks,
)
from flimbuilder.workflow.evaluation.labelled_images import (
    ImageWithTruth,
    ObjectSettings,
    TruthPair,
    pair_truth,
)
from flimbuilder.workflow.evaluation.large_images import measure_large
from flimbuilder.workflow.evaluation.pair_reader import LargePair, LargeSettings, PairReader
from flimbuilder.workflow.failures import FailedFile, Failures, require_usable
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector, OpenImages
from flimbuilder.workflow.tissue import SLIDES, TissueChoice

if TYPE_CHECKING:
    from flimbuilder.workflow.cluster.futures import Cluster

__all__ = ["evaluate_files", "ignore_sample", "measure", "measure_masks"]


def ignore_sample(sample: Sample) -> None:
    """Ignore a measured image."""


def evaluate_files(
    model: Model,
    images: Sequence[StrPath],
    labels: Sequence[StrPath] = (),
    *,
    decoder_choices: Sequence[DecoderChoice] | None = None,
    selector: ImageSelector = EVERYTHING,
    delineation: Delineation | None = None,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    objects: ObjectSettings | None = None,
    memory: int = WHOLE_BYTES,
    tissue: TissueChoice = SLIDES,
    strict: bool = False,
    cluster: "Cluster | None" = None,
    on_sample: Callable[[Sample], None] = ignore_sample,
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
        `companion_options` give their classes. Without masks, `objects` must give centres.
    decoder_choices : sequence of DecoderChoice or None, default=None
        What to measure; None measures the model's own.
    selector : ImageSelector, default=EVERYTHING
        As in :func:`flimbuilder.workflow.predict.predict_files`; a mask may be a stack too.
    delineation : Delineation or None, default=None
        None uses the model's own.
    companion_options : CompanionOptions, optional
        How to read what masks leave open: the class of each value, their orientation, and
        suffixes of their names. The radius is for markers.
    objects : ObjectSettings or None, default=None
        Also measure separate objects, against the numbers or regions of masks, or centres.
    memory : int, default=2 * 10**9
        Bytes that an image may take, by an estimate, to be measured whole. Of a larger one, only
        the objects are measured, in tiles. Without `objects`, all images are measured whole.
    tissue : TissueChoice, optional
        The part of images in tiles to predict, as in
        :func:`flimbuilder.workflow.predict.predict_files`.
    strict : bool, default=False
        Stop at the first image or mask that can't be used, instead of leaving it out.
    cluster : Cluster or None, default=None
        Compute on a cluster, as in :func:`flimbuilder.workflow.predict.predict_files`.
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
        If there are neither masks nor centres, none has the name of an image, no pair can be
        used, or an option has no effect; with `strict`, if a file can't be used.
    """
    if not labels and (objects is None or not objects.centres):
        raise InputError("nothing to measure against; give masks, or centres of objects")
    run = _EvaluationRun(
        model,
        [model.resolve(choice) for choice in decoder_choices or (model.document.decoder,)],
        delineation=delineation or model.document.delineation,
        companion_options=companion_options,
        objects=objects,
        large=LargeSettings(memory, tissue),
        failures=Failures(strict),
        on_sample=on_sample,
        on_progress=on_progress,
        on_note=on_note,
    )
    with OpenImages() as files:
        pairs, paired = pair_truth(
            files,
            [Path(place) for place in images],
            [Path(place) for place in labels],
            objects,
            selector.or_else(model.document.input.selection),
            companion_options.suffixes,
            run.failures,
        )
        run.measure(files, pairs, cluster)
    return run.evaluations(paired)


@dataclass
class _EvaluationRun:
    """The settings of one call, and what was measured so far."""

    model: Model
    decoder_choices: Sequence[DecoderChoice]
    delineation: Delineation
    companion_options: CompanionOptions
    objects: ObjectSettings | None
    large: LargeSettings
    failures: Failures
    on_sample: Callable[[Sample], None]
    on_progress: Progress
    on_note: Note
    rows: dict[str, list[ImageMeasures]] = field(default_factory=dict)  # by the image's stem
    without_centres: list[str] = field(default_factory=list)
    with_regions: list[str] = field(default_factory=list)  # masks that number no objects
    placements: dict[str, Placement] = field(default_factory=dict)  # by the name of the mask
    notes: list[tuple[str, str]] = field(default_factory=list)
    any_turned: bool = False

    def measure(
        self, files: OpenImages, pairs: Sequence[TruthPair], cluster: "Cluster | None"
    ) -> None:
        """Measure all images here or on a cluster, and keep what the evaluations need."""
        done = 0

        def report(n_done: int = 0) -> None:
            nonlocal done
            done += n_done
            self.on_progress("evaluating", done, len(pairs))

        report()
        if cluster is None:
            measured = self._measure_here(files, pairs, report)
        else:
            measured = self._measure_on(cluster, pairs, report)
        with closing(measured) as results:
            for result in results:
                record = result.record
                if record.mask:
                    self.placements[record.mask] = record.placement
                if self.objects is not None and not record.has_objects:
                    self.without_centres.append(record.path.name)
                if record.has_regions:
                    self.with_regions.append(record.mask)
                self.any_turned = self.any_turned or record.orientation != 1
                self.notes += record.notes
                self.rows[image_stem(record.path)] = result.measures
                if result.sample is not None:
                    self.on_sample(result.sample)
                report(1)
        stems = [image_stem(pair.image.paired_as) for pair in pairs]
        self.rows = {stem: self.rows[stem] for stem in stems if stem in self.rows}

    def _measure_here(
        self, files: OpenImages, pairs: Sequence[TruthPair], report: Callable[[int], None]
    ) -> Generator[MeasuredPair, None, None]:
        """Read, encode and measure, each step on other images than the next."""
        inference: Inference[ImageWithTruth] = Inference(
            self.model, self.decoder_choices, on_note=self.on_note
        )
        reader, large = self._reader, list[MeasuredPair]()
        read = partial(reader.read, model=self.model, files=files)
        measured = partial(
            measure_image,
            classes=self.model.document.object_classes,
            settings=self.delineation,
            with_froc=reader.with_froc,
            with_sample=reader.with_sample,
        )

        def small(
            images: Iterable[ImageWithTruth | LargePair | FailedFile],
        ) -> Iterator[ImageWithTruth]:
            for image in images:
                if isinstance(image, ImageWithTruth):
                    yield image
                    continue
                if isinstance(image, FailedFile):
                    self.failures.add(image)
                else:
                    pair = image.pair
                    with self.failures.trying(pair.image.path):
                        large.append(
                            measure_large(
                                reader, pair, self.model, files, on_progress=self.on_progress
                            )
                        )
                        continue
                report(1)

        with (
            closing(map_ahead(read, pairs, ahead=max(AHEAD, inference.batch))) as images,
            closing(map_ahead(measured, inference.run(small(images)), eager=True)) as results,
        ):
            for result in results:
                yield from _taken(large)
                yield result
        yield from _taken(large)

    def _measure_on(
        self, cluster: "Cluster", pairs: Sequence[TruthPair], report: Callable[[int], None]
    ) -> Generator[MeasuredPair, None, None]:
        """Let workers read, encode and measure."""
        from flimbuilder.workflow.cluster.evaluation import measure_pairs

        outcomes = measure_pairs(
            self.model, self._reader, pairs, cluster, self.on_progress, self.on_note
        )
        with closing(outcomes):
            for outcome in outcomes:
                if isinstance(outcome, FailedFile):
                    self.failures.add(outcome)
                    report(1)
                else:
                    yield outcome

    @property
    def _reader(self) -> PairReader:
        return PairReader(
            tuple(self.decoder_choices),
            self.delineation,
            self.companion_options,
            self.objects,
            self.failures.strict,
            self.on_sample is not ignore_sample,
            self.large,
        )

    def evaluations(self, paired: PairedSources) -> list[Evaluation]:
        """Return the measures of every decoder choice."""
        require_usable(self.rows, self.failures.failed)
        require_turned(self.companion_options.frame, self.any_turned)
        notes = (*paired.notes, *orientation_notes(self.placements), *self._notes_on_objects())
        for note in notes:
            self.on_note(note)
        return [
            Evaluation(
                name_blocks(decoder_choice),
                decoder_choice.id,
                {stem: of_choices[number].row for stem, of_choices in self.rows.items()},
                without_mask=tuple(image.name for image in paired.unpaired),
                failed=tuple(self.failures.failed),
                notes=tuple(self.notes),
                **self._summaries(number),
            )
            for number, decoder_choice in enumerate(self.decoder_choices)
        ]

    def _notes_on_objects(self) -> Iterator[str]:
        if self.without_centres:
            count = counted(len(self.without_centres), "image")
            yield f"no centres for {count}: {listed(self.without_centres)}"
        if self.with_regions:
            count = counted(len(self.with_regions), "mask")
            yield (
                f"{count} without a number for each object: connected regions count as objects, "
                "and those that touch as one"
            )

    def _summaries(self, number: int) -> dict[str, Any]:
        """Return the summaries of the objects by one decoder choice."""
        found = {
            stem: of_choices[number].objects
            for stem, of_choices in self.rows.items()
            if of_choices[number].objects is not None
        }
        objects = {stem: measured for stem, measured in found.items() if measured is not None}
        if self.objects is None:
            return {}
        if not objects:
            raise InputError("no image with centres could be measured; check their names")
        truth: Any = "regions" if self.with_regions else "numbers"
        summary = InstanceSummary(
            {stem: measured.counts for stem, measured in objects.items()},
            "centres" if self.objects.centres else truth,
        )
        if not self.objects.froc:
            return {"instances": summary}
        rules = next(iter(objects.values())).hits
        hits = {rule: [measured.hits[rule] for measured in objects.values()] for rule in rules}
        return {"instances": summary, "froc": FrocSummary(hits, self.objects.per)}


def _taken(measured: list[MeasuredPair]) -> Iterator[MeasuredPair]:
    """Take all items out of a list."""
    while measured:
        yield measured.pop(0)
