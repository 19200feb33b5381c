"""Work in the background: with progress, cancel, and never a stale result.

A lane does one job at a time. A newer job of a lane takes the place of an older one: that one is
asked to stop, and its result is dropped. What a job gives is handed over on the owner's thread.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psygnal import Signal

from flimbuilder.errors import Cancelled

__all__ = ["CallOnOwnerThread", "Job", "Jobs", "Report"]

T = TypeVar("T")
CallOnOwnerThread = Callable[[Callable[[], None]], None]
"""Has a function called soon on the owner's thread; may be called from any thread."""
Report = Callable[[str, int, int], None]
"""Told (stage, steps done, steps in all) by the work; raises Cancelled when it should stop."""


@dataclass(eq=False)
class Job:
    """One piece of work.

    Attributes
    ----------
    lane, title : str
        Where it runs, and what it does, for the user.
    quiet : bool
        Whether the user need not see it.
    stage : str
        What it is at.
    done, total : int
        Steps; a total of 0 is unknown.
    """

    lane: str
    title: str
    quiet: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    _cancelled: threading.Event = field(default_factory=threading.Event, repr=False)

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask it to stop; its result will be dropped."""
        self._cancelled.set()


class Jobs:
    """The lanes, each with a thread of its own while it has work.

    Parameters
    ----------
    call_on_owner_thread : callable
        Has a function called on the owner's thread, the only one that may call the methods here
        and on which all signals are emitted.

    Attributes
    ----------
    changed : Signal()
        A job started or ended.
    progressed : Signal()
        A job told progress.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, call_on_owner_thread: CallOnOwnerThread) -> None:
        self._post = call_on_owner_thread
        self._lanes: dict[str, _Lane] = {}
        self._closed = False

    @property
    def running(self) -> tuple[Job, ...]:
        """The newest job of each lane that has not ended, oldest lane first."""
        return tuple(lane.newest for lane in self._lanes.values() if lane.newest is not None)

    def in_lane(self, name: str) -> Job | None:
        """Return the job of a lane that has not ended."""
        lane = self._lanes.get(name)
        return None if lane is None else lane.newest

    def start(
        self,
        lane: str,
        title: str,
        work: Callable[[Report], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        quiet: bool = False,
    ) -> Job:
        """Start a job in place of the one that its lane has.

        Parameters
        ----------
        lane, title : str
        work : callable
            Called on a thread of the lane with a `Report`.
        done : callable
            Called with what `work` returned, unless the job was cancelled or superseded.
        failed : callable
            Called with what `work` raised, on the same condition.
        quiet : bool, default=False
            Whether the user need not see it.

        Returns
        -------
        Job
            Cancelled already once the lanes are closed.
        """
        job = Job(lane, title, quiet)
        if self._closed:
            job.cancel()
            return job
        self._lane(lane).take(_Task(job, work, done, failed))
        self.changed.emit()
        return job

    def hold(self, lane: str) -> None:
        """Have a lane without work begin no job until it is released; it takes them."""
        self._lane(lane).hold()

    def release(self, lane: str) -> None:
        """Have a lane that was held begin the job that it has taken."""
        self._lane(lane).release()

    def cancel(self, lane: str) -> None:
        """Ask a lane's job to stop; its result is dropped."""
        if lane in self._lanes:
            self._lanes[lane].drop()
            self.changed.emit()

    def close(self, timeout: float = 30.0) -> bool:
        """Stop all jobs and wait for their threads; nothing is handed over any more.

        Returns
        -------
        bool
            Whether all threads ended within `timeout` seconds.
        """
        self._closed = True
        for lane in self._lanes.values():
            lane.drop()
        return all(lane.join(timeout) for lane in self._lanes.values())

    def _lane(self, name: str) -> "_Lane":
        return self._lanes.setdefault(name, _Lane(self._run))

    def _run(self, task: "_Task", lane: "_Lane") -> None:
        """Do a task on a lane's thread, and hand over what came of it."""
        last: tuple[str, int, int] | None = None

        def report(stage: str, done: int, total: int) -> None:
            nonlocal last
            if task.job.cancelled:
                raise Cancelled("stopped")
            # Work asks at every step whether to stop; only what is new costs the owner time.
            if (stage, done, total) != last:
                last = stage, done, total
                self._hand_over(lambda: self._told(task.job, stage, done, total))

        try:
            report("", 0, 0)
            result = task.work(report)
        except Exception as error:  # every one reaches the user, with its cause
            raised = error
            self._hand_over(lambda: self._ended(task, lane, lambda: task.failed(raised)))
        else:
            self._hand_over(lambda: self._ended(task, lane, lambda: task.done(result)))

    def _hand_over(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._post(call)

    def _told(self, job: Job, stage: str, done: int, total: int) -> None:
        if not job.cancelled:
            job.stage, job.done, job.total = stage, done, total
            self.progressed.emit()

    def _ended(self, task: "_Task", lane: "_Lane", outcome: Callable[[], None]) -> None:
        if self._closed or task.job.cancelled:
            return
        lane.newest = None
        self.changed.emit()
        outcome()


@dataclass(frozen=True, eq=False)
class _Task:
    job: Job
    work: Callable[[Report], Any]
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


class _Lane:
    """One thread's worth of work: a task that runs and at most one that waits.

    The thread ends where nothing waits. One that slept would keep its threads of OpenMP, and while
    there are more of these than cores, all of them sleep between two operations instead of
    waiting for the next: a build would take a third longer.
    """

    def __init__(self, run: Callable[[_Task, "_Lane"], None]) -> None:
        self.newest: Job | None = None
        self._run = run
        self._lock = threading.Lock()
        self._waiting: _Task | None = None
        self._thread: threading.Thread | None = None
        self._held = False

    def take(self, task: _Task) -> None:
        """Put a task in the place of the one that runs or waits."""
        self.drop()
        self.newest = task.job
        with self._lock:
            self._waiting = task
        if not self._held:
            self._begin()

    def hold(self) -> None:
        """Begin nothing from now on."""
        self._held = True

    def release(self) -> None:
        """Begin what waits."""
        self._held = False
        self._begin()

    def drop(self) -> None:
        """Ask the job that runs or waits to stop."""
        if self.newest is not None:
            self.newest.cancel()
            self.newest = None

    def join(self, timeout: float) -> bool:
        """Wait for the thread; tell whether it has ended."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def _begin(self) -> None:
        with self._lock:
            if self._thread is None and self._waiting is not None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            with self._lock:
                task, self._waiting = self._waiting, None
                if task is None:
                    self._thread = None
                    return
            if not task.job.cancelled:
                self._run(task, self)
