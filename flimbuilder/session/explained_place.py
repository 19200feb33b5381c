"""The pixel or region of the shown image that is explained."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.markers import Point

__all__ = ["Points", "clipped_place", "place_centre", "region_of", "shifted_place"]

Points = tuple[Point, ...]
"""The (row, column) of a pixel, or the corners of a closed outline."""

DIGITS = 1  # decimals of a corner


def clipped_place(points: Sequence[Point], size: tuple[int, int]) -> Points | None:
    """Return a place whose points are inside an image of (height, width).

    A pixel outside gives None, as do outlines without any corner inside.
    """
    ends = size[0] - 1, size[1] - 1
    corners = [(round(row, DIGITS), round(col, DIGITS)) for row, col in points]
    inside = [
        -0.5 <= row <= ends[0] + 0.5 and -0.5 <= col <= ends[1] + 0.5 for row, col in corners
    ]
    if not any(inside):
        return None
    if len(corners) == 1:
        corners = [(float(round(points[0][0])), float(round(points[0][1])))]
    return tuple(
        (min(max(row, 0.0), float(ends[0])), min(max(col, 0.0), float(ends[1])))
        for row, col in corners
    )


def shifted_place(place: Points, rows: int, cols: int, size: tuple[int, int]) -> Points:
    """Move a place by whole pixels, as far as all of it stays inside an image."""
    points = np.array(place)
    lowest, highest = points.min(axis=0), points.max(axis=0)
    least = np.ceil(-lowest)
    most = np.floor(np.array(size) - 1 - highest)
    moved = points + np.clip((rows, cols), least, np.maximum(most, least))
    return tuple((float(row), float(col)) for row, col in moved.round(DIGITS))


def place_centre(place: Points) -> Point:
    """Return the middle of a place."""
    points = np.array(place)
    row, col = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(row), float(col)


def region_of(place: Points, size: tuple[int, int]) -> tuple[int, int] | NDArray[np.bool_]:
    """Return the pixel (row, column) of a place, or its region as a mask of shape (H, W).

    An outline holds the pixels whose centre is inside; one without any is the pixel in its middle.
    """
    if len(place) > 1:
        from skimage.draw import polygon

        rows, cols = polygon(*np.array(place).T, size)
        if len(rows) > 1:
            mask = np.zeros(size, np.bool_)
            mask[rows, cols] = True
            return mask
    row, col = place_centre(place)
    return min(round(row), size[0] - 1), min(round(col), size[1] - 1)
