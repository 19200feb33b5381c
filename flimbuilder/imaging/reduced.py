"""A small picture of an image of any size, within a bounded amount of memory."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.pyramid import fitting_size
from flimbuilder.imaging.read import ImageFile
from flimbuilder.imaging.regions import ImageRegions, regions_of
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import Selection

__all__ = ["LONGEST_SIDE", "ReducedImage", "choose_level", "read_reduced", "reduce_regions"]

LONGEST_SIDE = 2048  # pixels
BLOCK_VALUES = 2**22  # of the image that are averaged at once

OnRows = Callable[[int, int], None]


def ignore_rows(done: int, rows: int) -> None:
    """Ignore progress."""


@dataclass(frozen=True, eq=False)
class ReducedImage:
    """A small picture of an image.

    The pixel in row r of the image lies in row floor(r h / H) of the picture, where h and H are
    their heights; columns likewise.

    Attributes
    ----------
    pixels : ndarray of float32 of shape (h, w, channels)
        Means, in [0, 1].
    size : tuple of int
        (height, width) of the image that it shows.
    level : int
        Level of the pyramid that was read.
    pixel_size : PixelSize or None
        Of the image.
    """

    pixels: NDArray[np.float32]
    size: tuple[int, int]
    level: int
    pixel_size: PixelSize | None


def read_reduced(
    image: ImageFile,
    selection: Selection | None = None,
    longest: int = LONGEST_SIDE,
    on_rows: OnRows = ignore_rows,
) -> ReducedImage:
    """Read a small picture, from a lower level of the pyramid if there is one.

    Parameters
    ----------
    image : ImageFile
    selection : Selection or None, default=None
        Image of a stack, channels, intensity window and level.
    longest : int, default=2048
        Most pixels of the longer side.
    on_rows : callable, default does nothing
        Called with the rows that were read and their number; raises to cancel.

    Raises
    ------
    ImageError
        If the file cannot be read.

    Notes
    -----
    Without a suitable level, the whole image is read block by block.
    """
    selection = selection or Selection()
    level = choose_level(image.layout, selection.level, longest)
    whole = regions_of(image, selection.or_none)
    height, width, _ = whole.shape
    regions = whole
    if level != selection.level:
        regions = regions_of(image, selection.with_(level=level))
    pixels = reduce_regions(regions, longest, image.path.name, on_rows)
    return ReducedImage(pixels, (height, width), level, whole.pixel_size)


def choose_level(layout: Layout, level: int = 0, longest: int = LONGEST_SIDE) -> int:
    """Return the smallest level whose longer side has `longest` pixels; `level` if none has."""
    enough = [
        number
        for number, size in enumerate(layout.levels)
        if number > level and max(size.height, size.width) >= longest
    ]
    return max(enough, default=level)


def reduce_regions(
    regions: ImageRegions,
    longest: int = LONGEST_SIDE,
    name: str = "",
    on_rows: OnRows = ignore_rows,
) -> NDArray[np.float32]:
    """Average an image to at most `longest` pixels a side, block by block.

    Parameters
    ----------
    regions : ImageRegions
    longest : int, default=2048
    name : str, default=""
        Name of the file, for error messages.
    on_rows : callable, default does nothing

    Returns
    -------
    ndarray of float32 of shape (h, w, channels)
        In [0, 1].
    """
    height, width, channels = regions.shape
    h, w = fitting_size(height, width, longest)
    tops, lefts = _starts(height, h), _starts(width, w)
    areas = (np.diff(tops)[:, None] * np.diff(lefts)).astype(np.float32)
    reduced = np.empty((h, w, channels), np.float32)
    in_cell = -(-height // h) * -(-width // w) * channels
    across = min(w, max(1, BLOCK_VALUES // in_cell))
    down = max(1, BLOCK_VALUES // (in_cell * across))
    for top in range(0, h, down):
        on_rows(int(tops[top]), height)
        for left in range(0, w, across):
            row, col = tops[top : top + down + 1], lefts[left : left + across + 1]
            rows, cols = (slice(int(part[0]), int(part[-1])) for part in (row, col))
            block = scale_image(regions.read(rows, cols), name=name)
            sums = np.add.reduceat(block, row[:-1] - row[0], axis=0)
            sums = np.add.reduceat(sums, col[:-1] - col[0], axis=1)
            reduced[top : top + down, left : left + across] = sums
    reduced /= areas[:, :, None]
    on_rows(height, height)
    return np.minimum(reduced, 1, out=reduced)


def _starts(length: int, parts: int) -> NDArray[np.int64]:
    """Return the first of `length` pixels of each part, and the end of the last."""
    starts: NDArray[np.int64] = -(-np.arange(parts + 1, dtype=np.int64) * length // parts)
    return starts
