"""The plots; this module imports pyqtgraph, so it is imported when the first plot is shown."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPen

from flimbuilder.analysis.measures import Measure
from flimbuilder.errors import counted
from flimbuilder.gui.panels.plots.data import (
    Areas,
    Curves,
    Histogram,
    ImageMeasure,
    histogram,
    level_of,
)
from flimbuilder.gui.widgets.plots import Plot

__all__ = ["AreasChart", "Chart", "CurvesChart", "MeasuresChart"]

Numbers = NDArray[np.float64]

SYMBOLS = {"train": "o", "validation": "t1", "test": "s"}
MARKS = {"train": "●", "validation": "▲", "test": "■"}  # the symbols as text
HUES = {"validation": 265, "test": 160}  # degrees, as in the list of images
SIZE, CURRENT_SIZE = 8, 15  # px of a point, and of the ring around the shown image's
FEW_DECADES = 3.5  # up to which an axis has numbers between the powers of 10
FAINT = 70  # opacity of 255: other images, former builds


class Chart(Plot):
    """A plot with a legend, a line about what is under the pointer, and its numbers as text.

    Attributes
    ----------
    legend : list of (str, str, str)
        Colour, symbol and text of its entries.
    hovered : Signal(str)
        A line about what is under the pointer; empty if there is nothing.
    legend_changed : Signal()
    """

    hovered = Signal(str)
    legend_changed = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name, title)
        self.legend: list[tuple[str, str, str]] = []
        self._items: list[Any] = []
        self.view.setAntialiasing(True)
        self.view.getPlotItem().setContentsMargins(0, 6, 8, 0)
        self.view.getPlotItem().showGrid(x=False, y=True, alpha=0.15)
        self.view.scene().sigMouseMoved.connect(self._on_moved)
        self.view.scene().sigMouseClicked.connect(self._on_clicked)

    @property
    def file_name(self) -> str:
        """A name for a file of the plot, without its ending."""
        return self.objectName().removesuffix("Chart")

    def numbers(self) -> str:
        """Return the plotted numbers as lines with tabs."""
        return ""

    def redraw(self) -> None:
        """Draw the items again, in the colours of the palette."""

    def on_palette_changed(self) -> None:
        """Draw in the new colours."""
        self.redraw()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the pointer."""
        super().leaveEvent(event)
        self.hovered.emit("")

    def _clear(self) -> None:
        for item in self._items:
            self.view.removeItem(item)
        self._items = []

    def _add(self, item: Any) -> None:
        self.view.addItem(item)
        self._items.append(item)

    def _add_line(self, x: Numbers, y: Numbers, pen: QPen) -> None:
        self._add(pyqtgraph.PlotCurveItem(x, y, pen=pen, antialias=True))

    def _add_points(self, x: Numbers, y: Numbers, **style: Any) -> None:
        # Without its cache, points stay shapes in an SVG file.
        self._add(pyqtgraph.ScatterPlotItem(x, y, useCache=False, antialias=True, **style))

    def _set_legend(self, *entries: tuple[QColor, str, str]) -> None:
        self.legend = [(colour.name(), symbol, text) for colour, symbol, text in entries]
        self.legend_changed.emit()

    def _place_of(self, scene: QPointF) -> QPointF | None:
        """Return the values at a place of the scene, or None outside the axes."""
        box = self.view.getPlotItem().getViewBox()
        if not box.sceneBoundingRect().contains(scene):
            return None
        place: QPointF = box.mapSceneToView(scene)
        return place

    def _on_moved(self, scene: QPointF) -> None:
        place = self._place_of(scene)
        self.hovered.emit("" if place is None else self._describe(place))

    def _on_clicked(self, event: Any) -> None:
        place = self._place_of(event.scenePos())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            adds = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._click(place, adds=adds)

    def _describe(self, place: QPointF) -> str:
        return ""

    def _click(self, place: QPointF, *, adds: bool) -> None:
        """React to a click."""


