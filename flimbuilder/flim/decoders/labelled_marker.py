"""The labelled-marker decoder; imports only torch (see ``flim/network.py``)."""

from torch import Tensor

from flimbuilder.flim.decoders.base import PointwiseDecoder, reciprocals, weighted_sums

__all__ = ["LabelledMarkerDecoder"]


class LabelledMarkerDecoder(PointwiseDecoder):
    """Fixed weights: +1 for kernels of the object, -1 for all others (arXiv 2504.20872)."""

    has_fixed_weights = True

    def weigh(self, maps: Tensor) -> Tensor:
        """Return +1 for the object's kernels and -1 for the others."""
        return (2.0 * self.is_object - 1.0).expand(maps.shape[0], -1, -1)

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the sum of the object's maps minus the sum of the others."""
        return weighted_sums(maps, self.weigh(maps) * reciprocals(maxima)[:, None])
