"""Two honest checks of attributions: dependence on the kernels, and on what counts.

A map can look convincing without either: an edge detector gives the same map for random kernels.
"""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.attribute import Attribution, attribute_score
from flimbuilder.explain.attributions.score import Baseline, Score
from flimbuilder.explain.attributions.targets import Target
from flimbuilder.explain.regions.region import region_mask
from flimbuilder.model.model import Model
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.decoding import DecoderChoice

__all__ = [
    "FidelityCurves",
    "fidelity_curves",
    "randomisation_check",
    "randomise_kernels",
    "rank_correlation",
    "target_distance",
]

SQUARE = 3  # pixels
ACROSS = 32  # squares along the longer side, at most


def randomise_kernels(model: Model, blocks: Sequence[int], seed: int = 0) -> Model:
    """Return a model with the weights of each kernel of some blocks in random order.

    Order in space and over the channels is lost; the bias and the response to a constant stay.

    Parameters
    ----------
    model : Model
    blocks : sequence of int
        From 1.
    seed : int, default=0
    """
    encoder = deepcopy(model.encoder)
    generator = torch.Generator().manual_seed(seed)
    for number, block in enumerate(encoder.blocks(), start=1):
        flat = block.conv.weight.flatten(1)
        order = torch.rand(flat.shape, generator=generator).argsort(dim=1).to(flat.device)
        if number in blocks:
            shuffled = flat.gather(1, order).view_as(block.conv.weight)
            block.conv.weight = torch.nn.Parameter(shuffled, requires_grad=False)
    return replace(model, encoder=encoder)


def rank_correlation(
    first: NDArray[Any], second: NDArray[Any], given: NDArray[Any] | None = None
) -> float:
    """Return Spearman's correlation of two maps' absolute values; 0 if one is constant.

    Parameters
    ----------
    first, second : ndarray of one shape
    given : ndarray or None, default=None
        A third map whose monotonic effect on both is removed: the partial correlation.
    """
    from scipy.stats import rankdata

    maps = [np.abs(first), np.abs(second), *([] if given is None else [given])]
    ranks = [rankdata(values.ravel()) for values in maps]
    if np.ptp(ranks[0]) == 0 or np.ptp(ranks[1]) == 0:
        return 0.0
    if given is None or np.ptp(ranks[2]) == 0:
        return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
    both = np.corrcoef(ranks)
    left = (1.0 - both[0, 2] ** 2) * (1.0 - both[1, 2] ** 2)
    shared = both[0, 1] - both[0, 2] * both[1, 2]
    return float(shared / np.sqrt(left)) if left > 0 else 0.0


def randomisation_check(
    model: Model,
    pixels: NDArray[np.float32],
    target: Target,
    method: str,
    *,
    decoder_choice: DecoderChoice | None = None,
    seed: int = 0,
    on_progress: Progress = no_progress,
    **settings: Any,
) -> tuple[float, ...]:
    """Measure how an attribution changes if kernels are randomised, from the deepest block up.

    Adebayo et al. (2018), arXiv 1810.03292, section 3: cascading randomisation.

    Parameters
    ----------
    model, pixels, target, method, decoder_choice, on_progress, **settings
        As in :func:`attribute`.
    seed : int, default=0
        Of the random kernels.

    Returns
    -------
    tuple of float
        Rank correlations with the attribution of the model's own kernels on the part of the image
        that the score depends on: with the deepest block randomised, with the two deepest, and so
        on. Near 1, the attribution does not depend on what was learned. The effect of the
        distance to the target is removed, since all maps fade towards the border of a receptive
        field.
    """
    score = Score(model, pixels, target, decoder_choice)
    own = attribute_score(score, method, **settings)
    place = own.rows, own.cols
    distance = target_distance(target, score.size)[place]
    correlations = []
    for deepest, first in enumerate(range(score.depth, 0, -1)):
        on_progress("randomising kernels", deepest, score.depth)
        blocks = range(first, score.depth + 1)
        changed = Score(randomise_kernels(model, blocks, seed), pixels, target, decoder_choice)
        other = attribute_score(changed, method, **settings)
        maps = own.values[place], other.values[place]
        correlations.append(rank_correlation(*maps, distance))
    on_progress("randomising kernels", score.depth, score.depth)
    return tuple(correlations)


