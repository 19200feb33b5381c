"""The exact outlines of labelled objects, along the edges of their pixels.

A pixel in row r and column c covers the square from (x, y) = (c, r) to (c + 1, r + 1). Filling the
outline of an object gives back its pixels, and its area is their number.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.joined_labels import JoinedLabels
from flimbuilder.errors import InputError
from flimbuilder.imaging.sparse_plane import Window, windows_of

__all__ = ["Outline", "Ring", "trace_by_windows", "trace_outlines"]

Ring = npt.NDArray[np.int64]
"""Corners (x, y) of a closed line, of shape (n, 2), the first one not repeated."""
Outline = list[list[Ring]]
"""Polygons that touch in corners at most: each the outer ring and those of its holes."""

# Directions of an edge as steps (row, col): right, down, left, up on the screen. The object is on
# the right of its edges: pixels have the first one above, where they meet a pixel of BESIDE, and
# it begins at the corner of the pixel's own place and CORNERS.
STEPS = np.array([(0, 1), (1, 0), (0, -1), (-1, 0)])
BESIDE = ((-1, 0), (0, 1), (1, 0), (0, -1))
CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))
MOST_EDGES = 2 * 10**7


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
    edges = _edges(np.pad(parts, 1), labels.shape[1])
    parts_found, at = np.unique(edges.part, return_index=True)
    labels_found = labels.ravel()[edges.pixel[at]]
    of_part = dict(zip(parts_found.tolist(), labels_found.tolist(), strict=True))
    outlines: list[Outline] = [[] for _ in range(int(labels.max(initial=0)))]
    for part, polygon in _polygons(edges, labels.shape[1]):
        outlines[of_part[part] - 1].append(polygon)
    return outlines


def trace_by_windows(
    read: Callable[[slice, slice], npt.NDArray[np.bool_]], size: tuple[int, int], side: int
) -> Outline:
    """Trace the outline of one object of any size, window by window.

    Parameters
    ----------
    read : callable
        Returns whether the pixels of a window are of the object.
    size : tuple of int
        (height, width) of its bounding box.
    side : int
        Of the windows, in pixels.

    Returns
    -------
    Outline
        As by :func:`trace_outlines`; memory grows with its length.

    Raises
    ------
    InputError
        If it has more than 20 million edges of pixels.
    """
    import scipy

    joined, found, n_edges = JoinedLabels(size[1], corners=False), list[_Edges](), 0
    for window in windows_of(size, side):
        wide, margins = _grown(window, size)
        own = np.pad(read(*wide), margins)
        labels, count = scipy.ndimage.label(own[1:-1, 1:-1])
        numbered = joined.add(window, labels, count)
        edges = _edges(own.astype(np.int8), size[1], window, numbered)
        n_edges += len(edges.corner)
        if n_edges > MOST_EDGES:
            raise InputError(
                f"an object has an outline of over {MOST_EDGES} edges of pixels; raise the "
                "threshold, or leave out outputs with outlines"
            )
        found.append(edges)
    _, part_of = joined.join()
    joint = _Edges(*map(np.concatenate, zip(*found, strict=True)))
    joint = joint._replace(part=part_of[joint.part])
    return [polygon for _, polygon in _polygons(joint, size[1])]


def _grown(window: Window, size: tuple[int, int]) -> tuple[Window, list[tuple[int, int]]]:
    """Return a window grown by one pixel, and by how much less at the borders of the image."""
    wide, margins = [], []
    for side, length in zip(window, size, strict=True):
        start, stop = max(side.start - 1, 0), min(side.stop + 1, length)
        wide.append(slice(start, stop))
        margins.append((start - side.start + 1, side.stop + 1 - stop))
    return (wide[0], wide[1]), margins


class _Edges(NamedTuple):
    """The edges of pixels between two parts: the first corner, direction, part, and pixel."""

    corner: npt.NDArray[np.int64]
    direction: npt.NDArray[np.int64]
    part: npt.NDArray[np.integer[Any]]
    pixel: npt.NDArray[np.int64]


def _polygons(edges: _Edges, width: int) -> Iterator[tuple[int, list[Ring]]]:
    """Yield the part and the rings of each polygon, by the first edge of the part."""
    if not len(edges.corner):
        return
    by_corner = np.lexsort((edges.direction, edges.corner))
    corner, direction = edges.corner[by_corner], edges.direction[by_corner]
    part = edges.part[by_corner]
    order, starts = _order(_successors(corner, direction, part, width + 1))
    corner, direction, part = corner[order], direction[order], part[order]
    turns = direction[_shifted(starts, len(order), back=True)] != direction
    points = np.stack(np.divmod(corner[turns], width + 1)[::-1], axis=1)
    starts_of_points = np.concatenate([[0], np.cumsum(turns)])[starts]
    rings = np.split(points, starts_of_points[1:])
    polygons: dict[int, list[Ring]] = {}
    # The first edge of a part is of its outer ring, so holes follow that.
    for key, ring in zip(part[starts].tolist(), rings, strict=True):
        polygons.setdefault(key, []).append(ring)
    yield from polygons.items()


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


def _edges(
    padded: npt.NDArray[np.integer[Any]],
    width: int,
    window: Window | None = None,
    parts: npt.NDArray[np.integer[Any]] | None = None,
) -> _Edges:
    """Return the edges of the pixels of a window between different labels.

    Parameters
    ----------
    padded : ndarray of int
        Labels of the window and a pixel around it; 0 is the background.
    width : int
        Of the image.
    window : tuple of slice or None, default=None
        None is the whole image.
    parts : ndarray of int or None, default=None
        Part of each pixel of the window; None takes the labels.
    """
    inside = padded[1:-1, 1:-1]
    top, left = (0, 0) if window is None else (side.start for side in window)
    parts = inside if parts is None else parts
    found = []
    for direction, ((down, right), (row_step, col_step)) in enumerate(
        zip(BESIDE, CORNERS, strict=True)
    ):
        beside = padded[1 + down :, 1 + right :][: inside.shape[0], : inside.shape[1]]
        rows, cols = np.nonzero((inside != 0) & (inside != beside))
        corner = (rows + top + row_step) * (width + 1) + cols + left + col_step
        pixel = (rows + top) * width + cols + left
        found.append((corner, np.full(len(rows), direction), parts[rows, cols], pixel))
    return _Edges(*map(np.concatenate, zip(*found, strict=True)))


def _successors(
    corner: npt.NDArray[np.int64],
    direction: npt.NDArray[np.int64],
    part: npt.NDArray[np.integer[Any]],
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
