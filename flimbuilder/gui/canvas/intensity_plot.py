"""The histogram of intensities with a draggable window; imports pyqtgraph."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from flimbuilder.analysis.histograms import IntensityCounts
from flimbuilder.gui.widgets.plots import Plot

__all__ = ["RGB", "IntensityPlot"]

HEIGHT = 120
RGB = ("#e02020", "#18a018", "#2060ff")  # of the first three channels of a colour image
Limits = tuple[float, float]


class IntensityPlot(Plot):
    """The numbers of pixels by intensity, and the window of values from black to white.

    Attributes
    ----------
    window_moved : Signal(float, float)
        While the user drags an end of the window, or all of it.
    """

    window_moved = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("intensityHistogram", parent=parent)
        self.setAccessibleName(self.tr("Histogram of intensities"))
        self.setToolTip(
            self.tr("Drag the ends of the window: black at the left, white at the right")
        )
        self.setFixedHeight(HEIGHT)
        self.set_axes(values=False)
        self._curves: list[Any] = []
        self._colours: list[str | None] = []
        self._is_following = False  # whether the window follows a value, not the user
        self._window = pyqtgraph.LinearRegionItem(swapMode="sort")
        self._window.setZValue(10)
        self.view.addItem(self._window)
        self._window.sigRegionChanged.connect(self._on_moved)
        self.on_palette_changed()

    def show_counts(
        self,
        counts: IntensityCounts,
        channels: Sequence[int],
        colours: Sequence[str | None],
        *,
        logarithmic: bool,
    ) -> None:
        """Draw the counts of channels; a colour of None is that of the text."""
        for curve in self._curves:
            self.view.removeItem(curve)
        self._curves, self._colours = [], list(colours)
        highest = 1.0
        for channel in channels:
            values = counts.counts[channel]
            heights = np.log1p(values) if logarithmic else values.astype(np.float64)
            low, high = counts.bounds[channel]
            borders = np.linspace(low, high if high > low else low + 1, len(values) + 1)
            curve = pyqtgraph.PlotCurveItem()
            curve.setData(borders, heights, stepMode="center", fillLevel=0)
            self.view.addItem(curve)
            self._curves.append(curve)
            # One value of very many pixels, such as the background, must not flatten the others.
            inner = np.sort(heights)[-2] if not logarithmic and len(heights) > 1 else heights.max()
            highest = max(highest, float(inner))
        self.view.setYRange(0, highest, padding=0.03)
        self.on_palette_changed()

    def set_range(self, low: float, high: float) -> None:
        """Show a range of values."""
        self.view.setXRange(low, high if high > low else low + 1, padding=0.03)

    def set_window(self, limits: Limits) -> None:
        """Move the window without emitting a signal."""
        if tuple(self._window.getRegion()) != tuple(limits):
            self._is_following = True
            self._window.setRegion(limits)
            self._is_following = False

    def window_limits(self) -> Limits:
        """Return the ends of the window."""
        low, high = self._window.getRegion()
        return float(low), float(high)

    def on_palette_changed(self) -> None:
        """Recolour curves and window."""
        if not hasattr(self, "_window"):
            return
        for curve, colour in zip(self._curves, self._colours, strict=True):
            line = self.ink if colour is None else self._readable(QColor(colour))
            fill = QColor(line)
            fill.setAlpha(70)
            curve.setPen(pyqtgraph.mkPen(line, width=1))
            curve.setBrush(fill)
        inside = QColor(self.accent)
        inside.setAlpha(28)
        self._window.setBrush(inside)
        inside.setAlpha(48)
        self._window.setHoverBrush(inside)
        for line in self._window.lines:
            line.setPen(pyqtgraph.mkPen(self.accent, width=2))
            line.setHoverPen(pyqtgraph.mkPen(self.accent, width=4))

    def _readable(self, colour: QColor) -> QColor:
        """Darken a bright colour on a bright ground, and the reverse."""
        is_dark = self.palette().window().color().lightness() < 128
        if is_dark and colour.lightness() < 70:
            return colour.lighter(220)
        return colour if is_dark or colour.lightness() < 150 else colour.darker(170)

    def _on_moved(self) -> None:
        if not self._is_following:
            self.window_moved.emit(*self.window_limits())
