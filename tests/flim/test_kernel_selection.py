"""How well kernels separate their class at the markers, and their selection by it."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.covariance import ledoit_wolf_shrinkage
from sklearn.metrics import roc_auc_score

from flimbuilder.flim.bank import KernelBank
from flimbuilder.flim.kernel_selection import (
    MarkerSample,
    drop_misleading,
    measure_separation,
    reduce_and_select,
    select_jointly,
    shrinkage,
)
from flimbuilder.flim.learner import learn
from flimbuilder.flim.step_cache import StepResults
from flimbuilder.project.architecture import Architecture, Block
from flimbuilder.project.class_shares import ClassShare
from flimbuilder.project.project import KernelEdit
from tests.flim.cases import two_images


def kernels(weights, classes):
    """A bank of kernels with the given weights, (n_kernels, n_features), and classes."""
    weights = torch.as_tensor(np.asarray(weights), dtype=torch.float32)
    rows = np.arange(len(weights))
    return KernelBank(weights, np.asarray(classes), 0 * rows, rows, 0 * rows, 0 * rows + 1)


def sample_of(patches, classes, markers, activation="none"):
    patches = torch.as_tensor(np.asarray(patches), dtype=torch.float32)
    return MarkerSample(patches, np.asarray(classes), np.asarray(markers), activation)


def axes(count, classes):
    """Kernels whose responses are the elements of the patch."""
    return kernels(np.eye(count), classes)


def columns(*values):
    return np.array(values, dtype=np.float64).T


def random_sample(seed, n_pixels=60, n_features=6, activation="relu"):
    draw = np.random.default_rng(seed)
    markers = np.sort(draw.integers(0, 5, n_pixels))
    classes = np.array([0, 1, 0, 1, 2])[markers]
    patches = draw.normal(size=(n_pixels, n_features)).round(1)
    patches += 0.6 * (classes > 0)[:, None] * draw.normal(size=n_features)
    return sample_of(patches, classes, markers, activation)


class TestMeasures:
    def test_by_hand(self):
        # Class 1: 1 and 3; others: 0 and 2. Of the four pairs three are in order.
        sample = sample_of(columns([1, 3, 0, 2]), [1, 1, 0, 0], [0, 0, 1, 1])
        separation = measure_separation(axes(1, [1]), sample)
        assert separation.auc == [0.75]
        assert separation.inverted_auc == [0.25]
        # The means are 2 and 1, and both variances 1.
        assert separation.fisher == [1.0]
        assert separation.inverted_fisher == [1.0]

    def test_ties_count_one_half(self):
        sample = sample_of(columns([1, 1, 1, 0]), [1, 1, 0, 0], [0, 0, 1, 1])
        assert measure_separation(axes(1, [1]), sample).auc == [0.75]

    def test_values_that_the_activation_sets_to_zero_are_ties(self):
        sample = sample_of(columns([2, -1, -3, -4]), [1, 1, 0, 0], [0, 0, 1, 1], "relu")
        separation = measure_separation(axes(1, [1]), sample)
        assert separation.auc == [0.75]
        assert separation.inverted_auc == [0.0]  # 0 and 1 against 3 and 4

    def test_markers_weigh_the_same_whatever_their_size(self):
        sample = sample_of(columns([5, 0, 0, 0, 1, 1]), [1, 1, 1, 1, 0, 0], [0, 1, 1, 1, 2, 2])
        assert measure_separation(axes(1, [1]), sample).auc == [0.5]

    def test_a_kernel_of_the_background_responds_to_it(self):
        sample = sample_of(columns([1, 2, 0, 0], [0, 0, 1, 2]), [0, 0, 1, 1], [0, 0, 1, 1])
        assert measure_separation(axes(2, [0, 0]), sample).auc.tolist() == [1.0, 0.0]

    def test_classes_that_do_not_vary_have_the_largest_ratio(self):
        sample = sample_of(columns([1, 1, 0, 0], [1, 1, 1, 1]), [1, 1, 0, 0], [0, 0, 1, 1])
        separation = measure_separation(axes(2, [1, 1]), sample)
        assert separation.fisher.tolist() == [1e6, 0.0]
        assert separation.auc.tolist() == [1.0, 0.5]

    def test_unknown_for_mixed_kernels_and_for_a_class_that_stands_alone(self):
        sample = sample_of(columns([1, 2], [0, 3]), [1, 1], [0, 1])
        separation = measure_separation(axes(2, [-1, 1]), sample)
        assert np.isnan(separation.auc).all()
        assert separation.of(1, inverted=False) == (None, None)
        assert separation.of(0, inverted=True) == (None, None)

    @pytest.mark.parametrize("activation", ["relu", "leaky", "none"])
    def test_literal_loops_agree(self, activation):
        sample = random_sample(3, activation=activation)
        bank = kernels(np.random.default_rng(4).normal(size=(9, 6)), [0, 1, 2] * 3)
        separation = measure_separation(bank, sample)
        for sign, aucs, fishers in (
            (1, separation.auc, separation.fisher),
            (-1, separation.inverted_auc, separation.inverted_fisher),
        ):
            expected = [literal(bank.weights[row] * sign, bank.class_id[row], sample)
                        for row in range(9)]  # fmt: skip
            np.testing.assert_allclose(np.stack([aucs, fishers], 1), expected, rtol=1e-5)

    @given(st.integers(0, 10**6))
    @settings(max_examples=40, deadline=None)
    def test_the_area_of_scikit_learn_agrees(self, seed):
        sample = random_sample(seed)
        bank = axes(6, [0, 1, 2, 0, 1, 2])
        separation = measure_separation(bank, sample)
        for row in range(6):
            own = sample.class_id == bank.class_id[row]
            if own.all() or not own.any():
                assert np.isnan(separation.auc[row])
                continue
            inside, outside = sample.sides(int(bank.class_id[row]))
            values = sample.activations(bank.weights[[row]])[:, 0]
            expected = roc_auc_score(own, values, sample_weight=inside + outside)
            assert separation.auc[row] == pytest.approx(expected)

    @given(arrays(np.float32, (12, 3), elements=st.floats(-4, 4, width=16)))
    def test_without_activation_inverting_mirrors_the_area(self, patches):
        sample = sample_of(patches, [1] * 5 + [0] * 7, [0] * 3 + [1] * 2 + [2] * 7)
        separation = measure_separation(axes(3, [0, 1, 1]), sample)
        np.testing.assert_allclose(separation.auc + separation.inverted_auc, 1, atol=1e-12)
        np.testing.assert_allclose(separation.fisher, separation.inverted_fisher)
        assert (separation.fisher >= 0).all()


def literal(weights, class_id, sample):
    """AUC and Fisher ratio of a kernel, pair by pair and pixel by pixel."""
    sides = {True: [], False: []}  # (activation, weight)
    for side, pixels in sides.items():
        own = [i for i in range(len(sample.class_id)) if (sample.class_id[i] == class_id) == side]
        names = [int(sample.marker_index[i]) for i in own]
        for i, name in zip(own, names, strict=True):
            value = sum(
                float(w) * float(x) for w, x in zip(weights, sample.patches[i], strict=True)
            )
            if value < 0 and sample.activation != "none":
                value *= 0.01 if sample.activation == "leaky" else 0.0
            pixels.append((value, 1 / len(set(names)) / names.count(name)))
    area = sum(
        weight * other_weight * ((value > other) + (value == other) / 2)
        for value, weight in sides[True]
        for other, other_weight in sides[False]
    )
    means = {side: sum(v * w for v, w in pixels) for side, pixels in sides.items()}
    variance = sum(
        w * (v - means[side]) ** 2 / 2 for side, pixels in sides.items() for v, w in pixels
    )
    return area, (means[True] - means[False]) ** 2 / variance


class TestDraw:
    def test_few_pixels_are_all_drawn_but_those_not_used_for_kernels(self):
        patches = torch.arange(5.0)[:, None]
        sample = MarkerSample.draw(
            patches, np.array([0, 0, -1, 1, 1]), np.array([0, 0, 1, 2, 2]), "relu"
        )
        assert sample.patches[:, 0].tolist() == [0, 1, 3, 4]
        assert sample.class_id.tolist() == [0, 0, 1, 1]
        assert sample.marker_index.tolist() == [0, 0, 2, 2]

    def test_many_are_drawn_evenly(self):
        patches = torch.arange(1003.0)[:, None]
        markers = np.repeat([0, 1], [3, 1000])
        sample = MarkerSample.draw(patches, markers, markers, "relu")
        assert sample.patches[:, 0].tolist() == [0, 1, 2, *range(8, 1003, 10)]

    def test_of_very_many_markers_fewer_are_drawn(self):
        markers = np.repeat(np.arange(5_000), 3)
        sample = MarkerSample.draw(torch.zeros(15_000, 1), markers, markers, "relu")
        assert np.bincount(sample.marker_index).tolist() == [2] * 5_000


class TestDropMisleading:
    def test_by_hand(self):
        # The second responds less to class 1, the third equally.
        sample = sample_of(
            columns([1, 2, 0, 0], [0, 0, 1, 2], [1, 1, 1, 1]), [1, 1, 0, 0], [0, 0, 1, 1]
        )
        assert drop_misleading(axes(3, [1, 1, 1]), sample).number.tolist() == [0, 2]

    def test_the_best_of_a_class_stays(self):
        sample = sample_of(
            columns([0, 0, 1, 2], [0, 3, 1, 2], [1, 1, 0, 0]), [1, 1, 0, 0], [0, 0, 1, 1]
        )
        bank = axes(3, [1, 1, 0])
        assert drop_misleading(bank, sample).number.tolist() == [1, 2]

    def test_mixed_kernels_stay(self):
        sample = sample_of(columns([0, 0, 1, 2]), [1, 1, 0, 0], [0, 0, 1, 1])
        assert len(drop_misleading(axes(1, [-1]), sample)) == 1


class TestSelectJointly:
    def test_a_repeated_kernel_is_passed_over_for_a_weaker_one_that_adds(self):
        draw = np.random.default_rng(0)
        side = np.repeat([1, 0], 100)
        strong, weak = 3 * side + draw.normal(size=200), 1 * side + draw.normal(size=200)
        patches = columns(strong, strong + 1e-3 * draw.normal(size=200), weak)
        sample = sample_of(patches, side, 1 - side)
        bank = axes(3, [1, 1, 1])
        alone = measure_separation(bank, sample).fisher
        assert alone[1] > 5 * alone[2]
        assert 2 in select_jointly(bank, sample, {1: 2}).number

    @given(st.integers(0, 10**6), st.integers(1, 5))
    @settings(max_examples=30, deadline=None)
    def test_a_literal_forward_selection_agrees(self, seed, count):
        sample = random_sample(seed, n_pixels=80)
        bank = kernels(np.random.default_rng(seed + 1).normal(size=(6, 6)), [0] * 6)
        if (sample.class_id == 0).all() or not (sample.class_id == 0).any():
            return
        chosen = select_jointly(bank, sample, {0: count}).number.tolist()
        assert chosen == sorted(literal_selection(bank, sample, 0, count))

    def test_it_finds_the_best_pair_of_independent_kernels(self):
        sample = random_sample(11, n_pixels=2000)
        bank = axes(6, [0] * 6)
        ratio = {pair: joint_ratio(bank, sample, 0, pair) for pair in combinations(range(6), 2)}
        assert tuple(select_jointly(bank, sample, {0: 2}).number) == max(ratio, key=ratio.get)

    def test_each_class_has_its_share_in_the_order_of_the_bank(self):
        sample = random_sample(5)
        bank = kernels(np.random.default_rng(6).normal(size=(9, 6)), [1, 0, 2] * 3)
        selected = select_jointly(bank, sample, {0: 1, 1: 2, 2: 5})
        assert np.bincount(selected.class_id).tolist() == [1, 2, 3]
        assert (np.diff(selected.number) > 0).all()

    def test_a_class_that_stands_alone_keeps_its_first_kernels(self):
        sample = sample_of(np.ones((4, 3)), [1] * 4, [0] * 4)
        assert select_jointly(axes(3, [1] * 3), sample, {1: 2}).number.tolist() == [0, 1]

    def test_constant_and_zero_activations(self):
        sample = sample_of(np.ones((4, 3)), [1, 1, 0, 0], [0, 0, 1, 1])
        assert len(select_jointly(axes(3, [1] * 3), sample, {1: 2})) == 2
        zero = kernels(np.zeros((4, 3)), [1] * 4)
        assert len(select_jointly(zero, sample, {1: 3})) == 3


def covariance_of(bank, sample, class_id):
    """Distances of the means, and the shrunk covariance of activations of unit deviation."""
    values = sample.activations(bank.weights).numpy()
    inside, outside = (side.numpy() for side in sample.sides(class_id))
    distance = inside @ values - outside @ values
    residuals = values - np.where(inside[:, None] > 0, inside @ values, outside @ values)
    weights = (inside + outside) / 2
    deviation = np.sqrt(weights @ residuals**2) + 1e-6 * np.abs(values).max(axis=0)
    residuals, distance = residuals / deviation, distance / deviation
    covariance = residuals.T @ (weights[:, None] * residuals)
    share = shrinkage(torch.from_numpy(residuals), torch.from_numpy(weights))
    identity = np.eye(len(distance)) * np.trace(covariance) / len(distance)
    return distance, (1 - share) * covariance + share * identity


def joint_ratio(bank, sample, class_id, rows):
    distance, covariance = covariance_of(bank, sample, class_id)
    rows = list(rows)
    return distance[rows] @ np.linalg.solve(covariance[np.ix_(rows, rows)], distance[rows])


def literal_selection(bank, sample, class_id, count):
    chosen = []
    for _ in range(count):
        rest = [row for row in range(len(bank)) if row not in chosen]
        ratios = [joint_ratio(bank, sample, class_id, [*chosen, row]) for row in rest]
        chosen.append(rest[int(np.argmax(ratios))])
    return chosen


@given(st.integers(2, 40), st.integers(1, 12), st.integers(0, 10**6))
def test_the_shrinkage_of_scikit_learn_agrees(n_samples, n_features, seed):
    values = np.random.default_rng(seed).normal(size=(n_samples, n_features))
    values *= np.arange(1, n_features + 1)
    own = shrinkage(torch.from_numpy(values), torch.full((n_samples,), 1 / n_samples).double())
    expected = ledoit_wolf_shrinkage(values, assume_centered=True)
    assert own == pytest.approx(expected, abs=1e-6)


class TestReduceAndSelect:
    block = Block(kernels=4)

    def reduced(self, selection, block=block, shares=()):
        draw = np.random.default_rng(8)
        bank = kernels(draw.normal(size=(40, 6)), [0, 1] * 20)
        sample = random_sample(8)
        return reduce_and_select(
            bank, sample.patches, sample.class_id, block, 0, sample, selection, 1, shares
        )

    @pytest.mark.parametrize("selection", ["none", "fisher", "auc"])
    @pytest.mark.parametrize("reduction", ["kmeans", "pca"])
    @pytest.mark.parametrize("representative", ["centre", "medoid"])
    def test_the_number_and_the_classes_are_those_requested(
        self, selection, reduction, representative
    ):
        block = self.block.with_(reduction=reduction, representative=representative)
        bank = self.reduced(selection, block)
        assert bank.class_id.tolist() == [0, 0, 1, 1]
        identities = set(zip(bank.class_id, bank.marker_index, bank.number, strict=True))
        assert len(identities) == 4

    @pytest.mark.parametrize("selection", ["none", "fisher", "auc"])
    def test_classes_get_their_shares(self, selection):
        shares = [ClassShare(class_id=0, share=0.3), ClassShare(class_id=1, share=0.9)]
        bank = self.reduced(selection, self.block, shares)
        assert bank.class_id.tolist() == [0, 1, 1, 1]

    def test_the_kinds_differ(self):
        banks = [self.reduced(selection).weights for selection in ("none", "fisher", "auc")]
        assert not any(torch.equal(first, second) for first, second in combinations(banks, 2))

    @pytest.mark.parametrize("reduction", ["none", "pca-global"])
    def test_other_reductions_do_not_select(self, reduction):
        block = self.block.with_(reduction=reduction)
        plain = self.reduced("none", block).weights
        for selection in ("fisher", "auc"):
            assert torch.equal(self.reduced(selection, block).weights, plain)


BLOCKS = (Block(kernels=3, kernels_per_marker=4), Block(kernels=2, kernels_per_marker=3))


class TestLearning:
    @pytest.mark.parametrize("selection", ["fisher", "auc"])
    def test_learning_selects_and_repeats(self, selection):
        plain = Architecture(blocks=BLOCKS)
        chosen = plain.with_(selection=selection)
        memory = StepResults(10**8)
        first = learn(two_images(), chosen, memory=memory)
        assert learn(two_images(), chosen).fingerprint == first.fingerprint
        others = learn(two_images(), plain, memory=memory)
        assert others.fingerprint != first.fingerprint
        assert learn(two_images(), chosen, memory=memory).fingerprint == first.fingerprint

    def test_threads_do_not_matter(self):
        chosen = Architecture(blocks=BLOCKS, selection="fisher")
        before, made = torch.get_num_threads(), []
        try:
            for threads in (1, 3):
                torch.set_num_threads(threads)
                learned = learn(two_images(), chosen)
                measures = [(k.auc, k.fisher) for block in learned.blocks for k in block.kernels]
                made.append((learned.fingerprint, measures))
        finally:
            torch.set_num_threads(before)
        assert made[0] == made[1]

    def test_kernels_have_measures_and_inverting_changes_them(self):
        plain = Architecture(blocks=BLOCKS)
        memory = StepResults(10**8)
        kernel = learn(two_images(), plain, memory=memory).blocks[0].kernels[0]
        assert kernel.auc is not None
        assert kernel.fisher is not None
        edit = KernelEdit(block=1, action="invert", kernel=kernel.identity)
        inverted = learn(two_images(), plain, edits=[edit], memory=memory).blocks[0].kernels[0]
        assert inverted.inverted
        assert inverted.auc is not None
        assert (inverted.auc < 0.5) == (kernel.auc > 0.5)

    def test_measures_are_no_part_of_the_provenance(self):
        kernel = learn(two_images(), Architecture(blocks=BLOCKS)).blocks[0].kernels[0]
        assert replace(kernel, auc=0.0, fisher=0.0) == kernel
