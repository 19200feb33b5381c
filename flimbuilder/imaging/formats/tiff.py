"""TIFF files: decode an image, a level of a pyramid, or an image of a stack.

Of a file with several series (images that differ in size and are not levels of a pyramid), the
first is read. The axes of a series come from the description by ImageJ, OME or tifffile; without
one, its pages lie on an axis ``page``. A page may hold several planes: the samples of its pixels,
or a volume.
"""

import logging
import re
import struct
from collections.abc import Mapping, Sequence
from copy import copy
from threading import Lock
from typing import Any, BinaryIO, NamedTuple, Self
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from tifffile import COMPRESSION, PHOTOMETRIC, TiffFile, TiffFrame, TiffPage, TiffPageSeries

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import (
    CACHE_BYTES,
    DecodedFile,
    ReadLimits,
    require_few_places,
    require_readable,
    valid_orientation,
)
from flimbuilder.imaging.formats.photos import ORIENTATION_TAG
from flimbuilder.imaging.formats.slides import ForeignSlideError
from flimbuilder.imaging.formats.tiff_levels import is_foreign, level_sizes, other_images
from flimbuilder.imaging.formats.tiff_regions import TiffRegions
from flimbuilder.imaging.formats.tiff_scale import tiff_pixel_size
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.levels import pyramid_levels

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


