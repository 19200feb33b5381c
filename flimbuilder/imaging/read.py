"""One reader for every image and mask, at the file's own depth.

PNG, JPEG, TIFF, BMP, PNM and NPY; the content decides which, not the suffix. Whatever cannot be
read whole and without doubt is an `ImageError` of one line that begins with the file's name.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.choice import IMAGE_SUFFIXES, decode_file
from flimbuilder.imaging.formats.decoded import DEFAULT_LIMITS, Decoded, ReadLimits
from flimbuilder.imaging.formats.exif import upright
from flimbuilder.imaging.scaling import as_unit_float, invert, require_intensities, spread

__all__ = [
    "IMAGE_SUFFIXES",
    "ImageData",
    "ReadLimits",
    "arranged",
    "as_unit_float",
    "find_images",
    "intensities",
    "named",
    "read_image",
    "read_mask",
]


@dataclass(frozen=True, eq=False)
class ImageData:
    """The pixels of an image file.

    Attributes
    ----------
    pixels : ndarray of shape (height, width, channels)
        In the file's own dtype, native byte order, C-contiguous and writable.
    notes : tuple of str
        What was done to them that a user should know, such as ``alpha channel dropped``.
    """

    pixels: npt.NDArray[Any]
    notes: tuple[str, ...] = ()


def read_image(path: Path | str, *, limits: ReadLimits = DEFAULT_LIMITS) -> ImageData:
    """Read an image at full depth, upright and without its alpha channel.

    Parameters
    ----------
    path : Path or str
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
        No regular file, none of the formats, damaged or cut short, over a limit, several pages,
        NaN or infinite values, or samples that are no intensities.
    """
    path = Path(path)
    with named(path):
        decoded, notes = decode_file(path, limits)
        samples, scaling = intensities(decoded)
        require_intensities(samples)
        pixels, geometry = arranged(samples, decoded)
    return ImageData(pixels, (*notes, *decoded.notes, *scaling, *geometry))


def read_mask(path: Path | str, *, limits: ReadLimits = DEFAULT_LIMITS) -> npt.NDArray[Any]:
    """Read a mask or label image: the values as they are stored, upright.

    Parameters
    ----------
    path : Path or str
        Whole numbers from 0, or bool; several channels must be equal.
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
    path = Path(path)
    with named(path):
        decoded, _ = decode_file(path, limits)
        pixels, _ = arranged(decoded.samples, decoded)
        return _unsigned(_single_channel(pixels))


def find_images(paths: Iterable[Path | str]) -> list[Path]:
    """List image files: files as they are given, folders by the images directly in them.

    Parameters
    ----------
    paths : iterable of Path or str

    Returns
    -------
    list of Path
        Of a folder: the visible files that end in one of `IMAGE_SUFFIXES`, in natural order
        (``img2`` before ``img10``).

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
        except OSError as error:
            raise ImageError(f"cannot be listed: {error.strerror or error}") from error
        if not files:
            raise ImageError(f"no images in this folder; they end in {', '.join(IMAGE_SUFFIXES)}")
    return sorted(files, key=_natural_order)


def _looks_like_image(file: Path) -> bool:
    hidden = file.name.startswith(".")
    return not hidden and file.suffix.lower() in IMAGE_SUFFIXES and not file.is_dir()


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


def intensities(decoded: Decoded) -> tuple[npt.NDArray[Any], tuple[str, ...]]:
    """Return the samples with 0 black and the dtype's largest value full intensity."""
    samples, notes = decoded.samples, []
    if decoded.top is not None and decoded.top < np.iinfo(samples.dtype).max:
        samples = spread(samples, decoded.top)
        notes.append(f"values 0..{decoded.top} spread over the range of {samples.dtype}")
    if decoded.white_is_zero:
        samples = invert(samples)
        notes.append("inverted: white is zero in the file")
    return samples, tuple(notes)


def arranged(
    samples: npt.NDArray[Any], decoded: Decoded
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
