"""Checks of saliency maps, images and masks, and the connected components of masks."""

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from flimbuilder.errors import InputError

__all__ = [
    "EIGHT_NEIGHBOURS",
    "Shaped",
    "checked_image",
    "checked_mask",
    "checked_saliency",
    "components_of",
    "require_same_shape",
]

ROUNDING = 1e-6  # interpolation in float32 may leave [0, 1] by this much
EIGHT_NEIGHBOURS = np.ones((3, 3), dtype=bool)


def checked_saliency(saliency: npt.ArrayLike, axes: str = "H W") -> npt.NDArray[np.floating[Any]]:
    """Return saliency as floating point of 32 bits or more, in [0, 1].

    Parameters
    ----------
    saliency : array_like of float
        In [0, 1]; rounding errors up to 1e-6 are clipped.
    axes : str, default="H W"
        Expected axes, separated by blanks.

    Raises
    ------
    InputError
        If it is not floating point, has other axes or no pixels, or holds NaN or values outside
        [0, 1].
    """
    return _in_unit_range(saliency, "saliency", axes)


def checked_image(image: npt.ArrayLike) -> npt.NDArray[np.floating[Any]]:
    """Return an image (H, W, C) as floating point of 32 bits or more, in [0, 1].

    Raises
    ------
    InputError
        If it is not floating point, has other axes or no pixels, or holds NaN or values outside
        [0, 1] by more than a rounding error.
    """
    return _in_unit_range(image, "the image", "H W C")


def checked_mask(mask: npt.ArrayLike, name: str) -> npt.NDArray[np.bool_]:
    """Return a mask as an array of bool, (H, W).

    Raises
    ------
    InputError
        If it is not bool, or has other axes or no pixels.
    """
    array = np.asarray(mask)
    _require_axes(array, name, "H W")
    if array.dtype != np.bool_:
        raise InputError(f"{name} is {array.dtype}; it must be bool: compare it, as in {name} > 0")
    return array


class Shaped(Protocol):
    """What has a shape."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        ...


def require_same_shape(first: Shaped, first_name: str, second: Shaped, second_name: str) -> None:
    """Raise InputError, naming both arrays, if their shapes differ."""
    if first.shape != second.shape:
        raise InputError(
            f"{first_name} is {_size(first)} and {second_name} is {_size(second)} pixels; "
            "both must be of one image"
        )


def components_of(mask: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.integer[Any]], int]:
    """Label the 8-connected components of a mask (H, W) from 1, and count them.

    0 is the background.
    """
    import scipy  # here: the window lists the measures before it loads scipy

    components, count = scipy.ndimage.label(mask, structure=EIGHT_NEIGHBOURS)
    return components, int(count)


def _in_unit_range(values: npt.ArrayLike, name: str, axes: str) -> npt.NDArray[np.floating[Any]]:
    array = np.asarray(values)
    _require_axes(array, name, axes)
    if not np.issubdtype(array.dtype, np.floating):
        raise InputError(f"{name} is {array.dtype}; it must be floating point, in [0, 1]")
    low, high = float(array.min()), float(array.max())
    if np.isnan(low):
        raise InputError(f"{name} holds NaN; every value must be in [0, 1]")
    if low < -ROUNDING or high > 1 + ROUNDING:
        raise InputError(f"{name} is in [{low:g}, {high:g}]; it must be in [0, 1]; scale it first")
    wide = array.astype(np.promote_types(array.dtype, np.float32), copy=False)
    clipped: npt.NDArray[np.floating[Any]] = np.clip(wide, 0, 1)
    return clipped


def _require_axes(array: npt.NDArray[Any], name: str, axes: str) -> None:
    if array.ndim != len(axes.split()) or array.size == 0:
        wanted = axes.replace(" ", ", ")
        raise InputError(
            f"{name} has the shape {array.shape}; it must be ({wanted}), none of them 0"
        )


def _size(array: Shaped) -> str:
    return " x ".join(str(side) for side in array.shape)
