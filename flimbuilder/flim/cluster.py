"""k-means of many groups at once: one batched call for all markers of a block.

The groups (a marker's patches, a class's kernels) are ragged. They are padded into buckets of
like size, so that padding at most doubles them where they are many, and every step of every group
of a bucket is one array operation. Nothing loops over groups.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.randomness import UInt64Array, uniform

__all__ = ["Clusters", "cluster_groups"]

IntArray = NDArray[np.int64]

MAX_ITERATIONS = 100
BUCKET_ELEMENTS = 2**21  # 8 MB of float32 a bucket, or 16 MB of float64
PIECE_ELEMENTS = 2**20  # 4 MB of points that are looked at together: what a cache holds
LITTLE_ELEMENTS = 2**18  # groups of less in all share a bucket: padding costs less than more steps
FEW = 128  # points of a group of which all pairs are looked at, however few their features
RUN = 32  # points that are summed in single precision, which errs by a quarter of DUPLICATE
DUPLICATE = 1e-6  # centres this close, relative to their length, are one
EQUAL = 1.001  # squared distances whose ratio is less are equal
ROUNDING = 1e-5  # of a squared distance by inner products, as a part of the largest square


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
    sizes: IntArray,
    n_clusters: IntArray,
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
    point changes its cluster, at most 100. Where a group has no more points than features, or no
    more than 128, time is O(points x points of the group x features) once and O(points x points
    of the group x clusters of the group) an iteration; elsewhere O(points x features x clusters
    of the group) an iteration. Besides the points, a bucket is in memory once in single and once
    in double precision: 8 and 16 MB, or a single group's part where that is larger.
    """
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    n_clusters = np.minimum(n_clusters, sizes)
    found = []
    for chosen in _buckets(sizes, n_clusters, points.shape[1]):
        bucket = _lay_out(starts[chosen], sizes[chosen], n_clusters[chosen], chosen, points.device)
        products = _inner_products(points, bucket.rows)
        seeds = _seed(bucket, products, keys[chosen])
        labels = _lloyd(bucket, products, seeds, on_step)
        found.append(_name_clusters(points, bucket, products, labels))
    return _in_order(found) if found else _no_clusters(points)


@dataclass(frozen=True)
class _Bucket:
    """Groups of like size, padded to one size.

    ``rows`` and ``real`` are (groups, slots): rows of the points, padded with that of the first,
    and which slots hold a point; ``most`` and ``groups`` are (groups,): how many clusters each
    may have, and its index.
    """

    rows: Tensor
    real: Tensor
    most: Tensor
    groups: Tensor

    @property
    def numbers(self) -> Tensor:
        """The clusters' numbers, (clusters,): as many as any of the groups may have."""
        return torch.arange(int(self.most.max()), device=self.rows.device)


def _members(labels: Tensor, real: Tensor, numbers: Tensor) -> Tensor:
    """Return (groups, clusters, slots): where a real point has a cluster's number."""
    return (labels[:, None, :] == numbers[:, None]) & real[:, None, :]


def _buckets(sizes: IntArray, n_clusters: IntArray, n_features: int) -> Iterator[IntArray]:
    """Yield the indices of the groups of each bucket."""
    for alike in _of_like_size(sizes, n_features):
        slots = int(sizes[alike].max())
        width = max(
            int(n_clusters[alike].max()), slots if _are_few(slots, n_features) else n_features
        )
        most = max(1, BUCKET_ELEMENTS // (slots * width))
        for first in range(0, len(alike), most):
            yield np.sort(alike[first : first + most])


def _of_like_size(sizes: IntArray, n_features: int) -> list[IntArray]:
    """Part groups by powers of two of their size; what is little altogether stays together."""
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] > 0]
    level = np.ceil(np.log2(sizes[order])).astype(np.int64)
    parts: list[IntArray] = []
    for group_level in np.unique(level):
        alike = order[level == group_level]
        slots = int(sizes[alike].max())
        together = np.concatenate((*parts[-1:], alike))
        if len(together) * slots * max(slots, n_features) <= LITTLE_ELEMENTS:
            parts[-1:] = [together]
        else:
            parts.append(alike)
    return parts


