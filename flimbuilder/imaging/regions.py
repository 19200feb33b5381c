"""Read windows of image files that are too large to be read whole.

Of a TIFF file of one image, only the tiles or strips that a window touches are decoded. An image
with a selection, a TIFF that is stored turned, and every other format are read whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import DEFAULT_LIMITS, ReadLimits
from flimbuilder.imaging.formats.tiff_regions import TiffRegions
from flimbuilder.imaging.read import ImageData, ImageFile, as_image, named, open_image
from flimbuilder.imaging.scaling import require_unit_range
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import SampleRange, Selection

__all__ = [
    "REGION_LIMITS",
    "ImageHeader",
    "ImageRegions",
    "describe_image",
    "open_regions",
    "regions_of",
]

REGION_LIMITS = ReadLimits(max_side=2**20, max_pixels=2**36, max_bytes=2**40)
Pixels = npt.NDArray[Any]


class ImageRegions(Protocol):
    """An image that is read window by window.

    Attributes
    ----------
    shape : tuple of int
        (height, width, channels).
    dtype : dtype
        Dtype of the pixels.
    notes, stored, pixel_size
        As in `ImageData`.
    by_parts : bool
        Whether a window is read without the rest of the image.
    """

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    notes: tuple[str, ...]
    stored: SampleRange | None
    pixel_size: PixelSize | None
    by_parts: bool

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return the pixels (rows, columns, channels) that `read_image` would return.

        Parameters
        ----------
        rows, cols : slice
            With a start and a stop, inside the image.

        Raises
        ------
        ImageError
            If the pixels cannot be read or are not intensities.
        """
        ...


@dataclass(frozen=True)
class ImageHeader:
    """Shape (height, width, channels) and dtype of the pixels; the rest as in `ImageData`."""

    shape: tuple[int, int, int]
    dtype: np.dtype[Any]
    notes: tuple[str, ...]
    stored: SampleRange | None
    orientation: int = 1
    pixel_size: PixelSize | None = None


@contextmanager
def open_regions(
    path: str | PathLike[str],
    selection: Selection | None = None,
    *,
    limits: ReadLimits = REGION_LIMITS,
    whole: ReadLimits = DEFAULT_LIMITS,
) -> Iterator[ImageRegions]:
    """Open an image file to read windows of it.

    Parameters
    ----------
    path : str or path-like
    selection : Selection or None, default=None
        Image of a stack, channels and scaling; an image with a selection is read whole.
    limits : ReadLimits, optional
        For images that are read by parts.
    whole : ReadLimits, optional
        For images that must be read whole; they are read when they are opened.

    Raises
    ------
    ImageError
        As `read_image`, and if a TIFF over the limits of whole images is stored turned, or
        compressed in tiles or strips of more than 256 MB.
    """
    with open_image(path, limits=whole) as image:
        yield regions_of(image, selection, limits=limits)


def regions_of(
    image: ImageFile, selection: Selection | None = None, *, limits: ReadLimits = REGION_LIMITS
) -> ImageRegions:
    """Return the windows of an open image file, as `open_regions`; valid while it is open."""
    return _by_parts(image, selection, limits) or _Whole(image.read(selection))


def describe_image(
    image: ImageFile, selection: Selection | None = None, *, limits: ReadLimits = REGION_LIMITS
) -> ImageHeader:
    """Return the shape, dtype and notes of an image; read and check it whole within the limits.

    Parameters
    ----------
    image : ImageFile
        An open file. If a TIFF file exceeds its limits, only the header is read.
    selection : Selection or None, default=None
        As in `open_regions`.
    limits : ReadLimits, optional
        For images whose header alone is read.

    Raises
    ------
    ImageError
        As `open_regions`, and if floats lie outside [0, 1].
    """
    regions = _by_parts(image, selection, limits)
    if regions is not None and not _within(regions.shape, regions.dtype, image):
        return ImageHeader(
            regions.shape, regions.dtype, regions.notes, regions.stored,
            pixel_size=regions.pixel_size,
        )  # fmt: skip
    data = image.read(selection)
    with named(image.path):
        require_unit_range(data.pixels)
    height, width, channels = data.pixels.shape
    shape = (height, width, channels)
    return ImageHeader(
        shape, data.pixels.dtype, data.notes, data.stored, data.orientation, data.pixel_size
    )


def _by_parts(
    image: ImageFile, selection: Selection | None, limits: ReadLimits
) -> "_TiffFile | None":
    """Return the windows of a TIFF file; None if the file must be read whole."""
    if selection is not None:
        return None
    with named(image.path):
        regions = image.file.regions(limits)
        if regions is None:
            return None
        if regions.obstacle is None:
            return _TiffFile(image, regions)
        shape = (regions.height, regions.width, regions.channels)
        if not _within(shape, regions.dtype, image):
            raise ImageError(
                f"{regions.obstacle} and is too large to be read whole; save it upright and tiled"
            )
        return None


def _within(shape: tuple[int, int, int], dtype: np.dtype[Any], image: ImageFile) -> bool:
    """Return True if an image is within the limits of images that are read whole."""
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
        self.notes, self.stored = data.notes, data.stored
        self.pixel_size = data.pixel_size

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return a view of a window; do not write to it."""
        return self._pixels[rows, cols]


class _TiffFile:
    """A TIFF image of which only the tiles and strips that a window touches are decoded."""

    by_parts = True

    def __init__(self, image: ImageFile, regions: TiffRegions) -> None:
        self._image, self._regions = image, regions
        with image.file.decoding():
            first = as_image(regions.read(slice(0, 1), slice(0, 1)))
        self.shape = (regions.height, regions.width, int(first.pixels.shape[2]))
        self.dtype: np.dtype[Any] = first.pixels.dtype
        self.notes = (*image.file.notes, *first.notes)
        self.stored = first.stored
        self.pixel_size = image.file.layout.pixel_size()

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return a window, converted as by `read_image`."""
        with named(self._image.path), self._image.file.decoding():
            return as_image(self._regions.read(rows, cols)).pixels
