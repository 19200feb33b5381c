"""Two panes in the window: key, menu, keys in either pane, themes, other projects, settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.app import create_window
from flimbuilder.gui.canvas.panes import CanvasPanes
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from flimbuilder.session.view import Comparison
from tests.gui.canvas.conftest import Mouse
from tests.gui.driver import Driver
from tests.gui.parts import find

pytestmark = pytest.mark.slow


@pytest.fixture
def driver(window: MainWindow, project_folder: Path, qtbot: QtBot) -> Driver:
    """A user in front of a built project."""
    made = Driver(window, qtbot)
    window.session.open(project_folder)
    made.wait_for_image()
    made.canvas.setFocus()
    return made


def panes_of(window: MainWindow) -> CanvasPanes:
    return find(window, CanvasPanes, "canvasPanes")


def test_the_key_and_the_action_toggle_the_second_pane(driver: Driver, qtbot: QtBot) -> None:
    action, panes = driver.action("compareAction"), panes_of(driver.window)
    width = driver.canvas.width()
    assert not action.isChecked()
    driver.key(Qt.Key.Key_C)
    driver.settle()
    assert action.isChecked()
    assert panes.second is not None
    assert panes.second.isVisible()
    assert driver.canvas.width() < width / 2
    action.trigger()
    qtbot.waitUntil(lambda: driver.canvas.width() == width)
    assert not panes.second.isVisible()
    assert not action.isChecked()
    assert driver.canvas.hasFocus()


def test_keys_work_in_the_second_pane(driver: Driver) -> None:
    driver.key(Qt.Key.Key_C)
    driver.settle()
    second = panes_of(driver.window).second
    assert second is not None
    session, mouse = driver.session, Mouse(second)
    session.update_view(tool="disk", radius=4)
    markers = len(session.drawing.markers.markers)
    mouse.click(40, 50)
    assert second.hasFocus()
    assert len(session.drawing.markers.markers) == markers + 1
    driver.key(Qt.Key.Key_V)
    mouse.click(40, 50)
    assert session.view.marker == session.drawing.markers.markers[-1].id
    driver.key(Qt.Key.Key_Delete)
    assert len(session.drawing.markers.markers) == markers
    driver.key(Qt.Key.Key_C)
    assert driver.canvas.hasFocus()  # not the hidden canvas


def test_the_status_bar_shows_the_pixel_of_either_pane(driver: Driver) -> None:
    driver.key(Qt.Key.Key_C)
    driver.settle()
    second = panes_of(driver.window).second
    assert second is not None
    readout = driver.find(QWidget, "readout")
    Mouse(driver.canvas).hover(12, 30)
    assert readout.text().startswith("12, 30")  # type: ignore[attr-defined]
    driver.canvas._set_pointer(None)
    Mouse(second).hover(20, 8)
    assert readout.text().startswith("20, 8")  # type: ignore[attr-defined]


def test_another_project_closes_the_second_pane(
    driver: Driver, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    driver.key(Qt.Key.Key_C)
    driver.settle()
    window = driver.window
    window.commands.leave = lambda then: then()  # type: ignore[attr-defined]
    driver.action("closeProjectAction").trigger()
    assert driver.session.view.compare is None
    driver.session.open(project_folder)
    driver.wait_for_image()
    second = panes_of(window).second  # type: ignore[arg-type]
    assert second is not None
    assert not second.isVisible()


def test_panes_survive_everything_that_changes(driver: Driver) -> None:
    """Themes, other images, builds, removed images: nothing is raised, nothing is left over."""
    session = driver.session
    driver.key(Qt.Key.Key_C)
    for kind in ("saliency", "block", "activation", "mask", "truth", "before", "image"):
        session.comparisons.show(Comparison(kind, 2))  # type: ignore[arg-type]
        session.step_image(1)
        driver.action("darkThemeAction").trigger()
        session.step_image(-1)
        driver.action("lightThemeAction").trigger()
    driver.settle()
    session.comparisons.show_pair("before")
    session.drawing.disk((50, 50))
    session.builder.build()
    driver.settle()
    assert session.inspector.second.reason is None
    session.images.remove([entry.id for entry in session.document.project.images])
    driver.settle()
    assert session.inspector.second.heat is None
    session.document.undo()
    driver.wait_for_image()
    QApplication.processEvents()


def test_the_place_of_the_splitter_is_kept(
    driver: Driver, window: MainWindow, project_folder: Path, qtbot: QtBot
) -> None:
    driver.key(Qt.Key.Key_C)
    driver.settle()
    handle = panes_of(window).handle(1)
    middle = handle.rect().center()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(handle, middle + QPoint(-60, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=middle + QPoint(-60, 0))
    first, second = panes_of(window).sizes()
    assert second - first > 80
    window.commands.leave = lambda then: then()  # type: ignore[method-assign]
    window.close()
    again = create_window(project_folder)
    assert isinstance(again, MainWindow)
    qtbot.addWidget(again)
    again.resize(1280, 800)
    again.show()
    again.session.comparisons.toggle()
    qtbot.waitUntil(lambda: panes_of(again).sizes()[1] - panes_of(again).sizes()[0] > 80)
    again.commands.leave = lambda then: then()  # type: ignore[method-assign]
    again.close()


def test_both_panes_fit_a_small_screen(driver: Driver) -> None:
    driver.window.resize(1024, 700)
    driver.key(Qt.Key.Key_C)
    driver.settle()
    QApplication.processEvents()
    panes = panes_of(driver.window)
    assert driver.window.width() <= 1024
    assert panes.second is not None
    assert min(panes.canvas.width(), panes.second.width()) >= 180
