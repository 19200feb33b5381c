"""Dice of activation maps with reference masks."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.decoders.thresholds import otsu_threshold
from flimbuilder.imaging.pyramid import fitting_size
from flimbuilder.imaging.truth import judged_pixels, objects_of

__all__ = ["DICE_SIDE", "map_dice", "reduce_maps"]

DICE_SIDE = 512  # maps are reduced to it for Otsu's threshold and Dice
CHUNK = 32  # kernels at a time


def reduce_maps(maps: Tensor, side: int) -> Tensor:
    """Shrink maps (kernels, h, w) by averaging, so that the longer side is at most `side`."""
    height, width = maps.shape[-2:]
    size = fitting_size(height, width, side)
    return (
        maps if size == (height, width) else F.interpolate(maps[None], size=size, mode="area")[0]
    )


def map_dice(
    maps: Tensor, truth: NDArray[np.int16], classes: Sequence[int]
) -> NDArray[np.float32]:
    """Measure how well each map alone, cut at Otsu's threshold, delineates each class.

    Parameters
    ----------
    maps : Tensor of shape (kernels, h, w)
        Reduced to a longer side of 512.
    truth : ndarray of shape (H, W)
        Class ids, and `IGNORED`.
    classes : sequence of int
        Ids of the object classes.

    Returns
    -------
    ndarray of shape (object classes, kernels)
        In [0, 1].
    """
    maps = reduce_maps(maps, DICE_SIDE)

    def reduced(masks: NDArray[np.bool_]) -> Tensor:
        areas = F.interpolate(torch.from_numpy(masks).float()[None], maps.shape[-2:], mode="area")
        return (areas[0] > 0.5).flatten(1).float()

    targets, judged = reduced(objects_of(truth, classes)), judged_pixels(truth)
    kept = torch.ones(1) if judged is None else reduced(judged[None])
    targets, chunks = targets * kept, []
    for values in torch.split(maps.flatten(1), CHUNK):
        masks = (values > otsu_threshold(values)[:, None]).float() * kept
        sizes = masks.sum(dim=1)[None] + targets.sum(dim=1)[:, None]
        chunks.append(torch.where(sizes > 0, 2 * (targets @ masks.T) / sizes.clamp(min=1), 1.0))
    dice: NDArray[np.float32] = torch.cat(chunks, dim=1).numpy()
    return dice
