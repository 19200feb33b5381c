"""Cut squares out of images."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = ["cut_patch"]

Number = TypeVar("Number", bound=np.generic)


def cut_patch(
    pixels: NDArray[Number], row: int, col: int, side: int, outside: Any = 0
) -> NDArray[Number]:
    """Return the square patch of an image around a pixel.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, ...)
    row, col : int
        The centre; a patch of an even side has one more pixel below and right of it.
    side : int
        At least 1.
    outside : scalar, default=0
        Value of pixels outside the image.

    Returns
    -------
    ndarray of shape (side, side, ...)
        A copy.
    """
    patch = np.full((side, side, *pixels.shape[2:]), outside, dtype=pixels.dtype)
    top, left = row - (side - 1) // 2, col - (side - 1) // 2
    rows = slice(max(top, 0), min(top + side, pixels.shape[0]))
    cols = slice(max(left, 0), min(left + side, pixels.shape[1]))
    if rows.start < rows.stop and cols.start < cols.stop:
        down, along = rows.start - top, cols.start - left
        part = pixels[rows, cols]
        patch[down : down + part.shape[0], along : along + part.shape[1]] = part
    return patch
