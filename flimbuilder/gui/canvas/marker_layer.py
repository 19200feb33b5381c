"""Draw the marker pixels exactly as learning sees them."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from flimbuilder.gui.canvas.outlines import (
    SHARP,
    cracks_of_labels,
    cracks_of_pixels,
    qt_lines,
)
from flimbuilder.gui.canvas.pens import casing_of, cosmetic
from flimbuilder.gui.canvas.raster import LabelRaster, Labels
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.canvas.vectors import VectorLayer
from flimbuilder.project.markers import Marker, Point, Stroke
from flimbuilder.project.project import ClassEntry
from flimbuilder.project.rasterise import MarkerPixels, marker_pixels

__all__ = ["MarkerLayer", "encode", "marker_colours"]

Integers = NDArray[np.int64]

SLOTS = 84  # classes with distinct colours; each takes three values of a byte
HALO = np.array([-(-value // 3) * 3 if value % 3 else 0 for value in range(256)], np.uint8)
FAINT = 0.5  # opacity of a pattern's gaps relative to its lines
ERASED = -1
PATTERNS = 4
BRUSHES = (  # like the patterns
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.HorPattern,
)


class MarkerLayer:
    """The markers of one image as labelled pixels.

    Parameters
    ----------
    shape : tuple of int
        (height, width) of the image.

    Attributes
    ----------
    pixels : MarkerPixels
        Pixels of the shown markers.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        self._shape = shape
        self._raster = LabelRaster(shape, encode, [0] * 256, HALO)
        self._markers: tuple[Marker, ...] = ()
        self._colours: dict[int, QColor] = {}
        self._opacity = 1.0
        self._show_all(())

    def show(self, markers: tuple[Marker, ...]) -> None:
        """Replace the shown markers and the preview.

        If `markers` adds a single marker at the end, only that marker is painted; the preview
        must then be part of it.
        """
        before, self._markers = self._markers, markers
        if markers and markers[:-1] == before:
            self._show_another(markers[-1])
        else:
            self._show_all(markers)

    def set_colours(self, classes: Iterable[ClassEntry], opacity: float) -> None:
        """Set the class colours and the opacity, from 0 to 1."""
        listed, self._opacity = tuple(classes), opacity
        self._colours = {entry.id % SLOTS: QColor(entry.colour) for entry in reversed(listed)}
        colours = marker_colours(listed, opacity)
        bare = [0 if value % 3 == 0 else colour for value, colour in enumerate(colours)]
        self._raster.set_colours(colours, bare)

    def preview(self, points: Sequence[Point], radius: float, class_id: int | None) -> bool:
        """Preview part of a stroke; return True if it covers any pixel of the image."""
        stroke = Stroke(id=1, class_id=0, points=tuple(points), radius=radius)
        label = ERASED if class_id is None else class_id
        piece = self._covered(stroke, label)
        self._raster.preview(piece, lambda: self._covered(stroke, label))
        return len(piece.rows) > 0

    def clear_preview(self) -> None:
        """Remove the preview."""
        self._raster.clear_preview()

    def draw(
        self, painter: QPainter, view: ViewTransform, ratio: float, size: tuple[float, float]
    ) -> None:
        """Draw the markers on a canvas of `size`, outlined to stand out from what is below."""
        if view.scale * ratio < SHARP:
            self._raster.draw(painter, view, ratio)
            return
        self._raster.draw(painter, view, ratio, with_halo=False)
        self._outline_visible(painter, view, size)

    def vectors(self, view: ViewTransform, size: tuple[float, float]) -> VectorLayer:
        """Return what is visible on a canvas of `size`, with the patterns of the classes."""
        top, bottom, left, right = view.visible(*size)
        pixels, opacity = self.pixels, self._opacity
        inside = (pixels.row >= top) & (pixels.row < bottom)
        inside &= (pixels.col >= left) & (pixels.col < right)
        labels = np.zeros((bottom - top, right - left), np.int64)
        labels[pixels.row[inside] - top, pixels.col[inside] - left] = pixels.class_id[inside] + 1
        colours = {
            class_id + 1: self._colours.get(class_id % SLOTS, QColor(Qt.GlobalColor.white))
            for class_id in np.unique(pixels.class_id).tolist()
        }

        def brushes(label: int) -> tuple[QBrush, ...]:
            faint, full = QColor(colours[label]), QColor(colours[label])
            faint.setAlphaF(opacity * FAINT)
            full.setAlphaF(opacity)
            return QBrush(faint), QBrush(full, BRUSHES[(label - 1) % PATTERNS])

        return VectorLayer(labels, top, left, colours, None, brushes)

    def _outline_visible(
        self, painter: QPainter, view: ViewTransform, size: tuple[float, float]
    ) -> None:
        """Outline the visible markers between pixels."""
        top, bottom, left, right = view.visible(*size)
        values = np.pad(self._raster.window(slice(top, bottom), slice(left, right)), 1)
        slots = np.where(values % 3 == 0, 0, (values + 2) // 3)  # 0 is unmarked, or a halo
        lines: dict[int, list[QLineF]] = {}
        for slot in np.flatnonzero(np.bincount(slots.ravel())[1:]).tolist():
            casing = casing_of(self._colours.get(slot, QColor("black"))).rgba()
            cracks = cracks_of_labels(slots == slot + 1)
            lines.setdefault(casing, []).extend(qt_lines(cracks, top - 1, left - 1))
        painter.save()
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        for colour, drawn in lines.items():
            painter.setPen(cosmetic(QColor.fromRgba(colour), painter.device().devicePixelRatioF()))
            painter.drawLines(drawn)
        painter.restore()

    def nearest(self, row: float, col: float, reach: float) -> int | None:
        """Return the id of the marker nearest to (row, col), if within `reach` pixels."""
        distance = np.hypot(self.pixels.row - row, self.pixels.col - col)
        if not len(distance):
            return None
        at = int(distance.argmin())
        return int(self.pixels.marker[at]) if distance[at] <= reach else None

    def class_at(self, row: int, col: int) -> int | None:
        """Return the class of a pixel, or None if it is not marked."""
        matches = np.flatnonzero((self.pixels.row == row) & (self.pixels.col == col))
        return int(self.pixels.class_id[matches[0]]) if len(matches) else None

    def outline(self, marker: int) -> list[QLineF]:
        """Return the outline of a marker's pixels."""
        first, stop = np.searchsorted(self.pixels.marker, [marker, marker + 1])
        part = slice(int(first), int(stop))
        return qt_lines(cracks_of_pixels(self.pixels.row[part], self.pixels.col[part]))

    def _show_all(self, markers: tuple[Marker, ...]) -> None:
        self.pixels = marker_pixels(markers, self._shape)
        self._raster.replace(_labels(self.pixels))

    def _show_another(self, marker: Marker) -> None:
        erases = marker.class_id is None
        drawn = marker_pixels((marker.with_(class_id=0) if erases else marker,), self._shape)
        left = _uncovered(self.pixels, drawn, self._shape[1])
        self.pixels = left if erases else _joined(left, drawn)
        if erases:  # a pixel of a smaller level may hold other pixels too
            self._raster.replace(_labels(self.pixels))
        else:
            self._raster.settle(_labels(self.pixels), _labels(drawn))

    def _covered(self, stroke: Stroke, label: int) -> Labels:
        pixels = marker_pixels((stroke,), self._shape)
        return Labels(pixels.row, pixels.col, np.full_like(pixels.row, label))


def _labels(pixels: MarkerPixels) -> Labels:
    return Labels(pixels.row, pixels.col, pixels.class_id)


def _uncovered(pixels: MarkerPixels, upper: MarkerPixels, width: int) -> MarkerPixels:
    """Return the pixels not covered by `upper`."""
    if not len(upper):
        return pixels
    near = (pixels.row >= upper.row.min()) & (pixels.row <= upper.row.max())
    near &= (pixels.col >= upper.col.min()) & (pixels.col <= upper.col.max())
    at = np.flatnonzero(near)
    flat = pixels.row[at] * width + pixels.col[at]
    kept = np.ones(len(pixels), np.bool_)
    kept[at[np.isin(flat, upper.row * width + upper.col)]] = False
    return MarkerPixels(*(field[kept] for field in _fields(pixels)))


def _joined(lower: MarkerPixels, upper: MarkerPixels) -> MarkerPixels:
    """Append the pixels of a marker with a higher id."""
    pairs = zip(_fields(lower), _fields(upper), strict=True)
    return MarkerPixels(*(np.concatenate(pair) for pair in pairs))


def _fields(pixels: MarkerPixels) -> tuple[Integers, Integers, Integers, Integers]:
    return pixels.marker, pixels.class_id, pixels.row, pixels.col


def encode(rows: Integers, cols: Integers, classes: Integers) -> NDArray[np.uint8]:
    """Encode marked pixels as colour indices, with a pattern as a second cue to the class.

    Parameters
    ----------
    rows, cols : ndarray of shape (n,), int64
        In pixels of the pyramid level, so that the pattern looks the same at every zoom.
    classes : ndarray of shape (n,), int64
        -1 if erased.

    Returns
    -------
    ndarray of shape (n,), uint8
        0 if erased, else ``1 + 3 * (class % SLOTS)``, plus 1 on the lines of the class's
        pattern, in turn: diagonal stripes, solid, dots, horizontal stripes.
    """
    kind = classes % PATTERNS
    on = (
        ((kind == 0) & ((rows + cols) // 2 % 3 == 0))
        | (kind == 1)
        | ((kind == 2) & (rows // 2 % 3 == 0) & (cols // 2 % 3 == 0))
        | ((kind == 3) & (rows // 2 % 3 == 0))
    )
    values = np.where(classes < 0, 0, 1 + 3 * (classes % SLOTS) + on)
    return values.astype(np.uint8)


def marker_colours(classes: Iterable[ClassEntry], opacity: float) -> list[int]:
    """Return the 256 colours, as ``0xAARRGGBB``, of the values from `encode` and of `HALO`."""
    table = [0] * 256
    for entry in reversed(tuple(classes)):
        value = 1 + 3 * (entry.id % SLOTS)
        colour = QColor(entry.colour)
        for offset, share in enumerate((FAINT, 1.0)):
            colour.setAlphaF(opacity * share)
            table[value + offset] = colour.rgba()
        table[value + 2] = casing_of(QColor(entry.colour)).rgba()
    return table
