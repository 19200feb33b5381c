"""TIFF files: decode an image, or an image of a stack of pages.

Of a file with several series (images that differ in size and are not levels of a pyramid), the
first is read. The axes of a series come from the description by ImageJ, OME or tifffile; without
one, its pages lie on an axis ``page``.
"""

import logging
import struct
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from tifffile import COMPRESSION, PHOTOMETRIC, TiffFile, TiffFrame, TiffPage, TiffPageSeries

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import (
    DecodedFile,
    ReadLimits,
    require_readable,
    valid_orientation,
)
from flimbuilder.imaging.formats.photos import ORIENTATION_TAG
from flimbuilder.imaging.layout import Layout, StackAxis

__all__ = ["TiffStack"]

ALPHA = (1, 2)  # of the tag ExtraSamples, TIFF 6.0 section 18
INTENSITIES = (
    PHOTOMETRIC.MINISWHITE,
    PHOTOMETRIC.MINISBLACK,
    PHOTOMETRIC.RGB,
    PHOTOMETRIC.PALETTE,
)
DECODED_TO_RGB = (COMPRESSION.OJPEG, COMPRESSION.JPEG)
BIG = (43).to_bytes(2, "little"), (43).to_bytes(2, "big")
DESCRIPTIONS = {"z": "depth", "t": "time"}
NAMES = {"I": "page", "Q": "page"}  # tifffile's letters for axes of unknown meaning

# tifffile logs oddities and raises if they matter: an error stays one line.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


class TiffStack:
    """The first series of a TIFF file; a note counts the others, such as thumbnails.

    Attributes
    ----------
    layout : Layout
        An image has the rows and columns of a page.
    tiff : TiffFile
    series : TiffPageSeries
    page : TiffPage
        First page of the series; the others have the same shape.
    """

    def __init__(self, file: BinaryIO, limits: ReadLimits) -> None:
        _require_few_pages(file, limits.max_pages)
        # An OME file may refer to files beside it, which another name keeps closed.
        self.tiff = TiffFile(file, name="TIFF", _multifile=False)
        self.series: TiffPageSeries = self.tiff.series[0]
        self.page: TiffPage = self.series.keyframe
        self._limits = limits
        _require_intensities(self.page)
        _require_pages_of_images(self.series, self.page)
        # The axes along which pages lie: tifffile's letters, sizes, and names.
        beside = len(self.series.axes) - len(self.page.axes)
        self._letters, self._sizes = self.series.axes[:beside], self.series.shape[:beside]
        self._names = _names(self._letters)
        self.layout = self._described()

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode the page or, if channels are pages, all pages at a place on the other axes."""
        pages = self.pages(places, self._limits)
        _require_few_bytes(pages, self._limits)
        samples = [_channels_last(page.asarray(), self.page) for page in pages]
        return self.decoded(samples[0] if len(samples) == 1 else np.dstack(samples))

    def pages(self, places: Mapping[str, int], limits: ReadLimits) -> list[TiffPage]:
        """Return the pages of an image: one, or one for each channel.

        Raises
        ------
        ImageError
            If they are too large, or the file ends before they do.
        """
        page = self.page
        height = max(page.imagelength, page.tilelength)
        width = max(page.imagewidth, page.tilewidth)
        require_readable(height, width, self.layout.channels + self._alpha, page.dtype, limits)
        pages = [self._page(number) for number in self._page_numbers(places)]
        _require_whole(pages, self.tiff.filehandle.size)
        return pages

    @property
    def orientation(self) -> int:
        """1 to 8, as in EXIF."""
        return valid_orientation(self.page.tags.valueof(ORIENTATION_TAG))

    def decoded(self, samples: npt.NDArray[Any]) -> DecodedFile:
        """Describe samples (height, width[, channels]) of an image or a part of it."""
        page = self.page
        return DecodedFile(
            _expand_palette(samples, page),
            alpha=self._alpha,
            orientation=self.orientation,
            range=_declared_range(page),
            white_is_zero=page.photometric == PHOTOMETRIC.MINISWHITE and page.dtype != np.bool_,
            notes=self.layout.notes,
        )

    def close(self) -> None:
        """Release the pages."""
        self.tiff.close()

    @property
    def _alpha(self) -> bool:
        extra = self.page.extrasamples
        return "C" not in self._letters and bool(extra) and extra[-1] in ALPHA

    def _described(self) -> Layout:
        page, channels, axes = self.page, 1, []
        for letter, name, size in zip(self._letters, self._names, self._sizes, strict=True):
            if letter == "C":
                channels *= size
            elif size > 1:
                axes.append(StackAxis(name, size, DESCRIPTIONS.get(name, "")))
        samples = 3 if page.photometric == PHOTOMETRIC.PALETTE else page.samplesperpixel
        others = len(self.tiff.series) - 1
        return Layout(
            "TIFF",
            (*axes, *_rows_and_columns(page)),
            channels * samples - self._alpha,
            str(np.dtype(np.uint8) if samples > page.samplesperpixel else page.dtype),
            _channel_names(self.tiff),
            notes=(f"first of {others + 1} images in the file read",) if others else (),
        )

    def _page(self, number: int) -> TiffPage | TiffFrame | None:
        if number < len(self.series.pages):
            return self.series.pages[number]
        # ImageJ describes only the first page of a large stack of contiguous pages.
        count = self.page.nbytes
        place = (self.series.dataoffset or 0) + number * count
        return TiffFrame(
            self.tiff, number, keyframe=self.page, dataoffsets=(place,), databytecounts=(count,)
        )

    def _page_numbers(self, places: Mapping[str, int]) -> list[int]:
        """Return the indices of an image's pages in the series."""
        ranges = [
            range(size) if letter == "C" else [places.get(name, 0)]
            for letter, name, size in zip(self._letters, self._names, self._sizes, strict=True)
        ]
        if not ranges:
            return [0]
        grid = np.meshgrid(*ranges, indexing="ij")
        numbers = np.ravel_multi_index(grid, self._sizes).ravel().tolist()
        return [int(number) for number in numbers]


