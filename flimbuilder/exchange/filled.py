"""Outlines filled as labelme fills them, and masks: as runs of pixels.

A vertex lies in the pixel that holds it; the pixels of the outline belong to the shape.
"""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from flimbuilder.errors import ImageError, MarkerError
from flimbuilder.imaging.formats.decoded import ReadLimits
from flimbuilder.imaging.formats.png import decode_png
from flimbuilder.project.rasterise import runs_of

__all__ = ["box_runs", "filled_work", "mask_runs", "polygon_runs"]

Runs = tuple[tuple[int, int, int], ...]
Corners = Sequence[tuple[float, float]]  # (x, y); the image's upper left corner is (0, 0)


def polygon_runs(corners: Corners, shape: tuple[int, int]) -> Runs:
    """Return the runs of a polygon, cut off at the border of the image.

    Parameters
    ----------
    corners : sequence of (x, y)
        Three or more.
    shape : tuple of int
        (height, width) of the image.

    Returns
    -------
    tuple of (row, first column, length)
        None where the polygon lies outside.
    """
    (left, top), (right, bottom) = _extent(corners, shape)
    if left > right or top > bottom:
        return ()
    canvas = Image.new("1", (right - left + 1, bottom - top + 1))
    pixels = np.floor(corners).astype(np.int64) - (left, top)
    ImageDraw.Draw(canvas).polygon([(x, y) for x, y in pixels.tolist()], fill=1, outline=1)
    return _runs(np.asarray(canvas), left, top)


def box_runs(corners: Corners, shape: tuple[int, int]) -> Runs:
    """Return the runs of the upright rectangle between two opposite corners, as `polygon_runs`."""
    (left, top), (right, bottom) = _extent(corners, shape)
    if left > right:
        return ()
    return tuple((row, left, right - left + 1) for row in range(top, bottom + 1))


def filled_work(corners: Corners, shape: tuple[int, int]) -> int:
    """Bound what filling an outline costs, in pixels and crossings of rows with sides."""
    (left, top), (right, bottom) = _extent(corners, shape)
    rows = max(bottom - top + 1, 0)
    return rows * (max(right - left + 1, 0) + len(corners))


def mask_runs(png: bytes, corner: tuple[float, float], shape: tuple[int, int]) -> Runs:
    """Return the runs of a mask that lies on the image, cut off at its border.

    Parameters
    ----------
    png : bytes
        A PNG file of one channel, at most as large as the image; 0 is outside.
    corner : (x, y)
        Its upper left pixel, rounded.
    shape : tuple of int
        (height, width) of the image.

    Raises
    ------
    MarkerError
        Where it cannot be decoded, or is larger than the image.
    """
    height, width = shape
    limits = ReadLimits(max_side=max(shape), max_pixels=height * width)
    try:
        inside = decode_png(BytesIO(png), limits).samples != 0
    except ImageError as error:
        raise MarkerError(f"the mask {error}") from None
    if inside.ndim != 2 or inside.shape[0] > height or inside.shape[1] > width:
        raise MarkerError(
            f"the mask has shape {inside.shape} on an image of shape {shape}; it must have one "
            "channel and fit in"
        )
    left, top = (round(one) for one in corner)
    inside = inside[max(-top, 0) : max(height - top, 0), max(-left, 0) : max(width - left, 0)]
    return _runs(inside, max(left, 0), max(top, 0))


def _extent(corners: Corners, shape: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first and the last pixel (x, y) of the box around corners within the image."""
    pixels = np.floor(corners)
    height, width = shape
    left, top = np.maximum(pixels.min(axis=0), 0).astype(int).tolist()
    right, bottom = np.minimum(pixels.max(axis=0), (width - 1, height - 1)).astype(int).tolist()
    return (left, top), (right, bottom)


def _runs(inside: NDArray[np.bool_], left: int, top: int) -> Runs:
    rows, cols = np.nonzero(inside)
    return runs_of(rows + top, cols + left)
