"""Create project folders, and import files into them.

To import into a project in memory, as the window does with undo, use
:mod:`flimbuilder.workflow.import_files`.
"""

from collections.abc import Sequence
from pathlib import Path

from flimbuilder.errors import InputError, ProjectError, counted
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.model.first_blocks import FIRST_BLOCKS, start_from_model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder import ProjectFolder, create_project, open_project, require_empty
from flimbuilder.project.opening import is_project_folder
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Project
from flimbuilder.workflow.companions import image_places
from flimbuilder.workflow.failures import require_usable
from flimbuilder.workflow.import_files import Imported, add_images, import_files, take_architecture
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["Imported", "import_project", "is_project_folder", "new_project", "start_project"]


def new_project(
    folder: StrPath,
    sources: Sequence[StrPath],
    architecture: StrPath | None = None,
    *,
    from_model: StrPath | None = None,
    blocks: int | None = None,
    classes: StrPath | None = None,
    selector: ImageSelector = EVERYTHING,
    pixel_size: PixelSize | None = None,
    strict: bool = False,
    on_progress: Progress = no_progress,
) -> Imported:
    """Create a project from images; all are for training.

    Parameters
    ----------
    folder : str or path-like
        A new or empty folder.
    sources : sequence of str or path-like
        Images, or folders of them.
    architecture, classes, from_model, blocks, selector, pixel_size, strict, on_progress
        As in `import_project`; without an architecture, the default.

    Raises
    ------
    ImageError
        If no image can be used; with `strict`, if an image can't be used.
    """
    folder = Path(folder)
    require_empty(folder)
    project, report = add_images(
        Project(),
        folder,
        sources,
        selector,
        classes=classes,
        pixel_size=pixel_size,
        strict=strict,
        on_progress=on_progress,
    )
    require_usable(report.images, report.failed)
    project = take_architecture(project, architecture, report)
    create_project(folder, _with_first_blocks(project, folder, from_model, blocks))
    return report


def start_project(
    folder: Path,
    sources: Sequence[Path],
    markers: Path | None = None,
    labels: Path | None = None,
    architecture: Path | Architecture | None = None,
    on_progress: Progress = no_progress,
    *,
    classes: Path | None = None,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    selector: ImageSelector = EVERYTHING,
) -> Imported:
    """Create a project from images, markers and masks; report and leave out what can't be used.

    Parameters
    ----------
    folder, sources, markers, labels, classes, companion_options, selector, on_progress
        As in `new_project` and `import_project`; there may be no images yet. A folder of images
        may also hold their markers and masks.
    architecture : Path, Architecture or None, default=None
        A file of blocks, or the blocks; None uses the default.
    """
    require_empty(folder)
    report = Imported()
    project = take_architecture(Project(), architecture, report)
    beside = (markers, labels)
    places = [
        place
        for source in sources
        for place in image_places(Path(source), beside, companion_options.suffixes)
    ]
    project, _ = add_images(
        project, folder, places, selector,
        list_stacks=True, report=report, on_progress=on_progress,
    )  # fmt: skip
    if any(companion is not None for companion in (markers, labels, classes)):
        project, _ = import_files(
            project, folder, None, markers, labels, classes=classes,
            companion_options=companion_options, report=report, on_progress=on_progress,
        )  # fmt: skip
    create_project(folder, project)
    return report


def import_project(
    folder: StrPath,
    images: StrPath,
    markers: StrPath | None = None,
    labels: StrPath | None = None,
    architecture: StrPath | None = None,
    *,
    from_model: StrPath | None = None,
    blocks: int | None = None,
    classes: StrPath | None = None,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    selector: ImageSelector = EVERYTHING,
    pixel_size: PixelSize | None = None,
    strict: bool = False,
    on_progress: Progress = no_progress,
) -> Imported:
    """Import images, markers, masks and classes into a project folder, and save it.

    The folder may be new. Files are paired by stem, which a known suffix such as ``-seeds`` or
    ``_mask`` may follow. New images with markers are for training, those without for testing.
    Images of the project keep their role and are found again if they have moved. A window of the
    selector replaces theirs; existing markers are never replaced.

    Parameters
    ----------
    folder : str or path-like
        A project folder, or a new or empty folder.
    images : str or path-like
        Folder of images, or one image.
    markers : str, path-like or None, default=None
        Folder of seeds files (``.txt``), marker images and files of labelme (``.json``), or one
        such file.
    labels : str, path-like or None, default=None
        Folder of reference masks, or one mask.
    architecture : str, path-like or None, default=None
        A file of blocks; None keeps the project's.
    from_model : str, path-like or None, default=None
        A model, or a project that has been built: its first blocks become those of the encoder,
        and are not learned; see `start_from_model`.
    blocks : int or None, default=None
        Number of these blocks; None is 2.
    classes : str, path-like or None, default=None
        A CSV file with the names of images in its first column and their classes in its second;
        the first row has titles. A class is the project's of that name, or else of that id;
        otherwise it is added. It replaces an earlier class of the image.
    companion_options : CompanionOptions, optional
        How to read what marker files and masks leave open, and further suffixes.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks and which channels to read, and how to scale them.
    pixel_size : PixelSize or None, default=None
        Of all named images; None for the sizes that the files of new images state.
    strict : bool, default=False
        Stop at the first file that can't be used, instead of leaving it out and listing it in
        the report's `failed`.
    on_progress : callable, default does nothing

    Raises
    ------
    ProjectError
        If the project has unsaved edits.
    InputError
        If no image can be used, a file belongs to two images, or an option has no effect; with
        `strict`, if a file can't be used. Nothing is saved then.
    """
    folder = Path(folder)
    opened = _open_saved(folder) if is_project_folder(folder) else None
    if opened is None:
        require_empty(folder)
    before = Project() if opened is None else opened.project
    project, report = import_files(
        before, folder, images, markers, labels, architecture, classes=classes,
        companion_options=companion_options, selector=selector, pixel_size=pixel_size,
        strict=strict, on_progress=on_progress,
    )  # fmt: skip
    require_usable(report.images, report.failed)
    project = _with_first_blocks(project, folder, from_model, blocks)
    if opened is None:
        create_project(folder, project)
    else:
        opened.save(project)
        report.notes[:0] = opened.notes
    return report


def _with_first_blocks(
    project: Project, folder: Path, model: StrPath | None, blocks: int | None
) -> Project:
    """Begin the encoder with blocks of a model, unless it is None."""
    if model is None:
        if blocks is not None:
            raise InputError(
                f"--blocks {blocks}: has no effect without a model; add --from-model MODEL"
            )
        return project
    count = FIRST_BLOCKS if blocks is None else blocks
    begun = start_from_model(project.architecture, model, count, project_folder=folder)
    return project.with_(architecture=begun)


def _open_saved(folder: Path) -> ProjectFolder:
    """Open a project; raise if saving would set unsaved edits aside."""
    opened = open_project(folder)
    if opened.unsaved:
        raise ProjectError(
            f"{folder}: its journal holds {counted(len(opened.unsaved), 'unsaved edit')}; save "
            f"with 'flimbuilder recover {folder}', then import again"
        )
    return opened
