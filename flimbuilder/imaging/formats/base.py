"""The interface of image formats: read limits, decoded samples, and open files."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.project.pixel_size import PixelSize

__all__ = [
    "CACHE_BYTES",
    "DEFAULT_LIMITS",
    "SEGMENT_BYTES",
    "DecodedFile",
    "OpenStack",
    "PyramidStack",
    "ReadLimits",
    "Regions",
    "Stack",
    "open_single",
    "require_few_places",
    "require_readable",
    "require_scale",
    "turn_upright",
    "valid_orientation",
]

CACHE_BYTES = 96 * 2**20  # of decoded tiles, strips and chunks that an open image keeps
SEGMENT_BYTES = 256 * 2**20  # limit of one tile, strip or chunk, decoded
SAMPLE_TYPES = frozenset({"b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"})


@dataclass(frozen=True)
class ReadLimits:
    """Limits on an image file, checked in its header before anything is decoded.

    Attributes
    ----------
    max_side : int, default=100_000
        Height and width, in pixels.
    max_pixels : int, default=2**28
        Height times width.
    max_bytes : int, default=2**31
        Size of the decoded samples, and of the file; for a TIFF file, of the stored image.
    max_pages : int, default=2**16
        Pages of a TIFF file, and places on an axis of a stack.
    """

    max_side: int = 100_000
    max_pixels: int = 2**28
    max_bytes: int = 2**31
    max_pages: int = 2**16


DEFAULT_LIMITS = ReadLimits()


@dataclass(frozen=True, eq=False)
class DecodedFile:
    """The stored samples of an image, and what they mean.

    Attributes
    ----------
    samples : ndarray of shape (height, width) or (height, width, channels)
    indices : ndarray of shape (height, width) or None, default=None
        Stored indices into a palette, if the samples are its colours.
    alpha : bool, default=False
        Whether the last channel is opacity.
    orientation : int, default=1
        1 to 8, as in EXIF and TIFF.
    range : tuple of int or None, default=None
        Stored values of black and full intensity that the file declares for integers; None if
        they span their dtype.
    white_is_zero : bool, default=False
    slope, intercept : float, default=1, 0
        samples * slope + intercept is in the file's own units.
    is_volume : bool, default=False
        Whether the format is for volumes, which often store whole numbers as floats.
    notes : tuple of str, default=()
    pixel_size : PixelSize or None, default=None
        As stored, of a format whose files hold one image; other formats describe their axes.
    """

    samples: npt.NDArray[Any]
    indices: npt.NDArray[Any] | None = None
    alpha: bool = False
    orientation: int = 1
    range: tuple[int, int] | None = None
    white_is_zero: bool = False
    slope: float = 1.0
    intercept: float = 0.0
    is_volume: bool = False
    notes: tuple[str, ...] = ()
    pixel_size: PixelSize | None = None


class Stack(Protocol):
    """An open file of one or more images."""

    @property
    def layout(self) -> Layout:
        """Axes, channels and dtype of the file."""

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode the image at the given index of each axis that it does not span."""

    def close(self) -> None:
        """Release what the format opened; the file itself belongs to the caller."""


@runtime_checkable
class PyramidStack(Stack, Protocol):
    """A stack whose images can be read at several levels and window by window."""

    def at_level(self, level: int) -> "PyramidStack":
        """Return the images of a level of `Layout.levels`."""

    def regions(
        self, places: Mapping[str, int], limits: ReadLimits, cache_bytes: int = CACHE_BYTES
    ) -> "Regions | None":
        """Return the windows of the image at a place; None if it must be read whole."""


class Regions(Protocol):
    """An image whose windows are decoded one by one; thread-safe.

    Attributes
    ----------
    height, width : int
        As stored.
    channels : int
        As stored, opacity included.
    dtype : dtype
        As stored.
    """

    height: int
    width: int
    channels: int
    dtype: np.dtype[Any]

    @property
    def obstacle(self) -> str | None:
        """Why windows cannot be read; begins an error message."""

    def read(self, rows: slice, cols: slice) -> DecodedFile:
        """Return a window that lies in the image."""


