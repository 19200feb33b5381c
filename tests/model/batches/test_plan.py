"""The plan covers the image once, and is the same wherever it is made."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim.tile_plan import plan_tiles
from flimbuilder.model.batches.plan import plan_batches
from flimbuilder.project.architecture import Block, Pooling
from tests.model.batches.images import Inner

BLOCKS = (
    Block(kernels=2, pooling=Pooling(kind="max", size=3, stride=2)),
    Block(kernels=2, dilation=2),
)


def test_by_hand():
    plan = plan_batches((70, 40), BLOCKS, [2], side=31, batch_tiles=4)
    assert plan.side == 32
    assert plan.indices.tolist() == [0, 1, 2, 3, 4, 5]
    assert [batch.tiles for batch in plan.batches] == [(0, 1, 2, 3), (4, 5)]
    assert plan.place(3) == (slice(32, 64), slice(32, 40))
    assert list(plan.touching(slice(30, 33), slice(0, 32))) == [0, 2]
    rows, cols = plan.spans(5, 2)
    assert (rows.start, rows.stop, cols.start, cols.stop) == (32, 35, 16, 20)


@given(
    st.integers(1, 200), st.integers(1, 200), st.integers(1, 90), st.sampled_from([(1,), (1, 2)])
)
def test_tiles_are_those_of_the_whole_list(height, width, side, wanted):
    plan = plan_batches((height, width), BLOCKS, wanted, side)
    expected = plan_tiles((height, width), BLOCKS, wanted, side)
    assert len(expected) == len(plan.indices)
    for index, tile in enumerate(expected):
        assert (plan.tile(index).rows, plan.tile(index).cols) == (tile.rows, tile.cols)


@given(st.integers(0, 10**6))
def test_tiles_near_a_pixel_inside_are_computed(seed):
    """Slow loop: a tile counts if a pixel inside is at most a stride away."""
    random = np.random.default_rng(seed)
    mask = random.random((70, 90)) < 0.0005
    plan = plan_batches(mask.shape, BLOCKS, [2], 16, inside=Inner(mask))
    expected = [
        index
        for index, (row, col) in enumerate(np.ndindex(5, 6))
        if mask[max(0, 16 * row - 2) : 16 * row + 18, max(0, 16 * col - 2) : 16 * col + 18].any()
    ]
    assert plan.indices.tolist() == expected
    assert [tile for batch in plan.batches for tile in batch.tiles] == expected


def test_other_tiles_have_another_digest():
    plans = [
        plan_batches((64, 64), BLOCKS, [2], 16, batch_tiles=tiles, inside=inside)
        for tiles in (4, 8)
        for inside in (None, Inner(np.eye(64, dtype=bool)))
    ]
    assert len({plan.digest for plan in plans}) == 4
    assert plans[0].digest == plan_batches((64, 64), BLOCKS, [1, 2], 15, batch_tiles=4).digest


def test_a_batch_has_a_million_pixels_and_few_tiles():
    sides = {16: 8, 300: 8, 500: 4, 1500: 1}
    for side, tiles in sides.items():
        assert plan_batches((9000, 9000), BLOCKS, [1], side).batch_tiles == tiles
