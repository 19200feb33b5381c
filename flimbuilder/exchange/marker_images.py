"""Marker images: 0 is unmarked, any other value is the class + 1."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError
from flimbuilder.exchange.pixel_markers import pixel_markers
from flimbuilder.project.markers import MAX_CLASS_ID, Marker, Pixels
from flimbuilder.project.rasterise import class_map

__all__ = ["label_image_from_markers", "markers_from_label_image"]


def markers_from_label_image(image: NDArray[np.integer]) -> tuple[Pixels, ...]:
    """Return the markers of a marker image.

    Parameters
    ----------
    image : ndarray of shape (height, width), integer
        0 where nothing is marked, elsewhere the class + 1, up to 255.

    Returns
    -------
    tuple of Pixels
        One for each 8-connected component of one class, sorted by class and then by the first
        pixel in raster order; the ids count from 1.

    Raises
    ------
    MarkerError
        Where the array is no label image, with the value and its place.
    """
    if image.ndim != 2 or not np.issubdtype(image.dtype, np.integer):
        raise MarkerError(
            f"a marker image has one channel of whole numbers, not {image.dtype} of shape "
            f"{image.shape}; save it as an 8-bit grey image"
        )
    row, col = np.nonzero(image)
    value = image[row, col]
    wrong = np.flatnonzero((value < 0) | (value > MAX_CLASS_ID + 1))
    if len(wrong):
        at = wrong[0]
        raise MarkerError(
            f"value {value[at]} at row {row[at]}, column {col[at]} of the marker image; it must "
            f"be 0 (unmarked) or the class + 1, at most {MAX_CLASS_ID + 1}"
        )
    return pixel_markers(row, col, value.astype(np.int64) - 1)


def label_image_from_markers(
    markers: Sequence[Marker], shape: tuple[int, int]
) -> NDArray[np.uint8]:
    """Return the marker image of markers.

    Parameters
    ----------
    markers : sequence of Disk, Stroke or Pixels
        In drawing order. Read again they give the same class map, but as pixels.
    shape : tuple of int
        (height, width) of the image.

    Returns
    -------
    ndarray of shape (height, width), uint8
        0 where nothing is marked, elsewhere the class + 1.
    """
    return (class_map(markers, shape) + 1).astype(np.uint8)
