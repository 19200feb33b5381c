"""Find kernels that repeat others, by their activations at the markers and by their weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.flim.bank import NO_CLASS
from flimbuilder.flim.learned import LearnedEncoder
from flimbuilder.flim.marker_decoder import PIXELS_PER_MARKER, sample_maps
from flimbuilder.flim.marker_training import encoded_parts
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.flim.training import TrainingImage
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.rasterise import evenly_spaced

__all__ = [
    "LEAST_SIMILARITY",
    "SIMILARITY",
    "KernelGroup",
    "MarkedKernels",
    "Similarity",
    "group_kernels",
    "kernel_similarity",
    "marked_kernels",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Similarity = Literal["correlation", "cosine", "either", "both"]

SIMILARITY: Similarity = "correlation"
LEAST_SIMILARITY = 0.95
UNLIKE = 3.0  # distance of kernels of different classes; two kernels of one class have at most 2
CONSTANT = 1e-9  # deviation, relative to the largest activation


@dataclass(frozen=True, eq=False)
class MarkedKernels:
    """The kernels of a block that were not deleted, and their activations at the markers.

    Attributes
    ----------
    block : int
        From 1.
    numbers : tuple of int
        Number of each kernel among all learned kernels of the block, from 1.
    weights : ndarray of shape (n_kernels, n_features)
        For normalised patches; those of inverted kernels are negated.
    class_id : ndarray of shape (n_kernels,)
        -1 for kernels that mix the classes.
    auc : ndarray of shape (n_kernels,)
        See :class:`~flimbuilder.flim.learned.LearnedKernel`; NaN if unknown.
    activations : ndarray of shape (n_pixels, n_kernels)
        As the block returns them, at no more than 100 pixels of each marker.
    pixel_class, marker_index : ndarray of shape (n_pixels,)
        Class and number of each pixel's marker.
    """

    block: int
    numbers: tuple[int, ...]
    weights: Floats
    class_id: Integers
    auc: Floats
    activations: Floats
    pixel_class: Integers
    marker_index: Integers


@dataclass(frozen=True)
class KernelGroup:
    """Kernels of one class that respond alike.

    Attributes
    ----------
    kept : int
        The medoid, which is most similar to all others.
    repeats : tuple of int
        The others, ascending.
    similarity : float
        Of the two most different kernels of the group.
    """

    kept: int
    repeats: tuple[int, ...]
    similarity: float


def marked_kernels(
    learned: LearnedEncoder,
    images: Sequence[TrainingImage],
    *,
    memory: StepResults | None = None,
    on_progress: Progress = no_progress,
) -> tuple[MarkedKernels, ...]:
    """Encode the marked images and read the activations of every block at the markers.

    Parameters
    ----------
    learned : LearnedEncoder
    images : sequence of TrainingImage
        The marked images. Of an image of more than 2^20 pixels, only the 32 tiles with the most
        marked pixels are encoded.
    memory : StepResults or None, default=None
        Cache of the steps of the build; its maps are not computed again.
    on_progress : callable, default does nothing
        Called with (stage, images done, images in all); raises to stop.

    Returns
    -------
    tuple of MarkedKernels
        One per block.
    """
    blocks = range(1, len(learned.blocks) + 1)
    parts = encoded_parts(learned.encoder, learned.architecture, images, blocks, memory=memory)
    values: list[list[Floats]] = [[] for _ in blocks]
    pixel_class, marker_index = [], []
    known: dict[tuple[str, int], int] = {}
    for count, part in enumerate(parts.parts):
        on_progress("reading the activations at the markers", count, len(parts))
        chosen = evenly_spaced(part.pixels.marker, PIXELS_PER_MARKER)
        if not len(chosen):
            continue
        rows, cols = part.pixels.row[chosen], part.pixels.col[chosen]
        for of_block, maps in zip(values, parts[count].maps, strict=True):
            of_block.append(sample_maps([maps], part.size, rows, cols))
        pixel_class.append(part.pixels.class_id[chosen])
        ids = part.pixels.marker[chosen].tolist()
        marker_index += [known.setdefault((part.image.id, number), len(known)) for number in ids]
    classes = np.concatenate(pixel_class).astype(np.int64)
    return tuple(
        _of_block(learned, block, np.concatenate(of_block), classes, np.array(marker_index))
        for block, of_block in zip(blocks, values, strict=True)
    )


def _of_block(
    learned: LearnedEncoder,
    block: int,
    activations: Floats,
    pixel_class: Integers,
    marker_index: Integers,
) -> MarkedKernels:
    kernels = learned.blocks[block - 1].kernels
    rows = [row for row, kernel in enumerate(kernels) if not kernel.deleted]
    kept = [kernels[row] for row in rows]
    sign = np.array([-1.0 if kernel.inverted else 1.0 for kernel in kept])
    return MarkedKernels(
        block,
        tuple(row + 1 for row in rows),
        learned.blocks[block - 1].weights[rows].double().numpy() * sign[:, None],
        np.array([NO_CLASS if kernel.class_id is None else kernel.class_id for kernel in kept]),
        np.array([np.nan if kernel.auc is None else kernel.auc for kernel in kept]),
        activations,
        pixel_class,
        marker_index,
    )


def kernel_similarity(kernels: MarkedKernels, by: Similarity = SIMILARITY) -> Floats:
    """Return how alike the kernels of a block are.

    Parameters
    ----------
    kernels : MarkedKernels
    by : {"correlation", "cosine", "either", "both"}, default="correlation"
        Pearson's correlation of the activations at the markers, the cosine of the weights, or the
        larger or smaller of both. A kernel whose activation does not vary at the markers has a
        correlation of 0 with the others.

    Returns
    -------
    ndarray of shape (n_kernels, n_kernels)
        In [-1, 1].
    """
    if by == "correlation":
        return _cosines(_centred(kernels.activations).T)
    if by == "cosine":
        return _cosines(kernels.weights)
    both = kernel_similarity(kernels, "correlation"), kernel_similarity(kernels, "cosine")
    similarity: Floats = np.maximum(*both) if by == "either" else np.minimum(*both)
    return similarity


def _centred(values: Floats) -> Floats:
    """Subtract the mean of each column; a column that does not vary becomes zero."""
    centred = values - values.mean(axis=0)
    varies = values.std(axis=0) > CONSTANT * np.abs(values).max(axis=0)
    kept: Floats = centred * varies
    return kept


def _cosines(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    directions = rows / np.where(length > 0, length, 1.0)
    cosines: Floats = np.clip(directions @ directions.T, -1.0, 1.0)
    np.fill_diagonal(cosines, 1.0)
    return cosines


def group_kernels(
    similarity: Floats, class_id: Integers, least: float = LEAST_SIMILARITY
) -> tuple[KernelGroup, ...]:
    """Group kernels of one class of which any two are alike.

    Parameters
    ----------
    similarity : ndarray of shape (n_kernels, n_kernels)
        As from :func:`kernel_similarity`.
    class_id : ndarray of shape (n_kernels,)
        Kernels of different classes are never grouped, as their weights in a decoder have
        different signs.
    least : float, default=0.95
        Smallest similarity of two kernels of a group.

    Returns
    -------
    tuple of KernelGroup
        Groups of two or more kernels, by the index of the kept kernel, from 0.

    Notes
    -----
    Agglomerative clustering with complete linkage: the two groups whose most different kernels
    are most alike are joined, as long as these have at least the similarity `least`. The kept
    kernel has the smallest sum of distances, ``1 - similarity``, to the others.
    """
    n_kernels = len(similarity)
    if n_kernels < 2:
        return ()
    distance = np.where(class_id[:, None] == class_id, 1.0 - similarity, UNLIKE)
    distance = np.maximum(distance, distance.T)
    np.fill_diagonal(distance, 0.0)
    condensed = scipy.spatial.distance.squareform(distance, checks=False)
    tree = scipy.cluster.hierarchy.linkage(condensed, method="complete")
    label = scipy.cluster.hierarchy.fcluster(tree, 1.0 - least, criterion="distance")
    groups = [np.flatnonzero(label == number) for number in np.unique(label)]
    found = [_group(similarity, distance, members) for members in groups if len(members) > 1]
    return tuple(sorted(found, key=lambda group: group.kept))


def _group(similarity: Floats, distance: Floats, members: Integers) -> KernelGroup:
    inside = distance[np.ix_(members, members)]
    kept = int(members[inside.sum(axis=1).argmin()])
    repeats = tuple(int(member) for member in members if member != kept)
    return KernelGroup(kept, repeats, float(similarity[np.ix_(members, members)].min()))
