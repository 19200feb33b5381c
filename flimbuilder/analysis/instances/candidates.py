"""Candidates for objects: regions with a score, for curves over all thresholds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import checked_saliency, components_of, require_same_shape
from flimbuilder.analysis.instances.matching import Labels
from flimbuilder.errors import InputError
from flimbuilder.project.decoding import Delineation

__all__ = ["LEVELS", "Candidates", "candidates_of", "find_candidates", "size_weights"]

LEVELS = 8
"""The threshold of the mask is divided into so many; candidates are also sought at lower ones."""

Positions = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Detections in one image.

    Attributes
    ----------
    positions : ndarray of int of shape (candidates, 2)
        Row and column.
    scores : ndarray of float of shape (candidates,)
        Higher means more certain.
    labels : ndarray of integers of shape (H, W), or None, default=None
        The region of each candidate, numbered from 1 in the order of the scores; None if only
        positions are known.
    """

    positions: Positions
    scores: npt.NDArray[np.floating[Any]]
    labels: Labels | None = None


def candidates_of(
    saliency: npt.NDArray[np.floating[Any]], objects: npt.NDArray[Any]
) -> Candidates:
    """Take each object as a candidate.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    objects : ndarray of integers or bool of shape (H, W)
        A number for each object, without gaps, and 0 for the background; or a mask, whose objects
        are the 8-connected components.

    Returns
    -------
    Candidates
        The score is the mean saliency of the object. The position is that of its largest
        saliency; of several such pixels, the one nearest to its centroid.

    Raises
    ------
    InputError
        If the saliency or the objects have another dtype, range or number of axes, or their sizes
        differ.
    """
    saliency, objects = checked_saliency(saliency), np.asarray(objects)
    require_same_shape(saliency, "saliency", objects, "objects")
    if objects.dtype.kind not in "biu":
        raise InputError(f"objects are {objects.dtype}; give a mask or a number for each object")
    labels = components_of(objects)[0] if objects.dtype == np.bool_ else objects
    is_object = labels > 0
    pixels, numbers, values = np.argwhere(is_object), labels[is_object], saliency[is_object]
    sizes = np.bincount(numbers)
    if not sizes[1:].all():
        missing = int(np.argmin(sizes[1:])) + 1
        raise InputError(f"objects lack number {missing}; number them from 1 without gaps")
    order = np.lexsort((_off_centre(pixels, numbers, sizes), -values, numbers))
    _, first = np.unique(numbers[order], return_index=True)
    totals = np.bincount(numbers, values.astype(np.float64))
    return Candidates(pixels[order[first]], totals[1:] / sizes[1:], labels)


def find_candidates(
    saliency: npt.NDArray[np.floating[Any]],
    objects: Labels,
    settings: Delineation,
    threshold: float,
) -> Candidates:
    """Take the objects of a mask, and regions that only lower thresholds show.

    The saliency is cut at 7/8, 6/8, ..., 1/8 of the threshold. A region that joins no earlier
    candidate is another one. So the objects are as in the mask, and a curve goes on below its
    threshold.

    The score is the mean saliency, less for specks and for clusters that are not split: times the
    square root of the smaller of area and typical area, divided by the larger. The typical area
    is that of the object which holds the median pixel of all objects in the image, so that many
    specks do not change it.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1].
    objects : ndarray of integers of shape (H, W)
        The objects of the mask, numbered from 1 without gaps.
    settings : Delineation
        Area, border, holes and the smallest object of a splitting also select the other regions;
        their boundaries are not refined.
    threshold : float
        Of the mask.

    Raises
    ------
    InputError
        As `candidates_of`.
    """
    from flimbuilder.analysis.delineate import delineate  # loads scikit-image

    smallest = settings.splitting.smallest if settings.splitting is not None else 1
    labels = np.array(objects, dtype=np.int32)
    for part in range(LEVELS - 1, 0, -1):
        lower = settings.with_(threshold=threshold * part / LEVELS, method="none")
        regions, count = components_of(delineate(saliency, lower))
        is_new = np.bincount(regions.ravel(), minlength=count + 1) >= smallest
        is_new[regions[labels > 0]] = False
        is_new[0] = False
        number = np.where(is_new, labels.max() + np.cumsum(is_new), 0)
        labels += number[regions].astype(np.int32)
    found = candidates_of(saliency, labels)
    areas = np.bincount(labels.ravel())[1:]
    weights = size_weights(areas, int(objects.max()))
    return Candidates(found.positions, found.scores * weights, labels)


def size_weights(areas: npt.NDArray[np.int64], n_objects: int) -> npt.NDArray[np.float64]:
    """Return what the score of each candidate is multiplied by; the first ones are the objects."""
    of_objects = areas[:n_objects]
    ratio = areas / _typical_area(of_objects if len(of_objects) else areas)
    weights: npt.NDArray[np.float64] = np.sqrt(np.minimum(ratio, 1 / ratio))
    return weights


def _typical_area(areas: npt.NDArray[np.int64]) -> float:
    """Return the area of the object that holds the median pixel of all objects; 1 without any."""
    if not len(areas):
        return 1.0
    ordered = np.sort(areas)
    totals = np.cumsum(ordered)
    return float(ordered[np.searchsorted(totals, totals[-1] / 2)])


def _off_centre(
    pixels: Positions, numbers: npt.NDArray[np.integer[Any]], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """Return the squared distance of each pixel from the centroid of its object."""
    sums = np.stack([np.bincount(numbers, weights=axis) for axis in pixels.T], axis=-1)
    centres = sums / np.maximum(sizes, 1)[:, np.newaxis]
    distances: npt.NDArray[np.float64] = ((pixels - centres[numbers]) ** 2).sum(axis=-1)
    return distances
