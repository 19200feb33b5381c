"""Outlines of large masks, of which only the part in view is traced."""

from collections.abc import Sequence
from math import ceil, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from flimbuilder.gui.canvas.outlines import SHARP
from flimbuilder.gui.canvas.overlay_layers import OutlineLayer, colour_indices
from flimbuilder.gui.canvas.transform import ViewTransform
from flimbuilder.imaging.pyramid import halve_max, image_pyramid
from flimbuilder.imaging.sparse_pyramid import PyramidPlane

__all__ = ["LARGE_MASK", "LargeOutlineLayer", "SlideOutlineLayer", "outlined"]

LARGE_MASK = 2**22  # pixels from which a mask is large
ROWS = 512  # that are read together
DASH = 4  # pixels
CROWDED, CROWD_OPACITY = 0.25, 0.4  # lines that cover more of the view are shown as an area

Bytes = NDArray[np.uint8]
Rectangle = tuple[int, int, int, int, int]


class LargeOutlineLayer(OutlineLayer):
    """An outline whose cost depends on the size of the screen, not of the mask.

    Parameters
    ----------
    labels, dashed, fills
        As for `OutlineLayer`.
    """

    def _prepare(self, labels: Any) -> tuple[list[int], Sequence[Bytes]]:
        self._source = labels
        self._lines: Sequence[int] = [0] * 256
        self._drawn: tuple[Rectangle, Bytes, QImage] | None = None
        values, present = np.empty(labels.shape, np.uint8), np.zeros(256, np.int64)
        for first in range(0, len(labels), ROWS):
            rows = slice(first, first + ROWS)
            present += np.bincount(labels[rows].ravel(), minlength=256)[:256]
            values[rows] = np.where(labels[rows] == 0, 0, colour_indices(labels[rows]))
        known = [label for label in np.flatnonzero(present).tolist() if label]
        return known, image_pyramid(values, halve_max)

    def draw(
        self, painter: QPainter, view: ViewTransform, ratio: float, size: tuple[float, float]
    ) -> None:
        """Draw the outline on a canvas of `size` (width, height) in logical pixels."""
        scale = view.scale * ratio
        if scale >= SHARP:
            super().draw(painter, view, ratio, size)
            return
        if self._area is not None:
            self._area.draw(painter, view, ratio)
        level = min(max(ceil(-log2(scale)), 0), len(self._levels) - 1)
        top, bottom, left, right = (side >> level for side in view.visible(*size))
        key = level, max(0, top - 1), bottom + 2, max(0, left - 1), right + 2
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = self._outline(key)
        painter.save()
        painter.translate(view.x, view.y)
        painter.scale(view.scale * (1 << level), view.scale * (1 << level))
        painter.drawImage(key[3], key[1], self._drawn[2])
        painter.restore()

    def _outline(self, key: Rectangle) -> tuple[Rectangle, Bytes, QImage]:
        level, top, bottom, left, right = key
        part = self._levels[level][top:bottom, left:right]
        values = outlined(part, (top, left) if self._dashed else None)
        colours = self._lines
        if level > 0 and np.count_nonzero(values) > CROWDED * values.size:
            values, colours = np.ascontiguousarray(part), [_faint(line) for line in self._lines]
        height, width = values.shape
        kind = QImage.Format.Format_Indexed8
        image = QImage(values.data, width, height, values.strides[0], kind)
        image.setColorTable(colours)
        return key, values, image

    def _set_line_colours(self, colours: Sequence[int]) -> None:
        self._lines, self._drawn = colours, None

    def _framed_part(self, top: int, bottom: int, left: int, right: int) -> NDArray[Any]:
        height, width = self._source.shape
        part = self._source[max(0, top - 1) : bottom + 1, max(0, left - 1) : right + 1]
        margins = [
            (int(top == 0), int(bottom == height)),
            (int(left == 0), int(right == width)),
        ]
        return np.pad(part, margins)


class SlideOutlineLayer(LargeOutlineLayer):
    """The outline of a `SparseMask`, as far as it is known."""

    def _prepare(self, labels: Any) -> tuple[list[int], Sequence[Any]]:
        self._lines = [0] * 256
        self._drawn = None
        self._mask = labels
        top = labels.levels[-1]
        highest = int(top[: top.shape[0], : top.shape[1]].max(initial=0))
        return list(range(1, highest + 1)), [_Indexed(level) for level in labels.levels]

    def _framed_part(self, top: int, bottom: int, left: int, right: int) -> Bytes:
        height, width = self._mask.shape
        rows, cols = slice(max(0, top - 1), bottom + 1), slice(max(0, left - 1), right + 1)
        margins = [(int(top == 0), int(bottom == height)), (int(left == 0), int(right == width))]
        return np.pad(self._mask.levels[0][rows, cols], margins)


class _Indexed(PyramidPlane):
    """A level of a mask with colour indices instead of class ids."""

    def __init__(self, level: PyramidPlane) -> None:
        super().__init__(level.shape, None)
        self._level = level

    def __getitem__(self, key: tuple[slice, slice]) -> Bytes:
        labels = self._level[key]
        indices: Bytes = np.where(labels == 0, 0, colour_indices(labels)).astype(np.uint8)
        return indices


def _faint(colour: int) -> int:
    """Return a colour ``0xAARRGGBB`` at less than half of its opacity."""
    return colour & 0xFFFFFF | int(CROWD_OPACITY * (colour >> 24)) << 24


def outlined(values: Bytes, dashes_from: tuple[int, int] | None = None) -> Bytes:
    """Keep the values that touch another one, and surround them by their casing.

    Parameters
    ----------
    values : ndarray of shape (h, w)
        Odd; 0 is the background. The value of a casing is one more.
    dashes_from : tuple of int or None, default=None
        Row and column of the first pixel if the line is to be dashed.
    """
    touches = np.zeros(values.shape, np.bool_)
    down, right = values[1:] != values[:-1], values[:, 1:] != values[:, :-1]
    touches[1:] |= down
    touches[:-1] |= down
    touches[:, 1:] |= right
    touches[:, :-1] |= right
    lines = values * touches
    if dashes_from is not None:
        rows, cols = np.ogrid[: values.shape[0], : values.shape[1]]
        shown = (rows + cols + sum(dashes_from)) // DASH % 2 == 0
        lines *= shown
    around = np.zeros_like(lines)
    np.maximum(around[1:], lines[:-1], out=around[1:])
    np.maximum(around[:-1], lines[1:], out=around[:-1])
    np.maximum(around[:, 1:], lines[:, :-1], out=around[:, 1:])
    np.maximum(around[:, :-1], lines[:, 1:], out=around[:, :-1])
    result: Bytes = np.where((lines == 0) & (around > 0), around + 1, lines).astype(np.uint8)
    return result
