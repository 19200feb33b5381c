"""From loose marked pixels to markers: one for each 8-connected component of one class."""

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.markers import Pixels
from flimbuilder.project.rasterise import runs_of

__all__ = ["pixel_markers"]

Integers = NDArray[np.int64]


def pixel_markers(row: Integers, col: Integers, class_id: Integers) -> tuple[Pixels, ...]:
    """Gather pixels into markers.

    Parameters
    ----------
    row, col, class_id : ndarray of shape (n_pixels,), int64
        Not negative, in any order, each pixel once.

    Returns
    -------
    tuple of Pixels
        Sorted by class, then by the first pixel in raster order; the ids count from 1.
        Time and memory follow the pixels, never the image.
    """
    if not len(row):
        return ()
    order = np.lexsort((col, row, class_id))
    row, col, class_id = row[order], col[order], class_id[order]
    component = _components(row, col, class_id)
    order = np.argsort(component, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(component[order])) + 1)
    return tuple(
        Pixels(id=number, class_id=int(class_id[few[0]]), runs=runs_of(row[few], col[few]))
        for number, few in enumerate(members, start=1)
    )


def _components(row: Integers, col: Integers, class_id: Integers) -> Integers:
    """Return which component each pixel is in, for pixels sorted by class and in raster order.

    Components count from 0 in the order of their first pixels.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pitch = int(col.max()) + 2  # one column of nothing, so that no row touches the next
    place = (class_id * (int(row.max()) + 2) + row) * pitch + col
    pairs = [_pairs(place, step) for step in (1, pitch - 1, pitch, pitch + 1)]
    one, other = np.concatenate(pairs, axis=1)
    graph = coo_array((np.ones(len(one), bool), (one, other)), shape=(len(place), len(place)))
    _, found = connected_components(graph, directed=False)
    # scipy promises no order of its labels; the ids of markers need one.
    _, first, inverse = np.unique(found, return_index=True, return_inverse=True)
    rank: Integers = np.argsort(np.argsort(first))[inverse]
    return rank


def _pairs(place: Integers, step: int) -> Integers:
    """Return the indices of places that are `step` apart, as an array of shape (2, n_pairs)."""
    found = np.searchsorted(place, place + step)
    one = np.flatnonzero(place[np.minimum(found, len(place) - 1)] == place + step)
    return np.stack([one, found[one]])