def _lay_out(
    starts: IntArray, sizes: IntArray, most: IntArray, groups: IntArray, device: torch.device
) -> _Bucket:
    slot = np.arange(sizes.max())
    real = slot < sizes[:, None]
    rows = np.where(real, starts[:, None] + slot, starts[:, None])
    return _Bucket(*(torch.from_numpy(part).to(device) for part in (rows, real, most, groups)))


class _InnerProducts(ABC):
    """Inner products of a bucket's points with means of them: all that k-means compares by.

    A point's squared distance from a mean is the point's square, plus the mean's square, less
    twice their product. Points are seen from the first one of their group: far from zero, this
    would cancel to rounding. All results are float64.
    """

    @abstractmethod
    def squares(self) -> Tensor:
        """Return each point's product with itself, (groups, slots)."""

    @abstractmethod
    def take(self, groups: Tensor) -> Self:
        """Return those of some groups."""

    @abstractmethod
    def with_point(self, slot: Tensor) -> Tensor:
        """Return each point's product with one of its group, (groups, slots).

        Parameters
        ----------
        slot : Tensor of shape (groups, 1)
        """

    @abstractmethod
    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        """Return each point's product with each mean, and the squares of the means.

        Parameters
        ----------
        shares : Tensor of float64 of shape (groups, means, slots)
            What each point counts in each mean; they sum to one over the slots.

        Returns
        -------
        products : Tensor of shape (groups, means, slots)
        squares : Tensor of shape (groups, means)
        """


class _OfPairs(_InnerProducts):
    """All products of few points are worked out once: an iteration does not see the features.

    Parameters
    ----------
    pairs : Tensor of float64 of shape (groups, slots, slots)
    """

    def __init__(self, pairs: Tensor) -> None:
        self._pairs = pairs

    def squares(self) -> Tensor:
        return self._pairs.diagonal(dim1=1, dim2=2)

    def take(self, groups: Tensor) -> Self:
        return type(self)(self._pairs[groups])

    def with_point(self, slot: Tensor) -> Tensor:
        return self._pairs[torch.arange(len(slot), device=slot.device), slot[:, 0]]

    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        products = torch.bmm(shares, self._pairs)
        return products, (products * shares).sum(dim=2)


class _OfPoints(_InnerProducts):
    """Products of many points with means, each time from all features.

    Parameters
    ----------
    points : Tensor of shape (groups, slots, features)
    """

    def __init__(self, points: Tensor) -> None:
        self._points = points

    def squares(self) -> Tensor:
        return self._points.square().sum(dim=2).double()

    def take(self, groups: Tensor) -> Self:
        return type(self)(self._points[groups])

    def with_point(self, slot: Tensor) -> Tensor:
        point = self._points.take_along_dim(slot[:, :, None], dim=1)
        return torch.bmm(self._points, point.mT)[:, :, 0].double()

    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        # Summed in double, so that the order of the sum, which follows the number of threads, is
        # lost in rounding to single.
        means = torch.bmm(shares, self._points.double()).float()
        # With the points first, this product does not follow the number of threads either.
        products = torch.bmm(self._points, means.mT).mT
        products = products.to(torch.double, memory_format=torch.contiguous_format)
        return products, means.square().sum(dim=2).double()


def _are_few(slots: int, n_features: int) -> bool:
    return slots <= max(n_features, FEW)


