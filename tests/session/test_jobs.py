"""Background work: one job per lane, the newest wins, and no stale result is delivered."""

import queue
import threading
from collections.abc import Callable

import pytest

from flimbuilder.errors import Cancelled
from flimbuilder.session.jobs import Jobs, Report
from tests.session.conftest import Pump


class Held:
    """Work that signals its start and waits for permission to end."""

    def __init__(self, result: object = None) -> None:
        self.result = result
        self.begun = threading.Event()
        self.go = threading.Event()
        self.outcome = ""

    def __call__(self, report: Report) -> object:
        self.begun.set()
        assert self.go.wait(30)
        try:
            report("held", 1, 2)
        except Cancelled:
            self.outcome = "stopped"
            raise
        self.outcome = "done"
        return self.result


@pytest.fixture
def jobs(pump: Pump) -> Jobs:
    return Jobs(pump)


def start(jobs: Jobs, lane: str, work: Callable[[Report], object], into: list[object]) -> None:
    jobs.start(lane, lane.title(), work, into.append, into.append)


def test_a_result_arrives_on_the_owner_thread(jobs: Jobs, pump: Pump) -> None:
    threads: list[int] = []
    jobs.start(
        "a",
        "A",
        lambda report: threading.get_ident(),
        lambda worker: threads.extend([worker, threading.get_ident()]),
        lambda error: pytest.fail(str(error)),
    )
    pump.until(lambda: bool(threads))
    assert threads[1] == threading.get_ident() != threads[0]
    assert jobs.running == ()


def test_progress_is_reported(jobs: Jobs, pump: Pump) -> None:
    held, results = Held("x"), list[object]()
    start(jobs, "a", held, results)
    seen = []
    for signal in (jobs.changed, jobs.progressed):
        signal.connect(lambda: seen.append([(job.stage, job.done) for job in jobs.running]))
    held.go.set()
    pump.until(lambda: results == ["x"])
    assert [("held", 1)] in seen
    assert seen[-1] == []


def test_an_error_is_delivered_with_its_cause(jobs: Jobs, pump: Pump) -> None:
    results: list[object] = []

    def fail(report: Report) -> None:
        raise KeyError("gone") from ValueError("why")

    start(jobs, "a", fail, results)
    pump.until(lambda: bool(results))
    (error,) = results
    assert isinstance(error, KeyError)
    assert isinstance(error.__cause__, ValueError)


def test_a_newer_job_replaces_an_older_job(jobs: Jobs, pump: Pump) -> None:
    first, second, third = Held(1), Held(2), Held(3)
    results: list[object] = []
    start(jobs, "a", first, results)
    assert first.begun.wait(30)
    start(jobs, "a", second, results)
    start(jobs, "a", third, results)
    for work in (first, second, third):
        work.go.set()
    pump.until(lambda: bool(results))
    assert results == [3]
    assert not second.begun.is_set()  # it never had its turn
    assert first.outcome == "stopped"


def test_an_undelivered_result_is_dropped_too(jobs: Jobs, pump: Pump) -> None:
    """The first job has ended, but its result is not delivered yet."""
    results: list[object] = []
    start(jobs, "a", lambda report: "old", results)
    jobs._lanes["a"].join(30)
    start(jobs, "a", lambda report: "new", results)
    pump.until(lambda: bool(results))
    pump.settle_jobs(jobs)
    assert results == ["new"]


def test_lanes_do_not_wait_for_each_other(jobs: Jobs, pump: Pump) -> None:
    held, results = Held("a"), list[object]()
    start(jobs, "a", held, results)
    start(jobs, "b", lambda report: "b", results)
    pump.until(lambda: results == ["b"])
    assert [job.lane for job in jobs.running] == ["a"]
    assert jobs.in_lane("b") is None
    held.go.set()
    pump.until(lambda: results == ["b", "a"])


def test_cancelled_work_stops_without_a_result(jobs: Jobs, pump: Pump) -> None:
    held, results = Held(), list[object]()
    start(jobs, "a", held, results)
    assert held.begun.wait(30)
    jobs.cancel("a")
    assert jobs.running == ()
    held.go.set()
    jobs._lanes["a"].join(30)
    start(jobs, "a", lambda report: "next", results)
    pump.until(lambda: bool(results))
    assert results == ["next"]
    assert held.outcome == "stopped"


def test_closing_ends_the_threads_and_delivers_nothing(pump: Pump) -> None:
    jobs, held, results = Jobs(pump), Held(), list[object]()
    start(jobs, "a", held, results)
    held.go.set()
    assert jobs.close()
    after = jobs.start("a", "A", lambda report: "late", results.append, results.append)
    assert after.cancelled
    with pytest.raises(queue.Empty):
        pump.until(lambda: bool(results), timeout=0.01)


def test_closing_reports_a_thread_that_does_not_end(pump: Pump) -> None:
    jobs, held = Jobs(pump), Held()
    start(jobs, "a", held, [])
    assert held.begun.wait(30)
    assert not jobs.close(timeout=0.01)
    held.go.set()
    assert jobs.close()


def test_a_released_lane_starts_its_newest_job(jobs: Jobs, pump: Pump) -> None:
    results: list[object] = []
    jobs.hold("a")
    start(jobs, "a", lambda report: "old", results)
    start(jobs, "a", lambda report: "new", results)
    start(jobs, "b", lambda report: "other", results)
    pump.until(lambda: results == ["other"])
    assert [job.lane for job in jobs.running] == ["a"]
    jobs.release("a")
    pump.settle_jobs(jobs)
    assert results == ["other", "new"]


def test_a_held_lane_can_be_cancelled_and_closed(jobs: Jobs, pump: Pump) -> None:
    jobs.hold("a")
    start(jobs, "a", lambda report: pytest.fail("was cancelled"), [])
    jobs.cancel("a")
    jobs.release("a")
    jobs.hold("a")
    start(jobs, "a", lambda report: pytest.fail("was closed"), [])
    assert jobs.close()
    jobs.release("a")


def test_repeated_progress_is_reported_once(jobs: Jobs, pump: Pump) -> None:
    steps: list[tuple[str, int]] = []
    jobs.progressed.connect(lambda: steps.extend((job.stage, job.done) for job in jobs.running))

    def work(report: Report) -> None:
        for done in (1, 1, 1, 2):
            report("counting", done, 2)

    start(jobs, "a", work, [])
    pump.settle_jobs(jobs)
    assert [step for step in steps if step[0]] == [("counting", 1), ("counting", 2)]
