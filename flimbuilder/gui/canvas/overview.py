"""A map of the whole image in a corner of the canvas, with the visible part framed."""

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from flimbuilder.gui.canvas.display import DisplayImage
from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.colours import ATTENTION
from flimbuilder.gui.widgets.icons import pixmap_of

__all__ = ["OverviewMap"]

LONGEST = 150  # logical pixels of its longer side
SHARE = 0.3  # of the canvas's shorter side, at most
NARROWEST = 12  # logical pixels of its shorter side
SMALLEST = 8.0  # logical pixels of the frame
DIMMED = QColor(0, 0, 0, 90)
BORDER = QColor(128, 128, 128)


class OverviewMap(QWidget):
    """A thumbnail of the image; a click or a drag moves the view there.

    Attributes
    ----------
    place_chosen : Signal(float, float)
        (row, column) of the image that the user wants in the middle of the canvas.
    """

    place_chosen = Signal(float, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setObjectName("overviewMap")
        self.setAccessibleName(self.tr("Overview"))
        self.setToolTip(self.tr("The visible part of the image; click or drag to move it"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._source: DisplayImage | None = None
        self._picture = QPixmap()
        self._view: ViewTransform | None = None
        self.hide()

    def show_view(self, view: ViewTransform | None, image: DisplayImage | None) -> None:
        """Frame the part of an image that the parent shows; hide if that is the whole image."""
        self._view = view
        if view is None or image is None or self._is_whole(view):
            self.hide()
            return
        if image is not self._source:
            self._source, self._picture = image, pixmap_of(image.levels[-1])
        most = min(LONGEST, SHARE * min(self._canvas.width(), self._canvas.height()))
        factor = most / max(view.height, view.width)
        width, height = round(view.width * factor), round(view.height * factor)
        self.resize(max(width, NARROWEST), max(height, NARROWEST))
        self.show()
        self.raise_()
        self.update()

    def frame(self) -> QRectF:
        """Return the visible part, in pixels of the map."""
        view = self._view
        assert view is not None
        parent = self._canvas
        top, left = view.to_image(0, 0)
        bottom, right = view.to_image(parent.width(), parent.height())
        across, down = self.width() / view.width, self.height() / view.height
        frame = QRectF(
            QPointF((left + 0.5) * across, (top + 0.5) * down),
            QPointF((right + 0.5) * across, (bottom + 0.5) * down),
        )
        grown = [max(SMALLEST - side, 0.0) / 2 for side in (frame.width(), frame.height())]
        return frame.adjusted(-grown[0], -grown[1], grown[0], grown[1]) & QRectF(self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map, dimmed outside the frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(self.rect(), self._picture)
        frame, whole = self.frame(), QRectF(self.rect())
        for part in (
            QRectF(whole.topLeft(), QPointF(whole.right(), frame.top())),
            QRectF(QPointF(whole.left(), frame.bottom()), whole.bottomRight()),
            QRectF(whole.left(), frame.top(), frame.left() - whole.left(), frame.height()),
            QRectF(frame.right(), frame.top(), whole.right() - frame.right(), frame.height()),
        ):
            painter.fillRect(part, DIMMED)
        inner = frame.adjusted(1, 1, -1, -1)
        draw_twice(painter, cosmetic(ATTENTION, 1.0), lambda: painter.drawRect(inner))
        painter.setPen(cosmetic(BORDER, 1.0))
        painter.drawRect(whole.adjusted(0, 0, -1, -1))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Move the view to a point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(event.position())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the view along a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(event.position())
        event.accept()

    def _choose(self, place: QPointF) -> None:
        view = self._view
        if view is not None:
            x = min(max(place.x(), 0.0), float(self.width()))
            y = min(max(place.y(), 0.0), float(self.height()))
            row = y * view.height / self.height() - 0.5
            self.place_chosen.emit(row, x * view.width / self.width() - 0.5)

    def _is_whole(self, view: ViewTransform) -> bool:
        """Return True if the parent shows the whole image."""
        size = self._canvas.size()
        right, bottom = view.x + view.width * view.scale, view.y + view.height * view.scale
        inside = right <= size.width() + 1 and bottom <= size.height() + 1
        return inside and view.x >= -1 and view.y >= -1
