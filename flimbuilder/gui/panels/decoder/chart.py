"""The chart of a decoder's weights, which the user may edit."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolTip,
    QWidget,
)

from flimbuilder.gui.panels.decoder.bars import Bar
from flimbuilder.gui.widgets.classes import paint_swatch
from flimbuilder.gui.widgets.labels import scaled

__all__ = ["SidewaysArea", "WeightChart", "next_weight"]

LEFT, RIGHT, TOP, BOTTOM = 30, 4, 6, 22
HEIGHT = 140
MIN_BAR, MAX_BAR = 4, 40  # pixels, the gap included
GREY = {False: Qt.BrushStyle.SolidPattern, True: Qt.BrushStyle.BDiagPattern}  # by dead
STEP = 0.1
REST_MS = 400  # pause that ends a gesture of the wheel or the arrow keys
ARROWS = {Qt.Key.Key_Up: STEP, Qt.Key.Key_Down: -STEP}


def next_weight(weight: float) -> float:
    """Return the weight after a click: +1, 0 and -1 in turn; +1 after any other weight."""
    return {1.0: 0.0, 0.0: -1.0}.get(weight, 1.0)


class BarPicture(QWidget):
    """A bar for each kernel, up or down from a zero line, and the geometry of the bars."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self._draft: tuple[int, float] | None = None  # index and weight during a gesture
        self._under = -1
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def bars(self) -> tuple[Bar, ...]:
        """Return the bars, without the weight of an unfinished gesture."""
        return self._bars

    def _weight(self, index: int) -> float | None:
        if self._draft is not None and self._draft[0] == index:
            return self._draft[1]
        return self._bars[index].weight

    def bar_rect(self, index: int) -> QRectF:
        """Return the column of a bar, at full height."""
        plot, width = self._plot(), self._bar_width()
        return QRectF(plot.left() + index * width, plot.top(), width, plot.height())

    def sizeHint(self) -> QSize:
        """Return the size with the widest bars."""
        return QSize(LEFT + RIGHT + MAX_BAR * len(self._bars), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Return the size with the narrowest bars."""
        return QSize(LEFT + RIGHT + MIN_BAR * len(self._bars), HEIGHT)

    def _plot(self) -> QRectF:
        return QRectF(self.rect()).adjusted(LEFT, TOP, -RIGHT, -BOTTOM)

    def _bar_width(self) -> float:
        return min(self._plot().width() / max(len(self._bars), 1), MAX_BAR)

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
        painter.setFont(self._small_font())
        labels = self.class_labels()
        for (first, count, bar), label in zip(self._runs(), labels, strict=True):
            self._paint_run(painter, self._band(first, count), bar, label)
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
            rect = QRectF(0, y - 8, LEFT - 4, 16)
            painter.drawText(
                rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, label
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
        """Yield (first index, count, first bar) for each run of bars of the same class."""
        numbered = enumerate(self._bars)
        for _, run in groupby(numbered, key=lambda pair: pair[1].entry):
            pairs = list(run)
            yield pairs[0][0], len(pairs), pairs[0][1]

    def class_labels(self) -> list[str]:
        """Return the text under each run of bars: the class's name, or its number.

        A name that is cut could be that of another class, so if any does not fit, all are numbers.
        """
        metrics = QFontMetricsF(self._small_font())
        runs = [
            (self._band(first, count).width(), bar.entry) for first, count, bar in self._runs()
        ]
        named = [(width, entry) for width, entry in runs if entry is not None]
        fit = all(metrics.horizontalAdvance(entry.name) <= width for width, entry in named)
        return ["" if entry is None else entry.name if fit else str(entry.id) for _, entry in runs]

    def _band(self, first: int, count: int) -> QRectF:
        """Return the line under a run of bars."""
        start, end = self.bar_rect(first), self.bar_rect(first + count - 1)
        return QRectF(start.left() + 1, start.bottom() + 4, end.right() - start.left() - 2, 3)

    def _paint_run(self, painter: QPainter, band: QRectF, bar: Bar, label: str) -> None:
        """Paint the colour and label of a class under its kernels."""
        if bar.entry is None:
            return
        painter.fillRect(band, QColor(bar.entry.colour))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(band.adjusted(-6, 3, 6, 14), Qt.AlignmentFlag.AlignCenter, label)

    def _small_font(self) -> QFont:
        return scaled(self.font(), 0.85, minimum=7)


class WeightChart(BarPicture):
    """A chart of weights, which may be editable.

    A click cycles a weight through +1, 0 and -1; dragging, the wheel and the arrow keys set it in
    steps of 0.1. The wheel edits only while the chart has the focus, so that scrolling past the
    chart changes nothing. Each gesture emits `weight_changed` once.

    Attributes
    ----------
    weight_changed : Signal(int, float)
        The index of a bar, and its weight in [-1, 1].
    hovered : Signal(int)
        The index of the bar under the pointer; -1 for none.
    chosen : Signal(int)
        The index of the bar that was clicked while the chart is not editable.
    """

    weight_changed = Signal(int, float)
    hovered = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._editable = False
        self._pressed: tuple[int, QPointF] | None = None
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._commit)
        self.setObjectName("weightChart")
        self.setAccessibleName(self.tr("Weight of each kernel"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def setBars(self, bars: Sequence[Bar], editable: bool = False) -> None:
        """Show bars; if they are of other kernels, cancel a gesture."""
        bars = tuple(bars)
        if (bars, editable) == (self._bars, self._editable):
            return
        if not editable or [bar.identity for bar in bars] != [
            shown.identity for shown in self._bars
        ]:
            self._rest.stop()
            self._draft = self._pressed = None
            self._at = 0
        self._bars, self._editable = bars, editable
        self.updateGeometry()
        self.update()

    def _weight_at(self, y: float) -> float:
        plot = self._plot()
        share = 1 - 2 * (y - plot.top()) / plot.height()
        return _stepped(share)

    def _propose(self, index: int, weight: float) -> None:
        if self._draft is not None and self._draft[0] != index:
            self._commit()
        self._draft = index, _stepped(weight)
        self.update()

    def _nudge(self, index: int, step: float) -> None:
        """Change a weight by a step, and wait for further steps."""
        self._propose(index, (self._weight(index) or 0.0) + step)
        self._rest.start()

    def _commit(self) -> None:
        """End a gesture and emit its weight."""
        self._rest.stop()
        draft, self._draft = self._draft, None
        self.update()
        if draft is not None and draft[1] != self._bars[draft[0]].weight:
            self.weight_changed.emit(*draft)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        index = self._index_at(event.position().x())
        if event.button() != Qt.MouseButton.LeftButton or index < 0:
            super().mousePressEvent(event)
            return
        self._commit()
        self._at, self._pressed = index, (index, event.position())
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or report the bar under the pointer."""
        self._hover(self._index_at(event.position().x()))
        if self._pressed is None or not self._editable:
            return
        index, start = self._pressed
        far = abs(event.position().y() - start.y()) >= QApplication.startDragDistance() / 2
        if far or self._draft is not None:
            self._propose(index, self._weight_at(event.position().y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        pressed, self._pressed = self._pressed, None
        if event.button() != Qt.MouseButton.LeftButton or pressed is None:
            super().mouseReleaseEvent(event)
        elif not self._editable:
            self.chosen.emit(pressed[0])
        else:
            if self._draft is None:
                self._propose(pressed[0], next_weight(self._bars[pressed[0]].weight or 0.0))
            self._commit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Change the weight under the pointer, if the chart has the focus."""
        index = self._index_at(event.position().x())
        turn = event.angleDelta().y()
        if not (self._editable and self.hasFocus() and turn and index >= 0):
            event.ignore()
            return
        self._at = index
        self._nudge(index, STEP if turn > 0 else -STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the bars by Left and Right; change a weight by Up, Down and Space."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._bars:
            self._commit()
            step = 1 if key == Qt.Key.Key_Right else -1
            self._at = min(max(self._at + step, 0), len(self._bars) - 1)
            self._hover(self._at)
            self.update()
        elif key == Qt.Key.Key_Escape and self._draft is not None:
            self._draft = self._pressed = None
            self._rest.stop()
            self.update()
        elif self._editable and key in ARROWS:
            self._nudge(self._at, ARROWS[key])
        elif self._editable and key == Qt.Key.Key_Space:
            self._propose(self._at, next_weight(self._weight(self._at) or 0.0))
            self._commit()
        else:
            super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Report that no bar is under the pointer."""
        self._hover(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End a gesture of the wheel or the keys."""
        if self._pressed is None:
            self._commit()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End a gesture of the wheel or the keys."""
        self._commit()
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        """Show the tooltip of the bar under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.tip(index) if index >= 0 else "", self)
            return True
        return super().event(event)

    def tip(self, index: int) -> str:
        """Return the tooltip of a bar: its kernel, its weight, and how to change it."""
        bar, weight = self._bars[index], self._weight(index)
        kind = self.tr("mixed classes") if bar.entry is None else bar.entry.name
        lines = [self.tr("Kernel {} · {}").format(bar.number, kind)]
        lines.append(
            self.tr("Weight unknown")
            if weight is None
            else self.tr("Weight {}").format(_signed(weight))
        )
        if bar.dead:
            lines.append(self.tr("Zero everywhere on this image"))
        if self._editable:
            lines.append(self.tr("Click: +1, 0, −1. Drag, wheel or arrow keys: steps of 0.1"))
        return "\n".join(lines)

    def _hover(self, index: int) -> None:
        if index != self._under:
            self._under = index
            self.hovered.emit(index)
            self.update()


class SidewaysArea(QScrollArea):
    """Scrolls a wide chart sideways, at its full height."""

    def __init__(self, chart: WeightChart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart = chart
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(chart)
        self.horizontalScrollBar().rangeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.setFixedHeight(self._chart.sizeHint().height() + extra)


def _stepped(weight: float) -> float:
    """Return the nearest step in [-1, 1]; never minus zero."""
    return round(min(max(weight, -1.0), 1.0), 1) + 0.0


def _signed(weight: float) -> str:
    return f"{weight:+.2f}".replace("-", "−") if weight else "0"
