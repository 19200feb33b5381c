"""Background work with progress and cancellation, and without stale results.

A lane runs one job at a time. A new job replaces the lane's older one, which is asked to stop and
whose result is dropped. Results are delivered on the owning thread.
"""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from psygnal import Signal

from flimbuilder.errors import Cancelled

__all__ = ["CallOnOwnerThread", "Job", "Jobs", "Report"]

T = TypeVar("T")
CallOnOwnerThread = Callable[[Callable[[], None]], None]
"""Schedule a call on the owning thread; may be called from any thread."""
Report = Callable[[str, int, int], None]
"""Report (stage, steps done, all steps) from the work; raises `Cancelled` if it should stop."""


@dataclass(eq=False)
class Job:
    """One piece of work.

    Attributes
    ----------
    lane, title : str
        The lane it runs in, and a title for the user.
    quiet : bool
        True to hide it from the user.
    stage : str
        Current stage.
    done, total : int
        Steps done and all steps; a total of 0 means unknown.
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
        """True if the job was asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; its result is dropped."""
        self._cancelled.set()


class Jobs:
    """Lanes of background work, each with its own thread while it has jobs.

    Parameters
    ----------
    call_on_owner_thread : callable
        Schedules a call on the owning thread. Only that thread may call the methods, and signals
        are emitted on it.

    Attributes
    ----------
    changed : Signal()
        Emitted when a job starts or ends.
    progressed : Signal()
        Emitted when a job reports progress.
    """

    changed = Signal()
    progressed = Signal()

    def __init__(self, call_on_owner_thread: CallOnOwnerThread) -> None:
        self._call_on_owner_thread = call_on_owner_thread
        self._lanes: dict[str, _Lane] = {}
        self._closed = False

    @property
    def running(self) -> tuple[Job, ...]:
        """The unfinished jobs, oldest lane first."""
        return tuple(lane.newest for lane in self._lanes.values() if lane.newest is not None)

    def in_lane(self, name: str) -> Job | None:
        """Return the unfinished job of a lane, or None."""
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
        """Start a job in place of the lane's current one.

        Parameters
        ----------
        lane, title : str
        work : callable
            Called with a `Report` on the lane's thread.
        done : callable
            Called with the result of `work`, unless the job was cancelled or replaced.
        failed : callable
            Called with the exception of `work`, under the same condition.
        quiet : bool, default=False
            True to hide it from the user.

        Returns
        -------
        Job
            Cancelled if the lanes are closed.
        """
        job = Job(lane, title, quiet)
        if self._closed:
            job.cancel()
            return job
        self._lane(lane).take(_Task(job, work, done, failed))
        self.changed.emit()
        return job

    def hold(self, lane: str) -> None:
        """Make an idle lane queue its next job until it is released."""
        self._lane(lane).hold()

    def release(self, lane: str) -> None:
        """Release a lane; its queued job starts."""
        self._lane(lane).release()

    def cancel(self, lane: str) -> None:
        """Ask a lane's job to stop; its result is dropped."""
        if self.in_lane(lane) is not None:
            self._lanes[lane].drop()
            self.changed.emit()

    def close(self, timeout: float = 30.0, *, finish: Collection[str] = ()) -> bool:
        """Stop all jobs and wait for their threads; later results are dropped.

        Parameters
        ----------
        timeout : float, default=30.0
            In seconds.
        finish : collection of str, default=()
            Lanes whose jobs are not stopped.

        Returns
        -------
        bool
            True if every thread ended within `timeout` seconds.
        """
        self._closed = True
        for name, lane in self._lanes.items():
            if name not in finish:
                lane.drop()
        return all(lane.join(timeout) for lane in self._lanes.values())

    def _lane(self, name: str) -> "_Lane":
        return self._lanes.setdefault(name, _Lane(self._run))

    def _run(self, task: "_Task", lane: "_Lane") -> None:
        """Run a task on a lane's thread and deliver its outcome."""
        last: tuple[str, int, int] | None = None

        def report(stage: str, done: int, total: int) -> None:
            nonlocal last
            if task.job.cancelled:
                raise Cancelled("stopped")
            # Work reports often, to be stopped soon; only changes cost the owning thread time.
            if (stage, done, total) != last:
                last = stage, done, total
                self._deliver(lambda: self._record_progress(task.job, stage, done, total))

        try:
            report("", 0, 0)
            result = task.work(report)
        except Exception as error:  # all of them reach the user
            raised = error
            self._deliver(lambda: self._end(task, lane, lambda: task.failed(raised)))
        else:
            self._deliver(lambda: self._end(task, lane, lambda: task.done(result)))

    def _deliver(self, call: Callable[[], None]) -> None:
        if not self._closed:
            self._call_on_owner_thread(call)

    def _record_progress(self, job: Job, stage: str, done: int, total: int) -> None:
        if not job.cancelled:
            job.stage, job.done, job.total = stage, done, total
            self.progressed.emit()

    def _end(self, task: "_Task", lane: "_Lane", outcome: Callable[[], None]) -> None:
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
    """A running task, at most one waiting task, and their thread.

    The thread ends if nothing waits. A sleeping thread would keep its OpenMP threads, and with
    more of those than cores, all of them sleep between operations instead of spinning: a build
    would take a third longer.
    """

    def __init__(self, run: Callable[[_Task, "_Lane"], None]) -> None:
        self.newest: Job | None = None
        self._run = run
        self._lock = threading.Lock()
        self._waiting: _Task | None = None
        self._thread: threading.Thread | None = None
        self._held = False

    def take(self, task: _Task) -> None:
        """Replace the running or waiting task."""
        self.drop()
        self.newest = task.job
        with self._lock:
            self._waiting = task
        if not self._held:
            self._begin()

    def hold(self) -> None:
        """Queue the next task until :meth:`release`."""
        self._held = True

    def release(self) -> None:
        """Start the queued task."""
        self._held = False
        self._begin()

    def drop(self) -> None:
        """Ask the running or waiting job to stop."""
        if self.newest is not None:
            self.newest.cancel()
            self.newest = None

    def join(self, timeout: float) -> bool:
        """Wait for the thread; return True if it ended in time."""
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
