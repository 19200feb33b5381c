"""Marker images: 0 is unmarked, any other value is the class + 1, or what a table says.

napari's labels layers are such images as well, saved as TIFF with 32 or 64 bits.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import MarkerError, printable
from flimbuilder.exchange.pixel_markers import pixel_markers
from flimbuilder.project.markers import MAX_CLASS_ID, Marker, Pixels
from flimbuilder.project.rasterise import UNMARKED, class_map

__all__ = ["label_image_from_markers", "markers_from_label_image", "parse_label_values"]

LARGEST_VALUE = 2**64 - 1
_PAIR = re.compile(r"\s*(\d{1,20})\s*=\s*(none|\d{1,3})\s*", re.ASCII)


def parse_label_values(text: str) -> dict[int, int | None]:
    """Read which class each value of a marker image means.

    Parameters
    ----------
    text : str
        Pairs ``VALUE=CLASS`` joined by commas, as in ``1=0,2=1,7=none``; with ``none`` the
        pixels of a value are left out.

    Returns
    -------
    dict of int to int or None

    Raises
    ------
    MarkerError
        With the pair that is none, or comes twice.
    """
    values: dict[int, int | None] = {}
    for pair in text.split(","):
        match = _PAIR.fullmatch(pair)
        value, word = (int(match[1]), match[2]) if match else (0, "")
        class_id = int(word) if word.isdigit() else None
        if not 1 <= value <= LARGEST_VALUE or (class_id or 0) > MAX_CLASS_ID:
            raise MarkerError(
                f"label values: '{printable(pair.strip(), 40)}' is no pair VALUE=CLASS of a value "
                f"from 1 and a class from 0 to {MAX_CLASS_ID}, or none; give them as in 1=0,2=1"
            )
        if value in values:
            raise MarkerError(f"label values: {value} is there twice; give it one class")
        values[value] = class_id
    return values


def markers_from_label_image(
    image: NDArray[np.integer], values: Mapping[int, int | None] | None = None
) -> tuple[Pixels, ...]:
    """Return the markers of a marker image.

    Parameters
    ----------
    image : ndarray of shape (height, width), integer
        0 where nothing is marked.
    values : mapping of int to int or None, default=None
        The class of each other value; pixels whose class is None are left out. None stands for
        the class + 1, up to 255.

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
    found, inverse = np.unique(image[row, col], return_inverse=True)
    table = [_class_of(value, values) for value in found.tolist()]
    if None in table:
        first = int(np.flatnonzero(np.array([one is None for one in table])[inverse])[0])
        _refuse(int(image[row[first], col[first]]), int(row[first]), int(col[first]), values)
    class_id = np.array(table, np.int64)[inverse]
    kept = class_id != UNMARKED
    return pixel_markers(row[kept], col[kept], class_id[kept])


def _class_of(value: int, values: Mapping[int, int | None] | None) -> int | None:
    """Return the class of a value, -1 where it is left out, and None where it means nothing."""
    if values is None:
        return value - 1 if 1 <= value <= MAX_CLASS_ID + 1 else None
    if value not in values:
        return None
    class_id = values[value]
    return UNMARKED if class_id is None else class_id


def _refuse(value: int, row: int, col: int, values: Mapping[int, int | None] | None) -> NoReturn:
    place = f"value {value} at row {row}, column {col} of the marker image"
    if values is None:
        raise MarkerError(
            f"{place}; it must be 0 (unmarked) or the class + 1, at most {MAX_CLASS_ID + 1}; say "
            f"which class each value means (--values {max(value, 1)}=CLASS,...) where it is not"
        )
    known = ", ".join(str(one) for one in sorted(values))
    raise MarkerError(
        f"{place} is not among the label values {printable(known, 80)}; give its class "
        f"({value}=CLASS), or leave it out ({value}=none)"
    )


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
