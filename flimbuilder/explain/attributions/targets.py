"""What is attributed to pixels: the decoder's sum, the saliency or a kernel's activation."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.instances.splitting import find_objects
from flimbuilder.errors import InputError
from flimbuilder.explain.regions.region import Region, region_mask
from flimbuilder.project.decoding import Splitting
from flimbuilder.project.project import BACKGROUND

__all__ = [
    "KernelTarget",
    "Quantity",
    "SaliencyTarget",
    "Target",
    "object_at",
]

Quantity = Literal["sum", "saliency"]


@dataclass(frozen=True, eq=False)
class SaliencyTarget:
    """The mean of the saliency of a class over a region, or of what the saliency is made of.

    Attributes
    ----------
    region : tuple of int or ndarray of bool of shape (H, W)
        A pixel (row, column), or a region.
    class_id : int or None, default=None
        The object class; None is the one with the largest sum in the region.
    quantity : {"sum", "saliency"}, default="sum"
        ``sum`` is the weighted sum before it is rectified and scaled; for the decoder ``ml``, the
        log-odds. Unlike the saliency, it changes where the saliency is 0 or 1. Of fused blocks,
        the mean of their sums, each divided by its largest value.
    """

    region: Region
    class_id: int | None = None
    quantity: Quantity = "sum"


@dataclass(frozen=True, eq=False)
class KernelTarget:
    """The activation of a kernel: its mean over a region, or its maximum over the image.

    Attributes
    ----------
    block : int
        From 1.
    channel : int
        From 0, in the order of the block's activation maps.
    region : tuple of int or ndarray of bool of shape (H, W), or None, default=None
        A pixel (row, column), or a region; None is the maximum over the image.
    """

    block: int
    channel: int
    region: Region | None = None


Target = SaliencyTarget | KernelTarget


def object_at(
    labels: NDArray[np.uint8], row: int, col: int, splitting: Splitting | None = None
) -> NDArray[np.bool_]:
    """Return the object of a label image (H, W) that covers a pixel, as a mask.

    With a splitting, touching objects are separate.

    Raises
    ------
    InputError
        If the pixel is background or lies outside the image.
    """
    region_mask((row, col), (labels.shape[0], labels.shape[1]))
    if labels[row, col] == BACKGROUND:
        raise InputError(
            f"pixel ({row}, {col}) belongs to no object of the mask; give a pixel of an object, "
            "or explain the pixel alone"
        )
    objects = find_objects(labels, splitting)
    if not objects[row, col]:
        raise InputError(f"the object at pixel ({row}, {col}) is too small to count as one")
    mask: NDArray[np.bool_] = objects == objects[row, col]
    return mask
