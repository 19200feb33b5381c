"""Arrays as pictures of the window."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPixmap

__all__ = ["pixmap_of"]


def pixmap_of(pixels: NDArray[np.uint8]) -> QPixmap:
    """Return a copy of an array of shape (h, w, 3), red, green and blue, as a pixmap."""
    packed = np.ascontiguousarray(pixels)
    height, width = packed.shape[:2]
    image = QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)
