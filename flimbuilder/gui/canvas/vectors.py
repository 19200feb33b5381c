"""Layers of a view as vectors, which may be drawn on another thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPolygonF, QTransform

from flimbuilder.gui.canvas.pens import casing_of, cosmetic, draw_twice
from flimbuilder.gui.canvas.transform import ViewTransform

__all__ = ["VectorLayer", "outline_paths"]

Brushes = Callable[[int], tuple[QBrush, ...]]


def _no_brushes(label: int) -> tuple[QBrush, ...]:
    return ()


@dataclass(frozen=True, eq=False)
class VectorLayer:
    """Labelled pixels of a part of the image, drawn as closed outlines.

    Attributes
    ----------
    labels : ndarray of shape (h, w)
        0 is left out.
    row, col : int
        First pixel of the part.
    colours : mapping of int to QColor
        By label; white for others.
    style : Qt.PenStyle or None, default=solid
        Of the outline in the label's colour; None for a casing alone.
    brushes : callable
        Returns the brushes that fill a label, in order.
    """

    labels: NDArray[Any]
    row: int
    col: int
    colours: Mapping[int, QColor]
    style: Qt.PenStyle | None = Qt.PenStyle.SolidLine
    brushes: Brushes = field(default=_no_brushes)

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw the layer in a picture with this view."""
        placing = QTransform(view.scale, 0, 0, view.scale, view.x, view.y)
        for label, path in outline_paths(self.labels, self.row, self.col).items():
            colour = self.colours.get(label, QColor(Qt.GlobalColor.white))
            placed = placing.map(path)
            for brush in self.brushes(label):
                painter.fillPath(placed, brush)
            if self.style is None:
                painter.strokePath(placed, cosmetic(casing_of(colour), 1.0))
            else:
                pen = cosmetic(colour, style=self.style)
                draw_twice(painter, pen, partial(painter.drawPath, placed))


def outline_paths(labels: NDArray[Any], row: int = 0, col: int = 0) -> dict[int, QPainterPath]:
    """Return the closed outline of each label above 0, of a part whose first pixel is (row, col).

    In pixels from the upper left corner of the image.
    """
    from flimbuilder.analysis.outlines import trace_outlines

    paths = {}
    for label, polygons in enumerate(trace_outlines(labels), start=1):
        path = QPainterPath()
        for ring in (ring for rings in polygons for ring in rings):
            corners = [QPointF(x + col, y + row) for x, y in ring.tolist()]
            path.addPolygon(QPolygonF(corners))
            path.closeSubpath()
        if polygons:
            paths[label] = path
    return paths
