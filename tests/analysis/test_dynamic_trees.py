"""Dynamic trees: by hand, against a literal queue over all pixels, compiled and in Python."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from flimbuilder.analysis import dynamic_trees as trees
from flimbuilder.analysis.compiled_trees import grow_compiled
from flimbuilder.analysis.dynamic_trees import dynamic_trees, grow

from .literal_delineation import literal_dynamic_trees

SHARED = HealthCheck.function_scoped_fixture  # both growths serve every example
LEVELS = st.integers(0, 4).map(lambda level: level / 4)  # many ties, and sums without rounding


@st.composite
def cases(draw):
    """Draw colours and seeds of one shape."""
    shape = draw(st.tuples(st.integers(1, 8), st.integers(1, 8)))
    colours = draw(
        hnp.arrays(np.float64, (*shape, draw(st.sampled_from([1, 2, 4]))), elements=LEVELS)
    )
    labels = st.sampled_from([0, 0, 0, 0, 1, 2, 5])
    return colours, draw(hnp.arrays(np.int32, shape, elements=labels))


@pytest.fixture(autouse=True, params=[grow, grow_compiled], ids=["python", "compiled"])
def _growth(request):
    with mock.patch.object(trees, "find_growth", return_value=request.param):
        yield


def _row(values):
    return np.array(values, dtype=np.float64)[np.newaxis, :, np.newaxis]


def _grown(colours, seeds):
    return dynamic_trees(colours, np.array(seeds, dtype=np.int32))


def test_a_ramp_by_hand():
    # The left tree takes 1, 2, 3, 4 at distances 1, 1.5, 2, 2.5 from its mean, which rises to 2.
    # So it offers 3 for the 5, which does not undercut the earlier offer 8 - 5 = 3 of the right
    # tree. By differences of neighbours, all 1, the left tree would take the 5.
    grown = _grown(_row([0, 1, 2, 3, 4, 5, 8]), [[1, 0, 0, 0, 0, 0, 2]])
    assert grown.tolist() == [[1, 1, 1, 1, 1, 2, 2]]
    assert grown.dtype == np.int32


def test_of_equal_costs_the_first_offer_wins():
    assert _grown(_row([0, 0, 0, 0, 0]), [[1, 0, 0, 0, 2]]).tolist() == [[1, 1, 1, 2, 2]]
    assert _grown(_row([0, 0, 0, 0, 0]), [[2, 0, 0, 0, 1]]).tolist() == [[2, 2, 2, 1, 1]]


def test_every_seed_pixel_is_the_root_of_a_tree():
    # Label 1 has the seeds 0 and 9, label 2 the seed 6. The free 8 in the last column is 1 from
    # the 9 above it and 2 from the 6 below it, but 3.5 from the mean of label 1, which is 4.5.
    colours = np.array([[0, 9], [0, 8], [0, 6]], dtype=np.float64)[..., np.newaxis]
    assert _grown(colours, [[1, 1], [1, 0], [1, 2]]).tolist() == [[1, 1], [1, 1], [1, 2]]


def test_a_path_costs_its_largest_arc():
    # The left tree takes the 4 for 4 and is then 1 from the 3: that path costs 4, not the sum 5,
    # and undercuts the offer of 4.5 by the right tree.
    assert _grown(_row([0, 4, 3, 7.5]), [[1, 0, 0, 2]]).tolist() == [[1, 1, 1, 2]]


def test_a_cheaper_path_that_comes_later_wins():
    # The 3 at once offers the 6 above it a path of cost 3. The 5 takes the first 7 for 2 and the
    # other two for no more, and then offers the 6 a path of cost 2.
    colours = np.array([[5, 7, 7], [20, 20, 7], [20, 20, 6], [20, 20, 3]], dtype=np.float64)
    seeds = [[1, 0, 0], [2, 2, 0], [2, 2, 0], [2, 2, 2]]
    grown = _grown(colours[..., np.newaxis], seeds)
    assert grown.tolist() == [[1, 1, 1], [2, 2, 1], [2, 2, 1], [2, 2, 2]]


@settings(max_examples=100, deadline=None, suppress_health_check=[SHARED])
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


@settings(max_examples=30, deadline=None, suppress_health_check=[SHARED])
@given(cases())
def test_seeds_keep_their_labels_and_every_pixel_gets_one(case):
    colours, seeds = case
    before = seeds.copy()
    grown = dynamic_trees(colours, seeds)
    assert np.array_equal(seeds, before)
    assert np.array_equal(grown[seeds > 0], seeds[seeds > 0])
    assert set(np.unique(grown)) == (set(np.unique(seeds)) - {0} or {0})


@pytest.mark.parametrize("label", [0, 3])
def test_images_of_seeds_only_or_without_seeds_do_not_change(label):
    seeds = np.full((3, 4), label, dtype=np.int32)
    assert np.array_equal(dynamic_trees(np.ones((3, 4, 2)), seeds), seeds)
