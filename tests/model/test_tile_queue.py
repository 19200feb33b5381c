"""Tiles on several threads, each of which computes by one core."""

from collections.abc import Iterator
from threading import Thread, get_ident

import pytest
import torch

from flimbuilder.model.tile_grid import Focus, TileGrid
from flimbuilder.model.tile_queue import TileQueue, tile_workers
from flimbuilder.project.architecture import Block


@pytest.fixture
def two_cores() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def grid() -> TileGrid:
    return TileGrid((50, 40), (Block(),), 10)


def cores_of_a_new_thread() -> int:
    counts: list[int] = []
    thread = Thread(target=lambda: counts.append(torch.get_num_threads()))
    thread.start()
    thread.join()
    return counts[0]


def test_every_tile_is_taken_once(grid: TileGrid, two_cores: None) -> None:
    threads: set[tuple[int, int]] = set()

    def compute(index: int) -> int:
        threads.add((get_ident(), torch.get_num_threads()))
        return index * index

    queue = TileQueue(grid, compute)
    taken = []
    with tile_workers() as workers:
        assert workers is not None
        assert torch.get_num_threads() == 1
        assert cores_of_a_new_thread() == 2
        while queue.pending.any():
            index, square = queue.take(Focus(20, 30, 10, 20), workers)
            assert square == index * index
            taken.append(index)
    assert torch.get_num_threads() == 2
    assert cores_of_a_new_thread() == 2
    assert sorted(taken) == list(range(20))
    assert 9 in taken[:3]  # in view
    assert {cores for _, cores in threads} == {1}
    assert get_ident() not in {ident for ident, _ in threads}


def test_tiles_ahead_are_not_lost_without_workers(grid: TileGrid, two_cores: None) -> None:
    queue = TileQueue(grid, lambda index: index)
    with tile_workers() as workers:
        first, _ = queue.take(None, workers)
    rest = []
    while queue.pending.any():
        rest.append(queue.take()[0])
    assert sorted([first, *rest]) == list(range(20))


def test_a_fault_is_raised(grid: TileGrid, two_cores: None) -> None:
    def fail(index: int) -> int:
        raise ValueError("tile")

    with tile_workers() as workers, pytest.raises(ValueError, match="tile"):
        TileQueue(grid, fail).take(None, workers)


def test_one_core_needs_no_pool() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    with tile_workers() as workers:
        assert workers is None
    torch.set_num_threads(before)
