"""The curves of precision and recall."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from flimbuilder.gui.language import counted, tr
from flimbuilder.gui.panels.plots.chart import FAINT, Chart, Numbers
from flimbuilder.gui.panels.plots.data import Curves, level_of

__all__ = ["CurvesChart"]


class CurvesChart(Chart):
    """Precision over recall: of the shown image, of every other, and their mean."""

    def __init__(self) -> None:
        super().__init__("curvesChart", tr("Precision and recall"))
        self._curves = Curves({}, None)
        self._shown: str | None = None
        self._threshold: float | None = None
        item = self.view.getPlotItem()
        item.showGrid(x=True, y=True, alpha=0.15)
        item.getViewBox().setRange(xRange=(0, 1), yRange=(0, 1), padding=0.02)

    def show_curves(self, curves: Curves, shown: str | None, threshold: float | None) -> None:
        """Show curves; mark a threshold on that of the shown image and on the mean."""
        self._curves, self._shown, self._threshold = curves, shown, threshold
        self.redraw()

    def redraw(self) -> None:
        """Draw the curves."""
        self._clear()
        self.set_axes(self.tr("Recall"), self.tr("Precision"))
        curves, faint = self._curves, QColor(self.muted)
        faint.setAlpha(FAINT)
        for image, curve in curves.images.items():
            if image != self._shown:
                self._add_line(curve[1], curve[0], pyqtgraph.mkPen(faint, width=1))
        legend = []
        if curves.mean is not None:
            pen = pyqtgraph.mkPen(self.ink, width=2, style=Qt.PenStyle.DashLine)
            self._add_line(curves.mean[1], curves.mean[0], pen)
            count = counted(len(curves.images), "image")
            legend.append((self.ink, "┅", self.tr("mean of {0}").format(count)))
            self._mark(curves.mean, self.ink)
        shown = curves.images.get(self._shown or "")
        if shown is not None:
            self._add_line(shown[1], shown[0], pyqtgraph.mkPen(self.accent, width=2.5))
            legend.insert(0, (self.accent, "━", self.tr("this image")))
            self._mark(shown, self.accent)
        if self._threshold is not None and curves.images:
            text = self.tr("threshold {0}").format(f"{self._threshold:.3g}")
            legend.append((self.muted, "●", text))
        self._set_legend(*legend)

    def numbers(self) -> str:
        """Return precision and recall at each threshold, of the shown image and the mean."""
        columns, titles = [np.arange(256) / 255], ["Threshold"]
        for name, curve in (
            ("this image", self._curves.images.get(self._shown or "")),
            ("mean", self._curves.mean),
        ):
            if curve is not None:
                columns += [curve[0], curve[1]]
                titles += [f"Precision, {name}", f"Recall, {name}"]
        lines = ["\t".join(f"{value:.6g}" for value in row) for row in zip(*columns, strict=True)]
        return "\n".join(["\t".join(titles), *lines]) if len(columns) > 1 else ""

    def _mark(self, curve: Numbers, colour: QColor) -> None:
        if self._threshold is not None:
            precision, recall = curve[:, [level_of(self._threshold)]]
            ground = self.palette().window().color()
            pen = pyqtgraph.mkPen(ground, width=1.5)
            self._add_points(recall, precision, size=11, symbol="o", brush=colour, pen=pen)

    def _describe(self, place: QPointF) -> str:
        curve = self._curves.images.get(self._shown or "", self._curves.mean)
        if curve is None:
            return ""
        level = int(np.hypot(curve[1] - place.x(), curve[0] - place.y()).argmin())
        precision, recall = curve[:, level]
        return self.tr("threshold {0}: precision {1}, recall {2}").format(
            f"{level / 255:.3f}", f"{precision:.3f}", f"{recall:.3f}"
        )
