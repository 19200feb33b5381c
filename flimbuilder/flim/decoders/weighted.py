"""Decoders with given weights; import only torch (see ``flim/network.py``)."""

from collections.abc import Sequence

import torch
from torch import Tensor

from flimbuilder.flim.decoders.base import ROUNDING, PointwiseDecoder

__all__ = ["ManualDecoder", "TrainedDecoder", "WeightedDecoder"]


class WeightedDecoder(PointwiseDecoder):
    """The same given weights for every image: ``S(p) = ReLU(sum_i alpha_i J_i(p) + b)``.

    An image whose maps are all zero has no saliency, whatever the bias, unless maps and sums have
    a scale of the training images.

    Parameters
    ----------
    kernel_classes, object_classes
        As in :class:`PointwiseDecoder`; the kernels' classes do not matter.
    weights : sequence of sequence of float
        A row for each object class with a weight for each kernel; a single row serves all.
    bias : sequence of float, default=()
        One for each row; none is 0.
    """

    has_fixed_weights = True
    weights: Tensor
    bias: Tensor

    def __init__(
        self,
        kernel_classes: Sequence[int],
        object_classes: Sequence[int],
        weights: Sequence[Sequence[float]],
        bias: Sequence[float] = (),
    ) -> None:
        super().__init__(kernel_classes, object_classes)
        n_objects = len(object_classes)
        rows = torch.tensor(list(weights), dtype=torch.float32)
        self.shares_weights = len(rows) == 1
        biases = torch.tensor(list(bias) or [0.0], dtype=torch.float32)
        self.register_buffer("weights", rows.expand(n_objects, -1).clone(), persistent=False)
        self.register_buffer("bias", biases.expand(n_objects).clone(), persistent=False)

    def without_rounding(self, peaks: Tensor) -> Tensor:
        """Set largest sums to 0 that are no more than rounding errors of the weights."""
        largest = torch.maximum(self.weights.abs().amax(dim=1), self.bias.abs())
        return peaks * (peaks > ROUNDING * self.weights.shape[1] * largest)

    def weigh(self, maps: Tensor) -> Tensor:
        """Return the given weights."""
        return self.weights.expand(len(maps), -1, -1)

    def combine(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the weighted sum of the maps plus the bias; zero if all maps are."""
        sums = self.sums(maps, self.weights[None], maxima)
        return sums + self.bias_on(maxima)[..., None, None]

    def bias_on(self, maxima: Tensor) -> Tensor:
        """Return the bias, (N, object classes); zero if all maps are."""
        if self.has_scale:
            return self.bias.expand(maxima.shape[0], -1)
        return self.bias * (maxima > 0).any(dim=1)[:, None]


class ManualDecoder(WeightedDecoder):
    """The user's own weight for each kernel, any real number, usually -1, 0 or +1."""


class TrainedDecoder(WeightedDecoder):
    """Weights and bias trained on reference masks, by ``flim/pointwise_training.py``."""
