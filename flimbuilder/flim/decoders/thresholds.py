"""Otsu's threshold of many sets of values at once; imports only torch."""

import torch
from torch import Tensor

__all__ = ["half_bin_counts", "otsu_threshold", "share_over_otsu"]

BINS = 256
PART = 2**17  # values that are counted at once


def otsu_threshold(values: Tensor, counted: Tensor | None = None) -> Tensor:
    """Return Otsu's threshold of each set of values (Otsu, 1979).

    Parameters
    ----------
    values : Tensor of shape (..., n)
        Sets of values.
    counted : Tensor of bool of shape (..., n) or None, default=None
        Whether each value counts; None counts all.

    Returns
    -------
    Tensor of shape (...)
        Centre of the bin, of 256 between the smallest and the largest value, that maximises the
        variance between the values up to it and those above; the value itself if all are equal.
    """
    counted = torch.ones_like(values, dtype=torch.bool) if counted is None else counted
    low = values.masked_fill(~counted, torch.inf).amin(dim=-1, keepdim=True)
    high = values.masked_fill(~counted, -torch.inf).amax(dim=-1, keepdim=True)
    bins, _ = _place(values, low, high)
    counts = torch.zeros((*values.shape[:-1], BINS), dtype=torch.float64, device=values.device)
    counts.scatter_add_(-1, bins, counted.double())
    best = _best_bin(counts, low, high)
    return torch.where((high > low)[..., 0], _centre(best, low, high), low)[..., 0]


def half_bin_counts(values: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Count values in the two halves of each bin; the counts of parts of a set add up.

    Parameters
    ----------
    values : Tensor of shape (..., n)
    low, high : Tensor of shape (..., 1)
        Smallest and largest value of the whole set.

    Returns
    -------
    Tensor of float64 of shape (..., 256, 2)
        The second count is of values above the bin's centre.
    """
    if not torch.compiler.is_compiling():
        return _counted_in_parts(values, low, high)
    bins, over = _place(values, low, high)
    counts = torch.zeros((*values.shape[:-1], 2 * BINS), dtype=torch.float64, device=values.device)
    counts.scatter_add_(
        -1,
        2 * bins + over,
        torch.ones((), device=values.device, dtype=torch.float64).expand(bins.shape),
    )
    return counts.view(*counts.shape[:-1], BINS, 2)


def _counted_in_parts(values: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Return the same counts in a third of the time, in parts that fit in the cache.

    Exported programs cannot hold it, as the number of parts depends on the image.
    """
    sets, low, high = values.flatten(0, -2), low.flatten(0, -2), high.flatten(0, -2)
    first = 2 * BINS * torch.arange(len(sets), dtype=torch.int32, device=values.device)[:, None]
    axis = 1
    if len(sets) > 1 and sets.stride(0) == 1:  # channels last: the sets lie side by side
        sets, low, high, first, axis = sets.t(), low.t(), high.t(), first.t(), 0
    width = (high - low) / BINS
    divisor = torch.where(width > 0, width, 1.0)
    counts = torch.zeros(2 * BINS * first.numel(), dtype=torch.int64, device=values.device)
    for part in torch.split(sets, max(1, PART // first.numel()), dim=axis):
        places = (part - low).div_(divisor)
        bins = places.int().clamp_(0, BINS - 1)
        centres = bins.to(places).add_(0.5).mul_(width).add_(low)
        halves = bins.mul_(2).add_(part > centres).add_(first)
        counts += torch.bincount(halves.flatten(), minlength=len(counts))
    return counts.double().view(*values.shape[:-1], BINS, 2)


def share_over_otsu(counts: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Return the share (...) of values above Otsu's threshold, from :func:`half_bin_counts`."""
    in_bins = counts.sum(dim=-1)
    best = _best_bin(in_bins, low, high)
    behind = torch.arange(BINS, device=counts.device) > best
    over = (in_bins * behind).sum(dim=-1) + counts[..., 1].gather(-1, best)[..., 0]
    return over / in_bins.sum(dim=-1)


def _best_bin(counts: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """Return the bin (..., 1) that maximises the variance between the two sets."""
    numbers = torch.arange(BINS, device=counts.device).expand(counts.shape)
    centres = _centre(numbers, low, high)
    below, total = counts.cumsum(-1), counts.sum(-1, keepdim=True)
    sums = (counts * centres.double()).cumsum(-1)
    above = total - below
    apart = sums / below.clamp(min=1) - (sums[..., -1:] - sums) / above.clamp(min=1)
    # Above the last bin there is no second set.
    between = (below * above * apart.square())[..., :-1]
    return between.argmax(dim=-1, keepdim=True)


def _place(values: Tensor, low: Tensor, high: Tensor) -> tuple[Tensor, Tensor]:
    """Return the bin of each value, and whether the value is above the bin's centre."""
    width = (high - low) / BINS
    bins = ((values - low) / torch.where(width > 0, width, 1.0)).long().clamp(0, BINS - 1)
    return bins, values > _centre(bins, low, high)


def _centre(bins: Tensor, low: Tensor, high: Tensor) -> Tensor:
    return low + (bins + 0.5) * ((high - low) / BINS)
