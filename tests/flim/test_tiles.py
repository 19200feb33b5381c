"""Activation maps of tiles equal those of the whole image."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from flimbuilder.errors import ModelError
from flimbuilder.flim import tile_stream, tiles
from flimbuilder.flim.interpolation import interpolated_rows
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.tile_plan import plan_tiles
from flimbuilder.flim.tiles import encode_tile, tile_extremes
from flimbuilder.project.architecture import Block
from tests.flim.cases import QUICK, STRIDED, architecture, noise, pooling, tensor

pytestmark = pytest.mark.slow

MIXED = architecture(
    Block(kernels=5, pooling=pooling(stride=2)),
    Block(kernels=6, dilation=2, pooling=pooling("average", 2)),
    Block(kernel_size=1, pooling=pooling("min", 4, 3)),
    Block(kernel_size=5, activation="leaky", pooling=pooling("none")),
    colour_space="lab",
)
WIDE_STEPS = architecture(  # strides larger than the pooling windows
    Block(kernel_size=1, pooling=pooling("max", 1, 3)),
    Block(dilation=3, pooling=pooling("average", 5, 2)),
)
ARCHITECTURES = {"strided": STRIDED, "mixed": MIXED, "wide steps": WIDE_STEPS}


def make_encoder(blocks, channels=3, seed=0):
    """An encoder of random weights, with 4 kernels in block 1, 5 in block 2, ..."""
    torch.manual_seed(seed)
    counts = range(4, 4 + len(blocks.blocks))
    return Encoder(channels, list(counts), blocks.model_dump()).eval().requires_grad_(False)


def assert_tiles_are_the_whole(blocks, image, wanted, side):
    encoder = make_encoder(blocks, image.shape[2])
    whole = encoder.encode(tensor(image))
    seen = {block: torch.zeros(whole[block - 1].shape[2:]) for block in wanted}
    for tile in plan_tiles(image.shape[:2], blocks.blocks, wanted, side):
        tile_maps = encode_tile(encoder, tile, lambda rows, cols: image[rows, cols])
        assert set(tile_maps) == set(wanted)
        for block, part in tile_maps.items():
            rows, cols = part.rows, part.cols
            expected = whole[block - 1][:, :, rows.first : rows.end, cols.first : cols.end]
            torch.testing.assert_close(part.maps, expected, rtol=0, atol=2e-6)
            seen[block][rows.start : rows.stop, cols.start : cols.stop] += 1
    assert all((counts == 1).all() for counts in seen.values())


def test_tiles_of_a_row_worked_by_hand():
    # A row of 7 pixels; 3 x 3 kernels, maxima of 3 with stride 2: the map has 4 pixels. A tile of
    # 3 pixels becomes one of 4, the next multiple of the stride: map pixels 0-1 and 2-3.
    # With one map pixel more on either side the first tile needs maps 0 to 2, whose poolings
    # reach from -1 to 5, and whose kernels reach from -2 to 6.
    blocks = [Block(pooling=pooling(stride=2))]
    first, second = plan_tiles((1, 7), blocks, [1], 3)
    cols = first.cols[1], second.cols[1]
    assert [(span.start, span.stop, span.first, span.end) for span in cols] == [
        (0, 2, 0, 3), (2, 4, 1, 4)
    ]  # fmt: skip
    axes = first.window.cols, second.window.cols
    assert [(int(axis.origin[0][0]), axis.length[0]) for axis in axes] == [(-2, 9), (0, 9)]


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("side", [1, 7, 30, 200])
def test_maps_are_those_of_the_whole_image(name, side):
    blocks = ARCHITECTURES[name]
    last = len(blocks.blocks)
    for wanted in ([1], [last], [1, last], list(range(1, last + 1))):
        image = noise(47, 33) if side > 1 else noise(23, 17)  # a tile for each pixel
        assert_tiles_are_the_whole(blocks, image, wanted, side)


def test_grey_images_and_many_channels():
    assert_tiles_are_the_whole(MIXED, noise(30, 41, 1), [2, 4], 12)
    assert_tiles_are_the_whole(MIXED, noise(30, 41, 5), [2, 4], 12)


@QUICK
@given(
    st.builds(
        Block,
        kernel_size=st.sampled_from([1, 3, 5]),
        dilation=st.integers(1, 3),
        activation=st.sampled_from(["relu", "leaky", "none"]),
        pooling=st.builds(
            pooling,
            st.sampled_from(["max", "average", "min", "none"]),
            st.integers(1, 5),
            st.integers(1, 3),
        ),
    ),
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(1, 45),
)
def test_any_block_size_and_tile(block, height, width, side):
    step = block.stride
    blocks = architecture(block, Block(pooling=pooling("max", 2, 2)))
    image = noise(max(height, 2 * step), max(width, 2 * step))
    assert_tiles_are_the_whole(blocks, image, [1, 2], side)


def test_nothing_is_read_outside_the_image_nor_far_around_a_tile():
    image, read = noise(100, 90), []

    def note(rows, cols):
        read.append((rows, cols))
        return image[rows, cols]

    tiles = plan_tiles((100, 90), STRIDED.blocks, [3], 20)
    for tile in tiles:
        encode_tile(make_encoder(STRIDED), tile, note)
    assert len(read) == len(tiles) == 25
    for rows, cols in read:
        assert 0 <= rows.start < rows.stop <= 100
        assert 0 <= cols.start < cols.stop <= 90
        assert max(rows.stop - rows.start, cols.stop - cols.start) <= 20 + 2 * 14


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((5, 7), (10, 13)), ((26, 20), (101, 80)), ((1, 9001), (1, 18001)), ((6, 5), (6, 5)),
        ((3, 2), (1, 1)), ((4001, 1), (16003, 3)), ((1, 1), (9, 4)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", [1, 1000])
def test_rows_are_interpolated_like_the_whole_map(before, after, step):
    step = max(step, after[0] // 20)
    maps = torch.rand(2, *before, generator=torch.Generator().manual_seed(0))
    whole = F.interpolate(maps[None], size=after, mode="bilinear", align_corners=False)[0]
    read = []

    def rows_of(first, end):
        read.append(end - first)
        return maps[:, first:end]

    strips = [
        interpolated_rows(rows_of, before, after, slice(row, min(row + step, after[0])))
        for row in range(0, after[0], step)
    ]
    torch.testing.assert_close(torch.cat(strips, dim=1), whole, rtol=0, atol=1e-6)
    assert max(read) <= step * before[0] / after[0] + 3


def test_an_empty_part_of_a_map_is_no_tile():
    assert len(plan_tiles((9, 9), MIXED.blocks, [4], 100)) == 1
    assert np.prod([block.stride for block in MIXED.blocks]) == 6


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("lowest", [True, False])
@pytest.mark.parametrize("strip", [1, 2**11])
def test_extremes_are_those_of_the_whole_image(name, lowest, strip, monkeypatch):
    monkeypatch.setattr(tiles, "STRIP", strip)
    blocks, image = ARCHITECTURES[name], noise(47, 33)
    encoder, wanted = make_encoder(blocks), [1, len(blocks.blocks)]
    found = [
        tile_extremes(encoder, tile, lambda rows, cols: image[rows, cols], lowest=lowest)
        for tile in plan_tiles((47, 33), blocks.blocks, wanted, 15)
    ]
    for block, maps in enumerate(encoder.encode(tensor(image)), start=1):
        if block in wanted:
            high = torch.stack([extremes[block][1] for extremes in found]).amax(dim=0)
            torch.testing.assert_close(high, maps.amax(dim=(2, 3)), rtol=0, atol=2e-6)
            lows = [extremes[block][0] for extremes in found]
            if lowest:
                low = torch.stack(lows).amin(dim=0)
                torch.testing.assert_close(low, maps.amin(dim=(2, 3)), rtol=0, atol=2e-6)
            else:
                assert lows == [None] * len(lows)


@pytest.mark.parametrize("kind", ["max", "min", "average", "none"])
@pytest.mark.parametrize("activation", ["relu", "leaky", "none"])
def test_maxima_without_pooling_are_those_with_it(kind, activation):
    """Negative maps, too: the zeros outside the image must not count."""
    blocks = architecture(Block(activation=activation, pooling=pooling(kind)))
    encoder, image = make_encoder(blocks), noise(20, 20)
    encoder.block1.conv.bias.fill_(-3)
    for tile in plan_tiles((20, 20), blocks.blocks, [1], 9):
        read = lambda rows, cols: image[rows, cols]  # noqa: E731
        low, high = tile_extremes(encoder, tile, read, lowest=True)[1]
        assert low is not None
        alone = tile_extremes(encoder, tile, read, lowest=False)[1][1]
        whole = encoder.encode(tensor(image))[0].amax(dim=(2, 3))
        assert (low <= high).all()
        assert (high <= alone + 1e-6).all()
        assert (alone <= whole + 1e-6).all()


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("strip", [1, 300, 2**11])
def test_maps_do_not_depend_on_the_strips(name, strip, monkeypatch):
    blocks, image = ARCHITECTURES[name], noise(41, 37)
    encoder = make_encoder(blocks)
    wanted = list(range(1, len(blocks.blocks) + 1))
    planned = plan_tiles((41, 37), blocks.blocks, wanted, 24)
    whole = [encode_tile(encoder, tile, lambda rows, cols: image[rows, cols]) for tile in planned]
    monkeypatch.setattr(tiles, "STRIP", strip)
    monkeypatch.setattr(tiles, "LEAST_ROWS", 1)
    monkeypatch.setattr(tile_stream, "LEAST", 1)
    for tile, expected in zip(planned, whole, strict=True):
        found = encode_tile(encoder, tile, lambda rows, cols: image[rows, cols])
        for block in wanted:
            torch.testing.assert_close(found[block].maps, expected[block].maps, rtol=0, atol=2e-6)


def test_a_block_that_pads_otherwise_is_refused():
    blocks = architecture(Block(padding="mean"))
    tile = plan_tiles((9, 9), blocks.blocks, [1], 9)[0]
    with pytest.raises(ModelError, match="run it on the whole image"):
        encode_tile(make_encoder(blocks), tile, lambda rows, cols: noise(9, 9)[rows, cols])
