"""Patches at marked pixels and their marker-based normalisation."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.flim.windows import WindowPlan
from flimbuilder.project.architecture import Block

__all__ = ["Normalisation", "PatchBuffer", "gather_patches", "normalisation_of"]

PIECE_ELEMENTS = 2**19  # 2 MB of patches at a time, to stay in the cache


class PatchBuffer:
    """Memory for patches, reused from block to block.

    The system hands out new memory page by page, which takes longer than gathering the patches.
    """

    def __init__(self) -> None:
        self._held = torch.empty(0)

    def take(self, rows: int, cols: int, like: Tensor) -> Tensor:
        """Return an uninitialised tensor (rows, cols), which overwrites the one returned before.

        It has the dtype and device of `like`, which must be the same in every call.
        """
        if len(self._held) < rows * cols:
            self._held = like.new_empty(rows * cols)
        return self._held[: rows * cols].reshape(rows, cols)


def gather_patches(
    windows: Tensor,
    places: ProjectedMarkers,
    plan: WindowPlan,
    level: int,
    block: Block,
    buffer: PatchBuffer,
) -> Tensor:
    """Return the patch at each marked pixel.

    Parameters
    ----------
    windows : Tensor of shape (n_windows, C, height, width)
        The block's input around the markers, zero outside the map.
    places : ProjectedMarkers
        The marked pixels on the block's input.
    plan : WindowPlan
    level : int
        Index of the block, from 0.
    block : Block
    buffer : PatchBuffer

    Returns
    -------
    Tensor of shape (n_places, kernel_size**2 * C)
        Element ``tap * C + channel``, taps in raster order.
    """
    window = plan.of_place[level]
    row = places.row - plan.rows.origin[level][window]
    col = places.col - plan.cols.origin[level][window]
    height, width = windows.shape[2:]
    offset = (np.arange(block.kernel_size) - block.kernel_size // 2) * block.dilation
    taps = (offset[:, None] * width + offset[None, :]).reshape(-1)
    first = (window * height + row) * width + col
    index = torch.from_numpy(first[:, None] + taps).to(windows.device)
    pixels = windows.permute(0, 2, 3, 1).reshape(-1, windows.shape[1])
    patches = buffer.take(index.numel(), pixels.shape[1], like=pixels)
    torch.index_select(pixels, 0, index.reshape(-1), out=patches)
    return patches.reshape(len(first), -1)


@dataclass(frozen=True)
class Normalisation:
    """Mean and deviation of each patch element over the marked pixels.

    Attributes
    ----------
    mean, deviation : Tensor of shape (n_features,)
        The deviation includes epsilon: ``Z = (X - mean) / deviation``.
    """

    mean: Tensor
    deviation: Tensor

    def apply_(self, patches: Tensor) -> Tensor:
        """Normalise patches, (n_patches, n_features), in place, and return them."""
        for rows in torch.split(patches, _rows_at_once(patches)):
            rows.sub_(self.mean).div_(self.deviation)
        return patches

    def cpu(self) -> "Normalisation":
        """Return a copy on the CPU."""
        return Normalisation(self.mean.cpu(), self.deviation.cpu())

    def fold(self, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Fold the normalisation into kernels.

        Parameters
        ----------
        weights : Tensor of shape (n_kernels, n_features)
            Kernels W for normalised patches.

        Returns
        -------
        weights : Tensor of shape (n_kernels, n_features)
            ``W' = W / deviation``.
        bias : Tensor of shape (n_kernels,)
            ``b = -sum_i W'_i mean_i``, so that ``<W', X> + b = <W, Z>``.

        Notes
        -----
        With zero padding, ``<W', X> + b`` treats pixels outside the image as zeros of the
        unnormalised input, as in the patches that the kernels were learned from. Padding the
        normalised image would treat them as the mean. The two differ only at the border.
        """
        folded = weights.double() / self.deviation.double()
        return folded.float(), -(folded @ self.mean.double()).float()


def normalisation_of(patches: Tensor, channels: int, scope: str, epsilon: float) -> Normalisation:
    """Estimate the marker-based normalisation: mean and population deviation.

    Parameters
    ----------
    patches : Tensor of shape (n_patches, taps * channels)
        Patches of the markers used for the statistics.
    channels : int
        Channels of the block's input.
    scope : {"patch", "channel"}
        Statistics of each patch element, or of each channel at the marked pixels (the central
        taps).
    epsilon : float
        Added to every deviation.
    """
    taps = patches.shape[1] // channels
    if scope == "patch":
        mean, deviation = _mean_and_deviation(patches)
        return Normalisation(mean, deviation + epsilon)
    centre = patches[:, taps // 2 * channels : (taps // 2 + 1) * channels]
    mean, deviation = _mean_and_deviation(centre)
    return Normalisation(mean.repeat(taps), (deviation + epsilon).repeat(taps))


def _mean_and_deviation(values: Tensor) -> tuple[Tensor, Tensor]:
    """Return mean and population deviation of each column.

    Values are taken relative to the first row, so that equal values have a deviation of exactly
    zero. Summing as many rows at a time as fit in the cache is much faster than
    ``torch.var_mean``. Threads share the sum of a single column, whose last digits depend on
    their number; it is therefore summed in double and rounded to single.
    """
    first, total = values[0], values.new_zeros(values.shape[1], dtype=torch.double)
    parts = torch.split(values, _rows_at_once(values))
    precision = torch.double if values.shape[1] == 1 else values.dtype
    for part in parts:
        total += (part - first).sum(dim=0, dtype=precision)
    mean = first + (total / len(values)).to(values.dtype)
    squares = torch.zeros_like(total)
    for part in parts:
        squares += (part - mean).square_().sum(dim=0, dtype=precision)
    return mean, (squares / len(values)).sqrt().to(values.dtype)


def _rows_at_once(values: Tensor) -> int:
    return max(1, PIECE_ELEMENTS // values.shape[1])
