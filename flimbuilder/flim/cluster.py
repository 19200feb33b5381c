"""k-means of many groups of points in one batched call.

A group is the patches of a marker or the kernels of a class. Groups of similar size share a
bucket, so that padding at most doubles large ones, and each step runs on a whole bucket at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from flimbuilder.flim.randomness import UInt64Array, restart_keys, uniform

__all__ = ["Clusters", "cluster_groups"]

IntArray = NDArray[np.int64]

MAX_ITERATIONS = 100
BUCKET_ELEMENTS = 2**21  # 8 MB of float32 a bucket, or 16 MB of float64
PIECE_ELEMENTS = 2**20  # 4 MB of points at a time, to stay in the cache
LITTLE_ELEMENTS = 2**18  # small groups share a bucket: padding costs less than more steps
FEW = 128  # groups of up to this many points use all pairs, however few the features
RUN = 32  # points summed in single precision, with an error of a quarter of DUPLICATE
DUPLICATE = 1e-6  # distance, relative to their length, below which centres are equal
EQUAL = 1.001  # ratio below which squared distances are equal
ROUNDING = 1e-5  # error of a squared distance by inner products, relative to the largest square


@dataclass(frozen=True)
class Clusters:
    """Clusters of several groups of points, sorted by group and number.

    Attributes
    ----------
    centres : Tensor of shape (n_clusters, n_features)
        Mean of each cluster's points.
    group : Tensor of shape (n_clusters,)
        Index of each cluster's group.
    number : Tensor of shape (n_clusters,)
        From 0 in each group, in the order of each cluster's first point. Numbers of removed
        clusters are not reused.
    medoid : Tensor of shape (n_clusters,)
        Row of the cluster's point nearest to the centre; the first if several are equally near.
    size : Tensor of shape (n_clusters,)
        Points in each cluster.
    of_point : Tensor of shape (n_points,)
        Number of each point's cluster in its group.
    """

    centres: Tensor
    group: Tensor
    number: Tensor
    medoid: Tensor
    size: Tensor
    of_point: Tensor


def cluster_groups(
    points: Tensor,
    sizes: IntArray,
    n_clusters: IntArray,
    keys: UInt64Array,
    on_step: Callable[[], None] = lambda: None,
    *,
    restarts: int = 1,
) -> Clusters:
    """Run k-means in each group of points.

    Parameters
    ----------
    points : Tensor of shape (n_points, n_features)
        The points of all groups, group by group.
    sizes : ndarray of shape (n_groups,)
        Points of each group.
    n_clusters : ndarray of shape (n_groups,)
        Clusters of each group, at least 1. In a group with no more points than that, every point
        is a cluster.
    keys : ndarray of uint64 of shape (n_groups,)
        Seeds of the groups' random streams.
    on_step : callable, default does nothing
        Called before each iteration; raises to stop.
    restarts : int, default=1
        Runs of k-means in each group, from different seeds. The run with the lowest inertia is
        kept; among runs that are equal up to rounding, the first.

    Returns
    -------
    Clusters
        Without empty and duplicate clusters.

    Notes
    -----
    k-means++ seeding (Arthur and Vassilvitskii, SODA 2007), then at most 100 of Lloyd's
    iterations, until no point changes its cluster. A group of p points, f features and k clusters
    takes O(p k f) per iteration; if p <= max(f, 128), it takes O(p^2 f) once and O(p^2 k) per
    iteration. Besides the points, one bucket is in memory, in single and in double precision: 8
    and 16 MB, or more for a larger single group. With restarts it is twice that; as many of them
    run at once as fit into a bucket.
    """
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
    n_clusters = np.minimum(n_clusters, sizes)
    parts = []
    of_point = torch.zeros(len(points), dtype=torch.int64, device=points.device)
    for chosen in _buckets(sizes, n_clusters, points.shape[1]):
        bucket = _lay_out(starts[chosen], sizes[chosen], n_clusters[chosen], chosen, points.device)
        products = _inner_products(points, bucket.rows)
        labels = _best_labels(bucket, products, restart_keys(keys[chosen], restarts), on_step)
        parts.append(_number_clusters(points, bucket, products, labels, of_point))
    if not parts:
        nothing = torch.zeros(0, dtype=torch.int64, device=points.device)
        return Clusters(points[:0], nothing, nothing, nothing, nothing, of_point)
    return _join(parts, of_point)


@dataclass(frozen=True)
class _Bucket:
    """Groups of similar size, padded to the same size.

    ``rows`` and ``real`` are (groups, slots): the row of each point, padded with the first
    point's, and a mask of slots that hold a point. ``n_clusters`` and ``groups`` are
    (groups,): the number of clusters and the index of each group.
    """

    rows: Tensor
    real: Tensor
    n_clusters: Tensor
    groups: Tensor

    @property
    def numbers(self) -> Tensor:
        """Cluster numbers (clusters,), up to the largest number of clusters of a group."""
        return torch.arange(int(self.n_clusters.max()), device=self.rows.device)

    def take(self, groups: Tensor) -> "_Bucket":
        """Return a bucket of some groups, which may repeat."""
        return _Bucket(
            self.rows[groups], self.real[groups], self.n_clusters[groups], self.groups[groups]
        )


def _members(labels: Tensor, real: Tensor, numbers: Tensor) -> Tensor:
    """Return a mask (groups, clusters, slots) of the points of each cluster."""
    return (labels[:, None, :] == numbers[:, None]) & real[:, None, :]


def _buckets(sizes: IntArray, n_clusters: IntArray, n_features: int) -> Iterator[IntArray]:
    """Yield the indices of the groups of each bucket."""
    for similar in _by_size(sizes, n_features):
        slots = int(sizes[similar].max())
        width = max(
            int(n_clusters[similar].max()), slots if _are_few(slots, n_features) else n_features
        )
        n_groups = max(1, BUCKET_ELEMENTS // (slots * width))
        for first in range(0, len(similar), n_groups):
            yield np.sort(similar[first : first + n_groups])


def _by_size(sizes: IntArray, n_features: int) -> list[IntArray]:
    """Split groups by powers of two of their size, keeping small ones together."""
    order = np.argsort(sizes, kind="stable")
    order = order[sizes[order] > 0]
    level = np.ceil(np.log2(sizes[order])).astype(np.int64)
    parts: list[IntArray] = []
    for group_level in np.unique(level):
        similar = order[level == group_level]
        slots = int(sizes[similar].max())
        together = np.concatenate((*parts[-1:], similar))
        if len(together) * slots * max(slots, n_features) <= LITTLE_ELEMENTS:
            parts[-1:] = [together]
        else:
            parts.append(similar)
    return parts


def _lay_out(
    starts: IntArray, sizes: IntArray, n_clusters: IntArray, groups: IntArray, device: torch.device
) -> _Bucket:
    slot = np.arange(sizes.max())
    real = slot < sizes[:, None]
    rows = np.where(real, starts[:, None] + slot, starts[:, None])
    return _Bucket(
        *(torch.from_numpy(part).to(device) for part in (rows, real, n_clusters, groups))
    )


class _InnerProducts(ABC):
    """Inner products of a bucket's points and means, from which k-means computes distances.

    The squared distance of a point and a mean is the sum of their squares minus twice their
    product. Points are relative to the first one of their group, because far from zero the
    difference would be mostly rounding. All results are float64.
    """

    @property
    @abstractmethod
    def elements(self) -> int:
        """How many numbers are in memory."""

    @abstractmethod
    def squares(self) -> Tensor:
        """Return each point's product with itself, (groups, slots)."""

    @abstractmethod
    def take(self, groups: Tensor) -> Self:
        """Return the products of some groups, which may repeat."""

    @abstractmethod
    def with_point(self, slot: Tensor) -> Tensor:
        """Return each point's product with a point of its group, (groups, slots).

        `slot` is the place of that point, (groups, 1).
        """

    @abstractmethod
    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        """Return each point's product with each mean, and the squares of the means.

        `shares` are each point's weights in each mean, float64 (groups, means, slots), which sum
        to one over the slots. The products have the same shape, the squares (groups, means).
        """


