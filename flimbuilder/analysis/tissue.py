"""The part of a slide that holds tissue, as a small mask over the whole image."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import InputError
from flimbuilder.project.pixel_size import PixelSize

__all__ = ["TissueMask"]

Mask = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TissueMask:
    """A mask of tissue at a low resolution, and the size of the image that it covers.

    The pixel in row r of the image has the value of row floor(r h / H) of the mask, where h and H
    are the heights of mask and image; columns likewise.

    Attributes
    ----------
    mask : ndarray of bool of shape (h, w)
        True for tissue; at most as large as the image.
    size : tuple of int
        (height, width) of the image.

    Raises
    ------
    InputError
        If the mask is empty or larger than the image.
    """

    mask: Mask
    size: tuple[int, int]

    def __post_init__(self) -> None:
        """Check the shape."""
        shape = self.mask.shape
        if len(shape) != 2 or not all(
            0 < small <= large for small, large in zip(shape, self.size, strict=True)
        ):
            raise InputError(
                f"a tissue mask of {' x '.join(map(str, shape))} does not fit an image of "
                f"{self.size[0]} x {self.size[1]} pixels; it may have at most as many"
            )

    @classmethod
    def covering(cls, mask: Mask, size: tuple[int, int]) -> Self:
        """Make the tissue of an image from a mask of any size; no tissue is lost."""
        return cls(_any_of_blocks(mask, size), size)

    def touches(self, rows: slice, cols: slice) -> bool:
        """Return True if a rectangle of the image, with starts and stops, holds tissue."""
        box = [rows.start, rows.stop, cols.start, cols.stop]
        return bool(self.touched(np.array([box], np.int64))[0])

    def touched(self, boxes: Integers) -> Mask:
        """Return which rectangles hold tissue.

        Parameters
        ----------
        boxes : ndarray of shape (n, 4), int64
            First row, end row, first column and end column, in pixels of the image.

        Returns
        -------
        ndarray of bool of shape (n,)
            False for a rectangle without pixels.
        """
        top, bottom, left, right = np.asarray(boxes, np.int64).reshape(-1, 4).T
        is_empty = (bottom <= top) | (right <= left)
        (height, width), (h, w) = self.size, self.mask.shape
        first, last = top * h // height, (bottom - 1) * h // height + 1
        start, end = left * w // width, (right - 1) * w // width + 1
        sums = self._sums
        found = sums[last, end] - sums[first, end] - sums[last, start] + sums[first, start]
        touched: Mask = (found > 0) & ~is_empty
        return touched

    def at(self, rows: slice, cols: slice) -> Mask:
        """Return the mask (rows, columns) of a rectangle of the image."""
        (height, width), (h, w) = self.size, self.mask.shape
        row = np.arange(rows.start, rows.stop, dtype=np.int64) * h // height
        col = np.arange(cols.start, cols.stop, dtype=np.int64) * w // width
        part: Mask = self.mask[row[:, None], col]
        return part

    @cached_property
    def share(self) -> float:
        """The share of the image that is tissue."""
        return float(self._row_weights @ self.mask @ self._col_weights) / (
            self.size[0] * self.size[1]
        )

    def area_mm2(self, pixel_size: PixelSize) -> float:
        """Return the area of the tissue, for the size of the image's pixels."""
        height, width = self.size
        return self.share * height * width * pixel_size.height * pixel_size.width / 1e6

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that the answers depend on."""
        text = f"{self.size} {self.mask.shape}".encode()
        return hashlib.sha256(text + np.packbits(self.mask).tobytes()).hexdigest()

    def scaled(self, size: tuple[int, int]) -> "TissueMask":
        """Return the same tissue for another level of the slide, of (height, width)."""
        return self.covering(self.mask, size)

    @cached_property
    def _sums(self) -> Integers:
        """Tissue above and to the left of each corner of the mask's pixels."""
        h, w = self.mask.shape
        sums = np.zeros((h + 1, w + 1), np.int64)
        np.cumsum(self.mask, axis=0, out=sums[1:, 1:])
        np.cumsum(sums[1:, 1:], axis=1, out=sums[1:, 1:])
        return sums

    @property
    def _row_weights(self) -> Integers:
        return _pixels_of_each(self.size[0], self.mask.shape[0])

    @property
    def _col_weights(self) -> Integers:
        return _pixels_of_each(self.size[1], self.mask.shape[1])


def _pixels_of_each(length: int, parts: int) -> Integers:
    """Return how many of `length` pixels each of the parts covers."""
    starts = -(-np.arange(parts + 1, dtype=np.int64) * length // parts)
    return np.diff(starts)


def _any_of_blocks(mask: Mask, size: Sequence[int]) -> Mask:
    """Return a mask of at most (height, width), True where any pixel is."""
    for axis, length in enumerate(size):
        n = mask.shape[axis]
        if n > length:
            starts = np.arange(length, dtype=np.int64) * n // length
            mask = np.logical_or.reduceat(mask, starts, axis=axis)
    return mask
