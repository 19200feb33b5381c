"""Time a step of a stroke, repaint included, against a bare draw by Qt.

Run with ``python -m pytest benchmarks/bench_canvas.py --benchmark-only``. Bounds on
two cores: 16 ms for the median step, so that strokes follow the mouse at 60 Hz, and 2 s from
the choice of a 4096 x 4096 image to its first paint.
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
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.window import OwnerThreadCaller
from flimbuilder.project.folder import create_project
from flimbuilder.project.images import image_entry
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session

SIZE = 1200, 900  # of the canvas, in pixels
MARKERS = 43
IMAGES = {
    "4096x4096-uint8": ((4096, 4096, 3), np.uint8),
    "2000x3000-uint16": ((2000, 3000, 3), np.uint16),
}
ROUNDS = {"rounds": 150, "iterations": 1, "warmup_rounds": 10}


@pytest.fixture(params=IMAGES)
def pixels(request: pytest.FixtureRequest) -> NDArray[np.integer]:
    shape, dtype = IMAGES[request.param]
    return noise(shape, dtype)


@pytest.fixture
def session(qapp: QApplication, tmp_path: Path, pixels: NDArray[np.integer]) -> Iterator[Session]:
    """Return a session with a project of one marked image."""
    file, folder = tmp_path / "image.tif", tmp_path / "project.flim"
    tifffile.imwrite(file, pixels, photometric="rgb")
    entry = image_entry(folder, file, pixels.shape, str(pixels.dtype))
    markers = {entry.id: ImageMarkers(next_id=MARKERS + 1, markers=disks(pixels.shape))}
    create_project(folder, Project(images=(entry,), markers=markers))
    made = Session(OwnerThreadCaller())
    made.builder.build_if_marked = lambda: None  # learning would share the cores
    made.open(folder)
    yield made
    made.close()


@pytest.fixture
def canvas(session: Session, qtbot: QtBot) -> Canvas:
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(*SIZE)
    made.show()
    show_image(session, made, qtbot)
    return made


@pytest.mark.benchmark(group="canvas: a step of a stroke")
@pytest.mark.parametrize("zoom", ["fit", "2 pixels a pixel"])
@pytest.mark.parametrize("radius", [5, 50])
def bench_step_of_a_stroke(
    benchmark: BenchmarkFixture, canvas: Canvas, zoom: str, radius: float
) -> None:
    if zoom != "fit":
        canvas.zoom(2 / canvas.transform.scale)
    canvas.session.update_view(tool="stroke", radius=radius)
    drag = drag_along(canvas)
    benchmark.pedantic(drag, **ROUNDS)
    canvas.finish_gesture()
    drawn = canvas.session.drawing.markers.markers
    assert len(drawn) == MARKERS + 1
    assert len(drawn[-1].points) > ROUNDS["rounds"]


@pytest.mark.benchmark(group="canvas: a step of a stroke")
def bench_bare_draw_of_the_image(
    benchmark: BenchmarkFixture, qapp: QApplication, pixels: NDArray[np.integer]
) -> None:
    """Reference: draw the fitted, smoothed image with Qt alone."""
    eight = pixels if pixels.dtype == np.uint8 else (pixels >> 8).astype(np.uint8)
    height, width = eight.shape[:2]
    image = QImage(eight.data, width, height, eight.strides[0], QImage.Format.Format_RGB888)
    target, scale = QPixmap(*SIZE), min(SIZE[0] / width, SIZE[1] / height)

    def draw() -> None:
        painter = QPainter(target)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(0, 0, width * scale, height * scale), image)
        painter.end()

    benchmark.pedantic(draw, **ROUNDS)


@pytest.mark.benchmark(group="canvas: a whole repaint")
def bench_whole_repaint(benchmark: BenchmarkFixture, canvas: Canvas) -> None:
    benchmark.pedantic(canvas.repaint, rounds=50, iterations=1, warmup_rounds=3)


@pytest.mark.benchmark(group="canvas: a whole repaint")
def bench_end_of_a_stroke(benchmark: BenchmarkFixture, canvas: Canvas, qapp: QApplication) -> None:
    """From release to the repaint with the new marker, journal included."""
    canvas.session.update_view(tool="stroke")
    drag = drag_along(canvas)

    def begin() -> None:
        send(canvas, QEvent.Type.MouseButtonPress, QPointF(600, 450))
        drag()

    def end() -> None:
        send(canvas, QEvent.Type.MouseButtonRelease, QPointF(620, 460))
        qapp.processEvents()

    benchmark.pedantic(end, setup=begin, rounds=30, iterations=1)


@pytest.mark.benchmark(group="canvas: opening")
def bench_from_choice_to_first_paint(
    benchmark: BenchmarkFixture, session: Session, canvas: Canvas, qtbot: QtBot
) -> None:
    """From the choice of an image to its first paint, reading included."""

    def forget() -> None:
        session.update_view(image=None)
        session.pixels._cache.clear()

    def choose() -> None:
        show_image(session, canvas, qtbot)

    benchmark.pedantic(choose, setup=forget, rounds=5, iterations=1)


def show_image(session: Session, canvas: Canvas, qtbot: QtBot) -> None:
    session.update_view(image=session.document.project.images[0].id)
    qtbot.waitUntil(lambda: canvas.transform is not None, timeout=30_000)
    canvas.repaint()


def drag_along(canvas: Canvas) -> Callable[[], None]:
    """Press the button and return a function that drags further and repaints."""
    send(canvas, QEvent.Type.MouseButtonPress, QPointF(600, 450))
    step = count()

    def drag() -> None:
        angle = next(step) / 20
        place = QPointF(600 + 300 * np.cos(angle), 450 + 300 * np.sin(angle))
        send(canvas, QEvent.Type.MouseMove, place)
        QApplication.processEvents()

    return drag


def send(canvas: Canvas, kind: QEvent.Type, place: QPointF) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    button = none if kind == QEvent.Type.MouseMove else left
    held = none if kind == QEvent.Type.MouseButtonRelease else left
    modifiers = Qt.KeyboardModifier.NoModifier
    where = QPointF(canvas.mapToGlobal(place))
    QApplication.sendEvent(canvas, QMouseEvent(kind, place, where, button, held, modifiers))


def disks(shape: tuple[int, ...]) -> tuple[Disk, ...]:
    centres = np.random.default_rng(0).uniform(20, np.array(shape[:2]) - 20, (MARKERS, 2))
    return tuple(
        Disk(id=number, class_id=number % 2, center=(float(row), float(col)), radius=5)
        for number, (row, col) in enumerate(centres, start=1)
    )


def noise(shape: tuple[int, ...], dtype: type) -> NDArray[np.integer]:
    rng = np.random.default_rng(0)
    return rng.integers(0, np.iinfo(dtype).max, shape, dtype, endpoint=True)
