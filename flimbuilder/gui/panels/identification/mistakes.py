"""The list of identified images, with the strokes behind a mistake below it."""

from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from flimbuilder.gui.panels.identification.rows import LineRow, PullRow, Row, VerdictRow
from flimbuilder.gui.widgets.classes import paint_swatch
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel, paint_row_ground
from flimbuilder.project.project import ClassEntry
from flimbuilder.session.session import Session

__all__ = ["MistakeList"]

IMAGE, STROKE = 40, 30  # px of the pictures
MARGIN, GAP, SWATCH, INDENT = 3, 8, 10, 26
BAR = 44  # px of the bar of a stroke's share
LEAST_TITLE = 70  # px of the title of a stroke beside its bar; without room, the bar is left out

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class _Rows(KeyedModel[Row]):
    """Rows with the pictures that the session has."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.key, parent)
        self._session = session

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, the picture, the tooltip or the row."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _title(row)
            case Qt.ItemDataRole.DecorationRole:
                return self._picture(row)
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._describe(row)
        return super().data(index, role)

    def _picture(self, row: Row) -> QPixmap | None:
        pixels = None
        if isinstance(row, VerdictRow):
            pixels = self._session.thumbnails.get(row.image)
        elif isinstance(row, PullRow) and row.place is not None:
            pixels = self._session.place_patches.get(row.place)
        return None if pixels is None else pixmap_of(pixels)

    def _describe(self, row: Row) -> str:
        if isinstance(row, LineRow):
            return row.text
        if isinstance(row, PullRow):
            name = "" if row.entry is None else row.entry.name
            share = self.tr("{0} of what pulls the image to the wrong class").format(
                f"{100 * row.share:.0f} %"
            )
            return "\n".join(line for line in (row.title, name, share, row.detail) if line)
        if row.is_right:
            return self.tr("{0}: identified as {1}").format(row.name, row.label)
        return self.tr("{0}: {1}, taken for {2}").format(row.name, row.label, row.assigned)


def _title(row: Row) -> str:
    if isinstance(row, LineRow):
        return row.text
    return row.title if isinstance(row, PullRow) else row.name


class _Delegate(QStyledItemDelegate):
    """Paints images with their classes, and strokes with their share."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the height of the row's kind."""
        row: Row = index.data(ROW)
        side = IMAGE if isinstance(row, VerdictRow) else STROKE
        return QSize(120, side + 2 * MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        row: Row = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(paint_row_ground(painter, option, current=is_selected))
        inner = option.rect.adjusted(MARGIN, MARGIN, -GAP, -MARGIN)
        if isinstance(row, VerdictRow):
            _paint_picture(painter, option, index, QRect(inner.topLeft(), QSize(IMAGE, IMAGE)))
            _paint_image(painter, option, inner.adjusted(IMAGE + GAP, 0, 0, 0), row)
        else:
            inner.adjust(INDENT, 0, 0, 0)
            if isinstance(row, PullRow):
                _paint_picture(
                    painter, option, index, QRect(inner.topLeft(), QSize(STROKE, STROKE))
                )
                _paint_stroke(painter, option, inner.adjusted(STROKE + GAP, 0, 0, 0), row)
            else:
                _paint_note(painter, option, inner, row.text, is_selected=is_selected)
        painter.restore()


def _paint_picture(
    painter: QPainter, option: QStyleOptionViewItem, index: Index, place: QRect
) -> None:
    pixmap: QPixmap | None = index.data(Qt.ItemDataRole.DecorationRole)
    if pixmap is None:
        ground = option.palette.color(QPalette.ColorRole.Text)
        ground.setAlphaF(0.1)
        painter.fillRect(place, ground)
        return
    fitted = QRect(
        QPoint(), pixmap.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    )
    fitted.moveCenter(place.center())
    painter.drawPixmap(fitted, pixmap)


def _paint_image(
    painter: QPainter, option: QStyleOptionViewItem, place: QRect, row: VerdictRow
) -> None:
    """Paint the name, and below it the class, or the class and the assigned one."""
    half = place.height() // 2
    elide = Qt.TextElideMode.ElideMiddle
    name = option.fontMetrics.elidedText(row.name, elide, place.width())
    painter.drawText(QRect(place.left(), place.top(), place.width(), half), _LEFT, name)
    painter.setFont(scaled(option.font, 0.9))
    below = QRect(place.left(), place.top() + half, place.width(), half)
    if row.is_right:
        _paint_class(painter, below, row.label, row.entries[0])
        return
    arrow = 16
    room = (below.width() - arrow) // 2
    left = _paint_class(
        painter, QRect(below.topLeft(), QSize(room, half)), row.label, row.entries[0]
    )
    painter.drawText(QRect(left, below.top(), arrow, half), Qt.AlignmentFlag.AlignCenter, "→")
    beside = QRect(left + arrow, below.top(), below.right() - left - arrow, half)
    _paint_class(painter, beside, row.assigned, row.entries[1])


def _paint_class(painter: QPainter, place: QRect, name: str, entry: ClassEntry | None) -> int:
    """Paint a class at the left of a place; return its right edge."""
    left = place.left()
    if entry is not None:
        swatch = QRectF(left, place.center().y() - SWATCH / 2 + 1, SWATCH, SWATCH)
        paint_swatch(painter, swatch, entry.id, QColor(entry.colour))
        left += SWATCH + 4
    room = place.right() - left
    shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(left, place.top(), room, place.height()), _LEFT, shown)
    return left + painter.fontMetrics().horizontalAdvance(shown) + 2


