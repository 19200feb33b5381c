"""Tests of reducing kernels to the requested number."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from flimbuilder.flim.bank import KernelBank
from flimbuilder.flim.reduce import (
    limit_per_image,
    principal_directions,
    reduce_bank,
    share_budget,
    share_kernels,
)
from flimbuilder.project.architecture import Block
from flimbuilder.project.class_shares import ClassShare
from tests.flim import reference
from tests.flim.cases import QUICK


def shared(*counts, budget):
    return share_budget(np.array(counts), budget).tolist()


def test_shares_by_largest_remainder_worked_by_hand():
    # 5 3 2 of a budget of 5: quotas 2.5 1.5 1.0, floors 2 1 1, one is left; remainders .5 .5 0:
    # the first of the equal ones gets it.
    assert shared(5, 3, 2, budget=5) == [3, 1, 1]
    # 6 3 1 of 7: quotas 4.2 2.1 0.7; the last has the largest remainder.
    assert shared(6, 3, 1, budget=7) == [4, 2, 1]
    assert shared(2, 3, budget=9) == [2, 3]


def test_no_class_is_lost_if_the_budget_allows():
    # Quotas 3.88 .04 .04 .04: one each, and the fourth is taken back from the largest.
    assert shared(97, 1, 1, 1, budget=4) == [1, 1, 1, 1]
    assert shared(97, 1, 1, 1, budget=5) == [2, 1, 1, 1]
    assert shared(97, 1, 1, 1, budget=3) == [3, 0, 0, 0]


def test_equal_remainders_are_equal():
    # Quotas 2/3, 14/3 and 8/3 leave 2/3 each; in floating point 14/3 - 4 is less than 8/3 - 2.
    assert shared(1, 7, 4, budget=8) == [1, 5, 2]


@QUICK
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(0, 200))
def test_shares_equal_the_literal_rule(counts, budget):
    result = shared(*counts, budget=budget)

    assert result == reference.shares(counts, budget)
    assert sum(result) == min(budget, sum(counts))


def by_class(counts, budget, shares):
    classes = np.arange(len(counts))
    listed = [ClassShare(class_id=number, share=share) for number, share in shares.items()]
    return share_kernels(classes, np.array(counts), budget, listed).tolist()


def test_listed_classes_share_what_they_have_together():
    # By their numbers 8 of 20 are 4, 2 and 2. Classes 1 and 2 divide 4 as 3 to 1.
    assert by_class([10, 5, 5], 8, {}) == [4, 2, 2]
    assert by_class([10, 5, 5], 8, {1: 0.6, 2: 0.2}) == [4, 3, 1]
    # Quotas 3.2 .4 .4: one each, and two are left for the first.
    assert by_class([10, 5, 5, 0], 8, {1: 0.8, 2: 0.1, 3: 0.1})[:1] == [4]
    # A class gives no more than it has; the rest goes to the others.
    assert by_class([10, 2, 8], 10, {1: 9.0, 2: 1.0}) == [5, 2, 3]
    # A class that the block lacks has no share.
    assert by_class([4, 4], 4, {1: 1.0, 7: 5.0}) == [2, 2]


@QUICK
@given(
    st.lists(st.tuples(st.integers(1, 40), st.floats(0.05, 1)), min_size=1, max_size=8),
    st.integers(0, 200),
)
def test_shares_by_class_are_within_one_of_their_quota(classes, budget):
    counts = np.array([count for count, _ in classes])
    weights = np.array([weight for _, weight in classes])
    result = np.array(by_class(counts, budget, dict(enumerate(weights.tolist()))))

    assert result.sum() == min(budget, counts.sum())
    assert (result <= counts).all()
    quota = result.sum() * weights / weights.sum()
    if budget >= len(counts):
        assert (result >= 1).all()
    if (np.ceil(quota) <= counts).all() and (quota >= 1).all():
        assert (np.abs(result - quota) < 1).all()


@pytest.mark.parametrize("reduction", ["kmeans", "pca"])
def test_a_bank_is_reduced_by_the_shares_of_its_classes(reduction):
    weights = torch.randn(12, 5, generator=torch.Generator().manual_seed(0))
    classes = np.repeat([0, 1, 2], 4)
    bank = KernelBank(weights, classes, np.arange(12), np.zeros(12, int), np.arange(12),
                      np.ones(12, int))  # fmt: skip
    block = Block(kernels=6, reduction=reduction)
    shares = [ClassShare(class_id=1, share=0.1), ClassShare(class_id=2, share=0.9)]

    found = [reduce_bank(bank, weights, classes, block, 0, 1, given) for given in ([], shares)]

    assert np.bincount(found[0].class_id).tolist() == [2, 2, 2]
    assert np.bincount(found[1].class_id).tolist() == [2, 1, 3]


@pytest.mark.parametrize(("kernels", "count", "expected"), [
    # Along the axes, the longer first.
    ([[2, 0], [0, 1]], 2, [[1, 0], [0, 1]]),
    ([[0, 1], [2, 0]], 1, [[1, 0]]),
    # Two equal kernels span one direction, however many are asked.
    ([[3, 4], [3, 4]], 2, [[0.6, 0.8]]),
    # The sign follows the kernels: -2 - 1 < 0 along (1, 0).
    ([[-2, 0], [-1, 0]], 1, [[-1, 0]]),
    # 2 - 1 > 0 along (1, 0); 1 - 2 > 0 along (-1, 0).
    ([[2, 0], [-1, 0]], 1, [[1, 0]]),
    ([[1, 0], [-2, 0]], 1, [[-1, 0]]),
    # About the origin, not the mean: the mean of these is (1, 0), the direction they share; about
    # it they would differ along (0, 1) alone.
    ([[1, 0.5], [1, -0.5]], 2, [[1, 0], [0, 1]]),
])  # fmt: skip
def test_directions_and_their_sign_worked_by_hand(kernels, count, expected):
    result = principal_directions(torch.tensor(kernels, dtype=torch.float32), count)

    assert result.numpy() == pytest.approx(np.array(expected), abs=1e-7)


@QUICK
@given(st.integers(1, 30), st.integers(1, 12), st.integers(1, 40), st.integers(0, 2**32))
def test_directions_are_orthonormal_and_hold_most_energy(n_kernels, n_features, count, seed):
    kernels = np.random.default_rng(seed).normal(size=(n_kernels, n_features)) + 0.3

    result = principal_directions(torch.tensor(kernels), count).double().numpy()

    assert len(result) == min(count, n_kernels, n_features)
    assert result @ result.T == pytest.approx(np.eye(len(result)), abs=1e-6)
    assert np.all((kernels @ result.T).sum(axis=0) >= -1e-6)
    energy = ((kernels @ result.T) ** 2).sum(axis=0)
    assert np.all(np.diff(energy) <= 1e-5 * energy[0])
    assert energy == pytest.approx(np.linalg.svd(kernels)[1][: len(result)] ** 2, rel=1e-4)


def test_directions_equal_the_eigenvectors_of_the_second_moments():
    kernels = np.random.default_rng(0).normal(size=(20, 9)) + 0.5

    result = principal_directions(torch.tensor(kernels), 4)

    assert result.numpy() == pytest.approx(reference.principal_directions(kernels, 4), abs=1e-6)


def random_bank(classes, n_features=8, seed=0) -> KernelBank:
    rng = np.random.default_rng(seed)
    n_kernels = len(classes)
    weights = torch.tensor(rng.normal(size=(n_kernels, n_features)), dtype=torch.float32)
    return KernelBank(
        weights,
        class_id=np.array(classes),
        marker_index=np.arange(n_kernels) // 2,
        number=np.arange(n_kernels) % 2,
        nearest=np.arange(n_kernels) * 3,
        size=np.full(n_kernels, 7),
    ).with_unit_norm()


PATCH_CLASS = np.repeat([0, 1, 2, 7, -1], 20)


def random_patches(n_features=8):
    rng = np.random.default_rng(5)
    return torch.tensor(rng.normal(size=(100, n_features)), dtype=torch.float32)


def reduced(bank, **options):
    return reduce_bank(
        bank, random_patches(), PATCH_CLASS, Block(**{"reduction": "pca", **options}), seed=0
    )


@pytest.mark.parametrize("reduction", ["pca", "kmeans"])
@pytest.mark.parametrize("representative", ["centre", "medoid"])
def test_each_class_keeps_its_share_and_its_class(reduction, representative):
    # 12 8 4 of a budget of 6: quotas 3 2 1.
    bank = random_bank([0] * 12 + [1] * 8 + [2] * 4)

    result = reduced(bank, kernels=6, reduction=reduction, representative=representative)

    assert result.class_id.tolist() == [0, 0, 0, 1, 1, 2]
    assert result.weights.norm(dim=1).numpy() == pytest.approx(np.ones(6), abs=1e-6)


def test_a_rare_class_is_not_lost():
    bank = random_bank([0] * 30 + [1] + [2])

    for reduction in ("pca", "kmeans"):
        assert set(reduced(bank, kernels=3, reduction=reduction).class_id) == {0, 1, 2}


def test_few_enough_kernels_stay_as_they_are():
    bank = random_bank([0, 1, 1])

    for options in ({"kernels": 3}, {"kernels": None}, {"kernels": 1, "reduction": "none"}):
        assert reduced(bank, **options) is bank


def test_a_global_pca_has_no_class():
    bank = random_bank([0] * 5 + [1] * 5)

    result = reduced(bank, kernels=4, reduction="pca-global")

    expected = reference.principal_directions(bank.weights.double().numpy(), 4)
    assert result.class_id.tolist() == [-1] * 4
    assert result.weights.numpy() == pytest.approx(expected, abs=1e-5)


def test_components_are_those_of_the_own_class():
    bank = random_bank([2] * 6 + [7] * 6)

    result = reduced(bank, kernels=4)

    assert result.class_id.tolist() == [2, 2, 7, 7]
    for class_id in (2, 7):
        own = bank.weights[bank.class_id == class_id].double().numpy()
        expected = reference.principal_directions(own, 2)
        assert result.weights[result.class_id == class_id].numpy() == pytest.approx(
            expected, abs=1e-5
        )
    assert result.number.tolist() == [0, 1, 0, 1]
    assert result.marker_index.tolist() == [-1] * 4


@pytest.mark.parametrize("reduction", ["pca", "pca-global"])
def test_the_nearest_patch_of_a_component_is_of_a_marker_that_gives_kernels(reduction):
    result = reduced(random_bank([0] * 9 + [1] * 9), kernels=6, reduction=reduction)

    answers = random_patches() @ result.weights.T
    for position, class_id in enumerate(result.class_id):
        allowed = PATCH_CLASS != -1 if class_id == -1 else class_id == PATCH_CLASS
        rows = np.flatnonzero(allowed)
        assert result.nearest[position] == rows[int(answers[rows, position].argmax())]


def test_medoids_of_kernels_keep_their_own_identity():
    bank = random_bank([0] * 8 + [1] * 8)

    result = reduced(bank, kernels=6, reduction="kmeans", representative="medoid")

    rows = (result.nearest // 3).tolist()  # as random_bank numbered them
    assert len(set(rows)) == 6
    assert torch.equal(result.weights, bank.weights[rows])
    assert result.marker_index.tolist() == [row // 2 for row in rows]
    assert result.number.tolist() == [row % 2 for row in rows]


def test_centres_of_kernels_worked_by_hand():
    # (1, 0, 0) and (.96, .28, 0) make one cluster: its mean (.98, .14, 0) has the length
    # sqrt(.9604 + .0196) = .98995, so the kernel is (.98995, .14142, 0). (0, 0, 1) is the other.
    weights = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.96, 0.28, 0.0]])
    bank = replace(random_bank([1, 1, 1]), weights=weights)
    block = Block(kernels=2, reduction="kmeans", representative="centre")

    result = reduce_bank(bank, weights, np.ones(3, int), block, seed=0)

    expected = np.array([[0.98995, 0.14142, 0], [0, 0, 1]])
    assert result.weights.numpy() == pytest.approx(expected, abs=1e-5)
    assert result.size.tolist() == [2, 1]
    assert result.marker_index.tolist() == [-1, -1]
    assert result.number.tolist() == [0, 1]
    assert result.class_id.tolist() == [1, 1]
    assert result.nearest.tolist() == [0, 3]  # of the first kernel that is nearest to the centre


@pytest.mark.parametrize("representative", ["centre", "medoid"])
def test_restarts_lower_the_distance_of_each_class_from_its_kernels(representative):
    bank = random_bank([0] * 40 + [1] * 30)
    block = Block(kernels=14, reduction="kmeans", representative=representative, unit_norm=False)

    def distances(restarts):
        """Return the sum of each class's squared distances from the means of its clusters."""
        centres = reduce_bank(
            bank, random_patches(), PATCH_CLASS, block.with_(representative="centre"), 0, restarts
        )
        return [
            (torch.cdist(bank.weights[bank.class_id == n].double(),
                         centres.weights[centres.class_id == n].double()) ** 2)
            .amin(dim=1).sum().item()
            for n in (0, 1)
        ]  # fmt: skip

    once, several = distances(1), distances(30)
    assert all(after < before for after, before in zip(several, once, strict=True))
    medoids = reduce_bank(bank, random_patches(), PATCH_CLASS, block, 0, 30)
    again = reduce_bank(bank, random_patches(), PATCH_CLASS, block, 0, 30)
    assert len(medoids) == 14
    assert torch.equal(medoids.weights, again.weights)


