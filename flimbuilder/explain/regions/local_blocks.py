"""Run blocks on the part of their maps that a region depends on, as autograd can follow."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.device import full_precision
from flimbuilder.flim.image_statistics import image_statistics
from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.network import LEAKY_SLOPE, FlimBlock
from flimbuilder.model.model import Model
from flimbuilder.project.architecture import LEARNABLE

__all__ = [
    "BlockConstants",
    "Window",
    "all_map_sizes",
    "cut_within",
    "encode_windows",
    "plan_windows_back",
    "prepare_window",
    "run_on_window",
]

Side = tuple[int, int]


class Window(NamedTuple):
    """Rows and columns of a map, with start and stop inside it."""

    rows: slice
    cols: slice


class BlockConstants(NamedTuple):
    """The bias of a block's kernels, and the mean that the block subtracts from its input."""

    bias: Tensor
    mean: Tensor

    @classmethod
    def of(cls, block: FlimBlock) -> "BlockConstants":
        """Return the constants of a block; 0 for those that it lacks."""
        bias = block.conv.bias if block.conv.bias is not None else torch.zeros(1)
        mean = block.mean if block.padding == "mean" else torch.zeros(1)
        return cls(bias.detach(), mean.detach())

    def as_leaves(self) -> "BlockConstants":
        """Copy the constants in double precision, so that gradients lead to them."""
        copies = (part.cpu().double().clone() for part in self)
        return BlockConstants(*(copy.requires_grad_() for copy in copies))


def all_map_sizes(model: Model, size: Side) -> list[Side]:
    """Return (height, width) of the image and of the maps of each block."""
    rows, cols = (map_sides(side, model.document.architecture.blocks) for side in size)
    return list(zip(rows, cols, strict=True))


def cut_within(maps: Tensor, window: Window, part: Window) -> Tensor:
    """Return a part of the map from a window (..., rows, cols) of it."""
    rows, cols = (
        slice(inner.start - outer.start, inner.stop - outer.start)
        for outer, inner in zip(window, part, strict=True)
    )
    return maps[..., rows, cols]


def prepare_window(model: Model, pixels: NDArray[np.float32], window: Window) -> Tensor:
    """Return a window of the input of block 1, (1, C, rows, cols) in double precision.

    Parameters
    ----------
    model : Model
    pixels : ndarray of float32 of shape (H, W, C)
        The whole image, in [0, 1]. Only the window's colours are converted if they allow that.
    window : Window
    """
    encoder = model.encoder
    converts_pixels = model.document.architecture.colour_space in LEARNABLE
    chosen = pixels[window.rows, window.cols] if converts_pixels else pixels
    with torch.inference_mode(), full_precision():
        batch = torch.from_numpy(np.ascontiguousarray(chosen)).permute(2, 0, 1)[None]
        batch = batch.to(model.device)
        if not converts_pixels:
            prepared = encoder.prepare(batch)[:, :, window.rows, window.cols]
        else:
            size = (pixels.shape[0], pixels.shape[1])
            statistics = image_statistics(encoder, size, lambda *part: pixels[part])
            prepared = encoder.prepare(batch, statistics)
    with torch.inference_mode(mode=False):
        return prepared.cpu().double().clone()


def encode_windows(
    model: Model, pixels: NDArray[np.float32], wanted: Mapping[int, Window]
) -> dict[int, Tensor]:
    """Return windows of the activation maps, (1, kernels, rows, cols) in double precision.

    Parameters
    ----------
    model : Model
    pixels : ndarray of float32 of shape (H, W, C)
        In [0, 1].
    wanted : mapping of int to Window
        By block, from 1.
    """
    blocks = model.encoder.blocks()[: max(wanted)]
    sizes = all_map_sizes(model, (pixels.shape[0], pixels.shape[1]))
    windows = plan_windows_back(blocks, sizes, wanted)
    maps, found = prepare_window(model, pixels, windows[0]), {}
    with torch.inference_mode(mode=False), torch.no_grad():
        for number, block in enumerate(blocks, start=1):
            around = windows[number - 1], windows[number], sizes[number - 1]
            maps = run_on_window(block, BlockConstants.of(block), maps, *around)
            if number in wanted:
                found[number] = cut_within(maps, windows[number], wanted[number])
    return found


def plan_windows_back(
    blocks: Sequence[FlimBlock], sizes: Sequence[Side], wanted: Mapping[int, Window]
) -> list[Window]:
    """Return the window of the input and of each block's maps that the wanted windows depend on.

    Parameters
    ----------
    blocks : sequence of FlimBlock
    sizes : sequence of tuple of int
        (height, width) of the input and of the maps of each block.
    wanted : mapping of int to Window
        By block, from 1; the last block is among them.
    """
    windows = [wanted[len(blocks)]]
    for number in range(len(blocks), 0, -1):
        block, size = blocks[number - 1], sizes[number - 1]
        reach = _reach(block)
        needed = [
            _clipped(part.start - reach, part.stop + reach, side)
            for part, side in zip(_convolved(block, windows[0], size), size, strict=True)
        ]
        if number - 1 in wanted:
            needed = [
                slice(min(part.start, own.start), max(part.stop, own.stop))
                for part, own in zip(needed, wanted[number - 1], strict=True)
            ]
        windows.insert(0, Window(*needed))
    return windows


