"""Parts of a dialog, as a user finds them."""

from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)


def part(parent: QWidget, kind: type[W], name: str) -> W:
    """Return the one widget of a kind and a name."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def line(dialog: QWidget, name: str) -> QLineEdit:
    return part(dialog, QLineEdit, name)


def agree_button(dialog: QWidget) -> QPushButton:
    """Return the button that makes what the dialog asks about."""
    return part(dialog, QPushButton, "agreeButton")


def fault(dialog: QWidget) -> str:
    """Return what the dialog finds wrong; only then it cannot be agreed to."""
    text = part(dialog, QLabel, "dialogFault").text()
    assert agree_button(dialog).isEnabled() == (text == "")
    return text


def typed(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    """Type a text in place of what stands there."""
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, text)