OpenStack = Callable[[BinaryIO, ReadLimits], Stack]


def open_single(kind: str, decode: Callable[[BinaryIO, ReadLimits], DecodedFile]) -> OpenStack:
    """Return the opener of a format whose files hold one image."""
    return lambda file, limits: _SingleImage(kind, decode(file, limits))


class _SingleImage:
    """A file of one image, decoded when it is opened."""

    def __init__(self, kind: str, decoded: DecodedFile) -> None:
        self._decoded = decoded
        samples = np.atleast_3d(decoded.samples)
        height, width, channels = samples.shape
        size = decoded.pixel_size
        down, across = (None, None) if size is None else (size.height, size.width)
        self.layout = Layout(
            kind,
            (
                StackAxis("y", height, can_fix=False, spacing=down),
                StackAxis("x", width, can_fix=False, spacing=across),
            ),
            channels - decoded.alpha,
            str(samples.dtype.newbyteorder("=")),
        )

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Return the image."""
        return self._decoded

    def close(self) -> None:
        """Do nothing: the file is decoded already."""


def require_readable(
    height: int, width: int, channels: int, dtype: np.dtype[Any], limits: ReadLimits
) -> None:
    """Raise ImageError if an image of this size and dtype cannot be read."""
    size = f"{height} x {width} pixels in {channels} channels"
    if min(height, width, channels) < 1:
        raise ImageError(f"has no pixels ({size})")
    if dtype.str[1:] not in SAMPLE_TYPES:
        raise ImageError(f"holds {dtype} samples; save it as integers or floats of up to 64 bits")
    n_bytes = height * width * channels * dtype.itemsize
    for name, value, quantity in (
        ("max_side", max(height, width), "a side"),
        ("max_pixels", height * width, "pixels"),
        ("max_bytes", n_bytes, "bytes"),
    ):
        limit = getattr(limits, name)
        if value > limit:
            raise ImageError(
                f"is too large: {size}, {value} {quantity} where {limit} is the limit; "
                f"crop it, or raise ReadLimits.{name}"
            )


def require_few_places(axes: Sequence[StackAxis], limits: ReadLimits) -> None:
    """Raise ImageError if an axis has more images than a file may have pages."""
    for axis in axes:
        if axis.can_fix and axis.size > limits.max_pages:
            raise ImageError(
                f"has {axis.size} places on its axis {axis.name} where {limits.max_pages} is the "
                "limit; split it, or raise ReadLimits.max_pages"
            )


def require_scale(slope: float, intercept: float) -> tuple[float, float]:
    """Return slope and intercept; raise ImageError if they cannot scale stored values."""
    if slope == 0 or not math.isfinite(slope) or not math.isfinite(intercept):
        raise ImageError(
            f"scales its values by a slope of {slope:g} and an intercept of {intercept:g}; "
            "correct its header, or save it again"
        )
    return slope, intercept


def valid_orientation(value: object) -> int:
    """Return an orientation from 1 to 8; any other value means 1, upright."""
    return int(value) if isinstance(value, int) and 1 <= value <= 8 else 1


def turn_upright(samples: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    """Turn samples so that the first row and column are the visual top and left.

    Parameters
    ----------
    samples : ndarray of shape (height, width, ...)
    orientation : int
        1 to 8, as in EXIF: 2-4 mirror or turn by 180 degrees, 5-8 also swap the axes.

    Returns
    -------
    ndarray
        A view.
    """
    turned = np.swapaxes(samples, 0, 1) if orientation >= 5 else samples
    rows = -1 if orientation in (3, 4, 7, 8) else 1
    columns = -1 if orientation in (2, 3, 6, 7) else 1
    return turned[::rows, ::columns]
