"""What follows the cursor: the brush's rim, the straight line to be, the receptive field."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.transform import ViewTransform

__all__ = ["brush_pen", "draw_brush", "draw_crosshair", "draw_field", "draw_guide"]

Place = tuple[float, float]


def brush_pen(colour: QColor | None) -> QPen:
    """Return the pen of a class's brush; None is the eraser's."""
    if colour is None:
        return cosmetic(QColor(Qt.GlobalColor.white), 1.5, Qt.PenStyle.DashLine)
    return cosmetic(colour, 1.5)


def draw_brush(
    painter: QPainter, view: ViewTransform, at: Place, radius: float, pen: QPen
) -> None:
    """Draw the rim of a brush around (row, column): all within is marked by a click."""
    middle = QPointF(*view.to_screen(*at))
    size = max(radius * view.scale, 2.0)  # else nothing would be seen
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_twice(painter, pen, lambda: painter.drawEllipse(middle, size, size))
    painter.restore()


def draw_guide(
    painter: QPainter, view: ViewTransform, start: Place, end: Place, pen: QPen
) -> None:
    """Draw the straight line that a stroke would follow."""
    line = QLineF(QPointF(*view.to_screen(*start)), QPointF(*view.to_screen(*end)))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_twice(painter, pen, lambda: painter.drawLine(line))
    painter.restore()


def draw_field(painter: QPainter, view: ViewTransform, at: Place, side: int, pen: QPen) -> None:
    """Draw the square of `side` pixels whose central one is at (row, column)."""
    row, col = round(at[0]), round(at[1])
    x, y = view.to_screen(row - side // 2 - 0.5, col - side // 2 - 0.5)
    square = QRectF(x, y, side * view.scale, side * view.scale)
    draw_twice(painter, pen, lambda: painter.drawRect(square))


def draw_crosshair(painter: QPainter, view: ViewTransform, at: Place, pen: QPen) -> None:
    """Point at the pixel (row, column)."""
    x, y = view.to_screen(*at)
    gap, arm = max(view.scale / 2, 3.0), max(view.scale / 2, 3.0) + 9.0
    lines = [
        QLineF(x + sx * gap, y + sy * gap, x + sx * arm, y + sy * arm)
        for sx, sy in ((-1, 0), (1, 0), (0, -1), (0, 1))
    ]
    draw_twice(painter, pen, lambda: painter.drawLines(lines))
