"""The plot of a map: dots or thumbnails that are pointed at, clicked and lassoed."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QWheelEvent,
)

from flimbuilder.gui.language import tr
from flimbuilder.gui.panels.maps.thumbnails import FRAME, ThumbnailsItem
from flimbuilder.gui.widgets.plots import Plot
from flimbuilder.session.map_selection import points_inside

__all__ = ["KernelMap"]

Positions = NDArray[np.float64]
Modifier = Qt.KeyboardModifier
REACH = 9.0  # pixels by which a click may miss a point
EDGE = 6.0  # pixels around the points
NOTCH = 120.0  # of a wheel
ZOOM = 1.25  # by a notch
MOST_ZOOM, LEAST_ZOOM = 60.0, 1.5
ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


class KernelMap(Plot):
    """A map of points that are selected by mouse or keyboard.

    A click selects a point, with Ctrl it adds or removes it; a drag around points selects them,
    with Shift by a rectangle. The wheel zooms, the middle button moves, a double click on nothing
    shows all. Arrows go from point to point, Space selects, Return opens.

    Attributes
    ----------
    chosen : Signal(object, bool)
        Numbers of points to select, from 0, and whether to add them.
    hovered : Signal(int)
        The point under the pointer or at the arrows' place; -1 for none.
    opened : Signal(int)
        A point that was double-clicked, or on which Return was pressed.
    """

    chosen = Signal(object, bool)
    hovered = Signal(int)
    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__("kernelMap", tr("Map"))
        self._positions: Positions = np.zeros((0, 2))
        self._colours: Sequence[str] = ()
        self._hollow: Sequence[bool] = ()
        self._selected: frozenset[int] = frozenset()
        self._at = -1  # under the pointer, or reached by the arrows
        self._lasso: list[QPointF] = []
        self._width = 1.0  # of all points, in their units
        self._dots = pyqtgraph.ScatterPlotItem(antialias=True)
        self._pictures = ThumbnailsItem()
        self._rings = pyqtgraph.ScatterPlotItem(antialias=True)
        self._pointed = pyqtgraph.ScatterPlotItem(antialias=True)
        self._outline = pyqtgraph.PlotCurveItem(antialias=True)
        self._set_up()

    def _set_up(self) -> None:
        item = self.view.getPlotItem()
        for side in ("left", "bottom"):
            item.hideAxis(side)
        item.setContentsMargins(0, 0, 0, 0)
        self.view.setAntialiasing(True)
        self._box = item.getViewBox()
        self._box.setAspectLocked(True)
        self._box.mouseDragEvent = self._on_drag
        self.view.wheelEvent = self._on_wheel
        # Rings lie below the dots: many of them would hide the colours.
        layers = (self._rings, self._dots, self._pictures, self._pointed, self._outline)
        for z, layer in enumerate(layers):
            layer.setZValue(z)
            self._box.addItem(layer, ignoreBounds=True)
        self.view.scene().sigMouseMoved.connect(self._on_moved)
        self.view.scene().sigMouseClicked.connect(self._on_clicked)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # What is shown

    def show_map(
        self,
        positions: Positions,
        colours: Sequence[str],
        hollow: Sequence[bool] = (),
        thumbnails: Sequence[NDArray[np.uint8] | None] = (),
    ) -> None:
        """Show points.

        Parameters
        ----------
        positions : ndarray of shape (n_points, 2)
        colours : sequence of str
            ``#rrggbb`` of each point.
        hollow : sequence of bool, default=()
            Points to draw as rings; empty for none.
        thumbnails : sequence of ndarray of shape (h, w, 3), or None, default=()
            Shown instead of dots; empty for dots.
        """
        moved = positions is not self._positions or len(thumbnails) != len(self._pictures.sizes)
        self._positions, self._colours, self._hollow = positions, colours, hollow
        self._pictures.show_pictures(positions, colours if thumbnails else (), thumbnails)
        if moved:
            self._at = -1
            self.show_all()
        self._draw()

    def select(self, numbers: frozenset[int]) -> None:
        """Show which points are selected."""
        if numbers != self._selected:
            self._selected = numbers
            self._draw_selection()

    def point_at(self, number: int) -> None:
        """Show a point as pointed at; -1 for none."""
        if number != self._at:
            self._at = number
            self._draw_selection()

    def show_all(self) -> None:
        """Show all points, with their dots or thumbnails."""
        if not len(self._positions):
            return
        low, high = self._positions.min(axis=0), self._positions.max(axis=0)
        room = np.maximum(np.array([self.view.width(), self.view.height()]) - 2 * self._reach, 1)
        scale = float(((high - low) / room).max()) or 1.0  # units per pixel
        sides = scale * (room + 2 * self._reach)
        self._width = float(sides[0])
        corner, middle = sides / 2, (low + high) / 2
        self._box.setRange(QRectF(*(middle - corner).tolist(), *sides.tolist()), padding=0)

    @property
    def _reach(self) -> float:
        """Room that a dot or thumbnail takes around its point, in pixels."""
        largest = self._pictures.sizes.max(initial=0) + 2 * FRAME
        return float(EDGE + max(largest, self.dot_size) / 2)

    def on_palette_changed(self) -> None:
        """Draw in the new colours."""
        self._draw()

    def place_of(self, number: int) -> QPointF:
        """Return the place of a point in the viewport of `view`."""
        return QPointF(self.view.mapFromScene(self._scene_place(number)))

    @property
    def dot_size(self) -> float:
        """Diameter of the dots, in pixels; smaller if there are many."""
        count = len(self._positions)
        return 12.0 if count <= 60 else 9.0 if count <= 300 else 7.0

    def _draw(self) -> None:
        paper = self.palette().base().color()
        shown = [number for number in range(len(self._positions)) if not self._has_picture(number)]
        keys = [
            (self._colours[number], bool(self._hollow) and self._hollow[number])
            for number in shown
        ]
        pens, brushes = {}, {}
        for colour, hollow in set(keys):
            pens[colour, hollow] = pyqtgraph.mkPen(
                colour if hollow else paper, width=2 if hollow else 1
            )
            brushes[colour, hollow] = pyqtgraph.mkBrush(paper if hollow else colour)
        self._dots.setData(
            x=self._positions[shown, 0],
            y=self._positions[shown, 1],
            size=self.dot_size,
            pen=[pens[key] for key in keys],
            brush=[brushes[key] for key in keys],
        )
        self._draw_selection()

    def _has_picture(self, number: int) -> bool:
        sizes = self._pictures.sizes
        return number < len(sizes) and bool(sizes[number, 0])

    def _draw_selection(self) -> None:
        """Ring the selected points and the one pointed at."""
        self._pictures.select(self._selected, self.ink)
        count = len(self._positions)
        numbers = [
            number
            for number in sorted(self._selected)
            if number < count and not self._has_picture(number)
        ]
        self._ring(self._rings, numbers, self.dot_size + 5, self.ink)
        pointed, reach = [], self.dot_size + 11
        if 0 <= self._at < count:
            pointed = [self._at]
            if self._has_picture(self._at):
                reach = float(self._pictures.sizes[self._at].max()) + 5 * FRAME
        self._ring(self._pointed, pointed, reach, self.accent)

    def _ring(
        self, item: pyqtgraph.ScatterPlotItem, numbers: list[int], size: float, colour: QColor
    ) -> None:
        item.setData(
            x=self._positions[numbers, 0],
            y=self._positions[numbers, 1],
            size=size,
            pen=pyqtgraph.mkPen(colour, width=2),
            brush=None,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show all points again: thumbnails do not shrink."""
        super().resizeEvent(event)
        self.show_all()

    # The mouse

    def leaveEvent(self, event: QEvent) -> None:
        """Forget what was under the pointer."""
        super().leaveEvent(event)
        self._hover(-1)

    def _scene_place(self, number: int) -> QPointF:
        place: QPointF = self._box.mapViewToScene(QPointF(*self._positions[number].tolist()))
        return place

    def _point_under(self, scene: QPointF) -> int:
        """Return the number of the topmost thumbnail at a place, or of the nearest point there."""
        if not len(self._positions):
            return -1
        origin, unit = (self._box.mapViewToScene(QPointF(x, y)) for x, y in ((0, 0), (1, 1)))
        scale = np.array([unit.x() - origin.x(), unit.y() - origin.y()])
        placed = self._positions * scale + (origin.x(), origin.y())
        offsets = np.abs(placed - (scene.x(), scene.y()))
        sizes = self._pictures.sizes
        inside = (sizes > 0) & (offsets[: len(sizes)] <= sizes / 2 + FRAME)
        covering: list[int] = inside.all(axis=1).nonzero()[0].tolist()
        if covering:
            return max(covering, key=lambda number: (number in self._selected, number))
        distances = np.hypot(*offsets.T)
        number = int(distances.argmin())
        return number if distances[number] <= max(REACH, self.dot_size) else -1

    def _on_moved(self, scene: QPointF) -> None:
        inside = self._box.sceneBoundingRect().contains(scene)
        self._hover(self._point_under(scene) if inside and not self._lasso else -1)

    def _hover(self, number: int) -> None:
        if number != self._at:
            self.point_at(number)
            self.hovered.emit(number)

    def _on_clicked(self, event: Any) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        number = self._point_under(event.scenePos())
        adds = bool(event.modifiers() & Modifier.ControlModifier)
        if event.double():
            if number >= 0:
                self.opened.emit(number)
            else:
                self.show_all()
        elif number >= 0:
            self.chosen.emit((number,), adds)
        elif not adds:
            self.chosen.emit((), False)
        event.accept()

    def _on_drag(self, event: Any, axis: int | None = None) -> None:
        event.accept()
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag_lasso(event)
        else:
            now, before = (
                self._box.mapSceneToView(place)
                for place in (event.scenePos(), event.lastScenePos())
            )
            self._box.translateBy(x=before.x() - now.x(), y=before.y() - now.y())

    def _drag_lasso(self, event: Any) -> None:
        now = self._box.mapSceneToView(event.scenePos())
        if event.isStart():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._lasso = [self._box.mapSceneToView(event.buttonDownScenePos())]
            self._hover(-1)
        if not self._lasso:  # cancelled by Escape
            return
        if event.modifiers() & Modifier.ShiftModifier:
            start = self._lasso[0]
            self._lasso = [
                start, QPointF(now.x(), start.y()), now, QPointF(start.x(), now.y())
            ]  # fmt: skip
        else:
            self._lasso.append(now)
        corners = np.array([(place.x(), place.y()) for place in self._lasso])
        if event.isFinish():
            self._lasso = []
            inside = points_inside(self._positions, corners).nonzero()[0].tolist()
            self.chosen.emit(tuple(inside), bool(event.modifiers() & Modifier.ControlModifier))
        self._draw_lasso()

    def _draw_lasso(self) -> None:
        corners = [(place.x(), place.y()) for place in self._lasso]
        closed = np.array([*corners, *corners[:1]]).reshape(-1, 2)
        self._outline.setData(
            closed[:, 0],
            closed[:, 1],
            pen=pyqtgraph.mkPen(self.ink, width=1, style=Qt.PenStyle.DashLine),
        )

    def _on_wheel(self, event: QWheelEvent) -> None:
        event.accept()
        factor = ZOOM ** (-event.angleDelta().y() / NOTCH)
        width = self._box.viewRect().width() * factor
        if width > LEAST_ZOOM * self._width and factor > 1:
            self.show_all()
        elif width > self._width / MOST_ZOOM or factor > 1:
            scene = self.view.mapToScene(event.position().toPoint())
            self._box.scaleBy((factor, factor), center=self._box.mapSceneToView(scene))

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point, select and open points."""
        key, count = event.key(), len(self._positions)
        adds = bool(event.modifiers() & Modifier.ControlModifier)
        if key == Qt.Key.Key_Escape:
            if self._lasso:
                self._lasso = []
                self._draw_lasso()
            else:
                self.chosen.emit((), False)
        elif key in ARROWS and count:
            self._go(*ARROWS[key])
        elif key == Qt.Key.Key_Space and self._at >= 0:
            self.chosen.emit((self._at,), True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at >= 0:
            self.opened.emit(self._at)
        elif key == Qt.Key.Key_A and adds and count:
            self.chosen.emit(tuple(range(count)), False)
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def _go(self, right: int, up: int) -> None:
        """Go to the nearest point in a direction, within 45 degrees if there is one."""
        if self._at < 0:
            start = min(self._selected, default=0)
            self._hover(start if start < len(self._positions) else 0)
            return
        offsets = self._positions - self._positions[self._at]
        along = offsets @ (right, up)
        across = np.abs(offsets @ (up, right))
        ahead = along > 0
        costs = np.where(ahead & (across <= along), along + across, np.inf)
        if not np.isfinite(costs).any():
            costs = np.where(ahead, along + 3 * across, np.inf)
        if np.isfinite(costs).any():
            self._hover(int(costs.argmin()))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Forget a lasso that lost its mouse."""
        super().focusOutEvent(event)
        if self._lasso:
            self._lasso = []
            self._draw_lasso()
