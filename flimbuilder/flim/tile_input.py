"""Prepare the pixels of a tile for block 1, as :meth:`Encoder.prepare` does, but faster.

Powers take most of the time of a conversion to Lab. Here a table of all values of 8 or 16 bits
makes sRGB linear, cube roots take the place of powers, and the last steps of the conversion are
joined with the standardisation: one product and one sum for each channel.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.libift_colour import LAB_OFFSET, LAB_RANGE
from flimbuilder.flim.network import Encoder, linear_rgb, xyz_weights
from flimbuilder.flim.standardise import LEAST_DEVIATION, Statistics
from flimbuilder.imaging.scaling import scale_image

__all__ = ["ReadPixels", "TileInput", "stored_or_scaled", "xyz_roots"]

Floats = NDArray[np.float32]
ReadPixels = Callable[[slice, slice], NDArray[Any]]
"""Returns the pixels (rows, columns, channels) of a window: integers as stored, or in [0, 1]."""
TABLED = (np.dtype(np.uint8), np.dtype(np.uint16))
XYZ_WEIGHTS = np.array(xyz_weights(), np.float32)
# Up to 0.008856 the root is a line: that much lower than the root of the next number.
LINE, ABOVE = np.float32(7.787), np.nextafter(np.float32(0.008856), np.float32(1))
LOWER = np.float32(16.0 / 116.0 - np.cbrt(np.float64(ABOVE)))


def stored_or_scaled(pixels: NDArray[Any], name: str = "") -> NDArray[Any]:
    """Return pixels for :data:`ReadPixels`.

    Unsigned integers of 8 and 16 bits stay as stored; others are scaled to [0, 1], with the errors
    of :func:`~flimbuilder.imaging.scaling.scale_image`.
    """
    return pixels if pixels.dtype in TABLED else scale_image(pixels, name=name)


class TileInput:
    """Makes the input of block 1 for parts of an image, on the device of the encoder.

    Parameters
    ----------
    encoder : Encoder
    statistics : tuple of Tensor, or None, default=None
        By which the image is standardised; None measures the given pixels if they must be.
    """

    def __init__(self, encoder: Encoder, statistics: Statistics | None = None) -> None:
        self._encoder, self._statistics = encoder, statistics
        self._weights = next(encoder.parameters())
        is_given = statistics is not None or encoder.standardisation.kind == "none"
        self._is_lab = (
            is_given
            and encoder.colour.colour_space == "lab"
            and encoder.image_channels == 3
            and self._weights.device.type == "cpu"
            and self._weights.dtype == torch.float32
        )
        if self._is_lab:
            self._scale, self._shift = _scale_and_shift(statistics)

    def __call__(self, pixels: NDArray[Any] | Tensor) -> Tensor:
        """Convert pixels.

        Parameters
        ----------
        pixels : ndarray of shape (rows, columns, channels)
            Integers as stored, or floats in [0, 1]. A tensor holds floats in [0, 1] and may be on
            the device of the encoder.

        Returns
        -------
        Tensor of shape (1, channels of block 1, rows, columns)
            Channels last in memory. It differs from that of :meth:`Encoder.prepare` by up to 1e-6
            divided by what the channel is divided by.
        """
        if isinstance(pixels, Tensor):
            image = pixels.to(self._weights)[None].permute(0, 3, 1, 2)
            return self._encoder.prepare(image, self._statistics)
        if self._is_lab:
            return torch.from_numpy(self._standard_lab(pixels)).permute(0, 3, 1, 2)
        unit = pixels if pixels.dtype.kind == "f" else scale_image(pixels)
        image = torch.from_numpy(unit).to(self._weights)[None].permute(0, 3, 1, 2)
        return self._encoder.prepare(image, self._statistics)

    def zeros(self, rows: int, cols: int) -> Tensor:
        """Return the input outside an image."""
        channels = self._encoder.blocks()[0].conv.in_channels
        return self._weights.new_zeros((1, rows, cols, channels)).permute(0, 3, 1, 2)

    def _standard_lab(self, pixels: NDArray[Any]) -> Floats:
        """Return standardised Lab, (1, rows, columns, 3)."""
        x, y, z = xyz_roots(pixels)
        lab, term = np.empty((1, *y.shape, 3), np.float32), np.empty_like(y)
        np.multiply(y, self._scale[0], out=term)
        np.add(term, self._shift[0], out=lab[0, ..., 0])
        for channel, (more, less) in enumerate(((x, y), (y, z)), start=1):
            np.subtract(more, less, out=term)
            np.multiply(term, self._scale[channel], out=term)
            np.add(term, self._shift[channel], out=lab[0, ..., channel])
        return lab


def xyz_roots(pixels: NDArray[Any]) -> Floats:
    """Return the roots of X, Y and Z that define Lab, (3, rows, columns), of sRGB.

    The pixels (rows, columns, 3) are as for :class:`TileInput`.
    """
    planes = np.ascontiguousarray(pixels.transpose(2, 0, 1))
    if planes.dtype in TABLED:
        linear = np.take(_linear_table(planes.dtype), planes, mode="clip")
    else:
        unit = planes if planes.dtype.kind == "f" else scale_image(planes)
        linear = linear_rgb(torch.from_numpy(unit.astype(np.float32, copy=False))).numpy()
    roots, term = np.empty_like(linear), np.empty_like(linear[0])
    for root, weights in zip(roots, XYZ_WEIGHTS, strict=True):
        np.multiply(linear[0], weights[0], out=root)
        for channel in (1, 2):
            np.multiply(linear[channel], weights[channel], out=term)
            np.add(root, term, out=root)
    below = np.multiply(roots, LINE, out=linear)
    np.add(below, LOWER, out=below)
    np.minimum(below, 0, out=below)
    np.maximum(roots, ABOVE, out=roots)
    np.cbrt(roots, out=roots)
    np.add(roots, below, out=roots)
    return roots


def _scale_and_shift(statistics: Statistics | None) -> tuple[Floats, Floats]:
    """Return the factors and summands of Y's root for L, and of differences for a and b."""
    scale = np.array([116.0, 500.0, 200.0]) / LAB_RANGE
    shift = (np.array([-16.0, 0.0, 0.0]) + LAB_OFFSET) / LAB_RANGE
    if statistics is not None:
        mean, deviation = statistics
        shift -= mean[0].double().numpy()
        if deviation is not None:
            divisor = deviation[0].double().numpy() + LEAST_DEVIATION
            scale, shift = scale / divisor, shift / divisor
    return scale.astype(np.float32), shift.astype(np.float32)


@cache
def _linear_table(dtype: np.dtype[Any]) -> Floats:
    """Return the linear intensities of all values of an unsigned integer."""
    values = np.arange(np.iinfo(dtype).max + 1).astype(dtype)
    table: Floats = linear_rgb(torch.from_numpy(scale_image(values))).numpy()
    return table
