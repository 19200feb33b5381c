"""Read images and masks at the file's own depth.

The formats are PNG, JPEG, TIFF, BMP, PNM, NPY, NIfTI, DICOM, OME-Zarr and those of slide scanners,
identified by the content, not the suffix. A `Selection` chooses an image of a stack, a level of a
pyramid, and channels. A file that cannot be read completely and unambiguously raises an
`ImageError` of one line that begins with its path.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError, file_message
from flimbuilder.imaging.formats.base import (
    DEFAULT_LIMITS,
    DecodedFile,
    ReadLimits,
    turn_upright,
)
from flimbuilder.imaging.formats.opening import (
    IMAGE_SUFFIXES,
    SINGLE_SUFFIXES,
    OpenFile,
    has_suffix,
    is_unnamed_dicom,
    open_file,
)
from flimbuilder.imaging.formats.slides import without_other_levels
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.pixel_sizes import upright_size
from flimbuilder.imaging.scaling import (
    UnusedRange,
    find_unused_range,
    intensity_range,
    invert,
    require_intensities,
    spread,
    windowed,
)
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import AxisIndex, SampleRange, Selection, Window
from flimbuilder.project.stores import is_plain_folder, is_store

__all__ = [
    "IMAGE_SUFFIXES",
    "SINGLE_SUFFIXES",
    "ImageData",
    "ImageFile",
    "ReadLimits",
    "as_image",
    "find_images",
    "has_suffix",
    "named",
    "natural_order",
    "open_image",
    "read_image",
    "read_layout",
    "read_mask",
    "select_channels",
]


@dataclass(frozen=True, eq=False)
class ImageData:
    """The pixels of an image file.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, channels)
        In the file's own dtype, or float32 in [0, 1] if a window was chosen; native byte order,
        C-contiguous and writable.
    notes : tuple of str
        What a user should know of, such as ``alpha channel dropped``.
    stored : SampleRange or None
        Dtype and range of the values in the file; None for pixels of another source.
    orientation : int, default=1
        How the file is stored, 1 to 8 as in EXIF; `pixels` are upright.
    unused_range : UnusedRange or None, default=None
        If the image uses under 1 % of its range and no window was chosen; also in `notes`.
    pixel_size : PixelSize or None, default=None
        As the file states it, of `pixels`; None if it does not.
    """

    pixels: npt.NDArray[Any]
    notes: tuple[str, ...] = ()
    stored: SampleRange | None = None
    orientation: int = 1
    unused_range: UnusedRange | None = None
    pixel_size: PixelSize | None = None


class ImageFile:
    """An open file of images; see `open_image`.

    Attributes
    ----------
    path : Path
    file : OpenFile
        Its errors do not name the path.
    limits : ReadLimits
        For images that are read whole.
    """

    def __init__(self, path: Path, file: OpenFile, limits: ReadLimits) -> None:
        self.path, self.file, self.limits = path, file, limits

    @property
    def layout(self) -> Layout:
        """Axes, channels and dtype of the file; formats of one image decode it for this."""
        with named(self.path):
            return self.file.layout

    @property
    def may_be_stack(self) -> bool:
        """Whether the format can hold more than one image; the file is not read for this."""
        return self.file.may_be_stack

    def read(self, selection: Selection | None = None) -> ImageData:
        """Read an image as `read_image` does."""
        selection = selection or Selection()
        with named(self.path):
            layout = self.file.layout.at_level(selection.level)
            places = layout.require(selection.at)
            plane = self.file.plane(places, selection.level)
            data = as_image(plane, selection.window)
            size = upright_size(layout.pixel_size(places), plane.orientation)
            pixels = select_channels(data.pixels, selection.channels)
        notes, unused = [*self.file.notes, *data.notes], None
        if selection.window is None:
            unused = find_unused_range(plane.samples, plane.range, plane.slope, plane.intercept)
            notes += [unused.note] if unused else []
        return replace(
            data, pixels=pixels, notes=tuple(notes), unused_range=unused, pixel_size=size
        )

    def read_associated(self, name: str) -> npt.NDArray[Any]:
        """Read a picture beside a slide, (height, width, channels), such as ``label``.

        Raises
        ------
        ImageError
            If `Layout.associated` lacks the name, or the picture cannot be read.
        """
        with named(self.path):
            return as_image(self.file.associated(name)).pixels

    def read_labels(
        self, at: Sequence[AxisIndex] = (), size: tuple[int, int] | None = None
    ) -> npt.NDArray[Any]:
        """Read a mask as `read_mask` does; of a pyramid, the level of the given size.

        If no level has it, the largest is read.
        """
        with named(self.path):
            layout = self.file.layout
            sizes = [(level.height, level.width) for level in layout.levels]
            level = sizes.index(size) if size in sizes else 0
            decoded = self.file.plane(layout.require(at if layout.is_stack else ()), level)
            pixels, _ = _arranged(_stored_labels(decoded), decoded)
            return _unsigned(_single_channel(pixels))


@contextmanager
def open_image(
    path: str | PathLike[str], *, limits: ReadLimits = DEFAULT_LIMITS
) -> Iterator[ImageFile]:
    """Open a file to inspect its layout or to read several of its images.

    Parameters
    ----------
    path : str or path-like
    limits : ReadLimits, optional
        Checked in the file's header, before anything is decoded.

    Raises
    ------
    ImageError
        As `read_image`.
    """
    path = Path(path)
    with ExitStack() as stack:
        with named(path):
            file = stack.enter_context(open_file(path, limits))
        yield ImageFile(path, file, limits)


def read_layout(path: str | PathLike[str], *, limits: ReadLimits = DEFAULT_LIMITS) -> Layout:
    """Return the axes, levels, channels and dtype of a file, without its pixels.

    Parameters
    ----------
    path : str or path-like
    limits : ReadLimits, optional
        As for `read_image`.

    Returns
    -------
    Layout
        ``axes`` (name, size, spacing), ``levels`` (height, width, downsample, pixel_size; empty
        for a file of one size), ``channels``, ``channel_names``, ``dtype``, ``window``, ``notes``
        and ``associated``, the names of pictures beside a slide.

    Raises
    ------
    ImageError
        As `read_image`.
    """
    with open_image(path, limits=limits) as file:
        return file.layout


def read_image(
    path: str | PathLike[str],
    selection: Selection | None = None,
    *,
    limits: ReadLimits = DEFAULT_LIMITS,
) -> ImageData:
    """Read an image at full depth, upright and without its alpha channel.

    Parameters
    ----------
    path : str or path-like
    selection : Selection or None, default=None
        Image of a stack, level of a pyramid, channels, and the window to scale to [0, 1]; None
        reads the only image of the file unscaled, at its largest level.
    limits : ReadLimits, optional
        Checked in the file's header, before anything is decoded.

    Returns
    -------
    ImageData
        Bool, integers of 8 to 32 bits, or floats of 16 to 64 bits. If the file declares a smaller
        range than the dtype's (a PGM up to 4095, a 12-bit TIFF), the values are spread over the
        dtype's range, and a note says so. `scale_image` scales them to [0, 1].

    Raises
    ------
    ImageError
        If the file is not a regular file, has none of the formats, is damaged, cut short or over
        a limit; if it is a stack and no image is selected; if the selected image or channel does
        not exist; if values are NaN or infinite, or the samples are not intensities.
    """
    with open_image(path, limits=limits) as file:
        return file.read(selection)


def read_mask(
    path: str | PathLike[str], at: Sequence[AxisIndex] = (), *, limits: ReadLimits = DEFAULT_LIMITS
) -> npt.NDArray[Any]:
    """Read the stored values of a mask or label image, upright.

    Parameters
    ----------
    path : str or path-like
        Must hold whole numbers from 0, or bool; several channels must be equal.
    at : sequence of AxisIndex, default=()
        Place in a stack; ignored for a file of one image.
    limits : ReadLimits, optional
        Checked in the file's header, before anything is decoded.

    Returns
    -------
    ndarray of shape (height, width), unsigned
        Indices into the palette, if the file has one. Bool becomes 0 and 1 in uint8.

    Raises
    ------
    ImageError
        As `read_image`, and if the values are floats or negative, or the channels differ.
    """
    with open_image(path, limits=limits) as file:
        return file.read_labels(at)


def find_images(paths: Iterable[str | PathLike[str]]) -> list[Path]:
    """List image files: the given files, and the images directly in the given folders.

    Parameters
    ----------
    paths : iterable of str or path-like

    Returns
    -------
    list of Path
        From a folder, the visible files that end in one of `IMAGE_SUFFIXES`, in natural order
        (``img2`` before ``img10``); if there are none, DICOM files without a suffix.

    Raises
    ------
    ImageError
        If a folder has no images or cannot be listed.
    """
    return [image for path in paths for image in _list_images(Path(path))]


def _list_images(path: Path) -> list[Path]:
    if not is_plain_folder(path):
        return [path]
    with named(path):
        try:
            files = [file for file in path.iterdir() if _looks_like_image(file)]
            files = files or [file for file in path.iterdir() if is_unnamed_dicom(file)]
        except OSError as error:
            raise ImageError(f"cannot be listed: {error.strerror or error}") from error
        if not files:
            raise ImageError(f"no images in this folder; they end in {', '.join(IMAGE_SUFFIXES)}")
    return without_other_levels(sorted(files, key=natural_order))


def _looks_like_image(file: Path) -> bool:
    hidden = file.name.startswith(".")
    return not hidden and has_suffix(file) and (not file.is_dir() or is_store(file))


def natural_order(file: Path) -> tuple[list[str | int], str]:
    """Return a key that sorts files by name, numbers in it by value."""
    parts = re.split(r"([0-9]+)", file.name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], file.name


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Prefix the message of an `ImageError` with the path."""
    try:
        yield
    except ImageError as error:
        raise ImageError(file_message(path, str(error))) from error


