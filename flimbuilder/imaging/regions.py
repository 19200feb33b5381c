"""Windows of image files too large to be read whole.

A TIFF file of one image is read by the tiles or strips that a window touches. An image with a
selection, a TIFF that is stored turned, and every other format are read whole, and their windows
given.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import DEFAULT_LIMITS, ReadLimits
from flimbuilder.imaging.formats.tiff_regions import TiffRegions
from flimbuilder.imaging.read import ImageData, ImageFile, as_image, named, open_image
from flimbuilder.imaging.scaling import require_unit_range
from flimbuilder.project.selection import Selection

__all__ = ["REGION_LIMITS", "ImageHeader", "ImageRegions", "describe_image", "open_regions"]

REGION_LIMITS = ReadLimits(max_side=2**20, max_pixels=2**36, max_bytes=2**40)
Pixels = npt.NDArray[Any]


class ImageRegions(Protocol):
    """An image of which windows can be read.

    Attributes
    ----------
    shape : tuple of int
        (height, width, channels).
    dtype : dtype
        Of the pixels.
    notes : tuple of str
        As of `ImageData`.
    by_parts : bool
        Whether a window is read without the rest of the image.
    """

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    notes: tuple[str, ...]
    by_parts: bool

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return pixels (rows, columns, channels) as `read_image` gives them.

        Parameters
        ----------
        rows, cols : slice
            With a start and a stop, inside the image.

        Raises
        ------
        ImageError
            Where these pixels cannot be read, or are no intensities.
        """
        ...


@dataclass(frozen=True)
class ImageHeader:
    """What is known of an image file: shape (height, width, channels), dtype, notes."""

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    notes: tuple[str, ...]


@contextmanager
def open_regions(
    path: Path | str,
    selection: Selection | None = None,
    *,
    limits: ReadLimits = REGION_LIMITS,
    whole: ReadLimits = DEFAULT_LIMITS,
) -> Iterator[ImageRegions]:
    """Open an image file to read windows of it.

    Parameters
    ----------
    path : Path or str
    selection : Selection or None, default=None
        Which image of a stack, which channels and which scaling; such an image is read whole.
    limits : ReadLimits, optional
        Of what is read by parts.
    whole : ReadLimits, optional
        Of what must be read whole, which is done at once.

    Raises
    ------
    ImageError
        As `read_image`; and for a TIFF over the limits of whole images that is stored turned, or
        compressed in tiles or strips of more than 256 MB.
    """
    with open_image(path, limits=whole) as image:
        yield _by_parts(image, selection, limits) or _Whole(image.read(selection))


def describe_image(
    image: ImageFile, selection: Selection | None = None, *, limits: ReadLimits = REGION_LIMITS
) -> ImageHeader:
    """Return what an image is; it is read whole, and so checked, where it may be.

    Parameters
    ----------
    image : ImageFile
        An open file; the image of a TIFF file over its limits is known by its header alone.
    selection : Selection or None, default=None
        As of `open_regions`.
    limits : ReadLimits, optional
        Of what is known by its header.

    Raises
    ------
    ImageError
        As `open_regions`; and where floats that are read lie outside [0, 1].
    """
    regions = _by_parts(image, selection, limits)
    if regions is not None and not _within(regions.shape, regions.dtype, image):
        return ImageHeader(regions.shape, regions.dtype, regions.notes)
    data = image.read(selection)
    with named(image.path):
        require_unit_range(data.pixels)
    height, width, channels = data.pixels.shape
    return ImageHeader((height, width, channels), data.pixels.dtype, data.notes)


def _by_parts(
    image: ImageFile, selection: Selection | None, limits: ReadLimits
) -> "_TiffFile | None":
    """Return the windows of a TIFF file; None where it has to be read whole."""
    if selection is not None:
        return None
    with named(image.path):
        found = image.file.regions(limits)
        if found is None:
            return None
        if found.obstacle is None:
            return _TiffFile(image, found)
        if not _within((found.height, found.width, found.channels), found.dtype, image):
            raise ImageError(
                f"{found.obstacle} and is too large to be read whole; save it upright and tiled"
            )
        return None


def _within(shape: tuple[int, int, int], dtype: np.dtype[Any], image: ImageFile) -> bool:
    """Tell whether an image may be read whole."""
    height, width, channels = shape
    limits, size = image.limits, height * width * channels * dtype.itemsize
    return (
        max(height, width) <= limits.max_side
        and height * width <= limits.max_pixels
        and max(size, image.path.stat().st_size) <= limits.max_bytes
    )


class _Whole:
    """An image in memory."""

    by_parts = False

    def __init__(self, data: ImageData) -> None:
        self._pixels = data.pixels
        height, width, channels = data.pixels.shape
        self.shape = (height, width, channels)
        self.dtype: np.dtype[Any] = data.pixels.dtype
        self.notes = data.notes

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return a window, not to be written into."""
        return self._pixels[rows, cols]


class _TiffFile:
    """An image of which the tiles and strips that a window touches are decoded."""

    by_parts = True

    def __init__(self, image: ImageFile, regions: TiffRegions) -> None:
        self._image, self._regions = image, regions
        with image.file.decoding():
            first = as_image(regions.read(slice(0, 1), slice(0, 1)))
        self.shape = (regions.height, regions.width, int(first.pixels.shape[2]))
        self.dtype: np.dtype[Any] = first.pixels.dtype
        self.notes = (*image.file.notes, *first.notes)

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return a window, with the rules of `read_image`."""
        with named(self._image.path), self._image.file.decoding():
            return as_image(self._regions.read(rows, cols)).pixels
