"""The card of a kernel: its activation map, class, number, flags, weight and Dice."""

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

from flimbuilder.gui.panels.kernels.model import FILTERS_PICTURE, KernelRow
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.gui.widgets.lists import ROW, Index
from flimbuilder.session.results import KernelCard

__all__ = ["KernelDelegate", "fitting_flags"]

GAP = 3  # between the cell and the card
PADDING = 4  # between the card and its content
CHIP = 3  # from the frame of a chip to its text
INSET = 0.36  # side of the weights of a first-block kernel, relative to the picture
FADED = 0.6  # opacity of deleted kernels
SMALLEST_FONT = 6.0  # points

_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class KernelDelegate(QStyledItemDelegate):
    """Paints the rows of `KernelsModel` as cards.

    Attributes
    ----------
    side : int
        Width of the picture, in logical pixels.
    aspect : float
        Height of the picture relative to its width.
    cell : QSize
        Size of the grid cell of a card; at least :meth:`card_size`.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.side = 96
        self.aspect = 1.0
        self.cell = self.card_size()

    def card_size(self) -> QSize:
        """Return the smallest cell that fits a card."""
        around = 2 * (GAP + PADDING)
        lines = 2 * round(_line_height(_small(QGuiApplication.font())))
        picture = self._picture_size()
        return QSize(picture.width() + around, picture.height() + around + lines + 4)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one size for all cards."""
        return self.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one card."""
        row: KernelRow = index.data(ROW)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_small(option.font))
        card = self._card_rect(option)
        painter.setPen(_paint_ground(painter, option, card, row))
        if row.card.deleted:
            painter.setOpacity(FADED)
        inner = card.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        line = _line_height(painter.font())
        picture = QRectF(QPointF(inner.left(), inner.top() + line + 2), self._picture_size())
        self._paint_header(painter, option, QRectF(inner.topLeft(), inner.topRight()), row)
        _paint_picture(painter, option, picture, row, index.data(Qt.ItemDataRole.DecorationRole))
        _paint_filters(painter, option, picture, index.data(FILTERS_PICTURE))
        if row.card.dead:
            _paint_dead(painter, option, picture, self.tr("dead"))
        if row.card.misleads:
            text = self.tr("AUC {0}").format(f"{row.card.auc:.2f}")
            badge = _badge_rect(painter, text)
            badge.moveTopLeft(picture.topLeft() + QPointF(4, 4))
            _paint_badge(painter, option, badge, text)
        if row.share:
            badge = _badge_rect(painter, text := f"{100 * row.share:.0f} %")
            badge.moveBottomLeft(picture.bottomLeft() + QPointF(4, -4))
            _paint_badge(painter, option, badge, text)
        below = QRectF(inner.left(), picture.bottom() + 2, inner.width(), line)
        _paint_footer(painter, below, row)
        painter.restore()

    def _picture_size(self) -> QSize:
        return QSize(self.side, round(self.side * self.aspect))

    def _card_rect(self, option: QStyleOptionViewItem) -> QRectF:
        wanted = QRectF(0, 0, self.card_size().width(), self.card_size().height())
        wanted.moveCenter(QRectF(option.rect).center())
        wanted.moveLeft(round(wanted.left()))
        wanted.moveTop(option.rect.top())
        return wanted.adjusted(GAP, GAP, -GAP, -GAP)

    def _paint_header(
        self, painter: QPainter, option: QStyleOptionViewItem, line: QRectF, row: KernelRow
    ) -> None:
        """Paint class and number on the left, flags on the right."""
        line.setHeight(_line_height(painter.font()))
        class_id = row.card.class_id
        number = "–" if class_id is None else str(class_id)
        left = _paint_chip(painter, option, line, number, _class_colour(option, row))
        bold = QFont(painter.font())
        bold.setBold(True)
        painter.save()
        painter.setFont(bold)
        rest = line.adjusted(left - line.left() + PADDING, 0, 0, 0)
        painter.drawText(rest, _LEFT, str(row.card.number))
        painter.restore()
        if row.card.pending:
            line = _paint_dot(painter, option, line)
        taken = (
            left
            - line.left()
            + PADDING
            + QFontMetricsF(bold).horizontalAdvance(f"{row.card.number} ")
        )
        painter.drawText(
            line, _RIGHT, fitting_flags(_flags(row.card), painter, line.width() - taken)
        )


def fitting_flags(flags: list[str], painter: QPainter, width: float) -> str:
    """Join the first flags that fit a width; the tooltip has them all."""
    metrics = QFontMetricsF(painter.font())
    texts = ("  ".join(flags[:count]) for count in range(len(flags), -1, -1))
    return next(text for text in texts if metrics.horizontalAdvance(text) <= width or not text)


def _flags(card: KernelCard) -> list[str]:
    flags = ["±"] if card.inverted else []
    return flags if card.twin is None else [*flags, f"= {card.twin}"]


def _small(font: QFont) -> QFont:
    return scaled(font, 0.85, minimum=SMALLEST_FONT)


def _line_height(font: QFont) -> float:
    return QFontMetricsF(font).height()


def _class_colour(option: QStyleOptionViewItem, row: KernelRow) -> QColor:
    if row.entry is not None:
        return QColor(row.entry.colour)
    return option.palette.color(QPalette.ColorRole.PlaceholderText)


def _on(ground: QColor, palette: QPalette) -> QColor:
    """Return the text or base colour, whichever has more contrast to the ground."""
    colours = (palette.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Base))
    return max(colours, key=lambda colour: abs(_luma(colour) - _luma(ground)))


def _luma(colour: QColor) -> float:
    return 0.299 * colour.redF() + 0.587 * colour.greenF() + 0.114 * colour.blueF()


def _paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, card: QRectF, row: KernelRow
) -> QColor:
    """Paint background and frame of a card; return the colour of text on it."""
    palette, state = option.palette, option.state
    accent = palette.color(QPalette.ColorRole.Highlight)
    selected = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    ground = QColor(accent) if selected or hovered else palette.color(QPalette.ColorRole.Text)
    ground.setAlphaF(0.4 if selected else 0.15 if hovered else 0.05)
    is_marked = row.shown or selected or row.share > 0
    frame = accent if is_marked else palette.color(QPalette.ColorRole.Mid)
    painter.setBrush(ground)
    painter.setPen(QPen(frame, 2.0 if row.shown or row.share > 0 else 1.0))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if state & QStyle.StateFlag.State_HasFocus:
        text = palette.color(QPalette.ColorRole.Text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(text, 1.0, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(card.adjusted(-1.5, -1.5, 1.5, 1.5), 5, 5)
    return palette.color(QPalette.ColorRole.Text)


def _paint_chip(
    painter: QPainter, option: QStyleOptionViewItem, line: QRectF, text: str, colour: QColor
) -> float:
    """Paint the number of a class on its colour; return the right edge of the chip."""
    width = max(QFontMetricsF(painter.font()).horizontalAdvance(text) + 2 * CHIP, line.height())
    chip = QRectF(line.left(), line.top(), width, line.height())
    painter.save()
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(chip, 3, 3)
    painter.setPen(_on(colour, option.palette))
    painter.drawText(chip, _CENTRE, text)
    painter.restore()
    return chip.right()


def _paint_dot(painter: QPainter, option: QStyleOptionViewItem, line: QRectF) -> QRectF:
    """Paint the mark of a kernel with a pending edit; return the rest of the line."""
    radius = line.height() / 4
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(option.palette.color(QPalette.ColorRole.Highlight))
    painter.drawEllipse(QPointF(line.right() - radius, line.center().y()), radius, radius)
    painter.restore()
    return line.adjusted(0, 0, -2 * radius - PADDING, 0)


def _paint_picture(
    painter: QPainter,
    option: QStyleOptionViewItem,
    rect: QRectF,
    row: KernelRow,
    pixmap: QPixmap | None,
) -> None:
    """Paint the activation map in a frame of the class's colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    frame = rect
    if pixmap is None:
        ground = option.palette.color(QPalette.ColorRole.Text)
        ground.setAlphaF(0.08)
        painter.fillRect(rect, ground)
        painter.drawText(rect, _CENTRE, "…")
    else:
        size = pixmap.deviceIndependentSize()
        size.scale(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        frame = QRectF(rect.topLeft(), size)
        frame.moveCenter(rect.center())
        painter.drawPixmap(frame, pixmap, QRectF(pixmap.rect()))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(_class_colour(option, row), 2.0))
    painter.drawRect(frame.adjusted(1, 1, -1, -1))
    painter.restore()


