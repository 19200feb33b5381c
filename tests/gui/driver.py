"""Drive the window like a user: mouse and keys on widgets found by name."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDockWidget,
    QLineEdit,
    QMainWindow,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.session.session import Session
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
PATIENCE = 30_000  # ms

W = TypeVar("W", bound=QWidget)


class Driver:
    """A user in front of the window.

    Parameters
    ----------
    window : QMainWindow
        Shown.
    qtbot : QtBot
    """

    def __init__(self, window: QMainWindow, qtbot: QtBot) -> None:
        self.window = window
        self.qtbot = qtbot

    @property
    def session(self) -> Session:
        return cast(Session, self.window.session)  # type: ignore[attr-defined]

    @property
    def canvas(self) -> Canvas:
        return self.find(Canvas, "canvas")

    def find(self, kind: type[W], name: str) -> W:
        return find(self.window, kind, name)

    def action(self, name: str) -> QAction:
        found = self.window.findChild(QAction, name)
        assert found is not None, f"no action {name}"
        return found

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press a key in the widget with the focus."""
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front of its dock."""
        dock = self.find(QDockWidget, name)
        dock.show()
        dock.raise_()
        self.qtbot.waitUntil(lambda: dock.widget().isVisible())

    def accept_export(self, target: Path) -> None:
        """Accept the export dialog, whose first format is the state dict."""
        dialog = self.find(QDialog, "exportDialog")
        line = dialog.findChild(QLineEdit, "exportPathLine")
        agree = dialog.findChild(QAbstractButton, "agreeButton")
        assert line is not None
        assert agree is not None
        line.selectAll()
        QTest.keyClicks(line, str(target))
        QTest.mouseClick(agree, LEFT)

    def settle(self) -> None:
        """Wait until no job is running."""
        self.qtbot.waitUntil(lambda: not self.session.jobs.running, timeout=PATIENCE)

    def wait_for_image(self) -> None:
        """Wait until the canvas shows the chosen image."""
        self.qtbot.waitUntil(
            lambda: (
                self.session.pixels.shown is not None
                and self.session.pixels.shown.id == self.session.view.image
                and self.canvas.transform is not None
            ),
            timeout=PATIENCE,
        )
        self.settle()

    def click_image(self, row: float, col: float) -> None:
        place = self.place(row, col)
        QTest.mouseMove(self.canvas, place)
        QTest.mouseClick(self.canvas, LEFT, pos=place)

    def draw(self, points: Sequence[tuple[float, float]], *, release: bool = True) -> None:
        """Drag the pointer through (row, column) points of the image."""
        places = [self.place(*point) for point in points]
        QTest.mouseMove(self.canvas, places[0])
        QTest.mousePress(self.canvas, LEFT, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(self.canvas, place)
        if release:
            QTest.mouseRelease(self.canvas, LEFT, pos=places[-1])

    def place(self, row: float, col: float) -> QPoint:
        place = self.canvas.map_from_image(row, col).toPoint()
        assert self.canvas.rect().contains(place), f"({row}, {col}) is not on the screen"
        return place

    def click_item(
        self,
        view: QAbstractItemView,
        row: int,
        modifier: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        """Click the row-th item of a list."""
        index = view.model().index(row, 0)
        view.scrollTo(index)
        QTest.mouseClick(view.viewport(), LEFT, modifier, view.visualRect(index).center())

    def choose(self, combo: QComboBox, data: object) -> None:
        """Choose the entry of a combo box by its data, with the keyboard."""
        row = next(i for i in range(combo.count()) if combo.itemData(i) == data)
        combo.setFocus()
        while combo.currentIndex() != row:
            step = Qt.Key.Key_Down if combo.currentIndex() < row else Qt.Key.Key_Up
            QTest.keyClick(combo, step)
