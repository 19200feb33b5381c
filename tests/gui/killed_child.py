"""A window to be killed: draws, and reports finished strokes on stdout.

Run as ``python -m tests.gui.killed_child PROJECT {stroke,build,save}``.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow

from flimbuilder.gui.app import create_window
from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.session.session import Session

LEFT = Qt.MouseButton.LeftButton


def report(word: str, number: int = 0) -> None:
    print(word, number, flush=True)


def wait_until_shown(session: Session, canvas: Canvas) -> None:
    while canvas.transform is None or session.jobs.running:
        QTest.qWait(5)


def press(canvas: Canvas, number: int) -> QPoint:
    """Begin a stroke, and go on to its end."""
    row, col = 6 + 7 * (number % 8), 6 + number % 5
    start = canvas.map_from_image(row, col).toPoint()
    end = canvas.map_from_image(row, col + 30).toPoint()
    QTest.mousePress(canvas, LEFT, pos=start)
    for part in range(1, 6):
        QTest.mouseMove(canvas, start + (end - start) * part / 5)
    return end


def draw(session: Session, canvas: Canvas, number: int) -> None:
    before = len(session.drawing.markers.markers)
    end = press(canvas, number)
    QTest.mouseRelease(canvas, LEFT, pos=end)
    assert len(session.drawing.markers.markers) == before + 1
    report("drawn", len(session.drawing.markers.markers))


def run(window: QMainWindow, scene: str) -> None:
    session: Session = window.session  # type: ignore[attr-defined]
    canvas = window.findChild(Canvas, "canvas")
    assert canvas is not None
    wait_until_shown(session, canvas)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_S)
    for number in range(5):
        draw(session, canvas, number)
    if scene == "stroke":
        press(canvas, 5)
        report("ready")
        while True:
            QTest.qWait(5)
    report("ready")
    for number in range(5, 10_000):
        draw(session, canvas, number)
        if scene == "build":
            QTest.keyClick(canvas, Qt.Key.Key_B)
        else:
            QTest.keyClick(canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        QTest.qWait(1)


if __name__ == "__main__":
    application = QApplication([])
    made = create_window(Path(sys.argv[1]))
    made.resize(1000, 700)
    made.show()
    run(made, sys.argv[2])
