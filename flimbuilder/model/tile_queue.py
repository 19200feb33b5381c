"""Compute tiles on several threads, each by one core, in an order that follows the view.

Operations on a tile are short: shared by the cores, they would spend most of the time waiting for
each other, above all beside other work.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Generic, TypeVar

import numpy as np
import torch

from flimbuilder.model.tile_grid import Focus, TileGrid

__all__ = [
    "MOST_WORKERS",
    "TileQueue",
    "TileWorkers",
    "count_cores",
    "tile_workers",
    "use_one_core",
]

MOST_WORKERS = 4
"""Most threads that compute tiles in the window; each holds the maps of one."""

T = TypeVar("T")


@dataclass(frozen=True)
class TileWorkers:
    """A pool of threads, and their number."""

    pool: Executor
    count: int


@contextmanager
def tile_workers() -> Iterator[TileWorkers | None]:
    """Yield a pool of threads that compute by one core each; None if there is only one core.

    The calling thread computes by one core, too, until the end.
    """
    cores = count_cores()
    count = min(cores, MOST_WORKERS)
    if count < 2:
        yield None
        return
    use_one_core()
    try:
        with ThreadPoolExecutor(count, initializer=use_one_core) as pool:
            yield TileWorkers(pool, count)
    finally:
        torch.set_num_threads(cores)


def count_cores() -> int:
    """Return the number of cores that torch uses on a new thread."""
    counts: list[int] = []
    _run_elsewhere(lambda: counts.append(torch.get_num_threads()))
    return counts[0]


def use_one_core() -> None:
    """Limit torch's operations on this thread alone to one core."""
    count = count_cores()
    torch.get_num_threads()  # a thread's first operation would else reset its number
    torch.set_num_threads(1)
    # The number belongs to the thread, but is also what later threads begin with.
    _run_elsewhere(lambda: torch.set_num_threads(count))


def _run_elsewhere(call: Callable[[], object]) -> None:
    thread = Thread(target=call)
    thread.start()
    thread.join()


class TileQueue(Generic[T]):
    """The tiles of a pass over an image.

    Parameters
    ----------
    grid : TileGrid
    compute : callable
        Computes the tile of an index, on any thread.

    Attributes
    ----------
    pending : ndarray of shape (n_tiles,), bool
        Tiles that `take` has not returned.
    """

    def __init__(self, grid: TileGrid, compute: Callable[[int], T]) -> None:
        self.pending = np.ones(len(grid), np.bool_)
        self._grid = grid
        self._compute = compute
        self._begun: dict[Future[T], int] = {}

    def take(
        self, focus: Focus | None = None, workers: TileWorkers | None = None
    ) -> tuple[int, T]:
        """Return the index and the result of a tile: of the next, or the first to be ready.

        At least one tile must be pending.
        """
        if workers is None and not self._begun:
            index = self._grid.nearest(self.pending, focus)
            assert index is not None
            self.pending[index] = False
            return index, self._compute(index)
        if workers is not None:
            self._fill(focus, workers)
        done, _ = wait(self._begun, return_when=FIRST_COMPLETED)
        future = next(future for future in self._begun if future in done)
        index = self._begun.pop(future)
        result = future.result()
        self.pending[index] = False
        return index, result

    def _fill(self, focus: Focus | None, workers: TileWorkers) -> None:
        """Give every worker a tile."""
        waiting = self.pending.copy()
        waiting[list(self._begun.values())] = False
        while len(self._begun) < workers.count:
            index = self._grid.nearest(waiting, focus)
            if index is None:
                return
            waiting[index] = False
            self._begun[workers.pool.submit(self._compute, index)] = index
