"""Summaries of objects over images, by hand."""

import json

import numpy as np
import pytest

from flimbuilder.analysis.instances.froc import RATES
from flimbuilder.analysis.instances.hits import ScoredHits
from flimbuilder.analysis.instances.matching import match_centres
from flimbuilder.analysis.instances.measures import (
    INSTANCE_MEASURES,
    centre_measures,
    instance_measures,
)
from flimbuilder.analysis.instances.summary import FrocSummary, InstanceSummary
from tests.analysis.instances.label_cases import labels_of

TRUTH = labels_of("11.22", "11.22", "....3")
PREDICTED = labels_of("44.55", "4...5", "9..55")


def test_regions_by_hand():
    parts = {"a": instance_measures(PREDICTED, TRUTH), "b": instance_measures(TRUTH, TRUTH)}
    summary = InstanceSummary(parts, "numbers")
    assert summary.mean()["ap50"] == (1 / 2 + 1) / 2
    assert summary.mean()["aji"] == (7 / 16 + 1) / 2
    assert summary.ap_curve[:2] == pytest.approx([3 / 4, 0.6])
    shown = json.loads(json.dumps(summary.as_json(), allow_nan=False))
    assert (shown["objects"], shown["true_objects"], shown["images"]) == (6, 6, 2)
    assert shown["pooled"]["ap50"] == 5 / 7
    assert shown["per_image"]["a"]["pq"] == pytest.approx(5 / 12)
    assert {*INSTANCE_MEASURES} <= shown.keys()


def test_centres_by_hand():
    parts = {
        "a": centre_measures(match_centres(PREDICTED, [(0, 0), (0, 1), (2, 2)])),
        "b": centre_measures(match_centres(TRUTH, [])),
    }
    shown = json.loads(json.dumps(InstanceSummary(parts, "centres").as_json(), allow_nan=False))
    assert shown["f1"] == pytest.approx((2 / 6 + 0) / 2)
    assert shown["pooled"]["f1"] == 2 / 9
    assert (shown["count_error"], shown["count_mae"]) == (1.5, 1.5)
    assert shown["ap50"] is shown["pq"] is shown["ap_curve"] is None


def test_froc_by_hand():
    hits = ScoredHits(np.array([0.9, 0.5]), np.array([0, -1]), 2)
    shown = FrocSummary({"centre": [hits, hits], "iou": [hits, hits]}).as_json()
    assert json.dumps(shown, allow_nan=False)
    assert shown["false_positives"] == list(RATES)
    assert shown["sensitivity"] == shown["low"] == shown["high"] == [0.5] * 6
    assert (shown["score"], shown["score_interval"]) == (0.5, [0.5, 0.5])
    assert shown["curve"]["thresholds"] == [None, 0.9, 0.5]
    assert shown["by_iou"]["rule"] == "iou"


def test_froc_without_objects_is_empty():
    summary = FrocSummary({"centre": [ScoredHits(np.array([0.9]), np.array([-1]), 0)]})
    assert summary.curves == {}
    shown = summary.as_json()
    assert (shown["sensitivity"], shown["score"], shown["candidates"]) == ([], None, 1)
