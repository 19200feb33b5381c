"""Divide the decoder's sum at a pixel or region among kernels, and among their markers.

A decoder sums weighted activation maps: ``s(p) = sum_i alpha_i(p) J_i(p) + b``. The term of each
kernel is its contribution. No estimate is involved, whatever the decoder, since its weights are
held at the values that they have on this image.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.explain.contributions.decoded_blocks import (
    BlockPart,
    decode_region,
    mean_probability,
)
from flimbuilder.explain.regions.region import Region, region_mask
from flimbuilder.flim.decoders.marker_learned import JointDecoder
from flimbuilder.flim.device import full_precision
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice

__all__ = [
    "Explanation",
    "KernelContribution",
    "StrokeContribution",
    "explain_region",
    "stroke_contributions",
]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class KernelContribution:
    """The contribution of one kernel to the sum; means over the region.

    Attributes
    ----------
    block : int
        From 1.
    channel : int
        Of the block, from 0: its index among the kernels that were not deleted.
    weight : float
        The decoder's weight alpha. Weights of fused blocks are divided by the number of blocks
        and by the largest sum of the block, so that they add up to the saliency.
    activation : float
        The activation J that the weight applies to: divided by the map's maximum, except with
        the decoder ``ml``.
    value : float
        The mean of weight times activation.
    """

    block: int
    channel: int
    weight: float
    activation: float
    value: float


@dataclass(frozen=True)
class StrokeContribution:
    """The contribution of one marker to the sum.

    Attributes
    ----------
    image : str
        Id of the marker's image.
    marker : int
        Its id in the image.
    value : float
        The contributions of the kernels that come from it, each times the marker's share.
    """

    image: str
    marker: int
    value: float


@dataclass(frozen=True)
class Explanation:
    """The decoder's sum for one class in a region; means over its pixels.

    Attributes
    ----------
    class_id : int
    sum : float
        The weighted sum plus the bias: before rectification, log-odds with the decoder ``ml``.
        Of fused blocks, the mean of their sums, each divided by its largest value.
    bias : float
        The part of the sum that no kernel contributes.
    saliency : float
        In [0, 1].
    kernels : tuple of KernelContribution
        All kernels of the decoded blocks, the largest absolute value first; their values add up
        to ``sum - bias``.
    decoder : DecoderChoice
        The complete choice.
    n_pixels : int
        Pixels of the region.
    """

    class_id: int
    sum: float
    bias: float
    saliency: float
    kernels: tuple[KernelContribution, ...]
    decoder: DecoderChoice
    n_pixels: int


def explain_region(
    model: Model,
    pixels: NDArray[np.float32],
    region: Region,
    class_id: int | None = None,
    decoder_choice: DecoderChoice | None = None,
    maps: Sequence[Tensor] | None = None,
    saliency: NDArray[np.floating] | None = None,
) -> Explanation:
    """Return the contribution of each kernel to the decoder's sum at a pixel or in a region.

    Parameters
    ----------
    model : Model
    pixels : ndarray of float32 of shape (H, W, C)
        In [0, 1].
    region : tuple of int, or ndarray of bool of shape (H, W)
        A pixel (row, column), or a mask.
    class_id : int or None, default=None
        The object class; None is the one with the largest sum in the region.
    decoder_choice : DecoderChoice or None, default=None
        None is the model's own.
    maps : sequence of Tensor or None, default=None
        The activation maps of the image, as :meth:`Model.encode` returns. None computes them, or
        the part of them that the region depends on if the decoder needs no more (``ml``, and
        decoders of fixed or pixel-wise weights with the scale ``training``).
    saliency : ndarray of shape (object classes, H, W) or None, default=None
        The saliency of the image by the same choice; None computes what is needed of it.

    Raises
    ------
    InputError
        If the region is empty or not in the image, or the class is not an object class.
    ImageError
        If the encoder can't read the image.

    Notes
    -----
    ``s(p) = sum_i alpha_i(p) J_i(p) + b`` (arXiv 2504.20872, section 3), interpolated to the image
    as the saliency is. The interpolation is linear, so a contribution is the interpolated product,
    and the contributions of a region are the mean of those of its pixels.
    """
    size = (pixels.shape[0], pixels.shape[1])
    mask = region_mask(region, size)
    choice = model.resolve(decoder_choice)
    given = None if class_id is None else model.document.object_index(class_id)
    is_joint = isinstance(model.weighing_decoder(choice), JointDecoder)
    with torch.inference_mode(), full_precision():
        blocks = decode_region(model, choice, pixels, mask, maps)
        parts = [block.contributions(mask) for block in blocks]
        if len(blocks) > 1 and not is_joint:
            parts = [
                part.divided_by(len(blocks) * block.peaks)
                for part, block in zip(parts, blocks, strict=True)
            ]
        if saliency is not None:
            mean_saliency = saliency[:, mask].mean(axis=1, dtype=np.float64)
        elif is_joint:
            mean_saliency = mean_probability(blocks, mask)
        else:
            mean_saliency = np.mean([block.saliency(mask) for block in blocks], axis=0)
    sums = np.sum([part.values.sum(axis=1) + part.bias for part in parts], axis=0)
    index = int(np.argmax(sums)) if given is None else given
    kernels = [kernel for part in parts for kernel in _of_class(part, index)]
    kernels.sort(key=lambda kernel: -abs(kernel.value))
    return Explanation(
        class_id=model.document.object_classes[index],
        sum=float(sums[index]),
        bias=float(sum(part.bias[index] for part in parts)),
        saliency=float(mean_saliency[index]),
        kernels=tuple(kernels),
        decoder=choice,
        n_pixels=int(mask.sum()),
    )


def stroke_contributions(
    explanation: Explanation, document: ModelDocument
) -> tuple[StrokeContribution, ...]:
    """Add up the contributions of the kernels by the markers that they come from.

    Parameters
    ----------
    explanation : Explanation
    document : ModelDocument
        Of the same model; it holds the share of each marker in each kernel.

    Returns
    -------
    tuple of StrokeContribution
        The largest absolute value first. They add up to ``sum - bias``, less the contributions of
        kernels without markers, as in imported models.
    """
    values: defaultdict[tuple[str, int], float] = defaultdict(float)
    for kernel in explanation.kernels:
        record = document.blocks[kernel.block - 1].kernels[kernel.channel]
        for source in record.markers:
            values[source.image, source.marker] += source.share * kernel.value
    ordered = sorted(values.items(), key=lambda item: (-abs(item[1]), item[0]))
    return tuple(StrokeContribution(*stroke, value) for stroke, value in ordered)


def _of_class(part: BlockPart, index: int) -> list[KernelContribution]:
    """Return the contributions of a block's kernels to the sum of one object class."""
    columns = (part.weights[index], part.activations, part.values[index])
    return [
        KernelContribution(part.block, channel, *numbers)
        for channel, numbers in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]
