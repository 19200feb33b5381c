"""Decompose an activation, down the blocks, into earlier kernels and input pixels.

On one image a block is linear: its gates (ReLU), the routes of its pooling, and its weights are
fixed. So an activation is the sum of the maps of any earlier block, each pixel times a factor, and
of the folded normalisations and biases of the blocks between. The factors are the gradient.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.explain.regions.local_blocks import (
    BlockConstants,
    Window,
    all_map_sizes,
    cut_within,
    plan_windows_back,
    prepare_window,
    run_on_window,
)
from flimbuilder.explain.regions.region import Region, map_weights, region_mask
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.model import Model

__all__ = [
    "Decomposition",
    "LayerTerms",
    "decompose",
    "decompose_activation",
    "decompose_path",
]

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class LayerTerms:
    """The terms of a decomposition at the maps of one block, or at the input.

    ``values.sum() + bias + shallower`` is the decomposed value.

    Attributes
    ----------
    block : int
        From 1; 0 for the input of block 1: the image in the encoder's colours, standardised.
    values : ndarray of shape (C,)
        The part that each kernel of the block, or each input channel, adds.
    bias : float
        The folded normalisations and biases of all blocks behind it.
    shallower : float
        The part that comes from blocks before it; 0 unless the value is a sum over blocks.
    """

    block: int
    values: FloatArray
    bias: float
    shallower: float


@dataclass(frozen=True)
class Decomposition:
    """An activation, or a weighted sum of activations, as terms of earlier maps.

    Attributes
    ----------
    value : float
    layers : tuple of LayerTerms
        From the deepest block before the decomposed maps down to the input.
    pixels : ndarray of shape (rows, cols)
        The part that each input pixel adds, all its channels together; the terms of the input.
    window : Window
        ``rows`` and ``cols`` of `pixels` in the image: the receptive field.
    """

    value: float
    layers: tuple[LayerTerms, ...]
    pixels: FloatArray
    window: Window


def decompose_activation(
    model: Model, pixels: NDArray[np.float32], region: Region, block: int, channel: int
) -> Decomposition:
    """Decompose the mean activation of one kernel at a pixel or in a region.

    Parameters
    ----------
    model : Model
    pixels : ndarray of float32 of shape (H, W, C)
        In [0, 1].
    region : tuple of int, or ndarray of bool of shape (H, W)
        A pixel (row, column), or a mask. The map is interpolated to the image as saliency is.
    block : int
        From 1.
    channel : int
        Of the block, from 0.

    Raises
    ------
    InputError
        If there is no such region, block or kernel.
    """
    return decompose_path(model, pixels, region, [(block, channel)])


def decompose_path(
    model: Model, pixels: NDArray[np.float32], region: Region, path: Sequence[tuple[int, int]]
) -> Decomposition:
    """Decompose the part of an activation that comes through given kernels of earlier blocks.

    Parameters
    ----------
    model, pixels, region
        As in :func:`decompose_activation`.
    path : sequence of (int, int)
        (block, channel) of the kernel whose activation is decomposed, then of the kernels through
        which the part comes, each of an earlier block than the one before it.

    Returns
    -------
    Decomposition
        Its value is that of the path's last kernel in the decomposition of the path before it.

    Raises
    ------
    InputError
        If there is no such region or path.
    """
    _require_path(path, model.document)
    mask = region_mask(region, (pixels.shape[0], pixels.shape[1]))
    (block, channel), *others = path
    size = all_map_sizes(model, mask.shape)[block]
    places = map_weights(mask, size)
    window = _support(places)
    n_kernels = model.document.kernel_counts[block - 1]
    factors = _of_kernel(n_kernels, channel, window, places[window.rows, window.cols])
    for earlier, through in others:
        linear = _Linear.of(model, pixels, {block: factors}, lowest=earlier)
        part = linear.gradients[earlier]
        block, factors = (
            earlier,
            _of_kernel(len(part.values), through, part.window, part.values[through]),
        )
    return _Linear.of(model, pixels, {block: factors}).decomposition()


def decompose(
    model: Model, pixels: NDArray[np.float32], factors: Mapping[int, Tensor]
) -> Decomposition:
    """Decompose a sum of activations, each times a factor.

    Parameters
    ----------
    model : Model
    pixels : ndarray of float32 of shape (H, W, C)
        In [0, 1].
    factors : mapping of int to Tensor of shape (kernels, h, w)
        By block, from 1. At least one of each block is not zero.

    Returns
    -------
    Decomposition

    Notes
    -----
    Gates and routes make a block linear in its input on one image, so ``y = G x + c`` with the
    gradient G, and c from the biases alone: a product of gradient and input that is exact, as the
    activations are homogeneous. The standardisation of the image is taken as given. Only the
    receptive field is computed, in double precision.
    """
    parts = {}
    for block, of_block in factors.items():
        window = _support(of_block.bool().any(dim=0))
        values = of_block[:, window.rows, window.cols].cpu().double()
        parts[block] = _Factors(window, values)
    return _Linear.of(model, pixels, parts).decomposition()


class _Factors(NamedTuple):
    """The factors (C, rows, cols) of a block's maps in a window; those outside it are zero."""

    window: Window
    values: Tensor


