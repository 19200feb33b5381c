"""The ways to project features to two dimensions. Needs no torch."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flimbuilder.errors import InputError
from flimbuilder.project.extras import require_extra

__all__ = ["PROJECTIONS", "ProjectionMethod", "require_projection"]

_MODULE = "flimbuilder.explain.maps.projections"
FEWEST = 5  # different points for t-SNE and UMAP


@dataclass(frozen=True)
class ProjectionMethod:
    """A way to project features to two dimensions.

    Attributes
    ----------
    id, title, description : str
    implementation : str
        ``module:name`` of a function that takes components (n, d), d of 2 to 50 in descending
        variance, and a seed, and returns positions (n, 2).
    fewest : int, default=5
        With fewer different points, principal components are shown instead.
    module : str or None, default=None
        Module of the optional library that it needs, which the extra ``maps`` installs.
    """

    id: str
    title: str
    description: str
    implementation: str
    fewest: int = FEWEST
    module: str | None = None

    def load(self) -> Callable[[Any, int], Any]:
        """Import the function."""
        module, _, name = self.implementation.partition(":")
        function: Callable[[Any, int], Any] = getattr(import_module(module), name)
        return function


PROJECTIONS = {
    method.id: method
    for method in (
        ProjectionMethod(
            "tsne",
            "t-SNE",
            "Neighbours stay neighbours; distances between groups mean little.",
            f"{_MODULE}:tsne",
        ),
        ProjectionMethod(
            "pca",
            "PCA",
            "The two directions of largest variance; distances are to scale.",
            f"{_MODULE}:first_two",
            fewest=1,
        ),
        ProjectionMethod(
            "umap",
            "UMAP",
            "As t-SNE, and groups are arranged better; an optional library.",
            f"{_MODULE}:umap",
            module="umap",
        ),
    )
}


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
