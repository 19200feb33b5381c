"""Outlines of the objects that are selected or under the pointer."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter, QPen

from flimbuilder.gui.canvas.outlines import cracks_of_labels, qt_lines
from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.colours import ATTENTION
from flimbuilder.session.session import Session
from flimbuilder.session.shown_objects import ImageObjects

__all__ = ["ObjectLayer", "region_view"]

SELECTED_WIDTH, HOVERED_WIDTH, DOT = 2.5, 1.0, 5.0  # logical pixels
OUTLINED = 40_000  # image pixels of outline on screen; beyond, objects are dots
LARGE = 2**21  # pixels of a box from which its object is a dot
STEP = 4_000  # image pixels of outline traced per paint, so that each is short
TRACED = 200_000  # image pixels of outline to keep

SHARE = 0.4  # of the canvas that a region fills at first
CLOSE = 16.0  # largest logical pixels per image pixel at which a region is shown


class ObjectLayer:
    """Paints the selected and hovered objects of the session's view over an image.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._objects: ImageObjects | None = None
        self._lines: dict[int, list[QLineF]] = {}
        self._length = 0.0  # of all lines
        self._selection: frozenset[int] = frozenset()
        self._rows: NDArray[np.int64] = np.zeros(0, np.int64)

    def draw(
        self, painter: QPainter, view: ViewTransform, image: str, size: tuple[float, float]
    ) -> bool:
        """Draw the objects of an image on a canvas of `size` (width, height).

        Returns
        -------
        bool
            True if outlines are missing: another paint draws more of them.
        """
        objects, state = self._session.shown_objects.current, self._session.view
        if objects is None or objects.image != image:
            return False
        self._keep(objects, state.objects)
        missing = False
        if len(self._rows):
            missing = self._draw_selected(painter, view, objects, size)
        hovered = state.hovered_object
        if hovered is not None and 0 < hovered <= len(objects.table):
            self._draw_hovered(painter, view, objects, hovered)
        return missing

    def _keep(self, objects: ImageObjects, selection: frozenset[int]) -> None:
        """Drop what is known of other objects, and find the rows of the selection."""
        if objects.mask is not (None if self._objects is None else self._objects.mask):
            self._lines, self._length = {}, 0.0
            self._selection, self._rows = frozenset(), np.zeros(0, np.int64)
        self._objects = objects
        if selection != self._selection:
            self._selection = selection
            labels = np.sort(np.fromiter(selection, np.int64, len(selection)))
            self._rows = labels[(labels > 0) & (labels <= len(objects.table))] - 1

    def _draw_selected(
        self,
        painter: QPainter,
        view: ViewTransform,
        objects: ImageObjects,
        size: tuple[float, float],
    ) -> bool:
        table = objects.table
        top, bottom, left, right = view.visible(*size)
        first, start = table["top"][self._rows], table["left"][self._rows]
        inside = (first < bottom) & (first + table["height"][self._rows] > top)
        inside &= (start < right) & (start + table["width"][self._rows] > left)
        rows = self._rows[inside]
        if table["perimeter"][rows].sum() > OUTLINED:
            _draw_dots(painter, view, table["row"][rows], table["col"][rows])
            return False
        large = table["height"][rows] * table["width"][rows] > LARGE
        _draw_dots(painter, view, table["row"][rows[large]], table["col"][rows[large]])
        rows = rows[~large]
        lengths = table["perimeter"][rows]
        lines: list[QLineF] = []
        waiting, spent = [], 0.0
        for row, length in zip(rows.tolist(), lengths.tolist(), strict=True):
            if row + 1 not in self._lines:
                if spent > STEP:
                    waiting.append(row)
                    continue
                spent += length
            lines += self._lines_of(objects, row + 1)
        _draw_lines(painter, view, lines, cosmetic(ATTENTION, SELECTED_WIDTH))
        return bool(waiting)

    def _draw_hovered(
        self, painter: QPainter, view: ViewTransform, objects: ImageObjects, label: int
    ) -> None:
        table, row = objects.table, slice(label - 1, label)
        size = int(table["height"][label - 1] * table["width"][label - 1])
        if size > LARGE or table["perimeter"][label - 1] > OUTLINED:
            _draw_dots(painter, view, table["row"][row], table["col"][row])
            return
        lines = self._lines_of(objects, label)
        _draw_lines(painter, view, lines, cosmetic(ATTENTION, HOVERED_WIDTH))

    def _lines_of(self, objects: ImageObjects, label: int) -> list[QLineF]:
        """Return the outline of an object, cached until the mask changes."""
        if label not in self._lines:
            if self._length > TRACED:
                self._lines, self._length = {}, 0.0
            box = objects.box([label])
            assert box is not None
            top, left, height, width = box
            part = objects.instances[top : top + height, left : left + width] == label
            self._lines[label] = qt_lines(cracks_of_labels(np.pad(part, 1)), top - 1, left - 1)
            self._length += float(objects.table["perimeter"][label - 1])
        return self._lines[label]


def region_view(
    view: ViewTransform, box: tuple[float, float, float, float], size: tuple[float, float]
) -> ViewTransform:
    """Return the transform that centres a box (top, left, height, width) of the image.

    The scale stays if the box already has a comfortable size on the canvas: a tenth of it at
    least, and not larger than it.
    """
    top, left, height, width = box
    share = max(height * view.scale / size[1], width * view.scale / size[0])
    scale = view.scale
    if not SHARE / 4 <= share <= 1:
        scale = min(SHARE * size[1] / height, SHARE * size[0] / width, CLOSE)
        if share < 1:
            scale = max(scale, view.scale)  # do not leave a closer view of something tiny
    zoomed = view.zoomed(scale / view.scale, 0, 0)
    x, y = zoomed.to_screen(top + (height - 1) / 2, left + (width - 1) / 2)
    return zoomed.panned(size[0] / 2 - x, size[1] / 2 - y)


def _draw_lines(painter: QPainter, view: ViewTransform, lines: list[QLineF], pen: QPen) -> None:
    painter.save()
    painter.translate(view.x, view.y)
    painter.scale(view.scale, view.scale)
    draw_twice(painter, pen, lambda: painter.drawLines(lines))
    painter.restore()


def _draw_dots(
    painter: QPainter, view: ViewTransform, rows: NDArray[np.float64], cols: NDArray[np.float64]
) -> None:
    """Draw a dot on the middle of each object."""
    if not len(rows):
        return
    x, y = view.to_screen(0, 0)
    places = np.stack([x + cols * view.scale, y + rows * view.scale], 1)
    points = [QPointF(*place) for place in places.tolist()]
    painter.save()
    draw_twice(painter, cosmetic(ATTENTION, DOT), lambda: painter.drawPoints(points))
    painter.restore()
