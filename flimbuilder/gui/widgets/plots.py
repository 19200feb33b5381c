"""Plots by pyqtgraph in the colours of the theme; imported only when a plot is shown."""

import os
from typing import Any

os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

__all__ = ["Plot"]

Role = QPalette.ColorRole


class Plot(QWidget):
    """A plot whose background, axes and text follow the theme.

    The wheel and the mouse do not change its range: it shows all its items.

    Parameters
    ----------
    name : str
        Object name.
    title : str, default=""
        Accessible name.

    Attributes
    ----------
    view : pyqtgraph.PlotWidget
        Add items to it; colours of the items are the caller's: see `on_palette_changed`.
    """

    def __init__(self, name: str, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._titles = {"bottom": "", "left": ""}
        box = pyqtgraph.ViewBox(enableMenu=False)
        self.view: Any = pyqtgraph.PlotWidget(self, background=None, viewBox=box, enableMenu=False)
        self.view.getPlotItem().ctrlMenu.setParent(self, Qt.WindowType.Popup)  # it had none
        self.view.setFrameShape(self.view.Shape.NoFrame)
        self.view.hideButtons()
        self.view.setMouseEnabled(x=False, y=False)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.viewport().setAutoFillBackground(False)
        self.view.wheelEvent = lambda event: event.ignore()  # to scroll the panel
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self._apply_palette()

    @property
    def ink(self) -> QColor:
        """Colour of text and main lines."""
        return self.palette().color(Role.WindowText)

    @property
    def accent(self) -> QColor:
        """Colour of the item that matters."""
        return self.palette().color(Role.Accent)

    @property
    def muted(self) -> QColor:
        """Colour of axes and of filled areas behind other items."""
        return self.palette().color(Role.PlaceholderText)

    def set_axes(self, bottom: str = "", left: str = "", *, values: bool = True) -> None:
        """Title the axes; `values` is False to hide the numbers of the left axis."""
        self._titles = {"bottom": bottom, "left": left}
        item = self.view.getPlotItem()
        item.showAxis("left", values or bool(left))
        item.getAxis("left").setStyle(showValues=values)
        self._apply_palette()

    def on_palette_changed(self) -> None:
        """Recolour the items; a subclass overrides it."""

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the plot when the theme or the font changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._apply_palette()
            self.on_palette_changed()
            self.view.resetCachedContent()  # its background

    def _apply_palette(self) -> None:
        font = QFont(self.font())
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * 0.85)
        item = self.view.getPlotItem()
        for side, title in self._titles.items():
            axis = item.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(title or None, color=self.muted.name())
            axis.showLabel(bool(title))
            axis.setPen(pyqtgraph.mkPen(self.palette().color(Role.Mid)))
            axis.setTextPen(pyqtgraph.mkPen(self.muted))
            axis.setTickFont(font)
            axis.label.setFont(font)
            axis.setStyle(tickLength=4, tickTextOffset=3)
