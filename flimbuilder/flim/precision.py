"""How exactly convolutions are computed on a GPU."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

__all__ = ["full_precision"]


@contextmanager
def full_precision() -> Iterator[None]:
    """Compute convolutions in full single precision, by the same algorithm every time.

    PyTorch's default on a GPU is TF32, which keeps 10 bits of the 23 of a float32's fraction.
    """
    with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
        yield
