"""Draw the pictures of the demo's report from arrays.

Pictures are uint8 RGB of shape (height, width, 3). Photographs are magnified smoothly and drawn on
afterwards, so that lines stay thin and sharp.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.imaging.pictures import (
    MASK_COLOUR,
    REFERENCE_COLOUR,
    display,
    enlarge,
    heat,
    montage,
    outline,
    paint_classes,
    signed_picture,
)
from flimbuilder.project.markers import Marker
from flimbuilder.project.rasterise import class_map

__all__ = [
    "activation_picture",
    "kernel_picture",
    "magnify",
    "marked_picture",
    "outlined_picture",
    "patch_picture",
    "saliency_picture",
]

Picture = NDArray[np.uint8]

FACTOR = 3  # of whole images; odd, so that the mean is centred
MARKER_OPACITY = 0.55
TAP_SIDE = 24  # pixels for one tap of a kernel
CONTEXT = 25  # image pixels shown around a patch
CONTEXT_FACTOR = 5


def magnify(picture: Picture) -> Picture:
    """Magnify a photograph smoothly."""
    return np.rint(_magnified(picture.astype(np.float32))).astype(np.uint8)


def _magnify_mask(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Magnify a mask with a smooth contour within half a pixel of the original."""
    magnified: NDArray[np.bool_] = _magnified(mask.astype(np.float32)) > 0.5
    return magnified


def _magnified(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Interpolate linearly: repeat every value, then average as many."""
    repeated = values.repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
    smooth: NDArray[np.float32] = scipy.ndimage.uniform_filter(
        repeated, FACTOR, mode="nearest", axes=(0, 1)
    )
    return smooth


def marked_picture(
    pixels: NDArray[Any], markers: Sequence[Marker], colours: Mapping[int, str]
) -> Picture:
    """Draw markers on an image (H, W, C) in the colours of their classes, ``#rrggbb``."""
    marked = class_map(markers, (pixels.shape[0], pixels.shape[1]))
    picture = magnify(display(pixels))
    large = np.full(picture.shape[:2], -1)
    for class_id in colours:
        large[_magnify_mask(marked == class_id)] = class_id
    painted = paint_classes(picture, large, colours, MARKER_OPACITY)
    for class_id, colour in colours.items():
        painted = outline(painted, large == class_id, colour, width=3)
        painted = outline(painted, large == class_id, "#ffffff", width=1)
    return painted


def kernel_picture(weights: NDArray[np.floating[Any]]) -> Picture:
    """Draw a kernel (side, side, channels), its channels side by side.

    Purple is negative, white 0 and green positive, scaled by the largest magnitude.
    """
    scaled = weights / (np.abs(weights).max() or 1.0)
    channels = np.moveaxis(signed_picture(scaled), 2, 0)
    tiles = [enlarge(channel, TAP_SIDE) for channel in channels]
    return montage(tiles, len(tiles), gap=6)


def patch_picture(pixels: NDArray[Any], centre: tuple[int, int], side: int) -> Picture:
    """Draw a patch of an image (H, W, C) in a white frame, with its surroundings.

    `centre` is its (row, col) and `side` its width, in pixels; beyond the image it is black.
    """
    reach = CONTEXT // 2
    padded = np.pad(display(pixels), ((reach, reach), (reach, reach), (0, 0)))
    row, col = centre
    around = enlarge(padded[row : row + CONTEXT, col : col + CONTEXT], CONTEXT_FACTOR)
    frame = np.zeros((CONTEXT, CONTEXT), dtype=bool)
    first, last = reach - side // 2, reach + side // 2 + 1
    frame[first:last, first:last] = True
    large = frame.repeat(CONTEXT_FACTOR, axis=0).repeat(CONTEXT_FACTOR, axis=1)
    return outline(around, large, "#ffffff", width=2)


def activation_picture(activation: NDArray[np.floating[Any]]) -> Picture:
    """Draw an activation map divided by its maximum, as decoders do."""
    return heat(activation / (activation.max() or 1.0))


def saliency_picture(saliency: NDArray[np.floating[Any]]) -> Picture:
    """Draw a saliency map in [0, 1]."""
    return magnify(heat(saliency))


def outlined_picture(
    pixels: NDArray[Any], mask: NDArray[np.bool_], reference: NDArray[np.bool_]
) -> Picture:
    """Outline a mask on an image, over the wider outline of the reference."""
    picture = magnify(display(pixels))
    picture = outline(picture, _magnify_mask(reference), REFERENCE_COLOUR, width=4)
    return outline(picture, _magnify_mask(mask), MASK_COLOUR, width=2)
