"""A learned encoder as a step of a scikit-learn pipeline: from images to a table of features."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import TransformerMixin

from flimbuilder.errors import InputError
from flimbuilder.flim.estimator import FlimEncoder, ImageEstimator

__all__ = ["STATISTICS", "FlimFeatures"]

Floats = NDArray[np.float32]

STATISTICS: dict[str, Callable[[Floats], Floats]] = {
    "mean": lambda maps: maps.mean(axis=(1, 2)),
    "std": lambda maps: maps.std(axis=(1, 2)),
    "max": lambda maps: maps.max(axis=(1, 2)),
}


class FlimFeatures(TransformerMixin, ImageEstimator):  # type: ignore[misc]
    """Statistics of a learned encoder's activation maps, one row of features per image.

    The encoder must be fitted already: clones and the folds of a cross-validation share it. Learn
    it from images other than those that evaluate the pipeline.

    Parameters
    ----------
    encoder : FlimEncoder
        A fitted encoder.
    block : int or None, default=None
        The block whose activation maps to describe, from 1; None is the last.
    statistics : sequence of {"mean", "std", "max"}, default=("mean", "std")
        Statistics of each activation map over the image.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from sklearn.pipeline import make_pipeline
    >>> make_pipeline(FlimFeatures(encoder), LogisticRegression())  # doctest: +SKIP
    """

    _needs_markers = False

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
        """Check the parameters; nothing is learned.

        Parameters
        ----------
        X : sequence of ndarray of shape (H, W) or (H, W, C)
            Ignored; present for API consistency.
        y : object, default=None
            Ignored; present for API consistency.

        Returns
        -------
        FlimFeatures
            Itself.

        Raises
        ------
        NotFittedError
            If the encoder is not fitted.
        InputError
            If the block or a statistic does not exist.
        """
        self._check_parameters()
        return self

    def transform(self, X: Sequence[NDArray[Any]]) -> NDArray[np.float32]:
        """Compute the features of images.

        Parameters
        ----------
        X : sequence of ndarray of shape (H, W) or (H, W, C)
            A list of images of any sizes, or one array with the images along its first axis.

        Returns
        -------
        ndarray of shape (n_images, kernels * statistics)
            The statistics of one kernel are neighbouring columns. A data frame after
            ``set_output(transform="pandas")``.

        Raises
        ------
        NotFittedError
            If the encoder is not fitted.
        InputError
            If the encoder cannot read an image.
        """
        self._check_parameters()
        n_features = len(self._kernel_names()) * len(self.statistics)
        table = np.empty((len(X), n_features), np.float32)
        for row, image in zip(table, X, strict=True):
            maps = self.encoder.transform(np.asarray(image), self.block)
            row[:] = np.stack([STATISTICS[name](maps) for name in self.statistics], axis=1).ravel()
        return table

    def get_feature_names_out(self, input_features: object = None) -> NDArray[np.object_]:
        """Return a name for each feature: ``block2_kernel0_mean``, ...

        Parameters
        ----------
        input_features : object, default=None
            Ignored; present for API consistency.
        """
        names = [f"{kernel}_{name}" for kernel in self._kernel_names() for name in self.statistics]
        return np.array(names, dtype=object)

    def _check_parameters(self) -> None:
        self._kernel_names()  # raises if the encoder is not fitted or the block does not exist
        unknown = [name for name in self.statistics if name not in STATISTICS]
        if unknown or not self.statistics:
            raise InputError(
                f"statistics {tuple(self.statistics)!r:.60}: choose from {', '.join(STATISTICS)}"
            )

    def _kernel_names(self) -> NDArray[np.object_]:
        return self.encoder.get_feature_names_out(block=self.block)

    def __sklearn_clone__(self) -> Self:
        """Return a copy that shares the fitted encoder."""
        return deepcopy(self, {id(self.encoder): self.encoder})

    def __sklearn_is_fitted__(self) -> bool:
        """Return True if the encoder is fitted."""
        return hasattr(self.encoder, "encoder_")
