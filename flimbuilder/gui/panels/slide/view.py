"""The whole slide with the outline of its tissue, to draw on."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from flimbuilder.gui.colours import MISSED, TISSUE
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.project.markers import Point
from flimbuilder.session.slide import ShownTissue, SlidePictures

__all__ = ["TissueView"]

STEP, LARGEST_ZOOM = 1.25, 64.0
VEIL = QColor(128, 128, 128, 110)  # over what is not predicted
REMOVED = QColor("#f0003c")
NEAR = 1.0  # px that the pointer moves between two points of a stroke


@dataclass
class _Drag:
    """A stroke or a pan in progress; `points` are (x, y) in pixels of the image."""

    points: list[QPointF]
    adds: bool | None  # None moves the picture


class TissueView(QWidget):
    """Shows a slide and its tissue; a drag adds tissue or removes it.

    The right button does the opposite of the left, the middle one moves the picture, and the wheel
    zooms.

    Attributes
    ----------
    adds : bool
        What the left button does: add tissue, or remove it.
    brush : int
        Radius of a stroke, in logical pixels at any zoom.
    drawn : Signal(list, float, bool)
        Emitted with the points (row, column) of a stroke and its radius, in pixels of the image,
        and whether it adds tissue.
    """

    drawn = Signal(list, float, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.adds, self.brush = True, 8
        self._text = ""
        self._size = QSize()
        self._pixmap, self._tissue, self._veil = QPixmap(), QPainterPath(), QPainterPath()
        self._zoom, self._middle = 1.0, QPointF(0.5, 0.5)  # 1 shows the whole slide
        self._drag: _Drag | None = None
        self._pointer: QPointF | None = None
        self._shown: tuple[object, ...] = ()
        self.setObjectName("slideView")
        self.setMouseTracking(True)
        self.setMinimumSize(96, 96)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_slide(self, pictures: SlidePictures | None, text: str = "") -> None:
        """Show a slide, or a text in its place."""
        self._text = text
        if self._shown[:1] != (pictures,):
            self._shown = (pictures,)
            self._zoom, self._middle, self._drag = 1.0, QPointF(0.5, 0.5), None
            self._pixmap, self._size = QPixmap(), QSize()
            self._tissue, self._veil = QPainterPath(), QPainterPath()
            if pictures is not None:
                height, width = pictures.reduced.size
                self._size, self._pixmap = QSize(width, height), pixmap_of(pictures.picture)
        self.update()

    def show_tissue(self, tissue: ShownTissue | None) -> None:
        """Show the outline of the tissue, or none."""
        if self._shown[1:] == (tissue,):
            return
        self._shown = (*self._shown[:1], tissue)
        self._tissue, self._veil = QPainterPath(), QPainterPath()
        self._tissue.setFillRule(Qt.FillRule.OddEvenFill)
        for ring in () if tissue is None else tissue.rings:
            self._tissue.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring.tolist()]))
            self._tissue.closeSubpath()
        if tissue is not None:
            self._veil.setFillRule(Qt.FillRule.OddEvenFill)
            self._veil.addRect(QRectF(0, 0, self._size.width(), self._size.height()))
            self._veil.addPath(self._tissue)
        self.update()

    @property
    def scale(self) -> float:
        """Logical pixels for a pixel of the image."""
        if self._size.isEmpty():
            return 1.0
        fit = min(self.width() / self._size.width(), self.height() / self._size.height())
        return fit * self._zoom

    def image_rect(self) -> QRectF:
        """Return the rectangle of the whole image, in pixels of the widget."""
        width, height = self._size.width() * self.scale, self._size.height() * self.scale
        left = self.width() / 2 - self._middle.x() * width
        top = self.height() / 2 - self._middle.y() * height
        return QRectF(left, top, width, height)

    def place_of(self, row: float, col: float) -> QPointF:
        """Return where a pixel of the image is in the widget."""
        return self.image_rect().topLeft() + QPointF(col + 0.5, row + 0.5) * self.scale

    # events

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, a veil outside the tissue, its outline, and the stroke."""
        painter = QPainter(self)
        if self._pixmap.isNull():
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(8, 8, -8, -8), flags, self._text)
            painter.end()
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = self.image_rect()
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        to_screen = QTransform.fromTranslate(place.left(), place.top())
        painter.setTransform(to_screen.scale(self.scale, self.scale), combine=True)
        painter.fillPath(self._veil, VEIL)
        painter.setPen(_cosmetic(QColor(255, 255, 255, 190), 3))
        painter.drawPath(self._tissue)
        painter.setPen(_cosmetic(TISSUE, 1.5))
        painter.drawPath(self._tissue)
        self._paint_stroke(painter)
        painter.resetTransform()
        self._paint_brush(painter)
        painter.end()

    def _paint_stroke(self, painter: QPainter) -> None:
        if self._drag is None or self._drag.adds is None:
            return
        colour = QColor(MISSED if self._drag.adds else REMOVED)
        colour.setAlpha(130)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        width = 2 * self.brush / self.scale
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, cap, join))
        points = self._drag.points
        painter.drawPolyline(QPolygonF([*points, *points[:1]] if len(points) < 2 else points))

    def _paint_brush(self, painter: QPainter) -> None:
        if self._pointer is None or (self._drag is not None and self._drag.adds is None):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, width in ((QColor(255, 255, 255, 190), 3.0), (QColor(0, 0, 0), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(self._pointer, self.brush, self.brush)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke or a pan."""
        buttons = Qt.MouseButton
        if self._pixmap.isNull() or self._drag is not None:
            return
        if event.button() == buttons.MiddleButton:
            self._drag = _Drag([event.position()], None)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() in (buttons.LeftButton, buttons.RightButton):
            adds = self.adds == (event.button() == buttons.LeftButton)
            self._drag = _Drag([self._in_image(event.position())], adds)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Continue a stroke or a pan."""
        at, drag = event.position(), self._drag
        self._pointer = at
        if drag is not None and drag.adds is None:
            moved, place = at - drag.points[-1], self.image_rect()
            self._middle -= QPointF(moved.x() / place.width(), moved.y() / place.height())
            drag.points = [at]
            self._clip()
        elif drag is not None:
            point = self._in_image(at)
            step = point - drag.points[-1]
            if max(abs(step.x()), abs(step.y())) * self.scale >= NEAR:
                drag.points.append(point)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke or a pan."""
        drag, self._drag = self._drag, None
        self.unsetCursor()
        self.update()
        if drag is not None and drag.adds is not None:
            points: list[Point] = [(at.y() - 0.5, at.x() - 0.5) for at in drag.points]
            self.drawn.emit(points, self.brush / self.scale, drag.adds)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        if self._pixmap.isNull():
            return
        before = self._in_image(event.position())
        factor = STEP ** (event.angleDelta().y() / 120)
        self._zoom = min(max(self._zoom * factor, 1.0), LARGEST_ZOOM)
        moved = self._in_image(event.position()) - before
        width, height = self._size.width(), self._size.height()
        self._middle -= QPointF(moved.x() / width, moved.y() / height)
        self._clip()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the brush."""
        self._pointer = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture in view."""
        super().resizeEvent(event)
        self._clip()

    def _in_image(self, at: QPointF) -> QPointF:
        """Return the place (x, y) in pixels of the image."""
        return (at - self.image_rect().topLeft()) / self.scale

    def _clip(self) -> None:
        """Keep the image in the widget, or in the middle if it is smaller."""
        place = self.image_rect()
        if place.isEmpty():
            return
        half_x, half_y = self.width() / 2 / place.width(), self.height() / 2 / place.height()
        x = 0.5 if half_x >= 0.5 else min(max(self._middle.x(), half_x), 1 - half_x)
        y = 0.5 if half_y >= 0.5 else min(max(self._middle.y(), half_y), 1 - half_y)
        self._middle = QPointF(x, y)
        self.update()


def _cosmetic(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen
