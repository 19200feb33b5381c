"""Draw 8-bit image pyramids with Qt, without copying."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log2

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from flimbuilder.gui.canvas.sparse_labels import SparseLabels
from flimbuilder.gui.canvas.transform import ViewTransform

__all__ = ["LabelRaster", "Labels", "Raster", "draw_level", "visible_part"]

Bytes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Encode = Callable[[Integers, Integers, Integers], Bytes]
DENSE_SIZE = 2**24  # pixels of a level from which only the labelled parts are in memory
DENSE = 8  # pixels per labelled pixel, below which whole levels are searched for lines


class Raster:
    """An image pyramid; each level halves the previous one.

    Parameters
    ----------
    levels : sequence of ndarray of shape (h, w) or (h, w, 3), uint8
        Full size first; not copied.
    colours : sequence of int, or None
        256 colours as ``0xAARRGGBB`` for the values; None shows grey or RGB.
    coarse : int, default=0
        Number of the first of the levels; above 0, the finer ones are missing.
    size : tuple of int or None, default=None
        (height, width) at full size; None for that of the first level.
    """

    def __init__(
        self,
        levels: Sequence[Bytes],
        colours: Sequence[int] | None = None,
        coarse: int = 0,
        size: tuple[int, int] | None = None,
    ) -> None:
        self._levels = levels  # QImage does not keep the arrays alive
        self._coarse = coarse
        self._size = size
        self._images = [_wrapped(level, colours is not None) for level in levels]
        if colours is not None:
            self.set_colours(colours)

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) at full size."""
        height, width = self._levels[0].shape[:2]
        return self._size or (height, width)

    def set_colours(self, colours: Sequence[int]) -> None:
        """Set the 256 colours of the values."""
        for image in self._images:
            image.setColorTable(colours)

    def draw(self, painter: QPainter, view: ViewTransform, ratio: float) -> None:
        """Draw the level that suits the zoom: smoothed if reduced, as square pixels if enlarged.

        The painter works in logical pixels; `ratio` is device pixels per logical pixel.
        """
        level = self._finer(view.scale * ratio)
        image, smooth = self._images[level - self._coarse], view.scale * ratio < 1
        draw_level(painter, image, view, level, smooth=smooth)

    def _finer(self, scale: float) -> int:
        last = self._coarse + len(self._levels) - 1
        return min(max(floor(-log2(scale)), self._coarse), last)


@dataclass(frozen=True, eq=False)
class Labels:
    """Coordinates and labels of pixels.

    Attributes
    ----------
    rows, cols, labels : ndarray of shape (n,), int64
    """

    rows: Integers
    cols: Integers
    labels: Integers


