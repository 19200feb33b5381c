"""Train a point-wise decoder on reference masks."""

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import LearnError
from flimbuilder.flim.decoders.base import scale_by
from flimbuilder.flim.device import one_thread

__all__ = ["MAX_SIDE", "train_pointwise"]

MAX_SIDE = 200  # of a map, in pixels; bounds the time, since every epoch reads all maps
DECIMALS = 6

Rows = tuple[tuple[float, ...], ...]


def train_pointwise(
    maps: Iterable[Tensor],
    truths: Iterable[Tensor],
    judged: Iterable[Tensor | None] | None = None,
    *,
    maxima: Sequence[float] | None = None,
    epochs: int = 100,
    learning_rate: float = 0.01,
) -> tuple[Rows, tuple[float, ...]]:
    """Train the weights of a decoder: a 1 x 1 convolution on a block's maps.

    As in arXiv 2504.20872: Adam, one step per image, on the mean of the Dice loss and the binary
    cross entropy of ``sigmoid(sum_i alpha_i J_i + b)``, where J_i is map i divided by its maximum
    over the image. The truth is averaged over the area of each pixel of the map. The same maps
    give the same weights: weights start at zero, images keep their order, and the computation is
    on one thread of the CPU in double precision, since sums on several threads have other last
    digits.

    Parameters
    ----------
    maps : iterable of Tensor of shape (C, h, w)
        One block's activation maps of each image, consumed one at a time. After scaling, maps
        with a side over 200 pixels are averaged over areas to at most that side.
    truths : iterable of bool Tensor of shape (object classes, H, W)
        Masks of the object classes of each image, at any size.
    judged : iterable of bool Tensor of shape (H, W) or None, default=None
        False where pixels of an image are left out; None takes all.
    maxima : sequence of float or None, default=None
        For each map, its maximum over the training images, which divides it instead of its
        maximum over the image.
    epochs : int, default=100
    learning_rate : float, default=0.01

    Returns
    -------
    weights : tuple of tuple of float
        A row for each object class with a weight for each map, to six decimals.
    bias : tuple of float
        A bias for each object class.

    Raises
    ------
    LearnError
        If there is no image.
    """
    if judged is None:
        images = [_prepared(*pair, maxima=maxima) for pair in zip(maps, truths, strict=True)]
    else:
        images = [
            _prepared(*parts, maxima=maxima) for parts in zip(maps, truths, judged, strict=True)
        ]
    if not images:
        raise LearnError("there is no image with a mask to train the decoder on; add one")
    n_maps, n_objects = len(images[0][0]), len(images[0][1])
    weights = torch.zeros(n_objects, n_maps, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(n_objects, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([weights, bias], lr=learning_rate)
    with one_thread():
        for _ in range(epochs):
            for values, truth in images:
                optimiser.zero_grad()
                loss = segmentation_loss(weights @ values + bias[:, None], truth)
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
    rows = [tuple(round(weight, DECIMALS) for weight in row) for row in weights.tolist()]
    return tuple(rows), tuple(round(value, DECIMALS) for value in bias.tolist())


def segmentation_loss(logits: Tensor, truth: Tensor) -> Tensor:
    """Return the mean of Dice loss and binary cross entropy, averaged over the object classes.

    Parameters
    ----------
    logits, truth : Tensor of shape (object classes, n_pixels)
        The truth is in [0, 1].

    Notes
    -----
    The Dice loss is ``1 - (2 sum p t + 1) / (sum p + sum t + 1)`` with p = sigmoid(logits). The
    ones keep it defined, and growing with p, if the truth is empty.
    """
    probability = logits.sigmoid()
    overlap = (probability * truth).sum(dim=1)
    dice = (2.0 * overlap + 1.0) / (probability.sum(dim=1) + truth.sum(dim=1) + 1.0)
    entropy = F.binary_cross_entropy_with_logits(logits, truth)
    return ((1.0 - dice).mean() + entropy) / 2.0


def _prepared(
    maps: Tensor,
    truth: Tensor,
    judged: Tensor | None = None,
    maxima: Sequence[float] | None = None,
) -> tuple[Tensor, Tensor]:
    """Return maps (C, n_pixels) and truth (object classes, n_pixels) at the same size.

    Pixels of which more than half is left out are dropped, unless all are such.
    """
    values = maps.detach().cpu().double()
    own = values.amax(dim=(-2, -1))
    scaled = scale_by(values, own if maxima is None else torch.tensor(maxima).to(own))
    shrink = min(1.0, MAX_SIDE / max(maps.shape[-2:]))
    height, width = (max(1, round(side * shrink)) for side in maps.shape[-2:])

    def average(channels: Tensor) -> Tensor:
        return F.adaptive_avg_pool2d(channels[None], (height, width))[0].flatten(1)

    inputs, objects = average(scaled), average(truth.cpu().double())
    if judged is None:
        return inputs, objects
    share = average(judged[None].cpu().double())[0]
    kept = share >= 0.5 if (share >= 0.5).any() else share > 0
    return inputs[:, kept], objects[:, kept] / share[kept]
