"""Rows of buttons that drop their texts in a narrow panel."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.widgets.button_row import ButtonRow
from flimbuilder.gui.widgets.icons import IconButton


def test_texts_that_fit_are_shown(qtbot: QtBot) -> None:
    first = IconButton("first", "delete-outline", "Excluir os kernels", "Excluir")
    eye = IconButton("eye", "eye-outline", "Mostrar")
    last = IconButton("last", "restore", "Restaurar os kernels", "Restaurar")
    host = QWidget()  # a window would not become smaller than the texts
    qtbot.addWidget(host)
    row = ButtonRow([first, eye], [last], host)
    row.resize(600, 30)
    host.show()
    assert row.minimumSizeHint().width() < first.sizeHint().width() + last.sizeHint().width()
    assert first.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    assert eye.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly  # it has no text
    assert last.geometry().right() == row.width() - 1
    needed = sum(button.sizeHint().width() for button in (first, eye, last))
    row.resize(needed - 1, 30)
    assert _texts(first, last) == ["Excluir"]
    row.resize(needed + 20, 30)
    assert _texts(first, last) == ["Excluir", "Restaurar"]
    row.resize(row.minimumSizeHint())
    assert _texts(first, last) == []
    QTest.qWait(0)  # the layout has taken the smaller buttons
    assert all(button.width() >= button.sizeHint().width() for button in (first, eye, last))


def _texts(*buttons: QToolButton) -> list[str]:
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return [button.text() for button in buttons if button.toolButtonStyle() == style]