class AreasChart(Chart):
    """A histogram of the areas of objects, in front those of the shown image.

    Attributes
    ----------
    objects_chosen : Signal(object, bool)
        Numbers of the shown image's objects in a clicked bin, and whether to add them.
    """

    objects_chosen = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__("areasChart", "Histogram of the areas of objects")
        self._areas = Areas(np.zeros(0), np.zeros(0), "px²", 0)
        self._bins: Histogram | None = None
        self._is_logarithmic = False
        self._selected: frozenset[int] = frozenset()
        axis = self.view.getPlotItem().getAxis("bottom")
        axis.logTickStrings = lambda values, scale, spacing: [f"{10**at:g}" for at in values]
        axis.logTickValues = lambda low, high, size, ticks: [(1.0, _decades(low, high))]

    def show_areas(self, areas: Areas, selected: frozenset[int], *, logarithmic: bool) -> None:
        """Show areas; `selected` are the numbers of the shown image's selected objects."""
        self._areas, self._selected, self._is_logarithmic = areas, selected, logarithmic
        known = np.concatenate([areas.all, areas.shown])
        whole = areas.unit == "px²"
        self._bins = histogram(known, logarithmic=logarithmic, whole=whole)
        self.redraw()

    def redraw(self) -> None:
        """Draw the bars."""
        self._clear()
        areas, bins = self._areas, self._bins
        self.set_axes(f"{self.tr('Area')}, {areas.unit}", self.tr("Objects"))
        self.view.getPlotItem().getAxis("bottom").setLogMode(x=self._is_logarithmic)
        if bins is None:
            self._set_legend()
            return
        rows = np.fromiter(self._selected, np.int64) - 1
        chosen = areas.shown[rows[(rows >= 0) & (rows < len(areas.shown))]]
        behind = QColor(self.muted)
        behind.setAlpha(FAINT)
        layers = [(areas.all, behind), (areas.shown, self.accent), (chosen, self.ink)]
        for values, colour in layers:
            self._add_bars(bins.counts(values), colour)
        most = max(int(bins.counts(values).max()) for values, _ in layers)
        box, edges = self.view.getPlotItem().getViewBox(), self._positions(bins)
        box.setRange(xRange=(edges[0], edges[-1]), yRange=(0, max(most, 1)), padding=0.02)
        box.setLimits(yMin=0)
        legend = [(self.muted, "■", counted(areas.images, self.tr("image")))]
        legend += [(self.accent, "■", self.tr("this image"))] if len(areas.shown) else []
        legend += [(self.ink, "■", self.tr("selected"))] if len(chosen) else []
        self._set_legend(*legend)

    def numbers(self) -> str:
        """Return the bins with the objects of all images and of the shown one."""
        if self._bins is None:
            return ""
        unit = self._areas.unit
        titles = f"Area from, {unit}\tArea to, {unit}\tObjects\tObjects of the shown image"
        all_counts = self._bins.counts(self._areas.all).tolist()
        shown = self._bins.counts(self._areas.shown).tolist()
        edges = pairwise(self._bins.edges.tolist())
        lines = [
            f"{low:.6g}\t{high:.6g}\t{count}\t{here}"
            for (low, high), count, here in zip(edges, all_counts, shown, strict=True)
        ]
        return "\n".join([titles, *lines])

    def _positions(self, bins: Histogram) -> Numbers:
        return np.log10(bins.edges) if self._is_logarithmic else bins.edges

    def _add_bars(self, counts: NDArray[np.int64], colour: QColor) -> None:
        assert self._bins is not None
        edges, shown = self._positions(self._bins), counts > 0
        gap = 0.06 * np.diff(edges)
        self._add(
            pyqtgraph.BarGraphItem(
                x0=(edges[:-1] + gap)[shown],
                x1=(edges[1:] - gap)[shown],
                height=counts[shown],
                pen=pyqtgraph.mkPen(None),
                brush=colour,
            )
        )

    def _bin_at(self, place: QPointF) -> int | None:
        area = 10 ** place.x() if self._is_logarithmic else place.x()
        return None if self._bins is None else self._bins.bin_at(area)

    def _describe(self, place: QPointF) -> str:
        number = self._bin_at(place)
        if number is None or self._bins is None:
            return ""
        low, high = self._bins.edges[number : number + 2]
        count, here = (
            len(self._bins.members(values, number))
            for values in (self._areas.all, self._areas.shown)
        )
        return self.tr("{0} to {1} {2}: {3} objects, {4} in this image").format(
            f"{low:.4g}", f"{high:.4g}", self._areas.unit, count, here
        )

    def _click(self, place: QPointF, *, adds: bool) -> None:
        number = self._bin_at(place)
        if number is not None and self._bins is not None:
            members = self._bins.members(self._areas.shown, number) + 1
            self.objects_chosen.emit(frozenset(members.tolist()), adds)


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
            text = self.tr("at threshold {0}").format(f"{self._threshold:.3g}")
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


def _decades(low: float, high: float) -> list[float]:
    """Return logarithms of round numbers between two logarithms: powers of 10, or 1, 2, 5, 10."""
    digits = (1,) if high - low > FEW_DECADES else (1, 2, 5)
    exponents = range(floor(low), ceil(high) + 1)
    ticks = (exponent + log10(digit) for exponent in exponents for digit in digits)
    return [tick for tick in ticks if low <= tick <= high]
