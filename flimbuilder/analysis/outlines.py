"""The exact outlines of labelled objects, along the edges of their pixels.

A pixel in row r and column c covers the square from (x, y) = (c, r) to (c + 1, r + 1). Filling the
outline of an object gives back its pixels, and its area is their number.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["Outline", "Ring", "trace_outlines"]

Ring = npt.NDArray[np.int64]
"""Corners (x, y) of a closed line, of shape (n, 2), the first one not repeated."""
Outline = list[list[Ring]]
"""Polygons that touch in corners at most: each the outer ring and those of its holes."""

# Directions of an edge as steps (row, col): right, down, left, up on the screen. The object is on
# the right of its edges; INSIDE and OUTSIDE are the pixels beside an edge, from its first corner.
STEPS = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)])
INSIDE = ((0, 0), (0, -1), (-1, -1), (-1, 0))
OUTSIDE = ((-1, 0), (0, 0), (0, -1), (-1, -1))


def trace_outlines(labels: npt.NDArray[np.integer[Any]]) -> list[Outline]:
    """Trace the outline of each label.

    Parameters
    ----------
    labels : ndarray of integers of shape (H, W)
        Objects from 1; 0 is background.

    Returns
    -------
    list of Outline
        Of the labels 1, 2, ... to the largest; empty for a label without pixels. An outline has a
        polygon for each 4-connected part of the object. In coordinates (x, y), outer rings have a
        positive area and holes a negative one, as in GeoJSON. No ring meets itself.
    """
    parts = _parts(labels)
    corner, direction, part, pixel = _edges(parts)
    outlines: list[Outline] = [[] for _ in range(int(labels.max(initial=0)))]
    if not len(corner):
        return outlines
    order, starts = _order(_successors(corner, direction, part, labels.shape[1] + 1))
    corner, direction, part, pixel = (values[order] for values in (corner, direction, part, pixel))
    turns = direction[_shifted(starts, len(order), back=True)] != direction
    points = np.stack(np.divmod(corner[turns], labels.shape[1] + 1)[::-1], axis=1)
    starts_of_points = np.concatenate([[0], np.cumsum(turns)])[starts]
    rings = np.split(points, starts_of_points[1:])
    is_hole = _areas(points, starts_of_points) < 0
    of_label = labels.ravel()[pixel[starts]]
    polygons: dict[int, list[Ring]] = {}
    for number in np.lexsort((is_hole, part[starts])).tolist():  # outer rings before holes
        key = int(part[starts[number]])
        if key not in polygons:
            polygons[key] = []
            outlines[int(of_label[number]) - 1].append(polygons[key])
        polygons[key].append(rings[number])
    return outlines


def _parts(labels: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.integer[Any]]:
    """Label the 4-connected parts of all labels."""
    import scipy
    import skimage

    touching = any(
        ((first != second) & (first > 0) & (second > 0)).any()
        for first, second in ((labels[1:], labels[:-1]), (labels[:, 1:], labels[:, :-1]))
    )
    parts: npt.NDArray[np.int32]
    if touching:
        parts = skimage.measure.label(labels, background=0, connectivity=1).astype(np.int32)
    else:  # in a fifth of the memory
        parts = scipy.ndimage.label(labels)[0]
    return parts


def _edges(parts: npt.NDArray[np.integer[Any]]) -> tuple[npt.NDArray[np.int64], ...]:
    """Return the first corner, direction, part and inner pixel of each edge, by corner."""
    height, width = parts.shape
    padded = np.pad(parts, 1)

    def beside(step: tuple[int, int]) -> npt.NDArray[np.integer[Any]]:
        down, right = step
        return padded[1 + down : height + 2 + down, 1 + right : width + 2 + right]

    found = []
    for direction, (inner, outer) in enumerate(zip(INSIDE, OUTSIDE, strict=True)):
        inside = beside(inner)
        rows, cols = np.nonzero((inside != 0) & (inside != beside(outer)))
        found.append(
            (
                rows * (width + 1) + cols,
                np.full(len(rows), direction),
                inside[rows, cols].astype(np.int64),
                (rows + inner[0]) * width + cols + inner[1],
            )
        )
    corner, directions, part, pixel = map(np.concatenate, zip(*found, strict=True))
    by_corner = np.lexsort((directions, corner))
    return corner[by_corner], directions[by_corner], part[by_corner], pixel[by_corner]


def _successors(
    corner: npt.NDArray[np.int64],
    direction: npt.NDArray[np.int64],
    part: npt.NDArray[np.int64],
    stride: int,
) -> npt.NDArray[np.int64]:
    """Return the edge that follows each edge around its part, keeping to the left if two do.

    So the line stays beside the same background pixel, and never meets itself.
    """
    keys = corner * 4 + direction
    ends = corner + STEPS[direction] @ [stride, 1]
    following = np.full(len(corner), -1)
    for turn in (1, 0, -1):  # the last, to the left, wins
        wanted = ends * 4 + (direction + turn) % 4
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        exists = (keys[at] == wanted) & (part[at] == part)
        following[exists] = at[exists]
    return following


def _order(
    following: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Order the members of the cycles of a permutation, each from its smallest member.

    Pointers to followers are doubled, so the time grows with the logarithm of the longest cycle.

    Returns
    -------
    order : ndarray of int
        The cycles one after another, by their smallest members.
    starts : ndarray of int
        Where each begins.
    """
    first, jump = np.arange(len(following)), following
    while True:
        smaller = np.minimum(first, first[jump])
        if np.array_equal(smaller, first):
            break
        first, jump = smaller, jump[jump]
    members = np.arange(len(following))
    is_last = following == first  # of a cycle that begins at its smallest member
    jump = np.where(is_last, members, following)
    to_end = np.where(is_last, 0, 1)
    while not is_last[jump].all():
        to_end = to_end + to_end[jump]
        jump = jump[jump]
    order = np.lexsort((-to_end, first))
    return order, np.flatnonzero(first[order] == order)


def _shifted(
    starts: npt.NDArray[np.int64], n_members: int, *, back: bool = False
) -> npt.NDArray[np.int64]:
    """Return the next member of each member of cycles in a row, or the one before it."""
    ends = np.append(starts[1:], n_members) - 1
    members = np.arange(n_members)
    if back:
        members -= 1
        members[starts] = ends
    else:
        members += 1
        members[ends] = starts
    return members


def _areas(points: npt.NDArray[np.int64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return twice the signed area of each ring."""
    (x, y), following = points.T, _shifted(starts, len(points))
    return np.add.reduceat(x * y[following] - x[following] * y, starts)
