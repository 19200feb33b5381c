"""Pyramids of 8-bit images, each level half the size of the one before."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["SMALLEST", "Pyramid", "fitting_size", "halve_max", "halve_mean", "image_pyramid"]

Bytes = NDArray[np.uint8]

SMALLEST = 256  # pixels; levels are halved until the longer side is at most this


def fitting_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return (height, width) scaled down so that the longer side is at most `side`."""
    factor = min(1.0, side / max(height, width))
    return max(1, round(height * factor)), max(1, round(width * factor))


def image_pyramid(whole: Bytes, halve: Callable[[Bytes], Bytes]) -> tuple[Bytes, ...]:
    """Return an image pyramid whose smallest level has sides of at most `SMALLEST`."""
    levels = [whole]
    while max(levels[-1].shape[:2]) > SMALLEST:
        levels.append(halve(levels[-1]))
    return tuple(levels)


def halve_mean(image: NDArray[Any]) -> NDArray[Any]:
    """Halve an image of uint8 or uint16 by the rounded mean of 2 x 2 pixels.

    Odd borders are repeated.
    """
    even = _even(image)
    rows = even[0::2].astype(np.uint16 if image.dtype == np.uint8 else np.uint32) + even[1::2]
    mean: NDArray[Any] = ((rows[:, 0::2] + rows[:, 1::2] + 2) >> 2).astype(image.dtype)
    return mean


def halve_max(image: NDArray[Any]) -> NDArray[Any]:
    """Halve an image by the maximum of 2 x 2 pixels, so that no label vanishes."""
    even = _even(image)
    rows = np.maximum(even[0::2], even[1::2])
    largest: NDArray[Any] = np.maximum(rows[:, 0::2], rows[:, 1::2])
    return largest


def _even(image: NDArray[Any]) -> NDArray[Any]:
    height, width = image.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return image
    margins = [(0, height % 2), (0, width % 2), (0, 0)]
    return np.pad(image, margins[: image.ndim], mode="edge")


class Pyramid:
    """A pyramid that is filled part by part; it equals `image_pyramid` once it is full.

    Parameters
    ----------
    size : tuple of int
        (height, width).
    halve : callable, default=halve_mean

    Attributes
    ----------
    levels : tuple of ndarray of uint8
        Full size first; always the same arrays, 0 until they are filled.
    """

    def __init__(
        self, size: tuple[int, int], halve: Callable[[Bytes], Bytes] = halve_mean
    ) -> None:
        levels = [np.zeros(size, np.uint8)]
        while max(levels[-1].shape) > SMALLEST:
            height, width = levels[-1].shape
            levels.append(np.zeros((-(-height // 2), -(-width // 2)), np.uint8))
        self.levels: tuple[Bytes, ...] = tuple(levels)
        self._halve = halve

    @property
    def nbytes(self) -> int:
        """Bytes of all levels."""
        return sum(level.nbytes for level in self.levels)

    def put(self, rows: slice, cols: slice, part: Bytes) -> None:
        """Fill a rectangle of the full size."""
        self.levels[0][rows, cols] = part
        self._refresh(rows, cols, 1)

    def put_coarse(self, level: int, whole: Bytes) -> None:
        """Fill everything from the values of one level."""
        self.levels[level][:] = whole
        for number in range(level - 1, -1, -1):
            finer, coarser = self.levels[number], self.levels[number + 1]
            height, width = finer.shape
            finer[:] = coarser.repeat(2, axis=0)[:height].repeat(2, axis=1)[:, :width]
        height, width = self.levels[level].shape
        self._refresh(slice(0, height), slice(0, width), level + 1)

    def _refresh(self, rows: slice, cols: slice, first: int) -> None:
        """Halve a rectangle of the level before `first` into all later levels."""
        for number in range(first, len(self.levels)):
            finer, level = self.levels[number - 1], self.levels[number]
            rows, cols = (slice(side.start // 2, -(-side.stop // 2)) for side in (rows, cols))
            part = finer[2 * rows.start : 2 * rows.stop, 2 * cols.start : 2 * cols.stop]
            level[rows, cols] = self._halve(part)
