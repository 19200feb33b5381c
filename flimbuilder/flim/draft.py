"""Draft activation maps: every second pixel, at about a quarter of the cost.

The window shows them until the exact maps are computed. Block 1 is exact at every second pixel of
every second row. In later blocks, a pixel in between counts as the mean of its neighbours: a
kernel tap there is split between the two, and a maximum that reaches there rises by half of the
step to the larger neighbour. On processors with bfloat16, whose error is a hundredth of the
draft's, all blocks but the first use it.
"""

import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.encode import pool_in_strips, sliding_maximum
from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.project.architecture import Architecture

__all__ = ["can_draft", "draft_maps", "spread_taps"]


def can_draft(architecture: Architecture) -> bool:
    """Return True if no block has a stride, and each pools by centred maxima or not at all."""
    return all(
        block.stride == 1
        and (block.pooling_size == 1 or (block.pooling.kind == "max" and block.pooling.size % 2))
        for block in architecture.blocks
    )


def draft_maps(encoder: Encoder, images: Tensor, n_blocks: int | None = None) -> list[Tensor]:
    """Draft the activation maps of each block, (N, kernels, ceil(H / 2), ceil(W / 2)).

    :func:`can_draft` must be True of the encoder's architecture. Images (N, C, H, W) are in
    [0, 1], on the device of the encoder. `n_blocks` is the number of blocks to run, None for all.
    """
    with torch.inference_mode(), full_precision():
        first, *others = encoder.blocks()[:n_blocks]
        conv = first.conv
        responses = F.conv2d(
            encoder.prepare(images), conv.weight, conv.bias, 2, conv.padding, conv.dilation
        )
        maps = _pool(responses, first)
        drafts, precision = [maps], _precision_for(images.device)
        for block in others:
            conv = block.conv
            weight = spread_taps(conv.weight, int(conv.dilation[0])).to(precision)
            bias = None if conv.bias is None else conv.bias.to(precision)
            responses = F.conv2d(maps.to(precision), weight, bias, padding=weight.shape[2] // 2)
            maps = _pool(responses, block)
            drafts.append(maps.float())
    return drafts


def _precision_for(device: torch.device) -> torch.dtype:
    # Older versions of torch lack get_capabilities.
    if device.type != "cpu" or not hasattr(torch.cpu, "get_capabilities"):
        return torch.float32
    has_bfloat16 = torch.cpu.get_capabilities().get("avx512_bf16")
    return torch.bfloat16 if has_bfloat16 else torch.float32


def spread_taps(weight: Tensor, dilation: int) -> Tensor:
    """Adapt kernels (K, C, k, k) to maps of which every second pixel is known.

    A tap at an even distance from the centre moves to half the distance. A tap at an odd distance
    is split equally between the pixels before and after it. The kernels become
    (K, C, 2 r + 1, 2 r + 1), where r is half of their reach, rounded up.
    """
    taps = weight.shape[2]
    offsets = (torch.arange(taps) - taps // 2) * dilation
    reach = -(-int(offsets[-1]) // 2)
    positions = torch.arange(-reach, reach + 1)[:, None]
    # Linear interpolation: 1 at half the offset, falling to 0 one pixel further.
    shares = (1 - (positions - offsets / 2).abs()).clamp(min=0).to(weight)
    return torch.einsum("ai,kcij,bj->kcab", shares, weight, shares)


def _pool(maps: Tensor, block: FlimBlock) -> Tensor:
    """Activate, and take the maximum over the block's window around each pixel."""
    size = 1 if block.pooling["kind"] == "none" else int(block.pooling["size"])
    whole, half = divmod(size // 2, 2)

    def pool(strip: Tensor) -> Tensor:
        strip = block.activate(strip)  # minus infinity stays the smallest value
        for axis in (2, 3):
            strip = sliding_maximum(strip, 2 * whole + 1, axis)
        for axis in (2, 3) if half else ():
            strip = _half_step(strip, axis)
        return strip

    return pool_in_strips(maps, whole + half, whole + half, pool)


def _half_step(maps: Tensor, axis: int) -> Tensor:
    """Raise each pixel by half of the step to its larger neighbour along an axis.

    The axis becomes 2 shorter, as the first and the last pixel are only neighbours.
    """
    length = maps.shape[axis] - 2
    before, middle, after = (maps.narrow(axis, start, length) for start in (0, 1, 2))
    half_way = torch.maximum(before, after).add_(middle).mul_(0.5)
    return torch.maximum(middle, half_way)
