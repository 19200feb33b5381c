"""Commands on the images of the project; files are read in the background."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from psygnal import Signal

from flimbuilder.errors import FlimError, ImageError, MaskValuesError, ProjectError, counted
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.exchange.pairing import used_suffixes
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.orientation import orientation_notes
from flimbuilder.imaging.read import open_image
from flimbuilder.project.difference import edits_between
from flimbuilder.project.edits import RemoveImage, ReplaceImage
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.images import relinked_entry
from flimbuilder.project.label_values import LabelValues
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ImageEntry, Project, Role
from flimbuilder.project.selection import Window
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Job, Jobs, Report
from flimbuilder.session.merging import merge_import
from flimbuilder.workflow.companions import find_masks
from flimbuilder.workflow.import_files import (
    Imported,
    add_images,
    import_files,
    with_stated_pixel_sizes,
    with_window,
)
from flimbuilder.workflow.import_run import masked_entry, orientation_of, with_listed_classes
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["Images", "UnclearMasks", "UnscaledImages"]

LANE = "files"
TABLE_SUFFIX = ".csv"  # of the classes of images
MAX_LISTED = 3  # notes and failed files in one line


@dataclass(frozen=True)
class UnscaledImages:
    """Images that were not added because their values need a window.

    Attributes
    ----------
    files : tuple of Path
    values : tuple of float
        The smallest and the largest value of all.
    retry : callable
        Called with a window, adds the images.
    """

    files: tuple[Path, ...]
    values: Window
    retry: Callable[[Window], None]

    @classmethod
    def of(
        cls, imported: Imported, add: Callable[[Sequence[Path], Window], None]
    ) -> "UnscaledImages | None":
        """Collect the images of an import that need a window; None if there are none."""
        if not imported.unscaled:
            return None
        files = tuple(path for path, _ in imported.unscaled)
        ends = [end for _, values in imported.unscaled for end in values]
        return cls(files, (min(ends), max(ends)), lambda window: add(files, window))


@dataclass(frozen=True)
class UnclearMasks:
    """Masks whose values need classes.

    Attributes
    ----------
    errors : tuple of MaskValuesError
        One per mask.
    values : LabelValues or None
        The classes that were given, and are not enough.
    retry : callable
        Called with label values, reads the masks again.
    """

    errors: tuple[MaskValuesError, ...]
    values: LabelValues | None
    retry: Callable[[LabelValues], None]


@dataclass(frozen=True)
class _FileChange:
    """The result of reading files.

    Attributes
    ----------
    project : Project
    label : str
        Label of the command.
    message : str
        Line for the user.
    failed : tuple of str
        Files that could not be used, and why, one line each.
    stacks : tuple of (Path, Layout)
        Stacks that need an `ImageSelector`.
    mask_values : tuple of MaskValuesError
        Of masks among the `failed` whose values need classes.
    unscaled : UnscaledImages or None
        Images among the `failed` that need a window.
    """

    project: Project
    label: str
    message: str
    failed: tuple[str, ...] = ()
    stacks: tuple[tuple[Path, Layout], ...] = ()
    mask_values: tuple[MaskValuesError, ...] = ()
    unscaled: UnscaledImages | None = None


ReadFiles = Callable[[Project, Path, Report], _FileChange]
Retry = Callable[[LabelValues], None]


@dataclass(frozen=True)
class _Request:
    """A request to read files, with the label values of its masks."""

    title: str
    read: ReadFiles
    values: LabelValues | None
    retry: Retry | None


class Images:
    """Commands that add, remove, assign and find images.

    Parameters
    ----------
    document : Document
    jobs : Jobs
        Files are read in the lane ``files``, one request after the other.
    report : callable
        Called with a line for the user, and whether it is an error.
    failed : callable
        Called with the exception of a failed request.

    Attributes
    ----------
    selector_needed : Signal(tuple)
        Emitted with (file, layout) of each stack to add; call :meth:`add` again with a selector.
    window_needed : Signal(UnscaledImages)
        Emitted if images were not added because their values need a window.
    values_needed : Signal(UnclearMasks)
        Emitted if an import left out masks because their values need classes.
    """

    selector_needed = Signal(tuple)
    window_needed = Signal(UnscaledImages)
    values_needed = Signal(UnclearMasks)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        report: Callable[[str, bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._document = document
        self._jobs = jobs
        self._report = report
        self._failed = failed
        self._job: Job | None = None
        self._waiting: deque[_Request] = deque()
        document.opened.connect(self._stop)
        jobs.changed.connect(self._on_jobs_changed)

    def add(self, paths: Sequence[Path], selector: ImageSelector = EVERYTHING) -> None:
        """Add image files, and the images of folders, for training, as one command.

        The selector names the images of stacks.
        """
        sources = tuple(paths)

        def add_with(images: Sequence[Path], window: Window) -> None:
            self.add(images, replace(selector, window=window))

        def read(project: Project, folder: Path, report: Report) -> _FileChange:
            after, imported = add_images(
                project, folder, sources, selector, list_stacks=True, on_progress=report
            )
            return _FileChange(
                after,
                *_summarise(project, after, imported),
                failed=tuple(map(str, imported.failed)),
                stacks=tuple(imported.stacks),
                unscaled=UnscaledImages.of(imported, add_with),
            )

        self._read("Reading images", read)

    def take_files(self, paths: Iterable[Path]) -> None:
        """Add images of files and folders, and give images the classes of CSV files."""
        given = list(paths)
        tables = [path for path in given if path.suffix.lower() == TABLE_SUFFIX]
        images = [path for path in given if path not in tables]
        if images:
            self.add(images)
        for table in tables:
            self.import_files(classes=table)

    def import_files(
        self,
        images: Path | None = None,
        markers: Path | None = None,
        labels: Path | None = None,
        companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
        selector: ImageSelector = EVERYTHING,
        classes: Path | None = None,
    ) -> None:
        """Import images with their markers, masks and classes, paired by name, as one command.

        Without `images`, the others are paired with the images of the project.
        """

        def read(project: Project, folder: Path, report: Report) -> _FileChange:
            after, imported = import_files(
                project, folder, images, markers, labels, classes=classes,
                companion_options=companion_options, selector=selector, on_progress=report,
            )  # fmt: skip
            return _FileChange(
                after,
                *_summarise(project, after, imported),
                failed=tuple(map(str, imported.failed)),
                mask_values=tuple(imported.mask_values),
            )

        def retry(values: LabelValues) -> None:
            radius = DEFAULT_COMPANION_OPTIONS.radius  # of markers, which are not read again
            masks = [] if labels is None else find_masks([labels], ())
            suffixes = used_suffixes(companion_options.suffixes, masks)
            changed = replace(companion_options, values=values, radius=radius, suffixes=suffixes)
            self.import_files(labels=labels, companion_options=changed)

        self._read("Reading images", read, companion_options.values, retry)

    def relink(self, folders: Sequence[Path]) -> None:
        """Look for moved images in folders by their content."""
        searched = tuple(folders)

        def read(project: Project, folder: Path, report: Report) -> _FileChange:
            return _relink(project, folder, searched, report)

        self._read("Looking for images", read)

    def remove(self, images: Iterable[str]) -> None:
        """Remove images and their markers from the project; the files stay."""
        edits = [RemoveImage(image=image) for image in dict.fromkeys(images)]
        self._document.do(f"Remove {counted(len(edits), 'image')}", *edits)

    def set_role(self, images: Iterable[str], role: Role) -> None:
        """Use images for training, validation or testing."""
        chosen = set(images)
        edits = [
            ReplaceImage(entry=entry.with_(role=role))
            for entry in self._document.project.images
            if entry.id in chosen and entry.role != role
        ]
        purpose = {"train": "training", "validation": "validation", "test": "testing"}[role]
        self._document.do(f"Use {counted(len(edits), 'image')} for {purpose}", *edits)

    def set_mask(self, image: str, mask: Path | None, values: LabelValues | None = None) -> None:
        """Set or remove the reference mask of an image; `values` are the classes of its values."""
        entry = _entry(self._document.project, image)
        if mask is not None:
            self._read(
                "Reading a mask",
                lambda *args: _set_mask(image, mask, values, *args),
                values,
                lambda chosen: self.set_mask(image, mask, chosen),
            )
        elif entry.mask is not None:
            edit = ReplaceImage(entry=entry.with_(mask=None, mask_values="", mask_orientation=1))
            self._document.do(f"Remove the mask of {entry.id}", edit)

    def set_window(self, images: Iterable[str], window: Window | None) -> None:
        """Set the window of images, which scales their values to [0, 1]; markers stay.

        None returns to the range of the stored values.
        """
        chosen = tuple(images)

        def read(project: Project, folder: Path, report: Report) -> _FileChange:
            after, changed = with_window(project, folder, chosen, window, on_progress=report)
            message = "; ".join(changed.notes) or "Nothing to change"
            label = f"Set the window of {counted(len(changed.images), 'image')}"
            return _FileChange(after, label, message, tuple(map(str, changed.failed)))

        self._read("Reading images", read)

    def set_pixel_size(self, images: Iterable[str], size: PixelSize | None) -> None:
        """Set or remove the pixel size of images."""
        chosen = set(images)
        edits = [
            ReplaceImage(entry=entry.with_(pixel_size=size))
            for entry in self._document.project.images
            if entry.id in chosen and entry.pixel_size != size
        ]
        self._document.do(f"Set the pixel size of {counted(len(edits), 'image')}", *edits)

    def read_pixel_size(self, images: Iterable[str]) -> None:
        """Set the pixel size of images to that which their files state."""
        chosen = tuple(images)

        def read(project: Project, folder: Path, report: Report) -> _FileChange:
            after, read = with_stated_pixel_sizes(project, folder, chosen, on_progress=report)
            n_read = counted(len(read.images), "image")
            message = "; ".join([f"Pixel size of {n_read} read", *read.notes])
            return _FileChange(
                after, f"Read the pixel size of {n_read}", message, tuple(map(str, read.failed))
            )

        self._read("Reading images", read)

    def _read(
        self,
        title: str,
        read: ReadFiles,
        values: LabelValues | None = None,
        retry: Retry | None = None,
    ) -> None:
        """Queue a request to read files; `retry` reads them with other label values."""
        if not self._document.is_open:
            raise ProjectError("no project is open; open one, or make a new one")
        self._waiting.append(_Request(title, read, values, retry))
        self._start_next()

    def _start_next(self) -> None:
        folder, project = self._document.path, self._document.project
        if self._job is not None or not self._waiting or folder is None:
            return
        request = self._waiting.popleft()
        self._job = self._jobs.start(
            LANE,
            request.title,
            lambda report: request.read(project, folder, report),
            lambda change: self._take(project, request, change),
            self._fail,
        )

    def _take(self, start: Project, request: "_Request", change: _FileChange) -> None:
        self._job = None
        now = self._document.project
        try:
            edits = edits_between(now, merge_import(start, change.project, now))
            self._document.do(change.label, *edits)
        except FlimError as error:
            self._failed(error)
        else:
            self._report(change.message, False)
        if change.failed:
            self._report(_abridge(change.failed), True)
        if change.stacks:
            self.selector_needed.emit(change.stacks)
        if change.unscaled is not None:
            self.window_needed.emit(change.unscaled)
        if change.mask_values and request.retry is not None:
            self.values_needed.emit(
                UnclearMasks(change.mask_values, request.values, request.retry)
            )
        self._start_next()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self._failed(error)
        self._start_next()

    def _stop(self) -> None:
        """Drop all requests, which belong to the former project."""
        self._waiting.clear()
        self._jobs.cancel(LANE)

    def _on_jobs_changed(self) -> None:
        """Drop waiting requests if the user stopped the running one."""
        if self._job is not None and self._job.cancelled:
            self._job = None
            self._waiting.clear()


def _summarise(before: Project, after: Project, imported: Imported) -> tuple[str, str]:
    """Return the label of a command, and a line for the user."""
    n_new = len(after.images) - len(before.images)
    n_known = len(imported.images) - n_new
    parts = []
    if imported.images:
        known = "1 was there already" if n_known == 1 else f"{n_known} were there already"
        parts.append(f"{counted(n_new, 'image')} added" + (f"; {known}" if n_known else ""))
    if imported.stacks:
        parts.append(f"{counted(len(imported.stacks), 'stack')} to select images from")
    if imported.markers:
        parts.append(f"markers of {counted(len(imported.markers), 'image')}")
    if imported.masks:
        parts.append(f"masks of {counted(len(imported.masks), 'image')}")
    if imported.classes:
        parts.append(f"classes of {counted(len(imported.classes), 'image')}")
    if imported.left_over:
        parts.append(f"without an image: {_abridge(imported.left_over)}")
    if imported.notes:
        parts.append(_abridge(imported.notes))
    label = f"Add {counted(n_new, 'image')}" if n_new else "Import files"
    return label, "; ".join(parts) or "Nothing was imported"


def _abridge(lines: Sequence[str]) -> str:
    """Join the first lines, and the number of the others."""
    n_more = len(lines) - MAX_LISTED
    listed = "; ".join(lines[:MAX_LISTED])
    return listed if n_more <= 0 else f"{listed}; and {n_more} more"


def _relink(
    project: Project, folder: Path, searched: Sequence[Path], report: Report
) -> _FileChange:
    finder, images, missing = ImageFinder(folder, searched), [], []
    for number, entry in enumerate(project.images):
        report("looking for images", number, len(project.images))
        relinked = relinked_entry(entry, folder, finder)
        if relinked is None:
            missing.append(entry.id)
        images.append(relinked or entry)
    n_moved = sum(new != old for new, old in zip(images, project.images, strict=True))
    message = f"{counted(n_moved, 'image')} found in another place"
    failed = (f"still missing: {_abridge(missing)}",) if missing else ()
    label = f"Find {counted(n_moved, 'image')} again"
    return _FileChange(project.with_(images=tuple(images)), label, message, failed)


def _set_mask(
    image: str,
    mask: Path,
    values: LabelValues | None,
    project: Project,
    folder: Path,
    report: Report,
) -> _FileChange:
    entry, label = _entry(project, image), f"Set the mask of {image}"
    after = with_listed_classes(project, values)
    try:
        with open_image(mask) as file:
            changed, read = masked_entry(
                entry, file, folder, after.object_classes,
                values=values, orientation=orientation_of(entry, folder),
            )  # fmt: skip
    except ImageError as error:
        if not isinstance(error.__cause__, MaskValuesError):
            raise
        message = f"{mask.name} was left out"
        return _FileChange(
            project, label, message, failed=(str(error),), mask_values=(error.__cause__,)
        )
    images = tuple(changed if other is entry else other for other in project.images)
    notes = [read.note] if read.note else []
    notes += orientation_notes({mask.name: read.placement})
    message = "; ".join([f"{mask.name} is now the mask of {image}", *notes])
    return _FileChange(after.with_(images=images), label, message)


def _entry(project: Project, image: str) -> ImageEntry:
    try:
        return project.image(image)
    except KeyError:
        raise ProjectError(f"there is no image {image} in the project") from None
