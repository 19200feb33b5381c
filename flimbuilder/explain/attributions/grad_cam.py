"""Grad-CAM: the maps of a block, weighted by the slope of the score."""

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.explain.attributions.score import Score
from flimbuilder.progress import Progress

__all__ = ["channel_slopes", "grad_cam"]


def grad_cam(score: Score, on_progress: Progress, *, block: int | None = None) -> Tensor:
    """Return ReLU(sum_k w_k A_k) of a block, with w_k = (1 / Z) sum_p dy / dA_k(p).

    A_k is activation map k and Z its number of pixels. Selvaraju et al. (2017), arXiv
    1610.02391, equations 1 and 2. The map covers the whole image, though w_k comes only from
    pixels that the score depends on.

    Parameters
    ----------
    score : Score
    on_progress : callable
    block : int or None, default=None
        From 1; None is the deepest block that the score depends on.

    Raises
    ------
    InputError
        If the score does not depend on the block.
    """
    block = score.depth if block is None else block
    if not 1 <= block <= score.depth:
        raise InputError(
            f"Grad-CAM of block {block}: the score depends on blocks 1 to {score.depth}; choose "
            "one of them"
        )
    on_progress("Grad-CAM", 0, 1)
    weights = channel_slopes(score, block)
    maps = score.maps[block - 1]
    total = F.relu(torch.einsum("k,nkhw->nhw", weights, maps))[:, None]
    on_progress("Grad-CAM", 1, 1)
    return F.interpolate(total, size=score.size, mode="bilinear")[0, 0]


def channel_slopes(score: Score, block: int) -> Tensor:
    """Return the weights w_k (kernels,) of a block's maps; see :func:`grad_cam`.

    Whatever later blocks compute from the maps counts too.
    """
    tapped: list[Tensor] = []

    def tap(number: int, maps: Tensor) -> Tensor:
        if number != block:
            return maps
        tapped.append(maps.detach().clone().requires_grad_())
        return tapped[0]

    with torch.enable_grad():
        value = score(score.image, tap)
        slopes = torch.autograd.grad(value.sum(), tapped[0])[0]
    height, width = score.maps[block - 1].shape[2:]
    return slopes[0].sum(dim=(1, 2)) / (height * width)
