"""Draw the part of a pyramid that is in view; the rest need not exist."""

from collections.abc import Sequence
from math import floor, log2

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from flimbuilder.gui.canvas.raster import draw_level, visible_part
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.imaging.sparse_pyramid import TILE, PyramidPlane

__all__ = ["LevelWindow", "WindowRaster", "window_around"]

Bytes = NDArray[np.uint8]
LevelWindow = tuple[int, slice, slice]
"""A level of a pyramid, and rows and columns in it."""


class WindowRaster:
    """A `Raster` that makes a picture of the part in view only.

    Parameters
    ----------
    levels : sequence of PyramidPlane
        Full size first.
    colours : sequence of int, or None
        256 colours as ``0xAARRGGBB`` for the values; None shows grey or RGB.
    """

    def __init__(
        self, levels: Sequence[PyramidPlane], colours: Sequence[int] | None = None
    ) -> None:
        self._levels = levels
        self._colours = colours
        self._drawn: tuple[LevelWindow, Bytes, QImage] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) at full size."""
        return self._levels[0].shape[0], self._levels[0].shape[1]

    def set_colours(self, colours: Sequence[int]) -> None:
        """Set the 256 colours of the values."""
        self._colours = colours
        if self._drawn is not None:
            self._drawn[2].setColorTable(colours)

    def forget(self) -> None:
        """Read the levels again before the next drawing."""
        self._drawn = None

    def draw(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Draw the level that suits the zoom; see `Raster.draw`."""
        window = window_around(visible_part(painter, view), view, ratio, len(self._levels))
        if self._drawn is None or self._drawn[0] != window:
            self._drawn = self._made(window)
        number, rows, cols = window
        draw_level(
            painter, self._drawn[2], view, number, view.scale * ratio < 1, (rows.start, cols.start)
        )

    def _made(self, window: LevelWindow) -> tuple[LevelWindow, Bytes, QImage]:
        number, rows, cols = window
        part = self._levels[number][rows, cols]
        height, width = part.shape[:2]
        formats = QImage.Format
        grey = formats.Format_Grayscale8 if self._colours is None else formats.Format_Indexed8
        kind = formats.Format_RGB888 if part.ndim == 3 else grey
        image = QImage(part.data, width, height, part.strides[0], kind)
        if self._colours is not None:
            image.setColorTable(self._colours)
        return window, part, image


def window_around(
    part: tuple[int, int, int, int], view: ViewTransform, ratio: float, n_levels: int
) -> LevelWindow:
    """Return the level that suits the zoom, and its tiles around a part of the image.

    Parameters
    ----------
    part : tuple of int
        As of `ViewTransform.visible`.
    view : ViewTransform
    ratio : float
        Device pixels per logical pixel.
    n_levels : int
    """
    number = min(max(floor(-log2(view.scale * ratio)), 0), n_levels - 1)
    top, bottom, left, right = part
    sides = []
    for first, end, side in (top, bottom, view.height), (left, right, view.width):
        length = ((side - 1) >> number) + 1
        start = (first >> number) // TILE * TILE
        stop = -(-((max(end - 1, 0) >> number) + 1) // TILE) * TILE
        sides.append(slice(min(start, length - 1), min(stop, length)))
    return number, sides[0], sides[1]
