"""Addresses, versions, and schedulers that do not answer."""

import logging
import os
import re
import signal
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from distributed import Client, LocalCluster

from flimbuilder.errors import ClusterError, InputError
from flimbuilder.workflow.cluster import connection
from flimbuilder.workflow.cluster.connection import open_cluster


def test_malformed_addresses() -> None:
    for address in ("local:0", "local:", "local:two", "local:-1", "local:257", "local:²"):
        with pytest.raises(InputError, match=f"cluster '{address}': give local:N with N from 1"):
            ExitStack().enter_context(open_cluster(address))
    for address in ("", "somewhere", "tcp://host", "host:port", "host:0", "tcp://host:65536"):
        with pytest.raises(InputError, match=f"cluster '{address}': is no address; give local:N"):
            ExitStack().enter_context(open_cluster(address))


def test_a_scheduler_that_does_not_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.1)
    with (
        pytest.raises(ClusterError, match=r"^127\.0\.0\.1:9: no scheduler answers \(") as caught,
        open_cluster("127.0.0.1:9"),
    ):
        pass
    assert str(caught.value).endswith("; start one with 'dask scheduler'")
    missing = tmp_path / "scheduler.json"
    with (
        pytest.raises(ClusterError, match=r"scheduler\.json: there is no such scheduler file"),
        open_cluster(str(missing)),
    ):
        pass


def test_another_server(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.3)
    with socketserver.TCPServer(("127.0.0.1", 0), _WebPage) as server:
        answering = threading.Thread(target=server.serve_forever, args=(0.01,))
        answering.start()
        address = f"127.0.0.1:{server.server_address[1]}"
        try:
            with pytest.raises(
                ClusterError, match=f"^{address}: no scheduler answers .another server"
            ):
                ExitStack().enter_context(open_cluster(address))
        finally:
            server.shutdown()
            answering.join()
    assert capfd.readouterr() == ("", "")


class _WebPage(socketserver.BaseRequestHandler):
    """Answers as a web server does to a request that it can't read."""

    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 4)


def test_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_installed(module: str) -> bool:
        return False

    monkeypatch.setattr("flimbuilder.project.extras._is_installed", none_installed)
    with pytest.raises(InputError, match=re.escape("pip install 'flimbuilder[cluster]'")):
        ExitStack().enter_context(open_cluster("local:1"))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[LocalCluster]:
    """A scheduler in this process that listens on loopback, with a worker."""
    with LocalCluster(
        n_workers=1,
        threads_per_worker=1,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=logging.CRITICAL,
    ) as cluster:
        yield cluster


def test_a_running_scheduler(scheduler: LocalCluster, tmp_path: Path) -> None:
    address = scheduler.scheduler_address
    level = logging.getLogger("distributed").level
    for given in (address, address.removeprefix("tcp://")):
        with open_cluster(given) as cluster:
            assert cluster.n_threads == 1
            assert cluster.address == given
            assert repr(cluster) == f"Cluster({given!r})"
            assert list(cluster.run_on_workers(os.getpid).values()) == [os.getpid()]
    file = tmp_path / "scheduler.json"
    scheduler.scheduler.identity()
    file.write_text(f'{{"address": "{address}"}}')
    with open_cluster(str(file)) as cluster:
        assert cluster.n_threads == 1
    assert logging.getLogger("distributed").level == level


def test_other_versions(scheduler: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"flimbuilder": "99.0", "torch": "2"}
    monkeypatch.setattr(connection, "own_versions", lambda: other)
    with (
        pytest.raises(ClusterError, match=r"^worker tcp://\S+ has flimbuilder .*; install") as e,
        open_cluster(scheduler.scheduler_address),
    ):
        pass
    assert str(e.value).endswith("this program uses 99.0; install flimbuilder 99.0 there")


def test_a_scheduler_without_workers(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_comes(*_: Any, **__: Any) -> None:
        raise TimeoutError("only 0/1 workers arrived")

    monkeypatch.setattr(client, "wait_for_workers", none_comes)
    with pytest.raises(ClusterError, match=r"^tcp://here:1: has no worker; start some with 'dask"):
        connection._require_workers(client, "tcp://here:1")


def test_interrupts_are_ignored_only_meanwhile() -> None:
    before = signal.getsignal(signal.SIGINT)
    with connection._ignored_interrupts():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGINT) is before


def test_the_environment_stays() -> None:
    before = dict(os.environ)
    with connection._same_environment():
        os.environ["OMP_NUM_THREADS"] = "17"
        os.environ["FLIMBUILDER_OTHER"] = "1"
    assert dict(os.environ) == before