def _paint_filters(
    painter: QPainter, option: QStyleOptionViewItem, picture: QRectF, pixmap: QPixmap | None
) -> None:
    """Paint the weights in the corner of the picture, without smoothing."""
    if pixmap is None:
        return
    side = INSET * min(picture.width(), picture.height())
    corner = picture.bottomRight() - QPointF(side + 4, side + 4)
    rect = QRectF(corner.x(), corner.y(), side, side)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Base), 1.0))
    painter.drawRect(rect)
    painter.restore()


def _paint_dead(
    painter: QPainter, option: QStyleOptionViewItem, picture: QRectF, text: str
) -> None:
    """Cross out the picture of a dead kernel."""
    badge = _badge_rect(painter, text)
    badge.moveCenter(picture.center())
    painter.save()
    painter.setPen(QPen(option.palette.color(QPalette.ColorRole.PlaceholderText), 1.0))
    painter.drawLine(picture.topLeft() + QPointF(2, 2), picture.bottomRight() - QPointF(2, 2))
    painter.drawLine(picture.topRight() + QPointF(-2, 2), picture.bottomLeft() + QPointF(2, -2))
    painter.restore()
    _paint_badge(painter, option, badge, text)


def _badge_rect(painter: QPainter, text: str) -> QRectF:
    metrics = QFontMetricsF(painter.font())
    return QRectF(0, 0, metrics.horizontalAdvance(text) + 4 * CHIP, metrics.height() + 2)


def _paint_badge(
    painter: QPainter, option: QStyleOptionViewItem, badge: QRectF, text: str
) -> None:
    """Paint a remark on the picture."""
    palette = option.palette
    painter.save()
    painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1.0))
    painter.setBrush(palette.color(QPalette.ColorRole.Base))
    painter.drawRoundedRect(badge, 3, 3)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    painter.drawText(badge, _CENTRE, text)
    painter.restore()


def _paint_footer(painter: QPainter, line: QRectF, row: KernelRow) -> None:
    """Paint the decoder's weight as a bar from the middle, and Dice as a number."""
    text = "" if row.card.dice is None else f"{row.card.dice:.2f}"
    painter.drawText(line, _RIGHT, text)
    if row.bar is None:
        return
    digits = QFontMetricsF(painter.font()).horizontalAdvance("0.00") + PADDING
    track = line.adjusted(0, 0, -digits if text else 0.0, 0)
    track = QRectF(track.left(), track.center().y() - 2.5, track.width(), 5)
    middle, reach = track.center().x(), row.bar * track.width() / 2
    colour = painter.pen().color()
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    faint = QColor(colour)
    faint.setAlphaF(0.15)
    painter.fillRect(track, faint)
    bar = QRectF(middle, track.top(), reach, track.height()).normalized()
    painter.fillRect(bar, colour)
    painter.fillRect(QRectF(middle - 0.5, track.top() - 2, 1, track.height() + 4), colour)
    painter.restore()
