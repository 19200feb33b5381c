"""The pixels of an image that is too large for memory, read where they are needed."""

import weakref
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Never

import numpy as np
from numpy.typing import NDArray

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.errors import ImageError
from flimbuilder.imaging.coarse_levels import CoarseLevels, halve_pixels
from flimbuilder.imaging.pyramid import SMALLEST
from flimbuilder.imaging.read import open_image
from flimbuilder.imaging.regions import ImageRegions, regions_of
from flimbuilder.imaging.sparse_pyramid import TILE
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import Selection

__all__ = ["SlidePixels", "WholeOnlyError"]

TILES_KEPT = 2**26  # bytes of tiles, in the dtype of the file
DECODED_BYTES = 2**25  # of decoded tiles of each level of the file
MOST_BYTES = 2**28  # of a window
ALIKE = 0.01  # by which a level of the file may be larger than one of the pyramid
SPARSE = 1024  # pixels between columns from which each is read alone

Pixels = NDArray[Any]
Check = Callable[[], None]


@dataclass(frozen=True)
class _FileLevel:
    """A level of the file, one pixel of which spans `step` pixels of the image."""

    number: int
    size: tuple[int, int]
    step: float


class WholeOnlyError(ImageError):
    """The file is of a format without parts."""


class SlidePixels:
    """An image file that is read by parts, like an array of shape (H, W, C).

    Besides the windows of the image there is a pyramid, each level of which halves the one
    before: from the levels of the file where they fit, and by means of 2 x 2 pixels otherwise.
    Any thread may read; the file is closed with the object.

    Parameters
    ----------
    path : Path
    selection : Selection or None, default=None

    Attributes
    ----------
    shape : tuple of int
        (height, width, channels).
    dtype : dtype
    notes : tuple of str
    pixel_size : PixelSize or None
    sizes : tuple of (int, int)
        (height, width) of each level of the pyramid.

    Raises
    ------
    ImageError
        If the file cannot be read; a `WholeOnlyError` if it must be read whole.
    """

    ndim = 3

    def __init__(self, path: Path, selection: Selection | None = None) -> None:
        self.path, self._selection = path, selection or Selection()
        files = ExitStack()
        self._close = weakref.finalize(self, files.close)
        self._image = files.enter_context(open_image(path))
        if not self._image.file.reads_parts:
            self._close()
            raise WholeOnlyError(f"{path}: can only be read whole")
        self._regions = {0: self._open(0)}
        whole = self._regions[0]
        if not whole.by_parts:
            self._close()
            raise ImageError(
                f"{path}: can only be read whole; save it as a tiled TIFF or OME-Zarr"
            )
        self.shape, self.dtype, self.notes = whole.shape, whole.dtype, whole.notes
        self.pixel_size: PixelSize | None = whole.pixel_size
        sizes = [self.shape[:2]]
        while max(sizes[-1]) > SMALLEST:
            sizes.append((-(-sizes[-1][0] // 2), -(-sizes[-1][1] // 2)))
        self.sizes = tuple(sizes)
        self._lock = Lock()
        self._tiles: ByteLimitedCache[tuple[int, int, int], Pixels] = ByteLimitedCache(TILES_KEPT)
        self._points: tuple[bytes, Pixels] | None = None
        self._stored = self._stored_levels()
        source = max(self._stored)
        self.coarse = CoarseLevels(
            self.sizes, self.shape[2], self.dtype, source, self._coarse_reader(source)
        )

    @property
    def size(self) -> int:
        """Number of values."""
        return int(np.prod(self.shape))

    @property
    def nbytes(self) -> int:
        """Most bytes that the object keeps in memory, without the caches of the format."""
        return TILES_KEPT + self.coarse.nbytes

    def __getitem__(self, key: Any) -> Pixels:
        """Read a window: rows and columns as slices or integers, and channels, if not all."""
        rows, cols, *rest = key
        parts = []
        for part, side in zip((rows, cols), self.shape, strict=False):
            if isinstance(part, slice):
                parts.append(part.indices(side))
            else:
                at = range(side)[part]
                parts.append((at, at + 1, 1))
        (top, bottom, down), (left, right, across) = parts
        window = self._read(0, slice(top, max(top, bottom)), slice(left, max(left, right)))
        window = window[::down, ::across]
        index = [slice(None) if isinstance(part, slice) else 0 for part in (rows, cols)]
        taken: Pixels = window[(*index, *rest)]
        return taken

    def __array__(self, *args: Any, **kwargs: Any) -> Never:
        """Refuse to read the whole image."""
        raise ImageError(f"{self.path.name}: is too large to be read whole; use a lower level")

    def tile(self, level: int, row: int, col: int) -> Pixels:
        """Return a tile of `TILE` pixels a side of a level; those at the end are smaller."""
        key = level, row, col
        tile = self._tiles.get(key)
        if tile is None:
            height, width = self.sizes[level]
            rows = slice(row * TILE, min((row + 1) * TILE, height))
            cols = slice(col * TILE, min((col + 1) * TILE, width))
            tile = self._make(level, rows, cols)
            self._tiles.put(key, tile, tile.nbytes)
        return tile

    def peek(self, row: int, col: int) -> tuple[float, ...] | None:
        """Return the values of a pixel if they are in memory."""
        tile = self._tiles.get((0, row // TILE, col // TILE))
        return None if tile is None else tuple(tile[row % TILE, col % TILE].tolist())

    def at(self, rows: NDArray[np.integer[Any]], cols: NDArray[np.integer[Any]]) -> Pixels:
        """Return the pixels where rows and columns cross, and keep them for the next call."""
        key = np.concatenate([rows, cols]).tobytes()
        if self._points is None or self._points[0] != key:
            spread = len(cols) > 1 and int(np.diff(cols).min()) > SPARSE
            whole = slice(0, self.shape[1])
            lines = []
            for row in rows.tolist():
                line = slice(row, row + 1)
                if spread:
                    each = [self._read(0, line, slice(col, col + 1))[0] for col in cols.tolist()]
                    lines.append(np.concatenate(each))
                else:
                    lines.append(self._read(0, line, whole)[0, cols])
            self._points = key, np.stack(lines)
        return self._points[1]

    def _open(self, level: int) -> ImageRegions:
        selection = self._selection
        chosen = selection.with_(level=selection.level + level).or_none
        return regions_of(self._image, chosen, cache_bytes=DECODED_BYTES)

    def _stored_levels(self) -> dict[int, _FileLevel]:
        """Return the level of the file that each level of the pyramid is read from, if any."""
        levels = self._image.layout.levels[self._selection.level :]
        stored = {0: _FileLevel(0, self.sizes[0], 1.0)}
        for number, level in enumerate(levels[1:], start=1):
            step = level.downsample / levels[0].downsample
            exponent = int(np.ceil(np.log2(step / (1 + ALIKE))))
            if 0 < exponent < len(self.sizes):
                stored[exponent] = _FileLevel(number, (level.height, level.width), step)
        return stored

    def _make(self, level: int, rows: slice, cols: slice) -> Pixels:
        known = self.coarse.window(level, rows, cols)
        if known is not None:
            return known
        if level in self._stored:
            return self._resampled(level, rows, cols, self._read)
        return self._halved(level, rows, cols)

    def _halved(self, level: int, rows: slice, cols: slice) -> Pixels:
        """Halve the four tiles of the finer level."""
        height, width = self.sizes[level - 1]
        parts = [
            [
                self.tile(level - 1, row, col)
                for col in range(2 * cols.start // TILE, -(-min(2 * cols.stop, width) // TILE))
            ]
            for row in range(2 * rows.start // TILE, -(-min(2 * rows.stop, height) // TILE))
        ]
        return halve_pixels(np.concatenate([np.concatenate(line, axis=1) for line in parts]))

    def _resampled(
        self,
        level: int,
        rows: slice,
        cols: slice,
        read: Callable[[int, slice, slice], Pixels],
    ) -> Pixels:
        """Read a window of a level of the pyramid from that of the file."""
        stored = self._stored[level]
        factor = 2**level / stored.step
        places = []
        for part, length in zip((rows, cols), stored.size, strict=True):
            at = np.arange(part.start, part.stop)
            if abs(factor - 1) > ALIKE:
                at = ((at + 0.5) * factor).astype(np.int64)
            places.append(np.minimum(at, length - 1))
        first = [int(at[0]) for at in places]
        window = read(stored.number, *(slice(int(at[0]), int(at[-1]) + 1) for at in places))
        if all(len(at) == at[-1] - at[0] + 1 for at in places):  # neither sampled nor clipped
            return window
        sampled: Pixels = window[(places[0] - first[0])[:, None], places[1] - first[1]]
        return sampled

    def _read(self, number: int, rows: slice, cols: slice) -> Pixels:
        """Read a window of a level of the file."""
        size = (rows.stop - rows.start) * (cols.stop - cols.start)
        if size * self.shape[2] * self.dtype.itemsize > MOST_BYTES:
            raise ImageError(
                f"{self.path.name}: a part of {rows.stop - rows.start} x {cols.stop - cols.start} "
                "pixels is too large to be read at once"
            )
        if not size:
            return np.empty(
                (rows.stop - rows.start, cols.stop - cols.start, self.shape[2]), self.dtype
            )
        with self._lock:
            if number not in self._regions:
                self._regions[number] = self._open(number)
        return self._regions[number].read(rows, cols)

    def _coarse_reader(self, level: int) -> Callable[[ExitStack], Callable[..., Pixels]]:
        """Return a function that opens the file again, so that no other reader waits."""
        path, selection, number = self.path, self._selection, self._stored[level].number
        this = weakref.ref(self)

        def opened(files: ExitStack) -> Callable[[slice, slice], Pixels]:
            image = files.enter_context(open_image(path))
            chosen = selection.with_(level=selection.level + number).or_none
            regions = regions_of(image, chosen, cache_bytes=DECODED_BYTES)

            def read(rows: slice, cols: slice) -> Pixels:
                pixels = this()
                assert pixels is not None
                return pixels._resampled(
                    level, rows, cols, lambda _, down, across: regions.read(down, across)
                )

            return read

        return opened
