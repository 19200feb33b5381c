"""Measures of objects: by hand, against literal definitions and StarDist."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.analysis.instances.measures import (
    IOU_THRESHOLDS,
    instance_measures,
    pool_instances,
)
from tests.analysis.instances.label_cases import (
    labels_of,
    literal_aji,
    literal_iou,
    literal_matching,
    similar_labels,
)
from tests.oracles import stardist_matching

TRUTH = labels_of("11.22", "11.22", "....3")
PREDICTED = labels_of("44.55", "4...5", "9..55")


def test_measures_by_hand():
    # IoU: 3/4 of objects 1 and 4, 3/6 of 2 and 5, 1/5 of 3 and 5. Prediction 9 hits nothing.
    measures = instance_measures(PREDICTED, TRUTH)
    assert (measures.n_predicted, measures.n_true) == (3, 3)
    assert measures.hits == (2, 1, 1, 1, 1, 1, 0, 0, 0, 0)
    assert measures.ap50 == 2 / 4
    assert measures.ap_curve[1:6] == (1 / 5,) * 5
    assert measures.ap == pytest.approx((2 / 4 + 5 / 5) / 10)
    assert measures.sq == (3 / 4 + 1 / 2) / 2
    assert measures.rq == measures.f1 == 2 / 3
    assert measures.pq == pytest.approx(measures.sq * measures.rq)
    # The best of object 3 is 5 as well: (3 + 3 + 1) / (4 + 6 + 5 + 1 of prediction 9).
    assert measures.aji == 7 / 16
    assert (measures.count_error, measures.count_mae) == (0, 0)


def test_perfect_and_empty_results():
    perfect = instance_measures(TRUTH * 3, TRUTH)
    nothing = instance_measures(np.zeros_like(TRUTH), TRUTH)
    only_wrong = instance_measures(TRUTH, np.zeros_like(TRUTH))
    empty = instance_measures(np.zeros_like(TRUTH), np.zeros_like(TRUTH))
    for measures, value in ((perfect, 1), (nothing, 0), (only_wrong, 0), (empty, 1)):
        of_all = [
            getattr(measures, name) for name in ("ap50", "ap", "pq", "sq", "rq", "f1", "aji")
        ]
        assert of_all == [value] * 7
    assert [m.count_error for m in (perfect, nothing, only_wrong, empty)] == [0, -3, 3, 0]


def test_pooled_images_add_up_by_hand():
    nothing = instance_measures(np.zeros_like(TRUTH), TRUTH)
    more = instance_measures(labels_of("1.2.3"), labels_of("1...."))
    pooled = pool_instances([instance_measures(PREDICTED, TRUTH), nothing, more])
    assert (pooled.n_predicted, pooled.n_true, pooled.n_images) == (6, 7, 3)
    assert pooled.hits[0] == 3
    assert pooled.ap50 == 3 / 10
    assert pooled.pq == pytest.approx(2 * (0.75 + 0.5 + 1) / 13)
    assert pooled.aji == (7 + 0 + 1) / (16 + 9 + 3)
    assert pooled.count_error == pytest.approx(-1 / 3)
    assert pooled.count_mae == pytest.approx(5 / 3)
    assert pool_instances([]).ap == 1


@settings(max_examples=60, deadline=None)
@given(similar_labels())
def test_measures_equal_their_definitions(pair):
    predicted, truth = pair
    measures, iou = instance_measures(predicted, truth), literal_iou(predicted, truth)
    n_true, n_predicted = iou.shape
    for at, threshold in enumerate(IOU_THRESHOLDS):
        hits, total = literal_matching(iou, threshold)
        wrong = n_predicted + n_true - 2 * hits
        assert measures.hits[at] == hits
        assert measures.ap_curve[at] == pytest.approx(
            hits / (hits + wrong) if n_true else float(wrong == 0)
        )
        if threshold == 0.5 and hits:
            assert measures.pq == pytest.approx(total / (hits + wrong / 2))
            assert measures.sq == pytest.approx(total / hits)
    assert measures.aji == pytest.approx(literal_aji(predicted, truth))
    assert measures.count_error == n_predicted - n_true
    values = (measures.ap, measures.ap50, measures.pq, measures.sq, measures.f1, measures.aji)
    assert all(0 <= value <= 1 for value in values)


@settings(max_examples=30, deadline=None)
@given(st.lists(similar_labels(), min_size=1, max_size=4))
def test_pooled_images_equal_one_large_image(pairs):
    predicted = np.concatenate(
        [np.where(p > 0, p + 10 * at, 0) for at, (p, _) in enumerate(pairs)]
    )
    truth = np.concatenate([np.where(t > 0, t + 10 * at, 0) for at, (_, t) in enumerate(pairs)])
    pooled = pool_instances(instance_measures(p, t) for p, t in pairs)
    whole = instance_measures(predicted, truth)
    for field in fields(whole):
        if field.name not in ("n_images", "absolute_error"):
            value = getattr(pooled, field.name)
            assert value == pytest.approx(getattr(whole, field.name)), field.name


@settings(max_examples=40, deadline=None)
@given(similar_labels())
def test_measures_equal_those_of_stardist(pair):
    stardist = stardist_matching()
    predicted, truth = pair
    measures = instance_measures(predicted, truth)
    if not measures.n_predicted + measures.n_true:
        return
    expected = stardist.matching(truth, predicted, thresh=IOU_THRESHOLDS)
    assert measures.hits == tuple(at.tp for at in expected)
    assert measures.ap_curve == pytest.approx([at.accuracy for at in expected])
    assert measures.pq == pytest.approx(expected[0].panoptic_quality)
    assert measures.sq == pytest.approx(expected[0].mean_matched_score)
    assert measures.f1 == pytest.approx(expected[0].f1)


def test_measures_of_real_nuclei(shared_data):
    import skimage

    truth = skimage.io.imread(shared_data / "nuclei/labels/fluorescence_12.png")
    own = instance_measures(truth, truth)
    assert (own.n_true, own.ap, own.aji) == (len(np.unique(truth)) - 1, 1, 1)
    joined = skimage.measure.label(truth > 0, connectivity=2)
    measures = instance_measures(joined, truth)
    assert measures.count_error < 0
    assert 0.5 < measures.ap50 < 1
    assert measures.aji == pytest.approx(literal_aji(joined, truth))
