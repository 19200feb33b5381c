"""A measure of each image."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor

from flimbuilder.analysis.measures import Measure
from flimbuilder.gui.language import tr, translated
from flimbuilder.gui.panels.plots.chart import FAINT, Chart, Numbers
from flimbuilder.gui.panels.plots.data import ImageMeasure

__all__ = ["MeasuresChart"]

SYMBOLS = {"train": "o", "validation": "t1", "test": "s"}
MARKS = {"train": "●", "validation": "▲", "test": "■"}  # the symbols as text
HUES = {"validation": 265, "test": 160}  # degrees, as in the list of images
SIZE, CURRENT_SIZE = 8, 15  # px of a point, and of the ring around the shown image's


class MeasuresChart(Chart):
    """A measure of each image, sorted; a thin line leads from the build before.

    Attributes
    ----------
    image_chosen : Signal(str)
        Id of a clicked image.
    """

    image_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("measuresChart", tr("A measure of each image"))
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
        self.set_axes(self.tr("Images, {0} first").format(worst), translated(self._measure.title))
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
        low, high = _ends(self._measure, values)
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
        title = translated(self._measure.title)
        text = f"{row.name} · {self._role_title(row.role)} · {title} {row.value:.3f}"
        if row.before is not None:
            text += self.tr(", before {0}").format(f"{row.before:.3f}")
        return text if row.is_fresh else text + self.tr(", of a former build")

    def _click(self, place: QPointF, *, adds: bool) -> None:
        row = self._row_at(place)
        if row is not None:
            self.image_chosen.emit(row.image)


def _ends(measure: Measure, values: Numbers) -> tuple[float, float]:
    """Return the ends of the axis: those of the measure, or of the values where it has none."""
    low, high = measure.range
    most = float(values.max(initial=measure.best))
    least = float(values.min(initial=measure.best))
    low, high = (low if np.isfinite(low) else least), (high if np.isfinite(high) else most)
    return (low, high) if low < high else (low - 1, high + 1)
