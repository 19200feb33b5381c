"""Why here? in the window: from a click on the image to a deleted stroke, by mouse and by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTreeView
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.why.panel import WhyPanel
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.view import ExplainedPlace
from tests.gui.driver import Driver

Keys = Qt.Key


@pytest.fixture
def user(opened: MainWindow, qtbot: QtBot) -> Driver:
    """A user in front of a built project, whose bottom panels are hidden."""
    driver = Driver(opened, qtbot)
    driver.wait_for_image()
    driver.canvas.setFocus()
    return driver


def test_from_a_click_to_a_deleted_stroke(user: Driver) -> None:
    session, panel = user.session, user.find(WhyPanel, "whyPanel")
    assert not panel.is_seen
    user.key(Keys.Key_W)
    assert session.view.tool == "why"
    user.click_image(20, 22)
    user.qtbot.waitUntil(lambda: panel.is_seen)
    user.settle()
    image = session.document.project.images[0].id
    assert session.view.explained == ExplainedPlace(image, ((20, 22),))
    tree = user.find(QTreeView, "whyTree")
    assert tree.model().rowCount() == 4
    assert len(session.counterfactuals.strokes) == 4
    tree.setFocus()
    user.key(Keys.Key_Delete)  # of the most likely culprit
    user.settle()
    scene = user.canvas.scene
    assert session.preview.heat is not None
    assert scene.heat is not None
    assert scene.heat.heat is session.preview.heat
    assert "mask" in scene.outlines
    text = user.find(QLabel, "whyPreviewText").text()
    assert text.startswith("Delete ")
    assert "agreement" in text
    before = sum(len(drawn.markers) for drawn in session.document.project.markers.values())
    take = user.find(QAbstractButton, "whyTakeButton")
    take.setFocus()
    QTest.keyClick(take, Keys.Key_Space)
    user.settle()
    markers = session.document.project.markers
    assert sum(len(drawn.markers) for drawn in markers.values()) == before - 1
    assert tree.model().rowCount() == 3
    user.key(Keys.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert sum(len(m.markers) for m in session.document.project.markers.values()) == before
    user.settle()


def test_by_keys_alone(user: Driver) -> None:
    session, panel = user.session, user.find(WhyPanel, "whyPanel")
    user.key(Keys.Key_W)
    user.key(Keys.Key_W)  # the pixel in the middle
    assert session.view.explained is not None
    (middle,) = session.view.explained.points
    user.key(Keys.Key_Down)
    user.key(Keys.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert session.view.explained.points == ((middle[0] + 1, middle[1] - 10),)
    user.settle()
    assert panel.is_seen
    user.key(Keys.Key_W, Qt.KeyboardModifier.ShiftModifier)
    assert not panel.is_seen
    user.key(Keys.Key_W, Qt.KeyboardModifier.ShiftModifier)
    user.qtbot.waitUntil(lambda: panel.is_seen)
    user.settle()


def test_a_region_is_explained_and_another_project_forgets_it(user: Driver) -> None:
    session = user.session
    user.key(Keys.Key_W)
    user.draw([(14, 14), (14, 26), (26, 26), (26, 14)])
    user.settle()
    result = session.explanation.result
    assert result is not None
    assert result.explanation.n_pixels > 100
    user.canvas.setFocus()
    user.action("closeProjectAction").trigger()
    assert session.view.explained is None
    assert session.explanation.result is None
