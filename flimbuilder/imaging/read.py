"""One reader for every image and mask, at the file's own depth.

PNG, JPEG, TIFF, BMP, PNM, NPY, NIfTI and DICOM; the content decides which, not the suffix. Of a
stack a `Selection` says which image is meant, and of any file which channels. Whatever cannot be
read whole and without doubt is an `ImageError` of one line that begins with the file's name.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.choice import (
    IMAGE_SUFFIXES,
    SINGLE_SUFFIXES,
    OpenFile,
    has_suffix,
    is_unnamed_dicom,
    open_file,
)
from flimbuilder.imaging.formats.decoded import DEFAULT_LIMITS, DecodedFile, ReadLimits
from flimbuilder.imaging.formats.exif import upright
from flimbuilder.imaging.layout import Layout
from flimbuilder.imaging.scaling import (
    invert,
    require_intensities,
    spread,
    windowed,
)
from flimbuilder.project.selection import Place, Selection, Window

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
    "open_image",
    "read_image",
    "read_layout",
    "read_mask",
]


@dataclass(frozen=True, eq=False)
class ImageData:
    """The pixels of an image file.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, channels)
        In the file's own dtype, or float32 in [0, 1] where a window was chosen; native byte
        order, C-contiguous and writable.
    notes : tuple of str
        What was done to them that a user should know, such as ``alpha channel dropped``.
    """

    pixels: npt.NDArray[Any]
    notes: tuple[str, ...] = ()


class ImageFile:
    """An open file of images; see `open_image`.

    Attributes
    ----------
    path : Path
    file : OpenFile
        Its errors do not name the path yet.
    limits : ReadLimits
        Of an image that is read whole.
    """

    def __init__(self, path: Path, file: OpenFile, limits: ReadLimits) -> None:
        self.path, self.file, self.limits = path, file, limits

    @property
    def layout(self) -> Layout:
        """What the file holds; of formats of one image, that is decoded for it."""
        with named(self.path):
            return self.file.layout

    @property
    def may_be_stack(self) -> bool:
        """Whether its format can hold more than one image, told without reading it."""
        return self.file.may_be_stack

    def read(self, selection: Selection | None = None) -> ImageData:
        """Read one of its images as `read_image`."""
        chosen = selection or Selection()
        with named(self.path):
            data = as_image(self.file.plane(self.file.layout.require(chosen.at)), chosen.window)
            pixels = _only(data.pixels, chosen.channels) if chosen.channels else data.pixels
        return ImageData(pixels, (*self.file.notes, *data.notes))

    def read_labels(self, at: Sequence[Place] = ()) -> npt.NDArray[Any]:
        """Read one of its images as `read_mask`."""
        with named(self.path):
            layout = self.file.layout
            decoded = self.file.plane(layout.require(at if layout.is_stack else ()))
            pixels, _ = _arranged(_stored_labels(decoded), decoded)
            return _unsigned(_single_channel(pixels))


@contextmanager
def open_image(path: Path | str, *, limits: ReadLimits = DEFAULT_LIMITS) -> Iterator[ImageFile]:
    """Open a file to see what it holds, or to read several of its images.

    Parameters
    ----------
    path : Path or str
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


def read_layout(path: Path | str, *, limits: ReadLimits = DEFAULT_LIMITS) -> Layout:
    """Return what a file holds: axes, channels and dtype.

    Raises
    ------
    ImageError
        As `read_image`.
    """
    with open_image(path, limits=limits) as file:
        return file.layout


def read_image(
    path: Path | str, selection: Selection | None = None, *, limits: ReadLimits = DEFAULT_LIMITS
) -> ImageData:
    """Read an image at full depth, upright and without its alpha channel.

    Parameters
    ----------
    path : Path or str
    selection : Selection or None, default=None
        Which image of a stack, which channels, and the window that is scaled to [0, 1]; None is
        the only image of the file as it is.
    limits : ReadLimits, optional
        Checked in the file's header, before anything is decoded.

    Returns
    -------
    ImageData
        Bool, integers of 8 to 32 bits, or floats of 16 to 64 bits. Where the file declares a
        smaller range than the dtype's (a PGM up to 4095, a 12-bit TIFF) the values are spread
        over the dtype's range, and a note says so.

    Raises
    ------
    ImageError
        No regular file, none of the formats, damaged or cut short, over a limit, a stack
        without a choice, a place or channel that there is not, NaN or infinite values, or
        samples that are no intensities.
    """
    with open_image(path, limits=limits) as file:
        return file.read(selection)


def read_mask(
    path: Path | str, at: Sequence[Place] = (), *, limits: ReadLimits = DEFAULT_LIMITS
) -> npt.NDArray[Any]:
    """Read a mask or label image: the values as they are stored, upright.

    Parameters
    ----------
    path : Path or str
        Whole numbers from 0, or bool; several channels must be equal.
    at : sequence of Place, default=()
        Where in a stack it lies; of no meaning for a file of one image.
    limits : ReadLimits, optional
        Checked in the file's header, before anything is decoded.

    Returns
    -------
    ndarray of shape (height, width), unsigned
        Bool becomes 0 and 1 in uint8.

    Raises
    ------
    ImageError
        As `read_image`; and floats, negative values, or channels that differ.
    """
    with open_image(path, limits=limits) as file:
        return file.read_labels(at)


