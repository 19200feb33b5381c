"""The cards of builds, painted."""

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from flimbuilder.gui.language import counted, translated
from flimbuilder.gui.panels.builds.model import BuildRow
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.gui.widgets.lists import ROW, Index
from flimbuilder.session.build_history import BuildEntry

__all__ = ["BuildDelegate", "card_size"]

GAP, PADDING = 3, 5
WIDTH = 190  # of a card
LINES = 3
SMALLEST_FONT = 6.0  # points
MOST_PICTURES = 200  # as pixmaps

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class BuildDelegate(QStyledItemDelegate):
    """Paints builds as cards: picture, number, time and Dice, then what changed, then kernels."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[int, tuple[BuildEntry, QPixmap]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one size for all cards."""
        return card_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one card."""
        row: BuildRow = index.data(ROW)
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(_small(option.font))
        card = QRectF(option.rect).adjusted(GAP, GAP, -GAP, -GAP)
        _paint_ground(painter, option, card, is_now=row.is_now)
        inner = card.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        picture = QRectF(inner.topLeft(), QSize(round(inner.height()), round(inner.height())))
        self._paint_picture(painter, picture, row, palette)
        text = inner.adjusted(picture.width() + PADDING + 2, 0, 0, 0)
        self._paint_text(painter, text, row, palette)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, rect: QRectF, row: BuildRow, palette: QPalette
    ) -> None:
        ground = palette.color(QPalette.ColorRole.Text)
        ground.setAlphaF(0.08)
        painter.fillRect(rect, ground)
        pixmap = self._pixmap(row.entry)
        if pixmap is None:
            return
        size = pixmap.size().toSizeF().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(), size)
        place.moveCenter(rect.center())
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))

    def _pixmap(self, entry: BuildEntry) -> QPixmap | None:
        if entry.picture is None:
            return None
        known, pixmap = self._pictures.get(entry.number, (None, None))
        if known is None or pixmap is None or known.picture is not entry.picture:
            pixmap = pixmap_of(entry.picture)
            if len(self._pictures) > MOST_PICTURES:
                self._pictures.clear()
            self._pictures[entry.number] = entry, pixmap
        return pixmap

    def _paint_text(
        self, painter: QPainter, rect: QRectF, row: BuildRow, palette: QPalette
    ) -> None:
        entry, plain = row.entry, painter.font()
        height = rect.height() / LINES
        lines = [
            QRectF(rect.left(), rect.top() + number * height, rect.width(), height)
            for number in range(LINES)
        ]
        strong = palette.color(QPalette.ColorRole.Text)
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        bold = QFont(plain)
        bold.setBold(True)
        metrics = QFontMetricsF(plain)
        painter.setPen(strong)
        painter.setFont(bold)
        painter.drawText(lines[0], _LEFT, str(entry.number))
        if row.score is not None and row.score.is_complete:
            painter.drawText(lines[0], _RIGHT, f"{row.score.dice:.2f}")
        painter.setFont(plain)
        painter.setPen(faint)
        if row.score is not None and not row.score.is_complete:  # not comparable
            painter.drawText(lines[0], _RIGHT, f"{row.score.dice:.2f}")
        number = QFontMetricsF(bold).horizontalAdvance(f"{entry.number}  ")
        painter.drawText(lines[0].adjusted(number, 0, 0, 0), _LEFT, f"{entry.time:%H:%M}")
        painter.setPen(strong)
        changes = metrics.elidedText(
            translated(entry.changes), Qt.TextElideMode.ElideRight, lines[1].width()
        )
        painter.drawText(lines[1], _LEFT, changes)
        painter.setPen(faint)
        kernels = counted(entry.n_kernels, "kernel") if entry.built else self.tr("not built")
        painter.drawText(lines[2], _LEFT, kernels)
        tag = self.tr("now") if row.is_now else self.tr("before") if row.is_before else ""
        if tag:
            painter.setPen(strong)
            painter.drawText(lines[2], _RIGHT, tag)


def card_size() -> QSize:
    """Return the size of a card with its gap."""
    line = QFontMetricsF(_small(QGuiApplication.font())).height()
    return QSize(WIDTH, round(LINES * line) + 2 * (GAP + PADDING))


def _small(font: QFont) -> QFont:
    return scaled(font, 0.85, minimum=SMALLEST_FONT)


def _paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, card: QRectF, *, is_now: bool
) -> None:
    palette, state = option.palette, option.state
    accent = palette.color(QPalette.ColorRole.Highlight)
    is_selected = bool(state & QStyle.StateFlag.State_Selected)
    is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    ground = QColor(
        accent if is_selected or is_hovered else palette.color(QPalette.ColorRole.Text)
    )
    ground.setAlphaF(0.3 if is_selected else 0.12 if is_hovered else 0.04)
    painter.setBrush(ground)
    frame = accent if is_now or is_selected else palette.color(QPalette.ColorRole.Mid)
    painter.setPen(QPen(frame, 2.0 if is_now else 1.0))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
