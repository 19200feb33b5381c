"""Mirrored, turned and scaled copies of the patches that kernels are learned from."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.project.architecture import Block
from flimbuilder.project.augmentation import PatchAugmentation

__all__ = ["AugmentedPatches", "augment_patches", "tap_orders"]

IntArray = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class AugmentedPatches:
    """Patches with their copies, marker by marker, and copy by copy within a marker.

    Attributes
    ----------
    patches : Tensor of shape (n_rows, taps * channels)
    places : ProjectedMarkers
        The marked pixel of each row.
    original : ndarray of shape (n_rows,)
        The index of each row's patch before the augmentation.
    """

    patches: Tensor
    places: ProjectedMarkers
    original: IntArray


def tap_orders(kernel_size: int, augmentation: PatchAugmentation) -> IntArray:
    """Return the order of the taps in each copy of a patch, the patch itself first.

    Parameters
    ----------
    kernel_size : int
        Side of the patch, in taps.
    augmentation : PatchAugmentation
        Its ``flips`` and ``turns``.

    Returns
    -------
    ndarray of shape (n_copies, kernel_size**2)
        Tap ``t`` of a copy is tap ``order[t]`` of the patch, taps in raster order. Equal orders,
        as of a patch of one tap, are given once.
    """
    taps = np.arange(kernel_size * kernel_size).reshape(kernel_size, kernel_size)
    flipped = [taps, taps[:, ::-1], taps[::-1], taps[::-1, ::-1]] if augmentation.flips else [taps]
    quarters = range(4) if augmentation.turns else range(1)
    orders = np.stack(
        [np.rot90(copy, quarter).ravel() for copy in flipped for quarter in quarters]
    )
    first = np.unique(orders, axis=0, return_index=True)[1]
    return orders[np.sort(first)]


def augment_patches(
    patches: Tensor, places: ProjectedMarkers, channels: int, block: Block
) -> AugmentedPatches:
    """Add the copies of a block's augmentation to its patches.

    Parameters
    ----------
    patches : Tensor of shape (n_places, taps * channels)
        Element ``tap * channels + channel``, in the order of `places`, which are sorted by marker.
    places : ProjectedMarkers
    channels : int
    block : Block
        Its `kernel_size` and `augment`.

    Returns
    -------
    AugmentedPatches
        The patches themselves are the first copy of each marker.
    """
    orders = tap_orders(block.kernel_size, block.augment)
    change = block.augment.intensity
    gains = (1.0, 1 - change, 1 + change) if change else (1.0,)
    n_places, n_copies = len(patches), len(gains) * len(orders)
    if n_copies == 1:
        return AugmentedPatches(patches, places, np.arange(n_places))
    row_of, original = _layout(places.marker_index, n_copies)
    augmented = patches.new_empty((n_places * n_copies, patches.shape[1]))
    taps = patches.reshape(n_places, -1, channels)
    for copy in range(n_copies):
        gain, order = gains[copy // len(orders)], orders[copy % len(orders)]
        chosen = torch.from_numpy(order).to(patches.device)
        values = taps.index_select(1, chosen).reshape(n_places, -1)
        rows = torch.from_numpy(row_of[copy]).to(patches.device)
        augmented.index_copy_(0, rows, values if gain == 1 else values.mul_(gain))
    arrays = {name: getattr(places, name)[original] for name in vars(places)}
    return AugmentedPatches(augmented, ProjectedMarkers(**arrays), original)


def _layout(marker_index: IntArray, n_copies: int) -> tuple[IntArray, IntArray]:
    """Return the row of each copy of each patch, (n_copies, n_places), and each row's patch.

    Copies of a marker follow each other, so that a sample of evenly spaced rows has all of them.
    """
    n_places = len(marker_index)
    first = np.searchsorted(marker_index, marker_index)  # row of the first patch of the marker
    count = np.searchsorted(marker_index, marker_index, side="right") - first
    copies = np.arange(n_copies)[:, None]
    row_of = first * n_copies + copies * count + (np.arange(n_places) - first)
    original = np.empty(n_places * n_copies, dtype=np.int64)
    original[row_of] = np.arange(n_places)
    return row_of, original
