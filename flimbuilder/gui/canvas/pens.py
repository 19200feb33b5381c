"""Outlines visible on any image: the brush, guide line, receptive field and crosshair."""

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.project.markers import Point

__all__ = [
    "brush_pen", "casing_of", "cosmetic", "draw_brush", "draw_crosshair", "draw_field",
    "draw_guide", "draw_twice",
]  # fmt: skip

DARK_CASING, LIGHT_CASING = QColor(0, 0, 0, 170), QColor(255, 255, 255, 190)
LIGHT = 0.18  # relative luminance of middle grey


def casing_of(colour: QColor) -> QColor:
    """Return the colour of a line around another, dark around light: one shows on any image."""
    return DARK_CASING if _luminance(colour) > LIGHT else LIGHT_CASING


def _luminance(colour: QColor) -> float:
    """Return the relative luminance of sRGB, in [0, 1]."""
    channels = colour.redF(), colour.greenF(), colour.blueF()
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def cosmetic(
    colour: QColor, width: float = 2.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """Return a pen whose width on screen does not depend on the zoom."""
    pen = QPen(colour, width, style)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    return pen


def draw_twice(painter: QPainter, pen: QPen, draw: Callable[[], None]) -> None:
    """Draw twice: a casing, then the pen, whose width is in logical pixels."""
    ratio = painter.device().devicePixelRatioF()  # Qt measures cosmetic widths in device pixels
    wide = QPen(pen)
    wide.setWidthF(pen.widthF() * ratio)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(cosmetic(casing_of(pen.color()), (pen.widthF() + 2) * ratio))
    draw()
    painter.setPen(wide)
    draw()


def brush_pen(colour: QColor | None) -> QPen:
    """Return the pen for a brush of a class colour, or for the eraser if `colour` is None."""
    if colour is None:
        return cosmetic(QColor(Qt.GlobalColor.white), 1.5, Qt.PenStyle.DashLine)
    return cosmetic(colour, 1.5)


def draw_brush(
    painter: QPainter, view: ViewTransform, at: Point, radius: float, pen: QPen
) -> None:
    """Draw the circle that a click at (row, column) would mark."""
    middle = QPointF(*view.to_screen(*at))
    size = max(radius * view.scale, 2.0)  # keep small brushes visible
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_twice(painter, pen, lambda: painter.drawEllipse(middle, size, size))
    painter.restore()


def draw_guide(
    painter: QPainter, view: ViewTransform, start: Point, end: Point, pen: QPen
) -> None:
    """Draw the path of a straight stroke."""
    line = QLineF(QPointF(*view.to_screen(*start)), QPointF(*view.to_screen(*end)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_twice(painter, pen, lambda: painter.drawLine(line))
    painter.restore()


def draw_field(painter: QPainter, view: ViewTransform, at: Point, side: int, pen: QPen) -> None:
    """Draw a square of `side` x `side` pixels centred on the pixel (row, column)."""
    row, col = round(at[0]), round(at[1])
    x, y = view.to_screen(row - side // 2 - 0.5, col - side // 2 - 0.5)
    square = QRectF(x, y, side * view.scale, side * view.scale)
    draw_twice(painter, pen, lambda: painter.drawRect(square))


def draw_crosshair(painter: QPainter, view: ViewTransform, at: Point, pen: QPen) -> None:
    """Draw a crosshair on the pixel (row, column)."""
    x, y = view.to_screen(*at)
    gap, arm = max(view.scale / 2, 3.0), max(view.scale / 2, 3.0) + 9.0
    lines = [
        QLineF(x + sx * gap, y + sy * gap, x + sx * arm, y + sy * arm)
        for sx, sy in ((-1, 0), (1, 0), (0, -1), (0, 1))
    ]
    draw_twice(painter, pen, lambda: painter.drawLines(lines))
