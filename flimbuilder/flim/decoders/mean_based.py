"""The mean-based decoder; imports only torch (see ``flim/network.py``)."""

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.base import (
    PointwiseDecoder,
    reciprocals,
    weighted_sums,
    with_neighbours,
)

__all__ = ["MeanBasedDecoder"]


class MeanBasedDecoder(PointwiseDecoder):
    """Weights for each pixel by the class with the larger mean around it (arXiv 2504.20872).

    In the 3 x 3 square at p, mu_obj is the mean over the object's maps and mu_bkg over the
    others, without pixels outside the map. The object's maps weigh +1 where mu_obj > mu_bkg, the
    others -1 where mu_obj < mu_bkg; all other weights are 0. Weights are equal within a class, so
    the sum has the closed form

    ``[mu_obj > mu_bkg] sum_obj J - [mu_obj < mu_bkg] sum_bkg J``.

    The mean over a class without kernels is 0.
    """

    weighs_pixels = True

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the share of pixels where the object leads, and minus that where others lead."""
        ones = maps.new_ones(maps.shape[:2])
        _, object_leads, others_lead = self._sides(maps, ones)
        ahead, behind = (
            side.to(maps.dtype).mean(dim=(2, 3))[..., None] for side in (object_leads, others_lead)
        )
        return ahead * self.is_object - behind * (1.0 - self.is_object)

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the object's sum where it leads, minus the others' sum where they lead."""
        sums, object_leads, others_lead = self._sides(maps, maxima)
        object_sum, background_sum = sums.chunk(2, dim=1)
        nothing = torch.zeros_like(object_sum)
        return torch.where(object_leads, object_sum, nothing) - torch.where(
            others_lead, background_sum, nothing
        )

    def weights_at(self, maps: Tensor, maxima: Tensor, rows: slice, cols: slice) -> Tensor:
        """Return +1 for the object's maps where it leads, and -1 for the others where they do."""
        part, (own_rows, own_cols) = with_neighbours(maps, rows, cols)
        _, object_leads, others_lead = self._sides(part, maxima)
        ahead, behind = (
            side[:, :, None, own_rows, own_cols].to(maps.dtype)
            for side in (object_leads, others_lead)
        )
        is_object = self.is_object[..., None, None]
        return ahead * is_object - behind * (1.0 - is_object)

    def _sides(self, maps: Tensor, maxima: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the sums of the object's maps and of the others, and where each leads."""
        members = torch.cat((self.is_object, 1.0 - self.is_object))
        sums = weighted_sums(maps, members * reciprocals(maxima)[:, None])
        counts = members.sum(dim=1).clamp(min=1.0)[:, None, None]
        means = F.avg_pool2d(sums, 3, 1, padding=1, count_include_pad=False) / counts
        object_mean, background_mean = means.chunk(2, dim=1)
        return sums, object_mean > background_mean, object_mean < background_mean
