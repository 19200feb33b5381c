"""Occlusion and LIME."""

from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from captum._utils.models.linear_model import SkLearnRidge
from captum.attr import LimeBase, Occlusion
from captum.attr._core.lime import get_exp_kernel_similarity_function
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.perturbations import (
    lime,
    lime_weights,
    occlusion,
    superpixels,
)
from flimbuilder.explain.attributions.score import Score
from flimbuilder.explain.attributions.targets import KernelTarget
from flimbuilder.model.model import Model
from flimbuilder.progress import no_progress
from tests.learned_models import SIDES, image


@pytest.fixture
def of_colours(linear: Model, pixels: np.ndarray) -> Score:
    region = np.zeros(SIDES, bool)
    region[3:9, 5:15] = True
    return Score(linear, pixels, KernelTarget(1, 0, region))


def falls(score: Score, baseline: Any) -> np.ndarray:
    """Return by how much the linear score falls if one pixel takes the baseline."""
    weights = np.array([2.0, -1.0, 0.5]) / 60
    difference = (score.image - score.plain(baseline))[0].permute(1, 2, 0).numpy()
    return difference @ weights


def test_occlusion_of_single_pixels_of_a_linear_score_worked_by_hand(of_colours: Score) -> None:
    values = occlusion(of_colours, no_progress, patch=1, stride=1, baseline="zero")
    np.testing.assert_allclose(values, falls(of_colours, "zero"), atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(patch=st.integers(1, 9), data=st.data())
def test_occlusion_by_a_loop_over_its_formula(score_of: Score, patch: int, data: Any) -> None:
    stride = data.draw(st.integers(1, patch))
    values = occlusion(score_of, no_progress, patch=patch, stride=stride).numpy()
    single = falls(score_of, "mean")
    height, width = single.shape
    total, count = np.zeros((2, height, width))
    row = 0
    while True:
        col = 0
        while True:
            square = slice(row, row + patch), slice(col, col + patch)
            total[square] += single[square].sum()
            count[square] += 1
            if col + patch >= width:
                break
            col += stride
        if row + patch >= height:
            break
        row += stride
    assert (count > 0).all()
    np.testing.assert_allclose(values, total / count, atol=1e-5)


@pytest.fixture(scope="module")
def score_of(linear: Model, pixels: np.ndarray) -> Score:
    region = np.zeros(SIDES, bool)
    region[3:9, 5:15] = True
    return Score(linear, pixels, KernelTarget(1, 0, region))


@pytest.mark.parametrize(("patch", "stride"), [(3, 2), (5, 1), (4, 4)])
def test_occlusion_against_captum(score: Score, patch: int, stride: int) -> None:
    channels = score.image.shape[1]
    expected = Occlusion(score).attribute(
        score.image,
        sliding_window_shapes=(channels, patch, patch),
        strides=(channels, stride, stride),
        baselines=score.plain("mean"),
    )
    values = occlusion(score, no_progress, patch=patch, stride=stride)
    torch.testing.assert_close(values.float(), expected[0, 0].float(), rtol=1e-3, atol=1e-4)


def test_occlusion_chooses_squares_for_the_size_of_the_part(score: Score) -> None:
    taken: list[int] = []
    occlusion(score, lambda stage, done, total: taken.append(total))
    height, width = score.part.shape
    assert taken[-1] <= (height / 2 + 1) * (width / 2 + 1)
    by_hand = occlusion(score, no_progress, patch=5, stride=2)
    assert torch.equal(by_hand, occlusion(score, no_progress))
    assert torch.isfinite(occlusion(score, no_progress, patch=1)).all()


def test_lime_recovers_the_weights_of_a_linear_score(of_colours: Score) -> None:
    score = of_colours
    values = lime(score, no_progress, superpixels=8, ridge=1e-6, seed=2).numpy()
    colours = score.image[0].permute(1, 2, 0).numpy()
    segments, single = superpixels(colours, 8), falls(score, "mean")
    for number in range(segments.max() + 1):
        of_segment = values[segments == number]
        assert np.ptp(of_segment) == 0
        expected = single[segments == number].sum()
        assert of_segment[0] == pytest.approx(expected, rel=1e-3, abs=1e-5)


def test_lime_depends_on_its_seed_alone(score: Score) -> None:
    first, second = (lime(score, no_progress, samples=40, seed=1) for _ in range(2))
    assert torch.equal(first, second)
    assert not torch.equal(first, lime(score, no_progress, samples=40, seed=2))


def test_the_weights_of_samples_worked_by_hand() -> None:
    kept = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 0, 0, 0]], bool)
    distances = np.array([0.0, 0.5, 1.0])  # the cosine of (1, 0, 0, 0) and (1, 1, 1, 1) is 1/2
    expected = np.exp(-(distances**2) / (2 * 0.25**2))
    np.testing.assert_allclose(lime_weights(kept, 0.25), expected)


