"""Markers as an expert would draw them, from a reference mask.

Sets without markers are measured with these: disks inside some objects, and strokes on the
background, one of them beside an object. The same mask and seed give the same markers.
"""

from collections.abc import Iterator

import numpy as np
import scipy
from numpy.typing import NDArray
from skimage.draw import line

from flimbuilder.project.markers import Disk, Marker, Stroke

__all__ = ["draw_markers"]

GAP = 2  # pixels between a marker and the border of the object
N_TRIES = 200
LARGEST_RADIUS = 6.0


def draw_markers(
    mask: NDArray[np.bool_],
    seed: int,
    *,
    n_disks: int = 3,
    n_strokes: int = 3,
    radius: float = 2.0,
    first_id: int = 1,
) -> tuple[Marker, ...]:
    """Draw disks of class 1 on the objects of a mask and strokes of class 0 around them.

    Parameters
    ----------
    mask : ndarray of bool of shape (H, W)
        The objects.
    seed : int
        Of the random choices.
    n_disks : int, default=3
        Objects to mark, each with one disk; if there are fewer, they get several.
    n_strokes : int, default=3
        Background strokes; the first is beside an object.
    radius : float, default=2.0
        Radius of the strokes, in pixels. It shrinks if the background has no room for them.
    first_id : int, default=1
        Id of the first marker.

    Returns
    -------
    tuple of Disk and Stroke
        Every marker lies in its class. Fewer than requested if an object is too thin for a disk,
        or there is no background.
    """
    rng = np.random.default_rng(seed)
    markers: list[Marker] = []
    for row, col, reach in _disks(mask, n_disks, rng):
        markers.append(
            Disk(id=first_id + len(markers), class_id=1, center=(row, col), radius=reach)
        )
    for start, stop, thickness in _strokes(mask, n_strokes, radius, rng):
        markers.append(
            Stroke(id=first_id + len(markers), class_id=0, points=(start, stop), radius=thickness)
        )
    return tuple(markers)


def _disks(
    mask: NDArray[np.bool_], count: int, rng: np.random.Generator
) -> Iterator[tuple[int, int, float]]:
    """Yield centre and radius of disks that cover at most half the depth of an object."""
    depth = scipy.ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    objects, n_objects = scipy.ndimage.label(mask, np.ones((3, 3)))
    if not n_objects or not count:
        return
    order = np.concatenate([rng.permutation(n_objects) for _ in range(-(-count // n_objects))])
    for index in order[:count] + 1:
        inside = np.where(objects == index, depth, 0)
        candidates = np.argwhere(inside >= max(2.0, 0.6 * inside.max()))
        if len(candidates):
            row, col = candidates[rng.integers(len(candidates))].tolist()
            yield row, col, min(LARGEST_RADIUS, max(0.0, inside[row, col] - GAP) / 1.5)


def _strokes(
    mask: NDArray[np.bool_], count: int, radius: float, rng: np.random.Generator
) -> Iterator[tuple[tuple[int, int], tuple[int, int], float]]:
    """Yield the ends and radius of straight strokes outside the objects."""
    if mask.all():
        return
    far = np.full(mask.shape, np.inf)
    distance = scipy.ndimage.distance_transform_edt(~mask) if mask.any() else far
    length = max(mask.shape) / 6
    for index in range(count):
        thickness = radius
        while not (room := distance > thickness + GAP).any() and thickness > 0:
            thickness = max(0.0, thickness - 1)
        if not room.any():
            room = ~mask
        near = room & (distance <= thickness + GAP + length / 2)
        candidates = np.argwhere(near if index == 0 and near.any() else room)
        best = None
        for _ in range(N_TRIES):
            start = candidates[rng.integers(len(candidates))]
            angle = rng.uniform(0, 2 * np.pi)
            step = np.round(length * np.array([np.sin(angle), np.cos(angle)])).astype(int)
            stop = np.clip(start + step, 0, np.array(mask.shape) - 1)
            if room[line(*start, *stop)].all():
                best = start, stop
                break
        start, stop = best if best else (candidates[len(candidates) // 2],) * 2
        yield tuple(start.tolist()), tuple(stop.tolist()), thickness
