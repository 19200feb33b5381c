"""Connect to a cluster: to a scheduler by its address, or to workers on this machine."""

import logging
import os
import signal
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from flimbuilder.errors import ClusterError, InputError, printable
from flimbuilder.project.extras import require_extra
from flimbuilder.workflow.cluster.futures import Cluster
from flimbuilder.workflow.cluster.worker import COMPARED, different_version, own_versions

__all__ = ["open_cluster"]

LOCAL = "local:"
MOST_LOCAL = 256  # workers on this machine
CONNECT_SECONDS = 10
WORKER_SECONDS = 30
CLOSE_SECONDS = 2  # that workers of this machine have to end
LOOPBACK = "127.0.0.1"
# By default workers hand freed memory back at once, which costs two fifths of the time of tiles.
MEMORY_TRIMMED = "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_"
HIGHEST_PORT = 65_535
SCHEDULER_FILE = ".json"
WAY_OUT = "give local:N for N workers on this machine, tcp://HOST:PORT, or a scheduler file .json"


@contextmanager
def open_cluster(address: str) -> Iterator[Cluster]:
    """Connect to a cluster, and check that its workers have the versions of this program.

    Parameters
    ----------
    address : str
        ``local:N`` starts N workers on this machine, which end with the connection. Otherwise
        the address of a running scheduler of dask.distributed, ``tcp://HOST:PORT`` or
        ``HOST:PORT``, or the ``.json`` file that a scheduler wrote.

    Yields
    ------
    Cluster

    Raises
    ------
    InputError
        If the address is malformed, or dask.distributed is not installed.
    ClusterError
        If no scheduler or worker answers, or a worker has another version of flimbuilder or torch.

    Examples
    --------
    >>> import flimbuilder as fb
    >>> with fb.open_cluster("local:4") as cluster:  # doctest: +SKIP
    ...     fb.predict_files(model, ["slides"], "saliency", cluster=cluster)
    """
    require_extra("cluster", "a cluster", "distributed")
    n_local = _local_workers(address)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        scheduler = address if n_local is None else stack.enter_context(_local_cluster(n_local))
        client = stack.enter_context(_connected(scheduler, address))
        _require_workers(client, address)
        yield Cluster(client, address)


def _local_workers(address: str) -> int | None:
    """Return N of ``local:N``; None for another address, which must be well formed."""
    if not address.startswith(LOCAL):
        _, _, port = address.rstrip("/").rpartition(":")
        is_port = _is_number(port, HIGHEST_PORT)
        if not is_port and not address.endswith(SCHEDULER_FILE):
            raise InputError(f"cluster {address!r:.80}: is no address; {WAY_OUT}")
        return None
    count = address.removeprefix(LOCAL)
    if not _is_number(count, MOST_LOCAL):
        raise InputError(f"cluster {address!r:.80}: give local:N with N from 1 to {MOST_LOCAL}")
    return int(count)


def _is_number(text: str, most: int) -> bool:
    """Return True for the digits of a number from 1 to `most`."""
    has_digits = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    return has_digits and 1 <= int(text) <= most


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log of dask.distributed off the terminal: errors become one line."""
    logger = logging.getLogger("distributed")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def _local_cluster(n_workers: int) -> Iterator[Any]:
    """Start workers on this machine, with one thread each, and end them."""
    import dask
    from distributed import LocalCluster

    with tempfile.TemporaryDirectory(
        prefix="flimbuilder-workers-", ignore_cleanup_errors=True
    ) as folder:
        try:
            with (
                _ignored_interrupts(),
                _same_environment(),
                dask.config.set({MEMORY_TRIMMED: None}),
            ):
                cluster = LocalCluster(
                    n_workers=n_workers,
                    threads_per_worker=1,
                    host=LOOPBACK,
                    dashboard_address=f"{LOOPBACK}:0",
                    memory_limit=0,
                    local_directory=folder,
                    silence_logs=logging.CRITICAL,
                )
        except (OSError, RuntimeError) as error:
            reason = printable(str(error), 120)
            raise ClusterError(f"{LOCAL}{n_workers}: workers can't start: {reason}") from None
        try:
            yield cluster
        finally:
            with _ignored_interrupts():
                cluster.sync(_end_workers, cluster)
                cluster.close(timeout=CLOSE_SECONDS)


async def _end_workers(cluster: Any) -> None:
    """End the workers at once, even in the middle of a batch."""
    import asyncio

    await asyncio.gather(
        *(nanny.close(timeout=CLOSE_SECONDS) for nanny in cluster.workers.values()),
        return_exceptions=True,
    )


@contextmanager
def _ignored_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C, and let processes that start meanwhile ignore it.

    The terminal sends it to them too, but they end with the program.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _same_environment() -> Iterator[None]:
    """Restore the environment, in which dask.distributed sets the threads of workers."""
    before = dict(os.environ)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


@contextmanager
def _connected(scheduler: Any, address: str) -> Iterator[Any]:
    """Connect to a scheduler."""
    from distributed import Client

    where: dict[str, Any] = {"address": scheduler}
    if isinstance(scheduler, str) and scheduler.endswith(SCHEDULER_FILE):
        if not Path(scheduler).is_file():
            raise ClusterError(f"{scheduler}: there is no such scheduler file; {WAY_OUT}")
        where = {"scheduler_file": scheduler}
    try:
        if scheduler == address:
            _require_answer(address)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions that matter are compared below
            client = Client(**where, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, RuntimeError, MemoryError) as error:
        is_other = isinstance(error, MemoryError)
        reason = "another server" if is_other else printable(" ".join(str(error).split()), 60)
        raise ClusterError(
            f"{address}: no scheduler answers ({reason}); start one with 'dask scheduler'"
        ) from None
    except (ValueError, TypeError, KeyError, OverflowError):
        raise InputError(f"cluster {address!r:.80}: is no address; {WAY_OUT}") from None
    try:
        yield client
    finally:
        with _ignored_interrupts():
            client.close(timeout=CLOSE_SECONDS)


def _require_answer(address: str) -> None:
    """Shake hands once; a client that fails to is closed for half a minute, with a traceback.

    Another server's answer is read as the length of a message, which no memory may hold.
    """
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from distributed.comm import connect
    from distributed.security import Security

    async def shake_hands() -> None:
        security = Security().get_connection_args("client")
        comm = await connect(address, timeout=CONNECT_SECONDS, **security)
        await comm.close()

    if address.endswith(SCHEDULER_FILE):
        return
    with ThreadPoolExecutor(1) as threads:  # the thread of a notebook has a running loop
        threads.submit(asyncio.run, shake_hands()).result()


def _require_workers(client: Any, address: str) -> None:
    """Raise ClusterError if there is no worker, or one has another version of a package."""
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except (OSError, RuntimeError):  # among them TimeoutError
        raise ClusterError(
            f"{address}: has no worker; start some with 'dask worker {address} --nthreads 1'"
        ) from None
    own = own_versions()
    for worker, found in client.get_versions(packages=list(COMPARED))["workers"].items():
        packages = found.get("packages", {}) if isinstance(found, dict) else {}
        for name, version in own.items():
            if packages.get(name) != version:
                raise ClusterError(different_version(worker, name, packages.get(name), version))
