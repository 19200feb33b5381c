"""The histogram of the saliency with a draggable threshold; imports pyqtgraph."""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPalette
from PySide6.QtWidgets import QWidget

from flimbuilder.analysis.histograms import SALIENCY_BINS, SaliencyCounts
from flimbuilder.gui.widgets.plots import Plot

__all__ = ["ThresholdPlot"]

STEP = 0.01  # of an arrow key
DIGITS = 3
DRAG = 3.0  # logical pixels from which a press is a drag
HEIGHT = 108
BORDERS = np.linspace(0, 1, SALIENCY_BINS + 1)
KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1}


class ThresholdPlot(Plot):
    """Logarithms of the numbers of pixels by saliency, with a line at the threshold.

    A drag anywhere moves the line; a double click returns to the automatic threshold; arrow keys
    move it by 0.01.

    Parameters
    ----------
    reference : QColor
        Colour of the reference mask.

    Attributes
    ----------
    moved : Signal(float)
        While the line is dragged.
    chosen : Signal(float)
        When it is released.
    cancelled : Signal()
        The drag was cancelled.
    automatic_requested : Signal()
    """

    moved = Signal(float)
    chosen = Signal(float)
    cancelled = Signal()
    automatic_requested = Signal()

    def __init__(self, reference: QColor, parent: QWidget | None = None) -> None:
        super().__init__("thresholdHistogram", parent=parent)
        self.setAccessibleName(self.tr("Histogram of the saliency, with the threshold"))
        self.setToolTip(
            self.tr(
                "Drag to move the threshold, or press ← and →; double-click for the automatic one"
            )
        )
        self._reference = reference
        self._threshold: float | None = None
        self._pressed: QPointF | None = None
        self._is_dragging = False
        self._pending: float | None = None  # by keys, until the key is released
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedHeight(HEIGHT)
        self.set_axes(values=False)
        self._pixels, self._objects = self._bars(), self._bars()
        self._line = pyqtgraph.InfiniteLine(angle=90)
        self._line.setZValue(10)
        self.view.addItem(self._line)
        self._line.hide()
        self.view.setXRange(0, 1, padding=0.01)
        self.view.viewport().installEventFilter(self)
        self.view.viewport().setCursor(Qt.CursorShape.SplitHCursor)
        self.on_palette_changed()

    def set_counts(self, counts: SaliencyCounts | None) -> None:
        """Show counts, or none."""
        for item, values in (
            (self._pixels, None if counts is None else counts.pixels),
            (self._objects, None if counts is None else counts.objects),
        ):
            item.setVisible(values is not None)
            if values is not None:
                item.setData(BORDERS, np.log1p(values), stepMode="center", fillLevel=0)
        if counts is not None:
            highest = float(np.log1p(counts.pixels.max()))
            self.view.setYRange(0, max(highest, 1.0), padding=0.02)

    def set_threshold(self, threshold: float | None) -> None:
        """Move the line, unless the user is moving it; None hides it."""
        if self._is_dragging or self._pending is not None:
            return
        self._threshold = threshold
        self._line.setVisible(threshold is not None)
        if threshold is not None:
            self._line.setValue(threshold)

    def threshold(self) -> float | None:
        """Return the place of the line."""
        return self._threshold

    def on_palette_changed(self) -> None:
        """Recolour bars and line."""
        if not hasattr(self, "_line"):
            return
        plain, covered = QColor(self.muted), QColor(self._reference)
        plain.setAlpha(110)
        covered.setAlpha(170)
        for item, colour in ((self._pixels, plain), (self._objects, covered)):
            item.setBrush(colour)
            item.setPen(None)
        width = 3 if self.hasFocus() else 2
        role = QPalette.ColorRole.Accent if self.hasFocus() else QPalette.ColorRole.WindowText
        self._line.setPen(pyqtgraph.mkPen(self.palette().color(role), width=width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drag the line with the left button."""
        if isinstance(event, QMouseEvent) and self._threshold is not None:
            kinds = QEvent.Type
            if event.type() == kinds.MouseButtonDblClick:
                self._end_drag()
                self.automatic_requested.emit()
                return True
            if event.type() == kinds.MouseButtonPress:
                self._press(event)
                return True
            if event.type() == kinds.MouseMove and self._pressed is not None:
                self._drag(event)
                return True
            if event.type() == kinds.MouseButtonRelease and self._pressed is not None:
                self._release()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line by arrow keys; Escape cancels a drag."""
        step = KEYS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._is_dragging:
            self._end_drag()
            self.cancelled.emit()
        elif step is not None and self._threshold is not None:
            self._pending = self._move(round(self._threshold / STEP + step) * STEP)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Choose the threshold when the key is released, so that holding it is one change."""
        if Qt.Key(event.key()) in KEYS and not event.isAutoRepeat():
            self._choose_pending()
        else:
            super().keyReleaseEvent(event)

    def focusInEvent(self, event: Any) -> None:
        """Emphasise the line."""
        super().focusInEvent(event)
        self.on_palette_changed()

    def focusOutEvent(self, event: Any) -> None:
        """Choose a threshold whose key is still held."""
        super().focusOutEvent(event)
        self._choose_pending()
        self.on_palette_changed()

    def _bars(self) -> Any:
        item = pyqtgraph.PlotCurveItem()
        self.view.addItem(item)
        return item

    def _press(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.position()

    def _drag(self, event: QMouseEvent) -> None:
        assert self._pressed is not None
        place = event.position()
        self._is_dragging |= abs(place.x() - self._pressed.x()) >= DRAG
        if self._is_dragging:
            scene = self.view.mapToScene(place.toPoint())
            self._move(float(self.view.getViewBox().mapSceneToView(scene).x()))

    def _release(self) -> None:
        was_dragging, threshold = self._is_dragging, self._threshold
        self._end_drag()
        if was_dragging and threshold is not None:
            self.chosen.emit(threshold)

    def _end_drag(self) -> None:
        self._pressed, self._is_dragging = None, False

    def _choose_pending(self) -> None:
        pending, self._pending = self._pending, None
        if pending is not None:
            self.chosen.emit(pending)

    def _move(self, threshold: float) -> float:
        threshold = round(min(max(threshold, 0.0), 1.0), DIGITS)
        if threshold != self._threshold:
            self._threshold = threshold
            self._line.setValue(threshold)
            self.moved.emit(threshold)
        return threshold
