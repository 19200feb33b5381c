"""Browsing hundreds of images stays within a budget; closed projects and windows are freed."""

import gc
import os
import subprocess
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from flimbuilder.gui.app import create_window
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import Architecture, Block, Pooling
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from tests.gui.browsing_child import (
    ENCODED_KEPT,
    HEATS_KEPT,
    MB,
    PAINTED_KEPT,
    RESULTS_KEPT,
    SHOWN_KEPT,
)

pytestmark = pytest.mark.slow

N_IMAGES = 500
SIDE = 384
WARM = 60  # images after which caches are full and all code is loaded
N_KERNELS = 4
# An image takes 0.4 MB of pixels, 1.7 MB as floats, 0.6 MB of maps of 4 kernels at a quarter of
# the pixels, and 1 MB of saliency and masks: 440 images would take over 1.5 GB if nothing were
# freed. Once the caches are full, only thumbnails of 27 kB each, 12 MB in all, and holes in the
# allocator's memory may grow.
BUDGET = 80 * MB


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc/self/statm")
def test_hundreds_of_images_in_a_row(tmp_path: Path) -> None:
    folder = many_images(tmp_path)
    run = subprocess.run(
        [sys.executable, "-m", "tests.gui.browsing_child", folder, tmp_path / "window.ini"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    assert run.returncode == 0, run.stderr
    resident = [int(line) for line in run.stdout.split()]
    assert len(resident) == N_IMAGES
    kept = SHOWN_KEPT + ENCODED_KEPT + RESULTS_KEPT + PAINTED_KEPT + HEATS_KEPT
    assert kept < WARM * 2 * MB
    assert max(resident) - resident[WARM] < BUDGET


def many_images(tmp_path: Path) -> Path:
    folder, entries = tmp_path / "many.flim", []
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), np.uint8)
    pixels = pixels.repeat(SIDE // 16, 0).repeat(SIDE // 16, 1)
    for number in range(N_IMAGES):
        pixels[0, 0] = number // 256, number % 256, 0
        path = tmp_path / f"{number}.png"
        write_png(path, pixels)
        entries.append(image_entry(folder, path, pixels.shape, "uint8"))
    disks = [Disk(id=n, class_id=n - 1, center=(100.0, 100.0 * n), radius=9) for n in (1, 2)]
    block = Block(kernels=N_KERNELS, pooling=Pooling(kind="max", size=3, stride=2))
    project = Project(
        images=tuple(entries),
        markers={entries[0].id: ImageMarkers(next_id=3, markers=tuple(disks))},
        architecture=Architecture(blocks=(block,)),
    )
    create_project(folder, project)
    return folder


def test_closing_a_project_frees_its_memory(
    window: MainWindow, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    session = window.session

    def open_and_close() -> Counter[str]:
        session.open(project_folder)
        settle(session)
        assert session.inspector.decoded is not None
        session.document.close()
        settle(session)
        return census(window)

    for _ in range(3):
        usual = open_and_close()
    for _ in range(8):
        last = open_and_close()
    assert last == usual
    assert session.pixels._cache.size <= 3 * 64 * 64 * 4
    assert session.inspector._steps.encodings._cache.size == 0
    assert session.inspector._steps._cache.size == 0


def census(window: MainWindow) -> Counter[str]:
    """Count Qt's objects in the window, all objects of the package, and threads."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    kinds = (type(instance) for instance in gc.get_objects())
    counted = Counter(
        kind.__qualname__ for kind in kinds if str(kind.__module__).startswith("flimbuilder.")
    )
    counted["Qt's objects"] = len(window.findChildren(QObject))
    counted["threads"] = threading.active_count()
    return counted


def test_a_closed_window_is_freed(project_folder: Path, settle: Callable[[Session], None]) -> None:
    gone = []
    for _ in range(5):
        window = create_window(project_folder)
        assert isinstance(window, MainWindow)
        window.show()
        settle(window.session)
        window.close()
        gone += [weakref.ref(window), weakref.ref(window.session)]
        window.deleteLater()
        del window
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    assert [reference() for reference in gone] == [None] * len(gone)
