import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.covariance import LedoitWolf

from flimbuilder.explain.kernels.usefulness import class_scores, diverse_kernels, fisher_ratios


class TestClassScores:
    def test_by_hand(self):
        activations = np.array([[4.0, 1], [2, 1], [0, 1], [1, 1]])
        pixel_class, marker = np.array([1, 1, 0, 0]), np.array([0, 0, 1, 1])
        scores = class_scores(activations, np.array([1, 1]), pixel_class, marker)
        # First kernel, over its maximum 4: same = (1 + 0.5) / 2, other = (0 + 0.25) / 2.
        assert scores == pytest.approx([(2 * 0.875 + 0.75) / 3, 1 / 3])

    def test_markers_of_a_side_have_equal_weight(self):
        activations = np.array([[1.0], [0], [0], [0], [1]])
        pixel_class, marker = np.array([1, 1, 1, 1, 0]), np.array([0, 1, 1, 1, 2])
        scores = class_scores(activations, np.array([1]), pixel_class, marker)
        assert scores == pytest.approx([(2 * 0 + 0.5) / 3])

    def test_best_worst_and_silent_kernel(self):
        activations = np.array([[1.0, 0, 0], [0, 1, 0]])
        scores = class_scores(activations, np.array([1, 1, 1]), np.array([1, 0]), np.array([0, 1]))
        assert scores == pytest.approx([1, 0, 2 / 3])

    def test_unknown_without_another_class_or_for_a_mixed_kernel(self):
        ones, zeros = np.ones((2, 1)), np.zeros(2, np.int64)
        assert math.isnan(class_scores(ones, np.array([0]), zeros, np.array([0, 1]))[0])
        assert math.isnan(
            class_scores(ones, np.array([-1]), np.array([0, 1]), np.array([0, 1]))[0]
        )

    @given(st.integers(0, 100), st.floats(0.1, 10))
    def test_the_unit_of_an_activation_does_not_matter(self, seed, scale):
        rng = np.random.default_rng(seed)
        activations, classes = rng.random((8, 3)), np.array([0, 1, 1])
        pixel_class, marker = np.arange(8) % 2, np.arange(8) % 4
        scores = class_scores(activations, classes, pixel_class, marker)
        np.testing.assert_allclose(
            class_scores(scale * activations, classes, pixel_class, marker), scores
        )
        assert ((scores >= 0) & (scores <= 1)).all()


def literal_ratios(weights: np.ndarray, class_id: np.ndarray) -> list[float]:
    """SPiFiL's ratio with scikit-learn's covariance, kernel by kernel."""
    metric = LedoitWolf().fit(weights).precision_
    ratios = []
    for i, first in enumerate(weights):
        inside, outside = [], []
        for j, second in enumerate(weights):
            if i != j:
                distance = math.sqrt((first - second) @ metric @ (first - second))
                (inside if class_id[i] == class_id[j] else outside).append(distance)
        ratios.append(np.mean(outside) / (np.mean(inside) + 1e-6))
    return ratios


class TestFisherRatios:
    def test_by_hand_in_one_dimension(self):
        """With one feature, the covariance is a number and cancels."""
        ratios = fisher_ratios(np.array([[0.0], [1], [4]]), np.array([0, 0, 1]))
        assert ratios[:2] == pytest.approx([4 / 1, 3 / 1], rel=1e-5)
        assert math.isnan(ratios[2])  # the only kernel of its class

    @pytest.mark.parametrize(("count", "n_features"), [(9, 4), (12, 27), (6, 100)])
    def test_is_the_literal_formula_with_scikit_learn_s_covariance(self, count, n_features):
        weights = np.random.default_rng(count).normal(size=(count, n_features))
        classes = np.arange(count) % 3
        np.testing.assert_allclose(
            fisher_ratios(weights, classes), literal_ratios(weights, classes), rtol=1e-5
        )

    def test_mixed_kernels_count_for_no_side(self):
        weights, classes = np.random.default_rng(0).normal(size=(7, 5)), np.arange(7) % 2
        with_mixed = fisher_ratios(np.vstack((weights, weights[:1] + 9)), np.append(classes, -1))
        np.testing.assert_allclose(with_mixed[:7], fisher_ratios(weights, classes))
        assert math.isnan(with_mixed[7])

    def test_unknown_for_one_class_and_for_one_kernel(self):
        assert np.isnan(fisher_ratios(np.eye(3), np.zeros(3, np.int64))).all()
        assert np.isnan(fisher_ratios(np.eye(1), np.zeros(1, np.int64))).all()

    def test_equal_kernels_have_no_distance(self):
        assert fisher_ratios(np.ones((4, 3)), np.array([0, 0, 1, 1])).tolist() == [0, 0, 0, 0]


class TestDiverseKernels:
    points = np.array([[0.0], [0.1], [1.0], [5.0]])
    scores = np.array([4.0, 3.0, 2.0, 1.0])

    def test_by_hand(self):
        # After the first: 0.5 (0.75, 0.5, 0.25) + 0.5 (0.02, 0.2, 1), so the last one wins.
        assert diverse_kernels(self.points, self.scores, 2).tolist() == [0, 3]
        # Then: 0.5 (0.75, 0.5) + 0.5 (0.1, 1).
        assert diverse_kernels(self.points, self.scores, 3).tolist() == [0, 2, 3]

    def test_by_the_score_alone(self):
        assert diverse_kernels(self.points, self.scores, 2, share=1).tolist() == [0, 1]

    def test_only_the_best_of_many_are_candidates(self):
        points = np.array([[0.0]] * 5 + [[100.0]])
        assert diverse_kernels(points, np.arange(6)[::-1].astype(float), 1).tolist() == [0]
        chosen = diverse_kernels(
            np.vstack((points[:5], np.zeros((5, 1)), [[100.0]])), -np.arange(11.0), 2
        )
        assert 10 not in chosen

    def test_unknown_scores_are_worst(self):
        assert diverse_kernels(np.zeros((2, 1)), np.array([np.nan, 0.0]), 1).tolist() == [1]

    def test_no_more_than_there_are(self):
        assert diverse_kernels(self.points, self.scores, 9).tolist() == [0, 1, 2, 3]

    def test_equal_kernels_are_taken_by_their_score(self):
        assert diverse_kernels(np.zeros((4, 2)), self.scores, 2).tolist() == [0, 1]
