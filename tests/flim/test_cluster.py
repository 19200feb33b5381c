"""k-means of many groups at once."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from flimbuilder.errors import Cancelled
from flimbuilder.flim import cluster
from flimbuilder.flim.cluster import (
    _by_size,
    _first_equals,
    _means,
    _PointProducts,
    cluster_groups,
)
from flimbuilder.flim.randomness import restart_keys, stream_keys, uniform
from tests.flim.cases import QUICK


def run(groups, counts, seed=0, **options):
    points = torch.tensor(np.concatenate(groups), dtype=torch.float32)
    sizes = np.array([len(group) for group in groups])
    keys = stream_keys(seed, "test", numbers=np.arange(len(groups)))
    return cluster_groups(points, sizes, np.array(counts), keys, **options)


def on_a_line(*values):
    return np.array(values, float)[:, None] * [1.0, 0.0]


def test_two_groups_at_once_worked_by_hand():
    # On the first axis 0 1 2 | 10 11 12: centres 1 and 11, medoids the second point of each.
    # On the second 100 101 102 | 0 1: centres 101 and 0.5. From whichever two points it starts,
    # k-means ends there. The point 0 comes before 1, and both are equally near to 0.5.
    first = on_a_line(0, 1, 2, 10, 11, 12)
    second = on_a_line(100, 101, 102, 0, 1)[:, ::-1]

    clusters = run([first, second], [2, 2])

    assert clusters.centres.tolist() == [[1, 0], [11, 0], [0, 101], [0, 0.5]]
    assert clusters.group.tolist() == [0, 0, 1, 1]
    assert clusters.number.tolist() == [0, 1, 0, 1]
    assert clusters.medoid.tolist() == [1, 4, 6 + 1, 6 + 3]
    assert clusters.size.tolist() == [3, 3, 3, 2]
    assert clusters.of_point.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1]


def test_clusters_are_numbered_by_their_first_point():
    # 10 11 12 come first here, so their cluster is number 0 whichever centre was drawn first.
    clusters = [run([on_a_line(10, 0, 11, 1, 12, 2)], [2], seed) for seed in range(10)]

    assert all(run_clusters.centres[:, 0].tolist() == [11, 1] for run_clusters in clusters)


def test_fewer_points_than_clusters_give_every_point():
    clusters = run([on_a_line(3, 1, 2), on_a_line(5)], [5, 4])

    assert clusters.centres[:, 0].tolist() == [3, 1, 2, 5]
    assert clusters.size.tolist() == [1, 1, 1, 1]
    assert clusters.medoid.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("count", [2, 3, 5, 6, 9])
def test_equal_points_are_one_cluster_and_none_is_empty(count):
    clusters = run([on_a_line(4, 4, 7, 4, 7, 4), on_a_line(2, 2)], [count, count])

    assert clusters.centres[:, 0].tolist() == [4, 7, 2]
    assert clusters.size.tolist() == [4, 2, 2]
    assert clusters.of_point.tolist() == [0, 0, 1, 0, 1, 0, 0, 0]


def test_no_groups_and_empty_groups_give_no_clusters():
    nothing = cluster_groups(
        torch.zeros(0, 3), np.zeros(0, int), np.zeros(0, int), np.zeros(0, np.uint64)
    )
    with_an_empty_one = run([on_a_line(1), np.zeros((0, 2)), on_a_line(2)], [2, 2, 2])

    assert nothing.centres.shape == (0, 3)
    assert with_an_empty_one.group.tolist() == [0, 2]


def assert_lloyd_fixed_point(points, centres, sizes, tolerance):
    """Every point is nearest to the mean of its own cluster."""
    points, centres = points.astype(float), centres.double().numpy()
    distance = ((points[:, None] - centres[None]) ** 2).sum(axis=2)
    nearest = distance.argmin(axis=1)
    for number, centre in enumerate(centres):
        own = points[nearest == number]
        assert len(own) == sizes[number]
        assert own.mean(axis=0) == pytest.approx(centre, abs=tolerance)


def assert_nearest_members(points, centres, medoids):
    """Each medoid is in its cluster, and no other point there is nearer to the centre."""
    distance = np.linalg.norm(points[:, None] - centres.numpy()[None], axis=2)
    nearest = distance.argmin(axis=1)
    for number, medoid in enumerate(medoids):
        assert nearest[medoid] == number
        own = distance[nearest == number, number]
        assert distance[medoid, number] == pytest.approx(own.min(), rel=1e-3, abs=1e-6)


@QUICK
@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 6)), min_size=1, max_size=6),
    st.sampled_from([1, 2, 27]),
    st.integers(0, 2**32),
)
def test_each_group_ends_where_lloyd_stands_still(shapes, features, seed):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(size=(size, features)).astype(np.float32) for size, _ in shapes]

    clusters = run(groups, [count for _, count in shapes], seed)

    first = 0
    for index, (points, (_, count)) in enumerate(zip(groups, shapes, strict=True)):
        own = (clusters.group == index).numpy()
        assert 1 <= own.sum() <= count
        sizes = clusters.size[own].tolist()
        assert sum(sizes) == len(points)
        assert_lloyd_fixed_point(points, clusters.centres[own], sizes, 1e-5)
        assert_nearest_members(points, clusters.centres[own], clusters.medoid[own].numpy() - first)
        first += len(points)


@pytest.mark.parametrize("restarts", [1, 5])
@QUICK
@given(sizes=st.lists(st.integers(1, 40), min_size=2, max_size=6), seed=st.integers(0, 2**32))
def test_groups_are_independent(restarts, sizes, seed):
    rng = np.random.default_rng(seed)
    groups = [rng.normal(size=(size, 5)) for size in sizes]

    together = run(groups, [4] * len(groups), restarts=restarts)
    first = run(groups[:1], [4], restarts=restarts)

    own = together.group == 0
    assert torch.equal(together.medoid[own], first.medoid)
    assert torch.equal(together.size[own], first.size)
    assert torch.allclose(together.centres[own], first.centres, atol=1e-5)


def test_a_medoid_belongs_to_its_cluster():
    # Six points at 2 and -2 on three axes have the centre 0. Nearer to it is 1.5 on the fourth
    # axis, but that belongs to the centre 2.7 of itself and 3.9. Some starts end elsewhere.
    axes = 2 * np.eye(4)[1:]
    points = np.concatenate([axes, -axes, [[1.5, 0, 0, 0], [3.9, 0, 0, 0]]])

    ends = [run([points], [2], seed) for seed in range(20)]

    at_zero = [end.medoid.tolist() for end in ends if not end.centres[0].any()]
    assert at_zero == [[0, 6]] * len(at_zero) != []


def test_the_first_of_two_points_is_the_medoid():
    # Both are equally near to their mean. Rounding must not decide: it depends on what else is
    # clustered in the same call.
    rng = np.random.default_rng(0)
    pairs = [rng.normal(size=(2, 27)) for _ in range(100)]

    clusters = run(pairs, [1] * 100)

    assert clusters.medoid.tolist() == list(range(0, 200, 2))


def test_centres_that_differ_by_rounding_are_duplicates():
    # The second equals the first. The fourth would equal the third, which is empty.
    centres = torch.tensor([[[1.0, 1.0], [1.0, 1.0 + 1e-7], [2.0, 0.0], [2.0, 0.0]]])

    clusters = _first_equals(centres, torch.tensor([[True, True, False, True]]))

    assert clusters.tolist() == [[0, 0, 2, 3]]


def test_chains_of_duplicates_are_merged():
    # Neighbours are equal, 9e-7 of their length apart; points two steps apart are not.
    values = [1000 + 0.0009 * step for step in range(6)]

    clusters = run([on_a_line(*values)], [6])

    assert clusters.centres[:, 0].tolist() == [1000]
    assert clusters.size.tolist() == [6]


def test_the_mean_of_equal_points_is_one_of_them_up_to_rounding():
    point = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 27)).astype(np.float32))
    members = (torch.arange(3000) < 2999) == torch.tensor([[True], [False]])

    means = _means(point.expand(3000, 27).contiguous(), torch.arange(3000)[None],
                   members[None], members.sum(dim=1)[None])  # fmt: skip

    assert (means[0] - point.double()).norm(dim=1).max() < 0.5 * cluster.DUPLICATE * point.norm()


def test_copies_of_points_are_merged_and_all_counted():
    # 128 copies of four points, from which eight starts are drawn: rounding may separate copies.
    rng = np.random.default_rng(5)
    groups = [rng.normal(size=(4, 75))[rng.integers(0, 4, size=128)] for _ in range(200)]

    clusters = run(groups, [8] * 200)

    assert clusters.group.bincount().tolist() == [4] * 200
    assert clusters.group.bincount(clusters.size.double()).tolist() == [128] * 200


@pytest.mark.parametrize("features", [1, 3, 27, 300])
@pytest.mark.parametrize("size", [40, 400])
def test_medoids_of_clusters_that_are_small_for_their_distance(size, features):
    rng = np.random.default_rng(0)
    groups = [
        np.repeat(rng.normal(size=(2, features)), size // 2, axis=0)
        + 1e-3 * rng.normal(size=(size, features))
        for _ in range(20)
    ]

    clusters = run(groups, [2] * 20)

    points = np.concatenate(groups).astype(np.float32).astype(float)
    halves = points.reshape(40, size // 2, features)
    distance = ((halves - halves.mean(axis=1, keepdims=True)) ** 2).sum(axis=2)
    assert clusters.size.tolist() == [size // 2] * 40
    assert (distance.flat[clusters.medoid.numpy()] <= 1.01 * distance.min(axis=1)).all()


def test_products_of_large_groups_do_not_depend_on_the_number_of_threads():
    points = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 2000, 27))).float()
    shares = torch.full((1, 6, 2000), 1 / 2000, dtype=torch.double)
    shares[0, torch.arange(6), torch.arange(6)] *= 900
    threads, clusters = torch.get_num_threads(), []

    for number in (1, 2):
        torch.set_num_threads(number)
        clusters.append(_PointProducts(points).with_means(shares))
    torch.set_num_threads(threads)

    assert all(torch.equal(*pair) for pair in zip(*clusters, strict=True))


def test_groups_by_size_by_hand():
    # With 200 features, 60 groups of up to 4 points share a bucket (60 * 4 * 200), but not with a
    # group of 33 points (61 * 33 * 200 > 2 ** 18), which shares one with the group of 64.
    sizes = np.array([0, *[3, 4] * 30, 33, 64])

    parts = _by_size(sizes, 200)

    assert [sorted(sizes[part].tolist()) for part in parts] == [[3] * 30 + [4] * 30, [33, 64]]
    assert sorted(np.concatenate(parts).tolist()) == list(range(1, 63))


@pytest.mark.parametrize("restarts", [1, 5])
@pytest.mark.parametrize(
    "limit", ["BUCKET_ELEMENTS", "PIECE_ELEMENTS", "LITTLE_ELEMENTS", "FEW", "RUN"]
)
def test_in_small_parts_the_clusters_are_the_same(monkeypatch, limit, restarts):
    rng = np.random.default_rng(0)
    groups = [rng.normal(size=(size, 4)) for size in (3, 50, 7, 33, 40, 1)]
    whole = run(groups, [3, 5, 2, 4, 1, 9], restarts=restarts)

    monkeypatch.setattr(cluster, limit, 1)
    split = run(groups, [3, 5, 2, 4, 1, 9], restarts=restarts)

    assert torch.equal(whole.medoid, split.medoid)
    assert torch.equal(whole.group, split.group)
    assert torch.allclose(whole.centres, split.centres, atol=1e-6)


@pytest.mark.parametrize("shift", [0.0, 64.0, 4096.0])
def test_clusters_far_from_zero_are_those_at_zero(shift):
    # Squares of thousands would swallow distances of hundredths in single precision. The points
    # are multiples of 2**-7, so that shifting them is exact.
    rng = np.random.default_rng(0)
    points = np.round(rng.normal(size=(60, 27)) * 16) / 128

    near, far = (run([group, group[:5]], [5, 5]) for group in (points, points + shift))

    assert torch.equal(near.medoid, far.medoid)
    assert torch.equal(near.size, far.size)
    assert len(far.centres) == 10
    assert torch.allclose(near.centres + shift, far.centres, atol=1e-6 * max(shift, 1))


def test_seeding_finds_clusters_that_lie_apart():
    # Three clumps of 20: with odds by squared distance each clump gets one centre; drawn evenly,
    # nearly four starts in five would put two into one clump, and many would stay there.
    rng = np.random.default_rng(0)
    clumps = np.repeat([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]], 20, axis=0)
    groups = [clumps + rng.normal(size=clumps.shape) for _ in range(200)]

    clusters = run(groups, [3] * 200)

    assert clusters.size.tolist() == [20] * 600


def test_the_key_alone_decides_the_draws():
    rng = np.random.default_rng(1)
    groups = [rng.normal(size=(80, 3))]

    assert torch.equal(run(groups, [6], seed=4).centres, run(groups, [6], seed=4).centres)
    outcomes = {tuple(run(groups, [6], seed=seed).medoid.tolist()) for seed in range(8)}
    assert len(outcomes) > 1


# Corners of a rectangle: the halves left and right have the inertia 1, those above and below 100.
# k-means stays at either.
RECTANGLE = np.array([[0.0, 0], [0, 1], [10, 0], [10, 1]])


def inertias(groups, clusters):
    """Return the sum of squared distances of each group's points from the nearest centre."""
    return [
        ((group[:, None] - clusters.centres[clusters.group == index].double().numpy()) ** 2)
        .sum(axis=2).min(axis=1).sum()
        for index, group in enumerate(groups)
    ]  # fmt: skip


