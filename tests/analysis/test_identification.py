"""Accuracy, kappa and F1 of class labels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.identification import identification_measures
from flimbuilder.errors import InputError


def test_by_hand() -> None:
    measures = identification_measures([1, 1, 2, 2], [1, 2, 2, 2])
    assert measures.accuracy == 3 / 4
    # chance: P(1) = 2/4 · 1/4, P(2) = 2/4 · 3/4, together 1/2
    assert measures.kappa == pytest.approx((3 / 4 - 1 / 2) / (1 - 1 / 2))
    assert measures.f1 == pytest.approx((2 * 1 / (2 + 1) + 2 * 2 / (2 + 3)) / 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_the_measures_equal_a_loop_over_the_formulas(pairs: list[tuple[int, int]]) -> None:
    labels, truth = [label for label, _ in pairs], [known for _, known in pairs]
    measures = identification_measures(labels, truth)
    n, classes = len(pairs), sorted({*labels, *truth})
    agreed = sum(label == known for label, known in pairs) / n
    chance = sum(labels.count(c) * truth.count(c) for c in classes) / n**2
    f1 = []
    for c in classes:
        hits = sum(label == known == c for label, known in pairs)
        f1.append(2 * hits / (labels.count(c) + truth.count(c)))
    assert measures.accuracy == pytest.approx(agreed)
    assert measures.kappa == pytest.approx(1 if chance == 1 else (agreed - chance) / (1 - chance))
    assert measures.f1 == pytest.approx(np.mean(f1))


def test_a_single_class_is_full_agreement() -> None:
    assert identification_measures([2, 2], [2, 2]).kappa == 1


@pytest.mark.parametrize(("labels", "truth"), [([], []), ([1], [1, 2])])
def test_labels_of_different_lengths_or_none_are_refused(
    labels: list[int], truth: list[int]
) -> None:
    with pytest.raises(InputError, match="equally many"):
        identification_measures(labels, truth)
