"""A step of background work that follows its inputs."""

import threading

import pytest

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import Cancelled, ImageError
from flimbuilder.session.background_step import BackgroundStep, Check
from flimbuilder.session.jobs import Jobs
from tests.session.conftest import Pump


class Watched:
    """A step, its number of changes, and its unexpected errors."""

    def __init__(self, pump: Pump) -> None:
        self.pump = pump
        self.jobs = Jobs(pump)
        self.changes = 0
        self.unexpected: list[Exception] = []
        self.stage: BackgroundStep[str] = BackgroundStep(
            self.jobs,
            "lane",
            "Working",
            self._count,
            self.unexpected.append,
            ByteLimitedCache(100),
            len,
        )

    def _count(self) -> None:
        self.changes += 1

    def settle(self) -> None:
        self.pump.settle_jobs(self.jobs)


@pytest.fixture
def watched(pump: Pump) -> Watched:
    return Watched(pump)


def fail(error: Exception) -> str:
    raise error


def test_work_is_done_once_for_a_key(watched: Watched) -> None:
    done: list[int] = []
    for key in (1, 1):
        watched.stage.request(key, lambda check: done.append(1) or "result")
        watched.settle()
    assert (watched.stage.result, watched.stage.is_fresh, done) == ("result", True, [1])
    assert watched.changes == 1


def test_the_old_result_stays_until_the_new_one_comes(watched: Watched) -> None:
    watched.stage.request(1, lambda check: "old")
    watched.settle()
    watched.stage.request(2, lambda check: "new")
    assert (watched.stage.result, watched.stage.is_fresh) == ("old", False)
    watched.settle()
    assert (watched.stage.result, watched.stage.is_fresh) == ("new", True)


def test_an_older_undelivered_result_is_dropped(watched: Watched) -> None:
    ended = threading.Event()
    watched.stage.request(1, lambda check: (ended.set(), "old")[1])
    assert ended.wait(30)
    watched.stage.request(2, lambda check: "new")
    watched.settle()
    assert (watched.stage.result, watched.changes) == ("new", 1)


def test_a_mistake_of_the_user_is_a_fault(watched: Watched) -> None:
    watched.stage.request(1, lambda check: "old")
    watched.settle()
    watched.stage.request(2, lambda check: fail(ImageError("a.png: is damaged")))
    watched.settle()
    assert (watched.stage.result, watched.stage.fault) == (None, "a.png: is damaged")
    assert watched.unexpected == []
    watched.stage.request(3, lambda check: "new")
    assert watched.stage.fault is None


def test_an_unexpected_error_is_passed_on(watched: Watched) -> None:
    error = ZeroDivisionError("by zero")
    watched.stage.request(1, lambda check: fail(error))
    watched.settle()
    assert (watched.stage.fault, watched.unexpected) == ("by zero", [error])


def test_cancelled_work_is_no_fault(watched: Watched) -> None:
    watched.stage.request(1, lambda check: fail(Cancelled("stopped")))
    watched.settle()
    assert (watched.stage.fault, watched.changes) == (None, 0)


def test_forgotten_work_is_repeated(watched: Watched) -> None:
    watched.stage.request(1, lambda check: "first")
    watched.settle()
    watched.stage.forget()
    assert (watched.stage.result, watched.stage.is_fresh) == (None, False)
    watched.stage.request(2, lambda check: "second")
    watched.stage.forget()
    watched.settle()
    assert watched.stage.result is None
    watched.stage.request(2, lambda check: "third")
    watched.settle()
    assert watched.stage.result == "third"


def test_a_cached_result_arrives_at_once(watched: Watched) -> None:
    for key in (1, 2):
        watched.stage.request(key, lambda check, key=key: f"result {key}")  # type: ignore[misc]
        watched.settle()
    watched.stage.request(1, lambda check: fail(ZeroDivisionError()))
    assert (watched.stage.result, watched.stage.is_fresh) == ("result 1", True)
    assert watched.jobs.running == ()
    watched.settle()
    assert watched.changes == 2


def test_postponed_work_stops_and_the_old_result_stays(watched: Watched) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(check: Check) -> str:
        begun.set()
        assert go.wait(30)
        check()
        return "too late"

    watched.stage.request(1, lambda check: "old")
    watched.settle()
    watched.stage.request(2, work)
    assert begun.wait(30)
    watched.stage.postpone()
    go.set()
    watched.settle()
    assert (watched.stage.result, watched.stage.is_fresh) == ("old", False)
    assert not watched.stage.is_busy
    watched.stage.request(2, lambda check: "new")
    assert watched.stage.is_busy
    watched.settle()
    assert (watched.stage.result, watched.stage.is_busy) == ("new", False)
    assert watched.unexpected == []


def test_only_recalling_finds_cached_results_and_starts_nothing(
    watched: Watched,
) -> None:
    watched.stage.request(1, lambda check: "one")
    watched.settle()
    watched.stage.only_recalls = True
    watched.stage.request(1, lambda check: "again")
    assert (watched.stage.result, watched.stage.is_fresh) == ("one", True)
    watched.stage.request(2, lambda check: "two")
    assert (watched.stage.result, watched.stage.is_fresh) == ("one", False)
    assert not watched.stage.is_busy
    assert not watched.jobs.running
    watched.stage.request(1, lambda check: "again")
    assert (watched.stage.result, watched.stage.is_fresh) == ("one", True)
    watched.stage.only_recalls = False
    watched.stage.request(2, lambda check: "two")
    watched.settle()
    assert (watched.stage.result, watched.stage.is_fresh) == ("two", True)


def test_only_recalling_stops_running_work(watched: Watched) -> None:
    watched.stage.request(1, lambda check: "one")
    watched.stage.only_recalls = True
    watched.stage.request(1, lambda check: "one")
    assert not watched.stage.is_busy
    watched.settle()
    assert watched.stage.result is None
