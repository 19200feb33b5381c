"""Run one pass of a decoder over a batch of tiles.

What a pass needs of those before it is in :class:`TilePass`, and what it finds in
:class:`BatchOutcome`. So batches can run anywhere, in any order. Their statistics are joined in
the order of the batches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.network import BlocksDecoder, Encoder
from flimbuilder.flim.standardise import Statistics
from flimbuilder.flim.tile_input import ReadPixels, stored_or_scaled
from flimbuilder.flim.tiled_decoding import (
    BlockStatistics,
    RunPass,
    block_statistics,
    decode_tile,
    passes_over,
)
from flimbuilder.flim.tiles import TileMaps, encode_tile
from flimbuilder.imaging.regions import ImageRegions
from flimbuilder.model.batches.plan import TileBatch, TilePlan
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import Block
from flimbuilder.project.decoding import DecoderChoice

if TYPE_CHECKING:
    from flimbuilder.model.batches.kept_maps import KeptMaps

__all__ = [
    "BatchOutcome",
    "Found",
    "TileNetwork",
    "TilePass",
    "count_passes",
    "pixel_reader",
    "run_batch",
    "whole_peaks",
]

Found = Mapping[int, Mapping[str, Tensor]]
"""Statistics by block and name; names are as for
:func:`~flimbuilder.flim.decoders.base.join_surveys`."""

LOWEST, HIGHEST, PEAK = "min_of_maps", "max_of_maps", "max_of_sums"


@dataclass(frozen=True)
class TileNetwork:
    """The parts of a model that decode tiles."""

    encoder: Encoder
    decoder: BlocksDecoder
    blocks: Sequence[Block]

    @classmethod
    def of(cls, model: Model, decoder_choice: DecoderChoice) -> "TileNetwork":
        """Return the network of a model and a complete choice of decoder."""
        blocks = model.document.architecture.blocks
        return cls(model.encoder, model.decoder(decoder_choice), blocks)


@dataclass(frozen=True)
class TilePass:
    """A pass over the tiles of an image.

    Attributes
    ----------
    number : int
        From 0.
    plan : TilePlan
    standardisation : tuple of Tensor, or None
        Of :func:`~flimbuilder.flim.image_statistics.image_statistics`.
    found : mapping
        Statistics of each earlier pass, joined over all batches.
    """

    number: int
    plan: TilePlan
    standardisation: Statistics | None
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class BatchOutcome:
    """What a pass finds on a batch.

    Attributes
    ----------
    statistics : mapping
        On the CPU.
    sums : mapping of int to ndarray of float32
        By block, the sums of the batch's tiles one after another, each (object classes, rows,
        columns) in C order; empty unless the pass combines.
    """

    statistics: Found
    sums: Mapping[int, NDArray[np.float32]] = field(default_factory=dict)


def count_passes(decoder: BlocksDecoder) -> int:
    """Return the number of passes over all tiles that a decoder needs."""
    return len(passes_over(block_statistics(decoder).values()))


def pixel_reader(regions: ImageRegions, name: str) -> ReadPixels:
    """Return a function that reads a window of an image for the network."""
    return lambda rows, cols: stored_or_scaled(regions.read(rows, cols), name)


def run_batch(
    network: TileNetwork,
    tile_pass: TilePass,
    batch: TileBatch,
    read: ReadPixels,
    kept: "KeptMaps | None" = None,
) -> BatchOutcome:
    """Run a pass over the tiles of a batch, one after another.

    The bytes of the outcome depend on the arguments alone if torch computes on one thread
    (``torch.set_num_threads(1)``): on several, its convolutions may sum in another order.

    Parameters
    ----------
    network : TileNetwork
    tile_pass : TilePass
        With the statistics of the passes before.
    batch : TileBatch
    read : callable
        Reads pixels of the image.
    kept : KeptMaps or None, default=None
        Maps of tiles, which save time and change no byte.

    Returns
    -------
    BatchOutcome
    """
    states = _states(network, tile_pass.found)
    run_pass = passes_over(states.values())[tile_pass.number]
    sums: dict[int, list[NDArray[np.float32]]] = {}
    for index in batch.tiles:
        parts = decode_tile(
            network.encoder,
            network.blocks,
            network.decoder,
            tile_pass.plan.size,
            tile_pass.plan.tile(index),
            read,
            tile_pass.standardisation,
            states,
            run_pass,
            None if kept is None else _kept_or_encoded(network, tile_pass, index, read, kept),
        )
        for block, (_, part) in parts.items():
            if part is not None:
                sums.setdefault(block, []).append(part.numpy().ravel())
    statistics = {block: _found(state, run_pass) for block, state in states.items()}
    joined = {block: np.concatenate(parts) for block, parts in sums.items()}
    return BatchOutcome(statistics, joined)


def _kept_or_encoded(
    network: TileNetwork, tile_pass: TilePass, index: int, read: ReadPixels, kept: "KeptMaps"
) -> Mapping[int, TileMaps] | None:
    """Return the maps of a tile if they are kept, or will be for the next pass."""
    maps = kept.find(index)
    is_last = tile_pass.number == count_passes(network.decoder) - 1
    if maps is None and not is_last and kept.has_room(index):
        tile = tile_pass.plan.tile(index)
        maps = encode_tile(network.encoder, tile, read, tile_pass.standardisation)
        kept.keep(index, maps)
    return maps


def whole_peaks(decoder: BlocksDecoder, found: Found, n_objects: int) -> dict[int, Tensor]:
    """Return by block what divides the sums of each object class.

    Parameters
    ----------
    decoder : BlocksDecoder
    found : mapping
        Statistics of the last pass; empty if no tile was computed.
    n_objects : int
    """
    peaks = {}
    for block, state in block_statistics(decoder).items():
        if not found:
            peaks[block] = torch.zeros(n_objects)
            continue
        state.peak = found[block][PEAK].to(state.decoder.is_object.device)
        peaks[block] = state.whole_peak.cpu()
    return peaks


def _states(network: TileNetwork, found: Sequence[Found]) -> dict[int, BlockStatistics]:
    """Return the statistics of each block after earlier passes, on the device of the encoder."""
    states = block_statistics(network.decoder)
    device = next(network.encoder.parameters()).device
    for block, state in states.items():
        for of_pass in found:
            values = {name: value.to(device) for name, value in of_pass[block].items()}
            if HIGHEST in values:
                state.lowest, state.highest = values.get(LOWEST), values[HIGHEST]
            elif values:
                state.survey = values
    return states


def _found(state: BlockStatistics, run_pass: RunPass) -> dict[str, Tensor]:
    """Return what a pass added to the statistics of a block."""
    if run_pass is BlockStatistics.measure:
        assert state.highest is not None
        found = {HIGHEST: state.highest}
        if state.lowest is not None:
            found[LOWEST] = state.lowest
    elif run_pass is BlockStatistics.gather:
        found = state.survey
    else:
        found = {PEAK: state.peak}
    return {name: value.cpu() for name, value in found.items()}
