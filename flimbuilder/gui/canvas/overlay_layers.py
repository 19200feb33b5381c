"""Maps and masks over the image, worked out in the background."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QPainter

from flimbuilder.gui.canvas.display import averaged, largest, levels_of
from flimbuilder.gui.canvas.outlines import border_pixels, cracks_of_labels, lines_of
from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.gui.canvas.raster import LabelRaster, Labels, Raster
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.imaging.pictures import inferno
from flimbuilder.session.results import HeatMap

__all__ = ["FALSE", "MASK", "MISSED", "TRUTH", "HeatLayer", "OutlineLayer", "heat_colours"]

Integers = NDArray[np.int64]

# Okabe and Ito's: blue for the reference, yellow and vermillion for what the decoder says.
TRUTH, MASK = QColor("#56b4e9"), QColor("#f0e442")
MISSED, FALSE = QColor("#56b4e9"), QColor("#d55e00")
SHARP = 3.0  # device pixels to an image pixel from which outlines run between the pixels


class HeatLayer:
    """A heat map, or where mask and truth differ; made off the window's thread.

    Parameters
    ----------
    heat : HeatMap
    """

    def __init__(self, heat: HeatMap) -> None:
        self.heat = heat
        halved = largest if heat.kind == "error" else averaged
        self._levels = levels_of(np.ascontiguousarray(heat.values), halved)
        self._raster: Raster | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of its levels."""
        return sum(level.nbytes for level in self._levels)

    def set_opacity(self, opacity: float) -> None:
        """Show it so strongly; on the window's thread."""
        colours = error_colours if self.heat.kind == "error" else heat_colours
        if self._raster is None:
            self._raster = Raster(self._levels, colours(opacity))
        self._raster.set_colours(colours(opacity))

    def draw(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Draw it; see `Raster.draw`."""
        if self._raster is not None:
            self._raster.draw(painter, view, ratio)


@lru_cache(maxsize=8)
def heat_colours(opacity: float) -> tuple[int, ...]:
    """Return 256 colours of inferno, clearer where the map is low, so that the image is seen."""
    alpha = np.rint(255 * opacity * np.sqrt(np.arange(256) / 255)).astype(int)
    return tuple(
        QColor(red, green, blue, strength).rgba()
        for (red, green, blue), strength in zip(inferno().tolist(), alpha.tolist(), strict=True)
    )


def error_colours(opacity: float) -> tuple[int, ...]:
    """Return the colours of 0 right, 1 missed, 2 false."""
    missed, false = QColor(MISSED), QColor(FALSE)
    missed.setAlphaF(opacity)
    false.setAlphaF(opacity)
    return 0, missed.rgba(), false.rgba(), *[0] * 253


@dataclass(frozen=True, eq=False)
class OutlineLayer:
    """The outline of a mask; made off the window's thread.

    Attributes
    ----------
    labels : ndarray of shape (H + 2, W + 2)
        0 is the background, and all around.
    colour : QColor
    dashed : bool
        A second cue beside the colour.
    raster : LabelRaster
        The pixels at the rim, for where single pixels are hardly seen.
    """

    labels: NDArray[Any]
    colour: QColor
    dashed: bool
    raster: LabelRaster

    @classmethod
    def of(cls, labels: NDArray[Any], colour: QColor, dashed: bool) -> "OutlineLayer":
        """Find the outline of a mask of shape (H, W)."""
        height, width = labels.shape
        colours = [0, colour.rgba(), QColor(0, 0, 0, 120).rgba()] + [0] * 253
        raster = LabelRaster((height, width), _dashes if dashed else _solid, colours)
        framed = np.pad(labels, 1)
        rows, cols = border_pixels(framed)
        raster.replace(Labels(rows - 1, cols - 1, np.ones_like(rows)))
        return cls(framed, colour, dashed, raster)

    def draw(
        self, painter: QPainter, view: ViewTransform, ratio: float, room: tuple[float, float]
    ) -> None:
        """Draw it on a screen of so many logical pixels (width, height)."""
        if view.scale * ratio < SHARP:
            self.raster.draw(painter, view, ratio)
            return
        top, bottom, left, right = view.visible(*room)
        part = self.labels[top : bottom + 2, left : right + 2]
        lines = lines_of(cracks_of_labels(part, self.dashed), top - 1, left - 1)
        painter.save()
        painter.translate(view.x, view.y)
        painter.scale(view.scale, view.scale)
        draw_twice(painter, cosmetic(self.colour), lambda: painter.drawLines(lines))
        painter.restore()


def _solid(rows: Integers, cols: Integers, labels: Integers) -> NDArray[np.uint8]:
    return labels.astype(np.uint8)


def _dashes(rows: Integers, cols: Integers, labels: Integers) -> NDArray[np.uint8]:
    """Leave every second piece dark, to be seen on bright images and over another outline."""
    return np.where((rows + cols) // 4 % 2 == 0, 1, 2).astype(np.uint8)
