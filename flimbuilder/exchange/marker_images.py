"""Marker images: 0 is unmarked; any other value is the class + 1, or has a listed class.

A labels layer of napari is such an image, saved as TIFF of 32 or 64 bits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError, printable
from flimbuilder.project.label_values import UNLISTED, LabelValues
from flimbuilder.project.markers import MAX_CLASS_ID, Marker, Pixels
from flimbuilder.project.rasterise import class_map, runs_of

__all__ = [
    "label_image_from_markers",
    "markers_from_label_image",
    "markers_from_pixels",
]

Integers = NDArray[np.int64]


def markers_from_label_image(
    image: NDArray[np.integer], values: LabelValues | None = None
) -> tuple[Pixels, ...]:
    """Convert a marker image to markers.

    Parameters
    ----------
    image : ndarray of shape (height, width), integer
        0 is unmarked.
    values : LabelValues or None, default=None
        The class of each value; an unlisted 0 is unmarked. None takes a value as the class + 1,
        at most 255.

    Returns
    -------
    tuple of Pixels
        One per 8-connected component of a class, sorted by class, then by the first pixel in
        raster order; ids count from 1.

    Raises
    ------
    MarkerError
        If the array is not a marker image; names the value and its position.
    """
    if image.ndim != 2 or not np.issubdtype(image.dtype, np.integer):
        raise MarkerError(
            f"a marker image has one channel of whole numbers, not {image.dtype} of shape "
            f"{image.shape}; save it as an 8-bit grey image"
        )
    listed = values or LabelValues(((1, MAX_CLASS_ID + 1, 0),))
    class_id = listed.lookup(image)
    unlisted = (class_id == UNLISTED) & (image != 0)
    if unlisted.any():
        first_row, first_col = (int(index[0]) for index in np.nonzero(unlisted))
        value = int(image[first_row, first_col])
        raise MarkerError(_invalid_value(value, first_row, first_col, values))
    row, col = np.nonzero(class_id >= 0)
    if values is None:
        return markers_from_pixels(row, col, image[row, col].astype(np.int64) - 1)
    return markers_from_pixels(row, col, class_id[row, col].astype(np.int64))


def _invalid_value(value: int, row: int, col: int, values: LabelValues | None) -> str:
    position = f"value {value} at row {row}, column {col} of the marker image"
    if values is None:
        return (
            f"{position} is not 0 (unmarked) or a class + 1, at most {MAX_CLASS_ID + 1}; map "
            f"other values with --values {max(value, 1)}=CLASS,..."
        )
    return (
        f"{position} is not among the label values {printable(str(values), 80)}; give its class "
        f"({value}=CLASS), or leave it out ({value}=ignore)"
    )


def label_image_from_markers(
    markers: Sequence[Marker], image_size: tuple[int, int]
) -> NDArray[np.uint8]:
    """Convert markers to a marker image.

    Parameters
    ----------
    markers : sequence of Disk, Stroke or Pixels
        In drawing order. Reading the image back gives the same class map, but as pixels.
    image_size : tuple of int
        (height, width) of the image.

    Returns
    -------
    ndarray of shape (height, width), uint8
        0 where nothing is marked, elsewhere the class + 1.
    """
    return (class_map(markers, image_size) + 1).astype(np.uint8)


def markers_from_pixels(row: Integers, col: Integers, class_id: Integers) -> tuple[Pixels, ...]:
    """Group marked pixels into one marker per 8-connected component of a class.

    Parameters
    ----------
    row, col, class_id : ndarray of shape (n_pixels,), int64
        Not negative; in any order, each pixel once.

    Returns
    -------
    tuple of Pixels
        Sorted by class, then by the first pixel in raster order; ids count from 1. Time and memory
        depend on the number of pixels, not on the size of the image.
    """
    if not len(row):
        return ()
    order = np.lexsort((col, row, class_id))
    row, col, class_id = row[order], col[order], class_id[order]
    component = _label_components(row, col, class_id)
    order = np.argsort(component, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(component[order])) + 1)
    return tuple(
        Pixels(
            id=number, class_id=int(class_id[pixels[0]]), runs=runs_of(row[pixels], col[pixels])
        )
        for number, pixels in enumerate(members, start=1)
    )


def _label_components(row: Integers, col: Integers, class_id: Integers) -> Integers:
    """Return the component of each pixel; the pixels are sorted by class, then in raster order.

    Components count from 0 in the order of their first pixels.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pitch = int(col.max()) + 2  # an empty column, so that the end of a row is no neighbour
    key = (class_id * (int(row.max()) + 2) + row) * pitch + col
    edges = []
    for step in (1, pitch - 1, pitch, pitch + 1):
        neighbour = np.searchsorted(key, key + step)
        has_neighbour = key[np.minimum(neighbour, len(key) - 1)] == key + step
        edges.append(np.stack([np.flatnonzero(has_neighbour), neighbour[has_neighbour]]))
    start, end = np.concatenate(edges, axis=1)
    graph = coo_array((np.ones(len(start), bool), (start, end)), shape=(len(key), len(key)))
    _, labels = connected_components(graph, directed=False)
    # scipy does not define the order of its labels; the ids of markers need one.
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank: Integers = np.argsort(np.argsort(first))[inverse]
    return rank
