"""What the plots share. It imports pyqtgraph: import it when a plot is shown."""

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPen

from flimbuilder.gui.widgets.plots import Plot

__all__ = ["FAINT", "Chart", "Numbers"]

Numbers = NDArray[np.float64]
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
