"""One step of background work that follows what it depends on."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.session.jobs import Jobs

__all__ = ["Check", "Stage"]

T = TypeVar("T")
Check = Callable[[], None]
"""Asked by the work now and then; raises Cancelled when it should stop."""


class Stage(Generic[T]):
    """Work that is done anew whenever what it depends on is another.

    Parameters
    ----------
    jobs : Jobs
    lane, title : str
        Of its jobs, which the user need not see.
    changed : callable
        Called when `result` or `fault` has come.
    unexpected : callable
        Called with what no mistake of the user explains.
    kept : ByteLimitedCache
        Where results are kept by (lane, key), and found again at once when they are wanted again.
    size : callable
        Bytes of a result.

    Attributes
    ----------
    result : T or None
        What the work gave last; it stays while the work is done anew.
    fault : str or None
        Why the last work came to nothing, in one line.
    is_fresh : bool
        Whether `result` is what is wanted now.
    only_recalls : bool
        While it is set, what is wanted is found where it is kept, and else postponed.
    """

    def __init__(
        self,
        jobs: Jobs,
        lane: str,
        title: str,
        changed: Callable[[], None],
        unexpected: Callable[[Exception], None],
        kept: ByteLimitedCache[tuple[str, Hashable], Any],
        size: Callable[[T], int],
    ) -> None:
        self.result: T | None = None
        self.fault: str | None = None
        self.is_fresh = False
        self.only_recalls = False
        self._jobs = jobs
        self._lane = lane
        self._title = title
        self._changed = changed
        self._unexpected = unexpected
        self._kept = kept
        self._size = size
        self._key: Hashable | None = None

    @property
    def is_busy(self) -> bool:
        """Whether work for what is wanted goes on."""
        return self._key is not None and not self.is_fresh and self.fault is None

    def want(self, key: Hashable, work: Callable[[Check], T]) -> None:
        """Have work done, unless it was wanted for the same key the last time.

        Parameters
        ----------
        key : hashable
            All that the work depends on.
        work : callable
            Called on the lane's thread, with a callable that raises where the work is to stop.
        """
        if self.only_recalls and self.is_busy:
            self.postpone()
        if key == self._key:
            return
        if self._key is not None:
            self._jobs.cancel(self._lane)
        self._key, self.fault, self.is_fresh = key, None, False
        found = self.recall(key)
        if found is not None:
            self.result, self.is_fresh = found, True
            return
        if self.only_recalls:
            self.postpone()
            return
        self._jobs.start(
            self._lane,
            self._title,
            lambda report: work(lambda: report("", 0, 0)),
            self._take,
            self._fail,
            quiet=True,
        )

    def recall(self, key: Hashable) -> T | None:
        """Return the result for a key, if it is kept; may be called from any thread."""
        found: T | None = self._kept.get((self._lane, key))
        return found

    def postpone(self) -> None:
        """Want nothing for now; the result stays, but is not what is wanted."""
        if not self.is_fresh and self._key is not None:
            self._jobs.cancel(self._lane)
        self._key, self.fault, self.is_fresh = None, None, False

    def forget(self) -> None:
        """Want nothing; there is no result any more."""
        if self._key is not None:
            self._jobs.cancel(self._lane)
        self._key = self.result = self.fault = None
        self.is_fresh = False

    def _take(self, result: T) -> None:
        if self._key is not None:
            self._kept.put((self._lane, self._key), result, self._size(result))
        self.result, self.is_fresh = result, True
        self._changed()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.result, self.fault = None, str(error) or type(error).__name__
        self._changed()
        if not isinstance(error, FlimError):
            self._unexpected(error)