def test_restarts_reach_the_limit_per_image():
    bank, image = random_bank([0] * 30 + [1] * 30), np.zeros(60, int)

    once, several = (limit_per_image(bank, image, 10, 0, restarts) for restarts in (1, 30))

    assert len(once) == len(several) == 10
    assert not torch.equal(once.weights, several.weights)


def test_each_image_gives_at_most_its_limit_and_no_class_is_lost():
    # Image 0: eight of class 0, two of class 1; image 1: three of class 0. At most four an image:
    # quotas 3.2 and 0.8 give 3 and 1; image 1 keeps its three.
    bank = random_bank([0] * 8 + [1] * 2 + [0] * 3)
    image = np.array([0] * 10 + [1] * 3)

    result = limit_per_image(bank, image, 4, seed=0)

    rows = (result.nearest // 3).tolist()
    assert result.class_id.tolist() == [0, 0, 0, 1, 0, 0, 0]
    assert rows[4:] == [10, 11, 12]
    assert rows == sorted(rows)
    assert torch.equal(result.weights, bank.weights[rows])


def test_no_limit_changes_nothing():
    bank = random_bank([0, 0, 1])

    assert limit_per_image(bank, np.zeros(3, int), None, seed=0) is bank
    assert limit_per_image(bank, np.zeros(3, int), 3, seed=0) is bank


def test_the_shares_of_a_mean_are_counts_of_kernels_worked_by_hand():
    # Three kernels of marker 0 and one of marker 1 lie together; one of marker 1 lies alone.
    weights = torch.tensor([[1.0, 0, 0], [1, 0.01, 0], [1, 0.02, 0], [1, 0.03, 0], [0, 0, 1]])
    bank = replace(random_bank([1] * 5), weights=weights, marker_index=np.array([0, 0, 0, 1, 1]))
    block = Block(kernels=2, reduction="kmeans", representative="centre")

    result = reduce_bank(bank, weights, np.ones(5, int), block, seed=0)

    assert result.shares == pytest.approx(np.array([[0.75, 0.25], [0.0, 1.0]]))


def test_the_shares_of_a_component_are_squared_projections_worked_by_hand():
    # Along (1, 0) the kernels of marker 0 have 3 and 1, that of marker 2 has 2: 10 to 4.
    weights = torch.tensor([[3.0, 0], [1, 0], [2, 0]])
    bank = replace(random_bank([1] * 3), weights=weights, marker_index=np.array([0, 0, 2]))

    result = reduce_bank(bank, weights, np.ones(3, int), Block(kernels=1, reduction="pca"), seed=0)

    assert result.shares == pytest.approx(np.array([[10, 0, 4]]) / 14)


@pytest.mark.parametrize("reduction", ["pca", "pca-global", "kmeans"])
def test_shares_sum_to_one_and_are_of_the_own_class(reduction):
    bank = random_bank([0] * 12 + [1] * 8 + [2] * 4)

    result = reduced(bank, kernels=6, reduction=reduction)

    assert result.shares.shape == (6, 12)
    assert result.shares.sum(axis=1) == pytest.approx(1)
    assert (result.shares >= 0).all()
    marker_class = np.repeat([0, 1, 2], [6, 4, 2])
    if reduction != "pca-global":
        others = result.class_id[:, None] != marker_class
        assert not result.shares[others].any()
    taken = result.take(np.array([4, 1]))
    assert np.array_equal(taken.shares, result.shares[[4, 1]])
    assert taken.nbytes > replace(taken, shares=None).nbytes


def test_medoids_and_kernels_that_are_not_reduced_are_of_one_marker():
    bank = random_bank([0] * 8 + [1] * 8)

    medoids = reduced(bank, kernels=6, reduction="kmeans", representative="medoid")

    assert medoids.shares is None
    assert reduced(bank, kernels=None).shares is None
