"""The probability decoder; imports only torch (see ``flim/network.py``)."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.base import (
    PointwiseDecoder,
    reciprocals,
    weighted_sums,
    with_neighbours,
)

__all__ = ["ProbabilityDecoder"]

TIE = 1e-5  # deviations; the last bits of the sums must not decide
LEAST_VARIANCE = 1e-7
STRIP = 2**19  # elements of a strip of rows, to stay in the cache


class ProbabilityDecoder(PointwiseDecoder):
    """Weights for each pixel and map by the class that explains its value (arXiv 2504.20872).

    In the 3 x 3 square at p, without pixels outside the map, mu_obj and var_obj are mean and
    variance of the object's maps, mu_bkg and var_bkg those of the others; a variance below 1e-7
    counts as 1. With phi = exp(-(J_i(p) - mu)^2 / (2 var)), the object's maps weigh +1 where
    phi_obj > phi_bkg, the others -1 where phi_obj < phi_bkg; all other weights are 0. A class
    without kernels has phi 0.
    """

    weighs_pixels = True

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the share of pixels where each map counts for the object, or minus against it."""
        weights, ones = [], maps.new_ones(maps.shape[:2])
        for index in range(len(self.is_object)):
            strips = [votes.sum(dim=(2, 3)) for _, votes in self._votes(maps, ones, index)]
            weights.append(torch.stack(strips).sum(dim=0) / maps[0, 0].numel())
        return torch.stack(weights, dim=1)

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the sum of the object's explained values minus that of the others."""
        sums, scales = [], reciprocals(maxima)
        for index in range(len(self.is_object)):
            strips = self._votes(maps, scales, index)
            values = [weighted_sums(part * votes, scales[:, None]) for part, votes in strips]
            sums.append(torch.cat(values, dim=2))
        return torch.cat(sums, dim=1)

    def weights_at(self, maps: Tensor, maxima: Tensor, rows: slice, cols: slice) -> Tensor:
        """Return +1 where a map counts for the object, -1 where against it, else 0."""
        part, (own_rows, own_cols) = with_neighbours(maps, rows, cols)
        weights = []
        for index in range(len(self.is_object)):
            strips = [votes for _, votes in self._votes(part, reciprocals(maxima), index)]
            weights.append(torch.cat(strips, dim=2)[:, :, own_rows, own_cols])
        return torch.stack(weights, dim=1)

    def _votes(self, maps: Tensor, scales: Tensor, index: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Yield strips of the maps, (N, C, rows, w), and -1, 0 or +1 for each map and pixel."""
        side, scale = 2.0 * self.is_object[index] - 1.0, scales[..., None, None]
        with torch.no_grad():
            means, spreads = _local_moments(maps, scales, self.is_object[index])
        start = 0
        for part in _strips(maps):
            rows = slice(start, start + part.shape[2])
            start += part.shape[2]
            with torch.no_grad():
                yield part, _votes_of(part, scale, means[:, :, rows], spreads[:, :, rows], side)


def _strips(maps: Tensor) -> tuple[Tensor, ...]:
    """Split the maps into strips of rows."""
    if torch.compiler.is_compiling():  # an exported graph is for all sizes
        return (maps,)
    rows = max(1, STRIP // (maps.shape[0] * maps.shape[1] * maps.shape[3]))
    return torch.split(maps, rows, dim=2)


def _local_moments(maps: Tensor, scales: Tensor, is_object: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and reciprocal deviation (N, 2, h, w) around each pixel.

    First of the object's maps, then of the others. The mean over no maps is infinite, so that no
    value is near it.
    """
    members = torch.stack((is_object, 1.0 - is_object))
    counts = members.sum(dim=1)[:, None, None]
    strips = _strips(maps)
    weights = members * scales[:, None]
    sums = torch.cat([weighted_sums(part, weights) for part in strips], dim=2)
    weights = weights * scales[:, None]
    squares = torch.cat([weighted_sums(part.square(), weights) for part in strips], dim=2)
    mean, square = (
        F.avg_pool2d(total, 3, 1, padding=1, count_include_pad=False) / counts.clamp(min=1.0)
        for total in (sums, squares)
    )
    variance = square - mean.square()
    variance = torch.where(variance < LEAST_VARIANCE, torch.ones_like(variance), variance)
    return torch.where(counts > 0, mean, torch.inf), variance.rsqrt()


def _votes_of(maps: Tensor, scale: Tensor, means: Tensor, spreads: Tensor, side: Tensor) -> Tensor:
    """Weigh maps by whose mean is fewer deviations away; `side` is +1 or -1 for each map."""
    scaled = maps * scale
    to_object, to_others = (
        (scaled - means[:, [index]]).mul_(spreads[:, [index]]).abs_() for index in range(2)
    )
    votes = side[:, None, None]
    return (to_others.sub_(to_object).mul_(votes) > TIE) * votes
