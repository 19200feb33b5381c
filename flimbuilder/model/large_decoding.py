"""Decode an image in tiles while it is looked at: the part in view first, the rest behind it.

The result is that of ``model/batches``. Decoders whose value at a pixel depends only on the pixels
around it are exact at once. All others divide by maxima of the whole image, so that until the last
pass their saliency is provisional: scaled by the maxima of the tiles that were in view first.
"""

import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.analysis.strips import Strips, delineate_strips, strip_thresholds
from flimbuilder.flim.decoders.base import scale_by
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.encode import require_encodable
from flimbuilder.flim.image_statistics import image_statistics, lattice_statistics
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics, lattice
from flimbuilder.flim.tile_input import ReadPixels, stored_or_scaled
from flimbuilder.flim.tile_plan import plan_lines, tile_at
from flimbuilder.flim.tiled_decoding import (
    BlockStatistics,
    block_statistics,
    decoded_parts,
    passes_over,
    tile_edges,
)
from flimbuilder.flim.tiles import TileMaps, encode_tile
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.imaging.slide_pixels import SlidePixels
from flimbuilder.model.large_maps import STRIP_BYTES, DiskMaps, MemoryMaps, SaliencyStrips
from flimbuilder.model.map_summaries import MapSummary
from flimbuilder.model.memory import tile_side
from flimbuilder.model.model import Model
from flimbuilder.model.tile_grid import Focus, TileGrid
from flimbuilder.model.tile_queue import TileQueue, TileWorkers
from flimbuilder.project.decoding import DecoderChoice, Delineation

__all__ = ["LargeDecoding", "statistics_of", "strip_settings"]

TILE_BYTES = 96 * 2**20  # that a tile may take
SUM_BYTES = 128 * 2**20  # of a decoder's sums in memory; more are on disk
WAITING_BYTES = 128 * 2**20  # of maps in view that wait for their maxima
REDUCED_BYTES = 64 * 2**20  # of reduced maps of one size

Changed = tuple[slice, slice]


