"""The decoder of attention; torch alone (see ``flim/network.py``)."""

from collections.abc import Mapping

import torch
from torch import Tensor

from flimbuilder.flim.decoders.base import SurveyDecoder

__all__ = ["AttentionDecoder"]


class AttentionDecoder(SurveyDecoder):
    """Weights by how like each map is to where the maps answer at all (arXiv 2504.20872).

    The attention map is a = norm01(max_i J_i) + norm01(mean_i J_i), where norm01 stretches a map
    to [0, 1], and c_i is the cosine of a and J_i. The weight is +1 if
    c_i < mean(c) - std(c) / 2, -1 if c_i > mean(c) + std(c) / 2, else 0. Maps that are zero
    everywhere do not count. Classes play no part.

    Notes
    -----
    With M = max_i J_i, S = sum_i J_i (norm01 does not tell it from the mean), and u and v what
    norm01 subtracts from M and S, and f and g what it then multiplies by,
    <a, J_i> = f (<M, J_i> - u sum J_i) + g (<S, J_i> - v sum J_i), and <a, a> likewise: sums
    over the image, so that it can be surveyed part by part.
    """

    is_one_for_all = True

    def survey(self, maps: Tensor, lowest: Tensor, highest: Tensor) -> dict[str, Tensor]:
        """Gather the products of the maps with their maximum and their sum, and the extremes."""
        flat = maps.flatten(2)
        both = torch.stack((flat.amax(dim=1), flat.sum(dim=1)), dim=1)  # (N, 2, pixels)
        return {
            "max_map": highest,
            "sums": flat.sum(dim=2).double(),
            "squares": torch.einsum("ncp,ncp->nc", flat, flat).double(),
            "with_both": torch.einsum("nbp,ncp->nbc", both, flat).double(),
            "both": both.sum(dim=2).double(),
            "products": torch.einsum("nbp,nap->nba", both, both).double(),
            "pixels": both.new_full((maps.shape[0], 1), flat.shape[2], dtype=torch.float64),
            "min_both": both.amin(dim=2).double(),
            "max_both": both.amax(dim=2).double(),
        }

    def weights_of(self, survey: Mapping[str, Tensor]) -> Tensor:
        """Return +1 for maps unlike the attention map and -1 for those like it."""
        live = (survey["max_map"] > 0).double()
        n_live = live.sum(dim=1, keepdim=True).clamp(min=1)
        cosine = _cosines(survey)
        centre = (cosine * live).sum(dim=1, keepdim=True) / n_live
        spread = (((cosine - centre).square() * live).sum(dim=1, keepdim=True) / n_live).sqrt()
        unlike, like = cosine < centre - spread / 2, cosine > centre + spread / 2
        weights = (unlike.double() - like.double()) * live
        return weights[:, None].expand(-1, len(self.is_object), -1)


def _cosines(survey: Mapping[str, Tensor]) -> Tensor:
    """Return the cosine of each map and the attention map, (N, C)."""
    low, span = survey["min_both"], survey["max_both"] - survey["min_both"]
    factor = torch.where(span > 0, 1.0 / torch.where(span > 0, span, 1.0), 0.0)
    along = survey["with_both"] - low[..., None] * survey["sums"][:, None]
    products = (factor[..., None] * along).sum(dim=1)
    crossed = low[:, :, None] * survey["both"][:, None]
    moments = survey["products"] - crossed - crossed.transpose(1, 2)
    moments = moments + survey["pixels"][..., None] * low[:, :, None] * low[:, None]
    length = (factor[:, :, None] * factor[:, None] * moments).sum(dim=(1, 2)).clamp(min=0)
    lengths = (survey["squares"] * length[:, None]).sqrt()
    return products / torch.where(lengths > 0, lengths, 1.0)
