"""Gradient saliency, SmoothGrad and integrated gradients."""

from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients, NoiseTunnel, Saliency
from hypothesis import given, settings
from hypothesis import strategies as st

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.gradients import (
    gradient_saliency,
    integrated_gradients,
    smoothgrad,
)
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget, SaliencyTarget
from flimbuilder.model.model import Model
from flimbuilder.progress import no_progress
from tests.learned_models import SIDES, image, learned_model


@pytest.fixture
def of_colours(linear: Model, pixels: np.ndarray) -> Score:
    region = np.zeros(SIDES, bool)
    region[4, 5:7] = True
    return Score(linear, pixels, KernelTarget(1, 0, region))


def test_of_a_linear_score_worked_by_hand(of_colours: Score) -> None:
    score = of_colours
    assert (score.rows, score.cols) == (slice(4, 5), slice(5, 7))
    weights = np.array([2.0, -1.0, 0.5]) / 2  # of each of the two pixels
    np.testing.assert_allclose(gradient_saliency(score, no_progress), [[1.0, 1.0]])
    np.testing.assert_allclose(smoothgrad(score, no_progress), [[1.0, 1.0]], rtol=1e-6)
    colours = score.image[0].permute(1, 2, 0).numpy()
    from_black = integrated_gradients(score, no_progress, baseline="zero")
    np.testing.assert_allclose(from_black, colours @ weights, rtol=1e-5)
    mean = score.plain("mean")[0, :, 0, 0].numpy()
    from_mean = integrated_gradients(score, no_progress)
    np.testing.assert_allclose(from_mean, (colours - mean) @ weights, rtol=1e-4, atol=1e-6)


def test_smoothgrad_by_a_loop_over_its_formula(score: Score) -> None:
    values = smoothgrad(score, no_progress, samples=5, sigma=0.1, seed=4)
    generator = torch.Generator().manual_seed(4)
    total = np.zeros(score.image.shape[1:])
    pixels = image(seed=3)
    sigma = 0.1 * (pixels.max() - pixels.min())
    for _ in range(5):
        noise = torch.randn(score.image.shape[1:], generator=generator) * sigma
        noisy = (score.image + noise).clamp(0, 1)
        total += score.slopes(noisy)[1][0].numpy()
    np.testing.assert_allclose(values, np.abs(total / 5).max(axis=0), rtol=1e-4, atol=1e-5)


def test_smoothgrad_depends_on_its_seed_alone(score: Score) -> None:
    first, second = (smoothgrad(score, no_progress, seed=1) for _ in range(2))
    assert torch.equal(first, second)
    assert not torch.equal(first, smoothgrad(score, no_progress, seed=2))
    without = smoothgrad(score, no_progress, samples=2, sigma=0.0)
    torch.testing.assert_close(without, gradient_saliency(score, no_progress))


def test_integrated_gradients_by_a_loop_over_its_formula(score: Score) -> None:
    values = integrated_gradients(score, no_progress, baseline="zero", steps=8)
    expected = np.zeros(score.part.shape)
    for step in range(8):
        slopes = score.slopes(score.image * ((step + 0.5) / 8))[1]
        expected += (slopes * score.image)[0].sum(dim=0).numpy() / 8
    np.testing.assert_allclose(values, expected, rtol=1e-4, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 100),
    row=st.integers(0, SIDES[0] - 1),
    col=st.integers(0, SIDES[1] - 1),
    decoder=st.sampled_from(["lm", "pb", "mb", "at", "ml"]),
    baseline=st.sampled_from(["mean", "zero"]),
    quantity=st.sampled_from(["sum", "saliency"]),
)
def test_integrated_gradients_are_complete(
    seed: int, row: int, col: int, decoder: str, baseline: Any, quantity: Any
) -> None:
    model, pixels = _model(decoder), image(seed=seed)
    score = Score(model, pixels, SaliencyTarget((row, col), quantity=quantity))
    values = integrated_gradients(score, no_progress, baseline=baseline)
    difference = score.value - float(score.of(score.plain(baseline))[0])
    assert float(values.sum()) == pytest.approx(difference, rel=0.02, abs=0.005)


_MODELS: dict[str, Model] = {}


def _model(decoder: str) -> Model:
    if decoder not in _MODELS:
        _MODELS[decoder] = learned_model(decoder=decoder)
    return _MODELS[decoder]


def test_more_steps_are_taken_until_the_sum_is_complete(score: Score) -> None:
    taken: list[int] = []
    integrated_gradients(score, lambda stage, done, total: taken.append(total))
    assert set(taken) <= {32, 64, 128, 256, 512}
    taken.clear()
    integrated_gradients(score, lambda stage, done, total: taken.append(total), steps=3)
    assert set(taken) == {3}


@pytest.mark.parametrize("quantity", ["sum", "saliency"])
@pytest.mark.parametrize("decoder", ["ml", "lm", "mb"])
class TestAgainstCaptum:
    @pytest.fixture
    def score(self, decoder: str, quantity: Any, pixels: np.ndarray) -> Score:
        return Score(_model(decoder), pixels, SaliencyTarget((9, 11), quantity=quantity))

    def test_the_gradient(self, score: Score) -> None:
        expected = Saliency(score).attribute(score.image.clone().requires_grad_())[0].amax(dim=0)
        torch.testing.assert_close(gradient_saliency(score, no_progress), expected)

    def test_smoothgrad(self, score: Score, monkeypatch: pytest.MonkeyPatch) -> None:
        score.image = 0.3 + 0.4 * score.image  # captum does not clip noisy pixels
        generator = torch.Generator().manual_seed(0)
        drawn = torch.stack([torch.randn(score.image.shape[1:], generator=generator)] * 4)
        for sample in drawn[1:]:
            sample[:] = torch.randn(score.image.shape[1:], generator=generator)
        monkeypatch.setattr(torch, "normal", lambda mean, std: drawn * std)  # what captum draws
        sigma = 0.05 * score.value_range
        tunnel = NoiseTunnel(Saliency(score))
        expected = tunnel.attribute(
            score.image.clone().requires_grad_(),
            "smoothgrad",
            nt_samples=4,
            stdevs=sigma,
            abs=False,
        )
        values = smoothgrad(score, no_progress, samples=4, sigma=0.05)
        torch.testing.assert_close(values, expected[0].abs().amax(dim=0), rtol=1e-3, atol=1e-5)

    def test_integrated_gradients(self, score: Score) -> None:
        expected = IntegratedGradients(score).attribute(
            score.image, score.plain("mean"), n_steps=16, method="riemann_middle"
        )
        values = integrated_gradients(score, no_progress, steps=16)
        expected_values = expected[0].sum(dim=0)
        torch.testing.assert_close(values.float(), expected_values.float(), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (partial(smoothgrad, samples=0), "SmoothGrad with 0 samples"),
        (partial(smoothgrad, sigma=-1.0), "sigma -1.0"),
        (partial(integrated_gradients, steps=0), "integrated gradients with 0 steps"),
    ],
)
def test_settings_out_of_range_are_refused(score: Score, call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call(score, no_progress)
