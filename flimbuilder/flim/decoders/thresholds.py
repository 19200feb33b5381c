"""Otsu's threshold of many sets of values at once; torch alone (see ``flim/network.py``)."""

import torch
from torch import Tensor

__all__ = ["otsu_threshold"]

BINS = 256


def otsu_threshold(values: Tensor, counted: Tensor | None = None) -> Tensor:
    """Return the threshold that parts values best into two sets (Otsu, 1979).

    Parameters
    ----------
    values : Tensor of shape (..., n)
        Sets of values.
    counted : Tensor of bool of shape (..., n) or None, default=None
        Which values count; None is all.

    Returns
    -------
    Tensor of shape (...)
        Centre of the bin, of 256 between the smallest and the largest value, behind which the
        variance between the sets is largest; for equal values the value itself.
    """
    counted = torch.ones_like(values, dtype=torch.bool) if counted is None else counted
    low = values.masked_fill(~counted, torch.inf).amin(dim=-1, keepdim=True)
    high = values.masked_fill(~counted, -torch.inf).amax(dim=-1, keepdim=True)
    width = (high - low) / BINS
    bins = ((values - low) / torch.where(width > 0, width, 1.0)).long().clamp(0, BINS - 1)
    counts = torch.zeros((*values.shape[:-1], BINS), dtype=torch.float64, device=values.device)
    counts.scatter_add_(-1, bins, counted.double())
    centres = low + (torch.arange(BINS, device=values.device) + 0.5) * width
    below, total = counts.cumsum(-1), counts.sum(-1, keepdim=True)
    sums = (counts * centres.double()).cumsum(-1)
    above = total - below
    apart = sums / below.clamp(min=1) - (sums[..., -1:] - sums) / above.clamp(min=1)
    # Behind the last bin there is no second set.
    between = (below * above * apart.square())[..., :-1]
    best = between.argmax(dim=-1, keepdim=True)
    threshold = centres.gather(-1, best)[..., 0]
    return torch.where(width[..., 0] > 0, threshold, low[..., 0])