def test_a_restart_beats_a_bad_start_worked_by_hand():
    bad = [seed for seed in range(400) if run([RECTANGLE], [2], seed).centres[0, 0] == 5]

    ends = [run([RECTANGLE], [2], seed, restarts=8) for seed in bad]

    # Two of a short side are drawn with odds of 1 in 202.
    assert 0 < len(bad) < 20
    assert all(end.centres.tolist() == [[0, 0.5], [10, 0.5]] for end in ends)


def test_of_equal_runs_the_first_is_kept():
    # In a square, both halves have the inertia 100. Rounding must not decide.
    square, halves = RECTANGLE * [1, 10], set()
    for seed in range(20):
        first = run([square], [2], seed)
        if inertias([square], first) == [100]:
            kept = run([square], [2], seed, restarts=9)

            assert torch.equal(kept.centres, first.centres)
            halves.add(tuple(kept.centres[0].tolist()))
    assert halves == {(0, 5), (5, 0)}


def literal_kmeans(points, count, key):
    """Return the inertia and the rows of each cluster, in the order of their first points."""
    weights, seeds = np.ones(len(points)), []
    for odds in uniform(np.array([key]), count)[0]:
        seeds.append(np.searchsorted(np.cumsum(weights), odds * weights.sum(), side="right"))
        weights = ((points[:, None] - points[seeds]) ** 2).sum(axis=2).min(axis=1)
    centres, labels = points[seeds], None
    while True:
        distances = np.array([((points - centre) ** 2).sum(axis=1) for centre in centres])
        assigned = distances.argmin(axis=0)
        if labels is not None and (assigned == labels).all():
            break
        labels = assigned
        centres = np.array([points[labels == number].mean(axis=0) for number in range(count)])
    clusters = [np.flatnonzero(labels == number) for number in range(count)]
    return distances.min(axis=0).sum(), sorted(clusters, key=lambda rows: rows[0])


