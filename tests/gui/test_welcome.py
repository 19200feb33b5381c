"""The pages shown instead of the canvas."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.welcome import NoImages, Welcome


def button(page: Welcome | NoImages, name: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton)
    return found


def action(name: str) -> QAction:
    made = QAction("&Try it…")
    made.setObjectName(name)
    return made


def test_big_buttons_trigger_their_actions(qtbot: QtBot) -> None:
    first, second = action("demoAction"), action("openAction")
    page = Welcome([(first, "flask-outline", "what it is"), (second, "folder", "what else")])
    qtbot.addWidget(page)
    with qtbot.waitSignal(first.triggered):
        qtbot.mouseClick(button(page, "demoButton"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(second.triggered):
        qtbot.keyClick(button(page, "openButton"), Qt.Key.Key_Space)
    assert button(page, "demoButton").text() == "Try it…"
    assert button(page, "demoButton").accessibleDescription() == "what it is"


def test_recent_projects_can_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    page = Welcome([])
    qtbot.addWidget(page)
    first, second = tmp_path / ("long" * 40) / "a.flim", tmp_path / "b.flim"
    page.show_recent([first, second])
    page.show_recent([second, first])
    with qtbot.waitSignal(page.chosen) as chosen:
        button(page, "recentButton1").click()
    assert chosen.args == [first]
    assert button(page, "recentButton1").accessibleName() == str(first)
    assert "a.flim" in button(page, "recentButton1").text()


def test_a_project_without_images_offers_to_add_them(qtbot: QtBot) -> None:
    page, add = NoImages(), action("addImagesAction")
    qtbot.addWidget(page)
    page.offer(add)
    with qtbot.waitSignal(add.triggered):
        button(page, "addImagesButton").click()
