"""Patches of a map on the canvas: a rubber band selects them, and dots show them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from flimbuilder.gui.window import MainWindow
from flimbuilder.session import unhurried
from tests.gui.driver import Driver
from tests.session.conftest import ids

pytestmark = pytest.mark.slow

LEFT = Qt.MouseButton.LeftButton
ALT, SHIFT, CTRL = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)  # fmt: skip


@pytest.fixture
def driver(opened: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """A window that maps the patches of the markers."""
    monkeypatch.setattr(unhurried, "PAUSE", 0)
    made = Driver(opened, qtbot)
    made.wait_for_image()
    made.session.maps.ask(subject="patches", method="pca")
    made.action("mapsAction").trigger()
    qtbot.waitUntil(lambda: made.session.maps.is_fresh, timeout=30_000)
    made.settle()
    return made


def drag(
    driver: Driver,
    keys: Qt.KeyboardModifier,
    first: tuple[float, float],
    last: tuple[float, float],
) -> None:
    start, end = driver.place(*first), driver.place(*last)
    QTest.mouseMove(driver.canvas, start)
    QTest.mousePress(driver.canvas, LEFT, keys, start)
    for share in (0.5, 1.0):
        QTest.mouseMove(driver.canvas, start + (end - start) * share)
    QTest.mouseRelease(driver.canvas, LEFT, keys, end)


@pytest.mark.parametrize("tool", ["stroke", "pan", "why"])
def test_a_rubber_band_selects_patches_with_any_tool(driver: Driver, tool: str) -> None:
    session = driver.session
    session.update_view(tool=tool)  # type: ignore[typeddict-item]
    before = session.document.project
    drag(driver, ALT | SHIFT, (0, 0), (10.5, 62))
    shown = session.maps.shown
    assert shown is not None
    wanted = {
        number
        for number, point in enumerate(shown.points)
        if point.image == session.view.image and (point.row or 0) <= 10
    }
    assert session.maps.selected == wanted
    assert wanted
    drag(driver, ALT | SHIFT | CTRL, (11, 0), (62, 62))
    assert {shown.points[number].image for number in session.maps.selected} == {ids(session)[0]}
    assert len(session.maps.selected) > len(wanted)
    assert session.document.project == before  # nothing was drawn
    assert session.view.explained is None


def test_the_gesture_keeps_its_meaning_without_a_map_of_patches(driver: Driver) -> None:
    driver.session.maps.ask(subject="kernels")
    driver.qtbot.waitUntil(lambda: driver.session.maps.is_fresh, timeout=30_000)
    radius = driver.session.view.radius
    drag(driver, ALT | SHIFT, (20, 20), (20, 40))
    assert driver.session.view.radius != radius  # as by Alt alone
    assert not driver.session.view.patches


def test_selected_patches_are_marked(driver: Driver, tmp_path: Path) -> None:
    def pixels() -> np.ndarray:
        shot = driver.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        rows = np.frombuffer(shot.constBits(), np.uint8).reshape(shot.height(), -1)
        return rows[:, : 3 * shot.width()].reshape(shot.height(), shot.width(), 3).copy()

    session = driver.session
    before = pixels()
    session.maps.select_on_image(str(session.view.image), [(0, 0), (0, 60), (10, 60), (10, 0)])
    marked = pixels()
    changed = (marked != before).any(axis=2)
    place = driver.canvas.map_from_image(4, 30).toPoint()
    assert changed[place.y() - 3 : place.y() + 4, place.x() - 3 : place.x() + 4].any()
    far = driver.canvas.map_from_image(55, 10).toPoint()
    assert not changed[far.y() - 3 : far.y() + 4, far.x() - 3 : far.x() + 4].any()
    (first, *_) = session.maps.selected
    session.maps.select((first,))  # one alone shows its receptive field
    single = pixels()
    assert (single != marked).any()
    (panel,) = session.maps._watchers
    session.maps.unwatch(panel)  # as behind another tab
    assert (pixels() != single).any()
    session.maps.watch(panel)
    assert (pixels() == single).all()


def test_a_patch_out_of_view_is_brought_into_view(driver: Driver) -> None:
    session, canvas = driver.session, driver.canvas
    shown = session.maps.shown
    assert shown is not None
    canvas.show_region(50, 50, 8, 8)
    places = [(point.row or 0, point.col or 0) for point in shown.points]
    here = [
        number
        for number, point in enumerate(shown.points)
        if point.image == session.view.image and places[number][0] < 10
    ]
    assert not canvas.rect().contains(canvas.map_from_image(*places[here[0]]).toPoint())
    session.maps.select((here[0],))
    assert canvas.rect().contains(canvas.map_from_image(*places[here[0]]).toPoint())
