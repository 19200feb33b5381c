"""How well features separate classes."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.explain.maps.separability import measure_separability


def test_by_hand() -> None:
    """Two pairs far apart: each point's one neighbour has its class."""
    features = np.array([[0.0], [1.0], [10.0], [11.0]])
    found = measure_separability(features, [0, 0, 1, 1])
    # a = 1 for all; b = 10.5 of the outer points, 9.5 of the inner ones
    wanted = np.mean([(b - 1) / b for b in (10.5, 9.5, 9.5, 10.5)])
    assert found.silhouette == pytest.approx(wanted)
    assert (found.accuracy, found.chance, found.neighbours) == (1.0, 0.5, 1)
    assert (found.points, found.classes) == (4, 2)


def test_mixed_points_are_not_separated() -> None:
    features = np.array([[0.0], [1.0], [2.0], [3.0]])
    found = measure_separability(features, [0, 1, 0, 1])
    assert found.accuracy == 0.0
    assert found.silhouette is not None
    assert found.silhouette < 0


def test_points_without_a_class_are_left_out() -> None:
    features = np.array([[0.0], [0.1], [1.0], [10.0], [11.0]])
    found = measure_separability(features, [0, None, 0, 1, 1])
    assert (found.points, found.accuracy) == (4, 1.0)


@pytest.mark.parametrize("class_ids", [[], [1], [1, 1, 1], [None, None], [0, 1]])
def test_nothing_can_be_judged(class_ids: list[int | None]) -> None:
    found = measure_separability(np.zeros((len(class_ids), 3)), class_ids)
    assert found.silhouette is found.accuracy is found.chance is None


def test_patches_of_a_marker_do_not_vote_for_each_other() -> None:
    """Each marker has a place of its own: its own patches would make any feature perfect."""
    features = np.repeat([[0.0], [10.0], [11.0], [1.0]], 6, axis=0)
    classes, markers = [0] * 12 + [1] * 12, np.repeat(range(4), 6).tolist()
    assert measure_separability(features, classes).accuracy == 1.0
    assert measure_separability(features, classes, markers).accuracy == 0.0


def test_a_class_of_one_marker_is_not_judged() -> None:
    features = np.array([[0.0], [0.2], [1.0], [9.0], [10.0], [11.0]])
    found = measure_separability(features, [0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 2, 3])
    assert found.accuracy is None
    assert found.silhouette is not None


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_equals_a_loop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(14, 3))
    classes, groups = rng.integers(0, 3, 14).tolist(), rng.integers(0, 9, 14).tolist()
    found = measure_separability(features, classes, groups)
    judged = [
        label
        for label in sorted(set(classes))
        if len({groups[at] for at in range(14) if classes[at] == label}) > 1
    ]
    if len(judged) < 2:
        assert found.accuracy is None
        return
    others = []
    for label in judged:
        counts = Counter(groups[at] for at in range(14) if classes[at] == label)
        others.append(sum(counts.values()) - max(counts.values()))
    k, right = min(5, *others), dict.fromkeys(judged, 0.0)
    for at in range(14):
        near = sorted(
            (float(np.linalg.norm(features[at] - features[other])), other)
            for other in range(14)
            if groups[other] != groups[at]
        )
        votes = dict.fromkeys(range(3), 0.0)
        for place, (_, other) in enumerate(near[:k]):
            votes[classes[other]] += 1 + (k - place) / 1000
        best = max(votes, key=lambda label: (votes[label], -label))
        if classes[at] in right:
            right[classes[at]] += (best == classes[at]) / classes.count(classes[at])
    assert found.accuracy == pytest.approx(np.mean(list(right.values())))
    assert found.neighbours == k
