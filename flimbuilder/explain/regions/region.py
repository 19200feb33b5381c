"""Pixels and regions of an image, and their places on the maps of a block."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.errors import InputError

__all__ = ["Region", "map_weights", "region_mask"]

Region = tuple[int, int] | NDArray[np.bool_]
"""A pixel (row, column), or a mask of shape (H, W)."""


def region_mask(region: Region, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Return a region as a mask of shape (H, W).

    Raises
    ------
    InputError
        If it is empty, of another size, or not in the image.
    """
    height, width = size
    if isinstance(region, np.ndarray):
        if region.dtype != np.bool_ or region.shape != size:
            raise InputError(
                f"the region has shape {region.shape} of {region.dtype}; give booleans of "
                f"shape {size}"
            )
        if not region.any():
            raise InputError("the region has no pixel; give at least one")
        return region
    row, col = region
    if not (0 <= row < height and 0 <= col < width):
        raise InputError(
            f"pixel ({row}, {col}) is not in the image of {height} x {width} pixels; rows and "
            "columns count from 0"
        )
    mask = np.zeros(size, dtype=bool)
    mask[row, col] = True
    return mask


def map_weights(mask: NDArray[np.bool_], size: tuple[int, int]) -> Tensor:
    """Return the weight of each pixel of a map in the mean of the interpolated map over a region.

    Parameters
    ----------
    mask : ndarray of bool of shape (H, W)
        The region, with at least one pixel.
    size : tuple of int
        (h, w) of the map, which a decoder interpolates to the image bilinearly.

    Returns
    -------
    Tensor of float64 of shape (h, w)
        Not negative; sums to 1.
    """
    inside = torch.from_numpy(np.ascontiguousarray(mask)).double()
    inside /= inside.sum()
    if mask.shape == size:
        return inside
    # The transpose of the interpolation, which is linear.
    with torch.inference_mode(mode=False), torch.enable_grad():
        zero = torch.zeros((1, 1, *size), dtype=torch.float64, requires_grad=True)
        full = F.interpolate(zero, size=mask.shape, mode="bilinear", align_corners=False)
        (weights,) = torch.autograd.grad(full, zero, inside[None, None].clone())
    return weights[0, 0]
