"""Tap orders: by hand, round trips, and guesses."""

import numpy as np
import pytest

from flimbuilder.exchange.tap_order import guess_tap_order, to_centre_first, to_raster


def test_the_orders_by_hand() -> None:
    #     0 1 2
    #     3 4 5     the central tap is 4
    #     6 7 8
    in_raster = np.arange(9)
    with_centre_first = np.array([4, 0, 1, 2, 3, 5, 6, 7, 8])
    assert to_centre_first(in_raster).tolist() == with_centre_first.tolist()
    assert to_raster(with_centre_first, "centre").tolist() == in_raster.tolist()
    assert to_raster(in_raster, "raster").tolist() == in_raster.tolist()


@pytest.mark.parametrize("side", [1, 3, 5, 7])
def test_round_trip(side: int) -> None:
    taps = np.random.default_rng(side).normal(size=(side * side, 2, 3))
    np.testing.assert_array_equal(to_raster(to_centre_first(taps), "centre"), taps)


def test_correlation_by_hand() -> None:
    """With two kernels and one channel a tap is (a, b), centred (a - b)(1, -1) / 2."""
    plus, minus = (1.0, 0.0), (0.0, 1.0)
    rows = [plus, plus, plus, minus, minus, minus, minus, minus, minus]
    bank = np.array(rows).reshape(9, 1, 2)
    _, (vote,) = guess_tap_order([bank])
    # 12 pairs: the 6 horizontal ones are equal, 3 of the 6 vertical ones are opposite.
    assert vote.raster == pytest.approx((6 + 3 - 3) / 12)
    # With the centre first, the taps are + + - / - + - / - - -: horizontal + - / - - / + +,
    # vertical - + + / + - +.
    assert vote.centre == pytest.approx((1 - 1 - 1 - 1 + 1 + 1 - 1 + 1 + 1 + 1 - 1 + 1) / 12)
    assert (vote.block, vote.order) == (1, "raster")


def smooth(side: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    slope = np.arange(side)
    ramp = (slope[:, None] + slope[None, :]).reshape(-1, 1, 1)
    return np.sin(0.7 * ramp + rng.uniform(0, 6, (1, 4, 8)))


def test_the_deeper_blocks_decide() -> None:
    misleading = to_centre_first(smooth(3, 0))
    order, votes = guess_tap_order([misleading, smooth(3, 1), smooth(5, 2)])
    assert order == "raster"
    assert [vote.order for vote in votes] == ["centre", "raster", "raster"]
    assert guess_tap_order([misleading])[0] == "centre"  # the only block


def test_in_a_tie_all_blocks_decide() -> None:
    noisy = smooth(3, 1) + np.random.default_rng(1).normal(size=(9, 4, 8))
    for first, expected in ((to_centre_first(smooth(3, 0)), "centre"), (smooth(3, 0), "raster")):
        order, votes = guess_tap_order([first, noisy, to_centre_first(noisy)])
        assert [vote.order for vote in votes[1:]] == ["raster", "centre"]
        assert order == expected


def test_the_order_is_raster_without_neighbours() -> None:
    assert guess_tap_order([np.ones((1, 3, 2))]) == ("raster", ())
    order, (vote,) = guess_tap_order([np.ones((9, 3, 2))])
    assert (order, vote.raster, vote.centre) == ("raster", 0, 0)
