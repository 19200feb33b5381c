"""Heat maps and mask outlines drawn over the image."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter

from flimbuilder.gui.canvas.outlines import border_pixels, cracks_of_labels, qt_lines
from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.raster import LabelRaster, Labels, Raster
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.imaging.pictures import inferno
from flimbuilder.imaging.pyramid import halve_max, halve_mean, image_pyramid
from flimbuilder.project.label_values import IGNORED
from flimbuilder.session.results import HeatMap

__all__ = [
    "FALSE",
    "LEFT_OUT",
    "MASK",
    "MISSED",
    "TRUTH",
    "HeatLayer",
    "OutlineLayer",
    "heat_colours",
    "truth_outlines",
]

Integers = NDArray[np.int64]

# Okabe-Ito palette: blue for the reference, yellow and vermillion for the decoder's output.
TRUTH, MASK, LEFT_OUT = QColor("#56b4e9"), QColor("#f0e442"), QColor("#b0b0b0")
MISSED, FALSE = QColor("#56b4e9"), QColor("#d55e00")
SHARP = 3.0  # device pixels per image pixel from which outlines run between pixels


class HeatLayer:
    """A heat map or error map. Its pyramid may be built on a worker thread."""

    def __init__(self, heat: HeatMap) -> None:
        self.heat = heat
        halved = halve_max if heat.kind == "error" else halve_mean
        self._levels = image_pyramid(np.ascontiguousarray(heat.values), halved)
        self._raster: Raster | None = None

    @property
    def nbytes(self) -> int:
        """Size of the levels in bytes."""
        return sum(level.nbytes for level in self._levels)

    def set_opacity(self, opacity: float) -> None:
        """Set the opacity, from 0 to 1. Call on the window's thread."""
        colours = (error_colours if self.heat.kind == "error" else heat_colours)(opacity)
        if self._raster is None:
            self._raster = Raster(self._levels, colours)
        else:
            self._raster.set_colours(colours)

    def draw(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Draw the map; see `Raster.draw`."""
        if self._raster is not None:
            self._raster.draw(painter, view, ratio)


@lru_cache(maxsize=8)
def heat_colours(opacity: float) -> tuple[int, ...]:
    """Return the 256 inferno colours, more transparent at low values to show the image."""
    alpha = np.rint(255 * opacity * np.sqrt(np.arange(256) / 255)).astype(int)
    return tuple(
        QColor(red, green, blue, strength).rgba()
        for (red, green, blue), strength in zip(inferno().tolist(), alpha.tolist(), strict=True)
    )


def error_colours(opacity: float) -> tuple[int, ...]:
    """Return 256 colours: 0 correct (transparent), 1 missed, 2 false."""
    missed, false = QColor(MISSED), QColor(FALSE)
    missed.setAlphaF(opacity)
    false.setAlphaF(opacity)
    return 0, missed.rgba(), false.rgba(), *[0] * 253


@dataclass(frozen=True, eq=False)
class OutlineLayer:
    """The outline of a mask. It may be built on a worker thread.

    Attributes
    ----------
    labels : ndarray of shape (H + 2, W + 2)
        Mask with a border of background (0).
    colour : QColor
    dashed : bool
        Dash the line, as a second cue beside the colour.
    raster : LabelRaster
        Border pixels, drawn if image pixels are small on screen.
    """

    labels: NDArray[Any]
    colour: QColor
    dashed: bool
    raster: LabelRaster

    @classmethod
    def of(cls, labels: NDArray[Any], colour: QColor, dashed: bool) -> "OutlineLayer":
        """Build the outline of a mask of shape (H, W)."""
        height, width = labels.shape
        colours = [0, colour.rgba(), QColor(0, 0, 0, 120).rgba()] + [0] * 253
        raster = LabelRaster((height, width), _dashes if dashed else _solid, colours)
        framed = np.pad(labels, 1)
        rows, cols = border_pixels(framed)
        raster.replace(Labels(rows - 1, cols - 1, np.ones_like(rows)))
        return cls(framed, colour, dashed, raster)

    def draw(
        self, painter: QPainter, view: ViewTransform, ratio: float, size: tuple[float, float]
    ) -> None:
        """Draw the outline on a canvas of `size` (width, height) in logical pixels."""
        if view.scale * ratio < SHARP:
            self.raster.draw(painter, view, ratio)
            return
        top, bottom, left, right = view.visible(*size)
        part = self.labels[top : bottom + 2, left : right + 2]
        lines = qt_lines(cracks_of_labels(part, self.dashed), top - 1, left - 1)
        painter.save()
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        draw_twice(painter, cosmetic(self.colour), lambda: painter.drawLines(lines))
        painter.restore()


def truth_outlines(truth: NDArray[Any]) -> dict[str, OutlineLayer]:
    """Outline objects (``truth``) and what a reference mask leaves out (``ignored``)."""
    ignored = truth == IGNORED
    if not ignored.any():
        return {"truth": OutlineLayer.of(truth, TRUTH, dashed=False)}
    return {
        "truth": OutlineLayer.of(np.where(ignored, 0, truth), TRUTH, dashed=False),
        "ignored": OutlineLayer.of(ignored.astype(np.uint8), LEFT_OUT, dashed=True),
    }


def _solid(rows: Integers, cols: Integers, labels: Integers) -> NDArray[np.uint8]:
    return labels.astype(np.uint8)


def _dashes(rows: Integers, cols: Integers, labels: Integers) -> NDArray[np.uint8]:
    """Darken every second dash, to show on bright images and over other outlines."""
    return np.where((rows + cols) // 4 % 2 == 0, 1, 2).astype(np.uint8)
