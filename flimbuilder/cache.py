"""Values kept for later within a number of bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["ByteLimitedCache"]

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class ByteLimitedCache(Generic[K, V]):
    """The values that were used last; may be used from any thread.

    Parameters
    ----------
    limit : int
        Bytes of all values together; one that is larger than that is not kept at all.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._size = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """Bytes of what is kept."""
        return self._size

    def get(self, key: K) -> V | None:
        """Return a value, and count it as used; None where it is not kept."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def put(self, key: K, value: V, size: int) -> None:
        """Keep a value of so many bytes in place of those that were not used for longest."""
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
        """Keep only what has a key that is wanted."""
        with self._lock:
            for key in [one for one in self._values if not wanted(one)]:
                self._size -= self._values.pop(key)[1]

    def clear(self) -> None:
        """Keep nothing."""
        with self._lock:
            self._values.clear()
            self._size = 0
