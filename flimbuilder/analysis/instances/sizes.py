"""Learn the size of objects from those that an expert marked."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from flimbuilder.analysis.arrays import checked_mask
from flimbuilder.analysis.instances.splitting import split_mask, with_small_holes_filled
from flimbuilder.errors import LearnError
from flimbuilder.project.decoding import Splitting
from flimbuilder.project.markers import Marker
from flimbuilder.project.project import BACKGROUND
from flimbuilder.project.rasterise import marker_pixels

__all__ = ["learn_splitting"]

SMALL = 0.1  # quantile of the areas of marked objects
SHARE_OF_SMALL = 0.25  # a smaller share of that is no object
DIGITS = 1  # after the point, of the radius

Mask = npt.NDArray[np.bool_]
PixelIndices = Sequence[npt.NDArray[np.integer[Any]]]


def learn_splitting(images: Iterable[tuple[npt.NDArray[np.bool_], Sequence[Marker]]]) -> Splitting:
    """Learn how to separate touching objects from those that are marked.

    The radius is the median over the markers of objects: the distance to the boundary at the
    maximum that is reached uphill from the marker, in a mask to which the marked pixels are
    added. Touching objects do not change it. The smallest area is a quarter of the 10 % quantile
    of the areas of the marked objects, split with that radius.

    Parameters
    ----------
    images : iterable of (ndarray of bool of shape (H, W), sequence of Disk, Stroke or Pixels)
        The mask of each training image, as its saliency gives it, and the markers.

    Returns
    -------
    Splitting

    Raises
    ------
    LearnError
        If no marker of an object lies in a mask.
    InputError
        If a mask is not bool.
    """
    marked = [_with_markers(mask, markers) for mask, markers in images]
    radius = _radius(marked)
    holes = [(with_small_holes_filled(mask, radius), places) for mask, places in marked]
    radius = _radius(holes)
    areas = [
        area
        for mask, places in holes
        for area in _areas(split_mask(mask, Splitting(radius=radius)), places)
    ]
    smallest = round(SHARE_OF_SMALL * float(np.quantile(areas, SMALL)))
    return Splitting(radius=round(radius, DIGITS), smallest=max(1, smallest))


def _with_markers(
    mask: npt.NDArray[np.bool_], markers: Sequence[Marker]
) -> tuple[Mask, list[PixelIndices]]:
    """Return the mask with the pixels of object markers, and (rows, columns) of each of these.

    Markers outside the mask are left out: their objects are not found.
    """
    mask = checked_mask(mask, "the mask")
    pixels = marker_pixels(markers, (mask.shape[0], mask.shape[1]))
    places: list[PixelIndices] = []
    for marker in np.unique(pixels.marker[pixels.class_id != BACKGROUND]):
        own = pixels.marker == marker
        rows, cols = pixels.row[own], pixels.col[own]
        if mask[rows, cols].any():
            places.append((rows, cols))
    whole = mask.copy()
    for rows, cols in places:
        whole[rows, cols] = True
    return whole, places


def _radius(marked: Sequence[tuple[Mask, list[PixelIndices]]]) -> float:
    depths = [depth for mask, places in marked for depth in _depths(mask, places)]
    if not depths:
        raise LearnError(
            "the size of objects can't be learned: no marker of an object lies in the mask; lower "
            "the threshold, or give the radius of an object"
        )
    return float(np.median(depths))


def _depths(mask: Mask, places: Sequence[PixelIndices]) -> Iterator[float]:
    """Yield the distance to the boundary at the top of the hill of each marker."""
    distance = scipy.ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    for rows, cols in places:
        start = int(distance[rows, cols].argmax())
        yield _climb(distance, int(rows[start]), int(cols[start]))


def _climb(heights: npt.NDArray[np.floating[Any]], row: int, col: int) -> float:
    """Follow the steepest ascent over 5 x 5 neighbours to its top."""
    while True:
        top, left = max(row - 2, 0), max(col - 2, 0)
        near = heights[top : row + 3, left : col + 3]
        highest = np.unravel_index(near.argmax(), near.shape)
        if near[highest] <= heights[row, col]:
            return float(heights[row, col])
        row, col = top + int(highest[0]), left + int(highest[1])


def _areas(objects: npt.NDArray[np.int32], places: Sequence[PixelIndices]) -> Iterator[int]:
    """Yield the area of the object under each marker."""
    areas = np.bincount(objects.ravel())
    for rows, cols in places:
        under = np.bincount(objects[rows, cols])
        if under[1:].any():
            yield int(areas[under[1:].argmax() + 1])
