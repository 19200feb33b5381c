"""Silence for the warnings of libraries, which must not reach the user's terminal."""

import threading
import warnings

__all__ = ["silence"]


class _Silence:
    """Ignore Python warnings while any thread is inside.

    `warnings.catch_warnings` alone would restore the filters of the thread that leaves last.
    """

    def __init__(self) -> None:
        self._lock, self._depth = threading.Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._depth:
                self._filters = warnings.catch_warnings()
                self._filters.__enter__()
                warnings.simplefilter("ignore")
            self._depth += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._depth -= 1
            if not self._depth:
                self._filters.__exit__(None, None, None)


silence = _Silence()
