"""A strip of small maps that zoom together."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from flimbuilder.gui.panels.attributions.model import AttributionsModel
from flimbuilder.gui.widgets.lists import ROW, Index

__all__ = ["MapStrip"]

GAP = 6  # px between tiles
LEAST, MOST = 96, 420  # px of the side of a tile
STEP = 1.25
LARGEST_ZOOM = 16.0


class MapStrip(QListView):
    """A row of maps, all with the same zoom.

    A wheel with Ctrl, ``+`` and ``-`` zoom, a drag moves, ``0`` shows the whole maps again.

    Attributes
    ----------
    shown : str or None
        Name of the map that is over the image; it is framed.
    zoom : float
        1 shows the whole maps.
    middle : QPointF
        The middle of the shown part, from (0, 0) to (1, 1).
    """

    def __init__(self, model: AttributionsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: str | None = None
        self.zoom, self.middle = 1.0, QPointF(0.5, 0.5)
        self._pressed: QPointF | None = None
        self._moved = False
        self.setObjectName("attributionStrip")
        self.setModel(model)
        self.setItemDelegate(_TileDelegate(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setMinimumHeight(LEAST)

    @property
    def side(self) -> int:
        """The side of a picture, in logical pixels."""
        bar = self.horizontalScrollBar().sizeHint().height()
        room = self.height() - 2 * self.fontMetrics().height() - 3 * GAP - bar
        return max(LEAST - 40, min(MOST, room))

    def tile_size(self) -> QSize:
        """Return the size of a tile."""
        return QSize(self.side + 2 * GAP, self.side + 2 * self.fontMetrics().height() + 2 * GAP)

    def set_shown(self, name: str | None) -> None:
        """Frame another map, and scroll to it."""
        if name == self.shown:
            return
        self.shown = name
        place = None if name is None else _model_of(self).place(name)
        if place is not None:
            self.scrollTo(self.model().index(place, 0))
        self.viewport().update()

    def zoom_to(self, zoom: float, around: QPointF | None = None) -> None:
        """Zoom all maps, keeping a point of the tile, from (0, 0) to (1, 1), in its place."""
        zoom = min(max(zoom, 1.0), LARGEST_ZOOM)
        around = around or QPointF(0.5, 0.5)
        offset = around - QPointF(0.5, 0.5)
        self.middle += offset / self.zoom - offset / zoom
        self.zoom = zoom
        self._clip()

    def source_of(self, size: QSize) -> QRectF:
        """Return the part of a picture of a size that is shown."""
        width, height = size.width() / self.zoom, size.height() / self.zoom
        left = self.middle.x() * size.width() - width / 2
        top = self.middle.y() * size.height() - height / 2
        return QRectF(left, top, width, height)

    def _clip(self) -> None:
        half = 0.5 / self.zoom
        x, y = (min(max(at, half), 1 - half) for at in (self.middle.x(), self.middle.y()))
        self.middle = QPointF(x, y)
        self.viewport().update()

    def _place_in_tile(self, at: QPointF) -> QPointF | None:
        """Return where a point of the viewport is in its tile's picture, from 0 to 1."""
        index = self.indexAt(at.toPoint())
        if not index.isValid():
            return None
        rect = self.visualRect(index)
        place = (at - QPointF(rect.left() + GAP, rect.top() + GAP)) / self.side
        return QPointF(min(max(place.x(), 0), 1), min(max(place.y(), 0), 1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl; otherwise scroll along the strip."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = STEP ** (event.angleDelta().y() / 120)
            self.zoom_to(self.zoom * factor, self._place_in_tile(event.position()))
            event.accept()
            return
        bar, delta = self.horizontalScrollBar(), event.angleDelta()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._moved = event.position(), False
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move all maps with a drag."""
        if self._pressed is None or self.zoom == 1.0:
            super().mouseMoveEvent(event)
            return
        moved = event.position() - self._pressed
        if self._moved or moved.manhattanLength() >= QApplication.startDragDistance():
            self._moved, self._pressed = True, event.position()
            self.middle -= moved / (self.side * self.zoom)
            self._clip()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag, or click."""
        moved, self._pressed, self._moved = self._moved, None, False
        if moved:
            self.setState(QAbstractItemView.State.NoState)
            event.accept()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by keys; activate by the space bar, as by Return."""
        factors = {Qt.Key.Key_Plus: STEP, Qt.Key.Key_Equal: STEP, Qt.Key.Key_Minus: 1 / STEP}
        if event.key() in factors:
            self.zoom_to(self.zoom * factors[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_0:
            self.zoom_to(1.0)
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the tiles the height of the strip."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _TileDelegate(QStyledItemDelegate):
    """Paints a map with its captions."""

    def __init__(self, strip: MapStrip) -> None:
        super().__init__(strip)
        self._strip = strip

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a tile."""
        return self._strip.tile_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the part of the picture that the strip shows, a frame and the captions."""
        strip, tile = self._strip, index.data(ROW)
        pixmap = _model_of(strip).pixmap(index)
        palette, side = option.palette, strip.side
        place = QRectF(option.rect.left() + GAP, option.rect.top() + GAP, side, side)
        size = pixmap.size().scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRectF(0, 0, size.width(), size.height())
        target.moveCenter(place.center())
        painter.save()
        is_reduced = pixmap.width() / strip.zoom > side * strip.devicePixelRatioF()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_reduced)
        painter.drawPixmap(target, pixmap, strip.source_of(pixmap.size()))
        is_shown = tile.name == strip.shown
        if is_shown or option.state & QStyle.StateFlag.State_MouseOver:
            colour = palette.color(QPalette.ColorRole.Highlight)
            painter.setPen(QPen(colour, 3 if is_shown else 1))
            grow = 1.5 if is_shown else 0.5
            painter.drawRect(target.adjusted(-grow, -grow, grow, grow))
        self._paint_captions(painter, option, index, place)
        if option.state & QStyle.StateFlag.State_HasFocus:
            pen = QPen(palette.color(QPalette.ColorRole.Text), 1, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -2, -2))
        painter.restore()

    def _paint_captions(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, place: QRectF
    ) -> None:
        metrics, palette, tile = option.fontMetrics, option.palette, index.data(ROW)
        line = QRectF(place.left(), place.bottom() + 2, place.width(), metrics.height())
        roles = QPalette.ColorRole
        for text, role in ((tile.title, roles.Text), (tile.scale, roles.PlaceholderText)):
            painter.setPen(palette.color(role))
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter, short)
            line.translate(0, metrics.height())


def _model_of(strip: MapStrip) -> AttributionsModel:
    model = strip.model()
    assert isinstance(model, AttributionsModel)
    return model
