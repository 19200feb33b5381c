"""Keep the maps of tiles between passes, if reading them costs less than encoding again.

Each tile has its place in the file, in the order of the plan: its number from 1, the CRC-32 of its
maps, and the maps of each block with their edges, channels last. A tile that is missing or damaged
is encoded again.
"""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from threading import Lock
from typing import BinaryIO

import numpy as np
import torch
from torch import Tensor

from flimbuilder.flim.tiles import TileMaps
from flimbuilder.model.batches.journal import write_all
from flimbuilder.model.batches.passes import TileNetwork, count_passes
from flimbuilder.model.batches.plan import TilePlan

__all__ = ["MOST_BYTES", "MOST_PER_PIXEL", "KeptMaps"]

MOST_PER_PIXEL = 10
"""Most bytes of maps per pixel of tiles that are kept: 38 kernels after two strides of 2."""
MOST_BYTES = 16 * 2**30
"""Most bytes of maps to keep of an image; further tiles are encoded in each pass."""
HEAD = struct.Struct("<II")
FLOAT = 4  # bytes


class KeptMaps:
    """The float32 maps of tiles, for several threads.

    Parameters
    ----------
    plan : TilePlan
    kernels : mapping of int to int
        By decoded block, the number of its maps.
    """

    def __init__(self, plan: TilePlan, kernels: Mapping[int, int]) -> None:
        self._plan, self._kernels, self._lock = plan, dict(sorted(kernels.items())), Lock()
        self._file: BinaryIO = BytesIO()
        self._limit = 0
        row, col = np.divmod(plan.indices, len(plan.cols))
        sizes = np.full(len(plan.indices), HEAD.size, np.int64)
        for block, count in self._kernels.items():
            rows, cols = (
                np.array([line[0][block].end - line[0][block].first for line in lines], np.int64)
                for lines in (plan.rows, plan.cols)
            )
            sizes += FLOAT * count * rows[row] * cols[col]
        self._ends = np.concatenate(([0], np.cumsum(sizes)))

    @classmethod
    def of(cls, network: TileNetwork, plan: TilePlan) -> "KeptMaps | None":
        """Return the maps that a network needs in several passes; None if it is not worthwhile."""
        weights, blocks = next(network.encoder.parameters()), network.encoder.blocks()
        is_exact = weights.device.type == "cpu" and weights.dtype == torch.float32
        if not is_exact or count_passes(network.decoder) == 1:
            return None
        decoded = network.decoder.blocks
        maps = cls(plan, {block: blocks[block - 1].conv.out_channels for block in decoded})
        return maps if maps.is_worthwhile else None

    @property
    def n_bytes(self) -> int:
        """Bytes of all tiles."""
        return int(self._ends[-1])

    @property
    def is_worthwhile(self) -> bool:
        """Whether the maps are small: at most :data:`MOST_PER_PIXEL` bytes per pixel of tiles."""
        rows, cols = (
            np.minimum(self._plan.side, length - np.arange(0, length, self._plan.side))
            for length in self._plan.size
        )
        row, col = np.divmod(self._plan.indices, len(self._plan.cols))
        return self.n_bytes <= MOST_PER_PIXEL * int((rows[row] * cols[col]).sum())

    def open(self, file: BinaryIO, limit: int) -> None:
        """Use a file, open for reading and writing without a buffer, up to so many bytes."""
        self._file, self._limit = file, min(limit, MOST_BYTES)

    def has_room(self, index: int) -> bool:
        """Return True if a tile may be kept."""
        return int(self._ends[self._position(index) + 1]) <= self._limit

    def keep(self, index: int, maps: Mapping[int, TileMaps]) -> None:
        """Write the maps of a tile; if the disk is full, drop all maps and keep no more."""
        parts, checksum = [_bytes_of(maps[block].maps) for block in self._kernels], 0
        for part in parts:
            checksum = zlib.crc32(part, checksum)
        try:
            with self._lock:
                if not self.has_room(index):
                    return
                self._file.seek(int(self._ends[self._position(index)]))
                write_all(self._file, HEAD.pack(index + 1, checksum))
                for part in parts:
                    write_all(self._file, part)
        except OSError:
            self.drop()

    def find(self, index: int) -> dict[int, TileMaps] | None:
        """Return the maps of a tile as `encode_tile` does; None if they are not there, or torn."""
        tile, found, checksum = self._plan.tile(index), {}, 0
        with self._lock:
            try:
                self._file.seek(int(self._ends[self._position(index)]))
                head = self._file.read(HEAD.size)
                if len(head) < HEAD.size or HEAD.unpack(head)[0] != index + 1:
                    return None
                for block, count in self._kernels.items():
                    rows, cols = tile.rows[block], tile.cols[block]
                    maps = _empty(count, rows.end - rows.first, cols.end - cols.first)
                    self._file.readinto(_bytes_of(maps))  # type: ignore[attr-defined]
                    found[block] = TileMaps(maps, rows, cols)
            except OSError:
                return None
        for part in found.values():
            checksum = zlib.crc32(_bytes_of(part.maps), checksum)
        return found if checksum == HEAD.unpack(head)[1] else None

    def drop(self) -> bool:
        """Free the disk, and keep no more; return False if nothing was kept."""
        with self._lock:
            self._limit = 0
            try:
                had_any = self._file.seek(0, 2) > 0
                self._file.truncate(0)
            except OSError:
                return False
            return had_any

    def _position(self, index: int) -> int:
        return int(np.searchsorted(self._plan.indices, index))


def _empty(kernels: int, height: int, width: int) -> Tensor:
    """Return maps as the encoder's lie in memory, since sums may depend on it."""
    return torch.empty((1, kernels, height, width), memory_format=torch.channels_last)


def _bytes_of(maps: Tensor) -> memoryview:
    """Return the bytes of maps whose channels are last in memory."""
    return maps.permute(0, 2, 3, 1).numpy().data.cast("B")
