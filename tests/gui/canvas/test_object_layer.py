"""Objects on the canvas: outlines, clicks, hovering, and the zoom to a region."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.canvas.object_layer import (
    CLOSE,
    OUTLINED,
    SHARE,
    STEP,
    ObjectLayer,
    region_view,
)
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.project.markers import Disk
from flimbuilder.session.session import Session
from flimbuilder.session.shown_objects import ImageObjects
from tests.session.test_shown_objects import objects_of

LEFT = Qt.MouseButton.LeftButton
CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def painted(session: Session, scale: float, side: int = 64) -> tuple[np.ndarray, bool]:
    """Paint the layer on grey; return which pixels are bright, and whether more is to come."""
    image = QImage(side, side, QImage.Format.Format_Grayscale8)
    image.fill(QColor(128, 128, 128))
    painter = QPainter(image)
    size = (float(side), float(side))
    more = ObjectLayer(session).draw(painter, ViewTransform(16, 16, scale), "a", size)
    painter.end()
    levels = np.frombuffer(image.constBits(), np.uint8).reshape(side, -1)[:, :side]
    return levels > 200, more


def show(session: Session, mask: np.ndarray) -> ImageObjects:
    """Let the session show the objects of a mask."""
    session.inspector.refresh()  # now: its first signal would forget them
    session.shown_objects.current = objects = objects_of(mask)
    return objects


@pytest.fixture
def two_objects(session: Session) -> ImageObjects:
    """Objects of rows 2 to 5 and columns 3 to 4, and of row 10, columns 8 to 11."""
    mask = np.zeros((16, 16), np.uint8)
    mask[2:6, 3:5] = 1
    mask[10, 8:12] = 1
    return show(session, mask)


def test_only_selected_objects_are_outlined(session: Session, two_objects: ImageObjects) -> None:
    assert not painted(session, 4)[0].any()
    session.update_view(objects=frozenset({1}))
    bright, more = painted(session, 4)
    assert not more
    rows, cols = np.nonzero(bright)
    assert (rows.min(), rows.max()) == pytest.approx((8, 24), abs=2)
    assert (cols.min(), cols.max()) == pytest.approx((12, 20), abs=2)
    assert not bright[12:20, 15:18].any()  # hollow
    session.update_view(objects=frozenset({1, 2}))
    both, _ = painted(session, 4)
    assert both[36:46, 30:50].any()


def test_the_hovered_object_has_a_thinner_outline(
    session: Session, two_objects: ImageObjects
) -> None:
    session.update_view(hovered_object=2)
    thin = painted(session, 4)[0].sum()
    session.update_view(hovered_object=None, objects=frozenset({2}))
    assert 0 < thin < painted(session, 4)[0].sum()


def test_labels_of_no_object_are_ignored(session: Session, two_objects: ImageObjects) -> None:
    session.update_view(objects=frozenset({0, 3, 99}), hovered_object=77)
    assert not painted(session, 4)[0].any()


def test_objects_of_another_image_are_not_painted(
    session: Session, two_objects: ImageObjects
) -> None:
    session.update_view(objects=frozenset({1}))
    image = QImage(8, 8, QImage.Format.Format_Grayscale8)
    painter = QPainter(image)
    layer = ObjectLayer(session)
    assert not layer.draw(painter, ViewTransform(16, 16), "b", (8.0, 8.0))
    painter.end()


def test_many_objects_are_outlined_in_steps_and_very_many_are_dots(session: Session) -> None:
    side = 1200
    rows, cols = np.indices((side, side))
    mask = ((rows % 24 - 12) ** 2 + (cols % 24 - 12) ** 2 <= 81).astype(np.uint8)
    objects = show(session, mask)
    session.update_view(objects=frozenset(range(1, len(objects.table) + 1)))
    image = QImage(side, side, QImage.Format.Format_RGB32)
    layer = ObjectLayer(session)
    painter = QPainter(image)
    assert objects.table["perimeter"].sum() > OUTLINED
    whole = ViewTransform(side, side)
    assert not layer.draw(painter, whole, "a", (float(side), float(side)))  # dots, at once
    part = objects.table["perimeter"][: len(objects.table) // 4].sum()
    paints = 1
    while layer.draw(painter, whole.zoomed(2, 0, 0), "a", (float(side), float(side))):
        paints += 1
        assert paints < 100
    painter.end()
    assert paints == pytest.approx(part / STEP, abs=3)


@pytest.mark.parametrize("scale", [0.05, 0.5, 1.0, 8.0, 90.0])
@pytest.mark.parametrize("box", [(0, 0, 1, 1), (50, 700, 20, 10), (0, 0, 1000, 800)])
def test_a_region_is_centred_at_a_comfortable_size(
    scale: float, box: tuple[int, int, int, int]
) -> None:
    top, left, height, width = box
    size = (600.0, 400.0)
    view = region_view(ViewTransform(1000, 800, scale, 17, -5), box, size)
    x, y = view.to_screen(top + (height - 1) / 2, left + (width - 1) / 2)
    assert (x, y) == pytest.approx((300, 200))
    share = max(height * view.scale / 400, width * view.scale / 600)
    assert share <= 1
    if view.scale not in (scale, CLOSE):
        assert share == pytest.approx(SHARE, rel=0.01)


@pytest.fixture
def canvas(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> Canvas:
    """A canvas of a built project whose objects are watched, with the Select tool."""
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    session.shown_objects.watch("test")
    session.open(project_folder)
    session.update_view(tool="pan", show_markers=False)
    settle(session)
    assert session.shown_objects.current is not None
    return made


def place_of(canvas: Canvas, label: int) -> QPoint:
    """A pixel of an object, on the screen."""
    objects = canvas.session.shown_objects.current
    assert objects is not None
    inside = np.argwhere(objects.instances == label)
    row, col = inside[len(inside) // 2].tolist()
    return canvas.map_from_image(row, col).toPoint()


def outside(canvas: Canvas) -> QPoint:
    objects = canvas.session.shown_objects.current
    assert objects is not None
    row, col = np.argwhere(objects.instances == 0)[0].tolist()
    return canvas.map_from_image(row, col).toPoint()


@pytest.mark.slow
def test_clicks_select_objects(canvas: Canvas) -> None:
    session = canvas.session
    QTest.mouseClick(canvas, LEFT, PLAIN, place_of(canvas, 1))
    assert session.view.objects == {1}
    QTest.mouseClick(canvas, LEFT, PLAIN, place_of(canvas, 2))
    assert session.view.objects == {2}
    QTest.mouseClick(canvas, LEFT, CTRL, place_of(canvas, 1))
    assert session.view.objects == {1, 2}
    QTest.mouseClick(canvas, LEFT, CTRL, place_of(canvas, 2))
    assert session.view.objects == {1}
    QTest.mouseClick(canvas, LEFT, CTRL, outside(canvas))
    assert session.view.objects == {1}
    QTest.mouseClick(canvas, LEFT, PLAIN, outside(canvas))
    assert session.view.objects == frozenset()


@pytest.mark.slow
def test_markers_keep_precedence(canvas: Canvas) -> None:
    session = canvas.session
    session.update_view(show_markers=True, objects=frozenset({1}))
    disk = session.drawing.markers.markers[0]
    assert isinstance(disk, Disk)
    place = canvas.map_from_image(*disk.center).toPoint()
    QTest.mouseMove(canvas, place)
    assert session.view.hovered_object is None
    QTest.mouseClick(canvas, LEFT, PLAIN, place)
    assert session.view.marker == disk.id
    assert session.view.objects == {1}


@pytest.mark.slow
def test_hovering_shows_the_object_and_leaving_forgets_it(canvas: Canvas, qtbot: QtBot) -> None:
    session = canvas.session
    QTest.mouseMove(canvas, place_of(canvas, 2))
    qtbot.waitUntil(lambda: session.view.hovered_object == 2)
    assert canvas.cursor().shape() == Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(canvas, outside(canvas))
    qtbot.waitUntil(lambda: session.view.hovered_object is None)
    session.update_view(tool="stroke")
    QTest.mouseMove(canvas, place_of(canvas, 1))
    assert session.view.hovered_object is None


@pytest.mark.slow
def test_objects_that_nobody_lists_are_not_picked(canvas: Canvas) -> None:
    canvas.session.shown_objects.unwatch("test")
    QTest.mouseClick(canvas, LEFT, PLAIN, place_of(canvas, 1))
    assert canvas.session.view.objects == frozenset()


@pytest.mark.slow
def test_a_region_is_shown(canvas: Canvas) -> None:
    objects = canvas.session.shown_objects.current
    assert objects is not None
    box = objects.box([2])
    assert box is not None
    canvas.session.show_region(*box)
    view = canvas.transform
    assert view is not None
    top, left, height, width = box
    x, y = view.to_screen(top + (height - 1) / 2, left + (width - 1) / 2)
    assert (x, y) == pytest.approx((canvas.width() / 2, canvas.height() / 2), abs=1)
