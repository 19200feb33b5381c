"""How signed weights look: one bar for each kernel, up or down from a zero line."""

from collections.abc import Iterator
from itertools import groupby

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from flimbuilder.gui.panels.decoder.bars import Bar
from flimbuilder.gui.widgets.swatch import paint_swatch
from flimbuilder.gui.widgets.words import scaled

__all__ = ["BarPicture"]

LEFT, RIGHT, TOP, BOTTOM = 30, 4, 6, 22
HEIGHT = 140
LEAST_BAR, MOST_BAR = 4, 40  # pixels, the gap included
GREY = {False: Qt.BrushStyle.SolidPattern, True: Qt.BrushStyle.BDiagPattern}  # by dead


class BarPicture(QWidget):
    """Paints bars, and knows where each one is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._draft: tuple[int, float] | None = None  # a weight of a gesture that has not ended
        self._under = -1
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def bars(self) -> tuple[Bar, ...]:
        """Return what is shown, a gesture that has not ended left out."""
        return self._bars

    def _weight(self, index: int) -> float | None:
        if self._draft is not None and self._draft[0] == index:
            return self._draft[1]
        return self._bars[index].weight

    def bar_rect(self, index: int) -> QRectF:
        """Return the column of a bar, full height."""
        plot, width = self._plot(), self._bar_width()
        return QRectF(plot.left() + index * width, plot.top(), width, plot.height())

    def sizeHint(self) -> QSize:
        """As wide as the bars like to be."""
        return QSize(LEFT + RIGHT + MOST_BAR * len(self._bars), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """As wide as the bars need."""
        return QSize(LEFT + RIGHT + LEAST_BAR * len(self._bars), HEIGHT)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def _bar_width(self) -> float:
        return min(self._plot().width() / max(len(self._bars), 1), MOST_BAR)

    def _index_at(self, x: float) -> int:
        index = int((x - self._plot().left()) // self._bar_width())
        return index if 0 <= index < len(self._bars) else -1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axis, bars and classes."""
        painter = QPainter(self)
        plot, scale = self._plot(), self._scale()
        self._paint_axis(painter, plot, scale)
        for index in range(len(self._bars)):
            self._paint_bar(painter, index, scale)
        for first, count, bar in self._runs():
            self._paint_run(painter, first, count, bar)
        painter.end()

    def _scale(self) -> float:
        """Return the weight at the top of the chart."""
        return max([1.0, *(abs(bar.weight) for bar in self._bars if bar.weight is not None)])

    def _paint_axis(self, painter: QPainter, plot: QRectF, scale: float) -> None:
        palette = self.palette()
        line = palette.color(QPalette.ColorRole.WindowText)
        painter.setFont(self._small_font())
        for part, label in ((0.0, f"+{scale:.2g}"), (0.5, "0"), (1.0, f"−{scale:.2g}")):
            y = plot.top() + part * plot.height()
            line.setAlphaF(0.5 if part == 0.5 else 0.15)
            painter.setPen(line)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(palette.color(QPalette.ColorRole.WindowText))
            where = QRectF(0, y - 8, LEFT - 4, 16)
            painter.drawText(
                where, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
            )

    def _paint_bar(self, painter: QPainter, index: int, scale: float) -> None:
        column, bar, weight = self.bar_rect(index), self._bars[index], self._weight(index)
        if index == self._under or (self.hasFocus() and index == self._at):
            ground = self.palette().color(QPalette.ColorRole.Highlight)
            ground.setAlphaF(0.25)
            painter.fillRect(column, ground)
        if weight is None:
            return
        zero, gap = column.center().y(), 1 if column.width() > 3 else 0
        tall = max(abs(weight) / scale * column.height() / 2, 1.5)
        top = zero - tall if weight > 0 else zero if weight < 0 else zero - tall / 2
        body = QRectF(column.left() + gap, top, column.width() - 2 * gap, tall)
        if bar.dead or bar.entry is None:
            grey = self.palette().color(QPalette.ColorRole.PlaceholderText)
            painter.fillRect(body, QBrush(grey, GREY[bar.dead]))
            painter.setPen(QPen(grey, 1))
            painter.drawRect(body)
        else:
            paint_swatch(painter, body, bar.entry.id, QColor(bar.entry.colour))

    def _runs(self) -> Iterator[tuple[int, int, Bar]]:
        """Give (first index, count, a bar) of neighbours of one class."""
        numbered = enumerate(self._bars)
        for _, run in groupby(numbered, key=lambda pair: pair[1].entry):
            pairs = list(run)
            yield pairs[0][0], len(pairs), pairs[0][1]

    def _paint_run(self, painter: QPainter, first: int, count: int, bar: Bar) -> None:
        """Paint a class's colour and name under its kernels."""
        if bar.entry is None:
            return
        start, end = self.bar_rect(first), self.bar_rect(first + count - 1)
        band = QRectF(start.left() + 1, start.bottom() + 4, end.right() - start.left() - 2, 3)
        painter.fillRect(band, QColor(bar.entry.colour))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(bar.entry.name, Qt.TextElideMode.ElideRight, int(band.width()))
        if metrics.horizontalAdvance(bar.entry.name) > band.width() and len(name) < 5:
            name = str(bar.entry.id)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        if metrics.horizontalAdvance(name) <= band.width():
            where = band.adjusted(0, 3, 0, 14)
            painter.drawText(where, Qt.AlignmentFlag.AlignCenter, name)

    def _small_font(self) -> QFont:
        return scaled(self.font(), 0.85, least=7)
