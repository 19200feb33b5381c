"""The orientation that a camera wrote into EXIF data."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["ORIENTATION", "exif_orientation", "upright", "valid_orientation"]

ORIENTATION = 0x0112  # Exif 2.32, table 4; the same tag as in TIFF 6.0


def exif_orientation(data: bytes | None) -> tuple[int, tuple[str, ...]]:
    """Return the orientation in a block of EXIF data, 1 where there is none, and notes."""
    if not data:
        return 1, ()
    exif = Image.Exif()
    try:
        exif.load(data)
        return valid_orientation(exif.get(ORIENTATION, 1)), ()
    except Exception:  # whatever Pillow meets in a damaged block; the pixels do not depend on it
        return 1, ("EXIF data cannot be read: no orientation applied",)


def valid_orientation(value: object) -> int:
    """Return an orientation from 1 to 8; anything else counts as 1, upright."""
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def upright(samples: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """Turn samples so that the first row and column are the visual top and left.

    Parameters
    ----------
    samples : ndarray of shape (height, width, ...)
    orientation : int
        1 to 8, as in EXIF: 2-4 mirror or turn by 180 degrees, 5-8 also swap the axes.

    Returns
    -------
    ndarray
        A view.
    """
    turned = np.swapaxes(samples, 0, 1) if orientation >= 5 else samples
    rows = -1 if orientation in (3, 4, 7, 8) else 1
    columns = -1 if orientation in (2, 3, 6, 7) else 1
    return turned[::rows, ::columns]
