"""Saliency of images too large to be encoded whole: tile by tile, written row by row.

The sums that a decoder gives, at the size of its block's maps, wait in a temporary file beside
the results until their maximum is known. From there each strip of rows is scaled, interpolated
and written. Memory does not depend on the image's size, but for one row of tiles of the file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.analysis.strips import delineate_strips, require_strips_suffice
from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.base import scale_by
from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.tiled_decoding import decode_tiles
from flimbuilder.flim.tiles import Span, interpolated_rows, map_side
from flimbuilder.imaging.png_rows import writing_png
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.imaging.scaling import as_unit_float
from flimbuilder.imaging.write import to_mask_levels, to_uint16
from flimbuilder.model.disk_maps import DiskMaps, open_spool
from flimbuilder.model.memory import tile_side
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.project import DecoderChoice, Delineation

__all__ = ["LargePrediction", "predict_large"]

STRIP_BYTES = 16 * 2**20  # of saliency that is interpolated at once


@dataclass(frozen=True)
class LargePrediction:
    """What is made of a large image.

    Attributes
    ----------
    model : Model
    decoder_choice : DecoderChoice
        With its blocks named.
    delineation : Delineation
        Of the mask.
    saliency : sequence of Path
        One for each object class.
    mask : Path or None
    memory : int
        Bytes that the tile at work may take.
    """

    model: Model
    decoder_choice: DecoderChoice
    delineation: Delineation
    saliency: Sequence[Path]
    mask: Path | None
    memory: int


def predict_large(
    wanted: LargePrediction, regions: ImageRegions, name: str, on_progress: Progress = no_progress
) -> None:
    """Write the saliency and the mask of one image, each file whole or not at all.

    Parameters
    ----------
    wanted : LargePrediction
    regions : ImageRegions
        The image.
    name : str
        Of the image, for messages.
    on_progress : callable, default does nothing
        Called for each tile, and then for each strip of rows that is written; stops the work by
        raising.

    Raises
    ------
    ImageError
        Where the image does not fit the encoder, or cannot be read.
    InputError
        For a delineation that needs the whole image.
    SaveError
        Where a file cannot be written.
    """
    model, decoder = wanted.model, wanted.model.decoder(wanted.decoder_choice)
    architecture = model.document.architecture
    require_encodable(model.encoder, architecture, regions.shape, name)
    if wanted.mask is not None:
        _require_strips_suffice(wanted.delineation, name)
    height, width, _ = regions.shape
    n_objects = len(model.document.object_classes)
    with ExitStack() as stack:
        spools = {}
        for block in decoder.blocks:
            sides = [map_side(side, architecture.blocks[:block]) for side in (height, width)]
            spool = open_spool(wanted.saliency[0].parent, (n_objects, sides[0], sides[1]))
            spools[block] = stack.enter_context(spool)

        def read(rows: slice, cols: slice) -> NDArray[np.float32]:
            return as_unit_float(regions.read(rows, cols), name=name)

        def keep(block: int, rows: Span, cols: Span, sums: Tensor) -> None:
            place = slice(rows.start, rows.stop), slice(cols.start, cols.stop)
            spools[block].write(*place, sums.numpy())

        peaks = decode_tiles(
            model.encoder,
            architecture.blocks,
            decoder,
            (height, width),
            read,
            keep,
            side=tile_side(model.document, wanted.decoder_choice, wanted.memory),
            on_tile=partial(on_progress, f"predicting {Path(name).name} in tiles"),
        )
        saliency = _Saliency(spools, peaks, (height, width))
        _write_saliency(wanted, saliency, partial(on_progress, f"writing {Path(name).name}"))


def _require_strips_suffice(settings: Delineation, name: str) -> None:
    try:
        require_strips_suffice(settings)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


@dataclass(frozen=True)
class _Saliency:
    """Saliency at the image's size, of sums that lie in files.

    Attributes
    ----------
    spools : dict of int to DiskMaps
        By block.
    peaks : dict of int to Tensor
        What each object class's sums are divided by.
    size : tuple of int
        (height, width) of the image.
    """

    spools: dict[int, DiskMaps]
    peaks: dict[int, Tensor]
    size: tuple[int, int]

    def rows_of_strip(self) -> int:
        n_objects = len(next(iter(self.peaks.values())))
        return max(1, STRIP_BYTES // (4 * n_objects * self.size[1]))

    def strips(self) -> Iterator[NDArray[np.float32]]:
        """Yield the saliency (object classes, rows, width), from the first row to the last."""
        step = self.rows_of_strip()
        for start in range(0, self.size[0], step):
            rows = slice(start, min(start + step, self.size[0]))
            blocks = [self._of_block(block, rows) for block in self.spools]
            saliency = blocks[0] if len(blocks) == 1 else torch.stack(blocks).mean(dim=0)
            yield saliency.numpy()

    def _of_block(self, block: int, rows: slice) -> Tensor:
        spool, peak = self.spools[block], self.peaks[block].cpu()

        def read(first: int, end: int) -> Tensor:
            return scale_by(torch.from_numpy(spool.read(first, end)), peak)

        return interpolated_rows(read, spool.shape[1:], self.size, rows)


def _write_saliency(
    wanted: LargePrediction, saliency: _Saliency, on_rows: Callable[[int, int], None]
) -> None:
    """Write all files; none appears before all of them can."""
    height, classes = saliency.size[0], wanted.model.document.object_classes
    with ExitStack() as stack:
        maps = [
            stack.enter_context(writing_png(path, saliency.size, np.uint16))
            for path in wanted.saliency
        ]
        done = 0
        for strip in saliency.strips():
            on_rows(done, height)
            for png, one in zip(maps, strip, strict=True):
                png.write(to_uint16(one))
            done += strip.shape[1]
        if wanted.mask is None:
            return
        mask = stack.enter_context(writing_png(wanted.mask, saliency.size, np.uint8))
        for labels in delineate_strips(saliency.strips, classes, wanted.delineation):
            on_rows(height, height)
            mask.write(to_mask_levels(labels, len(classes)))
