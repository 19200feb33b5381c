"""Candidates and overlaps of objects in images that are too large for memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.candidates import LEVELS, size_weights
from flimbuilder.analysis.instances.matching import Overlaps
from flimbuilder.analysis.instances.on_disk import find_objects_on_disk
from flimbuilder.analysis.strips import delineate_windows
from flimbuilder.imaging.sparse_plane import SparsePlane, Window
from flimbuilder.project.decoding import Delineation

__all__ = [
    "DiskCandidates",
    "NewPlane",
    "find_disk_candidates",
    "overlaps_on_disk",
    "place_objects",
]

ReadPlane = Callable[[slice, slice], npt.NDArray[np.floating[Any]]]
"""Returns the saliency (rows, columns) of a window."""
NewPlane = Callable[[npt.DTypeLike], SparsePlane]
"""Returns an empty plane of the image's size."""
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class DiskCandidates:
    """Detections in an image whose regions are on disk.

    Attributes
    ----------
    labels : SparsePlane
        The region of each candidate, numbered from 1 in the order of the scores.
    positions : ndarray of int of shape (candidates, 2)
        Row and column.
    scores : ndarray of float of shape (candidates,)
    areas : ndarray of int of shape (candidates,)
        In pixels.
    centroids : ndarray of float of shape (candidates, 2)
    """

    labels: SparsePlane
    positions: Integers
    scores: Floats
    areas: Integers
    centroids: Floats


def find_disk_candidates(
    objects: SparsePlane,
    read: ReadPlane,
    windows: Sequence[Window],
    settings: Delineation,
    threshold: float,
    new_plane: NewPlane,
) -> DiskCandidates:
    """Find candidates as :func:`~flimbuilder.analysis.instances.candidates.find_candidates` does.

    Parameters
    ----------
    objects : SparsePlane
        Of int32: the objects of the mask, numbered from 1 without gaps up to its ``largest``.
        Further candidates are written to it.
    read : callable
        Returns the saliency (rows, columns) of a window.
    windows : sequence of tuple of slice
        The windows outside which the saliency is 0.
    settings : Delineation
    threshold : float
        Of the mask.
    new_plane : callable
        Returns a plane for what lower thresholds show; it is called twice for each of them.

    Raises
    ------
    SaveError
        If the disk is full.
    """
    n_objects = total = objects.largest
    smallest = settings.splitting.smallest if settings.splitting is not None else 1
    for part in range(LEVELS - 1, 0, -1):
        lower = settings.with_(threshold=threshold * part / LEVELS, method="none")
        mask, regions = new_plane(np.uint8), new_plane(np.int32)
        for window, cut in delineate_windows(
            windows, lambda rows, cols: read(rows, cols)[np.newaxis], objects.shape, [1], lower
        ):
            mask.write(*window, cut)
        count = find_objects_on_disk(mask, None, regions)
        total += _add_new(regions, count, smallest, objects, total)
    return _scored(objects, read, n_objects)


def _add_new(
    regions: SparsePlane, count: int, smallest: int, objects: SparsePlane, total: int
) -> int:
    """Add the regions that join no earlier candidate, and return their number."""
    areas, is_new = np.zeros(count + 1, np.int64), np.ones(count + 1, bool)
    for window in regions.parts():
        labels = regions[window]
        areas += np.bincount(labels.ravel(), minlength=count + 1)
        is_new[labels[objects[window] > 0]] = False
    is_new &= areas >= smallest
    is_new[0] = False
    number = np.where(is_new, total + np.cumsum(is_new), 0).astype(np.int32)
    for window in regions.parts():
        added = number[regions[window]]
        if added.any():
            objects.write(*window, objects[window] + added)
    return int(is_new.sum())


