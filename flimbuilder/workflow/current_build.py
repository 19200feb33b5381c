"""The build of a project as it is now: the saved one, or one in memory."""

import torch

from flimbuilder.flim.step_cache import StepResults
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.folder import ProjectFolder
from flimbuilder.workflow.build import build
from flimbuilder.workflow.saved_build import SavedBuild, read_saved_build

__all__ = ["current_build"]


def current_build(
    opened: ProjectFolder,
    files: ProjectFiles,
    *,
    device: torch.device | None = None,
    memory: StepResults | None = None,
    on_progress: Progress = no_progress,
) -> SavedBuild:
    """Return the saved build of a project if it is up to date; otherwise build it in memory.

    Parameters
    ----------
    opened : ProjectFolder
        Unsaved edits are left out.
    files : ProjectFiles
        Of the project.
    device : torch.device or None, default=None
        Where to learn; None is the CPU.
    memory : StepResults or None, default=None
        Cache of learning steps.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to cancel.

    Raises
    ------
    LearnError, InputError, ImageError
        If it must be built and cannot be.
    """
    saved = read_saved_build(opened.path)
    if saved is not None and saved.project == opened.project:
        return saved
    built = build(
        opened.project,
        files,
        device=device,
        memory=memory,
        with_marker_results=False,
        on_progress=on_progress,
    )
    return SavedBuild(opened.project, built.model, built.learned)
