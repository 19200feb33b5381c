"""The tri-state decoders; import only torch (see ``flim/network.py``)."""

from collections.abc import Mapping

from torch import Tensor

from flimbuilder.flim.decoders.base import SurveyDecoder
from flimbuilder.flim.decoders.thresholds import half_bin_counts, otsu_threshold, share_over_otsu

__all__ = ["LabelledTriStateDecoder", "TriStateDecoder"]

WIDE = 0.2  # a map with a larger share of the image above its threshold is background
NARROW = 0.1  # a map with a smaller share is object


class _ByHistograms(SurveyDecoder):
    """Decides by the mean of each map and by the area above its threshold."""

    def survey(self, maps: Tensor, lowest: Tensor, highest: Tensor) -> dict[str, Tensor]:
        """Return each map's sum and histogram."""
        flat = maps.flatten(2)
        return {
            "min_map": lowest,
            "max_map": highest,
            "sums": flat.sum(dim=2).double(),
            "counts": half_bin_counts(flat, lowest[..., None], highest[..., None]),
        }

    def states(self, survey: Mapping[str, Tensor]) -> Tensor:
        """Return -1, 0 or +1 for each map, (N, C)."""
        low, high, counts = survey["min_map"], survey["max_map"], survey["counts"]
        live = (high > 0).double()
        mean = survey["sums"] / counts.sum(dim=(2, 3))
        share = share_over_otsu(counts, low[..., None], high[..., None])
        n_live = live.sum(dim=1, keepdim=True)
        middle = otsu_threshold(mean, live > 0)[:, None]
        centre = (mean * live).sum(dim=1, keepdim=True) / n_live.clamp(min=1)
        spread = ((mean - centre).square() * live).sum(dim=1, keepdim=True) / n_live.clamp(min=1)
        # A single map cannot be brighter than others, so only its width decides.
        alone = n_live < 2
        bright, dark = alone | (mean >= middle + spread), alone | (mean <= middle - spread)
        background, foreground = bright & (share > WIDE), dark & (share < NARROW)
        return (foreground.double() - background.double()) * live


class TriStateDecoder(_ByHistograms):
    """Weights by the statistics of each map over the whole image (arXiv 2504.20872).

    mu_i is the mean of map i, tau Otsu's threshold of the {mu_i}, s2 their variance, and t_i the
    share of pixels of map i above its own Otsu threshold. The weight is -1 if mu_i >= tau + s2
    and t_i > 0.2, +1 if mu_i <= tau - s2 and t_i < 0.1, else 0. Maps that are zero everywhere
    do not count; if fewer than two others remain, only t_i decides. Classes do not matter.
    """

    shares_weights = True

    def weights_of(self, survey: Mapping[str, Tensor]) -> Tensor:
        """Return +1 for narrow, dark maps and -1 for wide, bright ones, for every class."""
        return self.states(survey)[:, None].expand(-1, len(self.is_object), -1)


class LabelledTriStateDecoder(_ByHistograms):
    """The tri-state weights of the object's kernels; all others weigh 0 (arXiv 2504.20872)."""

    def weights_of(self, survey: Mapping[str, Tensor]) -> Tensor:
        """Return the tri-state weights of the object's maps, and 0 for all others."""
        return self.states(survey)[:, None] * self.is_object