def _inner_products(points: Tensor, rows: Tensor) -> _InnerProducts:
    n_slots, n_features = rows.shape[1], points.shape[1]
    if not _are_few(n_slots, n_features):
        return _OfPoints(_from_first(points, rows))
    some = max(1, PIECE_ELEMENTS // (n_slots * n_features))
    pairs = points.new_empty((len(rows), n_slots, n_slots))
    room = points.new_empty((min(some, len(rows)) * n_slots, n_features))
    for part, found in zip(torch.split(rows, some), torch.split(pairs, some), strict=True):
        own = _from_first(points, part, room[: part.numel()])
        torch.bmm(own, own.mT, out=found)
    return _OfPairs(pairs.double())


def _from_first(points: Tensor, rows: Tensor, room: Tensor | None = None) -> Tensor:
    """Return the points of each group from its first one on, (groups, slots, features)."""
    own = torch.index_select(points, 0, rows.reshape(-1), out=room)
    own = own.reshape(*rows.shape, points.shape[1])
    return own.sub_(own[:, :1].clone())


def _seed(bucket: _Bucket, products: _InnerProducts, keys: UInt64Array) -> Tensor:
    """Choose starting points by k-means++: each with odds by its squared distance so far.

    Returns the chosen slots, (groups, clusters).
    """
    real, squares = bucket.real, products.squares()
    chosen = bucket.rows.new_zeros((len(real), int(bucket.most.max())))
    odds = torch.from_numpy(uniform(keys, chosen.shape[1])).to(real.device)
    last, nearest = real.sum(dim=1, keepdim=True) - 1, real.double()
    for draw in range(chosen.shape[1]):
        total = nearest.cumsum(dim=1)
        # With no distance left every point is taken already, and any further one a duplicate.
        target = odds[:, draw : draw + 1] * total[:, -1:]
        slot = torch.minimum(torch.searchsorted(total, target, right=True), last)
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
    # Padding is the first point of its group and moves with it: it is told apart where it counts.
    real, labels = bucket.real, torch.full_like(bucket.rows, -1)
    active, before = torch.arange(len(real), device=real.device), labels
    numbers = bucket.numbers
    barred = torch.where(numbers < bucket.most[:, None], 0.0, torch.inf).double()
    shares = torch.zeros((*seeds.shape, real.shape[1]), dtype=torch.double, device=real.device)
    shares.scatter_(2, seeds[:, :, None], 1.0)
    for _ in range(MAX_ITERATIONS):
        on_step()
        product, square = products.with_means(shares)
        # min finds the same places as argmin, which is forty times slower along this axis.
        assigned = torch.sub((square + barred)[:, :, None], product, alpha=2).min(dim=1).indices
        moved = (assigned != before).any(dim=1)
        before, still_moving = assigned, int(moved.sum())
        if not still_moving:
            break
        # Groups at rest stay where they are: to leave them out pays where they are many.
        if still_moving <= len(moved) // 2:
            labels[active] = assigned
            active, before, real, barred, shares = (
                part[moved] for part in (active, before, real, barred, shares)
            )
            products = products.take(moved)
        members = _members(before, real, numbers).double()
        counts = members.sum(dim=2, keepdim=True)
        means = members / counts.clamp(min=1)
        # An empty cluster keeps its old centre.
        shares = means if bool(counts.all()) else torch.where(counts > 0, means, shares)
    labels[active] = before
    return labels


def _name_clusters(
    points: Tensor, bucket: _Bucket, products: _InnerProducts, labels: Tensor
) -> Clusters:
    """Rank clusters by their first point; leave out empty and duplicate ones."""
    members = _members(labels, bucket.real, bucket.numbers)
    slot = torch.arange(labels.shape[1], device=labels.device)
    order = torch.where(members, slot, labels.shape[1]).amin(dim=2).argsort(dim=1, stable=True)
    members = members.gather(1, order[:, :, None].expand_as(members))
    sizes = members.sum(dim=2)
    means = _means(points, bucket.rows, members, sizes)
    medoid = bucket.rows.gather(1, _medoids(points, bucket.rows, products, members, means))
    centres = means.float()
    first = _first_equals(centres, sizes > 0)
    kept = ((sizes > 0) & (first == bucket.numbers)).nonzero(as_tuple=True)
    sizes = torch.zeros_like(sizes).scatter_add_(1, first, sizes)
    group, number = kept
    return Clusters(centres[kept], bucket.groups[group], number, medoid[kept], sizes[kept])


def _medoids(
    points: Tensor, rows: Tensor, products: _InnerProducts, members: Tensor, means: Tensor
) -> Tensor:
    """Return the slot of each cluster's point nearest to its centre; the first of equals."""
    counts, squares = members.sum(dim=2, keepdim=True), products.squares()
    product, square = products.with_means(members / counts.clamp(min=1).double())
    distance = squares[:, None, :] + square[:, :, None] - 2 * product
    distance = torch.where(members, distance.clamp_(min=0), torch.inf)
    least = distance.amin(dim=2, keepdim=True)
    # Of points close together but far from the first, rounding would choose: look at themselves.
    error = ROUNDING * squares.amax(dim=1)[:, None, None]
    unsure = members & (distance <= least + error) & (least < 100 * error) & (counts > 2)
    distance[unsure] = _distances(points, rows, unsure, means)
    # The two points of a pair are equally near to their centre: let no rounding choose.
    distance = torch.where(members & (counts <= 2), 0.0, distance)
    return (distance <= distance.amin(dim=2, keepdim=True) * EQUAL).int().argmax(dim=2)


def _distances(points: Tensor, rows: Tensor, chosen: Tensor, means: Tensor) -> Tensor:
    """Return the squared distance of each chosen (group, cluster, slot) from its mean."""
    group, cluster, slot = chosen.nonzero(as_tuple=True)
    some = max(1, PIECE_ELEMENTS // points.shape[1])
    pieces = zip(*(torch.split(part, some) for part in (group, cluster, slot)), strict=True)
    return torch.cat(
        [(points[rows[g, s]].double() - means[g, c]).square_().sum(dim=1) for g, c, s in pieces]
    )


def _means(points: Tensor, rows: Tensor, members: Tensor, sizes: Tensor) -> Tensor:
    """Average the points of each cluster, (groups, clusters, features); zero where it has none.

    Runs of a few points are summed in single precision, and these sums in double. The means are
    double as well.
    """
    own_rows = rows[:, None, :].expand_as(members)[members]
    n_runs = -(-sizes.flatten() // RUN)
    first_run = n_runs.cumsum(0) - n_runs
    first_row = sizes.flatten().cumsum(0) - sizes.flatten()
    cluster = torch.arange(len(n_runs), device=rows.device).repeat_interleave(n_runs)
    run = torch.arange(len(cluster), device=rows.device) - first_run[cluster]
    sums = F.embedding_bag(own_rows, points, first_row[cluster] + RUN * run, mode="sum")
    every = torch.arange(len(sums), device=rows.device)
    sums = F.embedding_bag(every, sums.double(), first_run, mode="sum")
    return (sums / sizes.flatten().clamp(min=1)[:, None]).reshape(*sizes.shape, -1)


def _first_equals(centres: Tensor, full: Tensor) -> Tensor:
    """Return which centre of its group is the first that each one equals, (groups, clusters)."""
    limit = DUPLICATE * centres.norm(dim=2).clamp(min=1e-30)[:, :, None]
    apart = torch.cdist(centres, centres, compute_mode="donot_use_mm_for_euclid_dist")
    earlier = torch.ones_like(apart[0]).tril(diagonal=-1).bool()
    same = (apart <= limit) & earlier & full[:, None, :]
    itself = torch.eye(apart.shape[1], dtype=torch.bool, device=centres.device)
    first: Tensor = (same | itself).int().argmax(dim=2)
    # One that equals a duplicate counts with it: twice as far along such a chain at every turn.
    for _ in range(first.shape[1].bit_length()):
        first = first.gather(1, first)
    return first


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
