"""Finding the parts of a dialog."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.parts import find


def line(dialog: QWidget, name: str) -> QLineEdit:
    return find(dialog, QLineEdit, name)


def agree_button(dialog: QWidget) -> QPushButton:
    """Return the button that accepts the request."""
    return find(dialog, QPushButton, "agreeButton")


def fault(dialog: QWidget) -> str:
    """Return the shown fault; check that the button is enabled only without one."""
    text = find(dialog, QLabel, "dialogFault").text()
    assert agree_button(dialog).isEnabled() == (text == "")
    return text


def typed(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    """Replace the text of a line by typing."""
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)