@pytest.mark.parametrize("size", [40, 300])  # by products of all pairs, and of points and means
@pytest.mark.parametrize("restarts", [2, 7])
def test_restarts_equal_literal_runs_of_which_the_best_is_kept(size, restarts):
    rng = np.random.default_rng(0)
    groups = [rng.normal(size=(size, 5)).astype(np.float32).astype(float) for _ in range(6)]
    keys = restart_keys(stream_keys(0, "test", numbers=np.arange(6)), restarts)

    clusters = run(groups, [7] * 6, restarts=restarts)

    for index, group in enumerate(groups):
        best = None
        for restart in range(restarts):
            ends = literal_kmeans(group, 7, keys[index, restart])
            if best is None or ends[0] < best[0]:
                best = ends
        own = clusters.group == index
        assert clusters.size[own].tolist() == [len(rows) for rows in best[1]]
        centres = [group[rows].mean(axis=0) for rows in best[1]]
        assert clusters.centres[own].numpy() == pytest.approx(np.array(centres), abs=1e-5)


@QUICK
@given(st.integers(1, 200), st.integers(1, 8), st.sampled_from([1, 2, 27]), st.integers(0, 2**32))
def test_inertia_falls_with_the_restarts(size, count, features, seed):
    points = np.random.default_rng(seed).normal(size=(size, features)).astype(np.float32)

    falling = [
        inertias([points], run([points], [count], seed, restarts=restarts))[0]
        for restarts in (1, 2, 3, 5, 8)
    ]

    rounding = 1e-5 * (points.astype(float) ** 2).sum()
    assert all(after <= before + rounding for before, after in pairwise(falling))


