"""How well features separate classes: silhouette and leave-one-out accuracy of neighbours."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.explain.maps.projections import single_threaded

__all__ = ["Separability", "measure_separability"]

NEIGHBOURS = 5
RANK = 1e-3  # of a vote: nearer neighbours decide between classes with equally many


@dataclass(frozen=True)
class Separability:
    """Measures of how well features separate classes.

    Attributes
    ----------
    silhouette : float or None
        Mean silhouette in [-1, 1]; None with fewer than two classes, or a class for each point.
    accuracy : float or None
        Share of points whose class their nearest neighbours have, averaged over the classes;
        None if fewer than two classes can be judged.
    chance : float or None
        The accuracy of guessing.
    neighbours : int
        Neighbours that vote; 0 without an accuracy.
    points, classes : int
        Points with a class, and their classes.
    """

    silhouette: float | None
    accuracy: float | None
    chance: float | None
    neighbours: int
    points: int
    classes: int


def measure_separability(
    features: NDArray[np.floating[Any]],
    class_ids: Sequence[int | None],
    groups: Sequence[Hashable] | None = None,
) -> Separability:
    """Measure how well features separate classes.

    Parameters
    ----------
    features : ndarray of shape (n_points, n_features)
    class_ids : sequence of int or None, of length n_points
        Points without a class are left out.
    groups : sequence of hashable of length n_points, or None, default=None
        Points of one group do not vote for each other, such as patches of one marker, which
        overlap. None makes each point its own group.

    Returns
    -------
    Separability

    Notes
    -----
    Distances are Euclidean. Silhouette: Rousseeuw, 1987. The accuracy is leave-one-group-out: the
    5 nearest points of other groups vote (fewer if a class has fewer points), and among classes
    with equally many votes the nearer ones win. A class of a single group cannot be judged, but
    its points vote. The average over classes does not depend on how many points each has.
    """
    known = np.array([class_id is not None for class_id in class_ids], bool)
    values = np.asarray(features, np.float64)[known]
    given = [class_id for class_id in class_ids if class_id is not None]
    ids, labels = np.unique(np.array(given, np.int64), return_inverse=True)
    own = np.arange(len(labels)) if groups is None else _numbered(groups)[known]
    with single_threaded():
        silhouette = _silhouette(values, labels, len(ids))
        accuracy, neighbours = _accuracy(values, labels, own, len(ids))
    chance = None if accuracy is None else 1 / len(ids)
    return Separability(silhouette, accuracy, chance, neighbours, len(labels), len(ids))


def _numbered(groups: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[group] for group in groups], np.int64)


def _silhouette(
    values: NDArray[np.float64], labels: NDArray[np.int64], n_classes: int
) -> float | None:
    if not 2 <= n_classes <= len(values) - 1:
        return None
    from sklearn.metrics import silhouette_score

    return float(silhouette_score(values, labels))


def _accuracy(
    values: NDArray[np.float64],
    labels: NDArray[np.int64],
    groups: NDArray[np.int64],
    n_classes: int,
) -> tuple[float | None, int]:
    """Return the accuracy and the number of voting neighbours."""
    judged = [label for label in range(n_classes) if len(np.unique(groups[labels == label])) > 1]
    if len(judged) < 2:
        return None, 0
    squares = (values**2).sum(axis=1)
    distances = squares[:, None] + squares - 2 * values @ values.T
    distances[groups[:, None] == groups] = np.inf
    voting = min(NEIGHBOURS, *(_fewest_others(groups[labels == label]) for label in judged))
    nearest = np.argsort(distances, axis=1, kind="stable")[:, :voting]
    counts = np.isfinite(np.take_along_axis(distances, nearest, axis=1))
    votes = counts * (1 + RANK * np.arange(voting, 0, -1))
    ballots = np.zeros((len(values), n_classes))
    rows = np.repeat(np.arange(len(values)), voting)
    np.add.at(ballots, (rows, labels[nearest].ravel()), votes.ravel())
    is_right = ballots.argmax(axis=1) == labels
    shares = [float(is_right[labels == label].mean()) for label in judged]
    return float(np.mean(shares)), voting


def _fewest_others(groups: NDArray[np.int64]) -> int:
    """Return the smallest number of points that a point finds in other groups."""
    _, counts = np.unique(groups, return_counts=True)
    return int(len(groups) - counts.max())
