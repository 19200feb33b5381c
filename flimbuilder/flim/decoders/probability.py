"""The decoder of local probability; torch alone (see ``flim/network.py``)."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.base import PointwiseDecoder, weighted_sums

__all__ = ["ProbabilityDecoder"]

LEAST_VARIANCE = 1e-7


class ProbabilityDecoder(PointwiseDecoder):
    """Weights for each pixel and map by which class explains its value (arXiv 2504.20872).

    In the 3 x 3 square at p (pixels outside the map are left out), mu_obj and var_obj are mean
    and variance of the object's maps, mu_bkg and var_bkg of the others; a variance under 1e-7
    counts as 1. With phi = exp(-(J_i(p) - mu)^2 / (2 var)), an object's map weighs +1 where
    phi_obj > phi_bkg, another -1 where phi_obj < phi_bkg, all else 0. A class without kernels
    has phi 0.
    """

    id = "pb"
    title = "probability-based"

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the share of pixels where each map counts for the object, or against it."""
        return torch.stack([votes.mean(dim=(2, 3)) for votes in self._votes(maps)], dim=1)

    def combine(self, maps: Tensor) -> Tensor:
        """Return the object's explained values less the others' explained ones."""
        return torch.stack([(votes * maps).sum(dim=1) for votes in self._votes(maps)], dim=1)

    def _votes(self, maps: Tensor) -> Iterator[Tensor]:
        """Give -1, 0 or +1 for each map and pixel, (N, C, h, w), of one object class at a time.

        All at once would hold (N, objects, C, h, w).
        """
        maps_of = torch.stack((self.is_object, 1.0 - self.is_object))  # (2, objects, C)
        means, variances = _local_moments(maps, maps_of)
        for one in range(len(self.is_object)):
            yield _votes_of(maps, means[:, :, one], variances[:, :, one], maps_of[:, one])


def _local_moments(maps: Tensor, maps_of: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and variance of both sides around each pixel, (N, 2, objects, h, w)."""
    members = maps_of.flatten(0, 1)
    counts = members.sum(dim=1).clamp(min=1.0)[:, None, None]
    both = torch.cat((weighted_sums(maps, members), weighted_sums(maps.square(), members)), dim=1)
    local = F.avg_pool2d(both, 3, 1, padding=1, count_include_pad=False)
    mean, square = (moment / counts for moment in local.chunk(2, dim=1))
    variance = square - mean.square()
    variance = torch.where(variance < LEAST_VARIANCE, torch.ones_like(variance), variance)
    shape = (len(maps), *maps_of.shape[:2], *maps.shape[-2:])
    return mean.view(shape), variance.view(shape)


def _votes_of(maps: Tensor, means: Tensor, variances: Tensor, maps_of: Tensor) -> Tensor:
    """Weigh the maps of one object class; exponents are compared, not exponentials."""
    is_object, is_other = maps_of[:, None, :, None, None].bool()
    exponents = (maps[:, None] - means[:, :, None]).square() / variances[:, :, None]
    missing = ~maps_of.bool().any(dim=1)
    exponents = exponents.masked_fill(missing[None, :, None, None, None], torch.inf)
    obj, other = exponents.unbind(1)
    gained, lost = is_object & (obj < other), is_other & (obj > other)
    votes: Tensor = gained.to(maps.dtype) - lost.to(maps.dtype)
    return votes
