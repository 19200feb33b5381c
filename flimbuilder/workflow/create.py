"""Making projects on the disk: from images, and from files that others made."""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder.errors import ProjectError, counted
from flimbuilder.exchange.marker_files import DEFAULT_MARKER_OPTIONS, MarkerOptions
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.commit import read_commit
from flimbuilder.project.documents import PROJECT_FILE
from flimbuilder.project.files import real_folder
from flimbuilder.project.folder import (
    ProjectFolder,
    create_project,
    open_project,
    require_empty,
)
from flimbuilder.project.project import Project
from flimbuilder.workflow.import_files import (
    Imported,
    add_images,
    import_files,
    take_architecture,
)
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["Imported", "import_project", "is_project_folder", "new_project", "start_project"]


def is_project_folder(folder: Path) -> bool:
    """Tell whether a folder holds a project, or the save of one that was cut short."""
    place = real_folder(folder)
    return (place / PROJECT_FILE).exists() or read_commit(place) is not None


def new_project(
    folder: Path,
    sources: Sequence[Path],
    architecture: Path | None = None,
    on_progress: Progress = no_progress,
    *,
    selector: ImageSelector = EVERYTHING,
) -> Imported:
    """Make a project of images; all are for training.

    Parameters
    ----------
    folder : Path
        Must not be there, or be empty.
    sources : sequence of Path
        Images, or folders of them.
    architecture : Path or None, default=None
        A file of blocks; None takes the default.
    on_progress : callable, default does nothing
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks, which channels, and how they are scaled.
    """
    require_empty(folder)
    project, report = add_images(Project(), folder, sources, selector, on_progress=on_progress)
    create_project(folder, take_architecture(project, architecture, report))
    return report


def start_project(
    folder: Path,
    sources: Sequence[Path],
    markers: Path | None = None,
    labels: Path | None = None,
    architecture: Path | Architecture | None = None,
    on_progress: Progress = no_progress,
    *,
    selector: ImageSelector = EVERYTHING,
) -> Imported:
    """Make a project of all that is there at its start; what cannot be used is left out.

    Parameters
    ----------
    folder : Path
        Must not be there, or be empty.
    sources : sequence of Path
        Images, or folders of them; there may be none yet.
    markers, labels : Path or None, default=None
        As for `import_project`.
    architecture : Path, Architecture or None, default=None
        A file of blocks, or the blocks; None takes the default.
    on_progress : callable, default does nothing
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks, which channels, and how they are scaled.

    Returns
    -------
    Imported
        Its faults tell what was left out.
    """
    require_empty(folder)
    project, report = Project(), Imported()
    if isinstance(architecture, Architecture):
        project = project.with_(architecture=architecture)
    elif architecture is not None:
        project = take_architecture(project, architecture, report)
    if sources:
        project, added = add_images(
            project, folder, sources, selector, skip_faults=True, on_progress=on_progress
        )
        report.faults += added.faults
        report.notes += added.notes
        report.images, report.stacks = added.images, added.stacks
    if markers is not None or labels is not None:
        project, paired = import_files(
            project, folder, None, markers, labels, skip_faults=True, on_progress=on_progress
        )
        report.faults += paired.faults
        report.notes += paired.notes
        report.markers, report.masks = paired.markers, paired.masks
        report.left_over = paired.left_over
    create_project(folder, project)
    return report


def import_project(
    folder: Path,
    images: Path,
    markers: Path | None = None,
    labels: Path | None = None,
    architecture: Path | None = None,
    on_progress: Progress = no_progress,
    *,
    marker_options: MarkerOptions = DEFAULT_MARKER_OPTIONS,
    selector: ImageSelector = EVERYTHING,
) -> Imported:
    """Bring images, with their markers and masks, into a new or existing project.

    Files are paired by exact stem; the stem of a marker file may end in ``-seeds``. New images
    with markers are for training, those without for testing. Images that are in the project
    already stay what they are, and are found again where they have moved; markers that are there
    already are never replaced.

    Parameters
    ----------
    folder : Path
        A project folder, or a place for a new one.
    images : Path
        Folder of images, or one image.
    markers : Path or None, default=None
        Folder of seeds files (``.txt``), marker images and files of labelme (``.json``), or one
        such file.
    labels : Path or None, default=None
        Folder of reference masks, or one mask.
    architecture : Path or None, default=None
        A file of blocks; None keeps what the project has.
    on_progress : callable, default does nothing
    marker_options : MarkerOptions, optional
        How markers are read where their files leave it open.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks, which channels, and how they are scaled.
    """
    opened = _open_saved(folder) if is_project_folder(folder) else None
    if opened is None:
        require_empty(folder)
    before = Project() if opened is None else opened.project
    project, report = import_files(
        before, folder, images, markers, labels, architecture,
        marker_options=marker_options, selector=selector, on_progress=on_progress,
    )  # fmt: skip
    if opened is None:
        create_project(folder, project)
    else:
        opened.save(project)
        report.notes[:0] = opened.notes
    return report


def _open_saved(folder: Path) -> ProjectFolder:
    """Open a project, but for one with edits that saving would push aside."""
    opened = open_project(folder)
    if opened.unsaved:
        raise ProjectError(
            f"{folder}: its journal holds {counted(len(opened.unsaved), 'unsaved edit')}; save "
            f"with 'flimbuilder recover {folder}', then import again"
        )
    return opened
