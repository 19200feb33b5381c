"""What a worker runs: batches of items, each by one thread."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Generic, TypeVar

import torch
from threadpoolctl import ThreadpoolController

from flimbuilder.errors import ClusterError
from flimbuilder.model.model import Model
from flimbuilder.workflow.cluster.packages import ModelPackage, unpack_model

__all__ = [
    "COMPARED",
    "RemoteWork",
    "different_version",
    "limit_blas",
    "own_versions",
    "run_batch",
]

COMPARED = ("flimbuilder", "torch")
"""Packages on which the results depend."""

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

_thread = threading.local()


@dataclass(frozen=True)
class RemoteWork(Generic[S, T, R]):
    """What all batches of a call share; a worker receives it once.

    Attributes
    ----------
    compute : callable
        A function of a module, ``compute(model, settings, item)``.
    settings : object
    versions : mapping of str to str
        Of the packages that the worker must have.
    """

    compute: Callable[[Model, S, T], R]
    settings: S
    versions: Mapping[str, str]


def own_versions() -> dict[str, str]:
    """Return the versions of the packages on which the results depend; empty without one."""
    return {name: _version(name) for name in COMPARED}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def run_batch(package: ModelPackage, work: RemoteWork[S, T, R], items: Sequence[T]) -> list[R]:
    """Return the results of some items.

    Raises
    ------
    ClusterError
        If the worker has other versions than the program that asks.
    """
    own = own_versions()
    for name, wanted in work.versions.items():
        if own[name] != wanted:
            raise ClusterError(different_version(_address(), name, own[name], wanted))
    _use_one_thread()
    model = unpack_model(package)
    return [work.compute(model, work.settings, item) for item in items]


def different_version(worker: str, name: str, theirs: str | None, own: str) -> str:
    """Return the message on a worker that has another version of a package."""
    has = f"has {name} {theirs}" if theirs else f"lacks {name}"
    return f"worker {worker} {has}, and this program uses {own}; install {name} {own} there"


def _use_one_thread() -> None:
    """Limit torch on this thread, and BLAS in this process, to one thread."""
    if getattr(_thread, "is_limited", False):
        return
    torch.get_num_threads()  # a thread's first operation would else reset its number
    torch.set_num_threads(1)
    limit_blas()
    _thread.is_limited = True


@cache
def limit_blas() -> Any:
    """Limit BLAS in this process to one thread; the result can restore the limits."""
    return ThreadpoolController().select(user_api="blas").limit(limits=1)


def _address() -> str:
    from distributed import get_worker

    try:
        return str(get_worker().address)
    except ValueError:
        return "here"
