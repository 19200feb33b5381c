"""Pictures of the objects of a mask over their image."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.pictures import Picture, display, paint_classes, stretch_limits

__all__ = ["display_by_strips", "draw_objects"]

FILL = 0.25  # opacity of the colour inside
HALO = 0.6  # opacity of the dark line outside, which sets the contour off on bright images
SIDE_PER_PIXEL = 1500  # of the longer side of an image, for each pixel of the width of a contour
STRIP = 2**22  # pixels that are converted at once
SAMPLE_STEP = 16  # rows between those that set the contrast of larger images


def display_by_strips(
    read: Callable[[slice], npt.NDArray[np.floating[Any]]], size: tuple[int, int], stretched: bool
) -> Picture:
    """Convert an image in [0, 1] to eight-bit RGB, a strip of rows at a time.

    Parameters
    ----------
    read : callable
        Returns the rows of a slice, of shape (rows, width, channels).
    size : tuple of int
        (height, width).
    stretched : bool
        Stretch the contrast, as `display` does, instead of taking 0 for black and 1 for white.

    Returns
    -------
    ndarray of uint8 of shape (height, width, 3)
    """
    height, width = size
    step = max(1, STRIP // width)
    strips = [slice(start, min(start + step, height)) for start in range(0, height, step)]

    def shown(strip: slice) -> npt.NDArray[np.floating[Any]]:
        channels = read(strip)
        return channels[..., :3] if channels.shape[2] >= 3 else channels[..., :1]

    low, high = 0.0, 1.0
    if stretched:
        every = SAMPLE_STEP if len(strips) > 1 else 1
        low, high = stretch_limits(np.concatenate([shown(strip)[::every] for strip in strips]))
    scale = 255 / (high - low or 1.0)
    rgb = np.empty((height, width, 3), np.uint8)
    for strip in strips:
        levels = np.rint(np.clip((shown(strip) - low) * scale, 0, 255))
        rgb[strip] = display(levels.astype(np.uint8))
    return rgb


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
