"""Review the kernels of a project: build it, and find those that can be deleted."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder.explain.kernel_review import KernelReview, review_block
from flimbuilder.explain.redundancy import marked_kernels
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import build, read_training_images

__all__ = ["review_kernels", "review_learned"]

MEMORY_BYTES = 256 * 2**20


def review_kernels(
    project: StrPath | ProjectFolder,
    *,
    search: Sequence[StrPath] = (),
    on_progress: Progress = no_progress,
) -> tuple[KernelReview, ...]:
    """Find the kernels of a project that repeat others, and those that are useless.

    The project is built in memory; nothing is written.

    Parameters
    ----------
    project : str, path-like or ProjectFolder
        A project folder, or an opened one. Unsaved edits are left out.
    search : sequence of str or path-like, default=()
        Folders to search for images that have moved.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to cancel.

    Returns
    -------
    tuple of KernelReview
        One per block. A deletion in a block changes all later blocks, so delete in the first
        block, build, and review again.

    Raises
    ------
    LearnError
        If nothing can be learned.
    ImageError
        If an image is missing or can't be read.
    """
    opened = project if isinstance(project, ProjectFolder) else open_project(project)
    files = ProjectFiles(opened.path, [Path(folder) for folder in search])
    memory = StepResults(MEMORY_BYTES)
    built = build(opened.project, files, memory=memory, with_marker_results=False,
                  on_progress=on_progress)  # fmt: skip
    return review_learned(
        opened.project, files, built.learned, memory=memory, on_progress=on_progress
    )


def review_learned(
    project: Project,
    files: ProjectFiles,
    learned: LearnedEncoder,
    *,
    memory: StepResults | None = None,
    on_progress: Progress = no_progress,
) -> tuple[KernelReview, ...]:
    """Review the kernels of a build.

    Parameters
    ----------
    project : Project
        The project that was built.
    files : ProjectFiles
    learned : LearnedEncoder
    memory : StepResults or None, default=None
        Cache of the steps of the build.
    on_progress : callable, default does nothing
    """
    images = read_training_images(project, files, on_progress)
    kernels = marked_kernels(learned, images, memory=memory, on_progress=on_progress)
    return tuple(review_block(of_block) for of_block in kernels)
