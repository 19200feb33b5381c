"""Reduce the kernels of the markers to the number that a block requests."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.bank import NO_CLASS, NO_MARKER, KernelBank, drop_zero_kernels
from flimbuilder.flim.cluster import Clusters, cluster_groups
from flimbuilder.flim.randomness import UInt64Array, stream_keys
from flimbuilder.project.architecture import Block
from flimbuilder.project.class_shares import ClassShare

__all__ = [
    "limit_per_image",
    "principal_directions",
    "reduce_bank",
    "share_budget",
    "share_kernels",
]

IntArray = NDArray[np.int64]

RANK = 1e-6  # singular values below this, relative to the largest, are rounding


def share_budget(counts: IntArray, budget: int) -> IntArray:
    """Divide a budget in proportion to counts, by largest remainder.

    Parameters
    ----------
    counts : ndarray of shape (n,)
        Largest share of each.
    budget : int
        Sum of the shares. If it suffices, every positive count has a share of at least 1.

    Returns
    -------
    ndarray of shape (n,)
        Sums to ``min(budget, counts.sum())``. The first of equal remainders wins.
    """
    if budget >= counts.sum():
        return counts.copy()
    # Whole numbers, so that equal remainders are equal.
    return _divide(counts, budget, counts * budget, int(counts.sum()))


def _divide(
    counts: IntArray, budget: int, quota: IntArray | NDArray[np.float64], unit: int
) -> IntArray:
    """Divide a budget by the largest remainders of quotas, given in 1 / unit."""
    floor = np.minimum(counts, 1) if budget >= np.count_nonzero(counts) else 0 * counts
    shares: IntArray = np.clip((quota // unit).astype(np.int64), floor, counts)
    # The guaranteed minimum can exceed the budget: take back where the surplus is largest.
    while shares.sum() > budget:
        shares[np.argmax(np.where(shares > floor, shares * unit - quota, -np.inf))] -= 1
    while shares.sum() < budget:
        shares[np.argmax(np.where(shares < counts, quota - shares * unit, -np.inf))] += 1
    return shares


def share_kernels(
    classes: IntArray, counts: IntArray, budget: int, class_shares: Sequence[ClassShare] = ()
) -> IntArray:
    """Divide the kernels of a block among its classes.

    Parameters
    ----------
    classes, counts : ndarray of shape (n,)
        The classes, and the number of kernels that each has before the reduction.
    budget : int
        Kernels to divide.
    class_shares : sequence of ClassShare, default=()
        The listed classes that the block has divide what they get by their numbers of kernels in
        proportion to these shares instead, by largest remainder.

    Returns
    -------
    ndarray of shape (n,)
        At most `counts`, and at least 1 if the budget suffices.
    """
    shares = share_budget(counts, budget)
    share_of = {entry.class_id: entry.share for entry in class_shares}
    listed = np.flatnonzero([class_id in share_of for class_id in classes.tolist()])
    if not len(listed):
        return shares
    total = int(shares[listed].sum())
    wanted = np.array([share_of[class_id] for class_id in classes[listed].tolist()])
    quota = np.round(total * wanted / wanted.sum(), 9)  # equal remainders despite rounding
    shares[listed] = _divide(counts[listed], total, quota, 1)
    return shares


def limit_per_image(
    bank: KernelBank, kernel_image: IntArray, maximum: int | None, seed: int, restarts: int = 1
) -> KernelBank:
    """Keep at most `maximum` kernels of each image, divided among its classes.

    The kernels of each class are clustered and their medoids kept, so that they keep their
    identity.
    """
    if maximum is None or np.bincount(kernel_image).max() <= maximum:
        return bank
    sets, member = np.unique(np.stack((kernel_image, bank.class_id)), axis=1, return_inverse=True)
    member = member.reshape(-1)
    counts = np.bincount(member)
    shares = counts.copy()
    for image in np.unique(sets[0]):
        of_image = sets[0] == image
        shares[of_image] = share_budget(counts[of_image], maximum)
    keys = stream_keys(seed, "of each image", numbers=np.arange(len(shares)))
    order, clusters = _cluster_kernels(bank, member, shares, keys, restarts)
    return bank.take(np.sort(order[clusters.medoid.cpu().numpy()]))


def reduce_bank(
    bank: KernelBank,
    patches: Tensor,
    patch_class: IntArray,
    block: Block,
    seed: int,
    restarts: int = 1,
    class_shares: Sequence[ClassShare] = (),
) -> KernelBank:
    """Reduce a block's kernels to the requested number.

    Parameters
    ----------
    bank : KernelBank
        The kernels of all images.
    patches : Tensor of shape (n_patches, n_features)
        Normalised patches, to find the one nearest to each new kernel.
    patch_class : ndarray of shape (n_patches,)
        Class of each patch's marker; -1 if the marker is not used for kernels.
    block : Block
        Its ``reduction``, ``kernels`` and ``representative`` apply.
    seed : int
        Seed of the clustering.
    restarts : int, default=1
        Runs of k-means for each class; the run with the lowest inertia is kept.
    class_shares : sequence of ClassShare, default=()
        As in :func:`share_kernels`.

    Returns
    -------
    KernelBank
        `bank` if it is small enough. Smaller than requested if a class's kernels span fewer
        directions than its share.
    """
    if block.reduction == "none" or block.kernels is None or len(bank) <= block.kernels:
        return bank
    n_markers = int(bank.marker_index.max()) + 1
    if block.reduction == "pca-global":
        rows = np.flatnonzero(patch_class != NO_CLASS)
        return _components(bank, patches, rows, block.kernels, NO_CLASS, n_markers)
    classes, member = np.unique(bank.class_id, return_inverse=True)
    shares = share_kernels(classes, np.bincount(member), block.kernels, class_shares)
    if block.reduction == "kmeans":
        keys = stream_keys(seed, "of each class", numbers=classes)
        return _kmeans(bank, member, shares, block, keys, restarts)
    parts = []
    for position in np.flatnonzero(shares):
        rows = np.flatnonzero(patch_class == classes[position])
        own = bank.take(member == position)
        class_id = int(classes[position])
        parts.append(_components(own, patches, rows, int(shares[position]), class_id, n_markers))
    return _join(parts)


def principal_directions(kernels: Tensor, count: int) -> Tensor:
    """Return the directions that hold most of the kernels' energy.

    They are singular vectors of the kernels without centring: kernels are directions, and the
    component that a class's kernels share must be kept. The sign of each vector is such that the
    sum of the kernels' projections on it is positive.

    Parameters
    ----------
    kernels : Tensor of shape (n_kernels, n_features)
    count : int
        Number of directions; fewer if the kernels span fewer.

    Returns
    -------
    Tensor of shape (n_directions, n_features)
        Orthonormal, float32.
    """
    _, values, directions = torch.linalg.svd(kernels.double(), full_matrices=False)
    count = min(count, int((values > RANK * values[0]).sum()))
    directions = directions[:count]
    projections = kernels.double() @ directions.T
    total = projections.sum(dim=0)
    # If the projections cancel, the longest one decides the sign.
    longest = projections.gather(0, projections.abs().argmax(dim=0, keepdim=True))[0]
    balanced = total.abs() <= 1e-9 * projections.abs().sum(dim=0)
    sign = torch.where(torch.where(balanced, longest, total) < 0, -1.0, 1.0)
    signed: Tensor = directions * sign[:, None]
    return signed.float()


def _components(
    bank: KernelBank,
    patches: Tensor,
    rows: IntArray,
    count: int,
    class_id: int,
    n_markers: int,
) -> KernelBank:
    """Reduce to principal directions, each located at its nearest patch among `rows`."""
    directions = principal_directions(bank.weights, count)
    own = patches[torch.from_numpy(rows).to(patches.device)]
    nearest = rows[(own @ directions.T).argmax(dim=0).cpu().numpy()]
    n_kernels = len(directions)
    energy = (bank.weights.double() @ directions.double().T).square().cpu()
    return KernelBank(
        directions,
        class_id=np.full(n_kernels, class_id),
        marker_index=np.full(n_kernels, NO_MARKER),
        number=np.arange(n_kernels),
        nearest=nearest,
        size=np.full(n_kernels, len(bank)),
        shares=_shares(energy.T.numpy(), bank.marker_index, n_markers),
    )


def _kmeans(
    bank: KernelBank,
    member: IntArray,
    shares: IntArray,
    block: Block,
    keys: UInt64Array,
    restarts: int,
) -> KernelBank:
    order, clusters = _cluster_kernels(bank, member, shares, keys, restarts)
    kept = bank.take(order[clusters.medoid.cpu().numpy()])
    if block.representative == "medoid":
        return kept
    number = clusters.number.cpu().numpy()
    groups = clusters.group.cpu().numpy()
    is_member = (member[order] == groups[:, None]) & (
        clusters.of_point.cpu().numpy() == number[:, None]
    )
    n_markers = int(bank.marker_index.max()) + 1
    centres = replace(
        kept,
        weights=clusters.centres,
        marker_index=np.full(len(kept), NO_MARKER),
        number=number,
        size=clusters.size.cpu().numpy(),
        shares=_shares(is_member.astype(np.float64), bank.marker_index[order], n_markers),
    )
    centres = drop_zero_kernels(centres)
    return centres.with_unit_norm() if block.unit_norm else centres


def _cluster_kernels(
    bank: KernelBank, member: IntArray, shares: IntArray, keys: UInt64Array, restarts: int
) -> tuple[IntArray, Clusters]:
    """Cluster the kernels of each set into its share; return the points' rows and clusters."""
    order = np.argsort(member, kind="stable")
    order = order[shares[member[order]] > 0]
    sizes = np.where(shares > 0, np.bincount(member), 0)
    points = bank.weights[torch.from_numpy(order).to(bank.weights.device)]
    clusters = cluster_groups(points, sizes, np.maximum(shares, 1), keys, restarts=restarts)
    return order, clusters


def _shares(
    parts: NDArray[np.float64], marker_index: IntArray, n_markers: int
) -> NDArray[np.float64]:
    """Return the share of each marker (n_kernels, n_markers), given each source's part.

    Parameters
    ----------
    parts : ndarray of shape (n_kernels, n_sources)
        Not negative.
    marker_index : ndarray of shape (n_sources,)
        The marker of each source.
    n_markers : int
    """
    of_marker = (marker_index[:, None] == np.arange(n_markers)).astype(np.float64)
    totals = parts @ of_marker
    shares: NDArray[np.float64] = totals / totals.sum(axis=1, keepdims=True)
    return shares


def _join(parts: list[KernelBank]) -> KernelBank:
    names = ("class_id", "marker_index", "number", "nearest", "size", "shares")
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in names
    }
    return KernelBank(torch.cat([part.weights for part in parts]), **arrays)
