"""Precision and recall, and a measure of each image. Import it when a plot is shown."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor

from flimbuilder.analysis.measures import Measure
from flimbuilder.errors import counted
from flimbuilder.gui.panels.plots.areas_chart import AreasChart
from flimbuilder.gui.panels.plots.chart import FAINT, Chart, Numbers
from flimbuilder.gui.panels.plots.data import Curves, ImageMeasure, level_of

__all__ = ["AreasChart", "Chart", "CurvesChart", "MeasuresChart"]

SYMBOLS = {"train": "o", "validation": "t1", "test": "s"}
MARKS = {"train": "●", "validation": "▲", "test": "■"}  # the symbols as text
HUES = {"validation": 265, "test": 160}  # degrees, as in the list of images
SIZE, CURRENT_SIZE = 8, 15  # px of a point, and of the ring around the shown image's


class CurvesChart(Chart):
    """Precision over recall: of the shown image, of every other, and their mean."""

    def __init__(self) -> None:
        super().__init__("curvesChart", "Precision and recall")
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
            count = counted(len(curves.images), self.tr("image"))
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


class MeasuresChart(Chart):
    """A measure of each image, sorted; a thin line leads from the build before.

    Attributes
    ----------
    image_chosen : Signal(str)
        Id of a clicked image.
    """

    image_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("measuresChart", "A measure of each image")
        self._rows: Sequence[ImageMeasure] = ()
        self._measure: Measure | None = None
        self._shown: str | None = None
        self.view.getPlotItem().getAxis("bottom").setTicks([])

    def show_measures(
        self, rows: Sequence[ImageMeasure], measure: Measure, shown: str | None
    ) -> None:
        """Show a measure of images in their order; mark the shown image."""
        self._rows, self._measure, self._shown = rows, measure, shown
        self.redraw()

    def redraw(self) -> None:
        """Draw the points."""
        self._clear()
        if self._measure is None:
            return
        worst = "lowest" if self._measure.higher_is_better else "best"
        self.set_axes(self.tr("Images, {0} first").format(worst), self._measure.title)
        rows, count = self._rows, len(self._rows)
        values = np.array([row.value for row in rows])
        self._draw_before()
        legend = []
        for role, symbol in SYMBOLS.items():
            at = np.array([place for place, row in enumerate(rows) if row.role == role], np.int64)
            if len(at):
                colour = self._colour(role)
                brushes = [self._brush(colour, rows[place]) for place in at.tolist()]
                self._add_points(at.astype(float), values[at], size=SIZE, symbol=symbol,
                                 pen=pyqtgraph.mkPen(None), brush=brushes)  # fmt: skip
                legend.append((colour, MARKS[role], self._role_title(role)))
        self._draw_shown(values)
        if any(row.before is not None for row in rows):
            legend.append((self.muted, "○", self.tr("before")))
        if count:
            level = pyqtgraph.mkPen(self.muted, width=1, style=Qt.PenStyle.DotLine)
            self._add_line(np.array([-0.5, count - 0.5]), np.full(2, values.mean()), level)
            mean = self.tr("mean {0}").format(f"{values.mean():.3f}")
            legend.append((self.muted, "┈", mean))
        low, high = self._measure.range
        box = self.view.getPlotItem().getViewBox()
        box.setRange(xRange=(-0.8, max(count - 0.2, 0.8)), yRange=(low, high), padding=0.03)
        self._set_legend(*legend)

    def numbers(self) -> str:
        """Return the measure of each image, and that of the build before."""
        if self._measure is None or not self._rows:
            return ""
        lines = [f"Image\tRole\t{self._measure.title}\t{self._measure.title}, build before"]
        for row in self._rows:
            before = "" if row.before is None else f"{row.before:.6g}"
            lines.append(f"{row.name}\t{row.role}\t{row.value:.6g}\t{before}")
        return "\n".join(lines)

    @property
    def file_name(self) -> str:
        """The measure."""
        return super().file_name if self._measure is None else self._measure.id

    def _role_title(self, role: str) -> str:
        return {
            "train": self.tr("training"),
            "validation": self.tr("validation"),
            "test": self.tr("test"),
        }[role]

    def _colour(self, role: str) -> QColor:
        if role not in HUES:
            return self.ink
        lightness = min(max(self.ink.lightnessF(), 0.3), 0.75)
        return QColor.fromHslF(HUES[role] / 360, 0.6, lightness)

    def _brush(self, colour: QColor, row: ImageMeasure) -> QColor:
        """Return the colour of a point: faint if the result is of a former build."""
        made = QColor(colour)
        made.setAlpha(255 if row.is_fresh else FAINT)
        return made

    def _draw_before(self) -> None:
        """Draw hollow points of the build before, and lines from them."""
        pairs = [
            (float(place), row.before, row.value)
            for place, row in enumerate(self._rows)
            if row.before is not None
        ]
        if not pairs:
            return
        x, before, now = (np.array(column) for column in zip(*pairs, strict=True))
        pen = pyqtgraph.mkPen(self.muted, width=1)
        self._add(
            pyqtgraph.PlotCurveItem(
                x.repeat(2), np.stack([before, now], 1).ravel(), connect="pairs", pen=pen
            )
        )
        self._add_points(x, before, size=SIZE - 3, symbol="o", pen=pen, brush=None)

    def _draw_shown(self, values: Numbers) -> None:
        """Draw a ring around the point of the shown image."""
        at = [place for place, row in enumerate(self._rows) if row.image == self._shown]
        ring = pyqtgraph.mkPen(self.accent, width=2)
        self._add_points(np.array(at, float), values[at], size=CURRENT_SIZE, symbol="o",
                         pen=ring, brush=None)  # fmt: skip

    def _row_at(self, place: QPointF) -> ImageMeasure | None:
        """Return the image whose column is at a place."""
        number = round(place.x())
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def _describe(self, place: QPointF) -> str:
        row = self._row_at(place)
        if row is None or self._measure is None:
            return ""
        title = self._measure.title
        text = f"{row.name} · {self._role_title(row.role)} · {title} {row.value:.3f}"
        if row.before is not None:
            text += self.tr(", before {0}").format(f"{row.before:.3f}")
        return text if row.is_fresh else text + self.tr(", of a former build")

    def _click(self, place: QPointF, *, adds: bool) -> None:
        row = self._row_at(place)
        if row is not None:
            self.image_chosen.emit(row.image)
