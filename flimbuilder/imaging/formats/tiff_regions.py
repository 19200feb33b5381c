"""Windows of a TIFF file, of which only the tiles or strips that they touch are decoded."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from tifffile import TiffFile

from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.decoded import ReadLimits
from flimbuilder.imaging.formats.tiff import TiffLayout, examine

__all__ = ["CACHE_BYTES", "SEGMENT_BYTES", "TiffRegions"]

CACHE_BYTES = 192 * 2**20  # of decoded tiles and strips that are kept
SEGMENT_BYTES = 256 * 2**20  # of one tile or strip, decoded
JPEG = (6, 7, 34892, 33007)  # compressions with tables for all segments of a page
CUT_SHORT = "is cut short; get a whole copy of it"

Samples = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class _Plane:
    """Samples of shape (height, width, depth) that a page, or a part of it, holds.

    Attributes
    ----------
    page : TiffPage or TiffFrame
    first : int
        The page's first tile or strip of the plane.
    offset : int or None
        Where in the file the plane begins, if its samples lie there as they are.
    """

    page: Any
    first: int
    offset: int | None


class TiffRegions:
    """Windows of the first image of a TIFF file.

    Parameters
    ----------
    tiff : TiffFile
        Open as long as windows are read.
    limits : ReadLimits
    cache_bytes : int, default=CACHE_BYTES
        Bytes of decoded tiles and strips that are kept for the next window.

    Attributes
    ----------
    layout : TiffLayout
    obstacle : str or None
        Why windows cannot be read, for a message.

    Raises
    ------
    ImageError
        What `decode_tiff` refuses in a header.
    """

    def __init__(self, tiff: TiffFile, limits: ReadLimits, cache_bytes: int = CACHE_BYTES) -> None:
        self.layout = examine(tiff, limits)
        self._file: BinaryIO = tiff.filehandle
        self._dtype = np.dtype(self.layout.page.dtype)
        self._stored = self._dtype.newbyteorder(tiff.byteorder)
        self._depth = 1 if self.layout.axes[-1] == "X" else self.layout.channels
        self._planes = list(_planes(self.layout, self._dtype.itemsize))
        self._cache_bytes = cache_bytes
        self._kept: OrderedDict[tuple[int, int], Samples] = OrderedDict()
        self._kept_bytes = 0

    def read(self, rows: slice, cols: slice) -> Samples:
        """Return the samples (rows, columns, channels) of a window that lies in the image.

        Raises
        ------
        ImageError
            Where the file is cut short. What damage makes the codecs raise, they raise.
        """
        size = (rows.stop - rows.start, cols.stop - cols.start)
        window = np.empty((*size, len(self._planes) * self._depth), self._dtype)
        for number, plane in enumerate(self._planes):
            part = window[..., number * self._depth : (number + 1) * self._depth]
            if plane.offset is None:
                self._decode(plane, number, rows, cols, part)
            else:
                self._copy(plane.offset, rows, cols, part)
        return window

    def _copy(self, offset: int, rows: slice, cols: slice, part: Samples) -> None:
        """Read rows of samples that lie in the file as they are."""
        pixel = self._depth * self._stored.itemsize
        count = (cols.stop - cols.start) * pixel
        for row in range(rows.start, rows.stop):
            self._file.seek(offset + (row * self.layout.width + cols.start) * pixel)
            line = self._file.read(count)
            if len(line) < count:
                raise ImageError(CUT_SHORT)
            part[row - rows.start] = np.frombuffer(line, self._stored).reshape(-1, self._depth)

    def _decode(self, plane: _Plane, number: int, rows: slice, cols: slice, part: Samples) -> None:
        """Put together the tiles or strips that a window touches."""
        height, width = self._segment_size()
        across = -(-self.layout.width // width)
        for down in range(rows.start // height, -(-rows.stop // height)):
            for right in range(cols.start // width, -(-cols.stop // width)):
                segment = self._segment(plane, number, plane.first + down * across + right)
                top, left = down * height, right * width
                first_row, first_col = max(rows.start, top), max(cols.start, left)
                end_row = min(rows.stop, top + segment.shape[0])
                end_col = min(cols.stop, left + segment.shape[1])
                part[
                    first_row - rows.start : end_row - rows.start,
                    first_col - cols.start : end_col - cols.start,
                ] = segment[first_row - top : end_row - top, first_col - left : end_col - left]

    def _segment(self, plane: _Plane, number: int, index: int) -> Samples:
        """Return a tile or strip (height, width, depth), decoded or kept from before."""
        key = (number if len(self.layout.series.pages) > 1 else 0, index)
        segment = self._kept.get(key)
        if segment is not None:
            self._kept.move_to_end(key)
            return segment
        segment = self._decoded(plane.page, index)
        self._kept[key] = segment
        self._kept_bytes += segment.nbytes
        while self._kept_bytes > self._cache_bytes and len(self._kept) > 1:
            _, oldest = self._kept.popitem(last=False)
            self._kept_bytes -= oldest.nbytes
        return segment

    def _decoded(self, page: Any, index: int) -> Samples:
        offset, count = page.dataoffsets[index], page.databytecounts[index]
        most = self._segment_bytes()
        if count > 2 * most + 2**12:
            raise ImageError(f"is damaged: {count} bytes stand for {most} of samples")
        data = None
        if offset and count:
            self._file.seek(offset)
            data = self._file.read(count)
            if len(data) < count:
                raise ImageError(CUT_SHORT)
        keyframe, tables = page.keyframe, {}
        if keyframe.compression in JPEG:
            tables = {"jpegtables": page.jpegtables, "jpegheader": keyframe.jpegheader}
        samples, _, shape = keyframe.decode(data, index, **tables)
        if samples is None:  # left out by the writer
            return np.full(shape[1:], keyframe.nodata, self._dtype)
        segment: Samples = samples[0]
        return segment

    def _segment_size(self) -> tuple[int, int]:
        page = self.layout.page
        if page.is_tiled:
            return page.tilelength, page.tilewidth
        return min(page.rowsperstrip, self.layout.height), self.layout.width

    def _segment_bytes(self) -> int:
        height, width = self._segment_size()
        return int(height * width * self._depth * self._dtype.itemsize)

    @property
    def obstacle(self) -> str | None:
        """Why windows cannot be read."""
        if self.layout.orientation != 1:
            return f"is stored turned (orientation {self.layout.orientation})"
        most = self._segment_bytes()
        if most > SEGMENT_BYTES and any(plane.offset is None for plane in self._planes):
            height, width = self._segment_size()
            return (
                f"has {height} x {width} pixels compressed as one ({most} bytes where "
                f"{SEGMENT_BYTES} is the limit)"
            )
        return None


def _planes(layout: TiffLayout, itemsize: int) -> Iterator[_Plane]:
    """List what holds the channels, in their order."""
    series, page = layout.series, layout.page
    plane_bytes = layout.height * layout.width * itemsize
    n_planes = 1 if layout.axes[0] == "Y" else layout.channels
    if series.dataoffset is not None:  # one after the other, some without a page of their own
        for number in range(n_planes):
            yield _Plane(page, 0, series.dataoffset + number * plane_bytes)
        return
    for one in series.pages:
        in_page = n_planes // len(series.pages)
        for number in range(in_page):
            offset = one.dataoffsets[0] + number * plane_bytes if page.is_final else None
            yield _Plane(one, number * (len(one.dataoffsets) // in_page), offset)
