"""Time painting and panning with two panes, and what dragging a window or a threshold costs.

Run with ``python -m pytest benchmarks/bench_panes.py --benchmark-only``. Bound on two cores:
16 ms for the median step with both panes, so that they follow the mouse at 60 Hz.
"""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from flimbuilder.analysis.histograms import count_image, count_saliency
from flimbuilder.gui.canvas.display import Contrast
from flimbuilder.gui.canvas.panes import CanvasPanes
from flimbuilder.gui.window import OwnerThreadCaller
from flimbuilder.imaging.mixing import default_styles, mix_channels
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.project import Project
from flimbuilder.session.results import HeatMap
from flimbuilder.session.session import Session
from flimbuilder.session.view import Comparison

SIDE = 4000
SIZE = 1800, 900  # of both panes, in pixels
ROUNDS = {"rounds": 100, "iterations": 1, "warmup_rounds": 10}


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path) -> Iterator[Session]:
    file, folder = tmp_path / "image.tif", tmp_path / "project.flim"
    pixels = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)
    tifffile.imwrite(file, pixels, photometric="rgb")
    entry = image_entry(folder, file, pixels.shape, str(pixels.dtype))
    create_project(folder, Project(images=(entry,)))
    made = Session(OwnerThreadCaller())
    made.open(folder)
    yield made
    made.close()


@pytest.fixture(params=["one pane", "two panes"])
def panes(request: pytest.FixtureRequest, session: Session, qtbot: QtBot) -> CanvasPanes:
    """Panes with a map over the image in each; the map of the second is made by hand."""
    made = CanvasPanes(session)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    session.update_view(image=session.document.project.images[0].id, heat="saliency")
    qtbot.waitUntil(lambda: made.canvas.transform is not None, timeout=30_000)
    values = np.random.default_rng(1).integers(0, 256, (SIDE, SIDE), np.uint8)
    session.inspector.heat = HeatMap("heat", "saliency", values)
    session.inspector.heat_changed.emit()
    if request.param == "two panes":
        session.update_view(compare=Comparison("image"))
        session.inspector.second.heat = HeatMap("heat", "saliency", values)
        session.inspector.second.changed.emit()
    qtbot.waitUntil(lambda: not session.jobs.running, timeout=30_000)
    return made


@pytest.mark.benchmark(group="panes: a step of panning")
@pytest.mark.parametrize("zoom", ["fit", "2 pixels a pixel"])
def bench_step_of_panning(benchmark: BenchmarkFixture, panes: CanvasPanes, zoom: str) -> None:
    if zoom != "fit":
        panes.canvas.zoom(2 / panes.canvas.transform.scale)
    benchmark.pedantic(panning(panes), **ROUNDS)


@pytest.mark.benchmark(group="panes: a step of the pointer")
def bench_step_of_the_pointer(benchmark: BenchmarkFixture, panes: CanvasPanes) -> None:
    """The crosshair in the other pane and the brush in this one."""
    step, canvas = count(), panes.canvas

    def move() -> None:
        place = QPointF(200 + next(step) % 400, 300)
        canvas._set_pointer(canvas._pointer_at(place, QApplication.keyboardModifiers()))
        QApplication.processEvents()

    benchmark.pedantic(move, **ROUNDS)


@pytest.mark.benchmark(group="panes: a step of the contrast, on the window's thread")
def bench_step_of_the_contrast(
    benchmark: BenchmarkFixture, session: Session, panes: CanvasPanes
) -> None:
    high = count(255, -1)

    def adjust() -> None:
        panes.canvas._scene.set_contrast(Contrast(limits=(0.0, float(next(high)))))

    benchmark.pedantic(adjust, **ROUNDS)
    while session.jobs.running:
        QApplication.processEvents()


@pytest.mark.benchmark(group="panes: in the background")
def bench_mix_of_five_channels(benchmark: BenchmarkFixture) -> None:
    pixels = np.random.default_rng(0).integers(0, 65535, (SIDE, SIDE, 5), np.uint16)
    benchmark.pedantic(lambda: mix_channels(pixels, default_styles(5)), rounds=2)


@pytest.mark.benchmark(group="panes: in the background")
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
def bench_histogram_of_intensities(benchmark: BenchmarkFixture, dtype: str) -> None:
    pixels = (np.random.default_rng(0).random((SIDE, SIDE, 3)) * 255).astype(dtype)
    benchmark.pedantic(lambda: count_image(pixels), rounds=3)


@pytest.mark.benchmark(group="panes: in the background")
def bench_histogram_of_saliency(benchmark: BenchmarkFixture) -> None:
    saliency = np.random.default_rng(0).random((SIDE, SIDE), np.float32)
    benchmark.pedantic(lambda: count_saliency(saliency, saliency > 0.7), rounds=3)


def panning(panes: CanvasPanes) -> Callable[[], None]:
    step = count()

    def pan() -> None:
        angle = next(step) / 20
        panes.canvas.shift(8 * np.cos(angle), 8 * np.sin(angle))
        QApplication.processEvents()

    return pan
