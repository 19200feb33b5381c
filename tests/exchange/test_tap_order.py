"""The order of taps: by hand, there and back, and guessed."""

import numpy as np
import pytest

from flimbuilder.exchange.tap_order import centre_first, guess_tap_order, raster


def test_the_orders_by_hand() -> None:
    #     0 1 2
    #     3 4 5     the central tap is 4
    #     6 7 8
    in_raster = np.arange(9)
    with_centre_first = np.array([4, 0, 1, 2, 3, 5, 6, 7, 8])
    assert centre_first(in_raster).tolist() == with_centre_first.tolist()
    assert raster(with_centre_first, "centre").tolist() == in_raster.tolist()
    assert raster(in_raster, "raster").tolist() == in_raster.tolist()


@pytest.mark.parametrize("side", [1, 3, 5, 7])
def test_there_and_back(side: int) -> None:
    taps = np.random.default_rng(side).normal(size=(side * side, 2, 3))
    np.testing.assert_array_equal(raster(centre_first(taps), "centre"), taps)


def test_likeness_by_hand() -> None:
    """Two kernels, one channel: a tap is (a, b); centred it is (a - b)(1, -1) / 2."""
    plus, minus = (1.0, 0.0), (0.0, 1.0)
    rows = [plus, plus, plus, minus, minus, minus, minus, minus, minus]
    bank = np.array(rows).reshape(9, 1, 2)
    _, (vote,) = guess_tap_order([bank])
    # 12 pairs: 6 beside each other are alike, of 6 above each other 3 are opposite.
    assert vote.raster == pytest.approx((6 + 3 - 3) / 12)
    # Taken for centre first, the taps are + + - / - + - / - - -: beside + - / - - / + +,
    # above - + + / + - +.
    assert vote.centre == pytest.approx((1 - 1 - 1 - 1 + 1 + 1 - 1 + 1 + 1 + 1 - 1 + 1) / 12)
    assert (vote.block, vote.order) == (1, "raster")


def smooth(side: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    slope = np.arange(side)
    ramp = (slope[:, None] + slope[None, :]).reshape(-1, 1, 1)
    return np.sin(0.7 * ramp + rng.uniform(0, 6, (1, 4, 8)))


def test_the_deeper_blocks_decide() -> None:
    misleading = centre_first(smooth(3, 0))
    order, votes = guess_tap_order([misleading, smooth(3, 1), smooth(5, 2)])
    assert order == "raster"
    assert [vote.order for vote in votes] == ["centre", "raster", "raster"]
    assert guess_tap_order([misleading])[0] == "centre"  # there is but one


def test_where_the_deeper_are_divided_all_count() -> None:
    unsure = smooth(3, 1) + np.random.default_rng(1).normal(size=(9, 4, 8))
    for first, expected in ((centre_first(smooth(3, 0)), "centre"), (smooth(3, 0), "raster")):
        order, votes = guess_tap_order([first, unsure, centre_first(unsure)])
        assert [vote.order for vote in votes[1:]] == ["raster", "centre"]
        assert order == expected


def test_without_neighbours_it_is_raster() -> None:
    assert guess_tap_order([np.ones((1, 3, 2))]) == ("raster", ())
    order, (vote,) = guess_tap_order([np.ones((9, 3, 2))])
    assert (order, vote.raster, vote.centre) == ("raster", 0, 0)
