"""The decoder of local probability; torch alone (see ``flim/network.py``)."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.base import PointwiseDecoder, reciprocals, weighted_sums

__all__ = ["ProbabilityDecoder"]

LEAST_VARIANCE = 1e-7
STRIP = 2**19  # elements of the rows that are looked at together: a cache holds them


class ProbabilityDecoder(PointwiseDecoder):
    """Weights for each pixel and map by which class explains its value (arXiv 2504.20872).

    In the 3 x 3 square at p (pixels outside the map are left out), mu_obj and var_obj are mean
    and variance of the object's maps, mu_bkg and var_bkg of the others; a variance under 1e-7
    counts as 1. With phi = exp(-(J_i(p) - mu)^2 / (2 var)), an object's map weighs +1 where
    phi_obj > phi_bkg, another -1 where phi_obj < phi_bkg, all else 0. A class without kernels
    has phi 0.
    """

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the share of pixels where each map counts for the object, or against it."""
        weights, ones = [], maps.new_ones(maps.shape[:2])
        for one in range(len(self.is_object)):
            strips = [votes.sum(dim=(2, 3)) for _, votes in self._votes(maps, ones, one)]
            weights.append(torch.stack(strips).sum(dim=0) / maps[0, 0].numel())
        return torch.stack(weights, dim=1)

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the object's explained values less the others' explained ones."""
        sums, scales = [], reciprocals(maxima)
        for one in range(len(self.is_object)):
            strips = self._votes(maps, scales, one)
            values = [weighted_sums(part * votes, scales[:, None]) for part, votes in strips]
            sums.append(torch.cat(values, dim=2))
        return torch.cat(sums, dim=1)

    def _votes(self, maps: Tensor, scales: Tensor, one: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Give strips of the maps, (N, C, rows, w), with -1, 0 or +1 for each map and pixel."""
        side, scale = 2.0 * self.is_object[one] - 1.0, scales[..., None, None]
        with torch.no_grad():
            means, spreads = _local_moments(maps, scales, self.is_object[one])
        at = 0
        for part in _strips(maps):
            rows = slice(at, at + part.shape[2])
            at += part.shape[2]
            with torch.no_grad():
                yield part, _votes_of(part, scale, means[:, :, rows], spreads[:, :, rows], side)


def _strips(maps: Tensor) -> tuple[Tensor, ...]:
    """Part the maps into as many rows as to look at together."""
    if torch.compiler.is_compiling():  # a graph for all sizes has one strip
        return (maps,)
    rows = max(1, STRIP // (maps.shape[0] * maps.shape[1] * maps.shape[3]))
    return torch.split(maps, rows, dim=2)


def _local_moments(maps: Tensor, scales: Tensor, is_object: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and reciprocal deviation around each pixel of both sides, (N, 2, h, w).

    First of the object's maps, then of the others; the mean over a side without maps is infinite,
    as nothing is near to it.
    """
    members = torch.stack((is_object, 1.0 - is_object))
    counts = members.sum(dim=1)[:, None, None]
    strips = _strips(maps)
    weights = members * scales[:, None]
    sums = torch.cat([weighted_sums(part, weights) for part in strips], dim=2)
    weights = weights * scales[:, None]
    squares = torch.cat([weighted_sums(part.square(), weights) for part in strips], dim=2)
    mean, square = (
        F.avg_pool2d(one, 3, 1, padding=1, count_include_pad=False) / counts.clamp(min=1.0)
        for one in (sums, squares)
    )
    variance = square - mean.square()
    variance = torch.where(variance < LEAST_VARIANCE, torch.ones_like(variance), variance)
    return torch.where(counts > 0, mean, torch.inf), variance.rsqrt()


def _votes_of(maps: Tensor, scale: Tensor, means: Tensor, spreads: Tensor, side: Tensor) -> Tensor:
    """Weigh maps by which side's mean is fewer deviations away; `side` is +1 or -1 a map."""
    scaled = maps * scale
    to_object, to_others = (
        (scaled - means[:, [one]]).mul_(spreads[:, [one]]).abs_() for one in range(2)
    )
    votes = side[:, None, None]
    return (to_others.sub_(to_object).mul_(votes) > 0) * votes
