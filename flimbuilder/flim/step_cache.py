"""Steps of learning, reused between builds.

The key of a step is the SHA-256 of all that its result depends on: the key of the step before and
its further inputs. A build after an edit therefore runs only the steps that the edit can change,
and gives the same bytes as a build without a cache.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from flimbuilder.cache import ByteLimitedCache

if TYPE_CHECKING:
    from torch import Tensor  # the window reads an image before it loads torch

__all__ = ["StepCache", "StepResults", "cache_key", "digest_of"]

T = TypeVar("T")
StepResults = ByteLimitedCache[str, Any]
"""Results of steps by their cache key."""


def digest_of(arrays: Iterable["Tensor | NDArray[Any]"]) -> str:
    """Return the SHA-256 of the dtypes, shapes and bytes of arrays."""
    digest = hashlib.sha256()
    for values in arrays:
        plain = values if isinstance(values, np.ndarray) else values.cpu().numpy()
        array = np.ascontiguousarray(plain)
        digest.update(f"\n{array.dtype} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()


def cache_key(previous: str, *inputs: object) -> str:
    """Return the key of a step: the key of the step before and further inputs, as JSON."""
    return hashlib.sha256(json.dumps([previous, *inputs], sort_keys=True).encode()).hexdigest()


class StepCache:
    """Runs steps, or returns the results of earlier builds; None caches nothing."""

    def __init__(self, results: StepResults | None = None) -> None:
        self._results = StepResults(0) if results is None else results

    def run(self, key: str, step: Callable[[], T], size: Callable[[T], int]) -> T:
        """Return the cached result of a step, or run it and cache the result.

        :func:`cache_key` makes the key; `size` returns the bytes of a result.
        """
        cached: T | None = self._results.get(key)
        if cached is not None:
            return cached
        result = step()
        self._results.put(key, result, size(result))
        return result
