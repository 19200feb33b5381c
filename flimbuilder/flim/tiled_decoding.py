"""Decode an image tile by tile, in as many passes as the decoders need.

Most decoders divide the maps by their maxima over the image, which a first pass finds. The decoder
of a probability, and those on the scale of the training images, take a single pass. Decoders
that need further statistics of the whole image
(:class:`~flimbuilder.flim.decoders.base.SurveyDecoder`) compute them in a second pass, whatever
their scale. The last pass computes the weighted sums; their maximum, by which they must be
divided, is known at its end. Each pass computes the maps again, unless the caller kept them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import torch
from torch import Tensor

from flimbuilder.flim.decoders.base import (
    PointwiseDecoder,
    SurveyDecoder,
    join_surveys,
    scale_by,
)
from flimbuilder.flim.decoders.u_shaped import UShapedDecoder
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.network import BlocksDecoder, Encoder
from flimbuilder.flim.standardise import Statistics
from flimbuilder.flim.tile_input import ReadPixels
from flimbuilder.flim.tile_plan import Tile
from flimbuilder.flim.tiled_network import network_edges, network_part
from flimbuilder.flim.tiles import TileMaps, encode_tile, tile_extremes
from flimbuilder.project.architecture import Block

__all__ = [
    "BlockStatistics",
    "RunPass",
    "block_statistics",
    "decode_tile",
    "decoded_parts",
    "map_extremes",
    "passes_over",
    "tile_edges",
]

RunPass = Callable[["BlockStatistics", TileMaps], Tensor | None]
"""One pass over a part of a block's maps; returns the sums if it combines."""


def decode_tile(
    encoder: Encoder,
    blocks: Sequence[Block],
    decoder: BlocksDecoder,
    size: tuple[int, int],
    tile: Tile,
    read: ReadPixels,
    statistics: Statistics | None,
    states: "Mapping[int, BlockStatistics]",
    run_pass: RunPass,
    maps: Mapping[int, TileMaps] | None = None,
) -> dict[int, tuple[TileMaps, Tensor | None]]:
    """Run one pass over a tile.

    Parameters
    ----------
    encoder : Encoder
    blocks : sequence of Block
        The encoder's architecture.
    decoder : BlocksDecoder
        A :class:`PointwiseDecoder` on each block, or a :class:`UShapedDecoder`.
    size : tuple of int
        (height, width) of the image.
    tile : Tile
        Planned with :func:`tile_edges`.
    read : callable
        Reads the image's pixels.
    statistics : tuple of Tensor, or None
        Of :func:`~flimbuilder.flim.image_statistics.image_statistics`.
    states : mapping of int to BlockStatistics
        By block; the pass adds to them.
    run_pass : callable
        One of :func:`passes_over`.
    maps : mapping of int to TileMaps or None, default=None
        The tile's maps, as of :func:`~flimbuilder.flim.tiles.encode_tile`; None encodes the tile.

    Returns
    -------
    dict of int to (TileMaps, Tensor or None)
        By block, what was decoded, and the sums (object classes, rows, columns) of the tile's own
        part if the pass combines. They are on the CPU, rectified and at most the level of the
        scale, unless they are log-odds. Empty if the pass takes extremes.
    """
    if run_pass is BlockStatistics.measure and not isinstance(decoder, UShapedDecoder):
        surveyed = any(state.is_surveyed for state in states.values())
        if maps is None:
            extremes = tile_extremes(encoder, tile, read, statistics, lowest=surveyed)
        else:
            extremes = {block: map_extremes(part.maps) for block, part in maps.items()}
        for block, state in states.items():
            low, high = extremes[block]
            state.add_extremes(low if surveyed else None, high)
        return {}
    if maps is None:
        maps = encode_tile(encoder, tile, read, statistics)
    with torch.inference_mode(), full_precision():
        parts = decoded_parts(decoder, maps, size, blocks)
        return {
            block: (parts[block], run_pass(state, parts[block])) for block, state in states.items()
        }


def block_statistics(decoder: BlocksDecoder) -> "dict[int, BlockStatistics]":
    """Return empty statistics of each block whose sums a decoder computes.

    A :class:`UShapedDecoder` computes log-odds at the resolution of block 1.
    """
    if isinstance(decoder, UShapedDecoder):
        return {1: BlockStatistics(_LogOdds((), range(1, decoder.n_objects + 1)))}
    return {
        block: BlockStatistics(cast(PointwiseDecoder, block_decoder))
        for block, block_decoder in zip(decoder.blocks, decoder.decoders, strict=True)
    }


def tile_edges(decoder: BlocksDecoder, blocks: Sequence[Block]) -> dict[int, int]:
    """Return the pixels around a tile that a decoder needs, by block; empty for one pixel."""
    return network_edges(blocks) if isinstance(decoder, UShapedDecoder) else {}