def _scored(labels: SparsePlane, read: ReadPlane, n_objects: int) -> DiskCandidates:
    """Measure the candidates: their mean saliency, and the place of the largest."""
    areas, centroids = place_objects(labels, labels.largest)
    count = len(areas)
    totals, peaks = np.zeros(count), np.zeros(count, np.float32)
    for rows, cols in labels.parts():
        index, values = _inside(labels[rows, cols], read(rows, cols))[1:]
        totals += np.bincount(index, values.astype(np.float64), minlength=count)
        np.maximum.at(peaks, index, values)
    best: list[npt.NDArray[np.float64]] = []
    for rows, cols in labels.parts():
        pixels, index, values = _inside(labels[rows, cols], read(rows, cols))
        is_peak = values == peaks[index]
        pixels, index = pixels[is_peak] + (rows.start, cols.start), index[is_peak]
        away = ((pixels - centroids[index]) ** 2).sum(axis=-1)
        best.append(_nearest(np.column_stack([index, away, pixels])))
    nearest = _nearest(np.concatenate([np.zeros((0, 4)), *best]))
    scores = totals / np.maximum(areas, 1) * size_weights(areas, n_objects)
    return DiskCandidates(labels, nearest[:, 2:].astype(np.int64), scores, areas, centroids)


def _inside(
    labels: npt.NDArray[np.integer[Any]], saliency: npt.NDArray[np.floating[Any]]
) -> tuple[Integers, Integers, npt.NDArray[np.floating[Any]]]:
    """Return the pixels of candidates in a window, which candidate, from 0, and the saliency."""
    pixels = np.argwhere(labels)
    at = tuple(pixels.T)
    return pixels, labels[at].astype(np.int64) - 1, saliency[at]


def _nearest(rows: Floats) -> Floats:
    """Keep the first row of each candidate by distance, then row and column."""
    ordered = rows[np.lexsort(rows.T[::-1])]
    _, first = np.unique(ordered[:, 0], return_index=True)
    return ordered[first]


def place_objects(objects: SparsePlane, count: int) -> tuple[Integers, Floats]:
    """Return the area and the centroid (row, column) of the objects 1..count of a plane."""
    areas, sums = np.zeros(count, np.int64), np.zeros((count, 2))
    for rows, cols in objects.parts():
        labels = objects[rows, cols]
        down, right = np.nonzero(labels)
        index = labels[down, right] - 1
        areas += np.bincount(index, minlength=count)
        sums[:, 0] += np.bincount(index, down + rows.start, minlength=count)
        sums[:, 1] += np.bincount(index, right + cols.start, minlength=count)
    return areas, sums / np.maximum(areas, 1)[:, np.newaxis]


def overlaps_on_disk(
    predicted: ReadPlane,
    truth: ReadPlane,
    windows: Sequence[Window],
    n_predicted: int,
    n_true: int,
) -> Overlaps:
    """Find the objects that overlap, as `overlaps_of` does in memory.

    Parameters
    ----------
    predicted, truth : callable
        Return the numbers of objects in a window; 0 is background.
    windows : sequence of tuple of slice
        Those that hold all objects, without overlap.
    n_predicted, n_true : int
        The largest numbers.
    """
    predicted_areas, true_areas = np.zeros(n_predicted + 1, int), np.zeros(n_true + 1, int)
    pairs: list[npt.NDArray[Any]] = [np.zeros(0, np.int64)]
    shared: list[npt.NDArray[Any]] = [np.zeros(0, np.int64)]
    for window in windows:
        found, wanted = predicted(*window), truth(*window)
        predicted_areas += np.bincount(found.ravel(), minlength=n_predicted + 1)
        true_areas += np.bincount(wanted.ravel(), minlength=n_true + 1)
        both = (found > 0) & (wanted > 0)
        keys = wanted[both].astype(np.int64) * (n_predicted + 1) + found[both]
        unique, counts = np.unique(keys, return_counts=True)
        pairs.append(unique)
        shared.append(counts)
    unique, inverse = np.unique(np.concatenate(pairs), return_inverse=True)
    total = np.bincount(inverse, np.concatenate(shared), minlength=len(unique)).astype(np.int64)
    true_number, number = np.divmod(unique, n_predicted + 1)
    predicted_areas[0] = true_areas[0] = 0
    # Positions among the objects that there are.
    of_predicted, of_true = (np.cumsum(areas > 0) - 1 for areas in (predicted_areas, true_areas))
    return Overlaps(
        predicted_areas[predicted_areas > 0],
        true_areas[true_areas > 0],
        of_predicted[number],
        of_true[true_number],
        total,
    )
