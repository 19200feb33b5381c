"""The encoder at its fastest: the same maps as :meth:`Encoder.encode`, to the last bit on a CPU.

What :class:`FlimBlock` says in one line each, convolution, activation and pooling, goes over the
maps three times, and pooling alone takes a quarter of it. Here the maximum around each pixel is
taken along columns and then along rows, and the activation, which keeps the order of values,
after it, strip by strip while a cache holds the strip.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from flimbuilder.flim.network import Encoder, FlimBlock
from flimbuilder.flim.precision import full_precision

__all__ = [
    "colour_maps",
    "pool_in_strips",
    "run_block_on_maps",
    "run_encoder",
    "sliding_maximum",
]

STRIP = 2**20  # elements of the maps that are pooled together


def run_encoder(
    encoder: Encoder, images: Tensor, n_blocks: int | None = None, known: Sequence[Tensor] = ()
) -> list[Tensor]:
    """Return the activation maps of each block.

    Parameters
    ----------
    encoder : Encoder
    images : Tensor of shape (N, C, H, W)
        In [0, 1], where the encoder's weights are.
    n_blocks : int or None, default=None
        Stop after so many blocks; None runs all.
    known : sequence of Tensor, default=()
        Maps of the first blocks, which are not run again.

    Returns
    -------
    list of Tensor
        One a block, (N, kernels, height, width), channels last in memory.
    """
    activations = list(known)
    with torch.inference_mode(), full_precision():
        blocks = encoder.blocks()[:n_blocks]
        maps = activations[-1] if activations else colour_maps(encoder, images)
        for block in blocks[len(activations) :]:
            maps = run_block_on_maps(block, maps)
            activations.append(maps)
    return activations[: len(blocks)]


def colour_maps(encoder: Encoder, images: Tensor) -> Tensor:
    """Return what block 1 sees of images (N, C, H, W), channels last in memory."""
    converted: Tensor = encoder.colour(images)
    return converted.contiguous(memory_format=torch.channels_last)


def run_block_on_maps(block: FlimBlock, maps: Tensor) -> Tensor:
    """Run a block on maps (N, C, H, W) that are channels last in memory, without gradients."""
    if not _pools_by_rows_and_columns(block, maps):
        result: Tensor = block(maps)
        return result
    size = block.pooling["size"]

    def pool(strip: Tensor) -> Tensor:
        return block.activate(sliding_maximum(sliding_maximum(strip, size, 2), size, 3))

    return pool_in_strips(block.convolve(maps), (size - 1) // 2, size // 2, pool)


def pool_in_strips(
    maps: Tensor, before: int, behind: int, pool: Callable[[Tensor], Tensor]
) -> Tensor:
    """Pool maps some rows at a time, while a cache holds them, and in their own memory.

    New memory for all would come from the system page by page, which takes longer than pooling.

    Parameters
    ----------
    maps : Tensor of shape (N, C, H, W)
        Lost.
    before, behind : int
        Pixels around each that its window reaches; those outside the maps are minus infinity.
    pool : callable
        Makes a strip smaller by as much, along rows and along columns.

    Returns
    -------
    Tensor of shape (N, C, H, W)
        Channels last in memory.
    """
    maps = maps.contiguous(memory_format=torch.channels_last)
    n_images, kernels, height, width = maps.shape
    rows = min(height, max(1, STRIP // (n_images * kernels * width)))
    around = before + behind
    room = torch.empty(
        (n_images, kernels, rows + around, width + around),
        dtype=maps.dtype,
        device=maps.device,
        memory_format=torch.channels_last,
    ).fill_(float("-inf"))
    inner = room[:, :, :, before : before + width]
    for first in range(0, height, rows):
        last = min(first + rows, height)
        there = min(height, last + behind) - first
        inner[:, :, before : before + there] = maps[:, :, first : first + there]
        inner[:, :, before + there :] = float("-inf")
        maps[:, :, first:last] = pool(room[:, :, : last - first + around])
        # What the next strip needs of rows that are pooled by then.
        inner[:, :, :before] = inner[:, :, rows : rows + before].clone()
    return maps


def _pools_by_rows_and_columns(block: FlimBlock, maps: Tensor) -> bool:
    pooling = block.pooling
    return (
        maps.device.type == "cpu"
        and pooling["kind"] == "max"
        and pooling["stride"] == 1
        and pooling["size"] > 1
    )


def sliding_maximum(maps: Tensor, size: int, axis: int) -> Tensor:
    """Return the maxima of windows of `size` along an axis, which becomes size - 1 shorter.

    The maximum of a window is that of two windows of up to half its size: O(log size) steps.
    """
    reach = 1
    while reach < size:
        step = min(reach, size - reach)
        length = maps.shape[axis] - step
        maps = torch.maximum(maps.narrow(axis, 0, length), maps.narrow(axis, step, length))
        reach += step
    return maps
