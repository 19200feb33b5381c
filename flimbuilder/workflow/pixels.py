"""Images as the learner and the network take them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.read import as_unit_float, read_image

__all__ = ["read_pixels"]


def read_pixels(path: Path) -> NDArray[np.float32]:
    """Read an image and scale it by the range of its dtype.

    Returns
    -------
    ndarray of shape (H, W, C)
        In [0, 1].
    """
    return as_unit_float(read_image(path).pixels, name=str(path))