class _SeriesAxis(NamedTuple):
    """An axis of a series: tifffile's letter, the name for users, and the size."""

    letter: str
    name: str
    size: int
    page_letter: str
    """Its letter as an axis of a page; empty if pages lie along it."""

    @property
    def is_spanned(self) -> bool:
        """Whether every image spans it, as rows or columns."""
        return self.page_letter in ("Y", "X")

    @property
    def is_channels(self) -> bool:
        return self.letter in ("C", "S") and self.page_letter in ("", "S")


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
    lock : Lock
        Held while the file is read.
    crosses_pages : bool
        Whether the rows or columns of an image lie across pages, as in axes YXC of pages XC: the
        series is decoded whole.
    """

    def __init__(self, file: BinaryIO, limits: ReadLimits) -> None:
        _require_few_pages(file, limits.max_pages)
        # An OME file may refer to files beside it, which another name keeps closed.
        self.tiff = TiffFile(file, name="TIFF", _multifile=False)
        if is_foreign(self.tiff):
            self.tiff.close()
            raise ForeignSlideError
        self.series: TiffPageSeries = self.tiff.series[0]
        self.page: TiffPage = self.series.keyframe
        self._limits, self.lock = limits, Lock()
        _require_intensities(self.page)
        self.crosses_pages = not _holds_images(self.series, self.page)
        self._axes = _axes(self.series, "" if self.crosses_pages else self.page.axes)
        if self.crosses_pages:
            _require_rows_and_columns(self.series)
        self.layout = self._described()
        require_few_places(self.layout.axes, limits)

    def at_level(self, level: int) -> Self:
        """Return the images of a level of the pyramid, in the same file."""
        if level == 0:
            return self
        stack = copy(self)
        stack.series = self.series.levels[level]
        stack.page = stack.series.keyframe
        stack.layout = self.layout.at_level(level)
        stack._axes = _axes(stack.series, "" if self.crosses_pages else stack.page.axes)
        return stack

    def regions(
        self, places: Mapping[str, int], limits: ReadLimits, cache_bytes: int = CACHE_BYTES
    ) -> TiffRegions | None:
        """Return the windows of an image; None if it shares its pages with others."""
        shares = any(
            axis.page_letter and axis.size > 1 and not (axis.is_spanned or axis.is_channels)
            for axis in self._axes
        )
        if self.crosses_pages or shares:
            return None
        return TiffRegions(self, places, limits, cache_bytes)

    def plane(self, places: Mapping[str, int]) -> DecodedFile:
        """Decode the page or, if channels are pages, all pages at a place on the other axes."""
        pages = self.pages(places, self._limits)
        _require_few_bytes(pages, self._limits)
        if self.crosses_pages:
            return self.decoded(self._cut(self.series.asarray(), self.series.shape, places))
        samples = [self._cut(page.asarray(), page.shape, places) for page in pages]
        return self.decoded(samples[0] if len(samples) == 1 else np.dstack(samples))

    def pages(self, places: Mapping[str, int], limits: ReadLimits) -> list[TiffPage]:
        """Return the pages of an image: one, one for each channel, or all if it crosses pages.

        Raises
        ------
        ImageError
            If they are too large, or the file ends before they do.
        """
        page, (rows, columns) = self.page, self.layout.axes[-2:]
        # A tile is decoded whole, even if the image is smaller; an empty image is refused.
        height = rows.size and max(rows.size, page.tilelength)
        width = columns.size and max(columns.size, page.tilewidth)
        require_readable(height, width, self.layout.channels + self._alpha, page.dtype, limits)
        n_bytes = self.series.nbytes if self.crosses_pages else page.nbytes
        if n_bytes > limits.max_bytes:
            raise ImageError(
                f"is decoded in parts of {n_bytes} bytes where {limits.max_bytes} is the limit; "
                "save one image per page, or raise ReadLimits.max_bytes"
            )
        pages = [self._page(number) for number in self._page_numbers(places)]
        _require_whole(pages, page, self.tiff.filehandle.size)
        return pages

    @property
    def orientation(self) -> int:
        """1 to 8, as in EXIF."""
        return valid_orientation(self.page.tags.valueof(ORIENTATION_TAG))

    def decoded(self, samples: npt.NDArray[Any]) -> DecodedFile:
        """Describe samples (height, width[, channels]) of an image or a part of it."""
        page = self.page
        is_palette = page.photometric == PHOTOMETRIC.PALETTE
        return DecodedFile(
            _expand_palette(samples, page) if is_palette else samples,
            indices=samples if is_palette else None,
            alpha=self._alpha,
            orientation=self.orientation,
            range=_declared_range(page),
            white_is_zero=page.photometric == PHOTOMETRIC.MINISWHITE and page.dtype != np.bool_,
            notes=self.layout.notes,
        )

    def associated(self, name: str) -> DecodedFile:
        """Decode a picture beside a slide, by its name in `Layout.associated`."""
        number = 1 + self.layout.associated.index(name)
        page: TiffPage = self.tiff.series[number].keyframe
        _require_intensities(page)
        require_readable(
            page.imagelength, page.imagewidth, page.samplesperpixel, page.dtype, self._limits
        )
        _require_few_bytes([page], self._limits)
        with self.lock:
            return DecodedFile(page.asarray())

    def close(self) -> None:
        """Release the pages."""
        self.tiff.close()

    @property
    def _alpha(self) -> bool:
        extra = self.page.extrasamples
        declared = any(axis.letter == "C" for axis in self._axes)
        return not declared and bool(extra) and extra[-1] in ALPHA

    def _described(self) -> Layout:
        page, axes = self.page, []
        is_palette = page.photometric == PHOTOMETRIC.PALETTE
        channels = 3 if is_palette else 1
        sizes = {axis.letter: axis.size for axis in self._axes if axis.is_spanned}
        for axis in self._axes:
            if axis.is_channels:
                channels *= axis.size
            elif axis.size > 1 and not axis.is_spanned:
                axes.append(StackAxis(axis.name, axis.size, DESCRIPTIONS.get(axis.name, "")))
        stated = tiff_pixel_size(self.tiff, page)
        levels = pyramid_levels(level_sizes(self.series), stated)
        notes, associated = other_images(self.tiff)
        sides = {} if stated is None else {"Y": stated.height, "X": stated.width}
        spanned = (
            StackAxis(name.lower(), sizes[name], can_fix=False, spacing=sides.get(name))
            for name in "YX"
        )
        return Layout(
            "TIFF",
            (*axes, *spanned),
            channels - self._alpha,
            str(np.dtype(np.uint8) if is_palette else page.dtype),
            _channel_names(self.tiff),
            notes=notes,
            levels=levels,
            associated=associated,
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
        if self.crosses_pages:
            return list(range(len(self.series.pages)))
        outer = [axis for axis in self._axes if not axis.page_letter]
        if not outer:
            return [0]
        ranges = [
            range(axis.size) if axis.is_channels else [places.get(axis.name, 0)] for axis in outer
        ]
        grid = np.meshgrid(*ranges, indexing="ij")
        numbers = np.ravel_multi_index(grid, [axis.size for axis in outer]).ravel().tolist()
        return [int(number) for number in numbers]

    def _cut(
        self, samples: npt.NDArray[Any], shape: tuple[int, ...], places: Mapping[str, int]
    ) -> npt.NDArray[Any]:
        """Return the image (height, width[, channels]) at a place in the samples of a page."""
        inner = [axis for axis in self._axes if axis.page_letter]
        kept = [axis for axis in inner if axis.is_spanned or axis.is_channels]
        index = tuple(slice(None) if axis in kept else places.get(axis.name, 0) for axis in inner)
        order = sorted(range(len(kept)), key=lambda number: "YXS".index(kept[number].page_letter))
        return samples.reshape(shape)[index].transpose(order)


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


def _holds_images(series: TiffPageSeries, page: TiffPage) -> bool:
    """Return True if every image spans the rows and columns of a page."""
    outer = len(series.shape) - len(page.shape)
    fits = outer >= 0 and series.shape[outer:] == page.shape
    upright = page.axes.replace("S", "").replace("Z", "") == "YX" and all(
        letter == name
        for letter, name in zip(page.axes, series.axes[outer:], strict=False)
        if letter in "YX"
    )
    pages = int(np.prod(series.shape[: max(outer, 0)]))
    return fits and upright and (pages == len(series.pages) or series.dataoffset is not None)


def _require_rows_and_columns(series: TiffPageSeries) -> None:
    if series.axes.count("Y") != 1 or series.axes.count("X") != 1:
        raise ImageError(
            f"holds {len(series.pages)} pages (axes {series.axes}, shape {series.shape}) that are "
            "not a stack of images; save one image per page"
        )


def _axes(series: TiffPageSeries, page_axes: str) -> list[_SeriesAxis]:
    """List the axes of a series; without `page_axes`, as if the series were one page."""
    page_axes = page_axes or re.sub("[^YXS]", "Z", series.axes.replace("C", "S"))
    page_letters = [""] * (len(series.axes) - len(page_axes)) + list(page_axes)
    names = _names(series.axes)
    parts = zip(series.axes, names, series.shape, page_letters, strict=True)
    return [_SeriesAxis(*part) for part in parts]


def _names(letters: str) -> tuple[str, ...]:
    names: list[str] = []
    for letter in letters:
        name = NAMES.get(letter, letter.lower())
        again = sum(other.rstrip("0123456789") == name for other in names)
        names.append(f"{name}{again + 1}" if again else name)
    return tuple(names)


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


def _require_whole(pages: Sequence[TiffPage | None], first: TiffPage, file_size: int) -> None:
    """Refuse a file that ends before its pixels do, as decoders would fill the gap."""
    for page in pages:
        if page is None:
            raise ImageError("lacks pages that it announces; get a whole copy of it")
        if (page.shape, page.dtype) != (first.shape, first.dtype):
            raise ImageError("has pages that differ in size from the first; it is damaged")
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
    """Replace indices into a palette by its colours."""
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
