"""Divide the decoder's sum at a pixel or region among kernels, and among the markers they are of.

A decoder sums weighted activation maps: ``s(p) = sum_i alpha_i(p) J_i(p) + b``. The term of each
kernel is its contribution. No estimate is involved, whatever the decoder, since its weights are
held at the values that they have on this image.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.explain.regions import Region, map_weights, region_mask
from flimbuilder.flim import decoders
from flimbuilder.flim.decoders import PointwiseDecoder
from flimbuilder.flim.decoders.marker_learned import JointDecoder, class_probabilities
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

FOREIGN_ERROR = 1e-4  # of the sums of a decoder from another package, relative to the terms
STRIP = 2**22  # weights of pixels at a time


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
    """The sum of the contributions of a marker's kernels, each times the marker's share."""

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
        The activation maps of the image, as :meth:`Model.encode` returns; None computes them.

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
    objects = model.document.object_classes
    if class_id is not None and class_id not in objects:
        raise InputError(
            f"class {class_id} is no object class; choose from {', '.join(map(str, objects))}"
        )
    if maps is None:
        maps = model.encode(pixels, max(choice.blocks))
    with torch.inference_mode(), full_precision():
        parts, mean_saliency = _decode_region(model, choice, maps, mask, saliency)
    sums = np.sum([part.values.sum(axis=1) + part.bias for part in parts], axis=0)
    index = int(np.argmax(sums)) if class_id is None else objects.index(class_id)
    kernels = [kernel for part in parts for kernel in part.of_class(index)]
    kernels.sort(key=lambda kernel: -abs(kernel.value))
    return Explanation(
        class_id=objects[index],
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
    """Add up the contributions of the kernels by the markers that they are of.

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


@dataclass(frozen=True)
class _BlockPart:
    """The contributions of a block; arrays are (object classes, C), the bias (object classes,)."""

    block: int
    weights: FloatArray
    activations: FloatArray  # (C,)
    values: FloatArray
    bias: FloatArray

    def divided_by(self, divisor: FloatArray) -> "_BlockPart":
        """Divide the sums of each object class; by zero, they are zero."""
        factor = 1.0 / np.where(divisor > 0, divisor, np.inf)
        return _BlockPart(
            self.block,
            self.weights * factor[:, None],
            self.activations,
            self.values * factor[:, None],
            self.bias * factor,
        )

    def of_class(self, index: int) -> list[KernelContribution]:
        return [
            KernelContribution(self.block, channel, *numbers)
            for channel, numbers in enumerate(
                zip(
                    self.weights[index].tolist(),
                    self.activations.tolist(),
                    self.values[index].tolist(),
                    strict=True,
                )
            )
        ]


class _DecodedBlock:
    """A block's maps and decoder; what is needed of the whole image is computed once."""

    def __init__(self, number: int, decoder: PointwiseDecoder, maps: Tensor) -> None:
        self.number, self.decoder, self.maps = number, decoder, maps

    @cached_property
    def maxima(self) -> Tensor:
        """What divides the maps, (1, C); not measured if the decoder has no use for it."""
        decoder, maps = self.decoder, self.maps
        if decoder.is_probability or decoder.has_scale:
            return decoder.maxima_of(maps.new_ones(maps.shape[:2]))
        return decoder.maxima_of(maps.amax(dim=(2, 3)))

    @cached_property
    def weights(self) -> Tensor:
        """The weights (1, object classes, C) of a decoder that weighs all pixels alike."""
        maps = self.maps[:, :, :1, :1] if self.decoder.has_fixed_weights else self.maps
        return self.decoder.weigh(self.decoder.weighed_maps(maps, self.maxima))

    @cached_property
    def sums(self) -> Tensor:
        """The sums (1, object classes, h, w) over the whole image."""
        decoder = self.decoder
        if decoder.weighs_pixels or not _is_built_in(decoder):
            return decoder.combine(self.maps, self.maxima)
        bias = decoder.bias_on(self.maxima)[..., None, None]
        return decoder.sums(self.maps, self.weights, self.maxima) + bias

    @cached_property
    def peaks(self) -> FloatArray:
        """The largest sums of the image (object classes,), by which saliency is scaled."""
        peaks = self.decoder.limit(self.sums).amax(dim=(2, 3))
        return np.asarray(self.decoder.levels_of(peaks)[0].double().cpu())

    def saliency(self, mask: NDArray[np.bool_]) -> FloatArray:
        """Return the mean saliency (object classes,) in a region."""
        limited = self.decoder.limit(self.sums)[0].double()
        mean = torch.einsum("ohw,hw->o", limited, self._places(mask)).cpu().numpy()
        peaks = np.where(self.peaks > 0, self.peaks, np.inf)
        scaled: FloatArray = mean / peaks
        return scaled

    def contributions(self, mask: NDArray[np.bool_]) -> _BlockPart:
        """Return the contributions of the kernels in a region."""
        decoder, places = self.decoder, self._places(mask)
        n_objects, n_kernels = decoder.is_object.shape
        weights, values = places.new_zeros((2, n_objects, n_kernels))
        activations = places.new_zeros(n_kernels)
        for rows, cols in _strips(places, n_kernels * (n_objects if decoder.weighs_pixels else 1)):
            part = decoder.weighed_maps(self.maps[:, :, rows, cols], self.maxima)[0].double()
            share = places[rows, cols]
            activations += torch.einsum("chw,hw->c", part, share)
            if decoder.weighs_pixels:
                own = decoder.weights_at(self.maps, self.maxima, rows, cols)[0].double() * share
                weights += own.sum(dim=(2, 3))
                values += torch.einsum("ochw,chw->oc", own, part)
        if not decoder.weighs_pixels:
            weights = self.weights[0].double()
            values = weights * activations
        bias = decoder.bias_on(self.maxima)[0].double()
        arrays = (part.cpu().numpy() for part in (weights, activations, values, bias))
        contributions = _BlockPart(self.number, *arrays)
        if not _is_built_in(decoder):
            self._require_sum(contributions, places)
        return contributions

    def _require_sum(self, contributions: _BlockPart, places: Tensor) -> None:
        """Raise InputError if the contributions do not add up to the sums of the decoder."""
        wanted = torch.einsum("ohw,hw->o", self.sums[0].double(), places).cpu().numpy()
        found = contributions.values.sum(axis=1) + contributions.bias
        size = np.abs(contributions.values).sum(axis=1) + np.abs(contributions.bias) + 1.0
        if (np.abs(found - wanted) > FOREIGN_ERROR * size).any():
            raise InputError(
                f"{type(self.decoder).__name__} can't be explained: its weights do not give its "
                "sums; set weighs_pixels and define weights_at and bias_on, or choose another "
                "decoder"
            )

    def _places(self, mask: NDArray[np.bool_]) -> Tensor:
        return map_weights(mask, (self.maps.shape[2], self.maps.shape[3])).to(self.maps.device)


