"""The attention decoder; imports only torch (see ``flim/network.py``)."""

from collections.abc import Mapping

import torch
from torch import Tensor

from flimbuilder.flim.decoders.base import SurveyDecoder

__all__ = ["AttentionDecoder"]


class AttentionDecoder(SurveyDecoder):
    """Weights by the similarity of each map to an attention map (arXiv 2504.20872).

    The attention map is a = norm01(max_i J_i) + norm01(mean_i J_i), where norm01 stretches a map
    to [0, 1], and c_i is the cosine of a and J_i. The weight is +1 if
    c_i < mean(c) - std(c) / 2, -1 if c_i > mean(c) + std(c) / 2, else 0. Maps that are zero
    everywhere do not count. Classes do not matter.

    Notes
    -----
    Let M = max_i J_i and S = sum_i J_i, which norm01 maps to the same values as the mean. If
    norm01 subtracts u and v from M and S and multiplies the results by f and g, then
    <a, J_i> = f (<M, J_i> - u sum J_i) + g (<S, J_i> - v sum J_i), and likewise <a, a>. These
    are sums over the image, so that it can be surveyed part by part.
    """

    shares_weights = True

    def survey(self, maps: Tensor, lowest: Tensor, highest: Tensor) -> dict[str, Tensor]:
        """Return products of the maps with their maximum and their sum, and the extremes."""
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
        """Return +1 for maps unlike the attention map and -1 for maps like it."""
        live = (survey["max_map"] > 0).double()
        n_live = live.sum(dim=1, keepdim=True).clamp(min=1)
        cosine = _cosines(survey)
        centre = (cosine * live).sum(dim=1, keepdim=True) / n_live
        spread = (((cosine - centre).square() * live).sum(dim=1, keepdim=True) / n_live).sqrt()
        unlike, like = cosine < centre - spread / 2, cosine > centre + spread / 2
        weights = (unlike.double() - like.double()) * live
        return weights[:, None].expand(-1, len(self.is_object), -1)


def _cosines(survey: Mapping[str, Tensor]) -> Tensor:
    """Return the cosine (N, C) of each map and the attention map."""
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
