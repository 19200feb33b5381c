"""Which device computes."""

import torch

from flimbuilder.errors import InputError

__all__ = ["choose_device"]


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
