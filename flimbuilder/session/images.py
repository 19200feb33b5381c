"""The images of the project as commands; files are read in the background."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from psygnal import Signal

from flimbuilder.errors import FlimError, ImageError, ProjectError
from flimbuilder.exchange.marker_files import DEFAULT_MARKER_OPTIONS, MarkerOptions
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.read import read_mask
from flimbuilder.model.pixels import require_size
from flimbuilder.project.difference import edits_between
from flimbuilder.project.edits import RemoveImage, ReplaceImage
from flimbuilder.project.finder import ImageFinder
from flimbuilder.project.images import recorded_mask, relinked_entry
from flimbuilder.project.project import ImageEntry, Project, Role
from flimbuilder.project.wording import counted
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Job, Jobs, Report
from flimbuilder.session.merging import merged
from flimbuilder.workflow.import_files import Imported, add_images, import_files
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["Images"]

LANE = "files"
SHOWN_AT_ONCE = 3  # notes and faults that one line tells


@dataclass(frozen=True)
class _Brought:
    """What came of reading files.

    Attributes
    ----------
    project : Project
    label : str
        Of the command.
    told : str
        What happened, in one line.
    faults : tuple of str
        What could not be used.
    stacks : tuple of (Path, Layout)
        Of which nothing was chosen.
    """

    project: Project
    label: str
    told: str
    faults: tuple[str, ...] = ()
    stacks: tuple[tuple[Path, Layout], ...] = ()


Reading = Callable[[Project, Path, Report], _Brought]


class Images:
    """Adding, removing, assigning and finding images.

    Parameters
    ----------
    document : Document
    jobs : Jobs
        Files are read in the lane ``files``, one request after the other.
    tell : callable
        Called with a line for the user, and whether it tells of an error.
    failed : callable
        Called with whatever the reading raised.

    Attributes
    ----------
    choice_wanted : Signal(tuple)
        Files, each with its layout, that were to be added and are stacks: add them again with a
        choice.
    """

    choice_wanted = Signal(tuple)

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        tell: Callable[[str, bool], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._document = document
        self._jobs = jobs
        self._tell = tell
        self._failed = failed
        self._job: Job | None = None
        self._waiting: deque[tuple[str, Reading]] = deque()
        document.opened.connect(self._stop)
        jobs.changed.connect(self._notice_cancel)

    def add(self, paths: Sequence[Path], selector: ImageSelector = EVERYTHING) -> None:
        """Add image files, and the images of folders, as one command; they are for training.

        Of stacks a choice says which images are meant.
        """
        sources = tuple(paths)

        def read(project: Project, folder: Path, report: Report) -> _Brought:
            after, brought = add_images(
                project, folder, sources, selector, skip_faults=True, on_progress=report
            )
            words, faults = _words(project, after, brought), tuple(brought.faults)
            return _Brought(after, *words, faults, tuple(brought.stacks))

        self._read("Reading images", read)

    def import_files(
        self,
        images: Path | None = None,
        markers: Path | None = None,
        labels: Path | None = None,
        marker_options: MarkerOptions = DEFAULT_MARKER_OPTIONS,
    ) -> None:
        """Bring images with their markers and masks in, paired by name, as one command.

        Without `images`, markers and masks are paired with the images of the project.
        """

        def read(project: Project, folder: Path, report: Report) -> _Brought:
            after, brought = import_files(
                project, folder, images, markers, labels,
                marker_options=marker_options, skip_faults=True, on_progress=report,
            )  # fmt: skip
            return _Brought(after, *_words(project, after, brought), tuple(brought.faults))

        self._read("Reading images", read)

    def relink(self, folders: Sequence[Path]) -> None:
        """Look for moved images in folders, by their content."""
        searched = tuple(folders)

        def read(project: Project, folder: Path, report: Report) -> _Brought:
            return _relinked(project, folder, searched, report)

        self._read("Looking for images", read)

    def remove(self, images: Iterable[str]) -> None:
        """Take images and their markers out of the project; the files stay."""
        edits = [RemoveImage(image=image) for image in dict.fromkeys(images)]
        self._document.do(f"Remove {counted(len(edits), 'image')}", *edits)

    def set_role(self, images: Iterable[str], role: Role) -> None:
        """Say what images are for."""
        chosen = set(images)
        edits = [
            ReplaceImage(entry=entry.with_(role=role))
            for entry in self._document.project.images
            if entry.id in chosen and entry.role != role
        ]
        purpose = {"train": "training", "validation": "validation", "test": "testing"}[role]
        self._document.do(f"Use {counted(len(edits), 'image')} for {purpose}", *edits)

    def set_mask(self, image: str, mask: Path | None) -> None:
        """Give an image a reference mask, or take it away."""
        entry = _entry(self._document.project, image)
        if mask is not None:
            self._read("Reading a mask", lambda *given: _masked(image, mask, *given))
        elif entry.mask is not None:
            edit = ReplaceImage(entry=entry.with_(mask=None))
            self._document.do(f"Remove the mask of {entry.id}", edit)

    def _read(self, title: str, read: Reading) -> None:
        """Start to read files, or wait until those are read that were asked for before."""
        if not self._document.is_open:
            raise ProjectError("no project is open; open one, or make a new one")
        self._waiting.append((title, read))
        self._go_on()

    def _go_on(self) -> None:
        folder, project = self._document.path, self._document.project
        if self._job is not None or not self._waiting or folder is None:
            return
        title, read = self._waiting.popleft()
        self._job = self._jobs.start(
            LANE,
            title,
            lambda report: read(project, folder, report),
            lambda brought: self._take(project, brought),
            self._fail,
        )

    def _take(self, start: Project, brought: _Brought) -> None:
        self._job = None
        now = self._document.project
        try:
            edits = edits_between(now, merged(start, brought.project, now))
            self._document.do(brought.label, *edits)
        except FlimError as error:
            self._failed(error)
        else:
            self._tell(brought.told, False)
        if brought.faults:
            self._tell(_some(brought.faults), True)
        if brought.stacks:
            self.choice_wanted.emit(brought.stacks)
        self._go_on()

    def _fail(self, error: Exception) -> None:
        self._job = None
        self._failed(error)
        self._go_on()

    def _stop(self) -> None:
        """Bring nothing that was asked for into another project."""
        self._waiting.clear()
        self._jobs.cancel(LANE)

    def _notice_cancel(self) -> None:
        """Leave what waits behind a job that was stopped."""
        if self._job is not None and self._job.cancelled:
            self._job = None
            self._waiting.clear()


def _words(before: Project, after: Project, brought: Imported) -> tuple[str, str]:
    """Return the label of a command, and what happened in one line."""
    new = len(after.images) - len(before.images)
    known = len(brought.images) - new
    done = []
    if brought.images:
        there = f"{known} {'was' if known == 1 else 'were'} there already"
        done.append(f"{counted(new, 'image')} added" + (f"; {there}" if known else ""))
    if brought.stacks:
        done.append(f"{counted(len(brought.stacks), 'stack')} to choose images of")
    if brought.markers:
        done.append(f"markers of {counted(len(brought.markers), 'image')}")
    if brought.masks:
        done.append(f"masks of {counted(len(brought.masks), 'image')}")
    if brought.left_over:
        done.append(f"without an image: {_some(brought.left_over)}")
    if brought.notes:
        done.append(_some(brought.notes))
    label = f"Add {counted(new, 'image')}" if new else "Bring files in"
    return label, "; ".join(done) or "Nothing was brought in"


def _some(lines: Sequence[str]) -> str:
    """Put lines into one; of many, the first and how many more there are."""
    more = len(lines) - SHOWN_AT_ONCE
    shown = "; ".join(lines[:SHOWN_AT_ONCE])
    return shown if more <= 0 else f"{shown}; and {more} more"


def _relinked(
    project: Project, folder: Path, searched: Sequence[Path], report: Report
) -> _Brought:
    finder, images, missing = ImageFinder(folder, searched), [], []
    for count, entry in enumerate(project.images):
        report("looking for images", count, len(project.images))
        found = relinked_entry(entry, folder, finder)
        if found is None:
            missing.append(entry.id)
        images.append(found or entry)
    moved = sum(new != old for new, old in zip(images, project.images, strict=True))
    told = f"{counted(moved, 'image')} found in another place"
    faults = (f"still missing: {_some(missing)}",) if missing else ()
    label = f"Find {counted(moved, 'image')} again"
    return _Brought(project.with_(images=tuple(images)), label, told, faults)


def _masked(image: str, mask: Path, project: Project, folder: Path, report: Report) -> _Brought:
    entry = _entry(project, image)
    truth = read_mask(mask, entry.place)
    require_size(truth, (entry.shape[0], entry.shape[1]), mask, ImageError)
    changed = entry.with_(mask=recorded_mask(folder, mask))
    images = tuple(changed if one is entry else one for one in project.images)
    told = f"{mask.name} is the mask of {image} now"
    return _Brought(project.with_(images=images), f"Set the mask of {image}", told)


def _entry(project: Project, image: str) -> ImageEntry:
    try:
        return project.image(image)
    except KeyError:
        raise ProjectError(f"there is no image {image} in the project") from None
