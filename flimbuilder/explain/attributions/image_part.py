"""The part of an image that a few pixels of the maps depend on, and the blocks run on it alone."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.marker_projection import map_sides
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.windows import WindowAxis, WindowPlan, blank_outside, run_block, walk_back
from flimbuilder.project.architecture import Architecture, Block

__all__ = ["ImagePart", "Spans", "Tap", "interpolation", "neighbours", "plan_part", "run_part"]

Tap = Callable[[int, Tensor], Tensor]
"""Called with the number of a block and its maps on the part; returns the maps to go on with."""
Spans = Mapping[int, tuple[slice, slice]]


@dataclass(frozen=True)
class ImagePart:
    """A rectangle of an image, and the wanted parts of the maps that can be computed from it.

    Attributes
    ----------
    rows, cols : slice
        The rectangle, inside the image.
    spans : dict of int to tuple of slice
        By block, from 1: rows and columns of the map that are wanted.
    plan : WindowPlan or None
        The window of each block; None if the blocks run on the whole image.
    """

    rows: slice
    cols: slice
    spans: Spans
    plan: WindowPlan | None

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) of the rectangle, in pixels."""
        return self.rows.stop - self.rows.start, self.cols.stop - self.cols.start

    def inside(self, block: int, maps: Tensor) -> Tensor:
        """Return 1 where the window of a block's maps lies on the map, and 0 outside."""
        ones = torch.ones_like(maps[:, :1])
        return ones if self.plan is None else blank_outside(ones, self.plan, block)


def plan_part(architecture: Architecture, size: tuple[int, int], spans: Spans) -> ImagePart:
    """Find the part of an image (height, width) that the wanted parts of the maps depend on.

    The blocks of imported models that pad their maps in another way than learned ones need the
    whole image.
    """
    used = architecture.blocks[: max(spans)]
    if any(block.padding != "zero" or block.pooling.outside != "left-out" for block in used):
        return ImagePart(slice(0, size[0]), slice(0, size[1]), spans, None)
    rows, cols = (
        _plan_axis(size[axis], used, {block: spans[block][axis] for block in spans})
        for axis in range(2)
    )
    inside_rows, inside_cols = (
        slice(max(0, int(axis.origin[0][0])), min(side, int(axis.origin[0][0]) + axis.length[0]))
        for axis, side in zip((rows, cols), size, strict=True)
    )
    return ImagePart(
        inside_rows, inside_cols, spans, WindowPlan(np.zeros(1, np.int64), [], rows, cols)
    )


def _plan_axis(side: int, blocks: Sequence[Block], spans: Mapping[int, slice]) -> WindowAxis:
    wanted = [
        (np.array([spans[level].start]), np.array([spans[level].stop])) if level in spans else None
        for level in range(len(blocks) + 1)
    ]
    return walk_back(wanted, blocks, [np.array([length]) for length in map_sides(side, blocks)])


def run_part(
    encoder: Encoder, part: ImagePart, prepared: Tensor, tap: Tap | None = None
) -> dict[int, Tensor]:
    """Run the blocks on a part of images, and return the wanted parts of their maps by block.

    The values are those of the whole images, and autograd can follow them.

    Parameters
    ----------
    encoder : Encoder
    part : ImagePart
    prepared : Tensor of shape (N, C, height, width)
        The input of block 1 on the part, converted and standardised.
    tap : callable or None, default=None
        Sees, and may replace, the maps of each block.

    Returns
    -------
    dict of int to Tensor of shape (N, kernels, rows, columns)
    """
    plan, wanted = part.plan, {}
    maps = prepared if plan is None else _padded(prepared, plan, part)
    for level, block in enumerate(encoder.blocks()[: max(part.spans)]):
        maps = block(maps) if plan is None else run_block(maps, block, plan, level)
        number = level + 1
        if tap is not None:
            maps = tap(number, maps)
        if number in part.spans:
            rows, cols = part.spans[number]
            top, left = _origin(plan, number)
            wanted[number] = maps[
                :, :, rows.start - top : rows.stop - top, cols.start - left : cols.stop - left
            ]
    return wanted


def _origin(plan: WindowPlan | None, level: int) -> tuple[int, int]:
    if plan is None:
        return 0, 0
    return int(plan.rows.origin[level][0]), int(plan.cols.origin[level][0])


def _padded(prepared: Tensor, plan: WindowPlan, part: ImagePart) -> Tensor:
    """Extend the part to its window by zeros, the padding of block 1."""
    top, left = _origin(plan, 0)
    above, before = part.rows.start - top, part.cols.start - left
    height, width = plan.rows.length[0], plan.cols.length[0]
    below, behind = height - above - part.shape[0], width - before - part.shape[1]
    return blank_outside(F.pad(prepared, (before, behind, above, below)), plan, level=0)


def neighbours(before: int, after: int, positions: slice) -> slice:
    """Return the positions of a map's side that interpolation to the image's side reads.

    Parameters
    ----------
    before, after : int
        Sides of the map and of the image.
    positions : slice
        Of the image.
    """
    if before == after:
        return positions
    first, second, _ = _pairs(before, after, positions)
    return slice(int(first[0]), int(second[-1]) + 1)


def interpolation(before: int, after: int, positions: slice) -> Tensor:
    """Return the weights (positions, neighbours) by which a map's side is interpolated.

    As ``F.interpolate(mode="bilinear")``; parameters as in :func:`neighbours`.
    """
    count = positions.stop - positions.start
    if before == after:
        return torch.eye(count)
    first, second, share = _pairs(before, after, positions)
    start, index = int(first[0]), torch.arange(count)
    weights = torch.zeros(count, int(second[-1]) + 1 - start)
    weights[index, first - start] += 1.0 - share
    weights[index, second - start] += share
    return weights


def _pairs(before: int, after: int, positions: slice) -> tuple[Tensor, Tensor, Tensor]:
    exact = (torch.arange(positions.start, positions.stop, dtype=torch.float64) + 0.5) * (
        before / after
    ) - 0.5
    exact = exact.clamp(min=0)
    first = exact.long().clamp(max=before - 1)
    return first, (first + 1).clamp(max=before - 1), (exact - first).float()
