"""Compute activations only at the markers, in windows of equal size around the marked pixels.

To estimate block b, the output of block b-1 is needed only at the patches of the markers. The
marked pixels are grouped into windows, each large enough for the receptive field of all later
blocks, which shrink block by block. All windows have the same size and form one batch. Pixels
outside the image are reset to the padding of the whole image, so that the result equals that of
the whole image, at a cost that depends on the markers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import ModelError
from flimbuilder.flim.encode import sliding_maximum
from flimbuilder.flim.marker_projection import ProjectedMarkers, map_sides
from flimbuilder.flim.network import FlimBlock
from flimbuilder.flim.training import PixelSource, TrainingImage
from flimbuilder.project.architecture import Block

__all__ = [
    "WindowAxis",
    "WindowPlan",
    "blank_outside",
    "cut_windows",
    "plan_windows",
    "run_block",
    "walk_back",
]

IntArray = NDArray[np.int64]

CELLS = (4, 8, 12, 16, 24, 32, 64, 128, 10**9)  # sides tried for groups of marked pixels
HANDLING = 64  # overhead of a window, in pixels


@dataclass(frozen=True)
class WindowAxis:
    """Extent of the windows along rows or columns, on the input of each block.

    Attributes
    ----------
    origin : list of ndarray of shape (n_windows,)
        First pixel of each window; may be negative.
    length : list of int
        Length of every window, in pixels.
    margin : list of int
        Pixels at the start that the next block does not use.
    side : list of ndarray of shape (n_windows,)
        Length of the map that holds the window, in pixels.
    """

    origin: list[IntArray]
    length: list[int]
    margin: list[int]
    side: list[IntArray]


@dataclass(frozen=True)
class WindowPlan:
    """The windows to compute, and the window of each marked pixel.

    Attributes
    ----------
    image : ndarray of shape (n_windows,)
        Index of each window's image.
    of_place : list of ndarray of shape (n_places,)
        The window of each marked pixel, for each block.
    rows, cols : WindowAxis
    """

    image: IntArray
    of_place: list[IntArray]
    rows: WindowAxis
    cols: WindowAxis


def plan_windows(
    places: Sequence[ProjectedMarkers],
    heights: IntArray,
    widths: IntArray,
    blocks: Sequence[Block],
) -> WindowPlan:
    """Group the marked pixels into the windows that cost least.

    Compares two groupings at a few sizes: the squares of one grid over the image, which suit
    markers close together, and those of a grid for each marker, which do not divide small markers.
    Heights and widths are those of each image, in pixels; `places` has one element per block.
    """
    sides = (map_sides(heights, blocks), map_sides(widths, blocks))
    last = places[-1]
    grids = [_Grid(last, last.image, blocks), _Grid(last, last.marker_index, blocks)]
    _, cell, grid = min(
        ((grid.cost(cell), cell, grid) for grid in grids for cell in grid.cells), key=itemgetter(0)
    )
    return _plan_for(*grid.windows(cell), places, sides, blocks)


class _Grid:
    """Grids that divide the marked pixels of the last block, one grid for each owner.

    The owner of a pixel is its image or its marker. A grid begins at its owner's first row and
    column.
    """

    def __init__(self, places: ProjectedMarkers, owner: IntArray, blocks: Sequence[Block]) -> None:
        _, owner = np.unique(owner, return_inverse=True)
        self._owner = owner
        self._blocks = blocks
        self._image = places.image
        self._row, self._rows = _from_first(places.row, owner)
        self._col, self._cols = _from_first(places.col, owner)

    @property
    def cells(self) -> list[int]:
        """The cell sides to try; those beyond the largest extent are equivalent."""
        extent = max(self._rows, self._cols)
        return sorted({min(cell, extent) for cell in CELLS})

    def cost(self, cell: int) -> int:
        """Estimate the pixels to compute over all blocks, with the overhead of each window."""
        n_windows = len(np.unique(self._keys(cell)))
        rows, cols = (
            _lengths(min(cell, extent), self._blocks) for extent in (self._rows, self._cols)
        )
        return n_windows * (sum(a * b for a, b in zip(rows, cols, strict=True)) + HANDLING)

    def windows(self, cell: int) -> tuple[IntArray, IntArray]:
        """Return the image of each window, and the window of each marked pixel."""
        _, first, window = np.unique(self._keys(cell), return_index=True, return_inverse=True)
        return self._image[first], window

    def _keys(self, cell: int) -> IntArray:
        rows, cols = (-(-extent // cell) for extent in (self._rows, self._cols))
        keys: IntArray = (self._owner * rows + self._row // cell) * cols + self._col // cell
        return keys


def _from_first(position: IntArray, owner: IntArray) -> tuple[IntArray, int]:
    """Return positions relative to their owner's first, and the largest extent of an owner."""
    first = np.full(int(owner.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(first, owner, position)
    beyond: IntArray = position - first[owner]
    return beyond, int(beyond.max()) + 1


def _lengths(extent: int, blocks: Sequence[Block]) -> list[int]:
    """Return a window's side on each block's input, given its extent on the last block's."""
    length = extent + 2 * blocks[-1].reach
    lengths = [length]
    for block in reversed(blocks[:-1]):
        length = (length - 1) * block.stride + block.pooling_size + 2 * block.reach
        lengths.append(length)
    return lengths


def _plan_for(
    image: IntArray,
    window: IntArray,
    places: Sequence[ProjectedMarkers],
    sides: tuple[list[IntArray], list[IntArray]],
    blocks: Sequence[Block],
) -> WindowPlan:
    """Lay out windows, given the image of each and the window of each pixel of the last block."""
    of_place = [window]
    for level in reversed(places[:-1]):
        of_place.insert(0, of_place[0][level.next])
    rows = _plan_axis([level.row for level in places], of_place, image, sides[0], blocks)
    cols = _plan_axis([level.col for level in places], of_place, image, sides[1], blocks)
    return WindowPlan(image, of_place, rows, cols)


def _plan_axis(
    positions: Sequence[IntArray],
    of_place: Sequence[IntArray],
    image: IntArray,
    sides: list[IntArray],
    blocks: Sequence[Block],
) -> WindowAxis:
    """Determine, from the last block back, what each block needs of the one before."""
    own = [
        _extent(position, window, len(image), block.reach)
        for position, window, block in zip(positions, of_place, blocks, strict=True)
    ]
    return walk_back(own, blocks[:-1], [side[image] for side in sides])


def walk_back(
    wanted: Sequence[tuple[IntArray, IntArray] | None],
    blocks: Sequence[Block],
    sides: list[IntArray],
) -> WindowAxis:
    """Extend the wanted part of each map by what later blocks need of it.

    Parameters
    ----------
    wanted : sequence of tuple of ndarray of shape (n_windows,), or None
        Start and end (exclusive) of each window on the input of each block and on the output of
        the last block; None if only later blocks need the map.
    blocks : sequence of Block
        The blocks between these maps, one fewer.
    sides : list of ndarray of shape (n_windows,)
        Length of the maps, as in :class:`WindowAxis`.

    Returns
    -------
    WindowAxis
    """
    assert wanted[-1] is not None
    origin, end = wanted[-1]
    origins, lengths, margins = [origin], [int((end - origin).max())], [0]
    for own, block in zip(reversed(wanted[:-1]), reversed(blocks), strict=True):
        before = (block.pooling_size - 1) // 2
        needed = origins[0] * block.stride - before - block.reach
        span = (lengths[0] - 1) * block.stride + block.pooling_size + 2 * block.reach
        first, end = (needed, needed) if own is None else own
        margin = max(0, int((needed - first).max()))
        origin = needed - margin
        origins.insert(0, origin)
        margins.insert(0, margin)
        lengths.insert(0, max(margin + span, int((end - origin).max())))
    return WindowAxis(origins, lengths, margins, sides)


def _extent(
    position: IntArray, window: IntArray, n_windows: int, reach: int
) -> tuple[IntArray, IntArray]:
    """Return start and end (exclusive) of the patches in each window."""
    first = np.full(n_windows, np.iinfo(np.int64).max)
    last = np.full(n_windows, np.iinfo(np.int64).min)
    np.minimum.at(first, window, position)
    np.maximum.at(last, window, position)
    return first - reach, last + reach + 1


def cut_windows(images: Sequence[TrainingImage], plan: WindowPlan) -> Tensor:
    """Cut the windows from the images; pixels outside repeat the border.

    Returns
    -------
    Tensor of shape (n_windows, C, height, width)
        Channels last in memory.
    """
    height, width = plan.rows.length[0], plan.cols.length[0]
    channels = images[0].pixels.shape[2]
    windows = np.empty((len(plan.image), height, width, channels), np.float32)
    for position in np.unique(plan.image):
        chosen = plan.image == position
        row = plan.rows.origin[0][chosen][:, None] + np.arange(height)
        col = plan.cols.origin[0][chosen][:, None] + np.arange(width)
        windows[chosen] = _gather(images[position].pixels, row, col)
    return torch.from_numpy(windows).permute(0, 3, 1, 2)


def _gather(
    pixels: NDArray[np.floating] | PixelSource, row: IntArray, col: IntArray
) -> NDArray[np.floating]:
    """Return pixels (n_windows, height, width, C) at rows and columns (n_windows, side)."""
    row, col = row.clip(0, pixels.shape[0] - 1), col.clip(0, pixels.shape[1] - 1)
    if isinstance(pixels, np.ndarray):
        return pixels[row[:, :, None], col[:, None, :]]
    places = [
        (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(cols[0]), int(cols[-1]) + 1))
        for rows, cols in zip(row, col, strict=True)
    ]
    parts = zip(pixels.windows(places), row, col, strict=True)
    return np.stack(
        [part[(rows - rows[0])[:, None], (cols - cols[0])[None, :]] for part, rows, cols in parts]
    )


def blank_outside(windows: Tensor, plan: WindowPlan, level: int) -> Tensor:
    """Set pixels of windows on the input of block `level` + 1 to zero outside the map."""
    inside = _inside(windows, plan, level, (0, 0))
    return windows if bool(inside.all()) else torch.where(inside, windows, 0.0)


def _inside(windows: Tensor, plan: WindowPlan, level: int, shifts: tuple[int, int]) -> Tensor:
    """Return a mask (n_windows, 1, height, width) of pixels on the map.

    The windows are parts of the planned ones; `shifts` are their first row and column there.
    """
    masks = []
    axes = zip((plan.rows, plan.cols), shifts, windows.shape[2:], strict=True)
    for axis, shift, length in axes:
        pixel = axis.origin[level][:, None] + shift + np.arange(length)
        on_map = (pixel >= 0) & (pixel < axis.side[level][:, None])
        masks.append(torch.from_numpy(on_map).to(windows.device))
    rows, cols = masks
    return (rows[:, :, None] & cols[:, None, :])[:, None]


def run_block(windows: Tensor, block: FlimBlock, plan: WindowPlan, level: int) -> Tensor:
    """Run a block on its windows and return the windows of the next block.

    Parameters
    ----------
    windows : Tensor of shape (n_windows, C, height, width)
        Zero outside the map.
    block : FlimBlock
    plan : WindowPlan
    level : int
        Index of the block, from 0.

    Returns
    -------
    Tensor of shape (n_windows, kernels, next height, next width)
        Zero outside the map.

    Raises
    ------
    ModelError
        If the block of an imported model pads its maps in another way than learned blocks.
    """
    if block.padding != "zero" or block.pooling.get("outside", "left-out") != "left-out":
        raise ModelError(
            "a block of an imported model pads its maps in a way that windows cannot reproduce; "
            "run it on the whole image"
        )
    reach = block.conv.dilation[0] * (block.conv.kernel_size[0] // 2)
    pooling = block.pooling
    size, stride = (1, 1) if pooling["kind"] == "none" else (pooling["size"], pooling["stride"])
    used = [
        slice(axis.margin[level], axis.margin[level] + (axis.length[level + 1] - 1) * stride
              + size + 2 * reach)
        for axis in (plan.rows, plan.cols)
    ]  # fmt: skip
    data = windows[:, :, used[0], used[1]]
    maps = F.conv2d(data, block.conv.weight, block.conv.bias, dilation=block.conv.dilation)
    maps = block.activate(maps)
    if size > 1 or stride > 1:
        shifts = plan.rows.margin[level] + reach, plan.cols.margin[level] + reach
        inside = _inside(maps, plan, level, shifts)
        maps = _pool_inside(maps, inside, pooling["kind"], size, stride)
    return blank_outside(maps, plan, level + 1)


def _pool_inside(maps: Tensor, inside: Tensor, kind: str, size: int, stride: int) -> Tensor:
    """Pool without padding, ignoring pixels outside the map."""
    whole = bool(inside.all())
    if kind == "average":
        if whole:
            return F.avg_pool2d(maps, size, stride)
        share = F.avg_pool2d(inside.to(maps.dtype), size, stride)
        return F.avg_pool2d(maps * inside, size, stride) / share.clamp(min=1e-6)
    maps = -maps if kind == "min" else maps
    if not whole:
        maps = torch.where(inside, maps, -torch.inf)
    if stride == 1:
        best = sliding_maximum(sliding_maximum(maps, size, 2), size, 3)
    else:
        best = F.max_pool2d(maps, size, stride)
    return -best if kind == "min" else best
