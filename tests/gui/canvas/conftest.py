"""A canvas that shows an image, and a mouse that works in image coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.session.session import Session

LEFT, NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def canvas(
    session: Session,
    project_folder: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
    monkeypatch: pytest.MonkeyPatch,
) -> Canvas:
    """Return a canvas showing the third image: 64 x 64 pixels, no markers, nothing built.

    Scale bar and overview are off.
    """
    monkeypatch.setattr(session.builder, "build_if_marked", lambda: None)
    session.open(project_folder)
    made = Canvas(session)
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    session.update_view(show_scale_bar=False, show_overview=False)
    show_image(session, 2)
    settle(session)
    assert made.transform is not None
    return made


@pytest.fixture
def mouse(canvas: Canvas) -> "Mouse":
    return Mouse(canvas)


@pytest.fixture
def show_pixels(canvas: Canvas, settle: Callable[[Session], None]) -> Callable[..., None]:
    """Return a function that replaces the pixels and reference mask of the shown image."""

    def show(pixels: NDArray[Any], truth: NDArray[Any] | None = None) -> None:
        source = canvas.session.pixels
        assert source.shown is not None
        source.shown = replace(source.shown, pixels=pixels, truth=truth, sha256=uuid4().hex)
        source.changed.emit()
        settle(canvas.session)

    return show


def show_image(session: Session, index: int) -> None:
    session.update_view(image=session.document.project.images[index].id)


def colour_at(canvas: Canvas, row: float, col: float) -> tuple[int, int, int]:
    """Return the RGB that the canvas paints at (row, column) of the image."""
    place = canvas.map_from_image(row, col)
    ratio = canvas.devicePixelRatioF()
    picture = canvas.grab().toImage()
    colour = QColor(picture.pixel(int(place.x() * ratio), int(place.y() * ratio)))
    return colour.red(), colour.green(), colour.blue()


def picture_of(canvas: Canvas) -> QImage:
    """Return a screenshot of the canvas at one pixel per logical pixel."""
    return canvas.grab().toImage().scaled(canvas.size())


def blended(below: Any, above: str, alpha: float) -> NDArray[np.float64]:
    colour = QColor(above)
    rgb = np.array([colour.red(), colour.green(), colour.blue()])
    return (1 - alpha) * np.asarray(below, float) + alpha * rgb


@dataclass
class Mouse:
    """Sends mouse events at (row, column) of the image."""

    canvas: Canvas

    def press(
        self, row: float, col: float, button: Qt.MouseButton = LEFT, keys: Any = PLAIN
    ) -> None:
        self._send(QEvent.Type.MouseButtonPress, row, col, button, button, keys)

    def move(self, row: float, col: float, held: Qt.MouseButton = LEFT, keys: Any = PLAIN) -> None:
        self._send(QEvent.Type.MouseMove, row, col, NO_BUTTON, held, keys)

    def hover(self, row: float, col: float, keys: Any = PLAIN) -> None:
        self.move(row, col, NO_BUTTON, keys)

    def release(
        self, row: float, col: float, button: Qt.MouseButton = LEFT, keys: Any = PLAIN
    ) -> None:
        self._send(QEvent.Type.MouseButtonRelease, row, col, button, NO_BUTTON, keys)

    def double_press(self, row: float, col: float) -> None:
        self._send(QEvent.Type.MouseButtonDblClick, row, col, LEFT, LEFT, PLAIN)

    def click(self, row: float, col: float) -> None:
        self.press(row, col)
        self.release(row, col)

    def drag(self, *places: tuple[float, float]) -> None:
        self.press(*places[0])
        for place in places[1:]:
            self.move(*place)
        self.release(*places[-1])

    def _send(
        self,
        kind: QEvent.Type,
        row: float,
        col: float,
        button: Qt.MouseButton,
        held: Qt.MouseButton,
        keys: Any,
    ) -> None:
        place = self.canvas.map_from_image(row, col)
        where = QPointF(self.canvas.mapToGlobal(place))
        event = QMouseEvent(kind, place, where, button, held, keys)
        QApplication.sendEvent(self.canvas, event)
