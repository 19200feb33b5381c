"""Estimate the kernels of one block from the patches at its markers."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.bank import NO_CLASS, KernelBank, drop_zero_kernels
from flimbuilder.flim.cluster import cluster_groups
from flimbuilder.flim.kernel_selection import (
    MarkerSample,
    Separation,
    measure_separation,
    reduce_and_select,
)
from flimbuilder.flim.marker_projection import ProjectedMarkers
from flimbuilder.flim.patch_augmentation import augment_patches
from flimbuilder.flim.patches import Normalisation, normalisation_of
from flimbuilder.flim.reduce import limit_per_image
from flimbuilder.flim.training import MarkedPixels
from flimbuilder.project.architecture import Architecture, Block

__all__ = ["cluster_markers", "estimate_kernels", "normalise_markers"]


def estimate_kernels(
    patches: Tensor,
    channels: int,
    places: ProjectedMarkers,
    marked: MarkedPixels,
    architecture: Architecture,
    level: int,
    *,
    seed: int,
    on_step: Callable[[], None] = lambda: None,
) -> tuple[KernelBank, Normalisation, Separation]:
    """Normalise the patches, cluster them, and reduce the kernels to the requested number.

    The block's augmentation, if any, adds copies of the patches first.

    Parameters
    ----------
    patches : Tensor of shape (n_places, taps * channels)
        On the block's input, in the order of `places`. Normalised in place.
    channels : int
        Channels of the block's input.
    places : ProjectedMarkers
    marked : MarkedPixels
    architecture : Architecture
    level : int
        Index of the block, from 0.
    seed : int
        Seed of the reduction's clustering.
    on_step : callable, default does nothing
        Called often; raises to stop.

    Returns
    -------
    bank : KernelBank
        Kernels for normalised patches; empty if all patches are alike.
    normalisation : Normalisation
    separation : Separation
        How well the kernels separate their classes.
    """
    block = architecture.blocks[level]
    epsilon, restarts = architecture.stdev_factor, architecture.restarts
    if architecture.estimator == "bofp":
        scaling = normalisation_of(patches, channels, "patch", epsilon)
        bank = _point_kernels(scaling.apply_(patches), marked)
        sample = MarkerSample.draw(
            patches, marked.marker_class, places.marker_index, block.activation
        )
        return bank, scaling, measure_separation(bank, sample)
    augmented = augment_patches(patches, places, channels, block)
    patches, places = augmented.patches, augmented.places
    scaling = normalise_markers(patches, channels, places, marked, block, epsilon)
    normalised = scaling.apply_(patches)
    bank = cluster_markers(normalised, places, marked, block, on_step)
    patch_class = np.where(marked.gives_kernels, marked.marker_class, NO_CLASS)[
        places.marker_index
    ]
    sample = MarkerSample.draw(normalised, patch_class, places.marker_index, block.activation)
    if len(bank):
        image = marked.marker_image[bank.marker_index]
        bank = limit_per_image(bank, image, block.max_kernels_per_image, seed, restarts)
        bank = reduce_and_select(
            bank,
            normalised,
            patch_class,
            block,
            seed,
            sample,
            architecture.selection,
            restarts,
            architecture.class_shares,
        )
    separation = measure_separation(bank, sample)
    return replace(bank, nearest=augmented.original[bank.nearest]), scaling, separation


def normalise_markers(
    patches: Tensor,
    channels: int,
    places: ProjectedMarkers,
    marked: MarkedPixels,
    block: Block,
    epsilon: float,
) -> Normalisation:
    """Estimate the normalisation from the markers used for it."""
    used = marked.gives_statistics[places.marker_index]
    chosen = _rows(patches, np.flatnonzero(used))
    return normalisation_of(chosen, channels, block.normalisation, epsilon)


def cluster_markers(
    normalised: Tensor,
    places: ProjectedMarkers,
    marked: MarkedPixels,
    block: Block,
    on_step: Callable[[], None] = lambda: None,
) -> KernelBank:
    """Cluster each marker's normalised patches into kernels: the centres or the medoids."""
    used = np.flatnonzero(marked.gives_kernels[places.marker_index])
    indices, sizes = np.unique(places.marker_index[used], return_counts=True)
    points = _rows(normalised, used)
    limits = np.full(len(indices), block.kernels_per_marker)
    clusters = cluster_groups(points, sizes, limits, marked.keys[indices], on_step)
    marker_index = indices[clusters.group.cpu().numpy()]
    nearest = used[clusters.medoid.cpu().numpy()]
    centres = clusters.centres if block.representative == "centre" else points[clusters.medoid]
    bank = drop_zero_kernels(
        KernelBank(
            centres,
            class_id=marked.marker_class[marker_index],
            marker_index=marker_index,
            number=clusters.number.cpu().numpy(),
            nearest=nearest,
            size=clusters.size.cpu().numpy(),
        )
    )
    return bank.with_unit_norm() if block.unit_norm else bank


def _rows(patches: Tensor, rows: NDArray[np.int64]) -> Tensor:
    """Return rows of patches, in ascending order; without a copy if it is all of them."""
    if len(rows) == len(patches):
        return patches
    return patches.index_select(0, torch.from_numpy(rows).to(patches.device))


def _point_kernels(normalised: Tensor, marked: MarkedPixels) -> KernelBank:
    """Use each feature point's patch as a kernel (arXiv 2504.20872, FLIM-BoFP)."""
    n_points = len(normalised)
    bank = KernelBank(
        normalised,
        class_id=marked.marker_class,
        marker_index=np.arange(n_points),
        number=marked.marker_number,
        nearest=np.arange(n_points),
        size=np.ones(n_points, dtype=np.int64),
    )
    return drop_zero_kernels(bank).with_unit_norm()
