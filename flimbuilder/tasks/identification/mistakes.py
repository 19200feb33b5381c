"""Why an image gets another class: the kernels and strokes that pull to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.tasks.identification.classifiers import DEFAULT_CLASSIFIER, fit_classifier
from flimbuilder.tasks.identification.validation import CrossValidation

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = ["KernelPull", "PooledBlock", "StrokePull", "kernel_pulls", "stroke_pulls"]

KERNELS_AT_ONCE = 32
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PooledBlock:
    """The features of one block.

    Attributes
    ----------
    block : int
        From 1.
    kernels : int
    cells : int
        Number of features of each kernel.
    by_statistic : bool, default=False
        True if a feature of all kernels follows another one of all kernels, as for the pooling
        ``statistics``; False if the features of a kernel follow one another.
    """

    block: int
    kernels: int
    cells: int
    by_statistic: bool = False

    @property
    def owners(self) -> NDArray[np.int64]:
        """The kernel of each feature, from 0."""
        kernels = np.arange(self.kernels)
        if self.by_statistic:
            return np.tile(kernels, self.cells)
        return np.repeat(kernels, self.cells)


@dataclass(frozen=True)
class KernelPull:
    """What a kernel adds to the margin of one class over another, on one image.

    Attributes
    ----------
    block : int
        From 1.
    channel : int
        From 0.
    pull : float
        In units of the classifier; negative if the kernel speaks for the other class.
    """

    block: int
    channel: int
    pull: float


@dataclass(frozen=True)
class StrokePull:
    """What the kernels of a marker add to the margin of one class over another.

    Attributes
    ----------
    image : str
        Id of the marker's image.
    marker : int
    class_id : int or None
        Class of the kernels that pull most.
    pull : float
        The pulls of the kernels, each times the marker's share in it.
    kernels : tuple of KernelPull
        Those that come from the marker, the strongest first.
    """

    image: str
    marker: int
    class_id: int | None
    pull: float
    kernels: tuple[KernelPull, ...]


def kernel_pulls(
    features: NDArray[np.floating[Any]],
    validation: CrossValidation,
    number: int,
    blocks: Sequence[PooledBlock],
    classifier: str = DEFAULT_CLASSIFIER,
    seed: int = 0,
) -> tuple[KernelPull, ...]:
    """Return how much each kernel pulls a misclassified image to the class assigned to it.

    The pull of a kernel is the margin of the assigned class over the true one, minus the margin
    if the kernel's features had their mean over the images learned from. Of a linear classifier,
    the pulls and its bias sum to the margin. The classifier is that of the first repeat's fold
    that left the image out.

    Parameters
    ----------
    features : ndarray of shape (n, d)
        Those of the cross-validation.
    validation : CrossValidation
    number : int
        Of the image, from 0.
    blocks : sequence of PooledBlock
        In the order of the features.
    classifier, seed
        Those of the cross-validation.

    Returns
    -------
    tuple of KernelPull
        The strongest first; empty if the classifier did not learn the true class.

    Raises
    ------
    InputError
        If the image got its true class, or the features are not those of the blocks.

    Notes
    -----
    The margin is the value of the pair of classes for ``svm`` and ``rbf``, and the difference of
    log-probabilities for ``logistic`` and ``mlp``.
    """
    truth, assigned = int(validation.truth[number]), int(validation.predicted[0, number])
    if truth == assigned:
        raise InputError(f"image {number + 1} got its true class; choose one that did not")
    firsts = np.cumsum([0, *(part.kernels for part in blocks)])
    owners = np.concatenate(
        [first + part.owners for first, part in zip(firsts, blocks, strict=False)]
    )
    if len(owners) != features.shape[1]:
        raise InputError(f"{features.shape[1]} features are not the {len(owners)} of the blocks")
    learn = np.flatnonzero(validation.fold[0] != validation.fold[0, number])
    pipeline = fit_classifier(classifier, features[learn], validation.truth[learn].tolist(), seed)
    if truth not in pipeline[-1].classes_:
        return ()
    margins = _margins_without(pipeline, features[number], owners, assigned, truth)
    named = [(part.block, channel) for part in blocks for channel in range(part.kernels)]
    pulls = (
        KernelPull(block, channel, float(margins[-1] - margin))
        for (block, channel), margin in zip(named, margins[:-1], strict=True)
    )
    return tuple(sorted(pulls, key=lambda kernel: -kernel.pull))


def _margins_without(
    pipeline: "Pipeline",
    row: NDArray[np.floating[Any]],
    owners: NDArray[np.int64],
    first: int,
    second: int,
) -> Floats:
    """Return the margins without each kernel, and the margin with all of them."""
    n_kernels = int(owners.max()) + 1
    margins = np.empty(n_kernels + 1)
    values, means = np.asarray(row, np.float64), pipeline[0].mean_
    for start in range(0, n_kernels + 1, KERNELS_AT_ONCE):
        numbers = np.arange(start, min(start + KERNELS_AT_ONCE, n_kernels + 1))
        left_out = owners[None] == numbers[:, None]  # the last number owns nothing
        margins[numbers] = _margins(pipeline, np.where(left_out, means, values), first, second)
    return margins


def _margins(pipeline: "Pipeline", features: Floats, first: int, second: int) -> Floats:
    """Return the margin of a class over another for each row of features."""
    scaled, estimator = pipeline[0].transform(features), pipeline[-1]
    classes = estimator.classes_.tolist()
    if not hasattr(estimator, "support_vectors_"):
        logs = estimator.predict_log_proba(scaled)
        difference: Floats = logs[:, classes.index(first)] - logs[:, classes.index(second)]
        return difference
    low, high = sorted((classes.index(first), classes.index(second)))
    estimator.set_params(decision_function_shape="ovo", break_ties=False)
    values = estimator.decision_function(scaled)
    if len(classes) == 2:  # positive for the second class, that of more positive for the first
        of_low = -values
    else:
        of_low = values[:, list(combinations(range(len(classes)), 2)).index((low, high))]
    margin: Floats = of_low if classes.index(first) == low else -of_low
    return margin


def stroke_pulls(pulls: Sequence[KernelPull], learned: LearnedEncoder) -> tuple[StrokePull, ...]:
    """Divide the pulls of kernels among the markers that they come from.

    Parameters
    ----------
    pulls : sequence of KernelPull
    learned : LearnedEncoder
        The build whose kernels they are.

    Returns
    -------
    tuple of StrokePull
        The strongest first. Kernels of another model have no markers.
    """
    totals: dict[tuple[str, int], float] = {}
    parts: dict[tuple[str, int], list[tuple[float, KernelPull, int | None]]] = {}
    for kernel in pulls:
        known = learned.blocks[kernel.block - 1].kept[kernel.channel]
        for source in known.markers:
            key = source.image, source.marker
            part = kernel.pull * source.share
            totals[key] = totals.get(key, 0.0) + part
            parts.setdefault(key, []).append((part, kernel, known.class_id))
    found = []
    for (image, marker), total in totals.items():
        ordered = sorted(parts[image, marker], key=lambda part: -part[0])
        kernels = tuple(kernel for _, kernel, _ in ordered)
        found.append(StrokePull(image, marker, ordered[0][2], total, kernels))
    return tuple(sorted(found, key=lambda stroke: (-stroke.pull, stroke.image, stroke.marker)))
