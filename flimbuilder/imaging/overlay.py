"""Pictures of the objects of a mask over their image."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.pictures import Picture, paint_classes

__all__ = ["draw_objects"]

FILL = 0.25  # opacity of the colour inside
HALO = 0.6  # opacity of the dark line outside, which sets the contour off on bright images
SIDE_PER_PIXEL = 500  # of the longer side of an image, for each pixel of the width of a contour


def draw_objects(
    rgb: Picture,
    instances: npt.NDArray[np.integer[Any]],
    mask: npt.NDArray[np.integer[Any]],
    colours: Mapping[int, str],
) -> Picture:
    """Fill and outline objects in the colours of their classes.

    Parameters
    ----------
    rgb : ndarray of uint8 of shape (height, width, 3)
    instances : ndarray of int of shape (height, width)
        Objects from 1, each with a contour inside it and a dark halo around it.
    mask : ndarray of int of shape (height, width)
        Class ids; 0 is background.
    colours : mapping of int to str
        Class to ``#rrggbb``.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)
    """
    import scipy
    import skimage

    width = max(1, round(max(mask.shape) / SIDE_PER_PIXEL))
    inside, classes = mask > 0, mask.astype(np.int16)
    contour = skimage.segmentation.find_boundaries(instances, mode="inner")
    halo = ~inside & scipy.ndimage.binary_dilation(inside, iterations=max(1, width // 2))
    if width > 1:
        contour = inside & scipy.ndimage.binary_dilation(contour, iterations=width - 1)
    black = paint_classes(rgb, np.where(halo, 0, -1), {0: "#000000"}, HALO)
    filled = paint_classes(black, np.where(inside, classes, -1), colours, FILL)
    return paint_classes(filled, np.where(contour, classes, -1), colours, 1)
