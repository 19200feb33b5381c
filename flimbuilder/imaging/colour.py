"""Colour spaces: CIE Lab in [0, 1] and luma."""

from typing import Any

import numpy as np
import numpy.typing as npt
import skimage.color  # loads its modules lazily

from flimbuilder.errors import ImageError

__all__ = ["LAB_OFFSET", "LAB_SPAN", "lab_to_rgb", "luma", "rgb_to_lab"]

# (lab + offset) / span per channel: the range of Lab over the RGB cube. Constants of FLIM, so that
# the scaling does not depend on the image.
LAB_OFFSET = (0.0, 86.182236, 107.867744)
LAB_SPAN = (99.998337, 184.440850, 202.349426)

LUMA_WEIGHTS = (0.299, 0.587, 0.114)  # ITU-R BT.601-7, section 2.5.1


def rgb_to_lab(rgb01: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float32]:
    """Convert sRGB to CIE Lab (D65, 2 degrees), with each channel scaled to [0, 1].

    Parameters
    ----------
    rgb01 : ndarray of shape (..., 3)
        In [0, 1].

    Returns
    -------
    ndarray of float32, of the same shape
        In [0, 1] to within 2e-4: the constants assume a white point and matrix that differ from
        scikit-image's in the fifth digit.

    Raises
    ------
    ImageError
        If there are not three channels.
    """
    _require_rgb(rgb01)
    lab: npt.NDArray[np.float32] = skimage.color.rgb2lab(rgb01.astype(np.float32, copy=False))
    lab += np.array(LAB_OFFSET, np.float32)
    lab /= np.array(LAB_SPAN, np.float32)
    return lab


def lab_to_rgb(lab01: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
    """Convert CIE Lab in [0, 1] to sRGB, the inverse of `rgb_to_lab`.

    Parameters
    ----------
    lab01 : ndarray of shape (..., 3)
        Each channel scaled to [0, 1].

    Returns
    -------
    ndarray of float64, of the same shape
        In [0, 1]; colours outside sRGB are clipped.

    Raises
    ------
    ImageError
        If there are not three channels.
    """
    _require_rgb(lab01)
    lab = lab01 * np.array(LAB_SPAN) - np.array(LAB_OFFSET)
    # A larger b makes Z negative, which scikit-image also clips to 0, but with a warning.
    lab[..., 2] = np.minimum(lab[..., 2], 200 * (lab[..., 0] + 16) / 116)
    rgb: npt.NDArray[np.float64] = skimage.color.lab2rgb(lab).clip(0, 1)
    return rgb


def luma(rgb01: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float32]:
    """Compute the luma of RGB, 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601).

    Parameters
    ----------
    rgb01 : ndarray of shape (..., 3)
        In [0, 1].

    Returns
    -------
    ndarray of float32 of shape (..., 1), in [0, 1]

    Raises
    ------
    ImageError
        If there are not three channels.
    """
    _require_rgb(rgb01)
    weights = np.array(LUMA_WEIGHTS, np.float32)[:, np.newaxis]
    return rgb01.astype(np.float32, copy=False) @ weights


def _require_rgb(rgb01: npt.NDArray[Any]) -> None:
    channels = rgb01.shape[-1]
    if channels != 3:
        raise ImageError(f"{channels} channels where RGB has 3; keep the channels as they are")
