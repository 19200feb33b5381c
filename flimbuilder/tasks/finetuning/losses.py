"""Losses of training: soft Dice and cross entropy on masks, cross entropy at marked pixels."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.marker_learned import class_probabilities

__all__ = ["LOSSES", "Loss", "dice_of", "marker_loss", "mask_loss"]

Loss = Callable[[Tensor, Tensor, Tensor | None], Tensor]
"""Called with logits, truth and judged pixels; see :func:`mask_loss`."""


def mask_loss(logits: Tensor, truth: Tensor, judged: Tensor | None = None) -> Tensor:
    """Return the mean of the soft Dice loss and the cross entropy.

    Parameters
    ----------
    logits : Tensor of shape (N, object classes, H, W)
        Log-odds of each object class against the background.
    truth : Tensor of shape (N, object classes, H, W)
        1 in the objects of each class, otherwise 0; objects of two classes do not overlap.
    judged : Tensor of shape (N, 1, H, W) or None, default=None
        1 where a pixel counts, 0 where it is left out; None counts all.

    Returns
    -------
    Tensor
        A number, in single precision.

    Notes
    -----
    With the probability p of a class, the Dice loss of an image and class is
    ``1 - (2 sum p t + 1) / (sum p + sum t + 1)``, and is averaged over images and classes. The
    ones keep it defined, and growing with p, if the truth is empty. The cross entropy is
    averaged over the counted pixels; of one class, it is the binary one. Source of the Dice loss:
    arXiv 1606.04797, here without squares in its denominator.
    """
    logits, truth = logits.float(), truth.float()
    entropy, probability = _cross_entropy(logits, truth), class_probabilities(logits)
    if judged is not None:
        counted = judged.float()
        entropy, probability, truth = entropy * counted, probability * counted, truth * counted
        mean_entropy = entropy.sum() / counted.sum().clamp(min=1)
    else:
        mean_entropy = entropy.mean()
    overlap = (probability * truth).sum(dim=(-2, -1))
    sizes = probability.sum(dim=(-2, -1)) + truth.sum(dim=(-2, -1))
    dice = (2 * overlap + 1) / (sizes + 1)
    return ((1 - dice).mean() + mean_entropy) / 2


def marker_loss(logits: Tensor, truth: Tensor, judged: Tensor | None = None) -> Tensor:
    """Return the partial cross entropy: at the marked pixels only, with the classes balanced.

    Parameters
    ----------
    logits : Tensor of shape (N, object classes, H, W)
        As in :func:`mask_loss`.
    truth : Tensor of shape (N, object classes, H, W)
        1 at the markers of each class.
    judged : Tensor of shape (N, 1, H, W) or None, default=None
        1 at the marked pixels, those of the background included; None takes all pixels.

    Returns
    -------
    Tensor
        A number, in single precision; 0 with a gradient of 0 if no pixel is marked.

    Notes
    -----
    The cross entropy is averaged over the marked pixels of each class and of the background, and
    the means are averaged, so that long strokes on the background do not outweigh small disks on
    objects. A class without marked pixels in the batch is left out. Source: the partial cross
    entropy of arXiv 1804.01346, with this balance.
    """
    logits, truth = logits.float(), truth.float()
    counted = torch.ones_like(truth[:, :1]) if judged is None else judged.float()
    of_class = torch.cat([1 - truth.sum(dim=1, keepdim=True), truth], dim=1) * counted
    n_pixels = of_class.sum(dim=(0, 2, 3))
    means = (_cross_entropy(logits, truth) * of_class).sum(dim=(0, 2, 3)) / n_pixels.clamp(min=1)
    return means.sum() / (n_pixels > 0).sum().clamp(min=1)


def _cross_entropy(logits: Tensor, truth: Tensor) -> Tensor:
    """Return the cross entropy of each pixel, (N, 1, H, W)."""
    if logits.shape[1] == 1:
        return F.binary_cross_entropy_with_logits(logits, truth, reduction="none")
    with_background = torch.cat([torch.zeros_like(logits[:, :1]), logits], dim=1)
    log_sum = with_background.logsumexp(dim=1, keepdim=True)
    return log_sum - (logits * truth).sum(dim=1, keepdim=True)


LOSSES: dict[str, Loss] = {"masks": mask_loss, "markers": marker_loss}


def dice_of(logits: Tensor, truth: Tensor, judged: Tensor | None = None) -> Tensor:
    """Return the Dice coefficient of the most probable classes, on the counted pixels.

    Parameters
    ----------
    logits, truth, judged
        As in :func:`mask_loss`.

    Returns
    -------
    Tensor of shape (N, object classes)
        ``2 |A ∩ B| / (|A| + |B|)``; 1 if both are empty.
    """
    found = (logits > 0) & (logits == logits.amax(dim=1, keepdim=True))
    wanted = truth > 0.5
    if judged is not None:
        found, wanted = found & (judged > 0), wanted & (judged > 0)
    overlap = (found & wanted).sum(dim=(-2, -1)).double()
    sizes = (found.sum(dim=(-2, -1)) + wanted.sum(dim=(-2, -1))).double()
    return torch.where(sizes > 0, 2 * overlap / sizes.clamp(min=1), 1.0)
