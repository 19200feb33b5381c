"""The decoder of attention; torch alone (see ``flim/network.py``)."""

import torch
from torch import Tensor

from flimbuilder.flim.decoders.base import PointwiseDecoder, live_maps

__all__ = ["AttentionDecoder"]


class AttentionDecoder(PointwiseDecoder):
    """Weights by how like each map is to where the maps answer at all (arXiv 2504.20872).

    The attention map is a = norm01(max_i J_i) + norm01(mean_i J_i), where norm01 stretches a map
    to [0, 1], and c_i is the cosine of a and J_i. The weight is +1 if
    c_i < mean(c) - std(c) / 2, -1 if c_i > mean(c) + std(c) / 2, else 0. Maps that are zero
    everywhere do not count. Classes play no part.
    """

    id = "at"
    title = "attention"
    needs_classes = False

    def weigh(self, maps: Tensor) -> Tensor:
        """Return +1 for maps unlike the attention map and -1 for those like it."""
        live = live_maps(maps)
        n_live = live.sum(dim=1, keepdim=True).clamp(min=1)
        attention = _stretched(maps.amax(dim=1)) + _stretched(maps.sum(dim=1) / n_live[..., None])
        flat, attention = maps.flatten(2), attention.flatten(1)[:, None]
        lengths = flat.norm(dim=2) * attention.norm(dim=2)
        cosine = (flat * attention).sum(dim=2) / torch.where(lengths > 0, lengths, 1.0)
        centre = (cosine * live).sum(dim=1, keepdim=True) / n_live
        spread = (((cosine - centre).square() * live).sum(dim=1, keepdim=True) / n_live).sqrt()
        unlike, like = cosine < centre - spread / 2, cosine > centre + spread / 2
        weights = (unlike.to(maps.dtype) - like.to(maps.dtype)) * live
        return weights[:, None].expand(-1, len(self.is_object), -1)


def _stretched(maps: Tensor) -> Tensor:
    """Stretch each map (N, h, w) to [0, 1]; a constant one becomes 0."""
    low, high = maps.amin(dim=(1, 2), keepdim=True), maps.amax(dim=(1, 2), keepdim=True)
    return (maps - low) / torch.where(high > low, high - low, 1.0)
