"""Pens that can be seen on any image: a light line within a dark one."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

__all__ = ["cosmetic", "draw_twice"]

CASING = QColor(0, 0, 0, 170)


def cosmetic(
    colour: QColor, width: float = 2.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """Return a pen as wide on the screen at every zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def draw_twice(painter: QPainter, pen: QPen, draw: Callable[[], None]) -> None:
    """Draw something with a dark casing, then with a cosmetic pen as wide in logical pixels."""
    ratio = painter.device().devicePixelRatioF()  # Qt takes cosmetic widths as device pixels
    wide = QPen(pen)
    wide.setWidthF(pen.widthF() * ratio)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(cosmetic(CASING, (pen.widthF() + 2) * ratio))
    draw()
    painter.setPen(wide)
    draw()
