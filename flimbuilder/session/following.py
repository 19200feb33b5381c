"""Follow a project that another window has open: show its edits, and notice when it closes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.project.claim import Claim
from flimbuilder.project.documents import PROJECT_FILE
from flimbuilder.project.folder import ProjectFolder, open_project
from flimbuilder.project.journal import JOURNAL_FILE
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Jobs, Report

__all__ = ["Following"]

LANE = "following"

Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True)
class _PollResult:
    """The state of the folder: whether the other window is gone, and its edits if they are new."""

    stamp: Stamp
    is_free: bool
    folder: ProjectFolder | None = None
    error: FlimError | None = None


class Following:
    """Reads a project again while another window edits it, in the lane ``following``.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    failed : callable
        Called with the exception of a failed reading.

    Attributes
    ----------
    is_on : bool
        True to show the other window's edits as they are made.
    has_closed : bool
        True if the other window has closed the project since.
    changed : Signal()
        Emitted when an attribute changes.
    """

    changed = Signal()

    def __init__(
        self, document: Document, jobs: Jobs, failed: Callable[[Exception], None]
    ) -> None:
        self.is_on = True
        self.has_closed = False
        self._document = document
        self._jobs = jobs
        self._failed = failed
        self._stamp: Stamp | None = None
        document.opened.connect(self._reset)

    def set_on(self, is_on: bool) -> None:
        """Follow the other window, or stay at what is shown."""
        if is_on != self.is_on:
            self.is_on = is_on
            self.changed.emit()
            self.poll()

    def poll(self) -> None:
        """Look for new edits; call it every second or so while another window has the project."""
        self._start(reload=False)

    def reload(self) -> None:
        """Read the project again, whether or not the window follows."""
        self._start(reload=True)

    def take_over(self) -> tuple[str, ...]:
        """Edit the project here, if the other window has closed it; return notes.

        Raises
        ------
        ProjectError
            If the other window still has it open.
        """
        self._jobs.cancel(LANE)
        notes = self._document.take_over()
        self._reset()
        return notes

    def _start(self, *, reload: bool) -> None:
        document = self._document
        claim, path = document.claim, document.path
        if claim is None or path is None or claim.holder is None:
            return
        if self._jobs.in_lane(LANE) is not None and not reload:
            return  # a slow drive
        known = None if reload else self._stamp
        reads = reload or (self.is_on and not self.has_closed)

        def work(report: Report) -> _PollResult:
            return _poll(path, claim, known, reads=reads)

        self._jobs.start(LANE, "Following", work, self._take, self._failed, quiet=True)

    def _take(self, result: _PollResult) -> None:
        if self._document.holder is None:
            return
        if result.folder is not None or result.error is not None:
            self._stamp = result.stamp  # a fault is reported once
        if result.folder is not None:
            self._document.update(result.folder)
        if result.is_free != self.has_closed:
            self.has_closed = result.is_free
            self.changed.emit()
        if result.error is not None:
            self._failed(result.error)

    def _reset(self) -> None:
        self._stamp = None
        self.is_on, self.has_closed = True, False
        self.changed.emit()


def _poll(path: Path, claim: Claim, known: Stamp | None, *, reads: bool) -> _PollResult:
    is_free, stamp = claim.is_free(), _stamp(path)
    if not reads or stamp == known:
        return _PollResult(stamp, is_free)
    try:
        return _PollResult(stamp, is_free, open_project(path))
    except FlimError as error:
        return _PollResult(stamp, is_free, error=error)


def _stamp(path: Path) -> Stamp:
    """Return size and time of change of the project's files; equal stamps mean no news."""
    return tuple(_state(path / name) for name in (PROJECT_FILE, JOURNAL_FILE))


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
