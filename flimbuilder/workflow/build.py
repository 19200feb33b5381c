"""From a project to an encoder."""

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from flimbuilder.errors import InputError, LearnError, counted, listed
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage
from flimbuilder.model.decoding import check_decoder
from flimbuilder.model.document import MODEL_FILE, ModelDocument
from flimbuilder.model.folder import (
    STATE_DICT_FILE,
    TENSOR_FILE,
    read_model_folder,
    read_state_dict,
    require_replaceable,
)
from flimbuilder.model.memory import peak_rss_mb
from flimbuilder.model.model import Model, describe_model
from flimbuilder.model.pixels import ProjectFiles, is_marked, marked_images
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.project.project import (
    AUTO_DECODER,
    ClusterIdentity,
    DecoderChoice,
    KernelIdentity,
    Project,
)
from flimbuilder.workflow.auto_decoder import chosen_project
from flimbuilder.workflow.train_decoder import require_masks, trained_project

__all__ = [
    "Build",
    "RebuildComparison",
    "build",
    "build_project",
    "compare_models",
    "read_training_images",
]

NOT_LEARNED = {"app_version", "environment"}


@dataclass(frozen=True)
class Build:
    """A model fresh from its project.

    Attributes
    ----------
    model : Model
    learned : LearnedEncoder
    seconds : dict of str to float
        ``read`` (images), ``learn``, ``train`` or ``choose`` where the decoder was trained or
        chosen, ``write`` where the model was written, and ``total``.
    peak_rss_mb : float
        Most memory that the process ever held.
    notes : tuple of str
        What a user should know, such as images that gave nothing.
    decoder_fault : str or None, default=None
        Why the model has another decoder than its project asks for; None where it has that.
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
        Where: fields of ``model.json``, and files of tensors.
    largest_difference : float or None
        Over all weights and biases; None where their shapes differ.
    """

    differs: tuple[str, ...]
    largest_difference: float | None

    @property
    def identical(self) -> bool:
        """Whether they differ nowhere."""
        return not self.differs


@dataclass
class _Stopwatch:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 4)


def build_project(
    opened: ProjectFolder,
    *,
    out: Path | None = None,
    device: torch.device | None = None,
    search: Sequence[Path] = (),
    on_progress: Progress = no_progress,
) -> Build:
    """Learn the encoder of a saved project and write it.

    Parameters
    ----------
    opened : ProjectFolder
        The project as saved is built; edits in its journal are not.
    out, device
        As of :func:`build`.
    search : sequence of Path, default=()
        Where to look for images that have moved.
    on_progress : callable, default does nothing
        As of :func:`build`.

    Returns
    -------
    Build
    """
    files = ProjectFiles(opened.path, search)
    return build(opened.project, files, out=out, device=device, on_progress=on_progress)


def build(
    project: Project,
    files: ProjectFiles,
    *,
    out: Path | None = None,
    device: torch.device | None = None,
    fallback: DecoderChoice | None = None,
    memory: StepResults | None = None,
    on_progress: Progress = no_progress,
) -> Build:
    """Learn the encoder of a project.

    Parameters
    ----------
    project : Project
    files : ProjectFiles
        Its images and masks.
    out : Path or None, default=None
        The model folder; None writes nothing.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    fallback : DecoderChoice or None, default=None
        The model's decoder where the project's own cannot be had; None raises.
    memory : StepResults or None, default=None
        Cache of the steps of earlier builds; see :func:`flimbuilder.flim.learner.learn`.
    on_progress : callable, default does nothing
        Called with (stage, steps done, steps in all); stops the build by raising.

    Returns
    -------
    Build

    Raises
    ------
    LearnError, InputError
        Where no encoder can be learned, or its decoder not be had.
    SaveError
        Where the model cannot be written.
    """
    watch = _Stopwatch()
    if fallback is None:
        check_decoder(project)
        require_masks(project, files)
    if out is not None:
        require_replaceable(out)
    with watch.time("total"):
        with watch.time("read"):
            images = read_training_images(project, files, on_progress)
        with watch.time("learn"):
            learned = learn(
                images,
                project.architecture,
                edits=project.kernel_edits,
                seed=project.seed,
                device=device or "cpu",
                on_progress=on_progress,
                memory=memory,
            )
        model, fault = _model(project, files, learned, images, fallback, watch, on_progress)
        if out is not None:
            with watch.time("write"):
                model.write(out)
    notes = (
        *_unmarked(project),
        *_shortfalls(learned),
        *_unmatched(project, learned),
        *_changed(project, learned),
    )
    return Build(model, learned, watch.seconds, peak_rss_mb(), notes, fault)


