"""Fixtures of the session's tests: a session without a window, and a small project."""

import queue
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.session.jobs import CallOnOwnerThread, Jobs
from flimbuilder.session.libraries import MODULES
from flimbuilder.session.session import Message, Session
from tests.scenes import BY_CLASSES, one_thread

SIDE = 48
CELLS = ((15, 15, 8), (33, 30, 8))  # row, column, radius


class Pump:
    """A replacement of the window's event loop: queues calls for the test's thread."""

    def __init__(self) -> None:
        self._calls: queue.Queue[Callable[[], None]] = queue.Queue()

    def __call__(self, call: Callable[[], None]) -> None:
        self._calls.put(call)

    def until(self, condition: Callable[[], bool], timeout: float = 30.0) -> None:
        """Run queued calls until a condition holds."""
        while not condition():
            self._calls.get(timeout=timeout)()

    def settle(self, session: Session) -> None:
        """Run queued calls until no job is running."""
        self.settle_jobs(session.jobs)

    def settle_jobs(self, jobs: Jobs) -> None:
        self.until(lambda: not jobs.running)
        while not self._calls.empty():
            self._calls.get()()


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture
def pump() -> Pump:
    return Pump()


@contextmanager
def watched_session(call_on_owner_thread: CallOnOwnerThread) -> Iterator[Session]:
    """A session owned by the test's thread; unexpected errors fail the test."""
    # As the window does before the first build: Python 3.11 may raise a SystemError if two
    # threads import modules that parse sources, as those of scikit-image do.
    for name in MODULES:
        import_module(name)
    made = Session(call_on_owner_thread)
    failures: list[Exception] = []
    made.failed.connect(failures.append)
    yield made
    assert made.close(), "background work did not end"
    assert not failures, failures


@pytest.fixture
def session(pump: Pump) -> Iterator[Session]:
    with watched_session(pump) as made:
        yield made


@pytest.fixture
def messages(session: Session) -> list[Message]:
    """All messages that the user sees."""
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    return messages


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A saved project of three images: the first two marked, all but the second masked."""
    return make_project(tmp_path)


def ids(session: Session) -> list[str]:
    """Return the ids of the project's images, in their order."""
    return [entry.id for entry in session.document.project.images]


def drawn(mask: NDArray[np.uint8]) -> ImageMarkers:
    """A disk on the first cell and a stroke beside both."""
    return ImageMarkers(
        next_id=3,
        markers=(
            Disk(id=1, class_id=1, center=(15, 15), radius=4),
            Stroke(id=2, class_id=0, points=((3, 3), (3, 44)), radius=2),
        ),
    )


def make_project(
    place: Path,
    images: int = 3,
    *,
    side: int = SIDE,
    disks: Sequence[tuple[int, int, int]] = CELLS,
    markers_on: Callable[[NDArray[np.uint8]], ImageMarkers] = drawn,
) -> Path:
    """Save a project of square images: the first two marked, all but the second masked.

    Its decoder is ``lm`` on the last block.

    Parameters
    ----------
    place : Path
        Folder of the project ``cells.flim`` and of its files.
    images : int, default=3
    side : int, default=48
        Of an image, in pixels.
    disks : sequence of tuple of int
        Row, column and radius of each cell.
    markers_on : callable
        Returns the markers of an image with a mask.
    """
    folder = place / "cells.flim"
    rng = np.random.default_rng(0)
    entries, markers = [], {}
    for number in range(images):
        pixels, mask = cells(rng, side, disks)
        image, truth = place / f"cells_{number}.png", place / f"truth_{number}.png"
        write_png(image, pixels)
        write_png(truth, mask)
        entry = image_entry(
            folder, image, (side, side, 3), "uint8", mask=truth if number != 1 else None
        )
        entries.append(entry)
        if number < 2:
            markers[entry.id] = markers_on(mask)
    project = BY_CLASSES.with_(images=tuple(entries), markers=markers, architecture=two_blocks())
    create_project(folder, project)
    return folder


def two_blocks() -> Architecture:
    return Architecture(
        blocks=(
            Block(kernels_per_marker=4, kernels=6, pooling=Pooling(size=3, stride=2)),
            Block(kernels_per_marker=4, kernels=8, pooling=Pooling(size=3, stride=1)),
        )
    )


def cells(
    rng: np.random.Generator, side: int, disks: Sequence[tuple[int, int, int]]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return an image of cells, and its mask."""
    rows, cols = np.indices((side, side))
    mask = np.zeros((side, side), np.uint8)
    for row, col, radius in disks:
        mask |= ((rows - row) ** 2 + (cols - col) ** 2 <= radius**2).astype(np.uint8)
    pixels = np.where(mask[..., None] > 0, (170, 60, 90), (60, 120, 70))
    noisy = pixels + rng.normal(0, 12, pixels.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8), mask * np.uint8(255)