def _of_kernel(n_kernels: int, channel: int, window: Window, values: Tensor) -> _Factors:
    """Return the factors (rows, cols) of one kernel; those of all others are zero."""
    factors = values.new_zeros((n_kernels, *values.shape))
    factors[channel] = values
    return _Factors(window, factors)


@dataclass(frozen=True)
class _Linear:
    """The blocks as a linear function on one image.

    ``maps``, ``windows`` and ``gradients`` have the input first and then the maps of each block;
    gradients before the lowest wanted block are empty. ``added`` is what the constants of each
    block add, and ``parts`` the sum of each block's maps times their factors.
    """

    maps: list[Tensor]
    windows: list[Window]
    gradients: list[_Factors]
    added: list[float]
    parts: dict[int, float]

    @classmethod
    def of(
        cls,
        model: Model,
        pixels: NDArray[np.float32],
        factors: Mapping[int, _Factors],
        lowest: int = 0,
    ) -> "_Linear":
        """Run the blocks in double precision, and go back to block `lowest` (0: the input)."""
        deepest = max(factors)
        blocks = model.encoder.blocks()[:deepest]
        sizes = all_map_sizes(model, (pixels.shape[0], pixels.shape[1]))
        wanted = {number: part.window for number, part in factors.items()}
        windows = plan_windows_back(blocks, sizes, wanted)
        first = prepare_window(model, pixels, windows[0])
        with torch.inference_mode(mode=False), torch.enable_grad():
            maps = [first.requires_grad_()]
            constants = [BlockConstants.of(block).as_leaves() for block in blocks]
            parts = {}
            for number, block in enumerate(blocks, start=1):
                around = windows[number - 1], windows[number], sizes[number - 1]
                maps.append(run_on_window(block, constants[number - 1], maps[-1], *around))
                if number in factors:
                    own = cut_within(maps[-1][0], windows[number], factors[number].window)
                    parts[number] = (own * factors[number].values).sum()
            total = torch.stack(list(parts.values())).sum()
            leaves = [tensor for pair in constants[lowest:] for tensor in pair]
            found = torch.autograd.grad(total, [*maps[lowest:], *leaves], allow_unused=True)
        gradients = [
            torch.zeros_like(leaf) if gradient is None else gradient
            for leaf, gradient in zip([*maps[lowest:], *leaves], found, strict=True)
        ]
        n_maps = len(maps) - lowest
        terms = [
            float((gradient * leaf.detach()).sum())
            for leaf, gradient in zip(leaves, gradients[n_maps:], strict=True)
        ]
        of_maps = [maps[0][0, :0]] * lowest + [gradient[0] for gradient in gradients[:n_maps]]
        return cls(
            [tensor.detach()[0] for tensor in maps],
            windows,
            [_Factors(*pair) for pair in zip(windows, of_maps, strict=True)],
            [0.0] * lowest + [sum(terms[at : at + 2]) for at in range(0, len(terms), 2)],
            {number: float(part.detach()) for number, part in parts.items()},
        )

    def decomposition(self) -> Decomposition:
        """Return the terms at each block and at the input."""
        terms = [
            gradient.values * tensor
            for gradient, tensor in zip(self.gradients, self.maps, strict=True)
        ]
        layers = tuple(
            LayerTerms(
                block=number,
                values=terms[number].sum(dim=(1, 2)).numpy(),
                bias=sum(self.added[number:]),
                shallower=sum(part for block, part in self.parts.items() if block < number),
            )
            for number in range(len(terms) - 2, -1, -1)
        )
        value, of_pixels = sum(self.parts.values()), terms[0].sum(dim=0).numpy()
        return Decomposition(value, layers, of_pixels, self.windows[0])


def _require_path(path: Sequence[tuple[int, int]], document: ModelDocument) -> None:
    """Raise InputError if a path does not lead through kernels of earlier and earlier blocks."""
    if not path:
        raise InputError("the path has no kernel; give at least one (block, channel)")
    deeper = len(document.blocks) + 1
    for block, channel in path:
        document.require_kernel(block, channel)
        if block >= deeper:
            raise InputError(
                f"the path goes from block {deeper} to block {block}; each block must be earlier "
                "than the one before it"
            )
        deeper = block


def _support(places: Tensor) -> Window:
    """Return the smallest window with all places (h, w) that are not zero."""
    rows, cols = (places.bool().any(dim=axis).nonzero()[:, 0] for axis in (1, 0))
    return Window(slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1))
