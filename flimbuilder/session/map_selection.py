"""Find the points of a map by their place."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flimbuilder.explain.maps.points import MapPoint
from flimbuilder.project.markers import Point

__all__ = ["patches_within", "points_inside"]


def points_inside(places: NDArray[np.float64], outline: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points lie inside a closed outline, by the even-odd rule.

    Parameters
    ----------
    places : ndarray of shape (n_points, 2)
    outline : ndarray of shape (n_corners, 2)
        Fewer than three corners hold nothing.
    """
    if len(outline) < 3 or not len(places):
        return np.zeros(len(places), bool)
    start, end = outline, np.roll(outline, -1, axis=0)
    x, y = places[:, :1], places[:, 1:]
    crosses = (start[:, 1] > y) != (end[:, 1] > y)
    rise = end[:, 1] - start[:, 1]
    at = start[:, 0] + (y - start[:, 1]) * (end[:, 0] - start[:, 0]) / np.where(rise, rise, 1)
    inside: NDArray[np.bool_] = (crosses & (x < at)).sum(axis=1) % 2 == 1
    return inside


def patches_within(points: Sequence[MapPoint], image: str, outline: Sequence[Point]) -> list[int]:
    """Return the indices of an image's patches within an outline of (row, column).

    An outline of one point selects the patch of that pixel.
    """
    numbers = [
        number
        for number, point in enumerate(points)
        if point.image == image and point.row is not None and point.col is not None
    ]
    places = np.array([(points[number].row, points[number].col) for number in numbers], float)
    places = places.reshape(-1, 2)
    if len(outline) == 1:
        inside = (np.abs(places - np.asarray(outline)) <= 0.5).all(axis=1)
    else:
        inside = points_inside(places, np.asarray(outline, float))
    return [number for number, found in zip(numbers, inside.tolist(), strict=True) if found]
