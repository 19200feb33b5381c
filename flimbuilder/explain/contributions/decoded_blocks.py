"""The blocks that a decoder reads, and what their kernels contribute in a region.

The maps may be those of the whole image, or windows of them that a few pixels depend on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError
from flimbuilder.explain.regions.local_blocks import (
    Window,
    all_map_sizes,
    encode_windows,
    plan_windows_back,
)
from flimbuilder.explain.regions.region import map_weights
from flimbuilder.flim import decoders
from flimbuilder.flim.decoders import PointwiseDecoder
from flimbuilder.flim.decoders.marker_learned import class_probabilities
from flimbuilder.flim.encode import require_encodable
from flimbuilder.model.model import Model
from flimbuilder.project.decoding import DecoderChoice

__all__ = ["BlockPart", "DecodedBlock", "decode_region", "mean_probability", "needs_whole_maps"]

FloatArray = NDArray[np.float64]

FOREIGN_ERROR = 1e-4  # of the sums of a decoder from another package, relative to the terms
STRIP = 2**22  # weights of pixels at a time
EDGE = 1  # pixels around a window, for decoders that look at neighbours
SMALL = 4  # a window of less than one in so many pixels is encoded alone


@dataclass(frozen=True)
class BlockPart:
    """The contributions of a block; arrays are (object classes, C), the bias (object classes,)."""

    block: int
    weights: FloatArray
    activations: FloatArray  # (C,)
    values: FloatArray
    bias: FloatArray

    def divided_by(self, divisor: FloatArray) -> "BlockPart":
        """Divide the sums of each object class; by zero, they are zero."""
        factor = 1.0 / np.where(divisor > 0, divisor, np.inf)
        return BlockPart(
            self.block,
            self.weights * factor[:, None],
            self.activations,
            self.values * factor[:, None],
            self.bias * factor,
        )


class DecodedBlock:
    """A block's maps and decoder; what is needed of the whole image is computed once.

    Parameters
    ----------
    number : int
        From 1.
    decoder : PointwiseDecoder
    maps : Tensor of shape (1, C, rows, cols)
        All of the maps, or a window of them for decoders that need no more.
    size : tuple of int
        (height, width) of the whole maps.
    window : Window or None, default=None
        Where `maps` lie; None if they are whole.
    """

    def __init__(
        self,
        number: int,
        decoder: PointwiseDecoder,
        maps: Tensor,
        size: tuple[int, int],
        window: Window | None = None,
    ) -> None:
        self.number, self.decoder, self.maps, self.size = number, decoder, maps, size
        self.window = window or Window(slice(0, size[0]), slice(0, size[1]))

    @cached_property
    def maxima(self) -> Tensor:
        """The divisors (1, C) of the maps; not measured if the decoder does not use them."""
        decoder, maps = self.decoder, self.maps
        if decoder.is_probability or decoder.has_scale:
            return decoder.maxima_of(maps.new_ones((1, maps.shape[1])))
        return decoder.maxima_of(maps.amax(dim=(2, 3)))

    @cached_property
    def weights(self) -> Tensor:
        """The weights (1, object classes, C) of a decoder that weighs all pixels alike."""
        maps = self.maps[:, :, :1, :1] if self.decoder.has_fixed_weights else self.maps
        return self.decoder.weigh(self.decoder.weighed_maps(maps, self.maxima))

    @cached_property
    def sums(self) -> Tensor:
        """The sums (1, object classes, rows, cols) of the maps."""
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

    def contributions(self, mask: NDArray[np.bool_]) -> BlockPart:
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
        contributions = BlockPart(self.number, *arrays)
        if not _is_built_in(decoder):
            self._require_sum(contributions, places)
        return contributions

    def _require_sum(self, contributions: BlockPart, places: Tensor) -> None:
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

    def upright_sums(self, mask: NDArray[np.bool_]) -> Tensor:
        """Return the sums at the pixels of a region, (object classes, pixels), interpolated."""
        sums = self.maps.new_zeros((1, len(self.decoder.is_object), *self.size))
        top, left = self.window.rows.start, self.window.cols.start
        for rows, cols in _strips(self._places(mask), self.maps.shape[1]):
            part = self.decoder.combine(self.maps[:, :, rows, cols], self.maxima)
            sums[
                :, :, top + rows.start : top + rows.stop, left + cols.start : left + cols.stop
            ] = part
        full = F.interpolate(sums, size=mask.shape, mode="bilinear")
        return full[0][:, torch.from_numpy(mask).to(full.device)].double()

    def _places(self, mask: NDArray[np.bool_]) -> Tensor:
        """Return the weight of each pixel of `maps` in the mean over a region."""
        whole = map_weights(mask, self.size)
        return whole[self.window.rows, self.window.cols].to(self.maps.device)


def _is_built_in(decoder: PointwiseDecoder) -> bool:
    return type(decoder).__module__.startswith(decoders.__name__)


def _strips(places: Tensor, per_pixel: int) -> list[tuple[slice, slice]]:
    """Return rows and columns of the strips that hold all places with a weight."""
    rows, cols = (places.any(dim=axis).nonzero()[:, 0] for axis in (1, 0))
    first, last = int(rows[0]), int(rows[-1]) + 1
    across = slice(int(cols[0]), int(cols[-1]) + 1)
    step = max(1, STRIP // (per_pixel * (across.stop - across.start)))
    return [(slice(start, min(start + step, last)), across) for start in range(first, last, step)]


def mean_probability(blocks: Sequence[DecodedBlock], mask: NDArray[np.bool_]) -> FloatArray:
    """Return the mean probability (object classes,) of a joint decoder in a region."""
    logits = torch.stack([block.upright_sums(mask) for block in blocks]).sum(dim=0)
    probabilities = class_probabilities(logits[:, None])[:, 0]
    return np.asarray(probabilities.mean(dim=-1).cpu())


def needs_whole_maps(model: Model, decoder_choice: DecoderChoice) -> bool:
    """Return True if a decoder must see more than the pixels around the region."""
    parts = [
        cast("PointwiseDecoder", part) for part in model.weighing_decoder(decoder_choice).decoders
    ]
    return not all(part.is_local and _is_built_in(part) for part in parts)


def decode_region(
    model: Model,
    decoder_choice: DecoderChoice,
    pixels: NDArray[np.float32],
    mask: NDArray[np.bool_],
    maps: Sequence[Tensor] | None,
) -> list[DecodedBlock]:
    """Return the blocks that a complete choice decodes, with the maps that a region depends on.

    If a decoder needs no more than the pixels around the region, and the region is small, only
    these are encoded; otherwise the whole image, unless its maps are given.
    """
    decoder = model.weighing_decoder(decoder_choice)
    parts = {
        number: cast("PointwiseDecoder", part)
        for number, part in zip(decoder.blocks, decoder.decoders, strict=True)
    }
    sizes = all_map_sizes(model, (mask.shape[0], mask.shape[1]))
    if maps is None and not needs_whole_maps(model, decoder_choice):
        height, width, channels = pixels.shape
        architecture = model.document.architecture
        require_encodable(model.encoder, architecture, (height, width, channels))
        windows = {number: _around(mask, sizes[number]) for number in parts}
        if _is_small(model, sizes, windows):
            encoded = encode_windows(model, pixels, windows)
            return [
                DecodedBlock(
                    number,
                    part,
                    encoded[number].float().to(model.device),
                    sizes[number],
                    windows[number],
                )
                for number, part in parts.items()
            ]
    known = model.encode(pixels, max(decoder_choice.blocks)) if maps is None else maps
    return [
        DecodedBlock(number, part, known[number - 1], sizes[number])
        for number, part in parts.items()
    ]


def _around(mask: NDArray[np.bool_], size: tuple[int, int]) -> Window:
    """Return the window of a map that decoders read for a region, with adjacent pixels."""
    places = map_weights(mask, size)
    parts = []
    for axis, side in ((1, size[0]), (0, size[1])):
        used = places.any(dim=axis).nonzero()[:, 0]
        parts.append(slice(max(int(used[0]) - EDGE, 0), min(int(used[-1]) + 1 + EDGE, side)))
    return Window(*parts)


def _is_small(
    model: Model, sizes: Sequence[tuple[int, int]], windows: Mapping[int, Window]
) -> bool:
    """Return True if windows depend on at most a quarter of the image."""
    blocks = model.encoder.blocks()[: max(windows)]
    needed = plan_windows_back(blocks, sizes, windows)[0]
    area = (needed.rows.stop - needed.rows.start) * (needed.cols.stop - needed.cols.start)
    return bool(area * SMALL <= sizes[0][0] * sizes[0][1])