def test_lime_against_captum(score: Score) -> None:
    samples, seed = 60, 3
    values = lime(score, no_progress, superpixels=20, samples=samples, seed=seed)
    segments = superpixels(score.image[0].permute(1, 2, 0).numpy(), 20)
    count = int(segments.max()) + 1
    kept = np.random.default_rng(seed).random((samples, count)) < 0.5
    kept[0] = True
    kernel = get_exp_kernel_similarity_function("cosine", 0.25)
    order = iter(kept)
    of_pixel, plain = torch.from_numpy(segments), score.plain("mean")

    def similarity(original: Any, perturbed: Any, interpretable: Any, **given: Any) -> Any:
        ones = torch.ones(1, count)
        if not interpretable.any():  # captum takes a cosine of 0
            return torch.tensor(np.exp(-1 / (2 * 0.25**2)))
        return torch.tensor(kernel(ones, interpretable.float(), None))

    def paint(sample: torch.Tensor, original: Any, **given: Any) -> torch.Tensor:
        return torch.where(sample[0].bool()[of_pixel], score.image, plain)

    explained = LimeBase(
        score,
        SkLearnRidge(alpha=1.0),
        similarity_func=similarity,
        perturb_func=lambda original, **given: torch.from_numpy(next(order)[None].astype(int)),
        perturb_interpretable_space=True,
        from_interp_rep_transform=paint,
        to_interp_rep_transform=None,
    ).attribute(score.image, n_samples=samples)
    expected = explained[0][of_pixel]
    torch.testing.assert_close(values.float(), expected.float(), rtol=1e-2, atol=1e-3)


def test_the_fit_against_scikit_learn(score: Score) -> None:
    from flimbuilder.explain.attributions.perturbations import _fit

    random = np.random.default_rng(0)
    kept, scores = random.random((50, 12)) < 0.5, random.random(50)
    weights = random.random(50)
    ridge = Ridge(alpha=0.7).fit(kept, scores, sample_weight=weights)
    np.testing.assert_allclose(_fit(kept, scores, weights, 0.7), ridge.coef_, atol=1e-10)


def test_superpixels_are_numbered_and_few() -> None:
    numbers = superpixels(image(sides=(40, 30)), 100)
    assert set(np.unique(numbers)) == set(range(numbers.max() + 1))
    assert 40 <= numbers.max() + 1 <= 130
    assert superpixels(np.zeros((1, 2, 1), np.float32), 100).max() == 0
    assert superpixels(np.ones((9, 9, 5), np.float32), 10).shape == (9, 9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (partial(occlusion, patch=0), "squares of 0 pixels"),
        (partial(occlusion, patch=2, stride=3), "squares of 2 pixels every 3"),
        (partial(lime, superpixels=1), "LIME with 1 superpixels"),
        (partial(lime, kernel_width=0.0), "kernel width 0.0"),
    ],
)
def test_settings_out_of_range_are_refused(score: Score, call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call(score, no_progress)
