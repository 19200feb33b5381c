"""Measure images on a cluster."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import CompanionOptions
from flimbuilder.model.inference import Inference, Note
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.workflow.cluster.batches import (
    as_here,
    away,
    batches_of_images,
    require_readable,
)
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.packages import pack_model
from flimbuilder.workflow.cluster.worker import RemoteWork, own_versions
from flimbuilder.workflow.evaluation.image_measures import MeasuredPair, measure_image
from flimbuilder.workflow.evaluation.labelled_images import (
    ImageWithTruth,
    ObjectSettings,
    TruthPair,
)
from flimbuilder.workflow.evaluation.large_images import (
    LargePair,
    LargeSettings,
    PairReader,
    measure_large,
)
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.sources import OpenImages

__all__ = ["EvaluationJob", "measure_pairs"]


@dataclass(frozen=True)
class EvaluationJob:
    """The settings of an evaluation; see `evaluate_files`."""

    decoder_choices: tuple[DecoderChoice, ...]
    delineation: Delineation
    companion_options: CompanionOptions
    objects: ObjectSettings | None
    with_froc: bool
    with_sample: bool
    large: LargeSettings

    @property
    def reader(self) -> PairReader:
        """What reads and measures on a worker."""
        return PairReader(
            self.decoder_choices,
            self.delineation,
            self.companion_options,
            self.objects,
            with_sample=self.with_sample,
            large=self.large,
        )


def measure_pairs(
    model: Model,
    job: EvaluationJob,
    pairs: Sequence[TruthPair],
    cluster: Cluster,
    strict: bool,
    on_wait: Callable[[], None],
    on_note: Note,
) -> Generator[MeasuredPair | FailedFile, None, None]:
    """Measure images with their truth on a cluster, and yield the results in order.

    Raises
    ------
    ClusterError
        If the cluster can't compute, or its workers can't read the images.
    InputError
        If `strict` and a file can't be used.
    """
    require_readable(cluster, [pair.image.path for pair in pairs[:1]])
    remote = [
        TruthPair(away(pair.image), _absolute(pair.mask), _absolute(pair.centres))
        for pair in pairs
    ]
    batches = batches_of_images(remote, lambda pair: pair.image.path, cluster.n_threads)
    work = RemoteWork(measure_pair, job, own_versions())
    computed = cluster.run(pack_model(model), work, batches, on_wait, ordered=True)
    with closing(computed) as outcomes:
        for number, found in outcomes:
            pair = pairs[number]
            paths = [path for path in (pair.image.path, pair.mask, pair.centres) if path]
            outcome = as_here(found, paths, strict)
            if isinstance(outcome, FailedFile):
                yield outcome
                continue
            for message in outcome.messages:
                on_note(message)
            yield _named_here(outcome.pair, pair.image.paired_as)


@dataclass(frozen=True, eq=False)
class RemotePair:
    """A measured image, and the messages of its inference."""

    pair: MeasuredPair
    messages: tuple[str, ...]


def measure_pair(model: Model, job: EvaluationJob, pair: TruthPair) -> RemotePair | FailedFile:
    """Measure an image on a worker."""
    messages = list[str]()
    with OpenImages() as files:
        image = job.reader.read(pair, model, files)
        if isinstance(image, LargePair):
            try:
                return RemotePair(measure_large(job.reader, pair, model, files), ())
            except InputError as error:
                return FailedFile.of(pair.image.path, error)
    if isinstance(image, FailedFile):
        return image
    inference: Inference[ImageWithTruth] = Inference(
        model, job.decoder_choices, on_note=messages.append
    )
    try:
        (decoded,) = inference.run([image])
    except InputError as error:
        return FailedFile.of(pair.image.path, error)
    classes = model.document.object_classes
    measured = measure_image(
        decoded, classes, job.delineation, with_froc=job.with_froc, with_sample=job.with_sample
    )
    return RemotePair(measured, tuple(messages))


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else path.absolute()


def _named_here(measured: MeasuredPair, path: Path) -> MeasuredPair:
    """Return a measured image by its path on this machine."""
    sample = measured.sample
    return replace(
        measured,
        record=replace(measured.record, path=path),
        sample=None if sample is None else replace(sample, path=path),
    )
