"""Work that nobody waits for: it makes way for the user's own."""

import threading
import time
from collections.abc import Callable, Collection, Hashable
from typing import TypeVar

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.session.jobs import Jobs, Report

__all__ = ["UNHURRIED", "UnhurriedLane", "WorkPause", "is_user_served"]

UNHURRIED = {
    "results", "thumbnails", "files", "export", "project", "models", "predict", "preview", "likes",
    "report", "influence", "maps", "map file", "attributions", "attribution file",
    "suggestions", "suggested images", "without", "identification", "classifier",
    "finetuning", "finetuned model", "finetuned picture", "detection", "tiles", "tile count",
    "tile time",
}  # fmt: skip
"""Lanes that work beside each other; all others work for the user."""

PAUSE = 0.2  # seconds after the user's work: its next step may be about to start
LOOK = 0.02  # seconds between looks for a request to stop, during a pause

T = TypeVar("T")


def is_user_served(jobs: Jobs) -> bool:
    """Return True if a job works for what the user has just done."""
    return any(job.lane not in UNHURRIED for job in jobs.running)


class WorkPause:
    """The pause of long work while a job serves the user's last action.

    For work that must not be stopped and begun again, as an :class:`UnhurriedLane` does.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs, self._may_go_on = jobs, threading.Event()
        self._may_go_on.set()
        jobs.changed.connect(self._on_jobs_changed)

    def pausing(self, report: Report) -> Report:
        """Return a report of progress that waits during a pause, unless the work should stop."""

        def report_and_wait(stage: str, done: int, total: int) -> None:
            report(stage, done, total)
            while not self._may_go_on.wait(LOOK):
                report(stage, done, total)

        return report_and_wait

    def _on_jobs_changed(self) -> None:
        if is_user_served(self._jobs):
            self._may_go_on.clear()
        else:
            self._may_go_on.set()


class UnhurriedLane:
    """A lane whose jobs follow one another, never beside the user's own work.

    The user's work stops a job; the next one starts a moment after that work is done.

    Parameters
    ----------
    jobs : Jobs
    name : str
        A lane of :data:`UNHURRIED`.
    start_next : callable
        Called when the lane may be free; starts the next job, if any, by `start`.
    changed : callable
        Called after a job has ended and the next one has started.
    unexpected : callable
        Called with exceptions that are not `FlimError`.
    waits_for : collection of str, default=()
        Other lanes of :data:`UNHURRIED` that come first.

    Attributes
    ----------
    key : Hashable
        What is being computed; None if nothing is.
    """

    def __init__(
        self,
        jobs: Jobs,
        name: str,
        start_next: Callable[[], None],
        changed: Callable[[], None],
        unexpected: Callable[[Exception], None],
        *,
        waits_for: Collection[str] = (),
    ) -> None:
        self.key: Hashable = None
        self._jobs, self._name = jobs, name
        self._start_next, self._changed, self._unexpected = start_next, changed, unexpected
        self._waits_for = waits_for
        self._goes_on = False
        self._is_stopping = False
        jobs.changed.connect(self._on_jobs_changed)

    @property
    def is_working(self) -> bool:
        """True while a job runs or waits to run."""
        return self.key is not None

    @property
    def is_free(self) -> bool:
        """True if a job may start."""
        return not (self.is_working or self._is_stopping or self._must_wait())

    def start(
        self,
        key: Hashable,
        title: str,
        work: Callable[[Report], T],
        done: Callable[[T], object],
        give_up: Callable[[str], object],
        *,
        pause: float | None = None,
    ) -> None:
        """Start a job, after a pause unless it is the next of several.

        Parameters
        ----------
        key : Hashable
            What it computes.
        title : str
        work : callable
            Called with a `Report` on the lane's thread.
        done : callable
            Called with the result of `work`, unless the job was stopped.
        give_up : callable
            Called with the reason if the work failed, in one line; it must see to it that the
            same work is not started again.
        pause : float or None, default=None
            In seconds; None is a fifth.
        """
        n_looks = 0 if self._goes_on else round((PAUSE if pause is None else pause) / LOOK)

        def run(report: Report) -> T:
            for _ in range(n_looks):
                time.sleep(LOOK)
                report("", 0, 0)
            return work(report)

        def fail(error: Exception) -> None:
            if isinstance(error, Cancelled):
                self.key = None
                return
            self._end(lambda: give_up(str(error) or type(error).__name__))
            if not isinstance(error, FlimError):
                self._unexpected(error)

        self.key = key
        self._jobs.start(
            self._name, title, run, lambda result: self._end(lambda: done(result)), fail,
            quiet=True,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop the job and drop its result; the owner starts the next one."""
        if self.is_working:
            self.key, self._is_stopping = None, True
            self._jobs.cancel(self._name)
            self._is_stopping = False

    def _end(self, outcome: Callable[[], object]) -> None:
        self.key = None
        outcome()
        self._goes_on = True
        self._start_next()
        self._goes_on = False
        self._changed()

    def _must_wait(self) -> bool:
        return is_user_served(self._jobs) or any(
            self._jobs.in_lane(name) is not None for name in self._waits_for
        )

    def _on_jobs_changed(self) -> None:
        if self._must_wait():
            self.stop()
        elif self.is_free:
            self._start_next()
