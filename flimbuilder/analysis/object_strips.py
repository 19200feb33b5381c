"""Sums over the pixels of objects, a window at a time, for images of any size."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.sparse_plane import SparsePlane, Window, parts_of

__all__ = [
    "LabelPlane",
    "ObjectPixels",
    "WindowReader",
    "border_lengths",
    "in_raster_order",
    "largest_label",
    "object_pixels",
    "reader_of",
    "windows_to_process",
]

LabelPlane = npt.NDArray[Any] | SparsePlane
"""Labels (H, W) in memory, or on disk."""
WindowReader = Callable[[slice, slice], npt.NDArray[Any]]
"""Returns the given rows and columns of an image or of saliency maps."""

STRIP = 2**20  # pixels
SIDE_STEPS = ((-1, 0), (1, 0), (0, -1), (0, 1))
CORNER_STEPS = ((-1, -1), (-1, 1), (1, -1), (1, 1))
# Of a border pixel, by its border neighbours at sides and at corners.
BORDER_LENGTHS = np.zeros((5, 5))
BORDER_LENGTHS[2:4, :3] = 1
BORDER_LENGTHS[0, 2] = BORDER_LENGTHS[1, 3] = np.sqrt(2)
BORDER_LENGTHS[1, 1] = BORDER_LENGTHS[1, 2] = (1 + np.sqrt(2)) / 2


@dataclass(frozen=True, eq=False)
class ObjectPixels:
    """The object pixels of a window.

    Attributes
    ----------
    window : tuple of slice
        Rows and columns.
    objects : ndarray of int of shape (n_objects,)
        The objects in the window, from 0, ascending.
    index : ndarray of int of shape (n_pixels,)
        The place of the object of each pixel in `objects`.
    rows, cols : ndarray of int of shape (n_pixels,)
        Its place, counted from the first row and column of the window.
    """

    window: Window
    objects: npt.NDArray[np.intp]
    index: npt.NDArray[np.intp]
    rows: npt.NDArray[np.intp]
    cols: npt.NDArray[np.intp]

    def total(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Add up values of the pixels for each of the window's objects."""
        count = len(self.objects)
        return np.bincount(self.index, values, minlength=count).astype(np.float64)

    def take(self, part: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the values of the pixels in a part of the window's size, (rows, columns, ...)."""
        taken: npt.NDArray[Any] = part[self.rows, self.cols]
        return taken


def largest_label(labels: LabelPlane) -> int:
    """Return the largest label."""
    return labels.largest if isinstance(labels, SparsePlane) else int(labels.max(initial=0))


def windows_to_process(labels: LabelPlane) -> list[Window]:
    """Return windows that hold all labels, in reading order."""
    return parts_of(labels, STRIP)


def object_pixels(instances: LabelPlane) -> Iterator[ObjectPixels]:
    """Yield the pixels of objects in each window that has some."""
    for window in windows_to_process(instances):
        labels = instances[window]
        rows, cols = np.nonzero(labels)
        if len(rows):
            number = labels[rows, cols].astype(np.intp) - 1
            first = int(number.min())
            is_present = np.bincount(number - first) > 0
            index = (np.cumsum(is_present) - 1)[number - first]
            yield ObjectPixels(window, np.flatnonzero(is_present) + first, index, rows, cols)


def in_raster_order(labels: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    """Renumber objects by their first pixels."""
    first = np.full(count, labels.size)
    for part in object_pixels(labels):
        at = (part.rows + part.window[0].start) * labels.shape[1] + part.cols
        own = first[part.objects]
        np.minimum.at(own, part.index, at)
        first[part.objects] = own
    order = np.argsort(first)
    numbers = np.zeros(count + 1, np.int32)
    numbers[order + 1] = np.arange(1, count + 1)
    return labels if np.array_equal(numbers, np.arange(count + 1)) else numbers[labels]


def reader_of(source: npt.NDArray[Any] | WindowReader, axis: int = 0) -> WindowReader:
    """Return a function that reads windows of an array along two axes; keep one that is given."""
    if callable(source):
        return source
    before = (slice(None),) * axis
    return lambda rows, cols: source[(*before, rows, cols)]


def border_lengths(instances: LabelPlane, window: Window) -> npt.NDArray[np.float64]:
    """Return the length that each pixel of a window adds to the perimeter of its object.

    It follows from the border pixels among its neighbours (Benkrid and Crookes, Design and FPGA
    Implementation of a Perimeter Estimator, 2000), as in scikit-image.
    """
    sides, margins = [], []
    for side, length in zip(window, instances.shape, strict=True):
        before, after = min(2, side.start), min(2, length - side.stop)
        sides.append(slice(side.start - before, side.stop + after))
        margins.append((2 - before, 2 - after))
    labels = np.pad(instances[sides[0], sides[1]], margins)
    inner = _shifted(labels)
    is_border = np.zeros(inner.shape, bool)
    for step in SIDE_STEPS:
        is_border |= _shifted(labels, step) != inner
    border = np.where(is_border, inner, 0)
    middle = _shifted(border)
    sides, corners = (
        sum((_shifted(border, step) == middle).astype(np.int8) for step in steps)
        for steps in (SIDE_STEPS, CORNER_STEPS)
    )
    lengths: npt.NDArray[np.float64] = np.where(middle > 0, BORDER_LENGTHS[sides, corners], 0)
    return lengths


def _shifted(
    image: npt.NDArray[np.int32], step: tuple[int, int] = (0, 0)
) -> npt.NDArray[np.int32]:
    """Return the neighbours at a step of all pixels but those at the rim."""
    (height, width), (down, right) = image.shape, step
    return image[1 + down : height - 1 + down, 1 + right : width - 1 + right]
