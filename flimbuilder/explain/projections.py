"""Project features to two dimensions, the same to the byte from run to run.

A method has one entry in `PROJECTIONS`, which the command line and the window read. Features are
first reduced by principal components. Computation takes one thread: sums then have the same last
digits, and t-SNE on several threads waits longer than it works if the processor is busy.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.flim.device import one_thread
from flimbuilder.project.extras import require_extra

__all__ = [
    "PROJECTIONS",
    "Projection",
    "ProjectionMethod",
    "principal_components",
    "project_features",
    "require_projection",
    "single_threaded",
    "trustworthiness_of",
]

Floats = NDArray[np.float64]

COMPONENTS = 50  # before t-SNE and UMAP
PERPLEXITY = 30.0
FEWEST = 5  # different points for t-SNE and UMAP
NEIGHBOURS = 12  # of trustworthiness
UMAP_NEIGHBOURS = 15
UMAP_MODULE = "umap"
SPREAD = 1e-4  # deviation of the start of t-SNE


@dataclass(frozen=True)
class ProjectionMethod:
    """A way to project features to two dimensions.

    Attributes
    ----------
    id, title, description : str
    function : callable
        Takes components (n, d), d of 2 to 50 in descending variance, and a seed, and returns
        positions (n, 2). There are at least `fewest` different points.
    fewest : int, default=5
        With fewer different points, principal components are shown instead.
    module : str or None, default=None
        Module of the optional library that it needs, which the extra ``maps`` installs.
    """

    id: str
    title: str
    description: str
    function: Callable[[Floats, int], Floats]
    fewest: int = FEWEST
    module: str | None = None


@dataclass(frozen=True, eq=False)
class Projection:
    """Features in two dimensions.

    Attributes
    ----------
    method : str
        The method that was used: principal components if there were too few points.
    positions : ndarray of float64 of shape (n_points, 2)
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


def _first_two(components: Floats, seed: int) -> Floats:
    return components[:, :2].copy()


def _tsne(components: Floats, seed: int) -> Floats:
    from sklearn.manifold import TSNE

    start = components[:, :2] * (SPREAD / components[:, 0].std())  # as init="pca", exactly
    perplexity = min(PERPLEXITY, (len(components) - 1) / 3)
    model = TSNE(perplexity=perplexity, init=start, random_state=seed, n_jobs=1)
    positions: Floats = model.fit_transform(components).astype(np.float64)
    return positions


def _umap(components: Floats, seed: int) -> Floats:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its libraries warn of their own future
        from umap import UMAP

        model: Any = UMAP(
            n_neighbors=min(UMAP_NEIGHBOURS, len(components) - 1),
            init=components[:, :2] * (10 / np.abs(components[:, :2]).max()),
            random_state=seed,
            n_jobs=1,
        )
        positions: Floats = model.fit_transform(components).astype(np.float64)
    return positions


PROJECTIONS = {
    method.id: method
    for method in (
        ProjectionMethod(
            "tsne", "t-SNE", "Neighbours stay neighbours; distances between groups mean little.",
            _tsne,
        ),
        ProjectionMethod(
            "pca", "PCA", "The two directions of largest variance; distances are to scale.",
            _first_two, fewest=1,
        ),
        ProjectionMethod(
            "umap", "UMAP", "As t-SNE, and groups are arranged better; an optional library.",
            _umap, module=UMAP_MODULE,
        ),
    )
}  # fmt: skip


def require_projection(method: str) -> ProjectionMethod:
    """Return the method of an id.

    Raises
    ------
    InputError
        If it does not exist, or its library is not installed.
    """
    if method not in PROJECTIONS:
        raise InputError(f"method {method!r:.60}: choose from {', '.join(PROJECTIONS)}")
    chosen = PROJECTIONS[method]
    if chosen.module is not None:
        require_extra("maps", f"a map by {chosen.title}", chosen.module)
    return chosen


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
        distinct = len(np.unique(components, axis=0))
        note = _note(chosen, len(values), distinct)
        if distinct < chosen.fewest:
            chosen = PROJECTIONS["pca"]
        positions = (
            chosen.function(components, seed % 2**32) if distinct > 1 else components[:, :2].copy()
        )
        positions -= positions.mean(axis=0) if len(positions) else 0.0
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

    measured = trustworthiness(features, positions, n_neighbors=considered)
    return float(measured), considered


@contextmanager
def single_threaded() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread inside a ``with`` statement."""
    import sklearn.manifold  # noqa: F401  # so that its OpenMP library is found
    from threadpoolctl import ThreadpoolController

    openmp = ThreadpoolController().select(user_api="openmp")
    # The number of OpenMP threads belongs to the calling thread, so it is restored on its own.
    with one_thread(), openmp.limit(limits=1):
        yield
