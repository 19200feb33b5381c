"""The histogram of the areas of objects."""

from itertools import pairwise
from math import ceil, floor, log10

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QColor

from flimbuilder.gui.language import counted, tr
from flimbuilder.gui.panels.plots.chart import FAINT, Chart, Numbers
from flimbuilder.gui.panels.plots.data import Areas, Histogram, histogram

__all__ = ["AreasChart"]

FEW_DECADES = 3.5  # up to which an axis has numbers between the powers of 10


class AreasChart(Chart):
    """A histogram of the areas of objects, in front those of the shown image.

    Attributes
    ----------
    objects_chosen : Signal(object, bool)
        Numbers of the shown image's objects in a clicked bin, and whether to add them.
    """

    objects_chosen = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__("areasChart", tr("Histogram of the areas of objects"))
        self._areas = Areas(np.zeros(0), np.zeros(0), "px²", 0, 0)
        self._bins: Histogram | None = None
        self._is_logarithmic = False
        self._is_before = False
        self._selected: frozenset[int] = frozenset()
        axis = self.view.getPlotItem().getAxis("bottom")
        axis.logTickStrings = lambda values, scale, spacing: [f"{10**at:g}" for at in values]
        axis.logTickValues = lambda low, high, size, ticks: [(1.0, _decades(low, high))]

    def show_areas(
        self,
        areas: Areas,
        selected: frozenset[int],
        *,
        logarithmic: bool,
        is_before: bool = False,
    ) -> None:
        """Show areas; `selected` are the numbers of the shown image's selected objects.

        `is_before` says that the shown image's objects are of the build before.
        """
        self._areas, self._selected, self._is_logarithmic = areas, selected, logarithmic
        self._is_before = is_before
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
        count = counted(areas.of, "image")
        if areas.images < areas.of:
            count = self.tr("{0} of {1}").format(areas.images, count)
        legend = [(self.muted, "■", count)]
        here = self.tr("this image, before") if self._is_before else self.tr("this image")
        legend += [(self.accent, "■", here)] if len(areas.shown) else []
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


def _decades(low: float, high: float) -> list[float]:
    """Return logarithms of round numbers between two logarithms: powers of 10, or 1, 2, 5, 10."""
    digits = (1,) if high - low > FEW_DECADES else (1, 2, 5)
    exponents = range(floor(low), ceil(high) + 1)
    ticks = (exponent + log10(digit) for exponent in exponents for digit in digits)
    return [tick for tick in ticks if low <= tick <= high]
