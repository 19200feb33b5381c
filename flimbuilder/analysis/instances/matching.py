"""Match predicted objects one to one with true ones, by overlap or by centres."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import checked_mask, require_same_shape
from flimbuilder.errors import InputError

__all__ = [
    "Labels",
    "Matching",
    "Overlaps",
    "assign_pairs",
    "match_centres",
    "match_instances",
    "match_placed",
    "overlaps_of",
    "renumbered",
]

Labels = npt.NDArray[np.integer[Any]]
Numbers = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Overlaps:
    """The overlapping pairs of predicted and true objects, a row for each.

    Attributes
    ----------
    predicted_areas : ndarray of int of shape (n_predicted,)
        Pixels of each predicted object, in the order of their labels.
    true_areas : ndarray of int of shape (n_true,)
    predicted, truth : ndarray of int of shape (pairs,)
        Positions among the predicted and the true objects, from 0, in the order of `truth`.
    shared : ndarray of int of shape (pairs,)
        Pixels in both.
    """

    predicted_areas: npt.NDArray[np.int64]
    true_areas: npt.NDArray[np.int64]
    predicted: Indices
    truth: Indices
    shared: npt.NDArray[np.int64]

    @property
    def unions(self) -> npt.NDArray[np.int64]:
        """Pixels in either object of each pair."""
        areas = self.predicted_areas[self.predicted] + self.true_areas[self.truth]
        unions: npt.NDArray[np.int64] = areas - self.shared
        return unions

    @property
    def iou(self) -> Numbers:
        """Shared area divided by the union of each pair."""
        iou: Numbers = self.shared / self.unions
        return iou


@dataclass(frozen=True, eq=False)
class Matching:
    """Pairs of predicted and true objects; no object is in two pairs.

    Attributes
    ----------
    n_predicted, n_true : int
        Number of objects.
    predicted, truth : ndarray of int of shape (pairs,)
        Positions of the matched objects, from 0: of label images in the order of the labels.
    scores : ndarray of float of shape (pairs,)
        IoU of each pair; the distance in pixels if centres were matched.
    """

    n_predicted: int
    n_true: int
    predicted: Indices
    truth: Indices
    scores: Numbers

    @property
    def n_matched(self) -> int:
        """Number of pairs: true positives."""
        return len(self.truth)

    @property
    def precision(self) -> float:
        """Share of the predicted objects that match; 1 if there are no objects at all."""
        return self._share(self.n_matched, self.n_predicted)

    @property
    def recall(self) -> float:
        """Share of the true objects that match; 1 if there are no objects at all."""
        return self._share(self.n_matched, self.n_true)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 if there are no objects at all."""
        return self._share(2 * self.n_matched, self.n_predicted + self.n_true)

    @property
    def count_error(self) -> int:
        """Number of predicted minus number of true objects."""
        return self.n_predicted - self.n_true

    def _share(self, part: int, whole: int) -> float:
        if self.n_predicted == self.n_true == 0:
            return 1.0
        return part / whole if whole else 0.0


def overlaps_of(
    predicted: Labels, truth: Labels, judged: npt.NDArray[np.bool_] | None = None
) -> Overlaps:
    """Find the objects of two label images that overlap.

    Parameters
    ----------
    predicted, truth : ndarray of integers of shape (H, W)
        A number for each object, with or without gaps; 0 is background.
    judged : ndarray of bool of shape (H, W), or None, default=None
        False where pixels are left out of both; None leaves out none.

    Raises
    ------
    InputError
        If the images are not of whole numbers from 0, or their sizes differ.
    """
    _require_labels(predicted, "predicted objects")
    _require_labels(truth, "true objects")
    require_same_shape(predicted, "predicted objects", truth, "true objects")
    if judged is not None:
        require_same_shape(checked_mask(judged, "judged"), "judged", truth, "true objects")
        predicted, truth = np.where(judged, predicted, 0), np.where(judged, truth, 0)
    predicted, predicted_areas = renumbered(predicted)
    truth, true_areas = renumbered(truth)
    both = (predicted > 0) & (truth > 0)
    width = len(predicted_areas)
    pairs = (truth[both].astype(np.int64) - 1) * width + predicted[both] - 1
    found, shared = np.unique(pairs, return_counts=True)
    true_index, predicted_index = np.divmod(found, max(width, 1))
    return Overlaps(predicted_areas, true_areas, predicted_index, true_index, shared)