def as_image(decoded: DecodedFile, window: Window | None = None) -> ImageData:
    """Convert decoded samples, of an image or a part of it, to pixels with notes.

    Raises
    ------
    ImageError
        If samples are NaN, infinite, or not intensities.
    """
    samples, scaling = _intensities(decoded, window)
    require_intensities(samples)
    pixels, geometry = _arranged(samples, decoded)
    return ImageData(
        pixels,
        (*decoded.notes, *scaling, *geometry),
        _sample_range(decoded, window),
        decoded.orientation,
    )


def _sample_range(decoded: DecodedFile, window: Window | None) -> SampleRange:
    """Return the values, in the file's units, that become 0 and 1."""
    dtype = decoded.samples.dtype.newbyteorder("=")
    declared = decoded.range or intensity_range(dtype)
    return SampleRange(dtype=str(dtype), range=window or declared)


@np.errstate(over="ignore", invalid="ignore")  # infinite values are refused
def _intensities(
    decoded: DecodedFile, window: Window | None = None
) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Map black to 0 and full intensity to the dtype's largest value; return samples and notes.

    With a window, return float32 with the ends of the window at 0 and 1.
    """
    samples, notes = decoded.samples, []
    if window is not None:
        samples = windowed(samples, window, decoded.slope, decoded.intercept)
    elif decoded.slope != 1:
        samples = (samples * decoded.slope + decoded.intercept).astype(np.float32)
    elif decoded.range is not None:
        low, high = decoded.range
        samples = spread(samples, low, high)
        notes.append(f"values {low}..{high} spread over the range of {samples.dtype}")
    if decoded.white_is_zero:
        samples = invert(samples)
        notes.append("inverted: white is zero in the file")
    return samples, tuple(notes)


def _arranged(
    samples: npt.NDArray[Any], decoded: DecodedFile
) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return upright samples (height, width, channels) without opacity, and notes."""
    pixels, notes = np.atleast_3d(samples), []
    if decoded.alpha:
        pixels = pixels[..., :-1]
        notes.append("alpha channel dropped")
    if decoded.orientation != 1:
        pixels = turn_upright(pixels, decoded.orientation)
        notes.append(f"EXIF orientation {decoded.orientation} applied")
    return np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("=")), tuple(notes)


