"""The learning curves. They import pyqtgraph: import this module when a curve is shown."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pyqtgraph
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from flimbuilder.gui.widgets.plots import Plot

if TYPE_CHECKING:
    from flimbuilder.tasks.finetuning.settings import Epoch

__all__ = ["LearningCurves"]


class LearningPlot(Plot):
    """One quantity over the epochs, of training and of validation.

    Parameters
    ----------
    quantity : {"dice", "loss"}
    title : str

    Attributes
    ----------
    hovered : Signal(str)
        A line about the epoch under the pointer; empty if there is none.
    """

    hovered = Signal(str)

    def __init__(self, quantity: str, title: str) -> None:
        super().__init__(f"{quantity}LearningPlot", title)
        self._quantity, self._title = quantity, title
        self._epochs: Sequence[Epoch] = ()
        self._wanted = 1
        item = self.view.getPlotItem()
        item.showGrid(x=False, y=True, alpha=0.15)
        item.setContentsMargins(0, 6, 8, 0)
        self.view.setAntialiasing(True)
        self.view.scene().sigMouseMoved.connect(self._on_moved)
        self.set_axes(self.tr("Epoch"), title)

    def show_epochs(self, epochs: "Sequence[Epoch]", wanted: int) -> None:
        """Show epochs, with room for those that are still to come."""
        if (epochs, wanted) != (self._epochs, self._wanted):  # progress comes often
            self._epochs, self._wanted = epochs, wanted
            self.redraw()

    def on_palette_changed(self) -> None:
        """Draw in the new colours."""
        self.redraw()

    def redraw(self) -> None:
        """Draw the curves again."""
        self.view.clear()
        epochs = self._epochs
        box = self.view.getPlotItem().getViewBox()
        box.setXRange(1, max(2, self._wanted), padding=0.03)
        if self._quantity == "dice":
            box.setYRange(0, 1, padding=0.02)
        else:
            box.enableAutoRange(y=True)
            box.setLimits(yMin=0)
        if not epochs:
            return
        frozen = [epoch.number for epoch in epochs if epoch.phase == "decoder"]
        if frozen and self._wanted > frozen[-1]:
            pen = pyqtgraph.mkPen(self.muted, width=1, style=Qt.PenStyle.DotLine)
            self.view.addItem(pyqtgraph.InfiniteLine(frozen[-1] + 0.5, pen=pen))
        validated = self._points(self._quantity_of("validation_"))
        training = self.muted if validated[0] else self.accent
        self._add(self._points(self._quantity_of("")), training, 1.5 if validated[0] else 2.5)
        self._add(validated, self.accent, 2.5)
        self._mark_best(bool(validated[0]))

    def _quantity_of(self, prefix: str) -> "Callable[[Epoch], float | None]":
        return lambda epoch: getattr(epoch, f"{prefix}{self._quantity}")

    def _points(self, value: "Callable[[Epoch], float | None]") -> tuple[list[int], list[float]]:
        known = [(epoch.number, y) for epoch in self._epochs if (y := value(epoch)) is not None]
        return [number for number, _ in known], [y for _, y in known]

    def _add(self, points: tuple[list[int], list[float]], colour: Any, width: float) -> None:
        if len(points[0]) == 1:
            self._add_dot(points[0][0], points[1][0], colour, 5)
        elif points[0]:
            pen = pyqtgraph.mkPen(colour, width=width)
            self.view.addItem(pyqtgraph.PlotCurveItem(*points, pen=pen, antialias=True))

    def _mark_best(self, is_validated: bool) -> None:
        best = [epoch for epoch in self._epochs if epoch.is_best][-1:]
        prefix = "validation_" if is_validated else ""
        for epoch in best:
            value = self._quantity_of(prefix)(epoch)
            if value is not None:
                self._add_dot(epoch.number, value, self.accent, 9)

    def _add_dot(self, x: float, y: float, colour: Any, size: int) -> None:
        ground = self.palette().window().color()
        dot = pyqtgraph.ScatterPlotItem(
            [x], [y], size=size, symbol="o", brush=colour, pen=pyqtgraph.mkPen(ground, width=1.5)
        )
        self.view.addItem(dot)

    def _on_moved(self, scene: QPointF) -> None:
        box = self.view.getPlotItem().getViewBox()
        if not self._epochs or not box.sceneBoundingRect().contains(scene):
            self.hovered.emit("")
            return
        number = round(box.mapSceneToView(scene).x())
        epoch = self._epochs[min(max(number, 1), len(self._epochs)) - 1]
        text = self.tr("Epoch {0}: {1} {2}").format(
            epoch.number, self._title, f"{self._quantity_of('')(epoch):.3f}"
        )
        validated = self._quantity_of("validation_")(epoch)
        if validated is not None:
            text += self.tr(", validation {0}").format(f"{validated:.3f}")
        self.hovered.emit(text)


class LearningCurves(QWidget):
    """Dice and loss over the epochs, side by side.

    Attributes
    ----------
    hovered : Signal(str)
        A line about the epoch under the pointer; empty if there is none.
    """

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        self.plots = [
            LearningPlot("dice", self.tr("Dice")), LearningPlot("loss", self.tr("Loss"))
        ]  # fmt: skip
        for plot in self.plots:
            plot.hovered.connect(self.hovered)
            layout.addWidget(plot, 1)

    def show_epochs(self, epochs: "Sequence[Epoch]", wanted: int) -> None:
        """Show epochs, with room for those that are still to come."""
        for plot in self.plots:
            plot.show_epochs(epochs, wanted)