def run_on_window(
    block: FlimBlock,
    constants: BlockConstants,
    maps: Tensor,
    window: Window,
    output: Window,
    size: Side,
) -> Tensor:
    """Return a window of a block's maps, in the precision and on the device of its input.

    Parameters
    ----------
    block : FlimBlock
    constants : BlockConstants
        Its bias and mean.
    maps : Tensor of shape (N, C, rows, cols)
        The window of its input.
    window : Window
        Where that lies; large enough, see :func:`plan_windows_back`.
    output : Window
        The window of its maps to compute.
    size : tuple of int
        (height, width) of its whole input.
    """
    convolved, reach = _convolved(block, output, size), _reach(block)
    if block.padding == "mean":
        maps = maps - constants.mean.to(maps)[:, None, None]
    for axis, (own, part, side) in enumerate(zip(window, convolved, size, strict=True)):
        wanted = slice(part.start - reach, part.stop + reach)
        maps = _extended(maps, axis + 2, own, wanted, side, reflect=block.padding == "reflect")
    weights, bias = block.conv.weight.detach().to(maps), constants.bias.to(maps)
    maps = F.conv2d(maps, weights, bias, dilation=block.conv.dilation)
    if block.activation == "relu":
        maps = F.relu(maps)
    elif block.activation == "leaky":
        maps = F.leaky_relu(maps, LEAKY_SLOPE)
    return _pooled(maps, block.pooling, convolved, output, size)


def _reach(block: FlimBlock) -> int:
    return int(block.conv.kernel_size[0]) // 2 * int(block.conv.dilation[0])


def _pooled_from(block_pooling: Mapping[str, object], part: slice) -> slice:
    """Return the rows or columns that pooling reads for some outputs; may lie outside the map."""
    if block_pooling["kind"] == "none":
        return part
    size, stride = int(str(block_pooling["size"])), int(str(block_pooling["stride"]))
    return slice(part.start * stride - (size - 1) // 2, (part.stop - 1) * stride + size // 2 + 1)


def _convolved(block: FlimBlock, output: Window, size: Side) -> Window:
    """Return the window of the convolution's result that a window of the block's maps reads."""
    parts = (_pooled_from(block.pooling, part) for part in output)
    return Window(
        *(_clipped(part.start, part.stop, side) for part, side in zip(parts, size, strict=True))
    )


def _clipped(start: int, stop: int, side: int) -> slice:
    return slice(max(start, 0), min(stop, side))


def _extended(
    maps: Tensor, axis: int, own: slice, wanted: slice, side: int, *, reflect: bool
) -> Tensor:
    """Cut the wanted positions of an axis, and pad those outside the map."""
    places = torch.arange(wanted.start, wanted.stop, device=maps.device)
    if reflect:
        places = torch.where(places < 0, -places, places)
        places = torch.where(places >= side, 2 * (side - 1) - places, places)
        return maps.index_select(axis, places - own.start)
    inside = _clipped(wanted.start, wanted.stop, side)
    maps = maps.narrow(axis, inside.start - own.start, inside.stop - inside.start)
    padding = (inside.start - wanted.start, wanted.stop - inside.stop)
    if padding == (0, 0):
        return maps
    return F.pad(maps, (0, 0, *padding) if axis == 2 else padding)


def _pooled(
    maps: Tensor,
    pooling: Mapping[str, object],
    convolved: Window,
    output: Window,
    size: Side,
) -> Tensor:
    kind = pooling["kind"]
    if kind == "none":
        return maps
    window, stride = int(str(pooling["size"])), int(str(pooling["stride"]))
    read = [_pooled_from(pooling, part) for part in output]
    padding = [
        amount
        for part, own in reversed(list(zip(read, convolved, strict=True)))
        for amount in (own.start - part.start, part.stop - own.stop)
    ]
    if kind == "max":
        return F.max_pool2d(F.pad(maps, padding, value=float("-inf")), window, stride)
    if kind == "min":
        return -F.max_pool2d(F.pad(-maps, padding, value=float("-inf")), window, stride)
    inside = F.pad(maps.new_ones((1, 1, *maps.shape[2:])), padding)
    if pooling.get("outside", "left-out") == "zero":
        inside = torch.ones_like(inside)
    counted = F.avg_pool2d(inside, window, stride)
    return F.avg_pool2d(F.pad(maps, padding), window, stride) / counted
