"""Small pictures of the points of a map."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.flim.image_statistics import read_lattice
from flimbuilder.flim.training import PixelSource
from flimbuilder.imaging.crop import cut_patch
from flimbuilder.imaging.pictures import Picture, display_scaled
from flimbuilder.imaging.pyramid import fitting_size

__all__ = ["image_thumbnail", "patch_thumbnail"]

Pixels = NDArray[np.floating[Any]] | PixelSource

SMALLEST = 9  # pixels of the image in a thumbnail of a patch


def image_thumbnail(pixels: Pixels, side: int) -> Picture:
    """Return an image reduced to a longer side of `side` pixels, by averaging.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C), or PixelSource
        In [0, 1]; of a source, every n-th row and column is read.
    side : int

    Returns
    -------
    ndarray of uint8 of shape (h, w, 3)
    """
    size = fitting_size(pixels.shape[0], pixels.shape[1], side)
    if not isinstance(pixels, np.ndarray):
        source = pixels
        pixels = read_lattice(
            (source.shape[0], source.shape[1]),
            lambda rows, cols: source.windows([(rows, cols)])[0],
        )
    return _reduced(pixels, size)


def patch_thumbnail(pixels: Pixels, row: int, col: int, field: int, side: int) -> Picture:
    """Return the surroundings of a pixel, scaled to `side` pixels.

    Parameters
    ----------
    pixels : ndarray of shape (H, W, C), or PixelSource
        In [0, 1].
    row, col : int
    field : int
        Side of the receptive field, in pixels; at least 9 are shown.
    side : int

    Returns
    -------
    ndarray of uint8 of shape (side, side, 3)
        Black beyond the image.
    """
    shown = max(field, SMALLEST)
    height, width = pixels.shape[:2]
    if not isinstance(pixels, np.ndarray):
        top, left = max(row - shown, 0), max(col - shown, 0)
        place = slice(top, min(row + shown, height)), slice(left, min(col + shown, width))
        pixels, row, col = pixels.windows([place])[0], row - top, col - left
    patch = cut_patch(pixels, row, col, shown)
    if shown > side:
        return _reduced(patch, (side, side))
    index = np.arange(side) * shown // side
    return _eight_bits(patch[index][:, index])


def _reduced(pixels: NDArray[Any], size: tuple[int, int]) -> Picture:
    """Average pixels to a size; rows and columns repeat if there are fewer."""
    rows, cols = (
        np.arange(wanted) * length // wanted
        for wanted, length in zip(size, pixels.shape[:2], strict=True)
    )
    sums = np.add.reduceat(np.add.reduceat(pixels, rows, axis=0, dtype=np.float64), cols, axis=1)
    counts = [
        np.maximum(np.diff(starts, append=length), 1)
        for starts, length in zip((rows, cols), pixels.shape[:2], strict=True)
    ]
    return _eight_bits(sums / (counts[0][:, None] * counts[1])[..., None])


def _eight_bits(pixels: NDArray[Any]) -> Picture:
    return display_scaled(np.clip(pixels, 0, 1), "uint8")