def target_distance(target: Target, size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the distance of each pixel to the region of a target, negative inside it.

    It is 0 everywhere for a target without a region. The size is (height, width) of the image.
    """
    from scipy.ndimage import distance_transform_edt

    if target.region is None:
        return np.zeros(size)
    inside = region_mask(target.region, size)
    outward: NDArray[np.float64] = distance_transform_edt(~inside)
    return outward if inside.all() else outward - distance_transform_edt(inside)


@dataclass(frozen=True, eq=False)
class FidelityCurves:
    """The score while squares are painted over, and while they appear, by decreasing attribution.

    Attributes
    ----------
    shares : ndarray of shape (n,)
        Share of the squares that are changed, 0 to 1.
    deletion, insertion : ndarray of shape (n,)
        Scores.
    random_deletion, random_insertion : ndarray of shape (random orders, n)
        Scores for the same squares in random orders.
    """

    shares: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]
    random_deletion: NDArray[np.float64]
    random_insertion: NDArray[np.float64]

    @property
    def deletion_gain(self) -> float:
        """Area between random order and deletion, as a share of the range of all scores."""
        return self._area(self.random_deletion) - self._area(self.deletion)

    @property
    def insertion_gain(self) -> float:
        """Area between insertion and random order, as a share of the range of all scores."""
        return self._area(self.insertion) - self._area(self.random_insertion)

    def _area(self, curves: NDArray[np.float64]) -> float:
        """Return the mean area under curves, in units of the range; 0 if there is none."""
        scores = (self.deletion, self.insertion, self.random_deletion, self.random_insertion)
        span = float(np.ptp(np.concatenate([each.ravel() for each in scores])))
        curves = np.atleast_2d(curves)
        areas = ((curves[:, 1:] + curves[:, :-1]) / 2) @ np.diff(self.shares)
        return float(areas.mean()) / span if span else 0.0


def fidelity_curves(
    score: Score,
    attribution: Attribution,
    *,
    square: int | None = None,
    steps: int = 24,
    random_orders: int = 5,
    baseline: Baseline = "mean",
    seed: int = 0,
    on_progress: Progress = no_progress,
) -> FidelityCurves:
    """Delete and insert squares of the image by decreasing attribution, and in random orders.

    Petsiuk, Das and Saenko (2018), arXiv 1806.07421, section 4.3. Squares rather than pixels:
    scattered pixels, as a random order deletes them, look like noise and disturb any network.

    Parameters
    ----------
    score : Score
    attribution : Attribution
        Of the score. A square's rank is that of the mean over its pixels.
    square : int or None, default=None
        Side, in pixels; None is 3, and more if there were over 32 squares along a side.
    steps : int, default=24
        Scores of a curve, besides the first.
    random_orders : int, default=5
    baseline : {"mean", "zero"}, default="mean"
        What deleted squares are painted with, and the image into which they are inserted.
    seed : int, default=0
        Of the random orders, and of the order of equal attributions.
    on_progress : callable, default does nothing
        Called with (stage, steps done, total steps); raises to stop.
    """
    height, width = score.part.shape
    side = max(SQUARE, -(-max(height, width) // ACROSS)) if square is None else square
    if min(side, steps, random_orders) < 1:
        raise InputError("curves need squares, steps and random orders of at least 1")
    rows, cols = np.indices((height, width)) // side
    squares = rows * (int(cols.max()) + 1) + cols
    sums = np.bincount(squares.ravel(), attribution.values[score.rows, score.cols].ravel())
    means, random = sums / np.bincount(squares.ravel()), np.random.default_rng(seed)
    shuffled = random.permutation(len(means))
    own = shuffled[np.argsort(-means[shuffled], kind="stable")]
    orders = [own, *(random.permutation(len(means)) for _ in range(random_orders))]
    curves = []
    for done, order in enumerate(orders):
        on_progress("deleting and inserting", done, len(orders))
        curves.append(_curves(score, squares, order, steps, baseline))
    on_progress("deleting and inserting", len(orders), len(orders))
    deletions, insertions = (np.stack(kind) for kind in zip(*curves, strict=True))
    shares = np.rint(np.linspace(0, len(means), steps + 1)) / len(means)
    return FidelityCurves(shares, deletions[0], insertions[0], deletions[1:], insertions[1:])


def _curves(
    score: Score,
    squares: NDArray[np.intp],
    order: NDArray[np.intp],
    steps: int,
    baseline: Baseline,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the scores (steps + 1,) while squares are deleted and while they are inserted."""
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    rank = torch.from_numpy(ranks[squares]).to(score.image.device)
    counts = torch.from_numpy(np.rint(np.linspace(0, len(order), steps + 1))).to(rank.device)
    is_changed = (rank < counts[:, None, None])[:, None]
    plain, curves = score.plain(baseline), []
    for before, after in ((score.image, plain), (plain, score.image)):
        scores = [
            score.of(torch.where(changed, after, before))
            for changed in torch.split(is_changed, score.batch)
        ]
        curves.append(torch.cat(scores).double().cpu().numpy())
    return curves[0], curves[1]