class LabelRaster:
    """Labelled pixels over an image, with a preview that can be removed.

    Cost grows with the number of labelled pixels, not with the image. In smaller levels a pixel
    is labelled if any image pixel below it is, so that thin lines never vanish. Levels are
    updated when they are drawn.

    Parameters
    ----------
    shape : tuple of int
        (height, width) of the image.
    encode : callable
        Maps (rows, columns, labels) to values; 0 is transparent. Rows and columns are those of
        the level, so that a pattern looks the same at every zoom.
    colours : sequence of int
        256 colours as ``0xAARRGGBB`` for the values.
    halo : ndarray of shape (256,), uint8, or None, default=None
        By value, the value of a line around it, which lies on pixels without a label; 0 for no
        line. Previews have none.
    """

    def __init__(
        self,
        shape: tuple[int, int],
        encode: Encode,
        colours: Sequence[int],
        halo: Bytes | None = None,
    ) -> None:
        self.shape = shape
        self._encode = encode
        self._halo = halo
        self._colours = self._bare = colours
        self._paints: list[Callable[[], Labels]] = []
        self._levels: dict[int, _Level | _SparseLevel] = {}
        self._seen = 0

    def set_colours(self, colours: Sequence[int], bare: Sequence[int] | None = None) -> None:
        """Set the 256 colours of the values; `bare` are those that hide the halo."""
        self._colours, self._bare = colours, colours if bare is None else bare
        for level in self._levels.values():
            level.set_colours(self._colours, self._bare)

    def replace(self, pixels: Labels) -> None:
        """Show only these pixels."""
        for level in self._levels.values():
            level.clear()
        self._paints = [lambda: pixels]

    def preview(self, piece: Labels, recompute: Callable[[], Labels]) -> None:
        """Draw a piece of the preview.

        `recompute` returns the piece; it is stored instead of the pixels, which may be many.
        """
        level = self._levels.get(self._seen)
        if level is not None and level.done == len(self._paints):
            level.paint(piece, self._encode)
        self._paints.append(recompute)

    def clear_preview(self) -> None:
        """Remove the preview."""
        del self._paints[1:]
        for level in self._levels.values():
            if level.done > 1:
                level.clear()

    def settle(self, pixels: Labels, added: Labels) -> None:
        """Replace the pixels by the same pixels with `added` on top, and end the preview.

        Only `added` is painted, so the preview must be part of it.
        """
        for level in self._levels.values():
            if level.done == len(self._paints):
                level.paint(added, self._encode, self._halo)
                level.done = 1
            else:
                level.clear()
        self._paints = [lambda: pixels]

    def draw(
        self, painter: QPainter, view: ViewTransform, ratio: float, *, with_halo: bool = True
    ) -> None:
        """Draw the labels; see `Raster.draw`."""
        self._seen = max(ceil(-log2(view.scale * ratio)), 0)
        self._up_to_date(self._seen).draw(painter, view, with_halo=with_halo)

    def values(self, number: int = 0) -> Bytes:
        """Return the values of a level."""
        height, width = (((side - 1) >> number) + 1 for side in self.shape)
        return self._up_to_date(number).window(slice(0, height), slice(0, width))

    def window(self, rows: slice, cols: slice) -> Bytes:
        """Return the values of a window of the image."""
        return self._up_to_date(0).window(rows, cols)

    def _up_to_date(self, number: int) -> "_Level | _SparseLevel":
        if number not in self._levels:
            size = (self.shape[0] >> number) * (self.shape[1] >> number)
            make = _Level if size <= DENSE_SIZE else _SparseLevel
            self._levels[number] = make(self.shape, number)
            self._levels[number].set_colours(self._colours, self._bare)
        level = self._levels[number]
        for index, paint in enumerate(self._paints[level.done :], start=level.done):
            level.paint(paint(), self._encode, None if index else self._halo)
        return level


class _Level:
    """The values of a pyramid level, within a frame of one pixel that is never drawn.

    With the frame, every pixel has four neighbours.

    Attributes
    ----------
    array : ndarray of shape (height, width), uint8
    image, bare : QImage
        The values with and without halo.
    done : int
        Number of paints applied.
    """

    def __init__(self, shape: tuple[int, int], number: int) -> None:
        height, width = (((side - 1) >> number) + 1 for side in shape)
        framed = np.zeros((height + 2, width + 2), np.uint8)
        self.array = framed[1:-1, 1:-1]
        self._flat, self._line = framed.reshape(-1), width + 2
        inner = self._flat[self._line + 1 :].data
        self.image, self.bare = (
            QImage(inner, width, height, self._line, QImage.Format.Format_Indexed8)
            for _ in range(2)
        )
        self.done = 0
        self._number = number
        self._changed: list[Integers] = []

    def set_colours(self, colours: Sequence[int], bare: Sequence[int]) -> None:
        self.image.setColorTable(colours)
        self.bare.setColorTable(bare)

    def draw(self, painter: QPainter, view: ViewTransform, *, with_halo: bool) -> None:
        image = self.image if with_halo else self.bare
        draw_level(painter, image, view, self._number, smooth=False)

    def window(self, rows: slice, cols: slice) -> Bytes:
        return self.array[rows, cols]

    def paint(self, pixels: Labels, encode: Encode, halo: Bytes | None = None) -> None:
        rows, cols = pixels.rows >> self._number, pixels.cols >> self._number
        values = encode(rows, cols, pixels.labels)
        flat, at = self._flat, (rows + 1) * self._line + cols + 1
        self._changed.append(at[flat[at] != values])
        flat[at] = values
        self.done += 1
        if halo is None:
            return
        if DENSE * len(rows) > self.array.size:
            self._paint_around_all(halo)
        else:
            self._paint_around(at, halo[values])

    def _paint_around(self, at: Integers, lines: Bytes) -> None:
        """Give pixels without a value that of the line around a pixel beside them."""
        flat, drawn = self._flat, lines != 0
        at, lines = at[drawn], lines[drawn]
        for step in (-self._line, self._line, -1, 1):
            beside = at + step
            free = flat[beside] == 0
            flat[beside[free]] = lines[free]
            self._changed.append(beside[free])

    def _paint_around_all(self, halo: Bytes) -> None:
        """Paint the lines around all values, at a cost that grows with the level's size."""
        array, free = self.array, self.array == 0
        lines = halo[array]
        for first, second in (np.s_[:-1, :], np.s_[1:, :]), (np.s_[:, :-1], np.s_[:, 1:]):
            for here, beside in ((first, second), (second, first)):
                line = np.where(free[here], lines[beside], 0)
                np.copyto(array[here], line, where=line != 0)
        rows, cols = np.nonzero(free & (array != 0))
        self._changed.append((rows + 1) * self._line + cols + 1)

    def clear(self) -> None:
        flat = self._flat
        for at in self._changed:
            flat[at] = 0
        self._changed.clear()
        self.done = 0


