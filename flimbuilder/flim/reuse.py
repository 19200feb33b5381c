"""What a build may take from the builds before it: results kept by the content they follow from.

Each step of learning has a name, the SHA-256 of all that it depends on: the name of the step
before, and what is new. So a build after an edit runs the steps that the edit can change, and no
others, and gives the same bytes as a build from nothing.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor  # the window reads an image before it loads torch

__all__ = ["Memory", "StepCache", "cache_key", "digest_of", "nothing_kept"]

T = TypeVar("T")


class Memory(Protocol):
    """Keeps values of any kind within a number of bytes."""

    def get(self, key: str) -> Any | None:
        """Return a value; None where it is not kept."""

    def put(self, key: str, value: Any, size: int) -> None:
        """Keep a value of so many bytes."""


class _Nothing:
    def get(self, key: str) -> None:
        return None

    def put(self, key: str, value: Any, size: int) -> None:
        pass


nothing_kept: Memory = _Nothing()


def digest_of(arrays: Iterable["Tensor | NDArray[Any]"]) -> str:
    """Return the SHA-256 of arrays: their dtypes, shapes and bytes."""
    digest = hashlib.sha256()
    for one in arrays:
        array = np.ascontiguousarray(one if isinstance(one, np.ndarray) else one.cpu().numpy())
        digest.update(f"\n{array.dtype} {array.shape}\n".encode())
        digest.update(array.data)
    return digest.hexdigest()


def cache_key(name: str, *more: object) -> str:
    """Return the name of a step after another; `more` is what it depends on besides, as JSON."""
    return hashlib.sha256(json.dumps([name, *more], sort_keys=True).encode()).hexdigest()


class StepCache:
    """Runs steps, or takes what they gave before.

    Parameters
    ----------
    memory : Memory
    """

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def run(self, name: str, step: Callable[[], T], size: Callable[[T], int]) -> T:
        """Return what a step of that name gave, or run it and keep what it gives.

        Parameters
        ----------
        name : str
            See :func:`cache_key`.
        step : callable
        size : callable
            Bytes of a result.
        """
        known: T | None = self._memory.get(name)
        if known is not None:
            return known
        result = step()
        self._memory.put(name, result, size(result))
        return result
