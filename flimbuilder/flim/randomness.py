"""Random numbers that depend on names, not on order.

Each marker has its own stream, so that adding a marker does not change the numbers of the others,
and neither the order of the images nor Python's hash seed matters.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

__all__ = ["UInt64Array", "restart_keys", "stream_keys", "uniform"]

UInt64Array = NDArray[np.uint64]


def stream_keys(seed: int, *names: str, numbers: NDArray[np.int64]) -> UInt64Array:
    """Derive the stream key of each of `numbers` from a seed and names.

    For the markers of an image, the name is the image's id and the numbers are the markers' ids.
    """
    text = "\0".join((str(seed), *names)).encode()
    base = np.frombuffer(hashlib.blake2b(text, digest_size=8).digest(), dtype="<u8")
    return _mix(base.astype(np.uint64) ^ _mix(numbers.astype(np.uint64)))


def restart_keys(keys: UInt64Array, restarts: int) -> UInt64Array:
    """Return the keys of `restarts` streams for each key, (n_keys, restarts).

    The first is the key itself. More restarts add streams and keep the others.
    """
    numbers = np.arange(1, restarts, dtype=np.uint64)
    further = _mix(~keys[:, None] ^ _mix(numbers))
    return np.concatenate((keys[:, None], further), axis=1)


def uniform(keys: UInt64Array, n_draws: int) -> NDArray[np.float64]:
    """Return the first `n_draws` numbers in [0, 1) of each key's stream, (n_keys, n_draws)."""
    steps = _mix(np.arange(n_draws, dtype=np.uint64))
    bits: NDArray[np.float64] = (_mix(keys[:, None] ^ steps) >> np.uint64(11)).astype(np.float64)
    return bits * 2.0**-53


def _mix(words: UInt64Array) -> UInt64Array:
    """Scramble 64-bit words: the finaliser of SplitMix64 (Steele et al., OOPSLA 2014)."""
    words = words + np.uint64(0x9E3779B97F4A7C15)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
