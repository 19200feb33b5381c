"""From activation maps to a score: the decoder with its weights and scales held constant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.explain.attributions.image_part import Spans, interpolation, neighbours
from flimbuilder.explain.regions.local_blocks import Window
from flimbuilder.flim.decoders.base import PointwiseDecoder, reciprocals, scale_by, weighted_sums
from flimbuilder.flim.decoders.marker_learned import JointDecoder
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.network import BlocksDecoder

__all__ = ["ActivationOfMaps", "RegionMean", "SaliencyOfMaps", "ScoreOfMaps"]


class ScoreOfMaps(Protocol):
    """A score (N,), computed from the wanted parts of the maps of each block."""

    @property
    def spans(self) -> Spans:
        """The part of the map of each block that it needs."""

    def __call__(self, maps: Mapping[int, Tensor]) -> Tensor:
        """Return the scores of images."""


class RegionMean:
    """The mean over a region of maps that are interpolated to the size of the image.

    Parameters
    ----------
    region : ndarray of bool of shape (H, W)
    """

    def __init__(self, region: NDArray[np.bool_]) -> None:
        rows, cols = (np.flatnonzero(region.any(axis=axis)) for axis in (1, 0))
        self.size = (region.shape[0], region.shape[1])
        self.places = (
            slice(int(rows[0]), int(rows[-1]) + 1),
            slice(int(cols[0]), int(cols[-1]) + 1),
        )
        inside = torch.from_numpy(region[self.places].astype(np.float32))
        self._weights = inside / inside.sum()

    def span(self, map_size: tuple[int, int]) -> Window:
        """Return the part of a map that the region needs."""
        sides = zip(map_size, self.size, self.places, strict=True)
        return Window(*(neighbours(*side) for side in sides))

    def interpolate(self, part: Tensor, map_size: tuple[int, int]) -> Tensor:
        """Interpolate part of maps (..., rows, columns) to the pixels around the region."""
        sides = zip(map_size, self.size, self.places, strict=True)
        down, across = (interpolation(*side).to(part) for side in sides)
        return down @ part @ across.T

    def mean(self, values: Tensor) -> Tensor:
        """Average values (..., rows, columns) around the region over the region."""
        return (values * self._weights.to(values)).sum(dim=(-2, -1))


@dataclass(frozen=True)
class _HeldBlock:
    """A block's decoder: weights (K, C) or (K, C, rows, columns) of raw maps, bias and levels."""

    weights: Tensor
    bias: Tensor
    levels: Tensor
    decoder: PointwiseDecoder

    def sums(self, maps: Tensor) -> Tensor:
        """Return the weighted sums (N, K, rows, columns)."""
        if self.weights.ndim == 2:
            sums = weighted_sums(maps, self.weights[None])
        else:
            sums = torch.einsum("nchw,kchw->nkhw", maps, self.weights)
        return sums + self.bias[:, None, None]

    def scaled(self, sums: Tensor) -> Tensor:
        """Divide sums by their largest values, or their levels."""
        return scale_by(sums, self.levels.expand(len(sums), -1))


class SaliencyOfMaps:
    """The mean over a region of the decoder's sum or saliency of a class.

    Everything that the decoder computes from the whole image is held at its value on the given
    maps: the maxima of the maps, the weights, and the maxima of the sums.

    Parameters
    ----------
    decoder : BlocksDecoder
    maps : sequence of Tensor of shape (1, kernels, height, width)
        Of all blocks up to the deepest that the decoder reads.
    region : RegionMean
    index : int
        Of the object class.
    is_saliency : bool
        False stops before the sums are rectified and scaled, or turned into probabilities.
    """

    def __init__(
        self,
        decoder: BlocksDecoder,
        maps: Sequence[Tensor],
        region: RegionMean,
        index: int,
        is_saliency: bool,
    ) -> None:
        self._decoder, self._region, self.index = decoder, region, index
        self._is_saliency = is_saliency
        self._map_sizes = {
            block: (maps[block - 1].shape[2], maps[block - 1].shape[3]) for block in decoder.blocks
        }
        self.spans = {block: region.span(size) for block, size in self._map_sizes.items()}
        self._is_joint, fuses = isinstance(decoder, JointDecoder), len(decoder.blocks) > 1
        self._is_scaled = not self._is_joint and (is_saliency or fuses)
        self._blocks = {
            block: _hold(
                cast(PointwiseDecoder, of_block),
                maps[block - 1],
                self.spans[block],
                self._is_scaled,
            )
            for block, of_block in zip(decoder.blocks, decoder.decoders, strict=True)
        }

    def __call__(self, maps: Mapping[int, Tensor]) -> Tensor:
        """Return the scores (N,) of the wanted parts of the maps."""
        return self.of_classes(maps)[:, self.index]

    def of_classes(self, maps: Mapping[int, Tensor]) -> Tensor:
        """Return the scores (N, object classes)."""
        parts = []
        for block, held in self._blocks.items():
            sums = held.sums(maps[block])
            if self._is_scaled:
                sums = held.scaled(held.decoder.limit(sums) if self._is_saliency else sums)
            parts.append(self._region.interpolate(sums, self._map_sizes[block]))
        if self._is_saliency:
            joined = self._decoder.join(parts)
        else:
            joined = torch.stack(parts).sum(dim=0) / (1 if self._is_joint else len(parts))
        return self._region.mean(joined)


class ActivationOfMaps:
    """The activation of a kernel: its mean over a region, or its maximum."""

    def __init__(
        self, block: int, channel: int, map_size: tuple[int, int], region: RegionMean | None
    ) -> None:
        self._block, self._channel = block, channel
        self._map_size, self._region = map_size, region
        whole = Window(slice(0, map_size[0]), slice(0, map_size[1]))
        self.spans = {block: whole if region is None else region.span(map_size)}

    def __call__(self, maps: Mapping[int, Tensor]) -> Tensor:
        """Return the scores (N,) of the wanted part of the maps."""
        activation = maps[self._block][:, self._channel]
        if self._region is None:
            return activation.amax(dim=(1, 2))
        return self._region.mean(self._region.interpolate(activation, self._map_size))


def _hold(
    decoder: PointwiseDecoder, maps: Tensor, span: tuple[slice, slice], needs_levels: bool
) -> _HeldBlock:
    """Hold a block's decoder at its values on the maps (1, C, h, w) of an image."""
    with torch.no_grad(), full_precision():
        maxima = decoder.maxima_of(maps.amax(dim=(2, 3)))
        if decoder.weighs_pixels:
            weights = decoder.weights_at(maps, maxima, *span)[0]
            weights = weights * reciprocals(maxima)[0, :, None, None]
        else:
            weights = decoder.weigh(decoder.weighed_maps(maps, maxima))[0]
            if not decoder.is_probability:
                weights = weights * reciprocals(maxima)
        levels = maxima.new_ones((1, len(weights)))
        if needs_levels:
            sums = decoder.limit(decoder.combine(maps, maxima))
            levels = decoder.levels_of(sums.amax(dim=(2, 3)))
        return _HeldBlock(weights.clone(), decoder.bias_on(maxima)[0].clone(), levels, decoder)