def match_instances(
    predicted: Labels,
    truth: Labels,
    threshold: float = 0.5,
    judged: npt.NDArray[np.bool_] | None = None,
) -> Matching:
    """Match predicted and true objects one to one by intersection over union (IoU).

    Of all ways to pair objects of at least the threshold, it takes one with the most pairs, and
    of these one with the largest sum of IoU, as StarDist does. At thresholds above 0.5 there is
    only one way (Kirillov et al., CVPR 2019).

    Parameters
    ----------
    predicted, truth : ndarray of integers of shape (H, W)
        A number for each object; 0 is background.
    threshold : float, default=0.5
        Smallest IoU of a pair, over 0 and at most 1.
    judged : ndarray of bool of shape (H, W), or None, default=None
        False where pixels are left out.

    Raises
    ------
    InputError
        If the threshold is out of range, or as `overlaps_of`.
    """
    if not 0 < threshold <= 1:
        raise InputError(f"IoU of at least {threshold:g}: give a threshold over 0 and at most 1")
    overlaps = overlaps_of(predicted, truth, judged)
    iou = overlaps.iou
    chosen = assign_pairs(overlaps.predicted, overlaps.truth, np.where(iou >= threshold, iou, -1))
    return Matching(
        len(overlaps.predicted_areas),
        len(overlaps.true_areas),
        overlaps.predicted[chosen],
        overlaps.truth[chosen],
        iou[chosen],
    )


def match_centres(
    predicted: npt.NDArray[Any], centres: npt.ArrayLike, distance: float | None = None
) -> Matching:
    """Match predicted objects one to one with the centres of true objects.

    Parameters
    ----------
    predicted : ndarray of integers of shape (H, W), or ndarray of float of shape (n, 2)
        A number for each object, or the row and column of the centre of each.
    centres : array_like of shape (n, 2)
        Row and column of each true centre, in pixels; outside the image they match no object.
    distance : float or None, default=None
        None pairs a centre with the object that contains it; otherwise, the centroid of the
        object may be at most so many pixels away. Positions need a distance.

    Returns
    -------
    Matching
        The most pairs, and of these the smallest sum of distances between centroid and centre.

    Raises
    ------
    InputError
        If shapes or the distance are invalid, or a centre is not finite.
    """
    centres = _checked_positions(centres, "centres")
    is_image = np.asarray(predicted).dtype.kind in "iu" and np.shape(predicted)[1:] != (2,)
    if not is_image and distance is None:
        raise InputError("positions of objects have no area; give the largest distance to match")
    if distance is not None and not distance > 0:
        raise InputError(f"distance {distance:g}: it must be over 0 pixels")
    if is_image:
        _require_labels(predicted, "predicted objects")
        labels, areas = renumbered(predicted)
        positions = _centroids(labels, areas)
    else:
        positions = _checked_positions(predicted, "positions")
    if distance is None:
        index, true_index = _containing(labels, centres)
    else:
        index, true_index = _near(positions, centres, distance)
    return _matched(positions, centres, index, true_index)


def match_placed(
    centroids: Numbers, centres: npt.ArrayLike, objects: Indices, distance: float | None = None
) -> Matching:
    """Match objects with centres as `match_centres` does, without an image of the objects.

    Parameters
    ----------
    centroids : ndarray of float of shape (n_objects, 2)
        Row and column.
    centres : array_like of shape (n, 2)
    objects : ndarray of int of shape (n,)
        The number of the object at the pixel of each centre, from 1; 0 for none.
    distance : float or None, default=None

    Raises
    ------
    InputError
        As `match_centres`.
    """
    centres = _checked_positions(centres, "centres")
    if distance is not None:
        return match_centres(centroids, centres, distance)
    hit = np.flatnonzero(objects)
    return _matched(centroids, centres, objects[hit] - 1, hit)


def _matched(
    positions: Numbers, centres: Numbers, index: Indices, true_index: Indices
) -> Matching:
    away = np.linalg.norm(positions[index] - centres[true_index], axis=1)
    closeness = 1 - away / (away.max(initial=0) + 1)
    chosen = assign_pairs(index, true_index, closeness)
    return Matching(len(positions), len(centres), index[chosen], true_index[chosen], away[chosen])


def assign_pairs(first: Indices, second: Indices, scores: Numbers) -> Indices:
    """Choose pairs so that nothing is in two of them.

    Parameters
    ----------
    first, second : ndarray of int of shape (pairs,)
        What each candidate pair joins, numbered from 0.
    scores : ndarray of float of shape (pairs,)
        In [0, 1], higher is better; candidates below 0 are left out.

    Returns
    -------
    ndarray of int
        Positions of the chosen candidates, ascending: the largest number of pairs, and of these
        the largest sum of scores.
    """
    allowed = np.flatnonzero(scores >= 0)
    first, second, scores = first[allowed], second[allowed], scores[allowed]
    is_shared = (np.bincount(first)[first] > 1) | (np.bincount(second)[second] > 1)
    if not is_shared.any():
        return allowed
    import scipy  # here: the window lists the measures before it loads scipy

    # Conflicts are few and local, so each group of pairs that share objects is a small problem.
    n_first = int(first.max()) + 1
    size = n_first + int(second.max()) + 1
    edges = scipy.sparse.coo_array((np.ones(len(first)), (first, n_first + second)), (size, size))
    _, group_of = scipy.sparse.csgraph.connected_components(edges, directed=False)
    group = group_of[first[is_shared]]
    order = np.argsort(group, kind="stable")
    members = np.flatnonzero(is_shared)[order]
    starts = np.flatnonzero(np.diff(group[order])) + 1
    chosen = [np.flatnonzero(~is_shared)]
    chosen += [part[_assign(first[part], second[part], scores[part])]
               for part in np.split(members, starts)]  # fmt: skip
    return np.sort(allowed[np.concatenate(chosen)])


