"""Decompose an activation, down the blocks, into earlier kernels and input pixels.

On one image a block is linear: its gates (ReLU), the routes of its pooling, and its weights are
fixed. So an activation is the sum of the maps of any earlier block, each pixel times a factor, plus
the folded normalisations and biases of the blocks between. The factors are the gradient.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.explain.local_blocks import (
    BlockConstants,
    Window,
    plan_windows_back,
    run_on_window,
)
from flimbuilder.explain.regions import Region, map_weights, region_mask
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.model.model import Model

__all__ = ["Decomposition", "LayerTerms", "decompose", "decompose_activation"]

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
    counts = model.document.kernel_counts
    if not 1 <= block <= len(counts):
        raise InputError(f"there is no block {block}: the encoder has blocks 1 to {len(counts)}")
    if not 0 <= channel < counts[block - 1]:
        raise InputError(
            f"block {block} has no kernel {channel}; its kernels are 0 to {counts[block - 1] - 1}"
        )
    mask = region_mask(region, (pixels.shape[0], pixels.shape[1]))
    size = _map_sizes(model, mask.shape[:2])[block]
    factors = torch.zeros((counts[block - 1], *size), dtype=torch.float64)
    factors[channel] = map_weights(mask, size)
    return decompose(model, pixels, {block: factors})


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
        By block, from 1. At least one is not zero.

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
    wanted = {number: _support(of_block) for number, of_block in factors.items()}
    deepest = max(wanted)
    blocks = model.encoder.blocks()[:deepest]
    sizes = _map_sizes(model, (pixels.shape[0], pixels.shape[1]))
    windows = plan_windows_back(blocks, sizes, wanted)
    with torch.inference_mode():
        batch = torch.from_numpy(pixels).permute(2, 0, 1)[None].to(model.device)
        first = model.encoder.prepare(batch)[:, :, windows[0].rows, windows[0].cols]
    with torch.inference_mode(mode=False), torch.enable_grad():
        maps = [first.cpu().double().clone().requires_grad_()]
        constants = [BlockConstants.of(block) for block in blocks]
        parts = {}
        for number, block in enumerate(blocks, start=1):
            around = windows[number - 1], windows[number], sizes[number - 1]
            maps.append(run_on_window(block, constants[number - 1], maps[-1], *around))
            if number in wanted:
                own = factors[number][:, windows[number].rows, windows[number].cols]
                parts[number] = (maps[-1][0] * own.cpu().double()).sum()
        total = torch.stack(list(parts.values())).sum()
        leaves = [tensor for of_block in constants for tensor in of_block]
        gradients = torch.autograd.grad(total, [*maps, *leaves], allow_unused=True)
    terms = [
        torch.zeros_like(leaf) if gradient is None else gradient * leaf.detach()
        for leaf, gradient in zip([*maps, *leaves], gradients, strict=True)
    ]
    of_constants = [float(term.sum()) for term in terms[deepest + 1 :]]
    added = [sum(of_constants[2 * level : 2 * level + 2]) for level in range(deepest)]
    layers = tuple(
        LayerTerms(
            block=number,
            values=terms[number][0].sum(dim=(1, 2)).numpy(),
            bias=sum(added[number:]),
            shallower=sum(float(part) for block, part in parts.items() if block < number),
        )
        for number in range(deepest - 1, -1, -1)
    )
    of_pixels = terms[0][0].sum(dim=0).numpy()
    return Decomposition(float(total.detach()), layers, of_pixels, windows[0])


def _map_sizes(model: Model, size: tuple[int, int]) -> list[tuple[int, int]]:
    """Return (height, width) of the image and of each block's maps."""
    specifications = model.document.architecture.blocks
    rows, cols = (map_sides(side, specifications) for side in size)
    return list(zip(rows, cols, strict=True))


def _support(factors: Tensor) -> Window:
    """Return the smallest window with all factors (kernels, h, w) that are not zero."""
    used = factors.bool().any(dim=0)
    rows, cols = (used.any(dim=axis).nonzero()[:, 0] for axis in (1, 0))
    return Window(slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1))