def find_images(paths: Iterable[Path | str]) -> list[Path]:
    """List image files: files as they are given, folders by the images directly in them.

    Parameters
    ----------
    paths : iterable of Path or str

    Returns
    -------
    list of Path
        Of a folder: the visible files that end in one of `IMAGE_SUFFIXES`, in natural order
        (``img2`` before ``img10``); where there are none, DICOM files without a suffix.

    Raises
    ------
    ImageError
        A folder without images, or one that cannot be listed.
    """
    return [image for path in paths for image in _images_at(Path(path))]


def _images_at(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    with named(path):
        try:
            files = [file for file in path.iterdir() if _looks_like_image(file)]
            files = files or [file for file in path.iterdir() if is_unnamed_dicom(file)]
        except OSError as error:
            raise ImageError(f"cannot be listed: {error.strerror or error}") from error
        if not files:
            raise ImageError(f"no images in this folder; they end in {', '.join(IMAGE_SUFFIXES)}")
    return sorted(files, key=_natural_order)


def _looks_like_image(file: Path) -> bool:
    hidden = file.name.startswith(".")
    return not hidden and has_suffix(file) and not file.is_dir()


def _natural_order(file: Path) -> tuple[list[str | int], str]:
    parts = re.split(r"([0-9]+)", file.name.casefold())
    return [int(part) if index % 2 else part for index, part in enumerate(parts)], file.name


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Begin the message of an error with the file's path as it was given."""
    try:
        yield
    except ImageError as error:
        raise ImageError(f"{path}: {error}") from error


def as_image(decoded: DecodedFile, window: Window | None = None) -> ImageData:
    """Return the pixels of an image, or of a part of one, and what was done to them.

    Raises
    ------
    ImageError
        Where samples are NaN, infinite, or no intensities.
    """
    samples, scaling = _intensities(decoded, window)
    require_intensities(samples)
    pixels, geometry = _arranged(samples, decoded)
    return ImageData(pixels, (*decoded.notes, *scaling, *geometry))


def _intensities(
    decoded: DecodedFile, window: Window | None = None
) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return the samples with 0 black and the dtype's largest value full intensity, and notes.

    With a window they are float32, its ends 0 and 1.
    """
    samples, notes = decoded.samples, []
    if window is not None:
        samples = windowed(samples, window, decoded.slope, decoded.intercept)
    elif decoded.slope != 1:
        samples = (samples * decoded.slope + decoded.intercept).astype(np.float32)
    elif decoded.top is not None and decoded.top < np.iinfo(samples.dtype).max:
        samples = spread(samples, decoded.top)
        notes.append(f"values 0..{decoded.top} spread over the range of {samples.dtype}")
    if decoded.white_is_zero:
        samples = invert(samples)
        notes.append("inverted: white is zero in the file")
    return samples, tuple(notes)


def _arranged(
    samples: npt.NDArray[Any], decoded: DecodedFile
) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return the samples upright as (height, width, channels) without opacity, and notes."""
    pixels, notes = np.atleast_3d(samples), []
    if decoded.alpha:
        pixels = pixels[..., :-1]
        notes.append("alpha channel dropped")
    if decoded.orientation != 1:
        pixels = upright(pixels, decoded.orientation)
        notes.append(f"EXIF orientation {decoded.orientation} applied")
    return np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("=")), tuple(notes)


def _only(pixels: npt.NDArray[Any], channels: Sequence[int]) -> npt.NDArray[Any]:
    there = pixels.shape[2]
    if max(channels) >= there:
        raise ImageError(f"has channels 0 to {there - 1}; channel {max(channels)} is outside")
    return np.ascontiguousarray(pixels[..., list(channels)])


def _stored_labels(decoded: DecodedFile) -> npt.NDArray[Any]:
    """Return labels as they are stored; of volumes that keep whole numbers as floats, those."""
    samples = decoded.samples
    if decoded.slope != 1 or decoded.intercept != 0:
        samples = samples * decoded.slope + decoded.intercept
    if decoded.is_volume and samples.dtype.kind == "f":
        whole = np.rint(samples)
        if np.array_equal(whole, samples) and whole.min() >= 0 and whole.max() < 2**32:
            return np.asarray(whole.astype(np.uint32))
    return samples


def _single_channel(pixels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    if (pixels != pixels[..., :1]).any():
        raise ImageError(
            f"is no mask: {pixels.shape[2]} channels that differ, where one value a pixel is "
            "expected; save it as a grey image"
        )
    return np.ascontiguousarray(pixels[..., 0])


def _unsigned(labels: npt.NDArray[Any]) -> npt.NDArray[Any]:
    kind = labels.dtype.kind
    if kind == "f":
        raise ImageError(f"is no mask: {labels.dtype} values; save it as whole numbers from 0")
    if kind == "i" and labels.min() < 0:
        raise ImageError(f"is no mask: a value of {labels.min()}; save it as numbers from 0")
    return labels.astype(f"u{labels.dtype.itemsize}", copy=False)
