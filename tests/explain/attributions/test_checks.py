"""The two honest checks: random kernels, and deletion and insertion against random order."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.stats import spearmanr

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.explain.attributions.attribute import Attribution, attribute_score
from flimbuilder.explain.attributions.checks import (
    fidelity_curves,
    randomisation_check,
    randomise_kernels,
    rank_correlation,
    target_distance,
)
from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget
from flimbuilder.model.model import Model
from tests.learned_models import SIDES, image, learned_model

PLACES = [(8, 8), (11, 13), (16, 22), (5, 24), (18, 6), (13, 18)]


def test_the_rank_correlation_worked_by_hand() -> None:
    first = np.array([0.0, 1.0, -2.0, 3.0])
    assert rank_correlation(first, first**2) == pytest.approx(1.0)
    assert rank_correlation(first, np.array([5.0, 4.0, 3.0, 2.0])) == pytest.approx(-1.0)
    # Ranks 1 2 3 4 and 1 3 2 4: 1 - 6 * 2 / (4 * 15).
    assert rank_correlation(first, np.array([0.0, 2.0, 1.0, 3.0])) == pytest.approx(0.8)
    assert rank_correlation(first, np.ones(4)) == 0.0
    assert rank_correlation(first, first, np.ones(4)) == pytest.approx(1.0)


def test_the_partial_rank_correlation_removes_what_both_share() -> None:
    random = np.random.default_rng(0)
    shared, *own = (random.random(4000) for _ in range(3))
    first, second = (shared + 0.3 * each for each in own)
    assert rank_correlation(first, second) > 0.8
    assert abs(rank_correlation(first, second, shared)) < 0.1
    # By the formula, from the three correlations.
    third = first + random.random(4000)
    xy, xz, yz = (
        spearmanr(*pair)[0] for pair in ((first, second), (first, third), (second, third))
    )
    expected = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    assert rank_correlation(first, second, third) == pytest.approx(expected)


def test_the_distance_to_a_target_worked_by_hand() -> None:
    region = np.zeros((1, 5), bool)
    region[0, 1:4] = True
    distance = target_distance(SaliencyTarget(region), (1, 5))
    assert distance.tolist() == [[1, -1, -2, -1, 1]]
    assert not target_distance(KernelTarget(1, 0), (2, 3)).any()
    assert not target_distance(SaliencyTarget(np.ones((2, 3), bool)), (2, 3)).any()


def test_randomised_kernels_keep_their_weights_and_the_model(joint: Model) -> None:
    before = [block.conv.weight.clone() for block in joint.encoder.blocks()]
    changed = randomise_kernels(joint, [2], seed=1)
    own, other = (model.encoder.blocks() for model in (joint, changed))
    assert torch.equal(own[0].conv.weight, other[0].conv.weight)
    assert not torch.equal(own[1].conv.weight, other[1].conv.weight)
    for first, second in zip(own[1].conv.weight, other[1].conv.weight, strict=True):
        assert torch.equal(first.flatten().sort().values, second.flatten().sort().values)
    assert torch.equal(own[1].conv.bias, other[1].conv.bias)
    for weights, block in zip(before, own, strict=True):
        assert torch.equal(weights, block.conv.weight)
    again = randomise_kernels(joint, [2], seed=1).encoder.blocks()[1].conv.weight
    assert torch.equal(again, other[1].conv.weight)


@pytest.mark.parametrize("method", METHODS)
def test_random_kernels_change_the_map(joint: Model, method: str) -> None:
    settings = {"samples": 150} if method == "lime" else {}
    checks = [
        randomisation_check(joint, image(), SaliencyTarget(place), method, seed=seed, **settings)
        for seed, place in enumerate(PLACES)
    ]
    assert {len(correlations) for correlations in checks} == {2}
    assert np.median([correlations[-1] for correlations in checks]) < 0.6
    assert max(correlation for correlations in checks for correlation in correlations) < 0.999


def test_deletion_and_insertion_of_a_linear_score_worked_by_hand(linear: Model) -> None:
    pixels = np.zeros((1, 3, 3), np.float32)
    pixels[0, :, 0] = [0.3, 0.9, 0.6]  # the score is 3 + 2 / 3 (.3 + .9 + .6) = 4.2
    score = Score(linear, pixels, KernelTarget(1, 0, np.ones((1, 3), bool)))
    assert score.value == pytest.approx(4.2)
    found = attribute_score(score, "integrated-gradients", baseline="zero")
    curves = fidelity_curves(score, found, square=1, steps=3, baseline="zero")
    np.testing.assert_allclose(curves.shares, [0, 1 / 3, 2 / 3, 1])
    np.testing.assert_allclose(curves.deletion, [4.2, 3.6, 3.2, 3.0], rtol=1e-5)
    np.testing.assert_allclose(curves.insertion, [3.0, 3.6, 4.0, 4.2], rtol=1e-5)
    np.testing.assert_allclose(curves.random_deletion[:, [0, -1]], [[4.2, 3.0]] * 5, rtol=1e-5)
    areas = ((curves.random_deletion[:, 1:] + curves.random_deletion[:, :-1]) / 2).mean(axis=1)
    own = (4.2 / 2 + 3.6 + 3.2 + 3.0 / 2) / 3
    assert curves.deletion_gain == pytest.approx((areas.mean() - own) / 1.2, rel=1e-4)
    assert curves.deletion_gain > 0
    assert curves.insertion_gain > 0


def test_the_worst_order_loses_against_random_order(score: Score) -> None:
    best = attribute_score(score, "occlusion")
    worst = replace(best, values=-best.values)
    good, bad = (fidelity_curves(score, found) for found in (best, worst))
    assert good.deletion_gain > 0.1 > -0.1 > bad.deletion_gain
    assert good.insertion_gain > 0.1 > -0.1 > bad.insertion_gain
    assert good.deletion[0] == pytest.approx(score.value, rel=1e-5)
    assert good.insertion[-1] == pytest.approx(score.value, rel=1e-5)
    np.testing.assert_array_equal(good.random_deletion, bad.random_deletion)


def test_an_attribution_without_values_is_a_random_order(score: Score) -> None:
    nothing = Attribution(
        "gradient", np.zeros(SIDES, np.float32), score.value, score.rows, score.cols, {}
    )
    gains = [fidelity_curves(score, nothing, seed=seed).deletion_gain for seed in range(12)]
    assert abs(np.mean(gains)) < 3 * np.std(gains) / np.sqrt(len(gains)) + 1e-6


def test_methods_find_what_counts(joint: Model) -> None:
    gains: dict[str, list[float]] = {}
    for place in PLACES:
        score = Score(joint, image(), SaliencyTarget(place))
        for method in ("integrated-gradients", "occlusion", "lime"):
            curves = fidelity_curves(score, attribute_score(score, method))
            gains.setdefault(method, []).extend((curves.deletion_gain, curves.insertion_gain))
    for method, values in gains.items():
        assert min(values) > 0.1, method


def test_a_score_that_nothing_changes_has_no_gain(linear: Model) -> None:
    pixels = np.full((3, 3, 3), 0.5, np.float32)
    score = Score(linear, pixels, KernelTarget(1, 0, (1, 1)))
    curves = fidelity_curves(score, attribute_score(score, "gradient"))
    assert (curves.deletion_gain, curves.insertion_gain) == (0.0, 0.0)


def test_checks_report_progress_and_can_be_stopped(score: Score, joint: Model) -> None:
    def stop(stage: str, done: int, total: int) -> None:
        if done == 1:
            raise Cancelled(stage)

    with pytest.raises(Cancelled, match="deleting and inserting"):
        fidelity_curves(score, attribute_score(score, "gradient"), on_progress=stop)
    with pytest.raises(Cancelled, match="randomising kernels"):
        randomisation_check(joint, image(), SaliencyTarget((9, 9)), "gradient", on_progress=stop)
    with pytest.raises(InputError, match="at least 1"):
        fidelity_curves(score, attribute_score(score, "gradient"), square=0)


def test_models_of_all_decoders_can_be_checked() -> None:
    for decoder in ("lm", "pb", "ts"):
        correlations = randomisation_check(
            learned_model(decoder=decoder), image(), SaliencyTarget((9, 11)), "gradient"
        )
        assert all(-1 <= value <= 1 for value in correlations)
