"""Windows of a TIFF file, decoding only the tiles or strips that they touch."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt
from tifffile import TiffPage

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import ImageError
from flimbuilder.imaging.formats.base import (
    CACHE_BYTES,
    SEGMENT_BYTES,
    DecodedFile,
    ReadLimits,
)

if TYPE_CHECKING:
    from flimbuilder.imaging.formats.tiff import TiffStack

__all__ = ["TiffRegions"]

JPEG = (6, 7, 34892, 33007)  # compressions with tables shared by the segments of a page
CUT_SHORT = "is cut short; get a whole copy of it"

Samples = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class _Plane:
    """Samples of shape (height, width, depth) in a page or a part of it.

    Attributes
    ----------
    page : TiffPage or TiffFrame
    number : int
        Of the page among those of the image.
    first : int
        Index of the plane's first tile or strip in the page.
    offset : int or None
        File offset of the samples, if they are contiguous and not compressed.
    """

    page: Any
    number: int
    first: int
    offset: int | None


class TiffRegions:
    """Windows of an image of a TIFF file, at one level; thread-safe.

    Parameters
    ----------
    stack : TiffStack
        Must stay open while windows are read.
    places : mapping of str to int
        Index of the image on each axis that it does not span.
    limits : ReadLimits
    cache_bytes : int, default=CACHE_BYTES
        Bytes of decoded tiles and strips to cache; at least one is cached.

    Attributes
    ----------
    height, width : int
        As stored.
    channels : int
        As stored, opacity included.
    dtype : dtype
        As stored.
    obstacle : str or None
        Why windows cannot be read; begins an error message.

    Raises
    ------
    ImageError
        If the image is too large, or the file is cut short.
    """

    def __init__(
        self,
        stack: "TiffStack",
        places: Mapping[str, int],
        limits: ReadLimits,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._stack, page = stack, stack.page
        pages = stack.pages(places, limits)
        self._file: BinaryIO = stack.tiff.filehandle
        self.height, self.width = page.imagelength, page.imagewidth
        self.channels = len(pages) * page.samplesperpixel
        self.dtype = np.dtype(page.dtype)
        self._stored = self.dtype.newbyteorder(stack.tiff.byteorder)
        self._depth = 1 if page.axes[0] == "S" else page.samplesperpixel
        self._planes = list(_planes(pages, self.channels // self._depth // len(pages)))
        self._segments: ByteLimitedCache[tuple[int, int], Samples] = ByteLimitedCache(
            max(cache_bytes, self._segment_bytes())
        )

    def read(self, rows: slice, cols: slice) -> DecodedFile:
        """Return a window that lies in the image.

        Raises
        ------
        ImageError
            If the file is cut short. Codecs raise their own errors for damaged data.
        """
        size = (rows.stop - rows.start, cols.stop - cols.start)
        window = np.empty((*size, self.channels), self.dtype)
        for number, plane in enumerate(self._planes):
            part = window[..., number * self._depth : (number + 1) * self._depth]
            if plane.offset is None:
                self._decode(plane, rows, cols, part)
            else:
                self._copy(plane.offset, rows, cols, part)
        return self._stack.decoded(window[..., 0] if self.channels == 1 else window)

    def _copy(self, offset: int, rows: slice, cols: slice, part: Samples) -> None:
        """Read rows of uncompressed samples."""
        pixel = self._depth * self._stored.itemsize
        count = (cols.stop - cols.start) * pixel
        for row in range(rows.start, rows.stop):
            line = self._bytes(offset + (row * self.width + cols.start) * pixel, count)
            part[row - rows.start] = np.frombuffer(line, self._stored).reshape(-1, self._depth)

    def _decode(self, plane: _Plane, rows: slice, cols: slice, part: Samples) -> None:
        """Assemble a window from the tiles or strips that it touches."""
        height, width = self._segment_size()
        across = -(-self.width // width)
        for down in range(rows.start // height, -(-rows.stop // height)):
            for right in range(cols.start // width, -(-cols.stop // width)):
                segment = self._segment(plane, plane.first + down * across + right)
                top, left = down * height, right * width
                first_row, first_col = max(rows.start, top), max(cols.start, left)
                end_row = min(rows.stop, top + segment.shape[0])
                end_col = min(cols.stop, left + segment.shape[1])
                part[
                    first_row - rows.start : end_row - rows.start,
                    first_col - cols.start : end_col - cols.start,
                ] = segment[first_row - top : end_row - top, first_col - left : end_col - left]

    def _segment(self, plane: _Plane, index: int) -> Samples:
        """Return a tile or strip (height, width, depth) from the cache or the file."""
        key = (plane.number, index)
        segment = self._segments.get(key)
        if segment is None:
            segment = self._decode_segment(plane.page, index)
            self._segments.put(key, segment, segment.nbytes)
        return segment

    def _decode_segment(self, page: Any, index: int) -> Samples:
        offset, count = page.dataoffsets[index], page.databytecounts[index]
        most = self._segment_bytes()
        if count > 2 * most + 2**12:
            raise ImageError(f"is damaged: {count} bytes stand for {most} of samples")
        data = self._bytes(offset, count) if offset and count else None
        keyframe, tables = page.keyframe, {}
        if keyframe.compression in JPEG:
            tables = {"jpegtables": page.jpegtables, "jpegheader": keyframe.jpegheader}
        samples, _, shape = keyframe.decode(data, index, **tables)
        if samples is None:  # left out by the writer
            return np.full(shape[1:], keyframe.nodata, self.dtype)
        segment: Samples = samples[0]
        return segment

    def _bytes(self, offset: int, count: int) -> bytes:
        with self._stack.lock:  # one place in the file for all threads
            self._file.seek(offset)
            data = self._file.read(count)
        if len(data) < count:
            raise ImageError(CUT_SHORT)
        return data

    def _segment_size(self) -> tuple[int, int]:
        page = self._stack.page
        if page.is_tiled:
            return page.tilelength, page.tilewidth
        return min(page.rowsperstrip, self.height), self.width

    def _segment_bytes(self) -> int:
        height, width = self._segment_size()
        return int(height * width * self._depth * self.dtype.itemsize)

    @property
    def obstacle(self) -> str | None:
        """Why windows cannot be read."""
        if self._stack.orientation != 1:
            return f"is stored turned (orientation {self._stack.orientation})"
        most = self._segment_bytes()
        if most > SEGMENT_BYTES and any(plane.offset is None for plane in self._planes):
            height, width = self._segment_size()
            return (
                f"has {height} x {width} pixels compressed as one ({most} bytes where "
                f"{SEGMENT_BYTES} is the limit)"
            )
        return None


def _planes(pages: Sequence[TiffPage], in_page: int) -> Iterator[_Plane]:
    """List the planes that hold the channels, in order, with `in_page` planes per page."""
    for place, page in enumerate(pages):
        offset = page.dataoffsets[0] if page.is_final else None
        plane_bytes = page.nbytes // in_page
        segments = len(page.dataoffsets) // in_page
        for number in range(in_page):
            start = None if offset is None else offset + number * plane_bytes
            yield _Plane(page, place, number * segments, start)
