"""Marker images: 0 is unmarked; any other value is the class + 1, or is mapped to a class.

A labels layer of napari is such an image, saved as TIFF of 32 or 64 bits.
"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError, printable
from flimbuilder.project.markers import MAX_CLASS_ID, Marker, Pixels
from flimbuilder.project.rasterise import UNMARKED, class_map, runs_of

__all__ = [
    "label_image_from_markers",
    "markers_from_label_image",
    "markers_from_pixels",
    "parse_label_values",
]

LARGEST_VALUE = 2**64 - 1
_PAIR = re.compile(r"\s*(\d{1,20})\s*=\s*(none|\d{1,3})\s*", re.ASCII)
Integers = NDArray[np.int64]


def parse_label_values(text: str) -> dict[int, int | None]:
    """Parse the class of each value of a marker image.

    Parameters
    ----------
    text : str
        Pairs ``VALUE=CLASS`` separated by commas, as in ``1=0,2=1,7=none``; pixels with a value
        mapped to ``none`` are left out.

    Returns
    -------
    dict of int to int or None

    Raises
    ------
    MarkerError
        If a pair is invalid or a value is repeated.
    """
    values: dict[int, int | None] = {}
    for pair in text.split(","):
        match = _PAIR.fullmatch(pair)
        value, word = (int(match[1]), match[2]) if match else (0, "")
        class_id = int(word) if word.isdigit() else None
        if not 1 <= value <= LARGEST_VALUE or (class_id or 0) > MAX_CLASS_ID:
            raise MarkerError(
                f"label values: '{printable(pair.strip(), 40)}' is not VALUE=CLASS; a value is at "
                f"least 1, a class is 0 to {MAX_CLASS_ID} or none, as in 1=0,2=1"
            )
        if value in values:
            raise MarkerError(f"label values: {value} is given twice; give it one class")
        values[value] = class_id
    return values


def markers_from_label_image(
    image: NDArray[np.integer], values: Mapping[int, int | None] | None = None
) -> tuple[Pixels, ...]:
    """Convert a marker image to markers.

    Parameters
    ----------
    image : ndarray of shape (height, width), integer
        0 is unmarked.
    values : mapping of int to int or None, default=None
        The class of each other value; None leaves its pixels out. Without a mapping, a value is
        the class + 1, at most 255.

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
    row, col = np.nonzero(image)
    unique, inverse = np.unique(image[row, col], return_inverse=True)
    class_of_unique = np.zeros(len(unique), np.int64)
    for index, value in enumerate(unique.tolist()):
        if values is None and 1 <= value <= MAX_CLASS_ID + 1:
            class_of_unique[index] = value - 1
        elif values is not None and value in values:
            class_id = values[value]
            class_of_unique[index] = UNMARKED if class_id is None else class_id
        else:
            first = int(np.flatnonzero(inverse == index)[0])
            raise MarkerError(_invalid_value(value, int(row[first]), int(col[first]), values))
    class_id_of_pixel = class_of_unique[inverse]
    kept = class_id_of_pixel != UNMARKED
    return markers_from_pixels(row[kept], col[kept], class_id_of_pixel[kept])


def _invalid_value(value: int, row: int, col: int, values: Mapping[int, int | None] | None) -> str:
    position = f"value {value} at row {row}, column {col} of the marker image"
    if values is None:
        return (
            f"{position} is not 0 (unmarked) or a class + 1, at most {MAX_CLASS_ID + 1}; map "
            f"other values with --values {max(value, 1)}=CLASS,..."
        )
    known = printable(", ".join(str(known_value) for known_value in sorted(values)), 80)
    return (
        f"{position} is not among the label values {known}; give its class ({value}=CLASS), or "
        f"leave it out ({value}=none)"
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
