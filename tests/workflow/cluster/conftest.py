"""A cluster whose scheduler and workers are threads of this process, and its images."""

import logging
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from distributed import Client, LocalCluster

from flimbuilder.imaging.write import write_png
from flimbuilder.model.model import Model
from flimbuilder.workflow.cluster import worker
from flimbuilder.workflow.cluster.futures import Cluster
from tests.learned_models import image, learned_model


@pytest.fixture(scope="session")
def client() -> Iterator[Client]:
    """A client of a scheduler with two workers of one thread each."""
    threads = torch.get_num_threads()
    with (
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=False,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client
    torch.set_num_threads(threads)
    if worker.limit_blas.cache_info().currsize:
        worker.limit_blas().restore_original_limits()


@pytest.fixture(scope="session")
def cluster(client: Client) -> Cluster:
    return Cluster(client, "threads")


@pytest.fixture(scope="session")
def small_model() -> Model:
    return learned_model(decoder="mb")


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six images, one of them larger than the others; not to be changed."""
    folder = tmp_path_factory.mktemp("images")
    for number in range(5):
        write_png(folder / f"i{number}.png", eight_bit(image(3, number, (40 + number, 48))))
    write_png(folder / "large.png", eight_bit(image(3, 9, (150, 160))))
    return folder


def eight_bit(pixels: np.ndarray) -> np.ndarray:
    return np.round(pixels * 255).astype(np.uint8)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by their paths in it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
