"""The effect of a marker: a bar from the middle, and a warning."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from flimbuilder.gui.panels.markers.model import MarkerRow
from flimbuilder.gui.widgets.labels import paint_warning
from flimbuilder.gui.widgets.lists import ROW, Index

__all__ = ["EffectDelegate"]

BAR = 6.0  # px, height
MARGIN = 5.0  # px
ICON = 12  # px, side
STALE = 0.35  # opacity of what is of an earlier build


class EffectDelegate(QStyledItemDelegate):
    """Paints the effect of the rows of `MarkersModel`."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the text out: the bar stands for it."""
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        super().paint(painter, option, index)
        row: MarkerRow | None = index.data(ROW)
        if row is None or row.without is None:
            return
        painter.save()
        if not row.is_fresh:
            painter.setOpacity(STALE)
        area = QRectF(option.rect).adjusted(MARGIN, 0, -MARGIN, 0)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole
        colour = option.palette.color(role.HighlightedText if is_selected else role.Text)
        if row.is_contradicted:
            circle = QRectF(0, 0, ICON, ICON)
            circle.moveCenter(area.center())
            paint_warning(painter, circle, option.palette, colour if is_selected else None)
        elif row.without.fault is None:
            _paint_bar(painter, area, row.bar, colour)
        painter.restore()


def _paint_bar(painter: QPainter, area: QRectF, value: float, colour: QColor) -> None:
    """Paint a bar to the right for a value above 0, and a hollow one to the left below."""
    middle, top = round(area.center().x()) + 0.5, area.center().y() - BAR / 2
    reach = value * (area.width() / 2 - 1)
    faint = QColor(colour)
    faint.setAlphaF(0.4)
    painter.setPen(faint)
    painter.drawLine(round(middle), round(top - 1), round(middle), round(top + BAR))
    bar = QRectF(middle, top, reach, BAR).normalized()
    if value > 0:
        painter.fillRect(bar, colour)
    elif value < 0:
        painter.setPen(colour)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(bar.adjusted(0, 0.5, 0, -0.5))
