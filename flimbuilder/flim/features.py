"""A learned encoder as a step of a scikit-learn pipeline: from images to a table of numbers."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin

from flimbuilder.errors import InputError
from flimbuilder.flim.estimator import FlimEncoder

__all__ = ["STATISTICS", "FlimFeatures"]

Floats = NDArray[np.float32]

STATISTICS: dict[str, Callable[[Floats], Floats]] = {
    "mean": lambda maps: maps.mean(axis=(1, 2)),
    "std": lambda maps: maps.std(axis=(1, 2)),
    "max": lambda maps: maps.max(axis=(1, 2)),
}


class FlimFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """What a learned encoder sees in whole images, a row of features for each.

    The encoder is learned before, from markers; here it stays as it is, also in clones, so that
    no fold of a cross-validation learns it anew. Learn it from other images than those that the
    pipeline is judged by.

    Parameters
    ----------
    encoder : FlimEncoder
        That was fitted.
    block : int or None, default=None
        Whose activation maps to describe, from 1; None is the last.
    statistics : sequence of {"mean", "std", "max"}, default=("mean", "std")
        Of each activation map over the image.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> make_pipeline(FlimFeatures(encoder), LogisticRegression())  # doctest: +SKIP
    """

    def __init__(
        self,
        encoder: FlimEncoder,
        *,
        block: int | None = None,
        statistics: Sequence[str] = ("mean", "std"),
    ) -> None:
        self.encoder = encoder
        self.block = block
        self.statistics = statistics

    def fit(self, X: Sequence[NDArray[Any]], y: object = None) -> Self:
        """Check the parameters; there is nothing to learn.

        Parameters
        ----------
        X : sequence of ndarray of shape (H, W) or (H, W, C)
            Not looked at.
        y : object, default=None
            Not looked at.

        Returns
        -------
        FlimFeatures
            Itself.

        Raises
        ------
        NotFittedError
            Where the encoder has learned nothing.
        InputError
            For a block or a statistic that there is not.
        """
        self._check()
        return self

    def _check(self) -> None:
        self._kernels()
        unknown = [one for one in self.statistics if one not in STATISTICS]
        if unknown or not self.statistics:
            raise InputError(
                f"statistics {tuple(self.statistics)!r:.60}: choose from {', '.join(STATISTICS)}"
            )

    def transform(self, X: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        """Describe images.

        Parameters
        ----------
        X : sequence of ndarray of shape (H, W) or (H, W, C)
            Or one array with the images along its first axis. As for `FlimEncoder`.

        Returns
        -------
        ndarray of shape (n_images, kernels * statistics)
            The statistics of a kernel stand side by side.

        Raises
        ------
        NotFittedError
            Where the encoder has learned nothing.
        InputError
            For an image that the encoder cannot read.
        """
        self._check()
        n_features = len(self._kernels()) * len(self.statistics)
        table = np.empty((len(X), n_features), np.float32)
        for row, image in zip(table, X, strict=True):
            maps = self.encoder.transform(np.asarray(image), self.block)
            row[:] = np.stack([STATISTICS[one](maps) for one in self.statistics], axis=1).ravel()
        return table

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return a name for each feature: ``block2_kernel0_mean``, ...

        Parameters
        ----------
        input_features : object, default=None
            Has no meaning; there, as scikit-learn passes it.
        """
        names = [f"{kernel}_{one}" for kernel in self._kernels() for one in self.statistics]
        return np.array(names, dtype=object)

    def _kernels(self) -> NDArray[np.object_]:
        return self.encoder.get_feature_names_out(block=self.block)

    def __sklearn_clone__(self) -> Self:
        """Return one with the same encoder, which is learned already."""
        return deepcopy(self, {id(self.encoder): self.encoder})

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self.encoder, "encoder_")