class _SparseLevel:
    """A level of a large image; has the interface of `_Level`."""

    def __init__(self, shape: tuple[int, int], number: int) -> None:
        self._labels, self._number = SparseLabels(shape, number), number
        self._colours: Sequence[int] = ()
        self._bare: Sequence[int] = ()
        self._drawn: tuple[tuple[int, int, int, int, int], Bytes, QImage] | None = None

    @property
    def done(self) -> int:
        return self._labels.done

    @done.setter
    def done(self, count: int) -> None:
        self._labels.done = count

    def set_colours(self, colours: Sequence[int], bare: Sequence[int]) -> None:
        self._colours, self._bare = colours, bare

    def draw(self, painter: QPainter, view: ViewTransform, *, with_halo: bool) -> None:
        top, bottom, left, right = visible_part(painter, view)
        last = [side - 1 for side in self._labels.shape]
        first_row, first_col = top >> self._number, left >> self._number
        end_row = min(max(bottom - 1, top) >> self._number, last[0]) + 1
        end_col = min(max(right - 1, left) >> self._number, last[1]) + 1
        key = first_row, end_row, first_col, end_col, self._labels.version
        if self._drawn is None or self._drawn[0] != key:
            values = self.window(slice(first_row, end_row), slice(first_col, end_col))
            self._drawn = key, values, _wrapped(values, True)
        image = self._drawn[2]
        image.setColorTable(self._colours if with_halo else self._bare)
        draw_level(painter, image, view, self._number, smooth=False, at=(first_row, first_col))

    def window(self, rows: slice, cols: slice) -> Bytes:
        return self._labels.window(rows, cols)

    def paint(self, pixels: Labels, encode: Encode, halo: Bytes | None = None) -> None:
        self._labels.paint(pixels.rows, pixels.cols, pixels.labels, encode, halo)

    def clear(self) -> None:
        self._labels.clear()


def visible_part(painter: QPainter, view: ViewTransform) -> tuple[int, int, int, int]:
    """Return the part of the image that a painter can reach, as `ViewTransform.visible`."""
    device, pixel = painter.device(), painter.device().devicePixelRatioF()
    inverted, _ = painter.combinedTransform().inverted()
    area = inverted.mapRect(QRectF(0, 0, device.width() * pixel, device.height() * pixel))
    return view.panned(-area.left(), -area.top()).visible(area.width(), area.height())


def _wrapped(array: Bytes, is_map: bool) -> QImage:
    height, width = array.shape[:2]
    formats = QImage.Format
    grey = formats.Format_Indexed8 if is_map else formats.Format_Grayscale8
    kind = formats.Format_RGB888 if array.ndim == 3 else grey
    return QImage(array.data, width, height, array.strides[0], kind)


def draw_level(
    painter: QPainter,
    image: QImage,
    view: ViewTransform,
    level: int,
    smooth: bool,
    at: tuple[int, int] = (0, 0),
) -> None:
    """Draw a level, or a part of it that begins at a row and column."""
    step = view.scale * (1 << level)
    painter.save()
    painter.setClipRect(  # the last pixels of a level may extend beyond the image
        QRectF(view.x, view.y, view.width * view.scale, view.height * view.scale),
        Qt.ClipOperation.IntersectClip,
    )
    # Moved before it is scaled, as an image far from the origin is drawn with rounding errors.
    painter.translate(view.x + at[1] * step, view.y + at[0] * step)
    painter.scale(step, step)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
    painter.drawImage(0, 0, image)
    painter.restore()
