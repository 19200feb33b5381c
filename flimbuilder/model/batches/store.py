"""Sums of tiles on disk or in memory, in the order in which the plan lists the tiles.

So the file grows with the tissue and not with the image, and the sums of a batch are one piece.
"""

import zlib
from io import BytesIO
from threading import Lock
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from flimbuilder.model.batches.journal import write_all
from flimbuilder.model.batches.plan import TileBatch, TilePlan

__all__ = ["SumStore"]

FLOAT32 = np.dtype("<f4")


class SumStore:
    """The sums of one block, for each tile (object classes, rows, columns) in C order.

    Parameters
    ----------
    plan : TilePlan
    block : int
    map_size : tuple of int
        (height, width) of the block's map.
    n_objects : int
    """

    def __init__(
        self,
        plan: TilePlan,
        block: int,
        map_size: tuple[int, int],
        n_objects: int,
    ) -> None:
        self.map_size, self.n_objects = map_size, n_objects
        self._plan, self._block, self._lock = plan, block, Lock()
        self._file: BinaryIO = BytesIO()
        rows, cols = (
            np.array([line[0][block].stop - line[0][block].start for line in lines])
            for lines in (plan.rows, plan.cols)
        )
        row, col = np.divmod(plan.indices, len(plan.cols))
        values = n_objects * rows[row] * cols[col]
        self._ends = np.concatenate(([0], np.cumsum(values))) * FLOAT32.itemsize
        self._starts = (
            np.array([line[0][block].start for line in plan.rows]),
            np.array([line[0][block].start for line in plan.cols]),
        )

    @property
    def n_bytes(self) -> int:
        """Bytes of all tiles."""
        return int(self._ends[-1])

    def open(self, file: BinaryIO) -> None:
        """Use a file that is open for reading and writing, without a buffer."""
        self._file = file

    def write(self, batch: TileBatch, sums: NDArray[np.float32]) -> int:
        """Write the sums of a batch, as `BatchOutcome` has them; return their CRC-32.

        Raises
        ------
        OSError
            If the disk is full.
        """
        place = self._place(batch)
        data = np.ascontiguousarray(sums, FLOAT32)
        if data.nbytes != place.stop - place.start:
            raise ValueError(f"{data.nbytes} bytes of sums for {place.stop - place.start}")
        with self._lock:
            self._file.seek(place.start)
            write_all(self._file, data.data)
        return zlib.crc32(data.data)

    def checksum(self, batch: TileBatch) -> int:
        """Return the CRC-32 of a batch's bytes; of fewer if the file is shorter."""
        place = self._place(batch)
        with self._lock:
            self._file.seek(place.start)
            return zlib.crc32(self._file.read(place.stop - place.start))

    def read(self, rows: slice, cols: slice) -> NDArray[np.float32]:
        """Return a rectangle of the map (object classes, rows, columns); 0 in other tiles."""
        part = np.zeros(
            (self.n_objects, rows.stop - rows.start, cols.stop - cols.start), np.float32
        )
        for position, index in self._touching(rows, cols):
            own_rows, own_cols = self._plan.spans(index, self._block)
            top, bottom = max(rows.start, own_rows.start), min(rows.stop, own_rows.stop)
            left, right = max(cols.start, own_cols.start), min(cols.stop, own_cols.stop)
            height, width = own_rows.stop - own_rows.start, own_cols.stop - own_cols.start
            for number in range(self.n_objects):
                first = (number * height + top - own_rows.start) * width * FLOAT32.itemsize
                size = (bottom - top) * width * FLOAT32.itemsize
                with self._lock:
                    self._file.seek(int(self._ends[position]) + first)
                    data = self._file.read(size)
                lines = np.frombuffer(data, FLOAT32).reshape(bottom - top, width)
                part[
                    number, top - rows.start : bottom - rows.start,
                    left - cols.start : right - cols.start,
                ] = lines[:, left - own_cols.start : right - own_cols.start]  # fmt: skip
        return part

    def _place(self, batch: TileBatch) -> slice:
        first = batch.number * self._plan.batch_tiles
        return slice(int(self._ends[first]), int(self._ends[first + len(batch.tiles)]))

    def _touching(self, rows: slice, cols: slice) -> list[tuple[int, int]]:
        """Return the position in the file and the index of each tile in a part of the map."""
        lines = [
            slice(int(np.searchsorted(starts, part.start, "right")) - 1,
                  int(np.searchsorted(starts, part.stop, "left")))
            for starts, part in zip(self._starts, (rows, cols), strict=True)
        ]  # fmt: skip
        found = []
        for row, col in np.argwhere(self._plan.known[lines[0], lines[1]]).tolist():
            index = (row + lines[0].start) * len(self._plan.cols) + col + lines[1].start
            found.append((int(np.searchsorted(self._plan.indices, index)), index))
        return found
