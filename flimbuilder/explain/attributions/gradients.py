"""Attributions by the gradient of the score."""

import torch
from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.score import Baseline, Score
from flimbuilder.progress import Progress

__all__ = ["gradient_saliency", "integrated_gradients", "smoothgrad"]

FIRST_STEPS = 32
MAX_STEPS = 512
RESIDUAL = 0.01  # of the difference of the scores that integrated gradients may miss


def gradient_saliency(score: Score, on_progress: Progress) -> Tensor:
    """Return the largest absolute slope over the channels, max_c |dy / dx_c|.

    Simonyan, Vedaldi and Zisserman (2014), arXiv 1312.6034, section 3.1.
    """
    on_progress("gradient", 0, 1)
    _, slopes = score.slopes(score.image)
    on_progress("gradient", 1, 1)
    return slopes[0].abs().amax(dim=0)


def smoothgrad(
    score: Score,
    on_progress: Progress,
    *,
    samples: int = 25,
    sigma: float = 0.15,
    seed: int = 0,
) -> Tensor:
    """Return max_c |mean of dy / dx_c over noisy images|.

    Smilkov et al. (2017), arXiv 1706.03825, equation 2.

    Parameters
    ----------
    score : Score
    on_progress : callable
    samples : int, default=25
        Noisy images.
    sigma : float, default=0.15
        Standard deviation of the noise, as a share of the range of the image's values. Noisy
        pixels are clipped to [0, 1].
    seed : int, default=0
    """
    if samples < 1 or sigma < 0:
        raise InputError(
            f"SmoothGrad with {samples} samples and sigma {sigma}: give at least 1 sample, and a "
            "sigma from 0"
        )
    generator = torch.Generator().manual_seed(seed)
    total = torch.zeros_like(score.image[0])
    for done in range(0, samples, score.batch):
        on_progress("SmoothGrad", done, samples)
        count = min(score.batch, samples - done)
        noise = torch.stack(
            [torch.randn(score.image.shape[1:], generator=generator) for _ in range(count)]
        )
        noisy = score.image + noise.to(score.image) * (sigma * score.value_range)
        total += score.slopes(noisy.clamp(0.0, 1.0) if score.is_unit else noisy)[1].sum(dim=0)
    on_progress("SmoothGrad", samples, samples)
    return (total / samples).abs().amax(dim=0)


def integrated_gradients(
    score: Score,
    on_progress: Progress,
    *,
    baseline: Baseline = "mean",
    steps: int | None = None,
) -> Tensor:
    """Return sum_c (x_c - b_c) times the mean of dy / dx_c on the way from b to x.

    The values sum to y(x) - y(b). Sundararajan, Taly and Yan (2017), arXiv 1703.01365, equation
    1, by the midpoint rule.

    Parameters
    ----------
    score : Score
    on_progress : callable
    baseline : {"mean", "zero"}, default="mean"
        The image b.
    steps : int or None, default=None
        Points on the way. None doubles them, from 32 to 512 at most, until the sum misses less
        than 1 % of y(x) - y(b).
    """
    if steps is not None and steps < 1:
        raise InputError(f"integrated gradients with {steps} steps; give at least 1")
    plain = score.plain(baseline)
    difference = score.value - float(score.of(plain)[0])
    count = steps or FIRST_STEPS
    while True:
        values = _integrate(score, plain, count, on_progress)
        missed = abs(float(values.sum()) - difference)
        if steps is not None or count >= MAX_STEPS or missed <= RESIDUAL * abs(difference):
            return values
        count *= 2


def _integrate(score: Score, plain: Tensor, steps: int, on_progress: Progress) -> Tensor:
    step, total = score.image - plain, torch.zeros_like(score.image[0], dtype=torch.float64)
    for done in range(0, steps, score.batch):
        on_progress("integrated gradients", done, steps)
        index = torch.arange(done, min(done + score.batch, steps), device=step.device)
        share = ((index + 0.5) / steps).to(step)[:, None, None, None]
        total += score.slopes(plain + share * step)[1].double().sum(dim=0)
    on_progress("integrated gradients", steps, steps)
    return (step[0] * total / steps).sum(dim=0)
