"""Parts of a dialog, as a user finds them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.parts import find


def line(dialog: QWidget, name: str) -> QLineEdit:
    return find(dialog, QLineEdit, name)


def agree_button(dialog: QWidget) -> QPushButton:
    """Return the button that makes what the dialog asks about."""
    return find(dialog, QPushButton, "agreeButton")


def fault(dialog: QWidget) -> str:
    """Return what the dialog finds wrong; only then it cannot be agreed to."""
    text = find(dialog, QLabel, "dialogFault").text()
    assert agree_button(dialog).isEnabled() == (text == "")
    return text


def typed(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    """Type a text in place of what stands there."""
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)
