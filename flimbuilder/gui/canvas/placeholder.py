"""What the canvas shows while an image is read: its thumbnail, enlarged."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from flimbuilder.gui.canvas.transform import fitted

__all__ = ["Placeholder"]


class Placeholder:
    """The thumbnail of an image in the place that the whole image will have.

    Parameters
    ----------
    picture : ndarray of shape (h, w, 3), uint8
    size : tuple of int
        (height, width) of the image.
    text : str
        A line about what is being done.
    """

    def __init__(self, picture: NDArray[np.uint8], size: tuple[int, int], text: str) -> None:
        self.text = text
        self._size = size
        self._pixels = np.ascontiguousarray(picture)  # QImage does not keep it alive
        height, width, _ = self._pixels.shape
        kind = QImage.Format.Format_RGB888
        self._image = QImage(self._pixels.data, width, height, 3 * width, kind)

    def paint(self, painter: QPainter, width: float, height: float) -> None:
        """Paint it on a canvas of a size in logical pixels."""
        view = fitted(*self._size, width, height)
        place = QRectF(view.x, view.y, view.width * view.scale, view.height * view.scale)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.drawImage(place, self._image)
        painter.restore()
