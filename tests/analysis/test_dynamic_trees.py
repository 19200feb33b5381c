"""Dynamic trees: worked by hand, and against a literal queue over all pixels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from flimbuilder.analysis.dynamic_trees import dynamic_trees

from .literal_delineation import literal_dynamic_trees

LEVELS = st.integers(0, 4).map(lambda level: level / 4)  # many ties, and sums without rounding


@st.composite
def cases(draw):
    """Colours and seeds of one shape."""
    shape = draw(st.tuples(st.integers(1, 8), st.integers(1, 8)))
    colours = draw(
        hnp.arrays(np.float64, (*shape, draw(st.sampled_from([1, 2, 4]))), elements=LEVELS)
    )
    labels = st.sampled_from([0, 0, 0, 0, 1, 2, 5])
    return colours, draw(hnp.arrays(np.int32, shape, elements=labels))


def _row(values):
    return np.array(values, dtype=np.float64)[np.newaxis, :, np.newaxis]


def _grown(colours, seeds):
    return dynamic_trees(colours, np.array(seeds, dtype=np.int32))


def test_a_ramp_by_hand():
    # The left tree takes 1, 2, 3, 4 at the distances 1, 1.5, 2, 2.5 to its mean, which rises
    # to 2. So it offers 3 for the 5, not less than the 3 = 8 - 5 that the right tree offered
    # before. By differences of neighbours, all 1, the left would take the 5.
    grown = _grown(_row([0, 1, 2, 3, 4, 5, 8]), [[1, 0, 0, 0, 0, 0, 2]])
    assert grown.tolist() == [[1, 1, 1, 1, 1, 2, 2]]
    assert grown.dtype == np.int32


def test_equal_costs_go_to_who_offered_first():
    assert _grown(_row([0, 0, 0, 0, 0]), [[1, 0, 0, 0, 2]]).tolist() == [[1, 1, 1, 2, 2]]
    assert _grown(_row([0, 0, 0, 0, 0]), [[2, 0, 0, 0, 1]]).tolist() == [[2, 2, 2, 1, 1]]


def test_every_seed_pixel_has_a_tree_of_its_own():
    # Label 1 has the seeds 0 and 9, label 2 the seed 6. The free 8 in the last column is 1 from
    # the 9 above it and 2 from the 6 below it; to the mean of label 1, 4.5, it is 3.5.
    colours = np.array([[0, 9], [0, 8], [0, 6]], dtype=np.float64)[..., np.newaxis]
    assert _grown(colours, [[1, 1], [1, 0], [1, 2]]).tolist() == [[1, 1], [1, 1], [1, 2]]


def test_a_path_costs_its_largest_arc():
    # The left tree takes the 4 for 4 and is 1 from the 3 then: a path of 4, though 5 in sum,
    # where the right tree offered 4.5.
    assert _grown(_row([0, 4, 3, 7.5]), [[1, 0, 0, 2]]).tolist() == [[1, 1, 1, 2]]


def test_a_cheaper_path_that_comes_later_wins():
    # The 3 offers the 6 above it a path for 3, at once. The 5 takes the first 7 for 2, and the
    # others for no more; it offers the 6 a path for 2, then.
    colours = np.array([[5, 7, 7], [20, 20, 7], [20, 20, 6], [20, 20, 3]], dtype=np.float64)
    seeds = [[1, 0, 0], [2, 2, 0], [2, 2, 0], [2, 2, 2]]
    grown = _grown(colours[..., np.newaxis], seeds)
    assert grown.tolist() == [[1, 1, 1], [2, 2, 1], [2, 2, 1], [2, 2, 2]]


@settings(max_examples=150, deadline=None)
@given(cases())
def test_it_equals_the_literal_algorithm(case):
    colours, seeds = case
    assert np.array_equal(dynamic_trees(colours, seeds), literal_dynamic_trees(colours, seeds))


@pytest.mark.parametrize("channels", [1, 3])
def test_it_equals_the_literal_algorithm_on_texture(channels):
    rng = np.random.default_rng(4)
    colours = rng.integers(0, 256, (24, 24, channels)) / 256
    seeds = np.zeros((24, 24), dtype=np.int32)
    seeds[0], seeds[:, 0], seeds[8:12, 9:14], seeds[20, 20] = 2, 2, 1, 1
    grown = dynamic_trees(colours, seeds)
    assert np.array_equal(grown, literal_dynamic_trees(colours, seeds))
    assert 100 < (grown == 1).sum() < 476


@settings(max_examples=50, deadline=None)
@given(cases())
def test_seeds_keep_their_labels_and_nothing_is_left(case):
    colours, seeds = case
    before = seeds.copy()
    grown = dynamic_trees(colours, seeds)
    assert np.array_equal(seeds, before)
    assert np.array_equal(grown[seeds > 0], seeds[seeds > 0])
    assert set(np.unique(grown)) == (set(np.unique(seeds)) - {0} or {0})


@pytest.mark.parametrize("label", [0, 3])
def test_all_seeds_and_no_seeds_stay_what_they_are(label):
    seeds = np.full((3, 4), label, dtype=np.int32)
    assert np.array_equal(dynamic_trees(np.ones((3, 4, 2)), seeds), seeds)
