"""Maps of a large image on disk or in memory, and the saliency that follows from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.decoders.base import scale_by
from flimbuilder.flim.interpolation import interpolated_rows
from flimbuilder.flim.network import BlocksDecoder

__all__ = [
    "STRIP_BYTES",
    "DiskMaps",
    "MemoryMaps",
    "SaliencyStrips",
]

FLOAT32 = np.dtype(np.float32)
STRIP_BYTES = 16 * 2**20  # of saliency that is interpolated at once


class DiskMaps:
    """Float32 maps (maps, height, width) in an initially empty file, zero until written."""

    def __init__(self, file: BinaryIO, shape: tuple[int, int, int]) -> None:
        self._file, self.shape = file, shape
        file.truncate(int(np.prod(shape)) * FLOAT32.itemsize)

    def write(self, rows: slice, cols: slice, part: NDArray[np.float32]) -> None:
        """Write a rectangle (maps, rows, columns)."""
        for number, plane in enumerate(np.ascontiguousarray(part, FLOAT32)):
            for row, line in zip(range(rows.start, rows.stop), plane, strict=True):
                self._seek(number, row, cols.start)
                self._file.write(line)

    def read(self, first: int, end: int) -> NDArray[np.float32]:
        """Read rows of all maps as (maps, rows, width)."""
        lines = np.empty((self.shape[0], end - first, self.shape[2]), FLOAT32)
        for number, plane in enumerate(lines):
            self._seek(number, first, 0)
            data = self._file.read(plane.nbytes)
            plane[:] = np.frombuffer(data, FLOAT32).reshape(plane.shape)
        return lines

    def _seek(self, number: int, row: int, col: int) -> None:
        _, height, width = self.shape
        self._file.seek(((number * height + row) * width + col) * FLOAT32.itemsize)


class MemoryMaps:
    """Float32 maps (maps, height, width) in memory, with the methods of :class:`DiskMaps`."""

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.shape = shape
        self._values = np.zeros(shape, np.float32)

    def write(self, rows: slice, cols: slice, part: NDArray[np.float32]) -> None:
        """Write a rectangle (maps, rows, columns)."""
        self._values[:, rows, cols] = part

    def read(self, first: int, end: int) -> NDArray[np.float32]:
        """Return a view of rows of all maps as (maps, rows, width)."""
        return self._values[:, first:end]


@dataclass(frozen=True)
class SaliencyStrips:
    """Saliency at the image's (height, width), scaled and interpolated from a decoder's sums.

    The sums, and their maxima for each object class, are by block.
    """

    decoder: BlocksDecoder
    sums: Mapping[int, DiskMaps | MemoryMaps]
    peaks: dict[int, Tensor]
    size: tuple[int, int]

    def strips(self) -> Iterator[NDArray[np.float32]]:
        """Yield the saliency (object classes, rows, width), from the first row to the last."""
        height, width = self.size
        n_objects = len(next(iter(self.peaks.values())))
        step = max(1, STRIP_BYTES // (FLOAT32.itemsize * n_objects * width))
        for start in range(0, height, step):
            rows = slice(start, min(start + step, height))
            blocks = [self._of_block(block, rows) for block in self.sums]
            yield self.decoder.join(blocks).numpy()

    def _of_block(self, block: int, rows: slice) -> Tensor:
        sums, peak = self.sums[block], self.peaks[block].cpu()

        def read(first: int, end: int) -> Tensor:
            return scale_by(torch.from_numpy(sums.read(first, end)), peak)

        return interpolated_rows(read, sums.shape[1:], self.size, rows)
