"""What all tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:
    # Each worker has a core. Threads that OpenMP started on the main thread would wait for work
    # at the expense of the other workers.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# How quickly a busy machine draws examples says nothing about the software.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")

CHECKOUT = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """Exempt imported packages and collected tests from garbage collection, which they slow."""
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _no_wait_for_the_disk() -> Iterator[None]:
    """Leave it to the system when data reaches the disk: no test outlives a loss of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # raises for a bad descriptor, as fsync does
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real images with real markers and masks, where there is one."""
    named = os.environ.get("FLIMBUILDER_TEST_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data"
    if not (folder / "parasites").is_dir():
        pytest.skip(f"no real images: {folder} is missing (set FLIMBUILDER_TEST_DATA)")
    return folder
