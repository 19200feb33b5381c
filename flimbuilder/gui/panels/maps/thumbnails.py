"""Thumbnails in a plot, all painted by one item: hundreds of items would take half a second."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

__all__ = ["FRAME", "ThumbnailsItem"]

FRAME = 2  # pixels around a thumbnail; twice as many if it is selected

Picture = NDArray[np.uint8]


class ThumbnailsItem(pyqtgraph.GraphicsObject):  # type: ignore[misc]
    """Paints pictures at places of the plot, framed in a colour; selected ones on top.

    Attributes
    ----------
    sizes : ndarray of int of shape (n_points, 2)
        (width, height) of each picture in pixels, without its frame; 0 for none.
    """

    def __init__(self) -> None:
        super().__init__()
        self._positions: NDArray[np.float64] = np.zeros((0, 2))
        self._images: list[QImage | None] = []
        self._arrays: list[Picture] = []  # whose memory the images share
        self._colours: list[QColor] = []
        self._ink = QColor()
        self._selected: frozenset[int] = frozenset()
        self.sizes: NDArray[np.int64] = np.zeros((0, 2), np.int64)

    def show_pictures(
        self,
        positions: NDArray[np.float64],
        colours: Sequence[str],
        pictures: Sequence[Picture | None],
    ) -> None:
        """Show pictures; an empty sequence shows none."""
        self._positions = positions
        self._arrays = [np.ascontiguousarray(part) for part in pictures if part is not None]
        arrays = iter(self._arrays)
        self._images = [None if part is None else _image_of(next(arrays)) for part in pictures]
        known = {colour: QColor(colour) for colour in set(colours)}
        self._colours = [known[colour] for colour in colours]
        self.sizes = np.array(
            [
                (0, 0) if image is None else (image.width(), image.height())
                for image in self._images
            ],
            np.int64,
        ).reshape(-1, 2)
        self.update()

    def select(self, numbers: frozenset[int], ink: QColor) -> None:
        """Frame the selected pictures in a colour."""
        self._selected, self._ink = numbers, ink
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the visible part of the plot."""
        view: Any = self.getViewBox()
        return QRectF() if view is None else QRectF(view.viewRect())

    def viewTransformChanged(self) -> None:
        """Paint the new part."""
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *ignored: Any) -> None:
        """Paint the pictures, whose size does not depend on the zoom."""
        shown = [number for number, image in enumerate(self._images) if image is not None]
        shown.sort(key=lambda number: number in self._selected)
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        for number in shown:
            image = self._images[number]
            assert image is not None
            place = transform.map(QPointF(*self._positions[number].tolist()))
            left = round(place.x() - image.width() / 2)
            top = round(place.y() - image.height() / 2)
            if number in self._selected:
                _fill_around(painter, left, top, image, 2 * FRAME, self._ink)
            _fill_around(painter, left, top, image, FRAME, self._colours[number])
            painter.drawImage(left, top, image)
        painter.restore()


def _image_of(pixels: Picture) -> QImage:
    height, width = pixels.shape[:2]
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)


def _fill_around(
    painter: QPainter, left: int, top: int, image: QImage, wide: int, colour: QColor
) -> None:
    width, height = image.width() + 2 * wide, image.height() + 2 * wide
    painter.fillRect(left - wide, top - wide, width, height, colour)
