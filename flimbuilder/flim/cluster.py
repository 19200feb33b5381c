"""k-means of many groups at once: one batched call for all markers of a block.

The groups (a marker's patches, a class's kernels) are ragged. They are padded into buckets of
like size, so that padding at most doubles the work, and every step of every group of a bucket is
one array operation. Nothing loops over groups.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from flimbuilder.flim.randomness import UInt64Array, uniform

__all__ = ["Clusters", "cluster_groups"]

MAX_ITERATIONS = 100
BUCKET_ELEMENTS = 2**21  # 8 MB of float32 a bucket: what a cache holds
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
    iteration; memory O(points x (features + clusters of the group)), in buckets of 8 MB a part.
    """
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    found = []
    n_clusters = np.minimum(n_clusters, sizes)
    width = max(points.shape[1], int(n_clusters.max(initial=1)))
    for chosen in _buckets(sizes, width):
        most = n_clusters[chosen]
        bucket = _fill_bucket(points, starts[chosen], sizes[chosen], most, groups=chosen)
        products = _InnerProducts(bucket.points)
        seeds = _seed(bucket, products, keys[chosen])
        labels = _lloyd(bucket, products, seeds, on_step)
        found.append(_name_clusters(bucket, labels))
    return _in_order(found) if found else _no_clusters(points)


@dataclass(frozen=True)
class _Bucket:
    """Groups of like size, padded to one size.

    ``points`` is (groups, slots, features), seen from ``origin``, (groups, 1, features), the
    first point of each group: far from zero, the squares in a distance would cancel to rounding.
    ``rows`` and ``real`` are (groups, slots): rows of the points, and which slots hold a point;
    ``most`` and ``groups`` are (groups,): how many clusters each may have, and its index.
    """

    points: Tensor
    origin: Tensor
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


def _rows_of(points: Tensor, rows: Tensor) -> Tensor:
    """Return rows of points (n, features) by an index of any shape, (..., features)."""
    return points.index_select(0, rows.reshape(-1)).reshape(*rows.shape, points.shape[1])


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
    padded = _rows_of(points, rows.to(points.device))
    origin = padded[:, :1].clone()
    padded -= origin
    return _Bucket(
        padded,
        origin,
        *(part.to(points.device) for part in (rows, *map(torch.from_numpy, (real, most, groups)))),
    )


class _InnerProducts:
    """Inner products of a bucket's points with means of them: all that k-means compares by.

    A point's squared distance from a mean is the point's square, plus the mean's square, less
    twice their product. Where a group has fewer points than features, all products of its points
    are worked out once, and from then on an iteration no longer sees the features.

    Parameters
    ----------
    points : Tensor of shape (groups, slots, features)
    """

    def __init__(self, points: Tensor) -> None:
        few = points.shape[1] <= points.shape[2]
        self._points = None if few else points
        self._pairs = torch.bmm(points, points.mT).double() if few else None

    def squares(self) -> Tensor:
        """Return each point's product with itself, (groups, slots), float64."""
        if self._pairs is not None:
            return self._pairs.diagonal(dim1=1, dim2=2)
        assert self._points is not None
        return self._points.square().sum(dim=2).double()

    def take(self, groups: Tensor) -> "_InnerProducts":
        """Return those of some groups."""
        chosen = copy(self)
        chosen._points = None if self._points is None else self._points[groups]
        chosen._pairs = None if self._pairs is None else self._pairs[groups]
        return chosen

    def with_point(self, slot: Tensor) -> Tensor:
        """Return each point's product with one of its group, (groups, slots), float64.

        Parameters
        ----------
        slot : Tensor of shape (groups, 1)
        """
        if self._pairs is not None:
            return self._pairs.take_along_dim(slot[:, :, None], dim=1)[:, 0]
        assert self._points is not None
        point = self._points.take_along_dim(slot[:, :, None], dim=1)
        return torch.bmm(self._points, point.mT)[:, :, 0].double()

    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        """Return each point's product with each mean, and the squares of the means.

        Parameters
        ----------
        shares : Tensor of float64 of shape (groups, slots, means)
            What each point counts in each mean; they sum to one over the slots.

        Returns
        -------
        products : Tensor of float64 of shape (groups, slots, means)
        squares : Tensor of float64 of shape (groups, means)
        """
        if self._pairs is not None:
            products = torch.bmm(self._pairs, shares)
            return products, (products * shares).sum(dim=1)
        assert self._points is not None
        # Summed in double, so that the order of the sum, which follows the number of threads, is
        # lost in rounding to single.
        means = torch.bmm(shares.mT, self._points.double()).float()
        products = torch.bmm(self._points, means.mT)
        return products.double(), means.square().sum(dim=2).double()


