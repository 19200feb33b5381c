"""Which device computes."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from flimbuilder.errors import InputError

__all__ = ["choose_device", "full_precision"]


def choose_device(name: str) -> torch.device:
    """Return the device of that name; ``auto`` is an accelerator where there is one.

    Raises
    ------
    InputError
        Where there is no such device on this machine.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError("device 'cuda': torch finds no accelerator here; use 'cpu' or 'auto'")
    if name not in {"cpu", "cuda"}:
        raise InputError(f"device {name!r} is not known; choose from cpu, cuda, auto")
    return torch.device(name)


@contextmanager
def full_precision() -> Iterator[None]:
    """Compute convolutions in full single precision, by the same algorithm every time.

    PyTorch's default on a GPU is TF32, which keeps 10 bits of the 23 of a float32's fraction.
    """
    with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
        yield
