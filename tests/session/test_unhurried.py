"""Unhurried work makes way for the user's own."""

from collections.abc import Iterator
from threading import Event

import pytest

from flimbuilder.errors import InputError
from flimbuilder.session import unhurried
from flimbuilder.session.jobs import Jobs, Report
from flimbuilder.session.unhurried import UnhurriedLane, WorkPause
from tests.session.conftest import Pump


class Counter:
    """Counts to three in the lane ``maps``, a number per job.

    A number in `faults` fails; the job of a number waits for `go`.
    """

    def __init__(self, jobs: Jobs) -> None:
        self.jobs, self.go = jobs, Event()
        self.go.set()
        self.found: list[int | str] = []
        self.shown: list[tuple[int, bool]] = []
        self.faults: dict[int, Exception] = {}
        self.unexpected: list[Exception] = []
        self.lane = UnhurriedLane(
            jobs, "maps", self.start_next, self.show, self.unexpected.append,
            waits_for=["results"],
        )  # fmt: skip

    def show(self) -> None:
        self.shown.append((len(self.found), self.lane.is_working))

    def start_next(self) -> None:
        number = len(self.found)
        if number < 3 and self.lane.is_free:
            self.lane.start(
                number, "Counting", lambda report: self.count(number, report), self.found.append,
                self.found.append,
            )  # fmt: skip

    def count(self, number: int, report: Report) -> int:
        while not self.go.wait(0.01):
            report("", 0, 0)
        if number in self.faults:
            raise self.faults[number]
        return number


@pytest.fixture
def counter(pump: Pump, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    monkeypatch.setattr(unhurried, "PAUSE", 0.0)
    jobs = Jobs(pump)
    yield Counter(jobs)
    jobs.close()


def test_one_job_follows_another(counter: Counter, pump: Pump) -> None:
    counter.start_next()
    assert counter.lane.key == 0
    pump.until(lambda: len(counter.found) == 3)
    assert counter.found == [0, 1, 2]
    assert counter.shown == [(1, True), (2, True), (3, False)]


@pytest.mark.parametrize("lane", ["build", "results"])
def test_it_waits_for_other_work_and_makes_way_for_it(
    counter: Counter, pump: Pump, lane: str
) -> None:
    counter.go.clear()
    counter.start_next()
    work = Event()
    counter.jobs.start(lane, "", lambda report: work.wait(20), lambda _: None, print)
    assert not counter.lane.is_working
    counter.start_next()
    assert counter.jobs.in_lane("maps") is None
    counter.go.set()
    work.set()
    pump.until(lambda: len(counter.found) == 3)
    assert counter.found == [0, 1, 2]


def test_a_stopped_job_is_not_started_again_by_stopping_it(counter: Counter) -> None:
    counter.go.clear()
    counter.start_next()
    counter.lane.stop()
    assert not counter.lane.is_working
    assert counter.jobs.in_lane("maps") is None
    counter.start_next()
    assert counter.lane.is_working


@pytest.mark.parametrize(
    ("error", "reason"), [(InputError("no"), "no"), (ValueError(), "ValueError")]
)
def test_failed_work_is_given_up_and_the_next_follows(
    counter: Counter, pump: Pump, error: Exception, reason: str
) -> None:
    counter.faults[1] = error
    counter.start_next()
    pump.until(lambda: len(counter.found) == 3)
    assert counter.found == [0, reason, 2]
    assert counter.unexpected == ([] if isinstance(error, InputError) else [error])


def test_long_work_pauses_while_the_user_is_served(counter: Counter, pump: Pump) -> None:
    pause, go = WorkPause(counter.jobs), Event()
    steps: list[object] = []

    def work(report: Report) -> None:
        for step in range(3):
            pause.pausing(report)("step", step, 3)
            steps.append(step)

    def serve(report: Report) -> None:
        while not go.wait(0.01):
            report("", 0, 0)

    counter.jobs.start("image", "Reading", serve, lambda _: None, steps.append)
    job = counter.jobs.start("finetuning", "Training", work, lambda result: None, steps.append)
    pump.until(lambda: job.stage == "step")
    assert steps == []
    go.set()
    pump.until(lambda: counter.jobs.in_lane("finetuning") is None)
    assert steps[-3:] == [0, 1, 2]


def test_a_pause_ends_if_the_work_should_stop(counter: Counter, pump: Pump) -> None:
    pause, ended = WorkPause(counter.jobs), Event()

    def work(report: Report) -> None:
        try:
            pause.pausing(report)("step", 0, 1)
        finally:
            ended.set()

    counter.jobs.start(
        "image", "Reading", lambda report: ended.wait(20), lambda _: None, lambda _: None
    )
    job = counter.jobs.start("finetuning", "Training", work, lambda _: None, lambda _: None)
    pump.until(lambda: job.stage == "step")
    counter.jobs.cancel("finetuning")
    assert ended.wait(20)
