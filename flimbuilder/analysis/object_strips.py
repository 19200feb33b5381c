"""Sums over the pixels of objects, a strip of rows at a time, for images of any size."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "ObjectPixels",
    "RowsReader",
    "border_lengths",
    "in_raster_order",
    "object_pixels",
    "reader_of",
    "strips_of",
]

RowsReader = Callable[[slice], npt.NDArray[Any]]
"""Returns the given rows of an image or of saliency maps."""

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
    """The object pixels of a strip of rows.

    Attributes
    ----------
    strip : slice
        The rows.
    index : ndarray of int of shape (n_pixels,)
        The object of each pixel, from 0.
    rows, cols : ndarray of int of shape (n_pixels,)
        Its place; rows count from the first of the strip.
    count : int
        Number of all objects.
    """

    strip: slice
    index: npt.NDArray[np.intp]
    rows: npt.NDArray[np.intp]
    cols: npt.NDArray[np.intp]
    count: int

    def total(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Add up values of the pixels for each object."""
        return np.bincount(self.index, values, minlength=self.count).astype(np.float64)

    def take(self, rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the values of the pixels in the rows of the strip, of shape (rows, W, ...)."""
        taken: npt.NDArray[Any] = rows[self.rows, self.cols]
        return taken


def strips_of(shape: tuple[int, ...]) -> list[slice]:
    """Divide the rows of an image into strips."""
    height, width = shape[:2]
    step = max(1, STRIP // width)
    return [slice(start, min(start + step, height)) for start in range(0, height, step)]


def object_pixels(instances: npt.NDArray[np.int32]) -> Iterator[ObjectPixels]:
    """Yield the pixels of objects in each strip of rows that has some."""
    count = int(instances.max(initial=0))
    for strip in strips_of(instances.shape):
        labels = instances[strip]
        rows, cols = np.nonzero(labels)
        if len(rows):
            index = labels[rows, cols].astype(np.intp) - 1
            yield ObjectPixels(strip, index, rows, cols, count)


def in_raster_order(labels: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.int32]:
    """Renumber objects by their first pixels."""
    first = np.full(count, labels.size)
    for part in object_pixels(labels):
        index = (part.rows + part.strip.start) * labels.shape[1] + part.cols
        np.minimum.at(first, part.index, index)
    order = np.argsort(first)
    numbers = np.zeros(count + 1, np.int32)
    numbers[order + 1] = np.arange(1, count + 1)
    return labels if np.array_equal(numbers, np.arange(count + 1)) else numbers[labels]


def reader_of(source: npt.NDArray[Any] | RowsReader, axis: int = 0) -> RowsReader:
    """Return a function that reads rows of an array along an axis; keep one that is given."""
    if callable(source):
        return source
    before = (slice(None),) * axis
    return lambda rows: source[(*before, rows)]


def border_lengths(instances: npt.NDArray[np.int32], strip: slice) -> npt.NDArray[np.float64]:
    """Return the length that each pixel of a strip of rows adds to the perimeter of its object.

    It follows from the border pixels among its neighbours (Benkrid and Crookes, Design and FPGA
    Implementation of a Perimeter Estimator, 2000), as in scikit-image.
    """
    height = instances.shape[0]
    above, below = min(2, strip.start), min(2, height - strip.stop)
    near = instances[strip.start - above : strip.stop + below]
    labels = np.pad(near, ((2 - above, 2 - below), (2, 2)))
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
