"""Marks drawn over all layers: the selected marker, a kernel's origin, the brush."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from flimbuilder.gui.canvas.pens import (
    brush_pen,
    cosmetic,
    draw_brush,
    draw_crosshair,
    draw_field,
    draw_guide,
    draw_twice,
)
from flimbuilder.gui.canvas.scene import Scene
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.colours import ATTENTION
from flimbuilder.project.architecture import trace_shapes
from flimbuilder.project.markers import Point
from flimbuilder.project.rasterise import MarkerPixels
from flimbuilder.session.results import KernelCard
from flimbuilder.session.session import Session

__all__ = ["Hover", "Marks"]

CROSSHAIR = 16.0  # logical pixels from its centre, less half an image pixel
PADDING = 8.0  # logical pixels repainted around the brush


@dataclass(frozen=True)
class Hover:
    """The brush and guide line at the pointer.

    Attributes
    ----------
    point : tuple of float
        (row, column) of the pointer.
    guide : tuple of float, or None
        (row, column) where a straight stroke would start.
    shows_brush : bool, default=True
    """

    point: Point
    guide: Point | None = None
    shows_brush: bool = True


class Marks:
    """The marks over the layers, painted from the current state of the session.

    Attributes
    ----------
    ghost : tuple of float
        Offset in (rows, columns) to which the selected marker is being dragged.
    crosshair : tuple of float, or None
        (row, column) of the pointer in the other pane.
    outline : sequence of tuple of float
        Corners of the region that is being drawn around, in (row, column); empty without one.
    """

    def __init__(self, session: Session, scene: Scene) -> None:
        self.ghost = (0.0, 0.0)
        self.crosshair: Point | None = None
        self.outline: Sequence[Point] = ()
        self._session = session
        self._scene = scene
        self._outlined: MarkerPixels | None = None
        self._outlines: dict[int, list[QLineF]] = {}

    def origin(self) -> KernelCard | None:
        """Return the card of the kernel hovered in another panel."""
        hovered = self._session.view.hovered
        if hovered is None:
            return None
        cards = self._session.inspector.cards
        return next((card for card in cards if card.identity == hovered), None)

    def paint_selection(self, painter: QPainter, view: ViewTransform) -> None:
        """Outline the selected marker, and its new position while it is dragged."""
        marker = self._session.view.marker
        if marker is None or not self._session.view.show_markers:
            return
        self._paint_outline(painter, view, marker, ATTENTION)
        if self.ghost != (0.0, 0.0):
            moved = view.panned(self.ghost[1] * view.scale, self.ghost[0] * view.scale)
            self._paint_outline(painter, moved, marker, ATTENTION, Qt.PenStyle.DashLine)

    def paint_origin(self, painter: QPainter, view: ViewTransform) -> None:
        """Paint the patch and marker from which the hovered kernel was learned."""
        card, shown = self.origin(), self._scene.shown
        if card is None or shown is None or card.image != shown.id:
            return
        self._paint_outline(painter, view, card.marker, ATTENTION)
        place = (float(card.row), float(card.col))
        draw_field(painter, view, place, self._field_side(card.block), cosmetic(ATTENTION))
        draw_crosshair(painter, view, place, cosmetic(ATTENTION))

    def paint_crosshair(self, painter: QPainter, view: ViewTransform) -> None:
        """Mark the position of the pointer in the other pane."""
        if self.crosshair is not None:
            draw_crosshair(painter, view, self.crosshair, cosmetic(ATTENTION, 1.5))

    def paint_explained(self, painter: QPainter, view: ViewTransform) -> None:
        """Mark the pixel or the region that is explained, and the region being drawn."""
        shown, place = self._scene.shown, self._session.view.explained
        if place is not None and shown is not None and shown.id == place.image:
            if len(place.points) == 1:
                draw_crosshair(painter, view, place.points[0], cosmetic(ATTENTION, 1.5))
            else:
                _paint_polygon(painter, view, place.points, Qt.PenStyle.SolidLine)
        if self.outline:
            _paint_polygon(painter, view, self.outline, Qt.PenStyle.DashLine)

    def crosshair_area(self, view: ViewTransform, place: Point) -> QRectF:
        """Return the area of a crosshair and of a stroke's last piece, in logical pixels."""
        reach = CROSSHAIR + max(self._session.view.radius, 1.0) * view.scale
        x, y = view.to_screen(*place)
        return QRectF(x - reach, y - reach, 2 * reach, 2 * reach)

    def paint_hover(self, painter: QPainter, view: ViewTransform, hover: Hover) -> None:
        """Paint the brush, the guide line and the receptive field."""
        if self._session.view.show_field:
            side = self._field_side(self._session.view.block)
            draw_field(painter, view, hover.point, side, cosmetic(ATTENTION))
        if not hover.shows_brush:
            return
        pen = brush_pen(self._brush_colour())
        if hover.guide is not None:
            draw_guide(painter, view, hover.guide, hover.point, pen)
        draw_brush(painter, view, hover.point, self._session.view.radius, pen)

    def hover_area(self, view: ViewTransform, hover: Hover) -> QRectF:
        """Return the area that `paint_hover` paints, in logical pixels."""
        reach = self._session.view.radius
        if self._session.view.show_field:
            reach = max(reach, self._field_side(self._session.view.block) / 2 + 1)
        size = reach * view.scale + PADDING
        x, y = view.to_screen(*hover.point)
        area = QRectF(x - size, y - size, 2 * size, 2 * size)
        if hover.guide is not None:
            x, y = view.to_screen(*hover.guide)
            area |= QRectF(x - PADDING, y - PADDING, 2 * PADDING, 2 * PADDING)
        return area

    def _brush_colour(self) -> QColor | None:
        view = self._session.view
        if view.tool == "erase":
            return None
        classes = self._session.document.project.classes
        colours = [entry.colour for entry in classes if entry.id == view.class_id]
        return QColor(colours[0]) if colours else QColor(Qt.GlobalColor.white)

    def _field_side(self, block: int) -> int:
        shown = self._scene.shown
        architecture = self._session.document.project.architecture
        height, width = (1, 1) if shown is None else shown.pixels.shape[:2]
        shapes = trace_shapes(architecture, height, width)
        return shapes[min(block, len(shapes)) - 1].receptive_field

    def _paint_outline(
        self,
        painter: QPainter,
        view: ViewTransform,
        marker: int,
        colour: QColor,
        style: Qt.PenStyle = Qt.PenStyle.SolidLine,
    ) -> None:
        lines = self._outline_of(marker)
        painter.save()
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        draw_twice(painter, cosmetic(colour, style=style), lambda: painter.drawLines(lines))
        painter.restore()

    def _outline_of(self, marker: int) -> list[QLineF]:
        """Return the outline of a marker, cached until the markers change."""
        layer = self._scene.markers
        if layer is None:
            return []
        if self._outlined is not layer.pixels:
            self._outlined, self._outlines = layer.pixels, {}
        if marker not in self._outlines:
            self._outlines[marker] = layer.outline(marker)
        return self._outlines[marker]


def _paint_polygon(
    painter: QPainter, view: ViewTransform, points: Sequence[Point], style: Qt.PenStyle
) -> None:
    polygon = QPolygonF([QPointF(*view.to_screen(*point)) for point in points])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = cosmetic(ATTENTION, 1.5, style)
    draw_twice(painter, pen, lambda: painter.drawPolygon(polygon))
    painter.restore()
