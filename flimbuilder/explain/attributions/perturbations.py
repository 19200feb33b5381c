"""Attributions by changing the image and computing the score again."""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.score import Baseline, Score
from flimbuilder.progress import Progress

__all__ = ["lime", "lime_weights", "occlusion", "superpixels"]

ACROSS = 24  # squares along the longer side by default
COMPACTNESS = 10.0
MIN_SUPERPIXEL = 4  # pixels


def occlusion(
    score: Score,
    on_progress: Progress,
    *,
    patch: int | None = None,
    stride: int | None = None,
    baseline: Baseline = "mean",
) -> Tensor:
    """Return by how much the score falls if a square is painted over with the baseline.

    A pixel gets the mean over the squares that cover it. Zeiler and Fergus (2014), arXiv
    1311.2901, section 2.

    Parameters
    ----------
    score : Score
    on_progress : callable
    patch : int or None, default=None
        Side of the square, in pixels; None is twice the stride plus 1.
    stride : int or None, default=None
        Distance between squares, in pixels, at most the side; None places 24 along the longer
        side of the part that the score depends on, at least 2 pixels apart.
    baseline : {"mean", "zero"}, default="mean"
    """
    height, width = score.part.shape
    step = max(2, -(-max(height, width) // ACROSS)) if stride is None else stride
    if stride is None and patch is not None:
        step = min(step, max(1, patch))
    side = 2 * step + 1 if patch is None else patch
    if not 1 <= step <= side:
        raise InputError(
            f"occlusion by squares of {side} pixels every {step}: give a side of at least 1 and a "
            "stride from 1 to the side"
        )
    plain = score.plain(baseline)
    squares = list(_squares(height, width, side, step))
    sums = torch.zeros(2, height, width, dtype=torch.float64, device=plain.device)
    for done in range(0, len(squares), score.batch):
        on_progress("occlusion", done, len(squares))
        chosen = squares[done : done + score.batch]
        images = score.image.repeat(len(chosen), 1, 1, 1)
        for image, (rows, cols) in zip(images, chosen, strict=True):
            image[:, rows, cols] = plain[0, :, rows, cols]
        for fall, (rows, cols) in zip(
            (score.value - score.of(images)).double(), chosen, strict=True
        ):
            sums[0, rows, cols] += fall
            sums[1, rows, cols] += 1
    on_progress("occlusion", len(squares), len(squares))
    return sums[0] / sums[1]


def _squares(height: int, width: int, side: int, step: int) -> Iterator[tuple[slice, slice]]:
    """Yield squares that cover all pixels; the last ones are cut at the border."""
    for row in range(0, max(height - side, 0) + step, step):
        for col in range(0, max(width - side, 0) + step, step):
            yield slice(row, min(height, row + side)), slice(col, min(width, col + side))


def lime(
    score: Score,
    on_progress: Progress,
    *,
    superpixels: int = 100,
    samples: int = 500,
    kernel_width: float = 0.25,
    ridge: float = 1.0,
    baseline: Baseline = "mean",
    seed: int = 0,
) -> Tensor:
    """Return the weight of each pixel's superpixel in a linear model of the score.

    Each sample paints about half of the superpixels over with the baseline. The linear model is
    a ridge regression of the scores on which superpixels are left, with the weights of
    :func:`lime_weights`. Ribeiro, Singh and Guestrin (2016), arXiv 1602.04938, section 3.

    Parameters
    ----------
    score : Score
    on_progress : callable
    superpixels : int, default=100
        About how many SLIC makes of the part that the score depends on; at least 4 pixels each.
    samples : int, default=500
    kernel_width : float, default=0.25
    ridge : float, default=1.0
        Factor of the penalty.
    baseline : {"mean", "zero"}, default="mean"
    seed : int, default=0
    """
    if superpixels < 2 or samples < 2 or kernel_width <= 0 or ridge < 0:
        raise InputError(
            f"LIME with {superpixels} superpixels, {samples} samples, kernel width {kernel_width} "
            f"and ridge {ridge}: give at least 2, 2, over 0 and at least 0"
        )
    segments = _segments(score, superpixels)
    count = int(segments.max()) + 1
    kept = np.random.default_rng(seed).random((samples, count)) < 0.5
    kept[0] = True
    plain, of_pixel = score.plain(baseline), torch.from_numpy(segments).to(score.image.device)
    scores = np.empty(samples)
    for done in range(0, samples, score.batch):
        on_progress("LIME", done, samples)
        left = torch.from_numpy(kept[done : done + score.batch]).to(of_pixel.device)
        images = torch.where(left[:, of_pixel][:, None], score.image, plain)
        scores[done : done + score.batch] = score.of(images).double().cpu().numpy()
    on_progress("LIME", samples, samples)
    coefficients = _fit(kept, scores, lime_weights(kept, kernel_width), ridge)
    return torch.from_numpy(coefficients)[torch.from_numpy(segments)]


def lime_weights(kept: NDArray[np.bool_], kernel_width: float) -> NDArray[np.float64]:
    """Weigh samples by exp(-d^2 / (2 width^2)), d being 1 minus the cosine to all superpixels.

    Parameters
    ----------
    kept : ndarray of bool of shape (samples, superpixels)
    kernel_width : float
    """
    cosine = np.sqrt(kept.mean(axis=1))  # of a vector of zeros and ones to the vector of ones
    weights: NDArray[np.float64] = np.exp(-np.square(1.0 - cosine) / (2.0 * kernel_width**2))
    return weights


def _fit(
    kept: NDArray[np.bool_],
    scores: NDArray[np.float64],
    weights: NDArray[np.float64],
    ridge: float,
) -> NDArray[np.float64]:
    """Solve the weighted ridge regression with a free intercept."""
    features = kept.astype(np.float64)
    features = features - np.average(features, axis=0, weights=weights)
    centred = scores - np.average(scores, weights=weights)
    weighted = features * weights[:, None]
    gram = weighted.T @ features + ridge * np.eye(features.shape[1])
    found = np.linalg.lstsq(gram, weighted.T @ centred, rcond=None)[0]
    return np.asarray(found, np.float64)


def _segments(score: Score, wanted: int) -> NDArray[np.int64]:
    image = score.image[0].permute(1, 2, 0).cpu().numpy()
    return superpixels(image, wanted)


def superpixels(image: NDArray[np.floating], wanted: int) -> NDArray[np.int64]:
    """Divide an image (H, W, C) into about `wanted` superpixels, numbered from 0, by SLIC."""
    from skimage.segmentation import slic

    low, high = float(image.min()), float(image.max())
    scaled: NDArray[np.float64] = np.asarray((image - low) / (high - low or 1.0), np.float64)
    count = max(1, min(wanted, image.shape[0] * image.shape[1] // MIN_SUPERPIXEL))
    is_colour = image.shape[2] == 3
    segments = slic(
        scaled,
        n_segments=count,
        compactness=COMPACTNESS if is_colour else COMPACTNESS / 100,
        convert2lab=is_colour,
        start_label=0,
        channel_axis=2,
    )
    _, numbers = np.unique(segments, return_inverse=True)
    numbered: NDArray[np.int64] = numbers.reshape(segments.shape).astype(np.int64)
    return numbered
