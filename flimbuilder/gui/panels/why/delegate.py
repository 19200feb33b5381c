"""Rows of an explanation, painted: picture, class, name, and a bar from the middle."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from flimbuilder.gui.panels.why.model import SHARE, VALUE, WITHOUT
from flimbuilder.gui.panels.why.rows import WhyRow
from flimbuilder.gui.widgets.classes import paint_swatch
from flimbuilder.gui.widgets.labels import paint_warning, scaled
from flimbuilder.gui.widgets.lists import ROW

__all__ = ["WhyDelegate"]

PICTURE = 28.0  # px, side
SWATCH = 12.0  # px, side
GAP = 6.0  # px
BAR = 6.0  # px, height
NUMBER = "−0.0000"  # widest usual value of a bar

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class WhyDelegate(QStyledItemDelegate):
    """Paints the rows of `WhyModel`."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the size of a cell: all rows are as high."""
        lines = 2 * QFontMetricsF(option.font).height()
        return QSize(80, round(max(lines, PICTURE) + 4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        row: WhyRow | None = index.data(ROW)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = _paint_ground(painter, option)
        area = QRectF(option.rect).adjusted(2, 1, -GAP, -1)
        if index.column() == VALUE:
            _paint_bar(painter, area, index.data(SHARE), index.data(), text)
        elif index.column() == WITHOUT:
            painter.setPen(text)
            painter.drawText(area, _RIGHT, index.data())
        else:
            picture = index.data(Qt.ItemDataRole.DecorationRole)
            _paint_term(painter, area, row, picture, text, option)
        painter.restore()


def _paint_term(
    painter: QPainter, area: QRectF, row: WhyRow, picture: QPixmap | None, text: QColor,
    option: QStyleOptionViewItem,
) -> None:  # fmt: skip
    """Paint the picture, the class and the name of a term."""
    left = area.left()
    if row.place is not None:
        frame = QRectF(left, area.center().y() - PICTURE / 2, PICTURE, PICTURE)
        _paint_picture(painter, frame, picture, row, text)
        left = frame.right() + GAP
    font, faint = painter.font(), QColor(text)
    line = QFontMetricsF(font).height()
    top = area.center().y() - line
    if row.entry is not None:
        swatch = QRectF(left, top + (line - SWATCH) / 2, SWATCH, SWATCH)
        paint_swatch(painter, swatch, row.entry.id, QColor(row.entry.colour))
        first = QRectF(swatch.right() + GAP, top, area.right() - swatch.right() - GAP, line)
    else:
        first = QRectF(left, top, area.right() - left, line)
    if row.is_contradicted:
        taken = QFontMetricsF(font).horizontalAdvance(row.title) + GAP
        side = line - 4
        circle = QRectF(first.left() + taken, first.top() + 2, side, side)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        paint_warning(painter, circle, option.palette, text if is_selected else None)
    painter.setPen(text)
    _write(painter, first, row.title)
    painter.setFont(scaled(font, 0.92, minimum=7.0))
    faint.setAlphaF(0.75)
    painter.setPen(faint)
    second = QRectF(left, area.center().y(), area.right() - left, line)
    _write(painter, second, row.detail)


def _paint_ground(painter: QPainter, option: QStyleOptionViewItem) -> QColor:
    """Paint the background of a cell; return the colour of its text."""
    palette = option.palette
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, palette.color(QPalette.ColorRole.Highlight))
        return palette.color(QPalette.ColorRole.HighlightedText)
    return palette.color(QPalette.ColorRole.Text)


def _paint_picture(
    painter: QPainter, frame: QRectF, picture: QPixmap | None, row: WhyRow, text: QColor
) -> None:
    colour = QColor(text) if row.entry is None else QColor(row.entry.colour)
    if picture is None:
        faint = QColor(text)
        faint.setAlphaF(0.08)
        painter.fillRect(frame, faint)
    else:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(frame, picture, QRectF(picture.rect()))
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(frame.adjusted(0.75, 0.75, -0.75, -0.75))


def _paint_bar(painter: QPainter, area: QRectF, share: float, number: str, text: QColor) -> None:
    """Paint a value as a bar from the middle, and as a number."""
    digits = QFontMetricsF(painter.font()).horizontalAdvance(NUMBER)
    track = QRectF(area.left(), area.center().y() - BAR / 2, area.width() - digits - GAP, BAR)
    painter.setPen(text)
    painter.drawText(area, _RIGHT, number)
    if track.width() < 2 * BAR:
        return
    faint = QColor(text)
    faint.setAlphaF(0.12)
    painter.fillRect(track, faint)
    middle = track.center().x()
    bar = QRectF(middle, track.top(), max(-1.0, min(1.0, share)) * track.width() / 2, BAR)
    painter.fillRect(bar.normalized(), text)
    painter.fillRect(QRectF(middle - 0.5, track.top() - 2, 1, BAR + 4), text)


def _write(painter: QPainter, area: QRectF, text: str) -> None:
    metrics = QFontMetricsF(painter.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, _LEFT, shown)
