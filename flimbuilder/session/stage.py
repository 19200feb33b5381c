"""One step of background work that follows what it depends on."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.session.jobs import Jobs

__all__ = ["Stage"]

T = TypeVar("T")


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

    Attributes
    ----------
    result : T or None
        What the work gave last; it stays while the work is done anew.
    fault : str or None
        Why the last work came to nothing, in one line.
    is_fresh : bool
        Whether `result` is what is wanted now.
    """

    def __init__(
        self,
        jobs: Jobs,
        lane: str,
        title: str,
        changed: Callable[[], None],
        unexpected: Callable[[Exception], None],
    ) -> None:
        self.result: T | None = None
        self.fault: str | None = None
        self.is_fresh = False
        self._jobs = jobs
        self._lane = lane
        self._title = title
        self._changed = changed
        self._unexpected = unexpected
        self._key: Hashable | None = None

    def want(self, key: Hashable, work: Callable[[], T]) -> None:
        """Have work done, unless it was wanted for the same key the last time.

        Parameters
        ----------
        key : hashable
            All that the work depends on.
        work : callable
            Called on the lane's thread.
        """
        if key == self._key:
            return
        self._key, self.fault, self.is_fresh = key, None, False
        self._jobs.start(
            self._lane, self._title, lambda report: work(), self._take, self._fail, quiet=True
        )

    def forget(self) -> None:
        """Want nothing; there is no result any more."""
        if self._key is not None:
            self._jobs.cancel(self._lane)
        self._key = self.result = self.fault = None
        self.is_fresh = False

    def _take(self, result: T) -> None:
        self.result, self.is_fresh = result, True
        self._changed()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.result, self.fault = None, str(error) or type(error).__name__
        self._changed()
        if not isinstance(error, FlimError):
            self._unexpected(error)
