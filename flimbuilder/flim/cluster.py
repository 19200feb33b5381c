"""k-means of many groups at once: one batched call for all markers of a block.

The groups (a marker's patches, a class's kernels) are ragged. They are padded into buckets of
like size, so that padding at most doubles the work, and every step of every group of a bucket is
one array operation. Nothing loops over groups.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.randomness import UInt64Array, uniform

__all__ = ["Clusters", "cluster_groups"]

MAX_ITERATIONS = 100
BUCKET_ELEMENTS = 2**24  # 64 MB of float32 a bucket
DUPLICATE = 1e-6  # centres this close, relative to their length, are one
EQUAL = 1.001  # squared distances whose ratio is less are equal


@dataclass(frozen=True)
class Clusters:
    """Clusters of several groups of points, ordered by group and then by number.

    Attributes
    ----------
    centres : Tensor of shape (n_clusters, n_features)
        Mean of each cluster's points.
    group : Tensor of shape (n_clusters,)
        Which group it is of.
    number : Tensor of shape (n_clusters,)
        From 0 in each group, in the order of each cluster's first point; numbers of dropped
        clusters are not given again.
    medoid : Tensor of shape (n_clusters,)
        Row of the cluster's point nearest to the centre; the first of equally near ones.
    size : Tensor of shape (n_clusters,)
        How many points it holds.
    """

    centres: Tensor
    group: Tensor
    number: Tensor
    medoid: Tensor
    size: Tensor


def cluster_groups(
    points: Tensor,
    sizes: NDArray[np.int64],
    n_clusters: NDArray[np.int64],
    keys: UInt64Array,
    on_step: Callable[[], None] = lambda: None,
) -> Clusters:
    """Run k-means in each group of points.

    Parameters
    ----------
    points : Tensor of shape (n_points, n_features)
        The groups one after the other.
    sizes : ndarray of shape (n_groups,)
        Points of each group.
    n_clusters : ndarray of shape (n_groups,)
        Clusters sought in each group, at least 1; a group with no more points than that gives
        every point.
    keys : ndarray of uint64 of shape (n_groups,)
        Seeds of the groups' random streams.
    on_step : callable, default does nothing
        Called before each iteration; may raise to stop.

    Returns
    -------
    Clusters
        Without empty and duplicate clusters.

    Notes
    -----
    k-means++ seeding (Arthur and Vassilvitskii, SODA 2007), then Lloyd's iterations until no
    point changes its cluster, at most 100. O(points x clusters of the group x features) time an
    iteration; memory O(points x (features + clusters of the group)), in buckets of 64 MB a part.
    """
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    found = []
    n_clusters = np.minimum(n_clusters, sizes)
    width = max(points.shape[1], int(n_clusters.max(initial=1)))
    for chosen in _buckets(sizes, width):
        most = n_clusters[chosen]
        bucket = _fill_bucket(points, starts[chosen], sizes[chosen], most, groups=chosen)
        labels = _lloyd(bucket, _seed_centres(bucket, keys[chosen]), on_step)
        found.append(_name_clusters(bucket, labels))
    return _in_order(found) if found else _no_clusters(points)


@dataclass(frozen=True)
class _Bucket:
    """Groups of like size, padded to one size.

    ``points`` is (groups, slots, features), seen from ``origin``, (groups, 1, features), the
    first point of each group: far from zero, the squares in a distance would cancel to rounding.
    ``squares``, ``rows`` and ``real`` are (groups, slots): squared lengths, rows of the points,
    and which slots hold a point; ``most`` and ``groups`` are (groups,): how many clusters each
    may have, and its index.
    """

    points: Tensor
    origin: Tensor
    squares: Tensor
    rows: Tensor
    real: Tensor
    most: Tensor
    groups: Tensor


def _buckets(sizes: NDArray[np.int64], width: int) -> Iterator[NDArray[np.int64]]:
    """Yield the indices of groups of like size; `width` is the elements that a point needs."""
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] > 0]
    level = np.ceil(np.log2(sizes[order])).astype(np.int64)
    for group_level in np.unique(level):
        alike = order[level == group_level]
        most = max(1, BUCKET_ELEMENTS // (int(sizes[alike].max()) * width))
        for first in range(0, len(alike), most):
            yield np.sort(alike[first : first + most])


def _fill_bucket(
    points: Tensor,
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    most: NDArray[np.int64],
    *,
    groups: NDArray[np.int64],
) -> _Bucket:
    slot = np.arange(sizes.max())
    real = slot < sizes[:, None]
    rows = torch.from_numpy(np.where(real, starts[:, None] + slot, starts[:, None]))
    padded = points[rows.to(points.device)]
    origin = padded[:, :1].clone()
    padded -= origin
    return _Bucket(
        padded,
        origin,
        padded.square().sum(dim=2),
        *(part.to(points.device) for part in (rows, *map(torch.from_numpy, (real, most, groups)))),
    )


def _seed_centres(bucket: _Bucket, keys: UInt64Array) -> Tensor:
    """Choose starting centres by k-means++: each with odds by its squared distance so far."""
    points, real = bucket.points, bucket.real
    n_groups, _, n_features = points.shape
    centres = points.new_zeros((n_groups, int(bucket.most.max()), n_features))
    nearest = real.double()
    for draw in range(centres.shape[1]):
        total = nearest.cumsum(dim=1)
        # With no distance left every point is taken already, and any further one a duplicate.
        target = torch.from_numpy(uniform(keys, draw)).to(points.device) * total[:, -1]
        chosen = torch.searchsorted(total, target[:, None], right=True)
        chosen = torch.minimum(chosen, real.sum(dim=1, keepdim=True) - 1)
        centre = points.gather(1, chosen[:, :, None].expand(-1, -1, n_features))
        centres[:, draw] = centre[:, 0]
        distance = bucket.squares - 2 * torch.bmm(points, centre.mT)[:, :, 0]
        distance = (distance + centre.square().sum(dim=2)).clamp(min=0).double()
        # A chosen point must not be drawn again for the rounding of its own distance.
        distance.scatter_(1, chosen, 0.0)
        nearest = distance * real if draw == 0 else torch.minimum(nearest, distance)
    return centres


def _lloyd(bucket: _Bucket, centres: Tensor, on_step: Callable[[], None]) -> Tensor:
    """Assign and average until nothing moves; return each point's cluster, (groups, slots)."""
    points, real = bucket.points, bucket.real
    labels = torch.full_like(bucket.rows, -1)
    active = torch.arange(len(points), device=points.device)
    allowed = torch.arange(centres.shape[1], device=points.device) < bucket.most[:, None]
    for _ in range(MAX_ITERATIONS):
        on_step()
        assigned = _nearest(points, centres[active], allowed[active])
        moved = ((assigned != labels[active]) & real).any(dim=1)
        labels[active] = assigned
        if not bool(moved.any()):
            break
        if not bool(moved.all()):
            active, assigned, points, real = (
                part[moved] for part in (active, assigned, points, real)
            )
        centres[active] = _means(points, _membership(real, assigned, centres), centres[active])
    return labels


