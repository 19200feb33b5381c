"""Images of OME-Zarr 0.4 and 0.5: folders of chunks, in Zarr 2 and 3.

The folder may be the image itself, one of several that bioformats2raw wrote, or a label image. A
chunk that is missing has the fill value of its array, so sparse stores are small.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError, printable
from flimbuilder.imaging.formats.base import (
    CACHE_BYTES,
    SEGMENT_BYTES,
    DecodedFile,
    ReadLimits,
    require_few_places,
    require_readable,
)
from flimbuilder.imaging.formats.chunked import ChunkedRegions
from flimbuilder.imaging.formats.zarr_metadata import read_metadata
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.levels import count_fitting, pyramid_levels
from flimbuilder.imaging.pixel_sizes import stated_size

if TYPE_CHECKING:
    import zarr

__all__ = ["OmeZarrStack", "ZarrRegions"]

Samples = npt.NDArray[Any]


class OmeZarrStack:
    """The first multiscale image of an OME-Zarr group, at one level.

    Attributes
    ----------
    layout : Layout
        The last two axes are rows and columns, an axis of channels is that of the image, and the
        others are axes of a stack.

    Raises
    ------
    ImageError
        If the metadata are not those of an image, or a level that they name is missing.
    """

    def __init__(self, path: Path, limits: ReadLimits) -> None:
        self._limits, self._level = limits, 0
        self._image = read_metadata(path)
        self.layout = self._described()
        require_few_places(self.layout.axes, limits)

    @property
    def array(self) -> "zarr.Array[Any]":
        """The array of the level."""
        return self._image.arrays[self._level]

    def at_level(self, level: int) -> "OmeZarrStack":
        """Return the images of a level."""
        stack = object.__new__(OmeZarrStack)
        stack._limits, stack._level, stack._image = self._limits, level, self._image
        stack.layout = self.layout.at_level(level)
        return stack

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode the image at a place whole."""
        height, width = self.array.shape[-2:]
        require_readable(height, width, self.layout.channels, self.array.dtype, self._limits)
        _require_small_chunks(self.array)
        return self.read(places, slice(0, height), slice(0, width))

    def regions(
        self, places: Mapping[str, int], limits: ReadLimits, cache_bytes: int = CACHE_BYTES
    ) -> "ZarrRegions":
        """Return the windows of the image at a place."""
        height, width = self.array.shape[-2:]
        require_readable(height, width, self.layout.channels, self.array.dtype, limits)
        _require_small_chunks(self.array)
        return ZarrRegions(self, places, cache_bytes)

    def read(self, places: Mapping[str, int], rows: slice, cols: slice) -> DecodedFile:
        """Decode a window of the image at a place."""
        index = tuple(
            slice(None) if number == self._image.channel_axis else places.get(name, 0)
            for number, name in enumerate(self._image.axes[:-2])
        )
        samples = np.asarray(self.array[(*index, rows, cols)])
        if self._image.channel_axis is not None:
            samples = np.moveaxis(samples, 0, -1)
        return self.decoded(samples)

    def decoded(self, samples: Samples) -> DecodedFile:
        """Describe samples (height, width[, channels]) of an image or a part of it."""
        return DecodedFile(samples, notes=self.layout.notes)

    def close(self) -> None:
        """Do nothing: chunks are opened when they are read."""

    def _described(self) -> Layout:
        image = self._image
        size = stated_size(*image.spacing)
        sizes = [(array.shape[-2], array.shape[-1]) for array in image.arrays]
        levels = pyramid_levels(sizes[: count_fitting(sizes)], size)
        axes = [
            StackAxis(name, extent)
            for number, (name, extent) in enumerate(
                zip(image.axes, image.arrays[0].shape, strict=True)
            )
            if number not in (image.channel_axis, len(image.axes) - 2, len(image.axes) - 1)
            and extent > 1
        ]
        sides = (None, None) if size is None else (size.height, size.width)
        spanned = (
            StackAxis(name, extent, can_fix=False, spacing=side)
            for name, extent, side in zip("yx", sizes[0], sides, strict=True)
        )
        channels = 1 if image.channel_axis is None else image.arrays[0].shape[image.channel_axis]
        return Layout(
            "OME-Zarr",
            (*axes, *spanned),
            channels,
            str(image.arrays[0].dtype.newbyteorder("=")),
            image.channel_names if len(image.channel_names) == channels else (),
            image.window,
            image.notes,
            levels,
        )


class ZarrRegions(ChunkedRegions):
    """Windows of an image of an OME-Zarr group; thread-safe.

    Parameters
    ----------
    stack : OmeZarrStack
    places : mapping of str to int
        Index of the image on each axis that it does not span.
    cache_bytes : int, default=CACHE_BYTES
    """

    def __init__(
        self, stack: OmeZarrStack, places: Mapping[str, int], cache_bytes: int = CACHE_BYTES
    ) -> None:
        self._stack, self._places = stack, dict(places)
        height, width = map(int, stack.array.shape[-2:])
        down, across = map(int, stack.array.chunks[-2:])
        shape = (height, width, stack.layout.channels)
        super().__init__(shape, np.dtype(stack.array.dtype), (down, across), cache_bytes)

    def decode(self, rows: slice, cols: slice) -> Samples:
        """Decode chunks; those of one call are decoded at the same time."""
        return np.atleast_3d(self._stack.read(self._places, rows, cols).samples)

    def describe(self, samples: Samples) -> DecodedFile:
        """Describe samples of the image."""
        return self._stack.decoded(samples)


def _require_small_chunks(array: "zarr.Array[Any]") -> None:
    """Refuse chunks that take too much memory."""
    most = int(np.prod(array.chunks, dtype=np.float64)) * array.dtype.itemsize
    if most > SEGMENT_BYTES:
        sides = " x ".join(map(str, array.chunks))
        raise ImageError(
            f"has chunks of {printable(sides, 60)} ({most} bytes where {SEGMENT_BYTES} is the "
            "limit); save it with smaller chunks"
        )
