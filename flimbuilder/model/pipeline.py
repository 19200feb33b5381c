"""Overlap the steps of many items: an ordered, bounded map on threads.

``concurrent.futures.Executor.map`` submits all items at once; only Python 3.14 can bound them.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["AHEAD", "map_ahead"]

AHEAD = 2

T = TypeVar("T")
R = TypeVar("R")


def map_ahead(
    function: Callable[[T], R], items: Iterable[T], *, ahead: int = AHEAD, eager: bool = False
) -> Generator[R, None, None]:
    """Apply a function to items on threads while the caller works on the results.

    Results come in the order of the items. The caller's thread also advances `items`, so two maps
    can be chained, and the step between them runs on that thread.

    Parameters
    ----------
    function : callable
        Called on as many threads as `ahead`.
    items : iterable
    ahead : int, default=2
        Most items in work or waiting while the caller works; one more while the caller waits.
    eager : bool, default=False
        Yield a result as soon as it is ready, instead of keeping `ahead` results in store. Use it
        behind the slow step, to keep memory small; before it, the store keeps it busy.

    Yields
    ------
    object
        What `function` returned for each item.

    Raises
    ------
    Exception
        The first error of `items` or `function` in the order of the items, after the results
        before it. No later item is begun.

    Notes
    -----
    Close it (``contextlib.closing``) if it may not be exhausted: items not yet begun are dropped,
    and items in work are awaited. An interrupt does the same.
    """
    pending: deque[Future[R]] = deque()
    with ThreadPoolExecutor(ahead) as pool:
        try:
            for future in _begun(pool, function, items):
                pending.append(future)
                while len(pending) > ahead or (eager and pending and pending[0].done()):
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _begun(
    pool: ThreadPoolExecutor, function: Callable[[T], R], items: Iterable[T]
) -> Iterator[Future[R]]:
    """Submit one item after another; an error of `items` becomes the last future."""
    try:
        for item in items:
            future = pool.submit(function, item)
            del item  # frees a large item before the next one is made
            yield future
    except Exception as error:
        failed: Future[R] = Future()
        failed.set_exception(error)
        yield failed
