"""Attributions in the whole window: the tool, the panel, the map over the image."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.panels.attributions.panel import AttributionsPanel
from flimbuilder.gui.panels.attributions.strip import MapStrip
from flimbuilder.session.session import Session
from tests.gui.parts import find

if TYPE_CHECKING:
    from flimbuilder.gui.window import MainWindow

Keys, LEFT, PLAIN = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def canvas_of(window: "MainWindow") -> Canvas:
    return find(window, Canvas, "canvas")


def click_image(window: "MainWindow", row: float, col: float) -> None:
    canvas = canvas_of(window)
    QTest.mouseClick(canvas, LEFT, PLAIN, canvas.map_from_image(row, col).toPoint())


def test_choose_a_place_compare_maps_and_show_one(
    opened: "MainWindow", settle: Callable[[Session], None]
) -> None:
    session, canvas = opened.session, canvas_of(opened)
    canvas.setFocus()
    QTest.keyClick(canvas, Keys.Key_A, SHIFT)
    settle(session)
    panel = find(opened, AttributionsPanel, "attributionsPanel")
    assert panel.is_seen
    QTest.keyClick(canvas, Keys.Key_W)
    click_image(opened, 20, 20)
    settle(session)
    assert panel.is_seen, "another place must not bring another panel to the front"
    done, total = session.attributions.progress
    assert done == total > 6
    strip = find(panel, MapStrip, "attributionStrip")
    index = strip.model().index(1, 0)
    strip.scrollTo(index)
    QTest.mouseClick(strip.viewport(), LEFT, PLAIN, strip.visualRect(index).center())
    settle(session)
    assert session.view.heat == "attribution"
    overlay = find(opened, QComboBox, "overlaySelector")
    assert overlay.currentText() == "Attribution"
    scene = canvas._scene
    assert scene.heat is not None
    assert scene.heat.heat is session.attributions.heat
    former = scene.heat.heat
    click_image(opened, 44, 40)
    settle(session)
    assert scene.heat is not None
    assert scene.heat.heat is session.attributions.heat is not former
    canvas.setFocus()
    QTest.keyClick(canvas, Keys.Key_H)
    settle(session)
    assert session.view.heat == "saliency"
    assert strip.shown is None


def test_a_project_that_is_opened_again_forgets_the_place(
    opened: "MainWindow", project_folder: Path, settle: Callable[[Session], None]
) -> None:
    session = opened.session
    QTest.keyClick(canvas_of(opened), Keys.Key_A, SHIFT)
    QTest.keyClick(canvas_of(opened), Keys.Key_W)
    click_image(opened, 20, 20)
    settle(session)
    assert session.attributions.found
    session.open(project_folder)
    settle(session)
    assert session.attributions.found == ()
    assert session.attributions.heat is None
