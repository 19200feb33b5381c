"""From a project to an encoder."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from flimbuilder.errors import LearnError, ModelError
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.project.images import locate_image
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.workflow.memory import peak_rss_mb
from flimbuilder.workflow.model import Model, describe_model, load_model
from flimbuilder.workflow.pixels import read_pixels
from flimbuilder.workflow.progress import Progress, no_progress

__all__ = [
    "Build",
    "Comparison",
    "build_project",
    "compare_models",
    "default_model_folder",
    "read_training_images",
]


@dataclass(frozen=True)
class Build:
    """A model fresh from its project.

    Attributes
    ----------
    model : Model
    learned : LearnedEncoder
    seconds : dict of str to float
        ``read`` (images), ``learn``, ``write`` where it was written, and ``total``.
    peak_rss_mb : float
        Most memory that the process ever held.
    notes : tuple of str
        What a user should know, such as images that gave nothing.
    """

    model: Model
    learned: LearnedEncoder
    seconds: dict[str, float]
    peak_rss_mb: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """How two models differ.

    Attributes
    ----------
    identical : bool
        Same fingerprint.
    largest_difference : float or None
        Over all weights and biases; None where their shapes differ.
    """

    identical: bool
    largest_difference: float | None


@dataclass
class _Stopwatch:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 4)


def default_model_folder(project_folder: Path) -> Path:
    """Return where a project's model goes when no place is named."""
    return project_folder / "models" / "default"


def build_project(
    opened: ProjectFolder,
    *,
    out: Path | None = None,
    device: torch.device | None = None,
    search: Sequence[Path] = (),
    on_progress: Progress = no_progress,
) -> Build:
    """Learn the encoder of a project and write it.

    Parameters
    ----------
    opened : ProjectFolder
        The project as saved is built; edits in its journal are not.
    out : Path or None, default=None
        The model folder; None writes nothing.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    search : sequence of Path, default=()
        Where to look for images that have moved.
    on_progress : callable, default does nothing

    Returns
    -------
    Build
    """
    watch = _Stopwatch()
    project = opened.project
    with watch.time("total"):
        with watch.time("read"):
            images = read_training_images(opened, search, on_progress)
        with watch.time("learn"):
            learned = learn(
                images,
                project.architecture,
                edits=project.kernel_edits,
                seed=project.seed,
                device=device or "cpu",
                on_progress=on_progress,
            )
        model = Model(describe_model(project, learned), learned.encoder)
        if out is not None:
            with watch.time("write"):
                model.write(out)
    notes = (*_unmarked(project), *_shortfalls(learned), *_unmatched(learned))
    return Build(model, learned, watch.seconds, peak_rss_mb(), notes)


def read_training_images(
    opened: ProjectFolder, search: Sequence[Path] = (), on_progress: Progress = no_progress
) -> list[TrainingImage]:
    """Read the marked training images of a project, by id.

    Raises
    ------
    LearnError
        Where there is none.
    ImageError
        Where one is missing, changed or cannot be read.
    """
    project = opened.project
    marked = sorted(
        (entry for entry in project.images if _is_marked(project, entry)), key=lambda one: one.id
    )
    if not marked:
        raise LearnError(
            f"{opened.path}: no training image has markers; draw some in the window, or bring "
            "them in with 'flimbuilder import PROJECT --images DIR --markers DIR'"
        )
    images = []
    for count, entry in enumerate(marked):
        on_progress("reading images", count, len(marked))
        pixels = read_pixels(locate_image(opened.path, entry, search))
        images.append(TrainingImage(entry.id, pixels, project.markers_of(entry.id).markers))
    return images


def compare_models(rebuilt: Model, folder: Path) -> Comparison:
    """Compare a rebuilt model with a stored one.

    Raises
    ------
    ModelError
        Where there is no stored model.
    """
    stored = load_model(folder)
    same = stored.document.fingerprint == rebuilt.document.fingerprint
    ours, theirs = rebuilt.encoder.state_dict(), stored.encoder.state_dict()
    if stored.document.architecture != rebuilt.document.architecture and same:
        raise ModelError(f"{folder}: its fingerprint does not belong to it; build it again")
    return Comparison(same, _largest_difference(ours, theirs))


def _largest_difference(ours: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> float | None:
    shapes = [{name: one.shape for name, one in state.items()} for state in (ours, theirs)]
    if shapes[0] != shapes[1]:
        return None
    return max(float((ours[name] - theirs[name]).abs().max()) for name in ours)


def _is_marked(project: Project, entry: ImageEntry) -> bool:
    drawn = project.markers_of(entry.id).markers
    return entry.role == "train" and any(marker.class_id is not None for marker in drawn)


def _unmarked(project: Project) -> list[str]:
    names = [
        entry.id
        for entry in project.images
        if entry.role == "train" and not _is_marked(project, entry)
    ]
    return [f"{len(names)} training images have no markers: {', '.join(names)}"] if names else []


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


def _unmatched(learned: LearnedEncoder) -> list[str]:
    return [
        f"block {edit.block}: the kernel to {edit.action} is not there any more "
        f"({edit.kernel.model_dump_json(by_alias=True)})"
        for block in learned.blocks
        for edit in block.unmatched_edits
    ]
