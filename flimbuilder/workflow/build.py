"""Build a project: learn its encoder, train its decoder, and write the model."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from pydantic import ValidationError
from torch import Tensor

from flimbuilder.errors import InputError, LearnError
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.decoding import check_decoder
from flimbuilder.model.description import describe_model
from flimbuilder.model.document import MODEL_FILE, ModelDocument
from flimbuilder.model.first_blocks import read_first_blocks, require_start_kept
from flimbuilder.model.folder import (
    STATE_DICT_FILE,
    TENSOR_FILE,
    read_model_folder,
    read_state_dict,
    require_replaceable,
)
from flimbuilder.model.memory import peak_rss_mb
from flimbuilder.model.model import Model
from flimbuilder.model.pixels import ProjectFiles, marked_images
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import MOST_RESTARTS
from flimbuilder.project.decoders import MARKER_DECODER
from flimbuilder.project.decoding import DecoderChoice, name_block
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.outputs import default_model_folder
from flimbuilder.project.project import Project
from flimbuilder.tasks.identification.document import require_no_classifier
from flimbuilder.workflow.build_notes import (
    border_notes,
    edit_notes,
    range_notes,
    share_notes,
    shortfall_notes,
)
from flimbuilder.workflow.object_sizes import learn_object_sizes
from flimbuilder.workflow.readiness import find_obstacle, marker_notes
from flimbuilder.workflow.saved_build import write_saved_build
from flimbuilder.workflow.train_decoder import (
    MarkerResults,
    require_masks,
    train_on_masks,
    training_scale,
)

__all__ = [
    "Build",
    "RebuildComparison",
    "build",
    "build_project",
    "compare_models",
    "read_training_images",
    "with_learning_options",
]

NOT_LEARNED = {"app_version", "environment"}
SOURCES: dict[str, Any] = {  # of kernels; models of older versions lack them
    "blocks": {"__all__": {part: {"__all__": {"sources"}} for part in ("kernels", "deleted")}}
}
ALLOWED = {
    "standardise": "choose none, mean or standard",
    "selection": "choose none, fisher or auc",
    "restarts": f"give 1 to {MOST_RESTARTS}",
}


@dataclass(frozen=True)
class Build:
    """The result of a build.

    Attributes
    ----------
    model : Model
    learned : LearnedEncoder
    seconds : dict of str to float
        Of the stages ``read`` (images), ``learn``, ``weigh`` (the decoder ``ml``), ``scale`` (the
        levels of the training images), ``train`` (the project's decoder), ``split`` (the size of
        objects), ``write`` (the model) and ``total``; only stages that ran are listed.
    peak_rss_mb : float
        Peak memory of the process.
    notes : tuple of str
        Notes for the user, such as classes without markers.
    decoder_fault : str or None, default=None
        Why the model does not have the project's decoder; None if it has.
    """

    model: Model
    learned: LearnedEncoder
    seconds: dict[str, float]
    peak_rss_mb: float
    notes: tuple[str, ...]
    decoder_fault: str | None = None


@dataclass(frozen=True)
class RebuildComparison:
    """How two models differ.

    Attributes
    ----------
    differs : tuple of str
        Fields of ``model.json`` and tensor files that differ.
    largest_difference : float or None
        Over all weights and biases; None if shapes differ.
    """

    differs: tuple[str, ...]
    largest_difference: float | None

    @property
    def identical(self) -> bool:
        """Whether nothing differs."""
        return not self.differs


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    seconds[name] = round(time.perf_counter() - start, 4)


def build_project(
    project: StrPath | ProjectFolder,
    *,
    out: StrPath | None = None,
    device: torch.device | None = None,
    search: Sequence[StrPath] = (),
    on_progress: Progress = no_progress,
) -> Build:
    """Learn the encoder of a project folder.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out.
    out : str, path-like or None, default=None
        The model folder to write; None writes nothing.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to cancel.

    Returns
    -------
    Build
    """
    opened = project if isinstance(project, ProjectFolder) else open_project(project)
    files = ProjectFiles(opened.path, [Path(folder) for folder in search])
    model_folder = None if out is None else Path(out)
    return build(opened.project, files, out=model_folder, device=device, on_progress=on_progress)


def build(
    project: Project,
    files: ProjectFiles,
    *,
    out: Path | None = None,
    device: torch.device | None = None,
    fallback: DecoderChoice | None = None,
    memory: StepResults | None = None,
    with_marker_results: bool = True,
    on_progress: Progress = no_progress,
) -> Build:
    """Learn the encoder of a project.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
        Its images and masks.
    out : Path or None, default=None
        The model folder to write; None writes nothing. Beside the project's usual one, the build
        is written for the window.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    fallback : DecoderChoice or None, default=None
        The model's decoder if the project's can't be trained; None raises instead.
    memory : StepResults or None, default=None
        Cache of the steps of earlier builds; see :func:`flimbuilder.flim.learner.learn`.
    with_marker_results : bool, default=True
        Learn the decoder ``ml`` and the levels of the training images even if the project's
        decoder does not need them.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to cancel.

    Returns
    -------
    Build

    Raises
    ------
    LearnError, InputError
        If no encoder or decoder can be learned.
    ModelError
        If the encoder begins with blocks of another model, which is missing, has changed, or
        reads images of other channels.
    SaveError
        If the model can't be written.
    """
    seconds: dict[str, float] = {}
    obstacle = find_obstacle(project)
    if obstacle is not None and marked_images(project):
        raise LearnError(f"{files.folder}: {obstacle}")
    if fallback is None:
        check_decoder(project)
        require_masks(project, files)
    if out is not None:
        require_replaceable(out)
        require_no_classifier(out)
        require_start_kept(project.architecture, files.folder, out)
    with _timed(seconds, "total"):
        with _timed(seconds, "read"):
            images = read_training_images(project, files, on_progress)
        ranges = range_notes(project, images)
        with _timed(seconds, "learn"), _explaining(ranges):
            learned = _learn(project, files, images, device, memory, on_progress)
        results = MarkerResults(training_scale(project, learned, images, memory))
        if with_marker_results or project.decoder.id == MARKER_DECODER:
            with _timed(seconds, "weigh"):
                results = results.with_decoder(project, learned, images, on_progress)
        if with_marker_results:
            with _timed(seconds, "scale"):
                results = results.with_levels()
        model, decoder_fault = _model(
            project, files, learned, images, results, fallback, seconds, on_progress
        )
        unsplit = None
        if with_marker_results and project.delineation.split == "auto":
            with _timed(seconds, "split"):
                model, unsplit = _with_object_sizes(model, images)
        if out is not None:
            with _timed(seconds, "write"):
                model.write(out)
                if out.resolve() == default_model_folder(files.folder).resolve():
                    write_saved_build(files.folder, project, learned)
    notes = (
        *ranges,
        *border_notes(project),
        *marker_notes(project),
        *([results.fault] if results.fault not in (None, decoder_fault) else []),
        *([unsplit] if unsplit is not None else []),
        *share_notes(project),
        *shortfall_notes(learned),
        *edit_notes(project, learned),
    )
    return Build(model, learned, seconds, peak_rss_mb(), notes, decoder_fault)


def _learn(
    project: Project,
    files: ProjectFiles,
    images: Sequence[TrainingImage],
    device: torch.device | None,
    memory: StepResults | None,
    on_progress: Progress,
) -> LearnedEncoder:
    """Learn the blocks, after those of another model if the encoder begins with such."""
    channels = images[0].pixels.shape[2]
    return learn(
        images,
        project.architecture,
        edits=project.kernel_edits,
        seed=project.seed,
        device=device or "cpu",
        on_progress=on_progress,
        memory=memory,
        first_blocks=read_first_blocks(project.architecture, files.folder, channels),
    )


def _model(
    project: Project,
    files: ProjectFiles,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    results: MarkerResults,
    fallback: DecoderChoice | None,
    seconds: dict[str, float],
    on_progress: Progress,
) -> tuple[Model, str | None]:
    """Return the model, and why it lacks the project's decoder (None if it has it)."""

    def model_with(decoder: DecoderChoice) -> Model:
        complete = project.with_(decoder=decoder)
        document = describe_model(complete, learned, results.decoder, results.levels)
        return Model(document, learned.encoder)

    try:
        decoder = _learn_decoder(project, files, learned, images, results, seconds, on_progress)
        return model_with(decoder), None
    except (InputError, LearnError) as error:
        if fallback is None:
            raise
        return model_with(fallback), str(error)


