"""Matching of objects: by hand, against all matchings, by properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.instances.matching import (
    assign_pairs,
    match_centres,
    match_instances,
    overlaps_of,
)
from flimbuilder.errors import InputError
from tests.analysis.instances.label_cases import (
    LABELS,
    labels_of,
    literal_iou,
    literal_matching,
    similar_labels,
)

TRUTH = labels_of("11.22", "11.22", "....3")
PREDICTED = labels_of("44.55", "4...5", "9..55")


def test_overlaps_by_hand():
    overlaps = overlaps_of(PREDICTED, TRUTH)
    assert overlaps.predicted_areas.tolist() == [3, 5, 1]
    assert overlaps.true_areas.tolist() == [4, 4, 1]
    pairs = list(zip(overlaps.truth, overlaps.predicted, overlaps.shared, strict=True))
    assert pairs == [(0, 0, 3), (1, 1, 3), (2, 1, 1)]
    assert overlaps.unions.tolist() == [4, 6, 5]
    assert overlaps.iou.tolist() == [3 / 4, 1 / 2, 1 / 5]


def test_a_matching_by_hand():
    matching = match_instances(PREDICTED, TRUTH)
    assert (matching.n_predicted, matching.n_true, matching.n_matched) == (3, 3, 2)
    assert matching.truth.tolist() == [0, 1]
    assert matching.predicted.tolist() == [0, 1]
    assert matching.scores.tolist() == [0.75, 0.5]
    assert (matching.precision, matching.recall, matching.f1) == (2 / 3, 2 / 3, 2 / 3)
    assert match_instances(PREDICTED, TRUTH, 0.6).n_matched == 1
    # Object 3 has no other prediction than 5, but that serves object 2 better.
    assert match_instances(PREDICTED, TRUTH, 0.2).predicted.tolist() == [0, 1]


def test_a_tie_at_one_half_is_one_pair():
    matching = match_instances(labels_of("1111"), labels_of("1122"))
    assert (matching.n_matched, matching.scores.tolist()) == (1, [0.5])


def test_more_pairs_are_better_than_one_good_pair():
    # 1 overlaps both true objects, and 2 only the first: matching 1 with the first, its best,
    # would leave 2 and the second alone.
    predicted, truth = labels_of("2211111"), labels_of("1111122")
    assert match_instances(predicted, truth, 0.25).truth.tolist() == [0, 1]
    assert match_instances(predicted, truth, 0.25).predicted.tolist() == [1, 0]


def test_ignored_pixels_belong_to_no_object():
    judged = np.ones(TRUTH.shape, bool)
    judged[1:] = False
    matching = match_instances(PREDICTED, TRUTH, 1.0, judged)
    assert (matching.n_predicted, matching.n_true, matching.n_matched) == (2, 2, 2)


@settings(max_examples=80, deadline=None)
@given(similar_labels(), st.sampled_from([0.1, 0.3, 0.5, 0.75]))
def test_a_matching_is_the_best_of_all(pair, threshold):
    predicted, truth = pair
    matching = match_instances(predicted, truth, threshold)
    count, total = literal_matching(literal_iou(predicted, truth), threshold)
    assert matching.n_matched == count
    assert matching.scores.sum() == pytest.approx(total)
    assert len(set(matching.predicted)) == len(set(matching.truth)) == matching.n_matched
    assert (matching.scores >= threshold).all()


@settings(max_examples=60, deadline=None)
@given(similar_labels())
def test_numbers_of_objects_do_not_matter(pair):
    predicted, truth = pair
    reference = match_instances(predicted, truth)
    for labels in (predicted * 1000, predicted.astype(np.uint64) * 2**40):
        other = match_instances(labels, truth)
        assert other.predicted.tolist() == reference.predicted.tolist()
        assert other.scores.tolist() == reference.scores.tolist()
    swapped = match_instances(truth, predicted)
    assert swapped.scores.sum() == pytest.approx(reference.scores.sum())


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(-1, 4)), max_size=12),
)
def test_assignment_equals_a_search(rows):
    rows = list({row[:2]: row for row in rows}.values())
    first, second, quarters = (np.array([row[at] for row in rows], int) for at in range(3))
    chosen = assign_pairs(first, second, quarters / 4)
    table = np.full((5, 5), -1.0)
    table[first, second] = quarters / 4
    assert len(set(first[chosen])) == len(set(second[chosen])) == len(chosen)
    count, total = literal_matching(table, 0)
    assert (len(chosen), quarters[chosen].sum() / 4) == (count, pytest.approx(total))


def test_centres_in_objects_by_hand():
    objects = labels_of("11..2", "11..2", ".....", "33333")
    # Two centres lie in object 3; the centroid (3, 2) is nearer to the second.
    centres = [(0.4, 1.4), (3, 0), (3, 2.4), (1, 3), (9, 9)]
    matching = match_centres(objects, centres)
    assert matching.predicted.tolist() == [0, 2]
    assert matching.truth.tolist() == [0, 2]
    assert matching.scores.tolist() == pytest.approx([np.hypot(0.1, 0.9), 0.4])
    assert (matching.precision, matching.recall, matching.f1) == (2 / 3, 2 / 5, 1 / 2)
    assert matching.count_error == -2


def test_centres_near_objects_by_hand():
    positions = np.array([[0.0, 0.0], [0.0, 4.0], [9.0, 9.0]])
    matching = match_centres(positions, [(0, 2), (0, 5)], 3)
    # The first centre is equally far from the first two; the second takes the nearer one.
    assert matching.predicted.tolist() == [0, 1]
    assert matching.truth.tolist() == [0, 1]
    assert matching.scores.tolist() == [2, 1]
    assert match_centres(positions, [(0, 2), (0, 5)], 1).n_matched == 1
    objects = labels_of("1....", "....2")
    assert match_centres(objects, [(0, 1), (1, 4)], 1).n_matched == 2
    assert match_centres(objects, [(0, 1), (1, 4)], 0.5).scores.tolist() == [0]


@settings(max_examples=60, deadline=None)
@given(LABELS, st.lists(st.tuples(st.integers(-1, 7), st.integers(-1, 7)), max_size=6))
def test_each_object_with_a_centre_is_matched_once(objects, centres):
    inside = [
        int(objects[centre]) for centre in centres if all(0 <= place < 6 for place in centre)
    ]
    matching = match_centres(objects, centres)
    assert matching.n_matched == len(set(inside) - {0})
    assert matching.n_true == len(centres)


def test_nothing_matches_nothing():
    empty = np.zeros((2, 3), int)
    assert match_instances(empty, empty).f1 == 1
    assert match_instances(TRUTH, np.zeros_like(TRUTH)).f1 == 0
    assert match_centres(empty, []).f1 == 1
    assert match_centres(np.empty((0, 2)), [(1, 1)], 2).recall == 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: match_instances(TRUTH, TRUTH, 0), "IoU of at least 0: .* over 0"),
        (lambda: match_instances(TRUTH, TRUTH.astype(float)), "true objects are float64"),
        (lambda: match_instances(TRUTH - 5, TRUTH), "predicted objects have the number -5"),
        (lambda: match_instances(TRUTH, TRUTH.T), "is 3 x 5 and true objects is 5 x 3 pixels"),
        (lambda: match_centres(np.zeros((2, 2)), []), "give the largest distance"),
        (lambda: match_centres(TRUTH, [(1, 2, 3)]), r"centres have the shape \(1, 3\)"),
        (lambda: match_centres(TRUTH, [(1, np.nan)]), "centres hold NaN"),
        (lambda: match_centres(TRUTH, [(1, 1)], -1), "distance -1: it must be over 0"),
    ],
)
def test_invalid_objects_are_refused(call, message):
    with pytest.raises(InputError, match=message):
        call()