def _model(
    project: Project,
    files: ProjectFiles,
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    fallback: DecoderChoice | None,
    watch: _Stopwatch,
    on_progress: Progress,
) -> tuple[Model, str | None]:
    """Return the model of what was learned, and why it has not the project's decoder, if so."""
    try:
        check_decoder(project)
        if project.decoder.weights_source == "trained":
            with watch.time("train"):
                project = trained_project(project, files, learned, images, on_progress)
        elif project.decoder.id == AUTO_DECODER:
            with watch.time("choose"):
                project = chosen_project(project, files, learned, images, on_progress)
        return Model(describe_model(project, learned), learned.encoder), None
    except (InputError, LearnError) as error:
        if fallback is None:
            raise
        document = describe_model(project.with_(decoder=fallback), learned)
        return Model(document, learned.encoder), str(error)


def read_training_images(
    project: Project, files: ProjectFiles, on_progress: Progress = no_progress
) -> list[TrainingImage]:
    """Read the marked training images of a project, by id.

    Raises
    ------
    LearnError
        Where there is none.
    ImageError
        Where one is missing, changed or cannot be read.
    """
    marked = marked_images(project)
    if not marked:
        raise LearnError(
            f"{files.folder}: no image with the role 'train' has markers; "
            "bring them in with 'flimbuilder import PROJECT --images DIR --markers DIR'"
        )
    images = []
    for count, entry in enumerate(marked):
        on_progress("reading images", count, len(marked))
        pixels = files.source(entry)
        images.append(TrainingImage(entry.id, pixels, project.markers_of(entry.id).markers))
    return images


def compare_models(rebuilt: Model, folder: Path) -> RebuildComparison:
    """Compare a rebuilt model with a stored one: its words, and the tensors in both its files.

    The versions of the libraries are not compared: they need not change what was learned.

    Raises
    ------
    ModelError
        Where there is no stored model, or it cannot be read.
    """
    document, tensors = read_model_folder(folder)
    stored = {TENSOR_FILE: tensors, STATE_DICT_FILE: read_state_dict(folder)}
    ours = rebuilt.tensors()
    distances = {name: _largest_difference(ours, theirs) for name, theirs in stored.items()}
    differs = [
        *_differing_fields(rebuilt.document, document),
        *(name for name, distance in distances.items() if distance != 0),
    ]
    known = [distance for distance in distances.values() if distance is not None]
    return RebuildComparison(tuple(differs), max(known) if len(known) == len(stored) else None)


def _differing_fields(ours: ModelDocument, theirs: ModelDocument) -> list[str]:
    one, other = (document.model_dump(exclude=NOT_LEARNED) for document in (ours, theirs))
    return [f"{MODEL_FILE}: {name}" for name, value in one.items() if value != other[name]]


def _largest_difference(ours: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> float | None:
    """Return 0 only for equal tensors; infinity where a NaN makes them beyond comparison."""
    shapes = [{name: one.shape for name, one in state.items()} for state in (ours, theirs)]
    if shapes[0] != shapes[1]:
        return None
    distances = [(one.double() - theirs[name].double()).abs().max() for name, one in ours.items()]
    return float(torch.stack(distances).nan_to_num(nan=math.inf).max())


def _unmarked(project: Project) -> list[str]:
    names = [
        entry.name
        for entry in project.images
        if entry.role == "train" and not is_marked(project, entry)
    ]
    training = counted(len(names), "training image")
    return [f"{training} without markers: {listed(names)}"] if names else []


def _shortfalls(learned: LearnedEncoder) -> list[str]:
    """Say where a block got fewer kernels than were asked for."""
    return [
        f"block {number}: {asked.kernels} kernels were asked for and the markers give "
        f"{len(found.kernels)}"
        for number, (asked, found) in enumerate(
            zip(learned.architecture.blocks, learned.blocks, strict=True), start=1
        )
        if asked.kernels is not None
        and asked.reduction != "none"
        and learned.architecture.estimator == "cluster"
        and len(found.kernels) < asked.kernels
    ]


def _unmatched(project: Project, learned: LearnedEncoder) -> list[str]:
    return [
        f"block {edit.block}: the kernel to {edit.action} is not there any more "
        f"({_in_words(project, edit.kernel)})"
        for edit in learned.unmatched_edits
    ]


def _changed(project: Project, learned: LearnedEncoder) -> list[str]:
    return [
        f"block {one.edit.block}: the kernel to {one.edit.action} has changed since (cosine "
        f"{one.cosine:.2f}); look at it again ({_in_words(project, one.edit.kernel)})"
        for block in learned.blocks
        for one in block.changed_edits
    ]


def _in_words(project: Project, kernel: KernelIdentity) -> str:
    if isinstance(kernel, ClusterIdentity):
        names = {entry.id: entry.name for entry in project.images}
        image = names.get(kernel.image, kernel.image)
        return f"cluster {kernel.cluster} of marker {kernel.marker} on {image}"
    classes = {entry.id: entry.name for entry in project.classes}
    of_class = (
        "all classes" if kernel.class_id is None else classes.get(kernel.class_id, "a class")
    )
    return f"component {kernel.component} of {of_class}"