def _with_object_sizes(model: Model, images: Sequence[TrainingImage]) -> tuple[Model, str | None]:
    """Learn how touching objects are separated; if that fails, don't split, and return why."""
    delineation, fault = model.document.delineation, None
    try:
        split = learn_object_sizes(model, images, delineation)
    except LearnError as error:
        split, fault = None, f"touching objects are not separated: {error}"
    document = model.document.with_(delineation=delineation.with_(split=split))
    return replace(model, document=document), fault


def _learn_decoder(
    project: Project,
    files: ProjectFiles,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    results: MarkerResults,
    seconds: dict[str, float],
    on_progress: Progress,
) -> DecoderChoice:
    """Return the project's decoder with the weights and the scale that a build learns."""
    check_decoder(project)
    decoder = project.decoder
    if decoder.id == MARKER_DECODER:
        if results.decoder is None:
            raise LearnError(str(results.fault))
        return results.decoder
    if decoder.weights_source == "trained":
        with _timed(seconds, "train"):
            block = decoder.block or len(learned.blocks)
            maxima = results.scale.maxima[block] if decoder.scale == "training" else None
            decoder = train_on_masks(project, files, learned, images, on_progress, maxima)
    if decoder.scale == "training":
        decoder = results.complete(name_block(decoder, len(learned.blocks)))
    return decoder


