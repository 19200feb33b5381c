"""Import images, markers, masks, classes and blocks into a project in memory."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from flimbuilder.errors import InputError
from flimbuilder.exchange.arch_json import load_architecture
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.imaging.orientation import orientation_notes
from flimbuilder.imaging.read import open_image
from flimbuilder.imaging.regions import describe_image
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.files import StrPath
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.images import relink
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import Project
from flimbuilder.project.selection import Selection, Window
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.workflow.companions import image_places
from flimbuilder.workflow.import_run import Imported, ImportRun
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector, ImageSource

__all__ = [
    "Imported",
    "add_images",
    "import_files",
    "take_architecture",
    "with_stated_pixel_sizes",
    "with_window",
]


def add_images(
    project: Project,
    folder: Path,
    sources: Sequence[StrPath],
    selector: ImageSelector = EVERYTHING,
    *,
    classes: StrPath | None = None,
    strict: bool = False,
    list_stacks: bool = False,
    pixel_size: PixelSize | None = None,
    report: Imported | None = None,
    on_progress: Progress = no_progress,
) -> tuple[Project, Imported]:
    """Add images to a project in memory; new images are for training.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder, which paths are relative to; need not exist.
    sources : sequence of Path
        Images, or folders of them.
    selector : ImageSelector, default=EVERYTHING
        Which images of stacks and which channels to read, and how to scale them.
    classes : Path or None, default=None
        A CSV file of their classes; see
        :func:`~flimbuilder.exchange.class_tables.read_classes`.
    strict : bool, default=False
        Raise at the first file that can't be used, instead of leaving it out.
    list_stacks : bool, default=False
        List stacks of which no image is chosen in the report's `stacks`, not in its `failed`.
    pixel_size : PixelSize or None, default=None
        Of all images; None for the sizes that their files state.
    report : Imported or None, default=None
        The report of an earlier step, to be continued.
    on_progress : callable, default does nothing

    Raises
    ------
    ImageError
        With `strict`, if a file can't be used.
    """
    run = ImportRun(
        folder, project, report or Imported(), strict, list_stacks=list_stacks,
        on_progress=on_progress, pixel_size=pixel_size,
    )  # fmt: skip
    entries = run.add_all([Path(source) for source in sources], selector)
    if classes is not None:
        run.import_classes(Path(classes), entries.values())
    run.note_ranges(project)
    return run.project, run.finish()


def import_files(
    project: Project,
    folder: Path,
    images: StrPath | None = None,
    markers: StrPath | None = None,
    labels: StrPath | None = None,
    architecture: StrPath | None = None,
    *,
    classes: StrPath | None = None,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    selector: ImageSelector = EVERYTHING,
    strict: bool = False,
    list_stacks: bool = False,
    pixel_size: PixelSize | None = None,
    report: Imported | None = None,
    on_progress: Progress = no_progress,
) -> tuple[Project, Imported]:
    """Import images, markers, masks and classes of images into a project in memory.

    See :func:`flimbuilder.workflow.create.import_project`, which saves the project, for the
    pairing of files and for `markers`, `labels`, `architecture`, `classes` and
    `companion_options`.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder, which paths are relative to; need not exist.
    images : Path or None, default=None
        Folder of images, or one image; None pairs with all images of the project.
    selector, strict, list_stacks, pixel_size, report, on_progress
        As in `add_images`.

    Raises
    ------
    InputError
        If a file belongs to two images, or an option has no effect; with `strict`, if a file
        can't be used.
    """
    images, markers, labels, classes = (
        None if path is None else Path(path) for path in (images, markers, labels, classes)
    )
    for source in (images, markers, labels, classes):
        if source is not None and not source.exists():
            raise InputError(f"{source}: there is no such file or folder; check the path")
    if images is not None and project.images:
        project = relink(project, folder, [images if is_plain_folder(images) else images.parent])
    report = report or Imported()
    run = ImportRun(
        folder, project, report, strict,
        list_stacks=list_stacks, on_progress=on_progress, options=companion_options,
        pixel_size=pixel_size,
    )  # fmt: skip
    if images is None:
        entries = {ImageSource(Path(e.path), e.selection): e for e in project.images}
    else:
        places = image_places(images, (markers, labels), companion_options.suffixes)
        entries = run.add_all(places, selector)
    if markers is not None:
        run.import_markers(markers, entries)
    if labels is not None:
        run.import_masks(labels, entries)
    if classes is not None:
        run.import_classes(classes, entries.values())
    report.notes += orientation_notes(run.placements)
    run.require_effect()
    run.assign_roles(project)
    run.note_ranges(project)
    return take_architecture(run.project, architecture, report), run.finish()


def with_window(
    project: Project,
    folder: Path,
    images: Iterable[str],
    window: Window | None,
    *,
    strict: bool = False,
    on_progress: Progress = no_progress,
) -> tuple[Project, Imported]:
    """Change the window of images of a project in memory; their markers and masks stay.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder, which paths are relative to.
    images : iterable of str
        Ids.
    window : tuple of float or None
        Values, in the files' units, that become 0 and 1; None for the range of the dtype.
    strict : bool, default=False
        Raise at the first image that can't be read, instead of leaving it as it is.
    on_progress : callable, default does nothing

    Raises
    ------
    ImageError
        With `strict`, if an image is missing, or its values need a window.
    """
    run = ImportRun(
        folder, project, Imported(), strict, list_stacks=False, on_progress=on_progress
    )
    chosen, finder = set(images), ImageFinder(folder)
    entries = [entry for entry in project.images if entry.id in chosen]
    for count, entry in enumerate(entries):
        on_progress("reading images", count, len(entries))
        selection = (entry.selection or Selection()).with_(window=window).or_none
        if selection == entry.selection:
            continue
        with run.failures.trying(folder / entry.path), open_image(finder.locate(entry)) as file:
            run.change_window(entry, selection, describe_image(file, selection))
            run.report.images.append(entry.name)
    return run.project, run.finish()


def with_stated_pixel_sizes(
    project: Project,
    folder: Path,
    images: Iterable[str],
    *,
    strict: bool = False,
    on_progress: Progress = no_progress,
) -> tuple[Project, Imported]:
    """Give images of a project in memory the pixel size that their files state.

    Images whose files state none keep theirs, with a note.

    Parameters
    ----------
    project : Project
    folder : Path
        The project's folder, which paths are relative to.
    images : iterable of str
        Ids.
    strict : bool, default=False
        Raise at the first image that can't be read, instead of leaving it as it is.
    on_progress : callable, default does nothing
    """
    run = ImportRun(
        folder, project, Imported(), strict, list_stacks=False, on_progress=on_progress
    )
    chosen, finder = set(images), ImageFinder(folder)
    entries = [entry for entry in project.images if entry.id in chosen]
    for count, entry in enumerate(entries):
        on_progress("reading images", count, len(entries))
        with run.failures.trying(folder / entry.path), open_image(finder.locate(entry)) as file:
            size = describe_image(file, entry.selection).pixel_size
            if size is None:
                run.notes.append((entry.name, "states no pixel size"))
                continue
            run.change_image(entry, pixel_size=size)
            run.report.images.append(entry.name)
    return run.project, run.finish()


def take_architecture(
    project: Project, source: StrPath | Architecture | None, report: Imported
) -> Project:
    """Replace the blocks of a project, by those of a file if given a path; None keeps them."""
    if source is None:
        return project
    if not isinstance(source, Architecture):
        loaded = load_architecture(Path(source))
        report.notes += [f"{Path(source).name}: {note}" for note in loaded.notes]
        source = loaded.architecture
    return project.with_(architecture=source)
