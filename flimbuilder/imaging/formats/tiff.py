"""TIFF and BigTIFF through tifffile: any depth, contiguous or planar channels.

One image a file: several pages are read when the file says that they are channels (ImageJ and
OME); pages that are a stack, a time series or nothing in particular are an error.
"""

import logging
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from tifffile import COMPRESSION, PHOTOMETRIC, TiffFile, TiffPage, TiffPageSeries

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import Decoded, ReadLimits, require_readable
from flimbuilder.imaging.formats.exif import ORIENTATION, valid_orientation

__all__ = ["TiffLayout", "decode_tiff", "describe_samples", "examine", "open_tiff"]

ALPHA = (1, 2)  # of the tag ExtraSamples, TIFF 6.0 section 18
INTENSITIES = (PHOTOMETRIC.MINISWHITE, PHOTOMETRIC.MINISBLACK, PHOTOMETRIC.RGB)
DECODED_TO_RGB = (COMPRESSION.OJPEG, COMPRESSION.JPEG)

# tifffile logs what it finds odd, and raises where that matters: an error stays one line.
logging.getLogger("tifffile").addHandler(logging.NullHandler())


@dataclass(frozen=True, eq=False)
class TiffLayout:
    """Where the first image of a TIFF file is, and what its samples mean.

    Attributes
    ----------
    series : TiffPageSeries
    page : TiffPage
        The first; the others are alike.
    axes : str
        "YX" with "S" or "C" before or after it, where there are channels.
    shape : tuple of int
        One size for each of the axes.
    height, width, channels : int
        As stored.
    notes : tuple of str
    """

    series: TiffPageSeries
    page: TiffPage
    axes: str
    shape: tuple[int, ...]
    height: int
    width: int
    channels: int
    notes: tuple[str, ...]

    @property
    def orientation(self) -> int:
        """1 to 8, as in EXIF."""
        return valid_orientation(self.page.tags.valueof(ORIENTATION))


def decode_tiff(file: BinaryIO, limits: ReadLimits) -> Decoded:
    """Decode the first image of a TIFF file; others, such as thumbnails, are named in a note."""
    with open_tiff(file) as tiff:
        layout = examine(tiff, limits)
        samples = layout.series.asarray().reshape(layout.shape)
    if layout.axes[0] not in "YX":
        samples = np.moveaxis(samples, 0, -1)
    return describe_samples(samples, layout)


def open_tiff(file: BinaryIO) -> TiffFile:
    """Open a TIFF file alone: an OME file may name others beside it, which stay closed."""
    return TiffFile(file, name="TIFF", _multifile=False)


def examine(tiff: TiffFile, limits: ReadLimits) -> TiffLayout:
    """Look at the header of the first image; refuse what is no image, too large or cut short."""
    series, page = tiff.series[0], tiff.series[0].keyframe
    axes, shape = _image_axes(series)
    _require_intensities(page)
    height, width, channels = _sizes(axes, shape)
    largest = max(height, page.tilelength), max(width, page.tilewidth)
    require_readable(*largest, channels, page.dtype, limits)
    _require_whole(series, tiff.filehandle.size)
    others = len(tiff.series) - 1
    notes = (f"first of {others + 1} images in the file read",) if others else ()
    return TiffLayout(series, page, axes, shape, height, width, channels, notes)


def describe_samples(samples: npt.NDArray[Any], layout: TiffLayout) -> Decoded:
    """Say what samples (height, width[, channels]) mean, all or those of a part."""
    page = layout.page
    return Decoded(
        _expand_palette(samples, page),
        alpha="S" in layout.axes and bool(page.extrasamples) and page.extrasamples[-1] in ALPHA,
        orientation=layout.orientation,
        top=_top(page),
        white_is_zero=page.photometric == PHOTOMETRIC.MINISWHITE and page.dtype != np.bool_,
        notes=layout.notes,
    )


def _image_axes(series: TiffPageSeries) -> tuple[str, tuple[int, ...]]:
    """Return the axes and sizes of a series without those of size 1; refuse a stack."""
    kept = [(a, n) for a, n in zip(series.axes, series.shape, strict=True) if n != 1 or a in "YX"]
    axes, shape = "".join(axis for axis, _ in kept), tuple(size for _, size in kept)
    if axes not in ("YX", "YXS", "SYX", "CYX", "YXC"):
        pages = int(np.prod([size for axis, size in kept if axis not in "YXS"]))
        raise ImageError(
            f"holds {pages} pages (axes {axes}, shape {shape}) and one image a file is read; "
            "split the pages, or keep channels as the samples of one page"
        )
    return axes, shape


def _sizes(axes: str, shape: tuple[int, ...]) -> tuple[int, int, int]:
    channels = [size for axis, size in zip(axes, shape, strict=True) if axis not in "YX"]
    return shape[axes.index("Y")], shape[axes.index("X")], channels[0] if channels else 1


def _require_intensities(page: TiffPage) -> None:
    photometric = page.photometric
    if photometric in INTENSITIES or photometric == PHOTOMETRIC.PALETTE:
        return
    if photometric == PHOTOMETRIC.YCBCR and page.compression in DECODED_TO_RGB:
        return
    name = getattr(photometric, "name", photometric)
    raise ImageError(f"is a TIFF in {name}; save it as RGB or grey")


def _require_whole(series: TiffPageSeries, file_size: int) -> None:
    """Refuse a file that ends before its pixels do: decoders fill what is missing."""
    for page in series.pages:
        if page is None:
            raise ImageError("lacks pages that it announces; get a whole copy of it")
        segments = zip(page.dataoffsets, page.databytecounts, strict=True)
        if any(offset + count > file_size for offset, count in segments):
            raise ImageError("is cut short; get a whole copy of it")


def _expand_palette(samples: npt.NDArray[Any], page: TiffPage) -> npt.NDArray[Any]:
    if page.photometric != PHOTOMETRIC.PALETTE:
        return samples
    # Writers fill 16 bits from 8 by v * 256 or v * 257; the high byte is v in both.
    palette: npt.NDArray[Any] = (page.colormap >> 8).astype(np.uint8).T
    expanded: npt.NDArray[Any] = palette[samples]
    return expanded


def _top(page: TiffPage) -> int | None:
    """Return the largest value of samples of 10, 12 or 14 bits, kept in wider ones."""
    bits = page.bitspersample
    if page.dtype.kind != "u" or page.photometric == PHOTOMETRIC.PALETTE:
        return None
    return int(2**bits - 1) if bits < 8 * page.dtype.itemsize else None
