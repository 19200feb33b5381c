"""The computing device and its precision."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from flimbuilder.errors import InputError

__all__ = ["choose_device", "full_precision", "one_thread"]


def choose_device(name: str) -> torch.device:
    """Return a torch device by name; ``auto`` is a GPU if there is one, else the CPU.

    Raises
    ------
    InputError
        If this machine has no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError("device 'cuda': torch finds no GPU here; use 'cpu' or 'auto'")
    if name not in {"cpu", "cuda"}:
        raise InputError(f"device {name!r} is not known; choose from cpu, cuda, auto")
    return torch.device(name)


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute on one thread, so that sums have the same last digits on every machine.

    torch's number of threads belongs to the process: other threads compute on one, too, meanwhile.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)


@contextmanager
def full_precision() -> Iterator[None]:
    """Compute convolutions in full single precision with deterministic algorithms.

    PyTorch's default on a GPU is TF32, which keeps 10 of the 23 fraction bits of a float32.
    """
    with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
        yield
