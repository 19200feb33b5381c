"""Project features to two dimensions, the same to the byte from run to run.

Features are first reduced by principal components. Computation takes one thread: sums then have
the same last digits, and t-SNE on several threads waits longer than it works if the processor is
busy. `PROJECTIONS` in :mod:`flimbuilder.explain.maps.methods` lists the methods.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.explain.maps.methods import (
    PROJECTIONS,
    ProjectionMethod,
    require_projection,
)
from flimbuilder.flim.device import one_thread

__all__ = [
    "Projection",
    "principal_components",
    "project_features",
    "single_threaded",
    "trustworthiness_of",
]

Floats = NDArray[np.float64]

COMPONENTS = 50  # before t-SNE and UMAP
PERPLEXITY = 30.0
NEIGHBOURS = 12  # of trustworthiness
UMAP_NEIGHBOURS = 15
SPREAD = 1e-4  # deviation of the start of t-SNE


@dataclass(frozen=True, eq=False)
class Projection:
    """Features in two dimensions.

    Attributes
    ----------
    method : str
        The method that was used: principal components if there were too few points.
    positions : ndarray of float64 of shape (n_points, 2)
        Their mean is 0, and the first axis has the largest variance.
    trustworthiness : float or None
        In [0, 1]: how far the neighbours in the plane are neighbours among the features. None
        with fewer than four points, or if all are equal.
    neighbours : int
        Neighbours that trustworthiness considers; 0 without it.
    note : str
        Why another method was used, or what is degenerate; otherwise empty.
    """

    method: str
    positions: Floats
    trustworthiness: float | None
    neighbours: int
    note: str = ""


def first_two(components: Floats, seed: int) -> Floats:
    """Return the first two components."""
    return components[:, :2].copy()


def tsne(components: Floats, seed: int) -> Floats:
    """Project components by t-SNE; see :func:`project_features`."""
    from sklearn.manifold import TSNE

    start = components[:, :2] * (SPREAD / components[:, 0].std())  # as init="pca", exactly
    perplexity = min(PERPLEXITY, (len(components) - 1) / 3)
    model = TSNE(perplexity=perplexity, init=start, random_state=seed, n_jobs=1)
    positions: Floats = model.fit_transform(components).astype(np.float64)
    return positions


def umap(components: Floats, seed: int) -> Floats:
    """Project components by UMAP; see :func:`project_features`."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its libraries, about their next versions
        from umap import UMAP

        model: Any = UMAP(
            n_neighbors=min(UMAP_NEIGHBOURS, len(components) - 1),
            init=components[:, :2] * (10 / np.abs(components[:, :2]).max()),
            random_state=seed,
            n_jobs=1,
        )
        positions: Floats = model.fit_transform(components).astype(np.float64)
    return positions


def project_features(
    features: NDArray[np.floating[Any]], method: str = "tsne", *, seed: int = 0
) -> Projection:
    """Project features to two dimensions.

    Parameters
    ----------
    features : ndarray of shape (n_points, n_features)
        Finite.
    method : str, default="tsne"
        An id of `PROJECTIONS`.
    seed : int, default=0
        Seed of the method; from 0 to 2**32 - 1.

    Returns
    -------
    Projection
        The same bytes for the same features, method and seed on the same machine.

    Raises
    ------
    InputError
        If the method does not exist or is not installed, or features are not finite.

    Notes
    -----
    Principal components come from a singular value decomposition; up to 50 of them are the input
    of the other methods. t-SNE (van der Maaten and Hinton, 2008) has the perplexity
    ``min(30, (n - 1) / 3)`` and starts from the first two components. UMAP: McInnes et al., 2018.
    """
    chosen = require_projection(method)
    values = np.asarray(features, np.float64)
    if not np.isfinite(values).all():
        raise InputError("features of a map are NaN or infinite; leave those points out")
    with single_threaded():
        components = principal_components(values, COMPONENTS)
    distinct = len(np.unique(values, axis=0))
    note = _note(chosen, len(values), distinct)
    if distinct < chosen.fewest:
        chosen = PROJECTIONS["pca"]
    positions = components[:, :2].copy()
    if distinct > 1:
        with _one_openmp_thread():  # the other libraries keep their threads meanwhile
            positions = chosen.load()(components, seed % 2**32)
        with single_threaded():  # turned, so that the first axis is the longest
            positions = principal_components(positions, 2)
    trust, neighbours = (None, 0) if distinct < 2 else trustworthiness_of(values, positions)
    return Projection(chosen.id, positions, trust, neighbours, note)


def _note(method: ProjectionMethod, n_points: int, distinct: int) -> str:
    if distinct == 1:
        return "there is one point" if n_points == 1 else f"all {n_points} points are equal"
    if n_points and distinct < method.fewest:
        return (
            f"{method.title} needs {method.fewest} different points and there are {distinct}; "
            "PCA is shown"
        )
    return ""


def principal_components(values: Floats, count: int) -> Floats:
    """Return the scores of the first principal components.

    Parameters
    ----------
    values : ndarray of shape (n_points, n_features)
    count : int
        Largest number of components, at least 2.

    Returns
    -------
    ndarray of shape (n_points, n_components)
        In descending variance, at least two columns; missing ones are zero. The loading of the
        largest magnitude of each is positive, and rounding errors about zero are zero.
    """
    n_points, n_features = values.shape
    if min(n_points, n_features) == 0:
        return np.zeros((n_points, 2))
    centred = values - values.mean(axis=0)
    left, singular, right = np.linalg.svd(centred, full_matrices=False)
    largest = right[np.arange(len(right)), np.abs(right).argmax(axis=1)]
    scores: Floats = (left * (singular * np.where(largest < 0, -1.0, 1.0)))[:, :count]
    noise = np.finfo(np.float64).eps * max(values.shape) * max(np.abs(values).max(), 1e-300)
    scores[:, singular[:count] <= noise * np.sqrt(n_points)] = 0.0
    scores[np.abs(scores) < noise] = 0.0
    missing = max(0, 2 - scores.shape[1])
    return np.pad(scores, ((0, 0), (0, missing)))


def trustworthiness_of(
    features: NDArray[np.floating[Any]], positions: Floats, neighbours: int = NEIGHBOURS
) -> tuple[float | None, int]:
    """Measure how far neighbours in a projection are neighbours among the features.

    Parameters
    ----------
    features : ndarray of shape (n_points, n_features)
    positions : ndarray of shape (n_points, 2)
    neighbours : int, default=12
        Fewer if there are not twice as many points.

    Returns
    -------
    trustworthiness : float or None
        In [0, 1]; None with fewer than four points.
    neighbours : int
        The number that was considered.

    Notes
    -----
    Venna and Kaski, Neural Networks 19, 2006.
    """
    considered = min(neighbours, (len(features) - 1) // 2)
    if considered < 1 or len(features) < 4:
        return None, 0
    from sklearn.manifold import trustworthiness

    with single_threaded():
        measured = trustworthiness(features, positions, n_neighbors=considered)
    return float(measured), considered


@contextmanager
def single_threaded() -> Iterator[None]:
    """Limit torch, BLAS and OpenMP to one thread inside a ``with`` statement."""
    with one_thread(), _one_openmp_thread():
        yield


@contextmanager
def _one_openmp_thread() -> Iterator[None]:
    """Limit OpenMP to one thread, for the calling thread alone."""
    import sklearn.manifold  # noqa: F401  # so that its library is found
    from threadpoolctl import ThreadpoolController

    with ThreadpoolController().select(user_api="openmp").limit(limits=1):
        yield
