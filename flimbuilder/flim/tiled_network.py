"""Run the decoder of a U-shaped network on a tile, equal to its run on the whole image.

A tile carries as many pixels around its own part of each map as the decoder sees there, and maps
are interpolated at their positions in the whole image.
"""

from collections.abc import Mapping, Sequence

from torch import Tensor

from flimbuilder.flim.decoders.u_shaped import REACH, UShapedDecoder
from flimbuilder.flim.interpolation import neighbours
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.tiles import TileMaps
from flimbuilder.project.architecture import Block

__all__ = ["network_edges", "network_part"]

INTERPOLATED = 2  # pixels of the smaller map that interpolation may need beyond a tile's part


def network_edges(blocks: Sequence[Block]) -> dict[int, int]:
    """Return the pixels that the decoder sees around a tile's part of each block's map.

    Each level adds the reach of its convolution. The next deeper map has `stride` times fewer
    pixels, plus those that interpolation needs.
    """
    edge, edges = REACH, {1: REACH}
    for number, block in enumerate(blocks[1:], start=2):
        edge = -(-edge // block.stride) + INTERPOLATED + REACH
        edges[number] = edge
    return edges


def network_part(
    decoder: UShapedDecoder,
    maps: Mapping[int, TileMaps],
    size: tuple[int, int],
    blocks: Sequence[Block],
) -> TileMaps:
    """Return the log-odds on a tile, at the resolution of the first block's map.

    Parameters
    ----------
    decoder : UShapedDecoder
    maps : mapping of int to TileMaps
        Of all blocks, with the edges of :func:`network_edges`.
    size : tuple of int
        (height, width) of the image.
    blocks : sequence of Block
        The encoder's architecture.

    Returns
    -------
    TileMaps
        Only its own part is exact.
    """
    rows, cols = (map_sides(length, blocks) for length in size)

    def enlarge(smaller: Tensor, block: int, skip: Tensor) -> Tensor:
        below, above = maps[block + 1], maps[block]
        pairs = (
            (2, rows, below.rows, above.rows),
            (3, cols, below.cols, above.cols),
        )
        for axis, sides, coarse, fine in pairs:
            if sides[block + 1] == sides[block]:
                before = fine.first - coarse.first
                smaller = smaller.narrow(axis, before, fine.end - fine.first)
                continue
            left, right, share = neighbours(sides[block + 1], sides[block], fine.first, fine.end)
            left, right = (
                (index - coarse.first).clamp(0, smaller.shape[axis] - 1).to(smaller.device)
                for index in (left, right)
            )
            shape = (-1, 1) if axis == 2 else (-1,)
            share = share.to(smaller).view(shape)
            smaller = (
                smaller.index_select(axis, left) * (1 - share)
                + smaller.index_select(axis, right) * share
            )
        return smaller

    parts = [maps[block].maps for block in decoder.blocks]
    return TileMaps(decoder.sums(parts, enlarge), maps[1].rows, maps[1].cols)
