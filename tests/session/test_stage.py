"""One step of background work that follows what it depends on."""

import threading

import pytest

from flimbuilder.errors import Cancelled, ImageError
from flimbuilder.session.jobs import Jobs
from flimbuilder.session.stage import Stage
from tests.session.conftest import Pump


class Watched:
    """A stage, how often it told of a change, and what nobody expected of it."""

    def __init__(self, pump: Pump) -> None:
        self.pump = pump
        self.jobs = Jobs(pump)
        self.changes = 0
        self.unexpected: list[Exception] = []
        self.stage: Stage[str] = Stage(
            self.jobs, "lane", "Working", self._count, self.unexpected.append
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
        watched.stage.want(key, lambda: done.append(1) or "result")
        watched.settle()
    assert (watched.stage.result, watched.stage.is_fresh, done) == ("result", True, [1])
    assert watched.changes == 1


def test_the_old_result_stays_until_the_new_one_comes(watched: Watched) -> None:
    watched.stage.want(1, lambda: "old")
    watched.settle()
    watched.stage.want(2, lambda: "new")
    assert (watched.stage.result, watched.stage.is_fresh) == ("old", False)
    watched.settle()
    assert (watched.stage.result, watched.stage.is_fresh) == ("new", True)


def test_an_older_result_that_waits_to_be_handed_over_is_dropped(watched: Watched) -> None:
    ended = threading.Event()
    watched.stage.want(1, lambda: (ended.set(), "old")[1])
    assert ended.wait(30)
    watched.stage.want(2, lambda: "new")
    watched.settle()
    assert (watched.stage.result, watched.changes) == ("new", 1)


def test_a_mistake_of_the_user_is_a_fault(watched: Watched) -> None:
    watched.stage.want(1, lambda: "old")
    watched.settle()
    watched.stage.want(2, lambda: fail(ImageError("a.png: is damaged")))
    watched.settle()
    assert (watched.stage.result, watched.stage.fault) == (None, "a.png: is damaged")
    assert watched.unexpected == []
    watched.stage.want(3, lambda: "new")
    assert watched.stage.fault is None


def test_what_nobody_expected_is_handed_on(watched: Watched) -> None:
    error = ZeroDivisionError("by zero")
    watched.stage.want(1, lambda: fail(error))
    watched.settle()
    assert (watched.stage.fault, watched.unexpected) == ("by zero", [error])


def test_stopped_work_is_no_fault(watched: Watched) -> None:
    watched.stage.want(1, lambda: fail(Cancelled("stopped")))
    watched.settle()
    assert (watched.stage.fault, watched.changes) == (None, 0)


def test_what_is_forgotten_is_worked_out_again(watched: Watched) -> None:
    watched.stage.want(1, lambda: "first")
    watched.settle()
    watched.stage.forget()
    assert (watched.stage.result, watched.stage.is_fresh) == (None, False)
    watched.stage.want(1, lambda: "second")
    watched.stage.forget()
    watched.settle()
    assert watched.stage.result is None
    watched.stage.want(1, lambda: "third")
    watched.settle()
    assert watched.stage.result == "third"
