"""The tool that chooses what is explained: click, lasso, rectangle and keys."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.session.explained_place import region_of
from flimbuilder.session.session import Session
from flimbuilder.session.view import ExplainedPlace
from tests.gui.canvas.conftest import LEFT, PLAIN, Mouse, colour_at, show_image

Keys = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _shown(canvas: Canvas) -> str:
    return str(canvas.session.view.image)


def _at(canvas: Canvas, *points: tuple[float, float]) -> ExplainedPlace:
    return ExplainedPlace(_shown(canvas), points)


def _points(canvas: Canvas) -> tuple[tuple[float, float], ...] | None:
    place = canvas.session.view.explained
    return None if place is None else place.points


@pytest.fixture(autouse=True)
def _why(canvas: Canvas) -> None:
    canvas.session.update_view(tool="why")


def test_a_click_explains_the_pixel_and_draws_nothing(canvas: Canvas, mouse: Mouse) -> None:
    mouse.click(30.2, 40.4)
    assert canvas.session.view.explained == ExplainedPlace(_shown(canvas), ((30, 40),))
    assert not canvas.session.drawing.markers.markers


def test_a_click_outside_the_image_explains_nothing(canvas: Canvas) -> None:
    canvas.session.update_view(explained=_at(canvas, (3, 3)))
    QTest.mouseClick(canvas, LEFT, PLAIN, canvas.map_from_image(30, -1).toPoint())
    assert canvas.session.view.explained is None


def test_a_drag_goes_around_a_region(canvas: Canvas, mouse: Mouse) -> None:
    mouse.drag((10, 10), (10, 20), (20, 20), (20, 10))
    place = _points(canvas)
    assert place is not None
    region = region_of(place, (64, 64))
    assert isinstance(region, np.ndarray)
    assert region[15, 15]
    assert not region[25, 15]


def test_a_drag_with_shift_is_a_rectangle(canvas: Canvas, mouse: Mouse) -> None:
    mouse.press(9.6, 9.6, keys=SHIFT)
    mouse.move(15, 30, keys=SHIFT)
    mouse.move(20.4, 20.4, keys=SHIFT)
    mouse.release(20.4, 20.4)
    place = _points(canvas)
    assert place is not None
    region = region_of(place, (64, 64))
    assert isinstance(region, np.ndarray)
    assert (int(region.sum()), bool(region[10:21, 10:21].all())) == (121, True)


def test_escape_drops_the_outline_and_then_the_place(canvas: Canvas, mouse: Mouse) -> None:
    canvas.session.update_view(explained=_at(canvas, (3, 3)))
    mouse.press(10, 10)
    mouse.move(20, 30)
    QTest.keyClick(canvas, Keys.Key_Escape)
    mouse.release(20, 30)
    assert _points(canvas) == ((3, 3),)
    QTest.keyClick(canvas, Keys.Key_Escape)
    assert canvas.session.view.explained is None


def test_arrows_move_the_pixel_and_stop_at_the_border(canvas: Canvas) -> None:
    canvas.session.update_view(explained=_at(canvas, (5, 5)))
    for key in (Keys.Key_Down, Keys.Key_Right, Keys.Key_Right):
        QTest.keyClick(canvas, key)
    assert _points(canvas) == ((6, 7),)
    QTest.keyClick(canvas, Keys.Key_Up, SHIFT)
    QTest.keyClick(canvas, Keys.Key_Left)
    assert _points(canvas) == ((0, 6),)


def test_the_first_arrow_and_return_explain_the_middle(canvas: Canvas) -> None:
    QTest.keyClick(canvas, Keys.Key_Right)
    assert _points(canvas) == ((31, 31),)
    canvas.session.update_view(explained=_at(canvas, (5, 5)))
    QTest.keyClick(canvas, Keys.Key_Return)
    assert _points(canvas) == ((31, 31),)


def test_a_moved_pixel_stays_in_view(canvas: Canvas) -> None:
    canvas.session.update_view(explained=_at(canvas, (31, 31)))
    canvas.zoom(8)
    for _ in range(3):
        QTest.keyClick(canvas, Keys.Key_Right, SHIFT)
    assert _points(canvas) == ((31, 61),)
    assert canvas.rect().contains(canvas.map_from_image(31, 61).toPoint())


def test_other_tools_leave_the_arrows_alone(canvas: Canvas) -> None:
    canvas.session.update_view(explained=_at(canvas, (5, 5)), tool="stroke")
    QTest.keyClick(canvas, Keys.Key_Right)
    assert _points(canvas) == ((5, 5),)


def test_the_place_stays_with_its_image(canvas: Canvas, settle: Callable[[Session], None]) -> None:
    first, place = _shown(canvas), _at(canvas, (5, 5))
    canvas.session.update_view(explained=place)
    show_image(canvas.session, 0)
    settle(canvas.session)
    assert canvas.session.view.explained == place
    QTest.keyClick(canvas, Keys.Key_Right)
    assert canvas.session.view.explained == _at(canvas, (31, 31))
    assert first != _shown(canvas)


def test_the_pixel_and_the_region_are_marked(canvas: Canvas) -> None:
    session = canvas.session
    plain = canvas.grab().toImage()
    session.update_view(explained=_at(canvas, (30, 30)))
    assert canvas.grab().toImage() != plain
    session.update_view(explained=_at(canvas, *((20, 20), (20, 40), (40, 40), (40, 20))))
    assert min(colour_at(canvas, 20, 30)) > 180  # the image is darker
    canvas.set_overlays_hidden(True)
    assert canvas.grab().toImage() == plain
