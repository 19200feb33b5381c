"""Windows of image files too large to be read whole.

A TIFF file is read by the tiles or strips that a window touches; of every other format, and of a
TIFF that is stored turned, the whole image is read and its windows are given.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.choice import Format, decoding, open_identified, suffix_notes
from flimbuilder.imaging.formats.decoded import DEFAULT_LIMITS, Decoded, ReadLimits
from flimbuilder.imaging.formats.tiff import describe_samples, open_tiff
from flimbuilder.imaging.formats.tiff_regions import TiffRegions
from flimbuilder.imaging.read import arranged, intensities, named, read_image
from flimbuilder.imaging.scaling import require_intensities

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
    path: Path | str, *, limits: ReadLimits = REGION_LIMITS, whole: ReadLimits = DEFAULT_LIMITS
) -> Iterator[ImageRegions]:
    """Open an image file to read windows of it.

    Parameters
    ----------
    path : Path or str
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
    path = Path(path)
    with ExitStack() as stack:
        regions = _by_parts(path, limits, whole, stack)
        yield _Whole(path, whole) if regions is None else regions


def describe_image(path: Path | str, *, whole: ReadLimits = DEFAULT_LIMITS) -> ImageHeader:
    """Return what an image file holds; it is read whole, and so checked, where it may be.

    Parameters
    ----------
    path : Path or str
    whole : ReadLimits, optional
        A TIFF file over these limits is known by its header alone.

    Raises
    ------
    ImageError
        As `open_regions`.
    """
    path = Path(path)
    with open_regions(path, whole=whole) as regions:
        if regions.by_parts and not _within(regions.shape, regions.dtype, path, whole):
            return ImageHeader(regions.shape, regions.dtype, regions.notes)
    data = read_image(path, limits=whole)
    height, width, channels = data.pixels.shape
    return ImageHeader((height, width, channels), data.pixels.dtype, data.notes)


def _by_parts(
    path: Path, limits: ReadLimits, whole: ReadLimits, stack: ExitStack
) -> "_TiffFile | None":
    """Return the windows of a TIFF file; None where it has to be read whole."""
    with named(path):
        file, kind = open_identified(path, limits)
        stack.callback(file.close)
        if kind.name != "TIFF":
            return None
        with decoding(kind):
            found = TiffRegions(stack.enter_context(open_tiff(file)), limits)
            if found.obstacle is None:
                return _TiffFile(path, kind, found)
        layout = found.layout
        size = layout.height, layout.width, layout.channels
        if not _within(size, layout.page.dtype, path, whole):
            raise ImageError(
                f"{found.obstacle} and is too large to be read whole; save it upright and tiled"
            )
        return None


def _within(
    shape: tuple[int, int, int], dtype: np.dtype[Any], path: Path, limits: ReadLimits
) -> bool:
    height, width, channels = shape
    size = height * width * channels * dtype.itemsize
    return (
        max(height, width) <= limits.max_side
        and height * width <= limits.max_pixels
        and max(size, path.stat().st_size) <= limits.max_bytes
    )


class _Whole:
    """An image in memory."""

    by_parts = False

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        data = read_image(path, limits=limits)
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

    def __init__(self, path: Path, kind: Format, regions: TiffRegions) -> None:
        self._path, self._kind, self._regions = path, kind, regions
        pixels, notes = self._prepared(slice(0, 1), slice(0, 1))
        layout = regions.layout
        self.shape = (layout.height, layout.width, int(pixels.shape[2]))
        self.dtype: np.dtype[Any] = pixels.dtype
        self.notes = (*suffix_notes(path, kind), *notes)

    def read(self, rows: slice, cols: slice) -> Pixels:
        """Return a window, with the rules of `read_image`."""
        with named(self._path), decoding(self._kind):
            return self._prepared(rows, cols)[0]

    def _prepared(self, rows: slice, cols: slice) -> tuple[Pixels, tuple[str, ...]]:
        samples = self._regions.read(rows, cols)
        if self._regions.layout.channels == 1:
            samples = samples[..., 0]
        decoded: Decoded = describe_samples(samples, self._regions.layout)
        spread, scaling = intensities(decoded)
        require_intensities(spread)
        pixels, geometry = arranged(spread, decoded)
        return pixels, (*decoded.notes, *scaling, *geometry)
