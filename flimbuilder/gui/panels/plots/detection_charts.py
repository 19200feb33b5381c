"""The curves of separate objects: FROC, and average precision over overlap."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from flimbuilder.analysis.instances.froc import RATES
from flimbuilder.analysis.instances.measures import IOU_THRESHOLDS, InstanceMeasures
from flimbuilder.gui.language import counted, tr
from flimbuilder.gui.panels.plots.chart import FAINT, Chart, Numbers
from flimbuilder.session.detection import Detection

__all__ = ["FrocChart", "OverlapChart"]

LOWEST, HIGHEST = 1 / 8, 16  # false positives an image
TICKS = ((0.125, "1/8"), (0.25, "1/4"), (0.5, "1/2"), (1, "1"), (2, "2"), (4, "4"), (8, "8"),
         (16, "16"))  # fmt: skip
BAND = 45  # opacity of 255


class DetectionChart(Chart):
    """A curve of the objects of all images.

    Attributes
    ----------
    detection : Detection or None
    """

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.detection: Detection | None = None
        self._shown: str | None = None
        self.view.getPlotItem().showGrid(x=True, y=True, alpha=0.15)

    def show_detection(self, detection: Detection | None, shown: str | None) -> None:
        """Show the objects of all images; the shown image apart, where a plot can."""
        self.detection, self._shown = detection, shown
        self.redraw()


class FrocChart(DetectionChart):
    """Sensitivity over false positives an image, with the bands of the bootstrap."""

    def __init__(self) -> None:
        super().__init__("frocChart", tr("Objects found, over false positives"))
        axis = self.view.getPlotItem().getAxis("bottom")
        axis.setTicks([[(float(np.log2(rate)), text) for rate, text in TICKS]])
        box = self.view.getPlotItem().getViewBox()
        ends = float(np.log2(LOWEST)), float(np.log2(HIGHEST))
        box.setRange(xRange=ends, yRange=(0, 1), padding=0.02)

    def redraw(self) -> None:
        """Draw the curves."""
        self._clear()
        self.set_axes(self.tr("False positives an image"), self.tr("Objects found"))
        legend = []
        froc = None if self.detection is None else self.detection.froc
        for rule, curve in (froc.curves if froc is not None else {}).items():
            assert froc is not None
            colour, band = self._colour(rule), froc.bands[rule]
            self._add_band(np.array(band.rates), band.low, band.high, colour)
            rates = np.unique([*band.rates, *curve.false_positives])
            rates = rates[(rates >= LOWEST) & (rates <= HIGHEST)]
            style = Qt.PenStyle.SolidLine if rule == "centre" else Qt.PenStyle.DashLine
            pen = pyqtgraph.mkPen(colour, width=2, style=style)
            self._add_line(np.log2(rates), curve.sensitivity_at(rates.tolist()), pen)
            symbol = "━" if rule == "centre" else "┅"
            legend.append((colour, symbol, f"{self._title(rule)} {curve.score:.3f}"))
        self._set_legend(*legend)

    def numbers(self) -> str:
        """Return the sensitivities at the rates of CAMELYON16, with their intervals."""
        if self.detection is None:
            return ""
        froc, titles, columns = self.detection.froc, ["False positives an image"], [RATES]
        for rule, curve in froc.curves.items():
            interval = froc.intervals[rule]
            titles += [f"{self._title(rule)}", "low", "high"]
            columns += [tuple(curve.sensitivity_at()), tuple(interval.low), tuple(interval.high)]
        lines = ["\t".join(f"{value:.6g}" for value in row) for row in zip(*columns, strict=True)]
        return "\n".join(["\t".join(titles), *lines])

    def _add_band(self, rates: Numbers, low: Numbers, high: Numbers, colour: QColor) -> None:
        if not np.isfinite(low).all():
            return
        inside = (rates >= LOWEST) & (rates <= HIGHEST)
        brush = QColor(colour)
        brush.setAlpha(BAND)
        edges = [
            pyqtgraph.PlotCurveItem(np.log2(rates[inside]), edge[inside], pen=None)
            for edge in (low, high)
        ]
        for edge in edges:
            self._add(edge)
        self._add(pyqtgraph.FillBetweenItem(*edges, brush=brush))

    def _colour(self, rule: str) -> QColor:
        return self.accent if rule == "centre" else self.ink

    def _title(self, rule: str) -> str:
        return self.tr("by position") if rule == "centre" else self.tr("by overlap")

    def _describe(self, place: QPointF) -> str:
        if self.detection is None:
            return ""
        rate = float(2 ** place.x())
        parts = [
            f"{self._title(rule)} {curve.sensitivity_at([rate])[0]:.3f}"
            for rule, curve in self.detection.froc.curves.items()
        ]
        text = self.tr("{0} false positives an image: found {1}")
        return text.format(f"{rate:.2g}", ", ".join(parts)) if parts else ""


class OverlapChart(DetectionChart):
    """Average precision at each overlap: of the shown image, of every other, and their mean."""

    def __init__(self) -> None:
        super().__init__("overlapChart", tr("Average precision, over overlap"))
        box = self.view.getPlotItem().getViewBox()
        box.setRange(xRange=(IOU_THRESHOLDS[0], IOU_THRESHOLDS[-1]), yRange=(0, 1), padding=0.02)

    def redraw(self) -> None:
        """Draw the curves."""
        self._clear()
        self.set_axes(self.tr("Overlap (IoU)"), self.tr("Average precision"))
        if self.detection is None:
            self._set_legend()
            return
        at, curves, faint = np.array(IOU_THRESHOLDS), self._curves(), QColor(self.muted)
        faint.setAlpha(FAINT)
        for image, curve in curves.items():
            if image != self._shown:
                self._add_line(at, curve, pyqtgraph.mkPen(faint, width=1))
        instances = self.detection.instances
        mean = np.array(instances.ap_curve)
        pen = pyqtgraph.mkPen(self.ink, width=2, style=Qt.PenStyle.DashLine)
        self._add_line(at, mean, pen)
        count = counted(len(curves), "image")
        text = self.tr("mean of {0}: AP {1}").format(count, f"{mean.mean():.3f}")
        legend = [(self.ink, "┅", text)]
        if self._shown in curves:
            self._add_line(at, curves[self._shown], pyqtgraph.mkPen(self.accent, width=2.5))
            legend.insert(0, (self.accent, "━", self.tr("this image")))
        self._set_legend(*legend)

    def numbers(self) -> str:
        """Return the average precision at each overlap, of the shown image and the mean."""
        if self.detection is None:
            return ""
        titles = ["IoU", "Average precision, mean"]
        columns: list[Sequence[float]] = [IOU_THRESHOLDS, self.detection.instances.ap_curve]
        curves = self._curves()
        if self._shown in curves:
            titles.append("Average precision, this image")
            columns.append(curves[self._shown].tolist())
        lines = ["\t".join(f"{value:.6g}" for value in row) for row in zip(*columns, strict=True)]
        return "\n".join(["\t".join(titles), *lines])

    def _curves(self) -> dict[str | None, Numbers]:
        assert self.detection is not None
        return {
            image: np.array(part.ap_curve)
            for image, part in self.detection.instances.per_image.items()
            if isinstance(part, InstanceMeasures)
        }

    def _describe(self, place: QPointF) -> str:
        if self.detection is None:
            return ""
        at = int(np.abs(np.array(IOU_THRESHOLDS) - place.x()).argmin())
        text = self.tr("overlap {0}: average precision {1}").format(
            f"{IOU_THRESHOLDS[at]:.2f}", f"{self.detection.instances.ap_curve[at]:.3f}"
        )
        curve = self._curves().get(self._shown)
        return (
            text
            if curve is None
            else text + self.tr(", this image {0}").format(f"{curve[at]:.3f}")
        )