class LargeDecoding:
    """Saliency and mask of an image, computed one tile at a time.

    Parameters
    ----------
    model : Model
    decoder_choice : DecoderChoice
        A complete choice.
    pixels : ndarray of shape (H, W, C)
        In the dtype of the file.
    name : str, default="image"
        Name of the image in messages.
    all_blocks : bool, default=True
        Also compute the blocks that the decoder does not need, for their summaries.
    sides : sequence of int, default=()
        Longest sides of the reduced maps that `summaries` hold.
    threshold : float or None, default=None
        A threshold of the saliency that half precision must not blur.
    tile_bytes : int or None, default=None
        Memory that a tile may take; None is 96 MB.

    Attributes
    ----------
    grid : TileGrid
    saliency : ndarray of shape (object classes, H, W), float16
        In [0, 1]; 0 where nothing is known yet.
    known : ndarray of shape (n_tiles,), bool
        Tiles with saliency, provisional or not.
    summaries : dict of int to MapSummary
        By block.
    is_done : bool
        True if all saliency is final.

    Raises
    ------
    ImageError
        If the image does not fit the encoder.
    """

    def __init__(
        self,
        model: Model,
        decoder_choice: DecoderChoice,
        pixels: NDArray[Any],
        name: str = "image",
        *,
        all_blocks: bool = True,
        sides: tuple[int, ...] = (),
        threshold: float | None = None,
        tile_bytes: int | None = None,
    ) -> None:
        document, architecture = model.document, model.document.architecture
        height, width = pixels.shape[:2]
        require_encodable(model.encoder, architecture, pixels.shape, name)
        self.model, self.decoder = model, model.decoder(decoder_choice)
        self.size = height, width
        self.read: ReadPixels = lambda rows, cols: stored_or_scaled(pixels[rows, cols], name)
        n_blocks = len(document.blocks) if all_blocks else max(self.decoder.blocks)
        deepest = decoder_choice.with_(block=n_blocks, fused=(), weights=(), bias=(), scales=())
        memory = tile_bytes or TILE_BYTES
        side = min(tile_side(document, choice, memory) for choice in (decoder_choice, deepest))
        used = architecture.blocks[:n_blocks]
        self.grid = TileGrid(self.size, used, side)
        edges, wanted = tile_edges(self.decoder, used), range(1, n_blocks + 1)
        self._lines = [
            plan_lines(length, used, wanted, self.grid.side, edges) for length in self.size
        ]
        rows, cols = (map_sides(length, used) for length in self.size)
        self.map_sizes = {block: (rows[block], cols[block]) for block in range(1, n_blocks + 1)}
        self.summaries = {
            block: MapSummary(count, self.map_sizes[block], _affordable(sides, count))
            for block, count in enumerate(document.kernel_counts[:n_blocks], start=1)
        }
        n_objects = len(document.object_classes)
        self.saliency = self._open_saliency(n_objects)
        self.known = np.zeros(len(self.grid), np.bool_)
        self.is_done = False
        self._threshold = threshold
        self._statistics = statistics_of(model.encoder, pixels, self.read, name)
        self._states = block_statistics(self.decoder)
        self._passes = passes_over(self._states.values())
        self._pass = 0
        self._queue = TileQueue(self.grid, self._encode)
        self._waiting: list[tuple[int, dict[int, TileMaps]]] = []
        self._frozen: dict[int, BlockStatistics] | None = None
        self._finishing: Iterator[Changed] | None = None
        whole = all(self.map_sizes[block] == self.size for block in self._states)
        self._is_direct = whole and self.is_local
        self._sums = {} if self._is_direct else self._open_sums(n_objects)

    @property
    def is_local(self) -> bool:
        """Whether the decoder needs no maxima of the whole image."""
        return len(self._passes) == 1

    @property
    def progress(self) -> float:
        """Share of the tiles done, over all passes."""
        if self.is_done:
            return 1.0
        n_tiles, n_passes = len(self.grid), len(self._passes)
        in_pass = np.count_nonzero(~self._queue.pending) if self._pass < n_passes else 0
        return float((self._pass * n_tiles + in_pass) / (n_passes * n_tiles + 1))

    def awaits(self, focus: Focus | None) -> bool:
        """Return True if a tile in view has no saliency yet."""
        return not self.is_done and bool((self.grid.visible(focus) & ~self.known).any())

    def step(
        self, focus: Focus | None = None, workers: TileWorkers | None = None
    ) -> list[Changed]:
        """Compute the next tile, or strip of rows; return the parts whose saliency changed.

        Parameters
        ----------
        focus : Focus or None, default=None
            The part in view; None computes the tiles in their order.
        workers : TileWorkers or None, default=None
            Encode tiles ahead; see :func:`~flimbuilder.model.tile_queue.tile_workers`.
        """
        if self._finishing is not None:
            part = next(self._finishing, None)
            self.is_done = part is None
            return [] if part is None else [part]
        index, maps = self._queue.take(focus, workers)
        run_pass = self._passes[self._pass]
        with torch.inference_mode(), full_precision():
            if self._pass == 0:
                for block, summary in self.summaries.items():
                    summary.add(maps[block])
            blocks = self.model.document.architecture.blocks
            maps = dict(decoded_parts(self.decoder, maps, self.size, blocks))
            sums = {block: run_pass(state, maps[block]) for block, state in self._states.items()}
            if run_pass is BlockStatistics.combine:
                changed = [self._combine(index, maps, cast(dict[int, Tensor], sums))]
            else:
                changed = self._show_provisional(index, maps, focus) if self._pass == 0 else []
        if not self._queue.pending.any():
            self._end_pass()
        return changed

    def _encode(self, index: int) -> dict[int, TileMaps]:
        row, col = divmod(index, len(self._lines[1]))
        tile = tile_at(self._lines[0][row], self._lines[1][col])
        return encode_tile(self.model.encoder, tile, self.read, self._statistics)

    def _end_pass(self) -> None:
        self._pass += 1
        if self._pass < len(self._passes):
            self._queue.pending[:] = True
        elif self._is_direct:
            self.is_done = True
        else:
            self._finishing = self._finish()

    def _combine(self, index: int, maps: dict[int, TileMaps], sums: dict[int, Tensor]) -> Changed:
        """Keep the exact sums of a tile, and show them by the largest sum so far."""
        for block, stored in self._sums.items():
            part = maps[block]
            place = slice(part.rows.start, part.rows.stop), slice(part.cols.start, part.cols.stop)
            stored.write(*place, sums[block].numpy())
        return self._show(index, sums, self._states)

    def _show_provisional(
        self, index: int, maps: dict[int, TileMaps], focus: Focus | None
    ) -> list[Changed]:
        """Show a tile by the maxima so far; the first tiles in view wait for each other."""
        decoded = {block: maps[block] for block in self._states}
        self._waiting.append((index, decoded))
        if self._frozen is None:
            size = sum(part.maps.nbytes for _, parts in self._waiting for part in parts.values())
            in_view = self._queue.pending & self.grid.visible(focus)
            if in_view.any() and size < WAITING_BYTES:
                return []
            self._frozen = self._freeze()
        changed = []
        for waiting, parts in self._waiting:
            sums = {
                block: state.combine(parts[block])
                for block, state in self._frozen_copies().items()
            }
            changed.append(self._show(waiting, sums, self._frozen))
        self._waiting.clear()
        return changed

    def _freeze(self) -> dict[int, BlockStatistics]:
        """Return the statistics of the waiting tiles, as if they were the whole image."""
        frozen = {}
        for block, state in self._states.items():
            own = BlockStatistics(state.decoder, state.lowest, state.highest)
            for _, parts in self._waiting:
                own.gather(parts[block])
            for _, parts in self._waiting:
                own.combine(parts[block])
            frozen[block] = own
        return frozen

    def _frozen_copies(self) -> dict[int, BlockStatistics]:
        """Return the frozen statistics, so that combining does not change their largest sums."""
        assert self._frozen is not None
        return {
            block: BlockStatistics(state.decoder, state.lowest, state.highest, state.survey)
            for block, state in self._frozen.items()
        }

    def _show(
        self, index: int, sums: dict[int, Tensor], states: dict[int, BlockStatistics]
    ) -> Changed:
        rows, cols = self.grid.place(index)
        size = rows.stop - rows.start, cols.stop - cols.start
        planes = []
        for block, state in states.items():
            peak = state.whole_peak.cpu()
            scaled = sums[block] if state.decoder.is_probability else scale_by(sums[block], peak)
            if scaled.shape[1:] != size:
                scaled = F.interpolate(scaled[None], size=size, mode="bilinear")[0]
            planes.append(scaled)
        self._put(rows, cols, self.decoder.join(planes).clamp(0, 1).numpy())
        self.known[index] = True
        return rows, cols

    def _put(self, rows: slice, cols: slice, plane: NDArray[np.float32]) -> None:
        """Round saliency to half precision, on the same side of the threshold."""
        half = plane.astype(np.float16)
        if self._threshold is not None:
            limit = np.float32(self._threshold)
            above, rounded = plane > limit, half > limit
            towards = np.where(above, np.float16(1), np.float16(0))
            half = np.where(above == rounded, half, np.nextafter(half, towards))
        self._keep(rows, cols, half)

    def _keep(self, rows: slice, cols: slice, values: NDArray[np.float16]) -> None:
        self.saliency[:, rows, cols] = values

    def _finish(self) -> Iterator[Changed]:
        """Replace the saliency by that of the exact sums and maxima, strip by strip."""
        start = 0
        for strip in self.strips():
            rows, cols = slice(start, start + strip.shape[1]), slice(0, self.size[1])
            self._put(rows, cols, strip)
            start = rows.stop
            yield rows, cols

    def strips(self) -> Iterator[NDArray[np.float32]]:
        """Yield the saliency (object classes, rows, width) from the first row to the last.

        From the decoder's sums, or from half precision if it has none. Call it at the end.
        """
        if self._sums:
            peaks = {block: state.whole_peak for block, state in self._states.items()}
            yield from SaliencyStrips(self.decoder, self._sums, peaks, self.size).strips()
            return
        step = max(1, STRIP_BYTES // (4 * len(self.saliency) * self.size[1]))
        for start in range(0, self.size[0], step):
            yield self.saliency[:, start : start + step].astype(np.float32)

    def forget_sums(self) -> None:
        """Free the sums; masks then follow from half precision."""
        self._sums = {}

    def mask(
        self, settings: Delineation, check: Callable[[], None] = lambda: None
    ) -> tuple[NDArray[np.uint8], tuple[float, ...]]:
        """Cut the final saliency into a mask (H, W) of class ids; return the thresholds, too.

        Parameters
        ----------
        settings : Delineation
            As for :func:`~flimbuilder.analysis.strips.delineate_strips`.
        check : callable, default does nothing
            Called for each strip; may raise to stop.
        """

        def strips() -> Iterator[NDArray[np.float32]]:
            for strip in self.strips():
                check()
                yield strip

        return cut_strips(strips, self.model.document.object_classes, settings, self.size)

    def _open_saliency(self, n_objects: int) -> NDArray[np.float16]:
        return np.zeros((n_objects, *self.size), np.float16)

    def _open_sums(self, n_objects: int) -> dict[int, DiskMaps | MemoryMaps]:
        shapes = {block: (n_objects, *self.map_sizes[block]) for block in self._states}
        total = sum(4 * int(np.prod(shape)) for shape in shapes.values())
        if total <= SUM_BYTES:
            return {block: MemoryMaps(shape) for block, shape in shapes.items()}
        with ExitStack() as files:
            maps = {
                block: DiskMaps(cast(BinaryIO, files.enter_context(TemporaryFile())), shape)
                for block, shape in shapes.items()
            }
            weakref.finalize(self, files.pop_all().close)
        return dict(maps)


def statistics_of(
    encoder: Encoder, pixels: NDArray[Any], read: ReadPixels, name: str
) -> Statistics | None:
    """Return the statistics by which an image is standardised; of a slide, they are kept with it.

    Parameters
    ----------
    encoder : Encoder
    pixels : ndarray of shape (H, W, C), or SlidePixels
        In the dtype of the file.
    read : callable
        Reads windows of the image.
    name : str
        Name of the image in messages.
    """
    size = pixels.shape[0], pixels.shape[1]
    slide: Any = pixels
    if isinstance(slide, SlidePixels) and encoder.standardisation.kind != "none":
        points = slide.at(*(lattice(side).numpy() for side in size))
        return lattice_statistics(encoder, scale_image(points, name=name))
    return image_statistics(encoder, size, read)


def cut_strips(
    strips: Strips,
    classes: list[int] | tuple[int, ...],
    settings: Delineation,
    size: tuple[int, int],
) -> tuple[NDArray[np.uint8], tuple[float, ...]]:
    """Cut saliency given in strips into a mask; return it and the threshold of each class."""
    thresholds = strip_thresholds(strips, len(classes), settings)
    mask = np.zeros(size, np.uint8)
    start = 0
    for labels in delineate_strips(strips, classes, settings, thresholds):
        mask[start : start + len(labels)] = labels
        start += len(labels)
    return mask, tuple(thresholds)


def strip_settings(
    delineation: Delineation, decoder_choice: DecoderChoice
) -> tuple[Delineation, str | None]:
    """Resolve a delineation without what needs the whole image; return a note on what is missing.

    A method ``auto`` is none in tiles, as in `predict`, without a note.
    """
    settings, left_out = delineation.for_decoder(decoder_choice, in_tiles=True), []
    if settings.method != "none":
        left_out.append(f"its boundaries are not refined by {settings.method}")
    if settings.fill_holes:
        left_out.append("its holes are not filled")
    if not left_out:
        return settings, None
    note = f"The image is too large for one step of its mask: {' and '.join(left_out)}"
    return settings.with_(method="none", fill_holes=False), note


def _affordable(sides: tuple[int, ...], n_maps: int) -> tuple[int, ...]:
    return tuple(side for side in sides if 4 * n_maps * side**2 <= REDUCED_BYTES)
