"""Predict images on a cluster: workers read and compute, and this process writes the results."""

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.errors import ClusterError, InputError, SaveError
from flimbuilder.model.inference import Inference, Note, no_note
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress
from flimbuilder.project.outputs import make_folder
from flimbuilder.workflow.cluster.batches import (
    as_here,
    away,
    batches_of_images,
    require_readable,
)
from flimbuilder.workflow.cluster.file_trees import FileTree, read_tree, write_tree
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.packages import pack_model
from flimbuilder.workflow.cluster.tiles import ClusterRunner
from flimbuilder.workflow.cluster.worker import RemoteWork, own_versions
from flimbuilder.workflow.failures import FailedFile, Failures
from flimbuilder.workflow.predicted import Predicted
from flimbuilder.workflow.prediction_job import LoadedImage, PredictionJob, TiledImage
from flimbuilder.workflow.sources import ImageSource, OpenImages

__all__ = ["predict_images"]


@dataclass(frozen=True)
class NamedSource:
    """An image, and its name in tables."""

    source: ImageSource
    name: str


@dataclass(frozen=True)
class PredictedFiles:
    """The results of an image, as a worker wrote them.

    Attributes
    ----------
    files : tuple of FileTree
        In the order of `Predicted.files`.
    collected : dict of str to object
        What the image adds to the files of all images.
    messages : tuple of str
        Of :class:`Inference`.
    """

    files: tuple[FileTree, ...]
    notes: tuple[str, ...]
    objects: ObjectTable | None
    collected: dict[str, Any]
    messages: tuple[str, ...]


Outcome = PredictedFiles | TiledImage | FailedFile


def predict_images(
    job: PredictionJob,
    sources: Sequence[ImageSource],
    cluster: Cluster,
    on_progress: Progress,
    on_note: Note,
) -> Generator[Predicted, None, None]:
    """Predict images on a cluster, those that are decoded whole before those that take tiles.

    Yields
    ------
    Predicted
        Of each image, in any order, after its files were written.

    Raises
    ------
    ClusterError
        If the cluster can't compute, or its workers can't read the images.
    """
    require_readable(cluster, [source.path for source in sources[:1]])
    large = list[ImageSource]()
    n_done = 0

    def report(n_more: int = 0) -> None:
        nonlocal n_done
        n_done += n_more
        on_progress("predicting", n_done, len(sources))

    report()
    with closing(_whole_images(job, sources, cluster, report)) as outcomes:
        for source, outcome in outcomes:
            if isinstance(outcome, TiledImage):
                large.append(source)
                continue
            if isinstance(outcome, FailedFile):
                job.failures.add(outcome)
            else:
                for message in outcome.messages:
                    on_note(message)
                yield _write(job, source, outcome)
            report(1)
    for source in large:
        with job.failures.trying(source.path):
            runner = ClusterRunner(cluster, job.model, job.decoder_choice, source)
            yield job.predict_tiled(source, on_progress, runner=runner)
        report(1)
    number_of = {source.path: number for number, source in enumerate(sources)}
    job.failures.failed.sort(key=lambda failed: number_of.get(failed.path, -1))


def _whole_images(
    job: PredictionJob,
    sources: Sequence[ImageSource],
    cluster: Cluster,
    on_wait: Callable[[], None],
) -> Generator[tuple[ImageSource, Outcome], None, None]:
    # Workers have the model apart, and open files themselves.
    remote = replace(
        job,
        model=cast(Any, None),
        files=cast(Any, None),
        on_note=no_note,
        names={},
        collected={},
    )
    items = [NamedSource(away(source), job.names[source]) for source in sources]
    batches = batches_of_images(items, lambda item: item.source.path, cluster.n_threads)
    work = RemoteWork(predict_image, remote, own_versions())
    computed = cluster.run(pack_model(job.model), work, batches, on_wait)
    with closing(computed) as outcomes:
        for number, outcome in outcomes:
            path, strict = sources[number].path, job.failures.strict
            yield sources[number], as_here(outcome, [path], strict)


def predict_image(model: Model, job: PredictionJob, item: NamedSource) -> Outcome:
    """Predict an image on a worker, and return the content of its files."""
    source, messages = item.source, list[str]()
    with tempfile.TemporaryDirectory(prefix="flimbuilder-") as name, OpenImages() as files:
        own = replace(
            job,
            model=model,
            out=None if job.out is None else Path(name, "out"),
            outputs={output_id: Path(name, output_id) for output_id in job.outputs},
            files=files,
            failures=Failures(),
            names={source: item.name},
            collected={},
        )
        loaded = own.read(source)
        if not isinstance(loaded, LoadedImage):
            return loaded
        for folder in own.folders:
            make_folder(folder)
        inference: Inference[LoadedImage] = Inference(
            model, [job.decoder_choice], maps=job.activations, on_note=messages.append
        )
        try:
            (decoded,) = inference.run([loaded])
            written = own.write(decoded)
        except InputError as error:
            return FailedFile.of(source.path, error)
        except SaveError as error:
            raise ClusterError(f"a worker can't write temporary files: {error}") from None
        return PredictedFiles(
            tuple(read_tree(path) for path in written.files),
            written.notes,
            written.objects,
            own.collected.get(source, {}),
            tuple(messages),
        )


def _write(job: PredictionJob, source: ImageSource, results: PredictedFiles) -> Predicted:
    """Write the files of an image, and collect its rows for the files of all images."""
    predicted = replace(job.planned(source, results.notes), objects=results.objects)
    for path, content in zip(predicted.files, results.files, strict=True):
        write_tree(path, content)
    if results.collected:
        job.collected[source] = results.collected
    return predicted