def _is_built_in(decoder: PointwiseDecoder) -> bool:
    return type(decoder).__module__.startswith(decoders.__name__)


def _decode_region(
    model: Model,
    choice: DecoderChoice,
    maps: Sequence[Tensor],
    mask: NDArray[np.bool_],
    saliency: NDArray[np.floating] | None,
) -> tuple[list[_BlockPart], FloatArray]:
    """Return the contributions of each block, and the saliency (object classes,)."""
    decoder = model.decoder(choice)
    blocks = [
        _DecodedBlock(number, cast("PointwiseDecoder", part), maps[number - 1])
        for number, part in zip(decoder.blocks, decoder.decoders, strict=True)
    ]
    parts = [block.contributions(mask) for block in blocks]
    if saliency is not None:
        mean = saliency[:, mask].mean(axis=1, dtype=np.float64)
    elif isinstance(decoder, JointDecoder):
        mean = _probability(blocks, mask)
    else:
        mean = np.mean([block.saliency(mask) for block in blocks], axis=0)
    if len(blocks) > 1 and not isinstance(decoder, JointDecoder):
        parts = [
            part.divided_by(len(blocks) * block.peaks)
            for part, block in zip(parts, blocks, strict=True)
        ]
    return parts, mean


def _strips(places: Tensor, per_pixel: int) -> list[tuple[slice, slice]]:
    """Return rows and columns of the strips that hold all places with a weight."""
    rows, cols = (places.any(dim=axis).nonzero()[:, 0] for axis in (1, 0))
    first, last = int(rows[0]), int(rows[-1]) + 1
    across = slice(int(cols[0]), int(cols[-1]) + 1)
    step = max(1, STRIP // (per_pixel * (across.stop - across.start)))
    return [(slice(start, min(start + step, last)), across) for start in range(first, last, step)]


def _probability(blocks: Sequence[_DecodedBlock], mask: NDArray[np.bool_]) -> FloatArray:
    """Return the mean probability (object classes,) of a joint decoder in a region."""
    logits = []
    for block in blocks:
        decoder, maps = block.decoder, block.maps
        places = map_weights(mask, (maps.shape[2], maps.shape[3]))
        sums = maps.new_zeros((1, len(decoder.is_object), *maps.shape[2:]))
        for rows, cols in _strips(places, maps.shape[1]):
            part = maps[:, :, rows, cols]
            sums[:, :, rows, cols] = decoder.combine(part, block.maxima)
        full = F.interpolate(sums, size=mask.shape, mode="bilinear")
        logits.append(full[0][:, torch.from_numpy(mask).to(maps.device)].double())
    probabilities = class_probabilities(torch.stack(logits).sum(dim=0)[:, None])[:, 0]
    return np.asarray(probabilities.mean(dim=-1).cpu())
