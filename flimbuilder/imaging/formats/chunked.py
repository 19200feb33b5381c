"""Windows of an image that is decoded in chunks of one size, with a cache of decoded chunks."""

from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.cache import ByteLimitedCache
from flimbuilder.imaging.formats.base import CACHE_BYTES, DecodedFile

__all__ = ["ChunkedRegions"]

Samples = npt.NDArray[Any]
Place = tuple[int, int]


class ChunkedRegions:
    """Windows of an image that lies on a grid of chunks; thread-safe if `decode` is.

    Parameters
    ----------
    shape : tuple of int
        (height, width, channels).
    dtype : dtype
    chunk : tuple of int
        Height and width of a chunk.
    cache_bytes : int, default=CACHE_BYTES
        At least one chunk is kept.

    Attributes
    ----------
    height, width, channels, dtype, obstacle
        As of `Regions`.
    """

    obstacle: str | None = None

    def __init__(
        self,
        shape: tuple[int, int, int],
        dtype: np.dtype[Any],
        chunk: tuple[int, int],
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self.height, self.width, self.channels = shape
        self.dtype, self._chunk = dtype, chunk
        most = chunk[0] * chunk[1] * self.channels * dtype.itemsize
        self._chunks: ByteLimitedCache[Place, Samples] = ByteLimitedCache(max(cache_bytes, most))

    def decode(self, rows: slice, cols: slice) -> Samples:
        """Decode samples (rows, columns, channels) of neighbouring whole chunks."""
        raise NotImplementedError

    def describe(self, samples: Samples) -> DecodedFile:
        """Describe samples of the image."""
        return DecodedFile(samples)

    def read(self, rows: slice, cols: slice) -> DecodedFile:
        """Return a window that lies in the image."""
        size = (rows.stop - rows.start, cols.stop - cols.start, self.channels)
        window = np.empty(size, self.dtype)
        height, width = self._chunk
        for (down, right), chunk in self._needed(rows, cols).items():
            top, left = down * height, right * width
            first_row, first_col = max(rows.start, top), max(cols.start, left)
            end_row = min(rows.stop, top + chunk.shape[0])
            end_col = min(cols.stop, left + chunk.shape[1])
            window[
                first_row - rows.start : end_row - rows.start,
                first_col - cols.start : end_col - cols.start,
            ] = chunk[first_row - top : end_row - top, first_col - left : end_col - left]
        return self.describe(window)

    def _needed(self, rows: slice, cols: slice) -> dict[Place, Samples]:
        """Return the chunks that a window touches; read neighbours that are missing together."""
        downs = range(rows.start // self._chunk[0], -(-rows.stop // self._chunk[0]))
        rights = range(cols.start // self._chunk[1], -(-cols.stop // self._chunk[1]))
        found: dict[Place, Samples] = {}
        for down in downs:
            known = {right: self._chunks.get((down, right)) for right in rights}
            missing = [right for right, chunk in known.items() if chunk is None]
            new = self._decode_row(down, range(missing[0], missing[-1] + 1)) if missing else {}
            for right, chunk in known.items():
                found[down, right] = new[right] if chunk is None else chunk
        return found

    def _decode_row(self, down: int, rights: range) -> dict[int, Samples]:
        """Decode neighbouring chunks of one row of chunks, and keep them."""
        height, width = self._chunk
        samples = self.decode(
            slice(down * height, min((down + 1) * height, self.height)),
            slice(rights.start * width, min(rights.stop * width, self.width)),
        )
        chunks = {}
        for right in rights:
            left = (right - rights.start) * width
            chunk = samples[:, left : left + width].copy()
            self._chunks.put((down, right), chunk, chunk.nbytes)
            chunks[right] = chunk
        return chunks
