"""Measure images on a cluster."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.model.inference import Inference, Note
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress
from flimbuilder.project.decoding import DecoderChoice
from flimbuilder.workflow.cluster.batches import (
    as_here,
    away,
    batches_of_images,
    require_readable,
)
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.packages import pack_model
from flimbuilder.workflow.cluster.tiles import ClusterRunner
from flimbuilder.workflow.cluster.worker import RemoteWork, own_versions
from flimbuilder.workflow.evaluation.image_measures import MeasuredPair, measure_image
from flimbuilder.workflow.evaluation.labelled_images import ImageWithTruth, TruthPair
from flimbuilder.workflow.evaluation.large_images import measure_large
from flimbuilder.workflow.evaluation.pair_reader import LargePair, PairReader
from flimbuilder.workflow.failures import FailedFile
from flimbuilder.workflow.sources import OpenImages

__all__ = ["measure_pairs"]


def measure_pairs(
    model: Model,
    reader: PairReader,
    pairs: Sequence[TruthPair],
    cluster: Cluster,
    on_progress: Progress,
    on_note: Note,
) -> Generator[MeasuredPair | FailedFile, None, None]:
    """Measure images with their truth on a cluster, and yield the results in order.

    Workers measure whole images; of a larger one they compute the tiles, and this process
    measures its objects.

    Raises
    ------
    ClusterError
        If the cluster can't compute, or its workers can't read the images.
    InputError
        If `reader` is strict and a file can't be used.
    """
    require_readable(cluster, [pair.image.path for pair in pairs[:1]])
    n_done = 0
    remote = [
        TruthPair(away(pair.image), _absolute(pair.mask), _absolute(pair.centres))
        for pair in pairs
    ]
    batches = batches_of_images(remote, lambda pair: pair.image.path, cluster.n_threads)
    work = RemoteWork(measure_pair, replace(reader, strict=False), own_versions())
    computed = cluster.run(
        pack_model(model),
        work,
        batches,
        lambda: on_progress("evaluating", n_done, len(pairs)),
        ordered=True,
    )
    with closing(computed) as outcomes:
        for number, found in outcomes:
            pair = pairs[number]
            paths = [path for path in (pair.image.path, pair.mask, pair.centres) if path]
            outcome: Outcome = as_here(found, paths, reader.strict)
            if isinstance(outcome, RemotePair):
                for message in outcome.messages:
                    on_note(message)
                yield _named_here(outcome.pair, pair.image.paired_as)
            elif isinstance(outcome, LargePair):
                yield _measure_tiles(model, reader, pair, cluster, on_progress)
            else:
                yield outcome
            n_done += 1


@dataclass(frozen=True, eq=False)
class RemotePair:
    """A measured image, and the messages of its inference."""

    pair: MeasuredPair
    messages: tuple[str, ...]


Outcome = RemotePair | LargePair | FailedFile


def measure_pair(model: Model, reader: PairReader, pair: TruthPair) -> Outcome:
    """Measure an image on a worker, unless it takes tiles."""
    messages = list[str]()
    with OpenImages() as files:
        image = reader.read(pair, model, files)
    if not isinstance(image, ImageWithTruth):
        return image
    inference: Inference[ImageWithTruth] = Inference(
        model, reader.decoder_choices, on_note=messages.append
    )
    try:
        (decoded,) = inference.run([image])
    except InputError as error:
        return FailedFile.of(pair.image.path, error)
    measured = measure_image(
        decoded,
        model.document.object_classes,
        reader.delineation,
        with_froc=reader.with_froc,
        with_sample=reader.with_sample,
    )
    return RemotePair(measured, tuple(messages))


def _measure_tiles(
    model: Model, reader: PairReader, pair: TruthPair, cluster: Cluster, on_progress: Progress
) -> MeasuredPair | FailedFile:
    """Measure an image whose tiles workers compute."""

    def new_runner(decoder_choice: DecoderChoice) -> ClusterRunner:
        return ClusterRunner(cluster, model, decoder_choice, pair.image)

    try:
        with OpenImages() as files:
            return measure_large(
                reader, pair, model, files, new_runner=new_runner, on_progress=on_progress
            )
    except InputError as error:
        if reader.strict:
            raise
        return FailedFile.of(pair.image.path, error)


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
