"""Steps of many items that overlap: an ordered, bounded map on threads.

``concurrent.futures.Executor.map`` takes all items at once; to bound what is in memory it needs
Python 3.14.
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
    """Apply a function to items on threads, while whoever takes the results does other things.

    Results come in the order of the items. The thread that takes them also advances `items`, so
    two of these can be chained, and what lies between them runs on that thread.

    Parameters
    ----------
    function : callable
        Called on as many threads as `ahead`.
    items : iterable
    ahead : int, default=2
        So many items at most are worked on, or wait to be taken, while the taker works; one more
        while the taker waits.
    eager : bool, default=False
        Hand a result over when it is there, instead of keeping `ahead` of them in store.
        For functions that follow the slow step, where the store is to be kept small; before it
        the store is what the slow step does not wait for.

    Yields
    ------
    object
        What `function` returned for each item.

    Raises
    ------
    Exception
        The first, by the order of the items, that `items` or `function` raised. The results
        before it have been handed over; of the items behind it no more are begun.

    Notes
    -----
    Close it where it may not come to its end (``contextlib.closing``): what was not begun is
    dropped, and what was begun is waited for. An interrupt does the same.
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
    """Begin one item after another; an error of `items` becomes the last, and waits its turn."""
    try:
        for item in items:
            future = pool.submit(function, item)
            del item  # it may be large, and the next one is made before this name is bound anew
            yield future
    except Exception as error:
        failed: Future[R] = Future()
        failed.set_exception(error)
        yield failed
