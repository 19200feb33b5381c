"""The decoders of three states; torch alone (see ``flim/network.py``)."""

from torch import Tensor

from flimbuilder.flim.decoders.base import PointwiseDecoder, live_maps
from flimbuilder.flim.decoders.thresholds import otsu_threshold

__all__ = ["LabelledTriStateDecoder", "TriStateDecoder"]

WIDE = 0.2  # share of the image over its own threshold from which a map is background's
NARROW = 0.1  # and below which it is an object's


def tri_state_weights(maps: Tensor) -> Tensor:
    """Return -1, 0 or +1 for each map, by how bright and how wide it is.

    Parameters
    ----------
    maps : Tensor of shape (N, C, h, w)
        Each scaled by its own maximum.

    Returns
    -------
    Tensor of shape (N, C)
    """
    flat = maps.flatten(2)
    live = live_maps(maps)
    mean = flat.mean(dim=2)
    share = (flat > otsu_threshold(flat)[..., None]).to(maps.dtype).mean(dim=2)
    n_live = live.sum(dim=1, keepdim=True)
    middle = otsu_threshold(mean, live > 0)[:, None]
    centre = (mean * live).sum(dim=1, keepdim=True) / n_live.clamp(min=1)
    spread = ((mean - centre).square() * live).sum(dim=1, keepdim=True) / n_live.clamp(min=1)
    # One map has no other to be brighter than: its width alone tells.
    alone = n_live < 2
    bright, dark = alone | (mean >= middle + spread), alone | (mean <= middle - spread)
    background, foreground = bright & (share > WIDE), dark & (share < NARROW)
    return (foreground.to(maps.dtype) - background.to(maps.dtype)) * live


class TriStateDecoder(PointwiseDecoder):
    """Weights by the statistics of each map over the whole image (arXiv 2504.20872).

    mu_i is the mean of map i, tau Otsu's threshold of the {mu_i}, s2 their variance, and t_i the
    share of pixels of map i over its own Otsu threshold. The weight is -1 if mu_i >= tau + s2
    and t_i > 0.2, +1 if mu_i <= tau - s2 and t_i < 0.1, else 0. Maps that are zero everywhere
    do not count; with fewer than two others t_i alone decides. Classes play no part.
    """

    id = "ts"
    title = "tri-state"
    needs_classes = False

    def weigh(self, maps: Tensor) -> Tensor:
        """Return +1 for narrow, dark maps and -1 for wide, bright ones, for every class."""
        return tri_state_weights(maps)[:, None].expand(-1, len(self.is_object), -1)


class LabelledTriStateDecoder(PointwiseDecoder):
    """The tri-state weights of the object's kernels; all others weigh 0 (arXiv 2504.20872)."""

    id = "lt"
    title = "labelled tri-state"

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the tri-state weights of the object's maps, and 0 for all others."""
        return tri_state_weights(maps)[:, None] * self.is_object
