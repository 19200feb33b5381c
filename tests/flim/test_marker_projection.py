"""Tests of markers projected onto the input of each block."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim.marker_projection import map_sides, project_markers
from flimbuilder.flim.training import TrainingImage, collect_marked_pixels
from flimbuilder.project.architecture import Block
from tests.flim import reference
from tests.flim.cases import QUICK, STRIDED, dots, pixels_by_marker, pooling, poolings


def blocks(*strides):
    return [Block(pooling=pooling(stride=stride)) for stride in strides]


def projected(height, width, markers, all_blocks):
    image = TrainingImage("a", np.zeros((height, width, 1), np.float32), markers)
    marked = collect_marked_pixels([image], seed=0)
    places = project_markers(marked, np.array([height]), np.array([width]), all_blocks)
    return marked, places


def positions(places, level):
    return list(zip(places[level].row.tolist(), places[level].col.tolist(), strict=True))


def test_positions_scale_and_round_and_merge_worked_by_hand():
    # 9 x 10 pixels become 5 x 5. Rows by 5/9: 1 -> .56 -> 1, 2 -> 1.1 -> 1, 8 -> 4.4 -> 4.
    # Columns by 1/2: 3 -> 1.5 -> 2 (halves up), 4 -> 2, 9 -> 4.5 -> 5, off the map: 4.
    # (1, 3) and (2, 4) of marker 1 meet at (1, 2); marker 2's pixel stays its own.
    _, places = projected(
        9, 10, [dots(1, 0, (1, 3), (2, 4), (8, 9)), dots(2, 1, (1, 4))], blocks(2, 1)
    )

    assert positions(places, 0) == [(1, 3), (2, 4), (8, 9), (1, 4)]
    assert positions(places, 1) == [(1, 2), (4, 4), (1, 2)]
    assert places[1].marker_index.tolist() == [0, 0, 1]
    assert places[0].next.tolist() == [0, 0, 1, 2]
    assert places[1].source.tolist() == [0, 2, 3]


def test_sides_are_those_of_the_maps():
    assert [side.tolist() for side in map_sides(np.array([9, 1, 8]), blocks(2, 3, 1))] == [
        [9, 1, 8], [5, 1, 4], [2, 1, 2], [2, 1, 2]
    ]  # fmt: skip
    assert map_sides(21, STRIDED.blocks) == [21, 11, 11, 11]


def test_no_pooling_leaves_them_where_they_are():
    unpooled = [Block(pooling=pooling("none", 5, 4))] * 3

    _, places = projected(30, 30, [dots(1, 0, (3, 4), (29, 29))], unpooled)

    assert positions(places, 2) == [(3, 4), (29, 29)]


@QUICK
@given(
    st.tuples(st.integers(1, 700), st.integers(1, 700)),
    st.lists(poolings, min_size=1, max_size=4),
    st.lists(st.tuples(st.floats(0, 0.999), st.floats(0, 0.999)), min_size=2, max_size=20),
)
def test_projection_equals_the_literal_rule_and_loses_no_marker(shape, all_poolings, spots):
    pixels = sorted({(int(y * shape[0]), int(x * shape[1])) for y, x in spots})
    markers = [dots(1, 0, *pixels[::2])] + ([dots(2, 1, *pixels[1::2])] if pixels[1:] else [])
    all_blocks = [Block(pooling=pooling) for pooling in all_poolings]

    marked, places = projected(*shape, markers, all_blocks)

    image = TrainingImage("a", np.zeros((*shape, 1), np.float32), markers)
    literal = [own for _, own in pixels_by_marker(image).values()]
    for level, block in enumerate(all_blocks):
        assert positions(places, level) == [pixel for own in literal for pixel in own]
        assert set(places[level].marker_index) == set(marked.marker_index)
        after = (-(-shape[0] // block.stride), -(-shape[1] // block.stride))
        literal = [reference.follow(own, shape, after) for own in literal]
        shape = after


def test_what_stands_for_a_place_came_to_it():
    pixels = [(row, col) for row in range(0, 21, 2) for col in range(0, 33, 3)]
    marked, places = projected(21, 33, [dots(1, 0, *pixels)], blocks(2, 3, 1))

    reached = np.arange(len(marked.row))
    for level in (0, 1):
        reached = places[level].next[reached]
    last = places[2]
    assert reached[last.source].tolist() == list(range(len(last.row)))
    assert marked.row[last.source] == pytest.approx(last.row * 21 / 4, abs=21 / 4 + 1)