def _assign(first: Indices, second: Indices, scores: Numbers) -> Indices:
    """Solve one assignment problem with a dense matrix."""
    import scipy

    rows, row = np.unique(first, return_inverse=True)
    columns, column = np.unique(second, return_inverse=True)
    gains = np.zeros((len(rows), len(columns)))
    candidate = np.full(gains.shape, -1)
    # A pair outweighs all scores together, which are a half at most.
    gains[row, column] = 1 + scores / (2 * min(gains.shape))
    candidate[row, column] = np.arange(len(first))
    at = candidate[scipy.optimize.linear_sum_assignment(gains, maximize=True)]
    chosen: Indices = at[at >= 0]
    return chosen


def _require_labels(labels: npt.NDArray[Any], name: str) -> None:
    if labels.ndim != 2 or labels.size == 0 or labels.dtype.kind not in "iu":
        raise InputError(
            f"{name} are {labels.dtype} of shape {labels.shape}; give (H, W) whole numbers, one "
            "for each object"
        )
    if labels.dtype.kind == "i" and labels.min() < 0:
        raise InputError(f"{name} have the number {labels.min()}; number them from 1")


def renumbered(labels: Labels) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the objects numbered from 1 without gaps, in the same order.

    Parameters
    ----------
    labels : ndarray of integers of shape (H, W)
        A number for each object; 0 is background.

    Returns
    -------
    labels : ndarray of int64 of shape (H, W)
    areas : ndarray of int64 of shape (n_objects,)
        In pixels.
    """
    if int(labels.max()) <= labels.size:  # no sorting of all pixels
        areas = np.bincount(labels.ravel().astype(np.int64))
        areas[0] = 0
        is_used = areas > 0
        number = np.where(is_used, np.cumsum(is_used), 0)
        return number[labels], areas[is_used]
    values, index, areas = np.unique(labels, return_inverse=True, return_counts=True)
    has_background = int(values[0] == 0)
    numbered = index.reshape(labels.shape) + (1 - has_background)
    return numbered.astype(np.int64), areas[has_background:]


def _centroids(labels: npt.NDArray[np.int64], areas: npt.NDArray[np.int64]) -> Numbers:
    rows, columns = np.nonzero(labels)
    index = labels[rows, columns] - 1
    sums = [np.bincount(index, along, minlength=len(areas)) for along in (rows, columns)]
    centroids: Numbers = np.stack(sums, axis=1) / areas[:, np.newaxis]
    return centroids


def _containing(labels: npt.NDArray[np.int64], centres: Numbers) -> tuple[Indices, Indices]:
    """Pair each centre with the object of its pixel."""
    pixels = np.floor(centres + 0.5).astype(np.int64)
    inside = ((pixels >= 0) & (pixels < labels.shape)).all(axis=1)
    at = np.zeros(len(centres), np.int64)
    at[inside] = labels[tuple(pixels[inside].T)]
    hit = np.flatnonzero(at)
    return at[hit] - 1, hit


def _near(positions: Numbers, centres: Numbers, distance: float) -> tuple[Indices, Indices]:
    """Pair positions and centres up to a distance apart."""
    import scipy

    if not len(positions) or not len(centres):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    tree, other = scipy.spatial.cKDTree(positions), scipy.spatial.cKDTree(centres)
    pairs = tree.sparse_distance_matrix(other, distance, output_type="ndarray")
    return pairs["i"].astype(np.intp), pairs["j"].astype(np.intp)


def _checked_positions(positions: npt.ArrayLike, name: str) -> Numbers:
    array = np.asarray(positions, np.float64)
    if array.size == 0:
        return np.empty((0, 2))
    if array.ndim != 2 or array.shape[1] != 2:
        raise InputError(f"{name} have the shape {array.shape}; give (n, 2), row and column")
    if not np.isfinite(array).all():
        raise InputError(f"{name} hold NaN or infinity; leave those out")
    return array