def _require_few_pages(file: BinaryIO, limit: int) -> None:
    """Count the pages by following their offsets, without an object for each."""
    head = file.read(16)
    order = "<" if head[:2] == b"II" else ">"
    big = head[2:4] in BIG
    start, count, offset, entry = (8, "Q", "Q", 20) if big else (4, "H", "I", 12)
    seen, place = 0, _unpacked(head[start:], order + offset)
    while place:
        seen += 1
        if seen > limit:
            raise ImageError(
                f"has more than {limit} pages; split it, or raise ReadLimits.max_pages"
            )
        file.seek(place)
        entries = _unpacked(file.read(struct.calcsize(count)), order + count)
        file.seek(place + struct.calcsize(count) + entries * entry)
        place = _unpacked(file.read(struct.calcsize(offset)), order + offset)
    file.seek(0)


def _unpacked(data: bytes, form: str) -> int:
    size = struct.calcsize(form)
    if len(data) < size:
        return 0  # cut short: reading the missing part raises the error
    (number,) = struct.unpack(form, data[:size])
    return int(number)


def _require_pages_of_images(series: TiffPageSeries, page: TiffPage) -> None:
    """Refuse series that are not stacks of two-dimensional pages."""
    whole = page.axes in ("YX", "YXS", "SYX") and series.axes.endswith(page.axes)
    fits = series.shape[len(series.shape) - len(page.shape) :] == page.shape
    pages = int(np.prod(series.shape[: len(series.shape) - len(page.shape)]))
    there = pages == len(series.pages) or series.dataoffset is not None
    if not (whole and fits and there):
        raise ImageError(
            f"holds {len(series.pages)} pages (axes {series.axes}, shape {series.shape}) that are "
            "not a stack of images; save one image per page"
        )


def _names(letters: str) -> tuple[str, ...]:
    names: list[str] = []
    for letter in letters:
        name = NAMES.get(letter, letter.lower())
        again = sum(other.rstrip("0123456789") == name for other in names)
        names.append(f"{name}{again + 1}" if again else name)
    return tuple(names)


def _rows_and_columns(page: TiffPage) -> tuple[StackAxis, StackAxis]:
    rows = StackAxis("y", page.imagelength, can_fix=False)
    return rows, StackAxis("x", page.imagewidth, can_fix=False)


def _channel_names(tiff: TiffFile) -> tuple[str, ...]:
    """Return the channel names of the first image in OME metadata; () if one is missing."""
    if not tiff.is_ome:
        return ()
    try:
        root = ElementTree.fromstring(tiff.ome_metadata)
    except ElementTree.ParseError:
        return ()
    pixels = root.find("{*}Image/{*}Pixels")
    channels = () if pixels is None else pixels.findall("{*}Channel")
    names = tuple(channel.get("Name", "") for channel in channels)
    return names if all(names) else ()


def _require_whole(pages: Sequence[TiffPage | None], file_size: int) -> None:
    """Refuse a file that ends before its pixels do: decoders would fill the gap."""
    for page in pages:
        if page is None:
            raise ImageError("lacks pages that it announces; get a whole copy of it")
        segments = zip(page.dataoffsets, page.databytecounts, strict=True)
        if any(offset + count > file_size for offset, count in segments):
            raise ImageError("is cut short; get a whole copy of it")


def _require_few_bytes(pages: Sequence[TiffPage], limits: ReadLimits) -> None:
    """Limit the bytes stored for an image, whatever their decoded size."""
    stored = sum(sum(page.databytecounts) for page in pages)
    if stored > limits.max_bytes:
        raise ImageError(
            f"is too large: {stored} bytes of an image where {limits.max_bytes} is the limit; "
            "crop it, or raise ReadLimits.max_bytes"
        )


def _channels_last(samples: npt.NDArray[Any], page: TiffPage) -> npt.NDArray[Any]:
    samples = samples.reshape(page.shape)
    return np.moveaxis(samples, 0, -1) if page.axes[0] == "S" else samples


def _require_intensities(page: TiffPage) -> None:
    """Refuse samples that are not intensities, such as CMYK."""
    photometric = page.photometric
    if photometric in INTENSITIES:
        return
    if photometric == PHOTOMETRIC.YCBCR and page.compression in DECODED_TO_RGB:
        return
    name = getattr(photometric, "name", photometric)
    raise ImageError(f"is a TIFF in {name}; save it as RGB or grey")


def _expand_palette(samples: npt.NDArray[Any], page: TiffPage) -> npt.NDArray[Any]:
    """Replace indices into a palette by its colours; return other samples unchanged."""
    if page.photometric != PHOTOMETRIC.PALETTE:
        return samples
    # Writers fill 16 bits from 8 by v * 256 or v * 257; the high byte is v in both.
    palette: npt.NDArray[Any] = (page.colormap >> 8).astype(np.uint8).T
    expanded: npt.NDArray[Any] = palette[samples]
    return expanded.reshape(*samples.shape[:2], -1)


def _declared_range(page: TiffPage) -> tuple[int, int] | None:
    """Return the range of samples with fewer bits than their dtype; else None."""
    bits = page.bitspersample
    if page.dtype.kind != "u" or page.photometric == PHOTOMETRIC.PALETTE:
        return None
    return (0, 2**bits - 1) if bits < 8 * page.dtype.itemsize else None