def _paint_stroke(
    painter: QPainter, option: QStyleOptionViewItem, place: QRect, row: PullRow
) -> None:
    """Paint the class and the name of a stroke, and a bar of its share."""
    painter.setFont(scaled(option.font, 0.9))
    text = painter.pen().color()
    percent = painter.fontMetrics().horizontalAdvance("100 %")
    bar = QRectF(place.right() - BAR - percent - 4, place.center().y() - 3, BAR, 7)
    has_bar = bar.left() - place.left() - SWATCH - GAP >= LEAST_TITLE
    right = bar.left() if has_bar else place.right() - percent
    left = place.left()
    if row.entry is not None:
        swatch = QRectF(left, place.center().y() - SWATCH / 2 + 1, SWATCH, SWATCH)
        paint_swatch(painter, swatch, row.entry.id, QColor(row.entry.colour))
        left += SWATCH + 4
    room = round(right) - left - GAP
    title = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(left, place.top(), room, place.height()), _LEFT, title)
    painter.drawText(place, _RIGHT, f"{100 * row.share:.0f} %")
    if not has_bar:
        return
    ground = QColor(text)
    ground.setAlphaF(0.12)
    painter.fillRect(bar, ground)
    bar.setWidth(BAR * row.share)
    ground.setAlphaF(0.7)
    painter.fillRect(bar, ground)


def _paint_note(
    painter: QPainter,
    option: QStyleOptionViewItem,
    place: QRect,
    text: str,
    *,
    is_selected: bool,
) -> None:
    painter.setFont(scaled(option.font, 0.9))
    if not is_selected:
        painter.setPen(option.palette.color(QPalette.ColorRole.PlaceholderText))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, _LEFT, shown)


class MistakeList(QListView):
    """Lists the images of the session's cell, and explains the current mistake.

    Attributes
    ----------
    row_chosen : Signal(object)
        The row that became current, by a click or a key.
    """

    row_chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakeList")
        self.setAccessibleName(self.tr("Identified images"))
        self._rows = _Rows(session, self)
        self._is_showing = False
        self.setModel(self._rows)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    def show_rows(self, rows: list[Row]) -> None:
        """Show rows; the current one stays if it is still there."""
        self._is_showing = True
        current = self.currentIndex()
        key = current.data(ROW).key if current.isValid() else None
        self._rows.show(rows)
        place = None if key is None else self._rows.place(key)
        if place is not None and place != self.currentIndex().row():
            self.setCurrentIndex(self._rows.index(place, 0))
        elif place is None:
            self.setCurrentIndex(QModelIndex())
        self._is_showing = False

    def refresh_picture(self, image: str) -> None:
        """Paint the thumbnail of an image."""
        self._rows.refresh(image)

    def _on_current_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        if current.isValid() and not self._is_showing:
            self.row_chosen.emit(current.data(ROW))