class _PairProducts(_InnerProducts):
    """Products of all pairs of few points, float64 (groups, slots, slots), computed once."""

    def __init__(self, pairs: Tensor) -> None:
        self._pairs = pairs

    @property
    def elements(self) -> int:
        return self._pairs.numel()

    def squares(self) -> Tensor:
        return self._pairs.diagonal(dim1=1, dim2=2)

    def take(self, groups: Tensor) -> Self:
        return type(self)(self._pairs[groups])

    def with_point(self, slot: Tensor) -> Tensor:
        return self._pairs[torch.arange(len(slot), device=slot.device), slot[:, 0]]

    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        products = torch.bmm(shares, self._pairs)
        return products, (products * shares).sum(dim=2)


class _PointProducts(_InnerProducts):
    """Products of many points (groups, slots, features), computed anew for each mean."""

    def __init__(self, points: Tensor) -> None:
        self._points = points

    @cached_property
    def _doubles(self) -> Tensor:
        return self._points.double()

    @property
    def elements(self) -> int:
        return self._points.numel()

    def squares(self) -> Tensor:
        return self._points.square().sum(dim=2).double()

    def take(self, groups: Tensor) -> Self:
        return type(self)(self._points[groups])

    def with_point(self, slot: Tensor) -> Tensor:
        point = self._points.take_along_dim(slot[:, :, None], dim=1)
        return torch.bmm(self._points, point.mT)[:, :, 0].double()

    def with_means(self, shares: Tensor) -> tuple[Tensor, Tensor]:
        # The order of a sum depends on the number of threads; rounding from double hides it.
        means = torch.bmm(shares, self._doubles).float()
        # With the points first, this product does not depend on the number of threads either.
        products = torch.bmm(self._points, means.mT).mT
        products = products.to(torch.double, memory_format=torch.contiguous_format)
        return products, means.square().sum(dim=2).double()


