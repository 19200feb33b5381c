"""The saliency of a large image, scaled and interpolated from the sums of its tiles."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.decoders.base import scale_by
from flimbuilder.flim.interpolation import neighbours
from flimbuilder.flim.network import BlocksDecoder
from flimbuilder.model.batches.plan import Inside, TilePlan
from flimbuilder.model.batches.store import SumStore

__all__ = ["LargeSaliency"]

STRIP_BYTES = 16 * 2**20  # of saliency that is interpolated at once
FLOAT = 4  # bytes
VECTOR = 64  # values; a multiple of what processors compute at once
ONE_THREAD = 2**14  # values that torch does not divide among threads


@dataclass(frozen=True)
class LargeSaliency:
    """The saliency of an image of any size, read rectangle by rectangle.

    May be read on several threads.

    Attributes
    ----------
    plan : TilePlan
    n_objects : int
        Number of object classes.
    """

    plan: TilePlan
    n_objects: int
    decoder: BlocksDecoder
    sums: Mapping[int, SumStore]
    peaks: Mapping[int, Tensor]
    inside: Inside | None = None

    @property
    def size(self) -> tuple[int, int]:
        """(height, width) of the image, in pixels."""
        return self.plan.size

    def is_known(self, rows: slice, cols: slice) -> bool:
        """Return True if a pixel of a rectangle was computed; all others are 0."""
        return next(self.plan.touching(rows, cols), None) is not None

    def parts(self) -> Iterator[tuple[slice, slice]]:
        """Yield the rows and columns of each tile that was computed, row by row."""
        for index in self.plan.indices.tolist():
            yield self.plan.place(index)

    def read(self, rows: slice, cols: slice) -> NDArray[np.float32]:
        """Return the saliency (object classes, rows, columns) of a rectangle, in [0, 1].

        0 outside the tissue. The values do not depend on the rectangle.

        Parameters
        ----------
        rows, cols : slice
            With a start and a stop, inside the image.
        """
        height, width = rows.stop - rows.start, cols.stop - cols.start
        if not self.is_known(rows, cols):
            return np.zeros((self.n_objects, height, width), np.float32)
        with torch.inference_mode():
            planes = [self._of_block(block, rows, cols) for block in self.sums]
            saliency = _join(self.decoder, planes)
        if self.inside is None:
            return saliency
        return saliency * (self.inside.at(rows, cols) & self._computed(rows, cols))

    def strips(self) -> Iterator[NDArray[np.float32]]:
        """Yield the saliency (object classes, rows, width) from the first row to the last."""
        height, width = self.size
        step = max(1, STRIP_BYTES // (FLOAT * self.n_objects * width))
        for start in range(0, height, step):
            yield self.read(slice(start, min(start + step, height)), slice(0, width))

    def _computed(self, rows: slice, cols: slice) -> NDArray[np.bool_]:
        """Return True for each pixel of a rectangle whose tile was computed."""
        row, col = (np.arange(part.start, part.stop) // self.plan.side for part in (rows, cols))
        computed: NDArray[np.bool_] = self.plan.known[row[:, None], col[None, :]]
        return computed

    def _of_block(self, block: int, rows: slice, cols: slice) -> Tensor:
        """Interpolate the scaled sums of a block as ``F.interpolate`` would the whole map."""
        sums, peak = self.sums[block], self.peaks[block]
        down, across = (
            _Interpolation.of(*lengths)
            for lengths in zip(sums.map_size, self.size, (rows, cols), strict=True)
        )
        lines = scale_by(torch.from_numpy(sums.read(down.part, across.part)), peak)
        return across.along(down.along(lines, 1), 2)


def _join(decoder: BlocksDecoder, planes: Sequence[Tensor]) -> NDArray[np.float32]:
    """Join the planes of blocks, so that no value depends on its place in memory.

    torch computes exponentials with other last bits for the remainder after the last vector of an
    array, and for that of each thread's share. So arrays are few enough for one thread, and their
    lengths are multiples of a vector's.
    """
    if len(planes) == 1 and type(decoder).join is BlocksDecoder.join:
        return planes[0].numpy()  # as it is
    n_objects, n_pixels = len(planes[0]), planes[0][0].numel()
    block = max(VECTOR, ONE_THREAD // n_objects // VECTOR * VECTOR)
    joined = np.empty((n_objects, n_pixels), np.float32)
    parts = torch.zeros((len(planes), n_objects, 1, block))
    flat = [plane.reshape(n_objects, n_pixels) for plane in planes]
    for start in range(0, n_pixels, block):
        stop = min(start + block, n_pixels)
        for part, plane in zip(parts, flat, strict=True):
            part[:, 0, : stop - start] = plane[:, start:stop]
        joined[:, start:stop] = decoder.join(list(parts))[:, 0, : stop - start].numpy()
    return joined.reshape(planes[0].shape)


@dataclass(frozen=True)
class _Interpolation:
    """How rows or columns of a rectangle follow from those of a map.

    `part` are those of the map; both neighbours of each row or column, and the weight of the
    second, are None if the map has the size of the image.
    """

    part: slice
    weights: tuple[Tensor, Tensor, Tensor] | None

    @classmethod
    def of(cls, before: int, after: int, part: slice) -> "_Interpolation":
        if before == after:
            return cls(part, None)
        first, second, share = neighbours(before, after, part.start, part.stop)
        start = int(first[0])
        return cls(slice(start, int(second[-1]) + 1), (first - start, second - start, share))

    def along(self, lines: Tensor, axis: int) -> Tensor:
        if self.weights is None:
            return lines
        first, second, share = self.weights
        share = share[:, None] if axis == 1 else share
        before, after = (lines.index_select(axis, index) for index in (first, second))
        return before * (1 - share) + after * share