def test_inertia_is_about_that_of_scikit_learn():
    rng = np.random.default_rng(3)
    groups = [
        rng.normal(size=(size, 1, 12)).repeat(3, axis=1).reshape(-1, 12)
        + rng.normal(size=(3 * size, 12)) / 2
        for size in (12, 20, 35, 60)
    ]

    own = inertias(groups, run(groups, [8] * 4, restarts=10))

    theirs = [KMeans(8, n_init=10, random_state=0).fit(group).inertia_ for group in groups]
    ratios = np.array(own) / theirs
    assert ratios == pytest.approx(1, abs=0.06)
    assert ratios.mean() == pytest.approx(1, abs=0.03)


def test_restarts_do_not_depend_on_the_number_of_threads():
    rng = np.random.default_rng(4)
    groups = [rng.normal(size=(size, 9)) for size in (700, 60, 61, 900)]
    threads, ends = torch.get_num_threads(), []

    for number in (1, 2):
        torch.set_num_threads(number)
        ends.append(run(groups, [6] * 4, restarts=6))
    torch.set_num_threads(threads)

    assert torch.equal(ends[0].centres, ends[1].centres)
    assert torch.equal(ends[0].medoid, ends[1].medoid)


def test_it_can_be_stopped():
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        run([on_a_line(1, 2, 3, 4)], [2], on_step=stop)
