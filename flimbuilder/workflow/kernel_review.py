"""Review the kernels of a project: find those that can be deleted."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder.explain.kernels.redundancy import marked_kernels
from flimbuilder.explain.kernels.review import KernelReview, review_block
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.project import Project
from flimbuilder.workflow.build import read_training_images
from flimbuilder.workflow.counterfactuals import MEMORY_BYTES
from flimbuilder.workflow.current_build import current_build

__all__ = ["review_kernels", "review_learned"]


def review_kernels(
    project: StrPath | ProjectFolder,
    *,
    search: Sequence[StrPath] = (),
    on_progress: Progress = no_progress,
) -> tuple[KernelReview, ...]:
    """Find the kernels of a project that repeat others, and those that are useless.

    The project's last build is reviewed if it is up to date; otherwise the project is built in
    memory. Nothing is written.

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
    found = current_build(opened, files, memory=memory, on_progress=on_progress)
    return review_learned(
        opened.project, files, found.learned, memory=memory, on_progress=on_progress
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
