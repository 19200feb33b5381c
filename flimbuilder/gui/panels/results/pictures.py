"""Small pictures of masks over their images."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

__all__ = ["masked_picture"]

FILL = 0.35  # opacity of a mask; its border is opaque
GROUND = 40  # grey of an image without a picture


def masked_picture(
    picture: NDArray[np.uint8] | None, mask: NDArray[np.uint8], colours: Mapping[int, str]
) -> NDArray[np.uint8]:
    """Blend a mask of class ids over a picture of about its size.

    Parameters
    ----------
    picture : ndarray of shape (h, w, 3), uint8, or None
        None for a grey ground.
    mask : ndarray of shape (h', w'), uint8
    colours : mapping of int to str
        Colour of each class; others are white.

    Returns
    -------
    ndarray of shape (h', w', 3), uint8
    """
    height, width = mask.shape
    if picture is None:
        ground = np.full((height, width, 3), GROUND, np.float32)
    else:
        rows = np.arange(height) * picture.shape[0] // height
        cols = np.arange(width) * picture.shape[1] // width
        ground = picture[np.ix_(rows, cols)].astype(np.float32)
    table = np.full((256, 3), 255, np.float32)
    for class_id, colour in colours.items():
        paint = QColor(colour)
        table[class_id] = paint.red(), paint.green(), paint.blue()
    opacity = np.where(mask > 0, FILL, 0).astype(np.float32)
    opacity[_border(mask)] = 1
    blended = ground + (table[mask] - ground) * opacity[..., None]
    return np.rint(blended).astype(np.uint8)


def _border(mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return the pixels of a mask with a 4-neighbour of another class."""
    padded = np.pad(mask, 1, mode="edge")
    inner = padded[1:-1, 1:-1]
    neighbours = (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:])
    differs = np.zeros(mask.shape, np.bool_)
    for neighbour in neighbours:
        differs |= neighbour != inner
    return differs & (mask > 0)
