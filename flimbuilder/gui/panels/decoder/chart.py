"""The chart of a decoder's weights, which the user may change by hand."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QToolTip, QWidget

from flimbuilder.gui.panels.decoder.bar_picture import BarPicture
from flimbuilder.gui.panels.decoder.bars import Bar

__all__ = ["SidewaysArea", "WeightChart", "next_weight"]

STEP = 0.1
REST_MS = 400  # a turn of the wheel is over when it has rested so long
ARROWS = {Qt.Key.Key_Up: STEP, Qt.Key.Key_Down: -STEP}


def next_weight(weight: float) -> float:
    """Return what a click makes of a weight: +1, 0, -1 in a circle, and +1 of any other."""
    return {1.0: 0.0, 0.0: -1.0}.get(weight, 1.0)


class WeightChart(BarPicture):
    """Shows weights, and lets the user change them.

    A click turns a weight from +1 to 0 to -1; dragging, the wheel and the arrow keys set it in
    steps of 0.1. The wheel belongs to the chart while it has the focus, so that scrolling past it
    changes nothing. Each gesture gives one `weight_changed`.

    Attributes
    ----------
    weight_changed : Signal(int, float)
        A bar's index, and its weight in [-1, 1].
    hovered : Signal(int)
        The index of the bar under the pointer; -1 for none.
    chosen : Signal(int)
        The bar that was clicked while the weights are not the user's.
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
        """Show bars; those of other kernels end a gesture without a change."""
        bars = tuple(bars)
        if (bars, editable) == (self._bars, self._editable):
            return
        if not editable or [bar.identity for bar in bars] != [one.identity for one in self._bars]:
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
        """Change a weight by a step, and wait whether more come."""
        self._propose(index, (self._weight(index) or 0.0) + step)
        self._rest.start()

    def _commit(self) -> None:
        """End a gesture: tell of its weight."""
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
        """Drag, or tell what is under the pointer."""
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
        """Change the weight under the pointer, where the chart has the focus."""
        index = self._index_at(event.position().x())
        turn = event.angleDelta().y()
        if not (self._editable and self.hasFocus() and turn and index >= 0):
            event.ignore()
            return
        self._at = index
        self._nudge(index, STEP if turn > 0 else -STEP)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go along the bars by left and right; change one by up, down and space."""
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
        """Nothing is under the pointer any more."""
        self._hover(-1)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """End what the wheel or the keys began."""
        if self._pressed is None:
            self._commit()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End what the wheel or the keys began."""
        self._commit()
        super().hideEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say in a tooltip what is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._index_at(event.pos().x())
            QToolTip.showText(event.globalPos(), self.tip(index) if index >= 0 else "", self)
            return True
        return super().event(event)

    def tip(self, index: int) -> str:
        """Say which kernel a bar is of, its weight, and how to change it."""
        bar, weight = self._bars[index], self._weight(index)
        kind = self.tr("mixed classes") if bar.entry is None else bar.entry.name
        lines = [self.tr("Kernel {} · {}").format(bar.number, kind)]
        lines.append(
            self.tr("Weight unknown")
            if weight is None
            else self.tr("Weight {}").format(_signed(weight))
        )
        if bar.dead:
            lines.append(self.tr("Zero all over this image"))
        if self._editable:
            lines.append(self.tr("Click: +1, 0, −1. Drag, wheel or arrow keys: steps of 0.1"))
        return "\n".join(lines)

    def _hover(self, index: int) -> None:
        if index != self._under:
            self._under = index
            self.hovered.emit(index)
            self.update()


class SidewaysArea(QScrollArea):
    """Scrolls a chart that is wider than its place, and is as high as it needs to be."""

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