def _are_few(slots: int, n_features: int) -> bool:
    return slots <= max(n_features, FEW)


def _inner_products(points: Tensor, rows: Tensor) -> _InnerProducts:
    n_slots, n_features = rows.shape[1], points.shape[1]
    if not _are_few(n_slots, n_features):
        return _PointProducts(_from_first(points, rows))
    n_groups = max(1, PIECE_ELEMENTS // (n_slots * n_features))
    pairs = points.new_empty((len(rows), n_slots, n_slots))
    buffer = points.new_empty((min(n_groups, len(rows)) * n_slots, n_features))
    for part, products in zip(
        torch.split(rows, n_groups), torch.split(pairs, n_groups), strict=True
    ):
        own = _from_first(points, part, buffer[: part.numel()])
        torch.bmm(own, own.mT, out=products)
    return _PairProducts(pairs.double())


def _from_first(points: Tensor, rows: Tensor, buffer: Tensor | None = None) -> Tensor:
    """Return points (groups, slots, features) relative to the first one of their group."""
    own = torch.index_select(points, 0, rows.reshape(-1), out=buffer)
    own = own.reshape(*rows.shape, points.shape[1])
    return own.sub_(own[:, :1].clone())


def _best_labels(
    bucket: _Bucket, products: _InnerProducts, keys: UInt64Array, on_step: Callable[[], None]
) -> Tensor:
    """Run k-means with each of a group's keys, (groups, restarts), and keep the best run.

    Returns each point's cluster, (groups, slots).
    """
    n_groups, restarts = keys.shape
    if restarts == 1:
        return _lloyd(bucket, products, _seed(bucket, products, keys[:, 0]), on_step)
    squares = products.squares() * bucket.real
    total = squares.sum(dim=1, keepdim=True)
    at_once = max(1, BUCKET_ELEMENTS // products.elements)
    labels, inertia = [], []
    for first in range(0, restarts, at_once):
        own_keys = keys[:, first : first + at_once]
        every = torch.arange(n_groups, device=total.device).repeat_interleave(own_keys.shape[1])
        # Each run is one more group of the batch.
        runs, of_runs = bucket.take(every), products.take(every)
        ends = _lloyd(runs, of_runs, _seed(runs, of_runs, own_keys.reshape(-1)), on_step)
        explained = _explained(runs, of_runs, ends)
        labels.append(ends.reshape(*own_keys.shape, -1))
        inertia.append(total - explained.reshape(own_keys.shape))
    inertias = torch.cat(inertia, dim=1)
    # Equal runs differ by rounding, which depends on the bucket: take the first of them.
    limit = inertias.amin(dim=1, keepdim=True) + ROUNDING * total
    best = (inertias <= limit).int().argmax(dim=1)
    return torch.cat(labels, dim=1)[torch.arange(n_groups, device=best.device), best]


def _explained(bucket: _Bucket, products: _InnerProducts, labels: Tensor) -> Tensor:
    """Return the sum of the squared means of the clusters, weighted by their sizes, (groups,).

    The inertia is the sum of the points' squares minus this.
    """
    members = _members(labels, bucket.real, bucket.numbers).double()
    counts = members.sum(dim=2)
    _, square = products.with_means(members / counts.clamp(min=1)[:, :, None])
    explained: Tensor = (square * counts).sum(dim=1)
    return explained


def _seed(bucket: _Bucket, products: _InnerProducts, keys: UInt64Array) -> Tensor:
    """Choose starting points by k-means++; return their slots, (groups, clusters)."""
    real, squares = bucket.real, products.squares()
    chosen = bucket.rows.new_zeros((len(real), int(bucket.n_clusters.max())))
    odds = torch.from_numpy(uniform(keys, chosen.shape[1])).to(real.device)
    last, nearest = real.sum(dim=1, keepdim=True) - 1, real.double()
    for draw in range(chosen.shape[1]):
        total = nearest.cumsum(dim=1)
        # If all distances are zero, every point is chosen and any further one is a duplicate.
        target = odds[:, draw : draw + 1] * total[:, -1:]
        slot = torch.minimum(torch.searchsorted(total, target, right=True), last)
        chosen[:, draw] = slot[:, 0]
        distance = squares + squares.gather(1, slot) - 2 * products.with_point(slot)
        distance = distance.clamp_(min=0)
        distance.scatter_(1, slot, 0.0)  # rounding must not let a point be drawn again
        nearest = distance * real if draw == 0 else torch.minimum(nearest, distance)
    return chosen


def _lloyd(
    bucket: _Bucket, products: _InnerProducts, seeds: Tensor, on_step: Callable[[], None]
) -> Tensor:
    """Assign and average until no point moves; return each point's cluster, (groups, slots)."""
    # Padding repeats the first point of its group and moves with it; `real` keeps it out of sums.
    real, labels = bucket.real, torch.full_like(bucket.rows, -1)
    active, before = torch.arange(len(real), device=real.device), labels
    numbers = bucket.numbers
    barred = torch.where(numbers < bucket.n_clusters[:, None], 0.0, torch.inf).double()
    shares = torch.zeros((*seeds.shape, real.shape[1]), dtype=torch.double, device=real.device)
    shares.scatter_(2, seeds[:, :, None], 1.0)
    for _ in range(MAX_ITERATIONS):
        on_step()
        product, square = products.with_means(shares)
        # The indices of min equal argmin, which is forty times slower along this axis.
        assigned = torch.sub((square + barred)[:, :, None], product, alpha=2).min(dim=1).indices
        moved = (assigned != before).any(dim=1)
        before, still_moving = assigned, int(moved.sum())
        if not still_moving:
            break
        # Leaving out groups at rest pays only if they are many.
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


def _number_clusters(
    points: Tensor, bucket: _Bucket, products: _InnerProducts, labels: Tensor, of_point: Tensor
) -> Clusters:
    """Sort clusters by their first point, and remove empty and duplicate ones.

    The number of each point's cluster is written to `of_point`.
    """
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
    number_of_slot = first.gather(1, members.int().argmax(dim=1))
    of_point[bucket.rows[bucket.real]] = number_of_slot[bucket.real]
    sizes = torch.zeros_like(sizes).scatter_add_(1, first, sizes)
    group, number = kept
    return Clusters(
        centres[kept], bucket.groups[group], number, medoid[kept], sizes[kept], of_point
    )


def _medoids(
    points: Tensor, rows: Tensor, products: _InnerProducts, members: Tensor, means: Tensor
) -> Tensor:
    """Return the slot of each cluster's point nearest to its centre; the first of equals."""
    counts, squares = members.sum(dim=2, keepdim=True), products.squares()
    product, square = products.with_means(members / counts.clamp(min=1).double())
    distance = squares[:, None, :] + square[:, :, None] - 2 * product
    distance = torch.where(members, distance.clamp_(min=0), torch.inf)
    least = distance.amin(dim=2, keepdim=True)
    # For points close together but far from the first, rounding would decide: compute exactly.
    error = ROUNDING * squares.amax(dim=1)[:, None, None]
    unsure = members & (distance <= least + error) & (least < 100 * error) & (counts > 2)
    distance[unsure] = _distances(points, rows, unsure, means)
    # The two points of a pair are equally near to their centre: rounding must not decide.
    distance = torch.where(members & (counts <= 2), 0.0, distance)
    return (distance <= distance.amin(dim=2, keepdim=True) * EQUAL).int().argmax(dim=2)


def _distances(points: Tensor, rows: Tensor, chosen: Tensor, means: Tensor) -> Tensor:
    """Return the squared distance of each chosen (group, cluster, slot) from its mean."""
    group, cluster, slot = chosen.nonzero(as_tuple=True)
    length = max(1, PIECE_ELEMENTS // points.shape[1])
    pieces = zip(*(torch.split(part, length) for part in (group, cluster, slot)), strict=True)
    return torch.cat(
        [(points[rows[g, s]].double() - means[g, c]).square_().sum(dim=1) for g, c, s in pieces]
    )


def _means(points: Tensor, rows: Tensor, members: Tensor, sizes: Tensor) -> Tensor:
    """Return the mean (groups, clusters, features) of each cluster; zero if it is empty.

    Runs of a few points are summed in single precision, and these sums in double. The means are
    in double.
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
    """Return the number of the first centre equal to each in its group, (groups, clusters)."""
    limit = DUPLICATE * centres.norm(dim=2).clamp(min=1e-30)[:, :, None]
    apart = torch.cdist(centres, centres, compute_mode="donot_use_mm_for_euclid_dist")
    earlier = torch.ones_like(apart[0]).tril(diagonal=-1).bool()
    same = (apart <= limit) & earlier & full[:, None, :]
    itself = torch.eye(apart.shape[1], dtype=torch.bool, device=centres.device)
    first: Tensor = (same | itself).int().argmax(dim=2)
    # Follow chains of duplicates, doubling the distance at every step.
    for _ in range(first.shape[1].bit_length()):
        first = first.gather(1, first)
    return first


def _join(parts: list[Clusters], of_point: Tensor) -> Clusters:
    """Join the clusters of all buckets, sorted by group and number."""
    group = torch.cat([part.group for part in parts])
    number = torch.cat([part.number for part in parts])
    order = torch.argsort(group * (int(number.max()) + 1) + number)
    fields = {
        name: torch.cat([getattr(part, name) for part in parts])[order]
        for name in ("centres", "group", "number", "medoid", "size")
    }
    return Clusters(**fields, of_point=of_point)
