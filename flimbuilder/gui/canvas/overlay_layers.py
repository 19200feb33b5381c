"""Heat maps and masks drawn over the image."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from flimbuilder.gui.canvas.outlines import (
    SHARP,
    border_pixels,
    cracks_of_labels,
    qt_lines,
)
from flimbuilder.gui.canvas.pens import casing_of, cosmetic, draw_twice
from flimbuilder.gui.canvas.raster import LabelRaster, Labels, Raster
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.gui.canvas.vectors import VectorLayer
from flimbuilder.gui.canvas.window_raster import WindowRaster
from flimbuilder.gui.colours import FALSE, MISSED
from flimbuilder.imaging.colour_maps import AGAINST, FOR, ColourMapName, colour_map
from flimbuilder.imaging.pyramid import halve_max, halve_mean, image_pyramid
from flimbuilder.project.label_values import IGNORED
from flimbuilder.session.results import HeatMap

__all__ = [
    "HeatLayer",
    "OutlineLayer",
    "colour_indices",
    "heat_colours",
    "raster_of",
    "side_colours",
    "truth_outlines",
]

Integers = NDArray[np.int64]

STRIPE, BETWEEN = 3, 0.5  # width of the stripes of errors in pixels, opacity between them
BAND = 256  # rows that are striped together
HALO = np.array([value + 1 if value % 2 else 0 for value in range(255)] + [0], np.uint8)
SLOTS = 127  # classes with distinct colours; each takes two values of a byte


class HeatLayer:
    """A heat map or error map. Its pyramid may be built on a worker thread."""

    def __init__(self, heat: HeatMap) -> None:
        self.heat = heat
        halved = halve_max if heat.kind == "error" else halve_mean
        levels = heat.levels or image_pyramid(np.ascontiguousarray(heat.values), halved)
        self._levels = tuple(map(_striped, levels)) if heat.kind == "error" else levels
        self._raster: Raster | WindowRaster | None = None

    @property
    def nbytes(self) -> int:
        """Size of the levels in bytes."""
        return sum(level.nbytes for level in self._levels)

    def set_appearance(self, opacity: float, name: ColourMapName) -> None:
        """Set the opacity, from 0 to 1, and the colour map. Call on the window's thread."""
        if self.heat.kind == "heat":
            colours = heat_colours(opacity, name)
        else:
            is_error = self.heat.kind == "error"
            colours = error_colours(opacity) if is_error else side_colours(opacity)
        if self._raster is None:
            self._raster = raster_of(self._levels, colours)
        else:
            self._raster.set_colours(colours)

    def draw(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Draw the map; see `Raster.draw`."""
        if self._raster is not None:
            self._raster.draw(painter, view, ratio)


def raster_of(levels: Sequence[Any], colours: Sequence[int]) -> Raster | WindowRaster:
    """Return what draws a pyramid of arrays, or one that is in memory only in parts."""
    if isinstance(levels[0], np.ndarray):
        return Raster(levels, colours)
    return WindowRaster(levels, colours)


@lru_cache(maxsize=8)
def heat_colours(opacity: float, name: ColourMapName) -> tuple[int, ...]:
    """Return the 256 colours of a map, more transparent at low values to show the image."""
    alpha = np.rint(255 * opacity * np.sqrt(np.arange(256) / 255)).astype(int)
    return tuple(
        QColor(red, green, blue, strength).rgba()
        for (red, green, blue), strength in zip(
            colour_map(name).tolist(), alpha.tolist(), strict=True
        )
    )


@lru_cache(maxsize=4)
def side_colours(opacity: float) -> tuple[int, ...]:
    """Return 256 colours: against from 0, transparent at 127, for up to 254."""
    colours = []
    for level in range(255):
        made = QColor(AGAINST if level < 127 else FOR)
        made.setAlphaF(opacity * np.sqrt(abs(level - 127) / 127))
        colours.append(made.rgba())
    return *colours, 0


def error_colours(opacity: float) -> tuple[int, ...]:
    """Return 256 colours: 0 correct (transparent), 1 missed, 2 false, 3 and 4 between stripes."""
    colours = []
    for share in (1.0, BETWEEN):
        for colour in (MISSED, FALSE):
            made = QColor(colour)
            made.setAlphaF(opacity * share)
            colours.append(made.rgba())
    return 0, *colours, *[0] * 251


def _striped(errors: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Stripe missed and false pixels (1 and 2) in different directions, as a second cue."""
    striped, cols = errors.copy(), np.arange(errors.shape[1])
    for first in range(0, len(errors), BAND):  # large images would take gigabytes
        part = striped[first : first + BAND]
        rows = np.arange(first, first + len(part))[:, None]
        rising, falling = (rows + cols) // STRIPE % 2, (rows - cols) // STRIPE % 2
        part += np.uint8(2) * (((part == 1) & (rising == 1)) | ((part == 2) & (falling == 1)))
    return striped


class OutlineLayer:
    """The outline of a mask, and its area if it is filled. It may be built on a worker thread.

    Parameters
    ----------
    labels : ndarray of shape (H, W)
        Mask; 0 is the background.
    dashed : bool, default=False
        Dash the line, as a second cue beside the colour.
    fills : bool, default=False
        Prepare the area, whose opacity is set with the colours.
    """

    def __init__(self, labels: NDArray[Any], *, dashed: bool = False, fills: bool = False) -> None:
        self._dashed, self._fills = dashed, fills
        self._area: Raster | WindowRaster | None = None
        self._filled = 0.0
        self._colours: Mapping[int, QColor] = {}
        self._labels, self._levels = self._prepare(labels)

    @property
    def labels(self) -> Sequence[int]:
        """The labels of the mask, without the background."""
        return self._labels

    def set_colours(self, colours: Mapping[int, QColor] | QColor, filled: float = 0.0) -> None:
        """Set the colours, by label or of all, and the opacity of the area, from 0 to 1.

        Call on the window's thread.
        """
        white = QColor(Qt.GlobalColor.white)
        self._filled = filled
        self._colours = {
            label: colours if isinstance(colours, QColor) else colours.get(label, white)
            for label in self._labels
        }
        lines, areas = [0] * 256, [0] * 256
        for label, colour in self._colours.items():
            value = int(colour_indices(np.int64(label)))
            lines[value], lines[value + 1] = colour.rgba(), casing_of(colour).rgba()
            area = QColor(colour)
            area.setAlphaF(filled)
            areas[value] = area.rgba()
        self._set_line_colours(lines)
        if not filled or not self._fills:
            self._area = None
        elif self._area is None:
            self._area = raster_of(self._levels, areas)
        else:
            self._area.set_colours(areas)

    def vectors(self, view: ViewTransform, size: tuple[float, float]) -> VectorLayer:
        """Return what is visible on a canvas of `size` as closed outlines."""
        top, bottom, left, right = view.visible(*size)
        colours, filled = dict(self._colours), self._filled

        def brushes(label: int) -> tuple[QBrush, ...]:
            if not filled:
                return ()
            area = QColor(colours.get(label, Qt.GlobalColor.white))
            area.setAlphaF(filled)
            return (QBrush(area),)

        style = Qt.PenStyle.DashLine if self._dashed else Qt.PenStyle.SolidLine
        part = self._framed_part(top, bottom, left, right)
        return VectorLayer(part, top - 1, left - 1, colours, style, brushes)

    def _prepare(self, labels: Any) -> tuple[list[int], Sequence[Any]]:
        """Prepare the lines; return the labels without 0, and the levels of the area."""
        self._framed = np.pad(labels, 1)
        rows, cols = border_pixels(self._framed)
        encode = _dashes if self._dashed else _solid
        self._raster = LabelRaster(labels.shape, encode, [0] * 256, HALO)
        self._raster.replace(Labels(rows - 1, cols - 1, self._framed[rows, cols].astype(np.int64)))
        present = [label for label in np.unique(labels).tolist() if label]
        if not self._fills:
            return present, ()
        values = np.where(labels == 0, 0, colour_indices(labels)).astype(np.uint8)
        return present, image_pyramid(values, halve_max)

    def _set_line_colours(self, colours: Sequence[int]) -> None:
        self._raster.set_colours(colours)

    def _framed_part(self, top: int, bottom: int, left: int, right: int) -> NDArray[Any]:
        """Return a part of the mask with a border of one pixel."""
        return self._framed[top : bottom + 2, left : right + 2]

    def draw(
        self, painter: QPainter, view: ViewTransform, ratio: float, size: tuple[float, float]
    ) -> None:
        """Draw the outline on a canvas of `size` (width, height) in logical pixels."""
        if self._area is not None:
            self._area.draw(painter, view, ratio)
        if view.scale * ratio < SHARP:
            self._raster.draw(painter, view, ratio)
            return
        top, bottom, left, right = view.visible(*size)
        part = self._framed_part(top, bottom, left, right)
        painter.save()
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        for label, colour in self._colours.items():
            own = part if len(self._labels) == 1 else part == label
            lines = qt_lines(cracks_of_labels(own, self._dashed), top - 1, left - 1)
            draw_twice(painter, cosmetic(colour), partial(painter.drawLines, lines))
        painter.restore()


def truth_outlines(
    truth: NDArray[Any], make: Callable[..., OutlineLayer] = OutlineLayer
) -> dict[str, OutlineLayer]:
    """Outline objects (``truth``) and what a reference mask leaves out (``ignored``).

    `make` is `OutlineLayer` or a subclass.
    """
    ignored = truth == IGNORED
    if not ignored.any():
        return {"truth": make(truth, dashed=True)}
    return {
        "truth": make(np.where(ignored, 0, truth), dashed=True),
        "ignored": make(ignored.astype(np.uint8), dashed=True),
    }


def colour_indices(labels: Any) -> Any:
    """Return the colour indices of labels; the next index is that of the casing."""
    return 1 + 2 * ((labels - 1) % SLOTS)


def _solid(rows: Integers, cols: Integers, labels: Integers) -> NDArray[np.uint8]:
    return np.asarray(colour_indices(labels), np.uint8)


def _dashes(rows: Integers, cols: Integers, labels: Integers) -> NDArray[np.uint8]:
    """Leave out every second dash, which shows other outlines below."""
    return np.where((rows + cols) // 4 % 2 == 0, colour_indices(labels), 0).astype(np.uint8)
