"""One step of background work whose result follows its inputs."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import Cancelled, FlimError
from flimbuilder.session.jobs import Jobs

__all__ = ["BackgroundStep", "Check"]

T = TypeVar("T")
Check = Callable[[], None]
"""Raises `Cancelled` if the work should stop; the work calls it now and then."""


class BackgroundStep(Generic[T]):
    """Work that is repeated whenever its inputs change.

    Parameters
    ----------
    jobs : Jobs
    lane, title : str
        Lane and title of the jobs, which are hidden from the user.
    changed : callable
        Called when `result` or `fault` arrives.
    unexpected : callable
        Called with exceptions that are not `FlimError`.
    cache : ByteLimitedCache
        Results by (lane, key), reused when they are requested again.
    size : callable
        Returns the bytes of a result.

    Attributes
    ----------
    result : T or None
        The latest result; it stays until the next one arrives.
    fault : str or None
        Why the latest work failed, in one line.
    is_fresh : bool
        True if `result` belongs to the latest request.
    only_recalls : bool
        If set, requests are answered from the cache or postponed.
    """

    def __init__(
        self,
        jobs: Jobs,
        lane: str,
        title: str,
        changed: Callable[[], None],
        unexpected: Callable[[Exception], None],
        cache: ByteLimitedCache[tuple[str, Hashable], Any],
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
        self._cache = cache
        self._size = size
        self._key: Hashable | None = None

    @property
    def is_busy(self) -> bool:
        """True if work for the latest request is under way."""
        return self._key is not None and not self.is_fresh and self.fault is None

    def request(self, key: Hashable, work: Callable[[Check], T]) -> None:
        """Start work, unless the latest request had the same key.

        The key holds everything that the work depends on. `work` runs on the lane's thread.
        """
        if self.only_recalls and self.is_busy:
            self.postpone()
        if key == self._key:
            return
        if self._key is not None:
            self._jobs.cancel(self._lane)
        self._key, self.fault, self.is_fresh = key, None, False
        cached = self.recall(key)
        if cached is not None:
            self.result, self.is_fresh = cached, True
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
        """Return the cached result for a key, or None; may be called from any thread."""
        cached: T | None = self._cache.get((self._lane, key))
        return cached

    def store(self, key: Hashable, result: T) -> None:
        """Cache the result for a key; may be called from any thread."""
        self._cache.put((self._lane, key), result, self._size(result))

    def postpone(self) -> None:
        """Drop the request; the result stays, but is not fresh."""
        if not self.is_fresh and self._key is not None:
            self._jobs.cancel(self._lane)
        self._key, self.fault, self.is_fresh = None, None, False

    def forget(self) -> None:
        """Drop the request and the result."""
        if self._key is not None:
            self._jobs.cancel(self._lane)
        self._key = self.result = self.fault = None
        self.is_fresh = False

    def _take(self, result: T) -> None:
        if self._key is not None:
            self.store(self._key, result)
        self.result, self.is_fresh = result, True
        self._changed()

    def _fail(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            return
        self.result, self.fault = None, str(error) or type(error).__name__
        self._changed()
        if not isinstance(error, FlimError):
            self._unexpected(error)
