"""Doubt: the masks at a lower and a higher threshold, compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from flimbuilder.analysis.doubt import doubt
from flimbuilder.errors import InputError

MAPS = arrays(
    np.float32,
    st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6)),
    elements=st.floats(0, 1, width=32),
)


def by_loops(saliency: np.ndarray, thresholds: list[float]) -> float:
    """The formula, pixel by pixel."""
    low = high = 0
    for plane, threshold in zip(saliency, thresholds, strict=True):
        shift = min(0.2, threshold / 2, (1 - threshold) / 2)
        for value in plane.ravel().tolist():
            low += value > threshold - shift
            high += value > threshold + shift
    return 0.0 if low == 0 else 1 - 2 * high / (low + high)


def test_by_hand() -> None:
    # Above 0.3: four pixels; above 0.7: two. Dice is 2 · 2 / (4 + 2).
    saliency = np.array([[[0.1, 0.35, 0.5], [0.8, 0.9, 0.3]]])
    assert doubt(saliency, [0.5]) == pytest.approx(1 - 4 / 6)


def test_a_low_threshold_moves_by_half() -> None:
    saliency = np.array([[[0.04, 0.06, 0.14, 0.16]]])  # 0.1 moves to 0.05 and 0.15
    assert doubt(saliency, [0.1]) == pytest.approx(1 - 2 / 4)


def test_an_empty_mask_without_saliency_is_certain() -> None:
    assert doubt(np.zeros((1, 4, 4)), [0.5]) == 0
    assert doubt(np.zeros((1, 4, 4)), [0.0]) == 0


def test_a_mask_that_vanishes_is_in_doubt() -> None:
    saliency = np.zeros((1, 4, 4))
    saliency[0, 1, 1] = 0.5
    assert doubt(saliency, [0.5]) == 1


def test_a_clear_mask_is_certain() -> None:
    saliency = np.zeros((1, 4, 4))
    saliency[0, 1:3, 1:3] = 1
    assert doubt(saliency, [0.5]) == 0


def test_wrong_input() -> None:
    with pytest.raises(InputError, match=r"shape \(1, 4, 4\) and 2 thresholds"):
        doubt(np.zeros((1, 4, 4)), [0.5, 0.5])
    for threshold in (1.5, -0.1, np.nan):
        with pytest.raises(InputError, match=f"threshold {threshold}; it must be in"):
            doubt(np.zeros((1, 4, 4)), [threshold])


def test_strips_and_half_precision_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    saliency = np.random.default_rng(0).random((2, 50, 7)).astype(np.float16)
    whole = doubt(saliency.astype(np.float32), [0.5, 0.3])
    monkeypatch.setattr("flimbuilder.analysis.doubt.STRIP", 8)
    assert doubt(saliency, [0.5, 0.3]) == whole


@given(MAPS, st.data())
def test_equals_the_loops(saliency: np.ndarray, data: st.DataObject) -> None:
    thresholds = [data.draw(st.floats(0, 1, width=32)) for _ in saliency]
    value = doubt(saliency, thresholds)
    assert value == pytest.approx(by_loops(saliency, thresholds))
    assert 0 <= value <= 1
