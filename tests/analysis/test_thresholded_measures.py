"""Precision and recall over all thresholds; F-beta and E-measure are in test_measures.py."""

import numpy as np
import pytest
from sklearn import metrics

from flimbuilder.analysis.thresholded_measures import precision_recall_curve


def test_the_precision_recall_curve_by_hand() -> None:
    saliency = np.array([[1.0, 0.5], [0.5, 0.0]])
    truth = np.array([[True, True], [False, False]])
    precision, recall = precision_recall_curve(saliency, truth)
    assert (precision[0], recall[0]) == (2 / 4, 1)
    assert (precision[1], recall[1]) == (2 / 3, 1)  # up to 127 = floor(255 / 2)
    assert (precision[127], recall[127]) == (2 / 3, 1)
    assert (precision[128], recall[128]) == (1, 1 / 2)
    assert (precision[255], recall[255]) == (1, 1 / 2)


@pytest.mark.parametrize("seed", range(3))
def test_the_precision_recall_curve_equals_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    levels, truth = rng.integers(0, 256, (20, 30)), rng.random((20, 30)) < 0.2
    levels.flat[:256] = range(256)  # scikit-learn uses the levels that occur as thresholds
    precision, recall = precision_recall_curve(levels / 255, truth)
    expected_precision, expected_recall, _ = metrics.precision_recall_curve(
        truth.ravel(), levels.ravel(), drop_intermediate=False
    )
    np.testing.assert_allclose(precision, expected_precision[:-1])
    np.testing.assert_allclose(recall, expected_recall[:-1])


def test_the_curve_without_saliency_and_objects() -> None:
    precision, recall = precision_recall_curve(np.zeros((4, 4)), np.zeros((4, 4), bool))
    assert recall.tolist() == [1] * 256
    assert precision.tolist() == [0] + [1] * 255