def read_training_images(
    project: Project, files: ProjectFiles, on_progress: Progress = no_progress
) -> list[TrainingImage]:
    """Read the marked training images of a project, by id.

    Raises
    ------
    LearnError
        If no training image has markers.
    ImageError
        If an image is missing, has changed or can't be read.
    """
    marked = marked_images(project)
    if not marked:
        raise LearnError(
            f"{files.folder}: no image with the role 'train' has markers; "
            "add them with 'flimbuilder import PROJECT --images DIR --markers DIR'"
        )
    images = []
    for count, entry in enumerate(marked):
        on_progress("reading images", count, len(marked))
        pixels = files.source(entry)
        images.append(TrainingImage(entry.id, pixels, project.markers_of(entry.id).markers))
    return images


def compare_models(rebuilt: Model, folder: Path) -> RebuildComparison:
    """Compare a rebuilt model with a stored one: the document, and both files of tensors.

    The versions of libraries are not compared; they need not change what is learned.

    Raises
    ------
    ModelError
        If no model is stored, or it can't be read.
    """
    document, tensors = read_model_folder(folder)
    stored = {TENSOR_FILE: tensors, STATE_DICT_FILE: read_state_dict(folder)}
    tensors = rebuilt.tensors()
    distances = {name: _largest_difference(tensors, other) for name, other in stored.items()}
    differs = [
        *_differing_fields(rebuilt.document, document),
        *(name for name, distance in distances.items() if distance != 0),
    ]
    known = [distance for distance in distances.values() if distance is not None]
    return RebuildComparison(tuple(differs), max(known) if len(known) == len(stored) else None)


def _differing_fields(rebuilt: ModelDocument, stored: ModelDocument) -> list[str]:
    has_sources = any(kernel.sources for block in stored.blocks for kernel in block.kernels)
    left_out = NOT_LEARNED if has_sources else {**dict.fromkeys(NOT_LEARNED, True), **SOURCES}
    new, old = (document.model_dump(exclude=left_out) for document in (rebuilt, stored))
    names = dict.fromkeys((*new, *old))  # fields without a value are not dumped
    return [f"{MODEL_FILE}: {name}" for name in names if new.get(name) != old.get(name)]


def _largest_difference(new: Mapping[str, Tensor], old: Mapping[str, Tensor]) -> float | None:
    """Return 0 only for equal tensors, infinity if a tensor holds NaN, None for other shapes."""
    shapes = [{name: tensor.shape for name, tensor in state.items()} for state in (new, old)]
    if shapes[0] != shapes[1]:
        return None
    distances = [
        (tensor.double() - old[name].double()).abs().max() for name, tensor in new.items()
    ]
    return float(torch.stack(distances).nan_to_num(nan=math.inf).max())


def with_learning_options(
    project: Project,
    *,
    standardise: str | None = None,
    selection: str | None = None,
    restarts: int | None = None,
) -> Project:
    """Return a project with other settings of learning; None keeps a setting.

    Parameters
    ----------
    project : Project
    standardise, selection, restarts
        Fields of :class:`~flimbuilder.project.architecture.Architecture`.

    Raises
    ------
    InputError
        If a value is not allowed, or has no effect; the message names the option of
        ``flimbuilder build``.
    """
    options = {"standardise": standardise, "selection": selection, "restarts": restarts}
    architecture = project.architecture
    for name, value in options.items():
        if value is not None:
            try:
                architecture = architecture.with_(**{name: value})
            except ValidationError:
                raise InputError(f"--{name} {value!r:.60}: {ALLOWED[name]}") from None
    if restarts not in {None, 1} and not architecture.reduces_by("kmeans"):
        raise InputError(
            f"--restarts {restarts}: has no effect, as k-means reduces no block; leave it out"
        )
    if selection not in {None, "none"} and not architecture.reduces_by("kmeans", "pca"):
        raise InputError(
            f"--selection {selection}: has no effect, as no block reduces the kernels of each "
            "class; leave it out"
        )
    return project.with_(architecture=architecture)


@contextmanager
def _explaining(notes: Sequence[str]) -> Iterator[None]:
    """Append the first note to an error of learning."""
    try:
        yield
    except LearnError as error:
        raise LearnError("; ".join([str(error), *notes[:1]])) from None
