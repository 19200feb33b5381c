"""A least-recently-used cache with a byte limit."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["BorrowingCache", "ByteLimitedCache"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ByteLimitedCache(Generic[K, V]):
    """A least-recently-used cache with a byte limit; thread-safe.

    Parameters
    ----------
    limit : int
        Total bytes of all values. A value larger than the limit is not stored.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._size = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Total bytes of the cached values."""
        return self._size

    def get(self, key: K) -> V | None:
        """Return a value and mark it as used; None if it is not cached."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """Store a value of `size` bytes, evicting the least recently used ones."""
        with self._lock:
            self._size -= self._values.pop(key, (None, 0))[1]
            if size > self.limit:
                return
            self._values[key] = value, size
            self._size += size
            while self._size > self.limit:
                _, (_, freed) = self._values.popitem(last=False)
                self._size -= freed

    def retain(self, wanted: Callable[[K], bool]) -> None:
        """Remove the values whose key is not wanted."""
        with self._lock:
            for key in [key for key in self._values if not wanted(key)]:
                self._size -= self._values.pop(key)[1]

    def clear(self) -> None:
        """Remove all values."""
        with self._lock:
            self._values.clear()
            self._size = 0


class BorrowingCache(ByteLimitedCache[K, V]):
    """A cache that also finds the values of another cache, and adds nothing to it.

    Parameters
    ----------
    limit : int
        As for :class:`ByteLimitedCache`; values of the other cache do not count.
    lender : ByteLimitedCache
    """

    def __init__(self, limit: int, lender: ByteLimitedCache[K, V]) -> None:
        super().__init__(limit)
        self._lender = lender

    def get(self, key: K) -> V | None:
        """Return a value of this cache or of the other one; None if neither has it."""
        value = super().get(key)
        return self._lender.get(key) if value is None else value
