"""Review the kernels of a block: which repeat others, and which say little about their class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.explain.kernels.redundancy import (
    LEAST_SIMILARITY,
    SIMILARITY,
    KernelGroup,
    MarkedKernels,
    Similarity,
    group_kernels,
    kernel_similarity,
)
from flimbuilder.explain.kernels.usefulness import class_scores, fisher_ratios
from flimbuilder.flim.bank import NO_CLASS

__all__ = [
    "LEAST_AUC",
    "LEAST_SCORE",
    "KernelReview",
    "ReviewedKernel",
    "review_block",
]

LEAST_AUC = 0.5
LEAST_SCORE = 0.6

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReviewedKernel:
    """The measures of a kernel's use.

    Attributes
    ----------
    number : int
        Among all learned kernels of its block, from 1.
    class_id : int or None
        None if a reduction mixed classes.
    score : float or None
        See :func:`~flimbuilder.explain.kernels.usefulness.class_scores`; None if unknown.
    distance_ratio : float or None
        See :func:`~flimbuilder.explain.kernels.usefulness.fisher_ratios`; None if unknown.
    auc : float or None
        See :class:`~flimbuilder.flim.learned.LearnedKernel`.
    repeats : int or None
        Number of the kernel that it repeats; None if it is none's repeat.
    similarity : float or None
        With the kernel that it repeats.
    fault : str or None
        Why it is useless, in a few words; None if it is not.
    """

    number: int
    class_id: int | None
    score: float | None
    distance_ratio: float | None
    auc: float | None
    repeats: int | None = None
    similarity: float | None = None
    fault: str | None = None


@dataclass(frozen=True)
class KernelReview:
    """The kernels of a block that can be deleted.

    Attributes
    ----------
    block : int
        From 1.
    kernels : tuple of ReviewedKernel
        Those that are not deleted.
    groups : tuple of KernelGroup
        Kernels that respond alike, by their numbers.
    """

    block: int
    kernels: tuple[ReviewedKernel, ...]
    groups: tuple[KernelGroup, ...]

    @property
    def redundant(self) -> tuple[int, ...]:
        """Numbers of the kernels that repeat another, ascending."""
        return tuple(kernel.number for kernel in self.kernels if kernel.repeats is not None)

    @property
    def useless(self) -> tuple[int, ...]:
        """Numbers of the useless kernels, ascending."""
        return tuple(kernel.number for kernel in self.kernels if kernel.fault is not None)


def review_block(
    kernels: MarkedKernels,
    *,
    by: Similarity = SIMILARITY,
    least_similarity: float = LEAST_SIMILARITY,
    least_auc: float = LEAST_AUC,
    least_score: float = LEAST_SCORE,
) -> KernelReview:
    """Review the kernels of a block.

    Parameters
    ----------
    kernels : MarkedKernels
    by, least_similarity
        See :func:`~flimbuilder.explain.kernels.redundancy.kernel_similarity` and
        :func:`~flimbuilder.explain.kernels.redundancy.group_kernels`.
    least_auc : float, default=0.5
        A kernel with a smaller AUC is useless: it responds less to its class than to the others.
    least_score : float, default=0.6
        A kernel with a smaller class score is useless.

    Returns
    -------
    KernelReview
        The best kernel of each class, by AUC, is never useless; nor is a kernel that mixes
        classes, unless its activation does not vary at the markers.
    """
    similarity = kernel_similarity(kernels, by)
    groups = group_kernels(similarity, kernels.class_id, least_similarity)
    kept = {row: group.kept for group in groups for row in group.repeats}
    scores = class_scores(
        kernels.activations, kernels.class_id, kernels.pixel_class, kernels.marker_index
    )
    ratios = fisher_ratios(kernels.weights, kernels.class_id)
    faults = _faults(kernels, scores, least_auc, least_score)
    reviewed = tuple(
        ReviewedKernel(
            number=number,
            class_id=None if kernels.class_id[row] == NO_CLASS else int(kernels.class_id[row]),
            score=_known(scores[row]),
            distance_ratio=_known(ratios[row]),
            auc=_known(kernels.auc[row]),
            repeats=kernels.numbers[kept[row]] if row in kept else None,
            similarity=float(similarity[row, kept[row]]) if row in kept else None,
            fault=faults[row],
        )
        for row, number in enumerate(kernels.numbers)
    )
    numbered = tuple(
        KernelGroup(
            kernels.numbers[group.kept],
            tuple(kernels.numbers[row] for row in group.repeats),
            group.similarity,
        )
        for group in groups
    )
    return KernelReview(kernels.block, reviewed, numbered)


def _faults(
    kernels: MarkedKernels, scores: Floats, least_auc: float, least_score: float
) -> Sequence[str | None]:
    """Return why each kernel is useless; None for the best of its class and for useful ones."""
    varies = np.ptp(kernels.activations, axis=0) > 0
    faults: list[str | None] = []
    for row, (auc, score) in enumerate(zip(kernels.auc, scores, strict=True)):
        if not varies[row]:
            faults.append("does not respond at the markers")
        elif auc < least_auc:
            faults.append(f"responds less to its class than to the others (AUC {auc:.2f})")
        elif score < least_score:
            faults.append(f"responds to other classes too (score {score:.2f})")
        else:
            faults.append(None)
    for class_id in np.unique(kernels.class_id):
        own = np.flatnonzero(kernels.class_id == class_id)
        if all(faults[row] is not None for row in own):
            known = np.where(varies[own], np.nan_to_num(kernels.auc[own], nan=0.0), -1.0)
            faults[own[known.argmax()]] = None
    return faults


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
