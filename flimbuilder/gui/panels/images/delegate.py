"""How an image looks in the list: thumbnail, name, markers by class, role and mask."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from flimbuilder.gui.panels.images.model import PROBLEM, ImageRow
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.widgets.keyed_model import ROW
from flimbuilder.gui.widgets.row_ground import paint_row_ground
from flimbuilder.gui.widgets.swatch import paint_swatch
from flimbuilder.gui.widgets.words import scaled

__all__ = ["ImageDelegate"]

THUMBNAIL = 48
MARGIN = 4
GAP = 6
SWATCH = 10
ROLE_HUES = {"validation": 265, "test": 160}  # degrees; training, the usual one, has none


class ImageDelegate(QStyledItemDelegate):
    """Paints the rows of `ImagesModel`."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return one size for all rows."""
        return QSize(160, THUMBNAIL + 2 * MARGIN)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        row: ImageRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        text = paint_row_ground(painter, option, current=_is_current(option, index))
        inner = option.rect.adjusted(MARGIN, MARGIN, -GAP, -MARGIN)
        picture = QRect(inner.topLeft(), QSize(THUMBNAIL, THUMBNAIL))
        _paint_thumbnail(painter, option, index, picture)
        beside = inner.adjusted(THUMBNAIL + GAP + 2, 0, 0, 0)
        beside.setHeight(THUMBNAIL // 3)
        painter.setPen(text)
        _paint_name(painter, option, beside, row.name)
        painter.setFont(scaled(option.font, 0.85))
        _paint_counts(painter, beside.translated(0, THUMBNAIL // 3), row)
        self._paint_badges(painter, beside.translated(0, 2 * THUMBNAIL // 3), row)
        painter.restore()

    def _paint_badges(self, painter: QPainter, rect: QRect, row: ImageRow) -> None:
        words = {
            "train": self.tr("train"),
            "validation": self.tr("validation"),
            "test": self.tr("test"),
        }
        role, text = row.entry.role, painter.pen().color()
        right = _paint_badge(painter, rect, words[role], _tinted(text, role))
        if row.entry.mask is not None:
            rect.setLeft(right + MARGIN)
            _paint_badge(painter, rect, self.tr("mask"), text)


def _is_current(option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> bool:
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.currentIndex() == index


def _paint_thumbnail(
    painter: QPainter,
    option: QStyleOptionViewItem,
    index: QModelIndex | QPersistentModelIndex,
    rect: QRect,
) -> None:
    pixmap: QPixmap | None = index.data(Qt.ItemDataRole.DecorationRole)
    if pixmap is not None:
        size = pixmap.size().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        fitted = QRect(rect.topLeft(), size)
        fitted.moveCenter(rect.center())
        painter.drawPixmap(fitted, pixmap)
        return
    ground = option.palette.color(QPalette.ColorRole.Text)
    ground.setAlphaF(0.1)
    painter.fillRect(rect, ground)
    problem = index.data(PROBLEM) is not None
    mark = rect.adjusted(12, 12, -12, -12)
    icon("alert-outline" if problem else "image-outline").paint(painter, mark)


def _paint_name(painter: QPainter, option: QStyleOptionViewItem, rect: QRect, name: str) -> None:
    elided = option.fontMetrics.elidedText(name, Qt.TextElideMode.ElideMiddle, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)


def _paint_counts(painter: QPainter, rect: QRect, row: ImageRow) -> None:
    """Paint a chip for each class that has markers; what finds no room is an ellipsis."""
    metrics, left = painter.fontMetrics(), rect.left()
    for entry, number in row.counts:
        width = SWATCH + 3 + metrics.horizontalAdvance(str(number))
        if left + width + 2 * GAP > rect.right():
            painter.drawText(rect.adjusted(left - rect.left(), 0, 0, 0), _LINE, "…")
            break
        ground = QRectF(left, rect.center().y() - SWATCH / 2 + 1, SWATCH, SWATCH)
        paint_swatch(painter, ground, entry.id, QColor(entry.colour))
        beside = QRect(left + SWATCH + 3, rect.top(), width, rect.height())
        painter.drawText(beside, _LINE, str(number))
        left += width + GAP


def _paint_badge(painter: QPainter, rect: QRect, text: str, colour: QColor) -> int:
    """Paint a word on a tinted ground at the left end of `rect`; return where it ends."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics, ground = painter.fontMetrics(), QColor(colour)
    width = metrics.horizontalAdvance(text) + 8
    frame = QRectF(rect.left(), rect.top() + 1, width, rect.height() - 1)
    ground.setAlphaF(0.15)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, 3, 3)
    painter.setPen(colour)
    painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return round(frame.right())


def _tinted(text: QColor, role: str) -> QColor:
    """Return the text's colour with the hue of a role, as light or dark as it was."""
    if role not in ROLE_HUES:
        return text
    lightness = min(max(text.lightnessF(), 0.3), 0.75)
    return QColor.fromHslF(ROLE_HUES[role] / 360, 0.6, lightness)


_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