def _nearest(points: Tensor, centres: Tensor, allowed: Tensor) -> Tensor:
    """Return the index of the nearest allowed centre of each point."""
    offset = centres.square().sum(dim=2).masked_fill(~allowed, float("inf"))
    return torch.baddbmm(offset[:, None, :], points, centres.mT, alpha=-2.0).argmin(dim=2)


def _means(points: Tensor, members: Tensor, old: Tensor) -> Tensor:
    """Average each cluster's points; an empty cluster keeps its old centre.

    Summed in double, so that the order of the sum, which follows the number of threads, is lost
    in rounding to single.
    """
    counts = members.sum(dim=1)[:, :, None]
    means = torch.bmm(members.double().mT, points.double()) / counts.clamp(min=1)
    return torch.where(counts > 0, means.float(), old)


def _membership(real: Tensor, labels: Tensor, centres: Tensor) -> Tensor:
    """Return (groups, slots, clusters): 1 where a real point belongs to a cluster."""
    numbers = torch.arange(centres.shape[1], device=labels.device)
    return ((labels[:, :, None] == numbers) & real[:, :, None]).float()


def _name_clusters(bucket: _Bucket, labels: Tensor) -> Clusters:
    """Rank clusters by their first point; leave out empty and duplicate ones."""
    blank = bucket.points.new_zeros((len(labels), int(bucket.most.max()), 1))
    members = _membership(bucket.real, labels, blank)
    centres = _means(bucket.points, members, blank)
    medoid = bucket.rows.gather(1, _medoids(bucket, labels, members, centres))
    slot = torch.arange(labels.shape[1], device=labels.device)[None, :, None]
    order = torch.where(members > 0, slot, labels.shape[1]).amin(dim=1).argsort(dim=1, stable=True)
    sizes, medoid = (part.gather(1, order) for part in (members.sum(dim=1).long(), medoid))
    centres = centres.gather(1, order[:, :, None].expand_as(centres)) + bucket.origin
    kept = (sizes > 0) & ~_duplicates(centres, sizes > 0)
    number = torch.arange(kept.shape[1], device=labels.device).expand_as(kept)
    group = bucket.groups[:, None].expand_as(kept)
    return Clusters(centres[kept], group[kept], number[kept], medoid[kept], sizes[kept])


def _medoids(bucket: _Bucket, labels: Tensor, members: Tensor, centres: Tensor) -> Tensor:
    """Return the slot of each cluster's point nearest to its centre; the first of equals."""
    own_centre = centres.gather(1, labels[:, :, None].expand_as(bucket.points))
    distance = (bucket.points - own_centre).square().sum(dim=2)
    distance = torch.where(members > 0, distance[:, :, None], torch.inf)
    # The two points of a pair are equally near to their centre: let no rounding choose.
    return (distance <= distance.amin(dim=1, keepdim=True) * EQUAL).int().argmax(dim=1)


def _duplicates(centres: Tensor, full: Tensor) -> Tensor:
    """Mark each centre that equals an earlier one of its group, (groups, clusters)."""
    limit = DUPLICATE * centres.norm(dim=2).clamp(min=1e-30)[:, :, None]
    apart = torch.cdist(centres, centres, compute_mode="donot_use_mm_for_euclid_dist")
    earlier = torch.ones_like(apart[0]).tril(diagonal=-1).bool()
    same: Tensor = ((apart <= limit) & earlier & full[:, None, :]).any(dim=2)
    return same


def _in_order(found: list[Clusters]) -> Clusters:
    """Join the buckets and sort by group and number."""
    group = torch.cat([one.group for one in found])
    number = torch.cat([one.number for one in found])
    order = torch.argsort(group * (int(number.max()) + 1) + number)
    parts = {
        name: torch.cat([getattr(one, name) for one in found])[order]
        for name in ("centres", "group", "number", "medoid", "size")
    }
    return Clusters(**parts)


def _no_clusters(points: Tensor) -> Clusters:
    nothing = torch.zeros(0, dtype=torch.int64, device=points.device)
    return Clusters(points[:0], nothing, nothing, nothing, nothing)
