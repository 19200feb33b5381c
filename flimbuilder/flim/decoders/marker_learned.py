"""The decoder learned from the markers; imports only torch (see ``flim/network.py``)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.base import weighted_sums
from flimbuilder.flim.decoders.weighted import WeightedDecoder
from flimbuilder.flim.network import BlocksDecoder

__all__ = ["JointDecoder", "MarkerLearnedDecoder", "class_probabilities"]


def class_probabilities(logits: Tensor) -> Tensor:
    """Return the probability of each object class against all others and the background.

    The logits (..., object classes, h, w) are relative to the background: the sigmoid of a single
    class, the softmax of several with a 0 for the background.
    """
    if logits.shape[-3] == 1:
        return logits.sigmoid()
    # Not torch's softmax: along this dimension, its last bits depend on the number of threads.
    top = logits.amax(dim=-3, keepdim=True).clamp(min=0)
    odds = (logits - top).exp()
    return odds / (odds.sum(dim=-3, keepdim=True) + (-top).exp())


class JointDecoder(BlocksDecoder):
    """A decoder that adds the weighted sums of several blocks to one probability.

    The weighted sums of each block are interpolated to the size of the image, which equals
    weighting interpolated maps, as both are linear.
    """

    def forward(self, activations: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
        """Decode the blocks' activation maps to probabilities (N, object classes, H, W)."""
        return class_probabilities(self.sums(activations, size))

    def sums(self, activations: Sequence[Tensor], size: tuple[int, int]) -> Tensor:
        """Return the log-odds (N, object classes, H, W) against the background."""
        sums = []
        for number, decoder in zip(self.blocks, self.decoders, strict=True):
            of_block = cast("MarkerLearnedDecoder", decoder).combine(activations[number - 1])
            sums.append(F.interpolate(of_block, size=size, mode="bilinear"))
        return _added(sums)

    def join(self, parts: Sequence[Tensor]) -> Tensor:
        """Add the sums of the blocks, each (..., object classes, h, w), to probabilities."""
        return class_probabilities(_added(parts))


def _added(parts: Sequence[Tensor]) -> Tensor:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


class MarkerLearnedDecoder(WeightedDecoder):
    """The probability of each object class, by weights of raw activation maps.

    ``l(p) = sum_i alpha_i A_i(p) + b``, where A_i is activation map i, interpolated to the size of
    the image; :func:`class_probabilities` turns l into probabilities. Nothing is divided by a
    maximum of the image, so the value at a pixel depends only on the pixels that the kernels see
    there, and an image without objects may have no saliency.
    """

    is_probability = True

    @classmethod
    def of_blocks(
        cls,
        kernel_classes: Mapping[int, Sequence[int]],
        object_classes: Sequence[int],
        **given: Any,
    ) -> BlocksDecoder:
        """Make the joint decoder of one or more blocks.

        Parameters
        ----------
        kernel_classes, object_classes
            As in :meth:`PointwiseDecoder.of_blocks`.
        weights : sequence of sequence of float
            A row for each object class, over the kernels of all blocks in their order.
        bias : sequence of float, default=()
            One for each row; none is 0.

        Returns
        -------
        JointDecoder
        """
        decoders, start, bias = {}, 0, given.get("bias", ())
        for block, classes in kernel_classes.items():
            rows = [row[start : start + len(classes)] for row in given["weights"]]
            decoders[block] = cls(classes, object_classes, rows, bias)
            start, bias = start + len(classes), ()  # the first block adds the bias
        return JointDecoder(decoders)

    def weights_on(self, activations: Tensor) -> Tensor:
        """Return the weights (N, object classes, C) of maps that are scaled by their maximum.

        A weight is the contribution of the maximum of its map to the logit.
        """
        return self.weights * activations.amax(dim=(2, 3))[:, None]

    def weighed_maps(self, maps: Tensor, maxima: Tensor) -> Tensor:
        """Return the maps as they are."""
        return maps

    def bias_on(self, maxima: Tensor) -> Tensor:
        """Return the bias, (N, object classes)."""
        return self.bias.expand(len(maxima), -1)

    def combine(self, maps: Tensor, maxima: Tensor | None = None) -> Tensor:
        """Return the weighted sum of the activation maps as they are, plus the bias."""
        return weighted_sums(maps, self.weights[None]) + self.bias[:, None, None]

    def forward(self, activations: Tensor, size: tuple[int, int]) -> Tensor:
        """Decode the activation maps of a single block; see :class:`PointwiseDecoder`."""
        sums = F.interpolate(self.combine(activations), size=size, mode="bilinear")
        return class_probabilities(sums)
