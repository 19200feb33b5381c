"""Unite the connected regions of an image whose windows are labelled one after another."""

from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.imaging.sparse_plane import Window

__all__ = ["JoinedLabels", "first_places"]

Labels = npt.NDArray[np.integer[Any]]


class JoinedLabels:
    """Numbers the labels of windows, and finds which of them are one region.

    Windows come in reading order of a grid, without overlap; windows without labels may be left
    out. Memory holds some numbers for each label, and two rows of the image.

    Parameters
    ----------
    width : int
        Of the image.
    corners : bool, default=True
        Whether labels that touch in corners alone are one region.

    Attributes
    ----------
    count : int
        Number of labels until now; those of the next window begin above it.
    """

    def __init__(self, width: int, *, corners: bool = True) -> None:
        self.count = 0
        self._corners = corners
        self._touching: list[Labels] = []
        self._band = slice(0, 0)  # rows of the present windows
        self._above = np.zeros(width, np.int64)  # last row before the band
        self._below = np.zeros(width, np.int64)  # last row of the band
        self._left: tuple[int, Labels] = (-1, np.zeros(0, np.int64))  # column, and labels before

    def add(self, window: Window, labels: Labels, count: int) -> Labels:
        """Return the next window's labels, numbered on from the last ones; note which touch.

        Parameters
        ----------
        window : Window
        labels : ndarray of int of shape (rows, columns)
            From 1; 0 is no region.
        count : int
            The largest label.

        Returns
        -------
        ndarray of int64 of shape (rows, columns)
            The labels, plus the number of those before.
        """
        rows, cols = window
        if rows != self._band:
            follows = rows.start == self._band.stop
            self._above = self._below if follows else np.zeros_like(self._below)
            self._below = np.zeros_like(self._above)
            self._band, self._left = rows, (-1, np.zeros(0, np.int64))
        numbered: Labels = np.where(labels > 0, labels.astype(np.int64) + self.count, 0)
        self.count += count
        wide = slice(max(cols.start - 1, 0), cols.stop + 1)
        above = self._above[wide]
        below = np.zeros_like(above)
        below[cols.start - wide.start :][: cols.stop - cols.start] = numbered[0]
        self._note(above, below)
        at, left = self._left
        if at == cols.start:
            self._note(left, numbered[:, 0])
        self._left = cols.stop, numbered[:, -1]
        self._below[cols] = numbered[-1]
        return numbered

    def join(self, kinds: Labels | None = None) -> tuple[int, Labels]:
        """Return the number of regions, and the region of each label.

        Parameters
        ----------
        kinds : ndarray of int of shape (count + 1,) or None, default=None
            Labels of two kinds are never one region, such as those of two classes.

        Returns
        -------
        n_regions : int
            Without the background.
        regions : ndarray of int of shape (count + 1,)
            From 1, ordered by the first label; the label 0 has region 0.
        """
        import scipy

        first, second = np.concatenate([*self._touching, np.zeros((2, 0), np.int64)], axis=1)
        if kinds is not None:
            same = kinds[first] == kinds[second]
            first, second = first[same], second[same]
        size = self.count + 1
        graph = scipy.sparse.coo_array((np.ones(len(first), bool), (first, second)), (size, size))
        n_regions, regions = scipy.sparse.csgraph.connected_components(graph, directed=False)
        # Each component is numbered by its first label, and nothing touches the label 0.
        return int(n_regions) - 1, regions

    def _note(self, before: Labels, after: Labels) -> None:
        """Note the pairs of labels of two adjacent rows or columns that touch."""
        length = len(before)
        pairs = [np.stack((before, after))]
        if self._corners:
            pairs += [
                np.stack((before[: length - 1], after[1:])),
                np.stack((before[1:], after[: length - 1])),
            ]
        joined = np.concatenate(pairs, axis=1)
        joined = joined[:, (joined > 0).all(axis=0)]
        if joined.size:
            self._touching.append(np.unique(joined, axis=1))


def first_places(labels: Labels, count: int) -> tuple[Labels, Labels]:
    """Return the (row, column) of the first pixel of each label 1..count, in reading order."""
    at = np.flatnonzero(labels)[::-1]
    places = np.zeros(count, np.int64)
    places[labels.ravel()[at] - 1] = at  # of equal labels, the last assignment stays
    rows, cols = np.divmod(places, labels.shape[1])
    return rows, cols
