"""Predict images that are too large to be encoded whole: tile by tile, written row by row.

The decoder's sums, at the size of its block's maps, wait on disk until their maximum is known (see
``model/batches``). Then each strip of rows is scaled, interpolated, joined with those of other
blocks, and written. Memory does not grow with the image, except for one row of tiles of the image
file.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.analysis.strips import delineate_strips, require_strips_suffice
from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.base import scale_by
from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.network import BlocksDecoder
from flimbuilder.flim.tiles import interpolated_rows
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.imaging.write import to_mask_levels, to_uint16, writing_png
from flimbuilder.model.batches.decode import LargeRequest, decode_large
from flimbuilder.model.batches.plan import Inside
from flimbuilder.model.batches.runner import Runner
from flimbuilder.model.batches.saliency import LargeSaliency
from flimbuilder.model.batches.work import WorkFolder
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.project.files import save_error

__all__ = [
    "STRIP_BYTES",
    "DiskMaps",
    "LargePrediction",
    "MemoryMaps",
    "SaliencyStrips",
    "open_disk_maps",
    "predict_large",
    "write_saliency",
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


@contextmanager
def open_disk_maps(folder: Path, shape: tuple[int, int, int]) -> Iterator[DiskMaps]:
    """Yield maps in an unnamed temporary file on the disk of a folder.

    Raises
    ------
    SaveError
        If the disk is full.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            yield DiskMaps(file, shape)
    except OSError as error:
        raise save_error(folder, error) from None


@dataclass(frozen=True)
class LargePrediction:
    """What to predict from a large image, and where to write it.

    Attributes
    ----------
    decoder_choice : DecoderChoice
        A complete choice.
    saliency : sequence of Path
        One file per object class.
    mask : Path or None
        None writes no mask.
    memory : int
        Bytes that one tile may take.
    """

    model: Model
    decoder_choice: DecoderChoice
    delineation: Delineation
    saliency: Sequence[Path]
    mask: Path | None
    memory: int


def predict_large(
    request: LargePrediction,
    regions: ImageRegions,
    name: str,
    on_progress: Progress = no_progress,
    *,
    inside: Inside | None = None,
    runner: Runner | None = None,
    journal: WorkFolder | None = None,
) -> None:
    """Write the saliency and the mask of one image; a failure leaves no partial file.

    Parameters
    ----------
    request : LargePrediction
    regions : ImageRegions
        The pixels of the image.
    name : str
        Name of the image in messages.
    on_progress : callable, default does nothing
        Called for tiles, then for each strip of rows that is written; raises to cancel.
    inside, runner, journal
        As for :func:`~flimbuilder.model.batches.decode.decode_large`.

    Raises
    ------
    ImageError
        If the image does not fit the encoder or cannot be read.
    InputError
        If the delineation needs the whole image.
    SaveError
        If a file cannot be written.
    """
    model = request.model
    require_encodable(model.encoder, model.document.architecture, regions.shape, name)
    if request.mask is not None:
        try:
            require_strips_suffice(request.delineation)
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
    decoded = decode_large(
        LargeRequest(model, request.decoder_choice, request.memory),
        regions,
        name,
        inside=inside,
        runner=runner,
        journal=journal,
        scratch=request.saliency[0].parent,
        on_progress=on_progress,
    )
    with decoded as saliency:
        _write(request, saliency, partial(on_progress, f"writing {Path(name).name}"))


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


def _write(
    request: LargePrediction, saliency: LargeSaliency, on_rows: Callable[[int, int], None]
) -> None:
    """Write all files; they appear together at the end."""
    height, classes = saliency.size[0], request.model.document.object_classes
    with ExitStack() as stack:
        write_saliency(request.saliency, saliency, stack, on_rows)
        if request.mask is None:
            return
        mask = stack.enter_context(writing_png(request.mask, saliency.size, np.uint8))
        for labels in delineate_strips(saliency.strips, classes, request.delineation):
            on_rows(height, height)
            mask.write(to_mask_levels(labels, len(classes)))


def write_saliency(
    paths: Sequence[Path],
    saliency: LargeSaliency,
    stack: ExitStack,
    on_rows: Callable[[int, int], None],
) -> None:
    """Write a PNG of 16 bits for each object class; they appear when the stack is closed.

    Parameters
    ----------
    paths : sequence of Path
        One for each object class, or none.
    saliency : LargeSaliency
    stack : ExitStack
    on_rows : callable
        Called with the rows done and their number; raises to cancel.

    Raises
    ------
    SaveError
        If a file cannot be written.
    """
    if not paths:
        return
    maps = [stack.enter_context(writing_png(path, saliency.size, np.uint16)) for path in paths]
    done = 0
    for strip in saliency.strips():
        on_rows(done, saliency.size[0])
        for png, plane in zip(maps, strip, strict=True):
            png.write(to_uint16(plane))
        done += strip.shape[1]
