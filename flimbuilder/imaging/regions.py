"""Read windows of image files that are too large to be read whole.

Of a TIFF file, only the tiles or strips that a window touches are decoded, whichever level, image
of a stack, channels and window of values are chosen. A TIFF that is stored turned, and formats
without parts, are read whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import CACHE_BYTES, DEFAULT_LIMITS, ReadLimits, Regions
from flimbuilder.imaging.read import (
    ImageData,
    ImageFile,
    as_image,
    named,
    open_image,
    select_channels,
)
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
    """An image that is read window by window; several threads may read at the same time.

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
    cache_bytes: int = CACHE_BYTES,
) -> Iterator[ImageRegions]:
    """Open an image file to read windows of it.

    Parameters
    ----------
    path : str or path-like
    selection : Selection or None, default=None
        Image of a stack, level of a pyramid, channels and scaling.
    limits : ReadLimits, optional
        For images that are read by parts.
    whole : ReadLimits, optional
        For images that must be read whole; they are read when they are opened.
    cache_bytes : int, default=96 MiB
        Decoded tiles, strips or chunks to keep; at least one is kept.

    Yields
    ------
    ImageRegions
        With ``shape`` (height, width, channels), ``dtype``, ``pixel_size``, ``notes``, and
        ``read(rows, cols)``, which threads may call at the same time. ``by_parts`` says whether
        a window is read without the rest of the image.

    Raises
    ------
    ImageError
        As `read_image`, and if a TIFF over the limits of whole images is stored turned, or
        compressed in tiles or strips of more than 256 MB.

    Examples
    --------
    >>> with fb.open_regions("slide.svs", fb.Selection(level=1)) as slide:  # doctest: +SKIP
    ...     pixels = slide.read(slice(2000, 2512), slice(4000, 4512))
    """
    with open_image(path, limits=whole) as image:
        yield regions_of(image, selection, limits=limits, cache_bytes=cache_bytes)


def regions_of(
    image: ImageFile,
    selection: Selection | None = None,
    *,
    limits: ReadLimits = REGION_LIMITS,
    cache_bytes: int = CACHE_BYTES,
) -> ImageRegions:
    """Return the windows of an open image file, as `open_regions`; valid while it is open."""
    return _by_parts(image, selection, limits, cache_bytes) or _Whole(image.read(selection))


def describe_image(
    image: ImageFile, selection: Selection | None = None, *, limits: ReadLimits = REGION_LIMITS
) -> ImageHeader:
    """Return the shape, dtype and notes of an image; read and check it if that is quick.

    Parameters
    ----------
    image : ImageFile
        An open file. Of a pyramid, only the smallest level is read; of an image over the limits
        that is read by parts, only the header.
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
    n_levels = len(image.file.layout.levels) if regions is not None else 0
    if regions is not None and (n_levels or not _within(regions.source, image)):
        notes = regions.notes
        if n_levels:  # the smallest level has nearly the range of all
            smallest = (selection or Selection()).with_(level=n_levels - 1)
            notes = _read_checked(image, smallest).notes
        return ImageHeader(
            regions.shape, regions.dtype, notes, regions.stored, pixel_size=regions.pixel_size
        )
    data = _read_checked(image, selection)
    height, width, channels = data.pixels.shape
    shape = (height, width, channels)
    return ImageHeader(
        shape, data.pixels.dtype, data.notes, data.stored, data.orientation, data.pixel_size
    )


def _read_checked(image: ImageFile, selection: Selection | None) -> ImageData:
    data = image.read(selection)
    with named(image.path):
        require_unit_range(data.pixels)
    return data


def _by_parts(
    image: ImageFile,
    selection: Selection | None,
    limits: ReadLimits,
    cache_bytes: int = CACHE_BYTES,
) -> "_Parts | None":
    """Return the windows of an image; None if it must be read whole."""
    if not image.file.reads_parts:
        return None
    selection = selection or Selection()
    with named(image.path):
        layout = image.file.layout.at_level(selection.level)
        places = layout.require(selection.at)
        regions = image.file.regions(places, limits, selection.level, cache_bytes)
        if regions is None:
            return None
        if regions.obstacle is None:
            return _Parts(image, regions, selection, layout.pixel_size(places))
        if not _within(regions, image):
            raise ImageError(
                f"{regions.obstacle} and is too large to be read whole; save it upright and tiled"
            )
        return None


def _within(regions: Regions, image: ImageFile) -> bool:
    """Return True if an image is within the limits of images that are read whole."""
    height, width, channels = regions.height, regions.width, regions.channels
    limits, size = image.limits, height * width * channels * regions.dtype.itemsize
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


class _Parts:
    """An image that decodes only the parts that a window touches."""

    by_parts = True

    def __init__(
        self, image: ImageFile, regions: Regions, selection: Selection, size: PixelSize | None
    ) -> None:
        self._image, self.source, self._selection = image, regions, selection
        first = self._decode(slice(0, 1), slice(0, 1))
        self.shape = (regions.height, regions.width, int(first.pixels.shape[2]))
        self.dtype: np.dtype[Any] = first.pixels.dtype
        self.notes = (*image.file.notes, *first.notes)
        self.stored = first.stored
        self.pixel_size = size

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return a window, converted as by `read_image`."""
        with named(self._image.path):
            return self._decode(rows, cols).pixels

    def _decode(self, rows: slice, cols: slice) -> ImageData:
        with self._image.file.decoding():
            data = as_image(self.source.read(rows, cols), self._selection.window)
            return replace(data, pixels=select_channels(data.pixels, self._selection.channels))
