"""Batches on workers: bounded, in order if wanted, and computed again if workers die."""

import threading
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from distributed import KilledWorker
from distributed.scheduler import WorkerState

from flimbuilder.errors import Cancelled, ClusterError, InputError
from flimbuilder.model.model import Model
from flimbuilder.workflow.cluster import futures
from flimbuilder.workflow.cluster.futures import Cluster, LostItem
from flimbuilder.workflow.cluster.packages import ModelPackage, pack_model
from flimbuilder.workflow.cluster.worker import RemoteWork, own_versions, run_batch

OPEN = threading.Event()


def scale(model: Model, factor: int, item: int) -> int:
    return factor * item


def first_last(model: Model, number: int, item: int) -> int:
    """Return an item, the first one not before the last has begun."""
    if item == number:
        OPEN.set()
    if item == 0:
        assert OPEN.wait(20)
    return item


def fail(model: Model, reason: str, item: int) -> int:
    raise InputError(f"{item}: {reason}")


def work(function: Any, settings: Any) -> RemoteWork[Any, Any, Any]:
    return RemoteWork(function, settings, own_versions())


def one_by_one(count: int) -> Iterator[list[tuple[int, int]]]:
    return ([(number, number)] for number in range(count))


@pytest.fixture(scope="module")
def package(small_model: Model) -> ModelPackage:
    return pack_model(small_model)


def test_every_item_has_its_result(cluster: Cluster, package: ModelPackage) -> None:
    batches = [[(0, 5), (1, 6)], [(2, 7)], []]
    results = dict(cluster.run(package, work(scale, 3), batches))
    assert results == {0: 15, 1: 18, 2: 21}
    assert list(cluster.run(package, work(scale, 3), [])) == []


def test_results_in_order(cluster: Cluster, package: ModelPackage) -> None:
    OPEN.clear()
    results = list(cluster.run(package, work(first_last, 2), one_by_one(6), ordered=True))
    assert results == [(number, number) for number in range(6)]
    OPEN.clear()
    unordered = [n for n, _ in cluster.run(package, work(first_last, 2), one_by_one(6))]
    assert sorted(unordered) == list(range(6))
    assert unordered[0] != 0


@pytest.mark.parametrize("ordered", [False, True])
def test_few_batches_are_under_way(ordered: bool, cluster: Cluster, package: ModelPackage) -> None:
    begun = 0

    def counted() -> Iterator[list[tuple[int, int]]]:
        nonlocal begun
        for batch in one_by_one(40):
            begun += 1
            yield batch

    room = futures.AHEAD * cluster.n_threads
    most = room * (1 + futures.EARLY) if ordered else room
    computed = cluster.run(package, work(scale, 1), counted(), ordered=ordered)
    for done, _ in enumerate(computed):
        assert begun - done <= most
    assert begun == 40


def test_an_error_of_an_item_stops(cluster: Cluster, package: ModelPackage) -> None:
    with pytest.raises(InputError, match="0: is odd"):
        list(cluster.run(package, work(fail, "is odd"), one_by_one(1)))


def test_waiting_can_be_cancelled(
    cluster: Cluster, package: ModelPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(futures, "POLL", 0.02)
    OPEN.clear()

    def cancel() -> None:
        OPEN.set()  # the workers go on
        raise Cancelled

    with pytest.raises(Cancelled):
        list(cluster.run(package, work(first_last, -1), one_by_one(3), cancel))


def test_closing_drops_what_is_under_way(cluster: Cluster, package: ModelPackage) -> None:
    with closing(cluster.run(package, work(scale, 1), one_by_one(10**6))) as results:
        next(results)
    assert dict(cluster.run(package, work(scale, 2), one_by_one(2))) == {0: 0, 1: 2}


class StubbedFuture:
    """A future that is done; workers die of a batch that holds item 3."""

    def __init__(self, key: str, items: list[int]) -> None:
        self.key, self.items = key, items
        self.status = "error" if 3 in items else "finished"

    def add_done_callback(self, function: Any) -> None:
        function(self)

    def exception(self) -> Exception:
        return KilledWorker(self.key, WorkerState.__new__(WorkerState), 3)


class StubbedClient:
    status = "running"

    def __init__(self) -> None:
        self.submitted: list[list[int]] = []

    def nthreads(self) -> dict[str, int]:
        return {"a": 1}

    def submit(self, function: Any, *values: Any, **_: Any) -> StubbedFuture | None:
        if function is not run_batch:
            return None
        self.submitted.append(values[-1])
        return StubbedFuture(str(len(self.submitted)), values[-1])

    def gather(self, done: list[StubbedFuture]) -> list[list[int]]:
        return [future.items for future in done]


@pytest.mark.parametrize("ordered", [False, True])
def test_items_that_workers_die_of_are_lost_alone(ordered: bool, package: ModelPackage) -> None:
    client = StubbedClient()
    batches = [[(0, 0), (1, 1)], [(2, 2), (3, 3), (4, 4)], [(5, 5)]]
    results = list(Cluster(client, "stub").run(package, work(scale, 1), batches, ordered=ordered))
    assert dict(results) == {0: 0, 1: 1, 2: 2, 3: LostItem(4), 4: 4, 5: 5}
    assert [3] in client.submitted
    assert not ordered or [number for number, _ in results] == list(range(6))
    assert LostItem(4).message.startswith("4 workers died while computing it")


def test_a_worker_needs_the_same_versions(small_model: Model, package: ModelPackage) -> None:
    other = RemoteWork(scale, 1, {"flimbuilder": "0.1", "torch": own_versions()["torch"]})
    with pytest.raises(ClusterError, match=r"has flimbuilder .*, and this program uses 0\.1"):
        run_batch(package, other, [1])


def test_no_worker_and_no_scheduler(
    package: ModelPackage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = StubbedClient()
    monkeypatch.setattr(client, "nthreads", dict)
    alone = Cluster(client, "tcp://here:1")
    monkeypatch.setattr(futures, "MOST_SECONDS_ALONE", -1)
    with pytest.raises(ClusterError, match="tcp://here:1: has had no worker for"):
        list(alone.run(package, work(scale, 1), one_by_one(1)))
    client.status = "closed"
    with pytest.raises(ClusterError, match="the scheduler is gone; start it"):
        list(Cluster(client, "x").run(package, work(scale, 1), one_by_one(1)))
