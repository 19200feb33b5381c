"""Logistic regression with signs: by hand, against scikit-learn and a general minimiser."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from flimbuilder.flim.logistic import LogisticFit, fit_logistic
from tests.flim.cases import QUICK, logistic_case


def objective(fit, samples, target, importance, strength):
    """The loss that fit_logistic minimises."""
    logits = np.column_stack([np.zeros(len(samples)), fit.logits(samples)])
    right = scipy.special.log_softmax(logits, axis=1)[np.arange(len(samples)), target]
    return 0.5 * (fit.weights**2).sum() - strength * importance @ right


def test_one_feature_worked_by_hand():
    # Samples -1 (background) and 1 (object) of importance 1/2: by symmetry the bias is 0, and
    # a minimises a^2/2 + C log(1 + exp(-a)), so a = C / (1 + exp(a)). With C = 1 + e, a = 1.
    samples, target = np.array([[-1.0], [1.0]]), np.array([0, 1])
    importance = np.array([0.5, 0.5])

    fit = fit_logistic(samples, target, importance, np.array([[1]]), 1 + np.e)

    assert fit.weights == pytest.approx(np.array([[1.0]]))
    assert fit.bias == pytest.approx([0.0], abs=1e-9)


def test_a_weight_of_the_wrong_sign_is_zero_and_the_bias_the_log_odds():
    # The object has smaller activations: its weight would be negative. Then only the bias is left,
    # which is log(p / (1 - p)) for the object's share p = 1/4.
    samples, target = np.array([[-1.0], [1.0]]), np.array([1, 0])
    importance = np.array([0.25, 0.75])

    fit = fit_logistic(samples, target, importance, np.array([[1]]), 10.0)

    assert fit.weights.tolist() == [[0.0]]
    assert fit.bias == pytest.approx([np.log(1 / 3)])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("strength", [0.5, 30.0])
def test_free_weights_equal_those_of_scikit_learn(seed, strength):
    samples, target, importance, signs = logistic_case(seed)
    sklearn = LogisticRegression(C=strength, tol=1e-10, max_iter=10_000)
    sklearn.fit(samples, target, sample_weight=importance)

    fit = fit_logistic(samples, target, importance, 0 * signs, strength)

    assert fit.weights == pytest.approx(sklearn.coef_, abs=1e-4)
    assert fit.bias == pytest.approx(sklearn.intercept_, abs=1e-4)


@pytest.mark.parametrize("objects", [1, 2, 3])
@pytest.mark.parametrize("seed", range(3))
def test_signed_weights_equal_those_of_a_general_minimiser(seed, objects):
    samples, target, importance, signs = logistic_case(seed, objects=objects)
    shape = (objects, samples.shape[1] + 1)

    def value(flat):
        rows = flat.reshape(shape)
        fit = LogisticFit(rows[:, :-1], rows[:, -1])
        return objective(fit, samples, target, importance, 5.0)

    limits = {1: (0, None), -1: (None, 0), 0: (None, None)}
    bounds = [limits[int(sign)] for row in signs for sign in (*row, 0)]
    found = scipy.optimize.minimize(
        value, np.zeros(np.prod(shape)), method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14}
    )

    fit = fit_logistic(samples, target, importance, signs, 5.0)

    rows = found.x.reshape(shape)
    assert fit.weights == pytest.approx(rows[:, :-1], abs=1e-3)
    assert objective(fit, samples, target, importance, 5.0) <= found.fun + 1e-9


@QUICK
@given(st.integers(0, 10_000), st.integers(1, 3), st.floats(0.1, 300))
def test_no_small_allowed_change_is_better(seed, objects, strength):
    samples, target, importance, signs = logistic_case(seed, n=30, objects=objects)
    fit = fit_logistic(samples, target, importance, signs, strength)
    best = objective(fit, samples, target, importance, strength)

    assert (fit.weights * signs >= 0).all()
    for row, col in np.ndindex(fit.weights.shape):
        for change in (-1e-3, 1e-3):
            weights = fit.weights.copy()
            weights[row, col] += change
            if weights[row, col] * signs[row, col] >= 0:
                changed = LogisticFit(weights, fit.bias)
                assert objective(changed, samples, target, importance, strength) >= best - 1e-9
