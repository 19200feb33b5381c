"""The part of an image that a region of the maps depends on, and the blocks run on it alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from flimbuilder.explain.regions.local_blocks import (
    BlockConstants,
    Window,
    all_map_sizes,
    cut_within,
    plan_windows_back,
    run_on_window,
)
from flimbuilder.model.model import Model

__all__ = ["ImagePart", "Spans", "Tap", "interpolation", "neighbours", "plan_part", "run_part"]

Tap = Callable[[int, Tensor], Tensor]
"""Called with the number of a block and its maps on the part; returns the maps to go on with."""
Spans = Mapping[int, Window]


@dataclass(frozen=True)
class ImagePart:
    """A rectangle of an image, and the wanted parts of the maps that can be computed from it.

    Attributes
    ----------
    spans : dict of int to Window
        By block, from 1: the part of the map that is wanted.
    windows : list of Window
        The parts of the image and of the maps of each block that must be computed.
    sizes : list of tuple of int
        (height, width) of the image and of the maps of each block.
    """

    spans: Spans
    windows: list[Window]
    sizes: list[tuple[int, int]]

    @property
    def rows(self) -> slice:
        """The rows of the rectangle in the image."""
        return self.windows[0].rows

    @property
    def cols(self) -> slice:
        """The columns of the rectangle in the image."""
        return self.windows[0].cols

    @property
    def shape(self) -> tuple[int, int]:
        """(height, width) of the rectangle, in pixels."""
        return self.rows.stop - self.rows.start, self.cols.stop - self.cols.start


def plan_part(model: Model, size: tuple[int, int], spans: Spans) -> ImagePart:
    """Find the part of an image (height, width) that the wanted parts of the maps depend on."""
    sizes = all_map_sizes(model, size)
    blocks = model.encoder.blocks()[: max(spans)]
    return ImagePart(spans, plan_windows_back(blocks, sizes, spans), sizes)


def run_part(
    model: Model, part: ImagePart, prepared: Tensor, tap: Tap | None = None
) -> dict[int, Tensor]:
    """Run the blocks on a part of images, and return the wanted parts of their maps by block.

    The values are those of the whole images, and autograd can follow them.

    Parameters
    ----------
    model : Model
    part : ImagePart
    prepared : Tensor of shape (N, C, height, width)
        The input of block 1 on the part, converted and standardised.
    tap : callable or None, default=None
        Sees, and may replace, the maps of each block.

    Returns
    -------
    dict of int to Tensor of shape (N, kernels, rows, columns)
    """
    maps, wanted = prepared, {}
    for number, block in enumerate(model.encoder.blocks()[: max(part.spans)], start=1):
        around = part.windows[number - 1], part.windows[number], part.sizes[number - 1]
        maps = run_on_window(block, BlockConstants.of(block), maps, *around)
        if tap is not None:
            maps = tap(number, maps)
        if number in part.spans:
            wanted[number] = cut_within(maps, part.windows[number], part.spans[number])
    return wanted


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