def _seed(bucket: _Bucket, products: _InnerProducts, keys: UInt64Array) -> Tensor:
    """Choose starting points by k-means++: each with odds by its squared distance so far.

    Returns the chosen slots, (groups, clusters).
    """
    real, squares = bucket.real, products.squares()
    chosen = bucket.rows.new_zeros((len(real), int(bucket.most.max())))
    nearest = real.double()
    for draw in range(chosen.shape[1]):
        total = nearest.cumsum(dim=1)
        # With no distance left every point is taken already, and any further one a duplicate.
        target = torch.from_numpy(uniform(keys, draw)).to(real.device) * total[:, -1]
        slot = torch.searchsorted(total, target[:, None], right=True)
        slot = torch.minimum(slot, real.sum(dim=1, keepdim=True) - 1)
        chosen[:, draw] = slot[:, 0]
        distance = squares + squares.gather(1, slot) - 2 * products.with_point(slot)
        distance = distance.clamp_(min=0)
        # A chosen point must not be drawn again for the rounding of its own distance.
        distance.scatter_(1, slot, 0.0)
        nearest = distance * real if draw == 0 else torch.minimum(nearest, distance)
    return chosen


def _lloyd(
    bucket: _Bucket, products: _InnerProducts, seeds: Tensor, on_step: Callable[[], None]
) -> Tensor:
    """Assign and average until nothing moves; return each point's cluster, (groups, slots)."""
    real, labels = bucket.real, torch.full_like(bucket.rows, -1)
    active = torch.arange(len(real), device=real.device)
    numbers = torch.arange(seeds.shape[1], device=real.device)
    allowed = numbers < bucket.most[:, None]
    shares = torch.zeros((*real.shape, seeds.shape[1]), dtype=torch.double, device=real.device)
    shares.scatter_(1, seeds[:, None, :], 1.0)
    for _ in range(MAX_ITERATIONS):
        on_step()
        product, square = products.with_means(shares)
        square = square.masked_fill(~allowed, torch.inf)
        assigned = (square[:, None, :] - 2 * product).argmin(dim=2)
        moved = ((assigned != labels[active]) & real).any(dim=1)
        labels[active] = assigned
        if not bool(moved.any()):
            break
        if not bool(moved.all()):
            active, assigned, real, allowed, shares = (
                part[moved] for part in (active, assigned, real, allowed, shares)
            )
            products = products.take(moved)
        members = ((assigned[:, :, None] == numbers) & real[:, :, None]).double()
        counts = members.sum(dim=1, keepdim=True)
        # An empty cluster keeps its old centre.
        shares = torch.where(counts > 0, members / counts.clamp(min=1), shares)
    return labels


def _means(points: Tensor, members: Tensor) -> Tensor:
    """Average each cluster's points, summed in double; an empty cluster's centre is zero."""
    counts = members.sum(dim=1)[:, :, None]
    return (torch.bmm(members.double().mT, points.double()) / counts.clamp(min=1)).float()


def _membership(real: Tensor, labels: Tensor, n_clusters: int) -> Tensor:
    """Return (groups, slots, clusters): 1 where a real point belongs to a cluster."""
    numbers = torch.arange(n_clusters, device=labels.device)
    return ((labels[:, :, None] == numbers) & real[:, :, None]).float()


def _name_clusters(bucket: _Bucket, labels: Tensor) -> Clusters:
    """Rank clusters by their first point; leave out empty and duplicate ones."""
    members = _membership(bucket.real, labels, int(bucket.most.max()))
    centres = _means(bucket.points, members)
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
    n_groups, n_clusters, _ = centres.shape
    first = torch.arange(n_groups, device=labels.device)[:, None] * n_clusters
    own_centre = _rows_of(centres.flatten(0, 1), first + labels)
    distance = torch.linalg.vector_norm(own_centre.sub_(bucket.points), dim=2).square()
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
