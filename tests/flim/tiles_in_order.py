"""Decode an image tile by tile in one loop, as the batches must."""

from flimbuilder.flim.image_statistics import image_statistics
from flimbuilder.flim.tile_plan import plan_tiles
from flimbuilder.flim.tiled_decoding import (
    block_statistics,
    decode_tile,
    passes_over,
    tile_edges,
)

__all__ = ["decode_tiles"]


def decode_tiles(
    encoder, blocks, decoder, size, read, keep, *, side, on_tile=lambda done, total: None
):
    """Return by block what divides the sums; `keep` gets block, rows, columns and sums."""
    tiles = plan_tiles(size, blocks, decoder.blocks, side, tile_edges(decoder, blocks))
    states = block_statistics(decoder)
    passes = passes_over(states.values())
    done, statistics = 0, image_statistics(encoder, size, read)
    for run_pass in passes:
        for tile in tiles:
            on_tile(done, len(passes) * len(tiles))
            parts = decode_tile(
                encoder, blocks, decoder, size, tile, read, statistics, states, run_pass
            )
            for block, (part, sums) in parts.items():
                if sums is not None:
                    keep(block, part.rows, part.cols, sums)
            done += 1
    on_tile(done, done)
    return {block: state.whole_peak for block, state in states.items()}
