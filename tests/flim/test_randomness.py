"""Random numbers that depend on names."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim.randomness import restart_keys, stream_keys, uniform
from tests.flim.cases import QUICK

ids = st.lists(st.integers(1, 2**31), min_size=1, max_size=20, unique=True)


def test_mixing_is_that_of_splitmix64():
    # draw d of the zero key is mix(mix(d)). The published generator of seed 0 begins with
    # mix(0) = e220a8397b1dcdaf; so the key that equals mix(0) cancels it: mix(0) again.
    first = 0xE220A8397B1DCDAF
    drawn = uniform(np.array([first], np.uint64), 1)

    assert drawn.tolist() == [[(first >> 11) / 2**53]]


@QUICK
@given(ids, st.integers(0, 2**63 - 1), st.integers(0, 50))
def test_a_stream_depends_only_on_its_number(numbers, seed, draw):
    together = uniform(stream_keys(seed, "image", numbers=np.array(numbers)), draw + 3)[:, draw]
    alone = [
        uniform(stream_keys(seed, "image", numbers=np.array([n])), draw + 1)[0, draw]
        for n in numbers
    ]

    assert together.tolist() == alone
    assert np.all((together >= 0) & (together < 1))


def test_restarts_have_streams_of_their_own_that_begin_with_the_first():
    keys = stream_keys(0, "image", numbers=np.arange(50))

    several = restart_keys(keys, 40)

    assert np.array_equal(several[:, 0], keys)
    assert np.array_equal(restart_keys(keys, 7), several[:, :7])
    assert len(np.unique(several)) == several.size == 2000
    drawn = uniform(several.reshape(-1), 3)
    assert np.abs(np.corrcoef(drawn.reshape(50, -1).T[:9]) - np.eye(9)).max() < 0.6
    assert np.abs(drawn.mean(axis=0) - 0.5).max() < 0.03


def test_seed_name_number_and_draw_all_matter():
    def drawn(seed=0, name="a", number=1, draw=0):
        keys = stream_keys(seed, name, numbers=np.array([number]))
        return float(uniform(keys, draw + 1)[0, draw])

    different = {drawn(), drawn(seed=1), drawn(name="b"), drawn(number=2), drawn(draw=1)}

    assert len(different) == 5


def test_the_numbers_are_spread_evenly():
    drawn = uniform(stream_keys(3, "x", numbers=np.arange(20_000)), 8)[:, 7]
    counts, _ = np.histogram(drawn, bins=10, range=(0, 1))

    assert np.all(np.abs(counts - 2000) < 5 * np.sqrt(2000))  # five deviations of a binomial
