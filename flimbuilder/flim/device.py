"""The computing device and its precision."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from threading import Lock

import torch
from threadpoolctl import ThreadpoolController

from flimbuilder.errors import InputError

__all__ = ["choose_device", "full_precision", "one_thread", "round_digits"]


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


class _OneThread:
    """Limits the process to one thread while any computation asks for it.

    Computations may overlap: the first one limits torch and BLAS, the last one restores them.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._asking = 0
        self._restore = ExitStack()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Limit the threads inside a ``with`` statement."""
        with self._lock:
            if not self._asking:
                self._restore.callback(torch.set_num_threads, torch.get_num_threads())
                torch.set_num_threads(1)
                self._restore.enter_context(_blas().limit(limits=1))
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1
                if not self._asking:
                    self._restore.close()


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController().select(user_api="blas")


_one_thread = _OneThread()


def one_thread() -> AbstractContextManager[None]:
    """Compute on one thread, so that sums have the same last digits on every machine.

    It also spares small matrices the cost of waking threads. The number of threads belongs to the
    process: other threads compute on one, too, meanwhile.
    """
    return _one_thread()


@contextmanager
def full_precision() -> Iterator[None]:
    """Compute convolutions in full single precision with deterministic algorithms.

    PyTorch's default on a GPU is TF32, which keeps 10 of the 23 fraction bits of a float32.
    """
    with torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False):
        yield


def round_digits(value: float) -> float:
    """Round to six significant digits, which do not depend on the number of threads."""
    return float(f"{value:.6g}")
