"""Workers that are processes: one dies in the middle of the work, and all end with it."""

import os
import signal
from pathlib import Path

import psutil
import pytest

from flimbuilder.model.model import Model
from flimbuilder.workflow.cluster.connection import open_cluster
from flimbuilder.workflow.predict import predict_files
from tests.workflow.cluster.conftest import contents
from tests.workflow.cluster.test_images import TILED


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills by a signal")
def test_a_worker_that_is_killed_changes_nothing(
    small_model: Model, images: Path, tmp_path: Path
) -> None:
    predict_files(small_model, [images], tmp_path / "here", mask=True, memory=TILED)
    killed = list[int]()

    def kill_once(stage: str, done: int, total: int) -> None:
        """Kill a worker that computes the tiles of the last image."""
        if "in tiles" in stage and done > 0 and not killed:
            pid = next(iter(cluster.run_on_workers(os.getpid).values()))
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    def interrupt(stage: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with open_cluster("local:2") as cluster:
        workers = set(cluster.run_on_workers(os.getpid).values())
        assert len(workers) == 2
        assert os.getpid() not in workers
        predict_files(
            small_model,
            [images],
            tmp_path / "there",
            mask=True,
            memory=TILED,
            cluster=cluster,
            on_progress=kill_once,
        )
        assert killed
        assert contents(tmp_path / "there") == contents(tmp_path / "here")
        workers |= set(cluster.run_on_workers(os.getpid).values())
        with pytest.raises(KeyboardInterrupt):
            predict_files(small_model, [images], tmp_path, cluster=cluster, on_progress=interrupt)
    assert not [pid for pid in workers if psutil.pid_exists(pid)]