def decoded_parts(
    decoder: BlocksDecoder,
    maps: Mapping[int, TileMaps],
    size: tuple[int, int],
    blocks: Sequence[Block],
) -> Mapping[int, TileMaps]:
    """Return what the statistics of a decoder's blocks are taken of, on a tile.

    The maps themselves, or the log-odds of a :class:`UShapedDecoder`.

    Parameters
    ----------
    decoder : BlocksDecoder
    maps : mapping of int to TileMaps
        By block, with the edges of :func:`tile_edges`.
    size : tuple of int
        (height, width) of the image.
    blocks : sequence of Block
        The encoder's architecture.
    """
    if isinstance(decoder, UShapedDecoder):
        return {1: network_part(decoder, maps, size, blocks)}
    return maps


class _LogOdds(PointwiseDecoder):
    """Takes maps that are log-odds already."""

    is_probability = True

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        return maps


def passes_over(states: "Iterable[BlockStatistics]") -> "list[RunPass]":
    """Return the passes over all tiles that decoders need; the last one combines."""
    states = list(states)
    surveyed = any(state.is_surveyed for state in states)
    measured = not all(state.decoder.is_local for state in states)
    return [
        *([BlockStatistics.measure] if measured else []),
        *([BlockStatistics.gather] if surveyed else []),
        BlockStatistics.combine,
    ]


def map_extremes(maps: Tensor) -> tuple[Tensor, Tensor]:
    """Return the smallest and largest value (N, C) of each map (N, C, H, W).

    Row by row, with the channels last, as they are in memory: ten times as fast.
    """
    n_images, channels, _, width = maps.shape
    rows = maps.permute(0, 2, 3, 1).reshape(n_images, maps.shape[2], width * channels)
    low, high = (
        extreme.view(n_images, width, channels) for extreme in (rows.amin(dim=1), rows.amax(dim=1))
    )
    return low.amin(dim=1), high.amax(dim=1)


@dataclass
class BlockStatistics:
    """Statistics of one block's maps, gathered pass by pass.

    Attributes
    ----------
    decoder : PointwiseDecoder
    lowest, highest : Tensor of shape (1, kernels), or None
        Extremes of each map, by :meth:`measure`; only :meth:`gather` needs the smallest values.
    survey : dict of str to Tensor
        By :meth:`gather`.
    peak : Tensor of shape (object classes,)
        Largest sums, by :meth:`combine`.
    """

    decoder: PointwiseDecoder
    lowest: Tensor | None = None
    highest: Tensor | None = None
    survey: dict[str, Tensor] = field(default_factory=dict)
    peak: Tensor = field(default_factory=lambda: torch.zeros(0))

    @property
    def is_surveyed(self) -> bool:
        """Whether :meth:`gather` is needed."""
        return isinstance(self.decoder, SurveyDecoder)

    @property
    def whole_peak(self) -> Tensor:
        """The largest sum of each object class, or its level; 1 for log-odds."""
        if self.decoder.is_probability:
            return self.peak
        return self.decoder.levels_of(self.peak[None])[0]

    def measure(self, part: TileMaps) -> None:
        """Find the extremes of each map."""
        self.add_extremes(*map_extremes(part.maps))

    def add_extremes(self, low: Tensor | None, high: Tensor) -> None:
        """Add the extremes of each map on a part; None adds no smallest values."""
        if low is not None:
            self.lowest = low if self.lowest is None else torch.minimum(self.lowest, low)
        self.highest = high if self.highest is None else torch.maximum(self.highest, high)

    def gather(self, part: TileMaps) -> None:
        """Add to the survey of the whole image."""
        if not self.is_surveyed:
            return
        assert self.lowest is not None
        assert self.highest is not None
        maxima = self.decoder.maxima_of(self.highest)
        own = scale_by(part.maps[:, :, part.rows.own, part.cols.own], maxima)
        low, high = (
            scale_by(extreme[..., None, None], maxima)[..., 0, 0]
            for extreme in (self.lowest, self.highest)
        )
        survey = self.decoder.survey(own, low, high)
        self.survey = join_surveys(self.survey, survey) if self.survey else survey

    def combine(self, part: TileMaps) -> Tensor:
        """Return the weighted sums of a part, and update the largest sum."""
        if self.decoder.is_probability:
            own_maps = part.maps[:, :, part.rows.own, part.cols.own]
            sums = self.decoder.combine(own_maps, own_maps.new_ones(own_maps.shape[:2]))
            self.peak = sums.new_ones(sums.shape[1])
            return sums[0].cpu()
        highest = part.maps[:, :, 0, 0] if self.highest is None else self.highest  # unused
        maxima = self.decoder.maxima_of(highest)
        sums = self.decoder.limit(self.decoder.combine_part(part.maps, maxima, self.survey))
        own = sums[0, :, part.rows.own, part.cols.own]
        high = own.amax(dim=(1, 2))
        self.peak = torch.maximum(self.peak, high) if len(self.peak) else high
        return own.cpu()