def select_channels(pixels: npt.NDArray[Any], channels: Sequence[int]) -> npt.NDArray[Any]:
    """Return the given channels of pixels (height, width, channels), in order; () for all.

    Raises
    ------
    ImageError
        If there is no such channel.
    """
    if not channels:
        return pixels
    n_channels = pixels.shape[2]
    if max(channels) >= n_channels:
        raise ImageError(f"has channels 0 to {n_channels - 1}; channel {max(channels)} is outside")
    return np.ascontiguousarray(pixels[..., list(channels)])


@np.errstate(over="ignore", invalid="ignore")
def _stored_labels(decoded: DecodedFile) -> npt.NDArray[Any]:
    """Return the stored labels, as integers if a volume stores whole numbers as floats."""
    if decoded.indices is not None:
        return decoded.indices
    samples = decoded.samples
    if decoded.slope != 1 or decoded.intercept != 0:
        samples = samples * decoded.slope + decoded.intercept
    if decoded.is_volume and samples.dtype.kind == "f":
        whole = np.rint(samples)
        if np.array_equal(whole, samples) and whole.min() >= 0 and whole.max() < 2**32:
            return np.asarray(whole.astype(np.uint32))
    return samples


def _single_channel(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if (pixels != pixels[..., :1]).any() and pixels.shape[2] > 1:
        raise ImageError(
            f"is not a mask: its {pixels.shape[2]} channels differ; save it as a grey image"
        )
    return np.ascontiguousarray(pixels[..., 0])


def _unsigned(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    kind = labels.dtype.kind
    if kind == "f":
        raise ImageError(f"is not a mask: {labels.dtype} values; save it as whole numbers from 0")
    if kind == "i" and labels.min() < 0:
        raise ImageError(f"is not a mask: a value of {labels.min()}; save it as numbers from 0")
    return labels.astype(f"u{labels.dtype.itemsize}", copy=False)
