"""The learning curve. It imports pyqtgraph: import it when the curve is shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from flimbuilder.gui.language import marked, tr
from flimbuilder.gui.widgets.plots import Plot

if TYPE_CHECKING:
    from flimbuilder.tasks.identification.validation import LearningCurve

__all__ = ["LearningCurvePlot"]

SHOWN = (("accuracy", "●"), ("kappa", "■"), ("macro_f1", "▲"))
TITLES = {"accuracy": marked("accuracy"), "kappa": marked("kappa"), "macro_f1": marked("macro F1")}
SYMBOLS = {"accuracy": "o", "kappa": "s", "macro_f1": "t1"}
BAND = 36  # opacity of 255


class LearningCurvePlot(Plot):
    """Accuracy, kappa and macro F1 over the images learned from (logarithmic), with deviations.

    Attributes
    ----------
    legend : list of (str, str, str)
        Colour, symbol and text of its entries.
    """

    def __init__(self) -> None:
        super().__init__("learningCurvePlot", tr("Learning curve"))
        self.legend: list[tuple[str, str, str]] = []
        self._points: Sequence[LearningCurve] = ()
        self._items: list[Any] = []
        item = self.view.getPlotItem()
        item.showGrid(x=False, y=True, alpha=0.15)
        item.setContentsMargins(0, 6, 8, 0)
        self.view.setAntialiasing(True)
        self.set_axes(self.tr("Images learned from"))

    def show_curve(self, points: "Sequence[LearningCurve]") -> None:
        """Show a learning curve."""
        self._points = points
        self._draw()

    def on_palette_changed(self) -> None:
        """Draw in the new colours."""
        self._draw()

    def _draw(self) -> None:
        for item in self._items:
            self.view.removeItem(item)
        self._items, self.legend = [], []
        if not self._points:
            return
        images = np.log10([point.n_images for point in self._points])
        lowest = 1.0
        colours = {"accuracy": self.accent, "kappa": self.ink, "macro_f1": self.muted}
        for measure, symbol in SHOWN:
            spreads = [getattr(point, measure) for point in self._points]
            mean = np.array([spread.mean for spread in spreads])
            deviation = np.array([spread.std for spread in spreads])
            self._add_band(images, mean, deviation, colours[measure])
            self._add_line(images, mean, measure, colours[measure])
            lowest = min(lowest, float((mean - deviation).min()))
            self.legend.append((colours[measure].name(), symbol, tr(TITLES[measure])))
        box = self.view.getPlotItem().getViewBox()
        box.setRange(xRange=(images[0], images[-1]), yRange=(max(lowest, -1.0), 1.0), padding=0.04)
        self._set_ticks()

    def _add_line(self, x: Any, y: Any, measure: str, colour: QColor) -> None:
        style = Qt.PenStyle.SolidLine if measure == "accuracy" else Qt.PenStyle.DashLine
        line = pyqtgraph.PlotCurveItem(
            x, y, pen=pyqtgraph.mkPen(colour, width=2, style=style), antialias=True
        )
        dots = pyqtgraph.ScatterPlotItem(
            x, y, symbol=SYMBOLS[measure], size=8, brush=colour, pen=None, useCache=False
        )
        for item in (line, dots):
            self._add(item)

    def _add_band(self, x: Any, mean: Any, deviation: Any, colour: QColor) -> None:
        ground = QColor(colour)
        ground.setAlpha(BAND)
        low, high = (
            pyqtgraph.PlotCurveItem(x, mean + sign * deviation, pen=None) for sign in (-1, 1)
        )
        for item in (low, high, pyqtgraph.FillBetweenItem(low, high, brush=ground)):
            self._add(item)

    def _add(self, item: Any) -> None:
        self.view.addItem(item)
        self._items.append(item)

    def _set_ticks(self) -> None:
        """Label each point with its images and its share of the labels."""
        ticks = [
            (float(np.log10(point.n_images)), f"{point.n_images:.0f}") for point in self._points
        ]
        distinct = [
            tick for at, tick in enumerate(ticks) if at == 0 or tick[1] != ticks[at - 1][1]
        ]
        self.view.getPlotItem().getAxis("bottom").setTicks([distinct])
