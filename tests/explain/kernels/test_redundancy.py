import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.cluster import AgglomerativeClustering

from flimbuilder.explain.kernels.redundancy import (
    KernelGroup,
    MarkedKernels,
    group_kernels,
    kernel_similarity,
    marked_kernels,
)
from flimbuilder.flim.learner import learn
from flimbuilder.flim.training import TrainingImage
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.markers import Disk
from flimbuilder.project.project import KernelEdit
from tests.learned_models import BLOCKS, CENTRES, image

ONE_CLASS = np.zeros(4, np.int64)


def kernels(activations: list[list[float]], weights: list[list[float]]) -> MarkedKernels:
    n_kernels, n_pixels = len(weights), len(activations)
    return MarkedKernels(
        1,
        tuple(range(1, n_kernels + 1)),
        np.array(weights, float),
        np.zeros(n_kernels, np.int64),
        np.full(n_kernels, np.nan),
        np.array(activations, float),
        np.zeros(n_pixels, np.int64),
        np.zeros(n_pixels, np.int64),
    )


def test_correlation_by_hand():
    block = kernels([[0, 0, 2, 3], [1, 3, 1, 3], [2, 6, 0, 3]], [[1.0]] * 4)
    similarity = kernel_similarity(block, "correlation")
    assert similarity[0] == pytest.approx([1, 1, -1, 0])  # the last does not vary
    assert similarity[3, 3] == 1


def test_cosine_by_hand():
    block = kernels([[1, 0, 1, 2]], [[3, 4], [4, 3], [-3, -4], [0, 0]])
    assert kernel_similarity(block, "cosine")[0] == pytest.approx([1, 0.96, -1, 0])


def test_either_and_both_are_the_larger_and_the_smaller():
    block = kernels([[0, 1], [1, 0], [2, 0.5]], [[1, 0], [1, 1]])
    by = {name: kernel_similarity(block, name)[0, 1]  # type: ignore[arg-type]
          for name in ("correlation", "cosine", "either", "both")}  # fmt: skip
    assert by["either"] == max(by["correlation"], by["cosine"])
    assert by["both"] == min(by["correlation"], by["cosine"])


@given(arrays(float, (9, 5), elements=st.floats(0, 10)))
def test_correlation_is_that_of_numpy(activations):
    activations = np.round(activations, 3)
    varies = activations.std(axis=0) > 1e-6
    block = kernels(activations.tolist(), [[1.0]] * 5)
    similarity = kernel_similarity(block, "correlation")
    expected = np.corrcoef(activations[:, varies], rowvar=False)
    np.testing.assert_allclose(
        similarity[np.ix_(varies, varies)], np.atleast_2d(expected), atol=1e-9
    )


def test_groups_by_hand():
    """Kernels 0, 1 and 2 are alike in pairs but for 0 and 2, so complete linkage splits them."""
    similarity = np.array(
        [[1.0, 0.96, 0.80, 0.0], [0.96, 1.0, 0.95, 0.0], [0.80, 0.95, 1.0, 0.0], [0, 0, 0, 1.0]]
    )
    assert group_kernels(similarity, ONE_CLASS, 0.9) == (KernelGroup(0, (1,), 0.96),)
    # Sums of distances: 0.24, 0.09 and 0.25, so the second is the medoid.
    assert group_kernels(similarity, ONE_CLASS, 0.8) == (KernelGroup(1, (0, 2), 0.8),)
    assert group_kernels(similarity, ONE_CLASS, 0.97) == ()


def test_kernels_of_different_classes_are_never_grouped():
    alike = np.ones((4, 4))
    groups = group_kernels(alike, np.array([0, 1, 0, -1]), 0.5)
    assert groups == (KernelGroup(0, (2,), 1.0),)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_kernels_have_no_groups(count):
    assert group_kernels(np.eye(count), np.zeros(count, np.int64)) == ()


def literal_groups(similarity: np.ndarray, least: float) -> list[set[int]]:
    """Join the two groups whose worst pair is best, until that falls below `least`."""
    groups = [{number} for number in range(len(similarity))]
    while len(groups) > 1:
        best, pair = -2.0, None
        for first in range(len(groups)):
            for second in range(first + 1, len(groups)):
                worst = min(similarity[i, j] for i in groups[first] for j in groups[second])
                if worst > best:
                    best, pair = worst, (first, second)
        if best < least:
            break
        assert pair is not None
        groups[pair[0]] |= groups.pop(pair[1])
    return [group for group in groups if len(group) > 1]


def random_similarity(seed: int, count: int = 12) -> np.ndarray:
    points = np.random.default_rng(seed).normal(size=(count, 3)) + 1
    return kernel_similarity(kernels([[0.0] * count], points.tolist()), "cosine")


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_those_of_a_literal_loop(seed):
    similarity = random_similarity(seed)
    found = group_kernels(similarity, np.zeros(12, np.int64), 0.8)
    assert {frozenset({group.kept, *group.repeats}) for group in found} == {
        frozenset(group) for group in literal_groups(similarity, 0.8)
    }
    for group in found:
        members = [group.kept, *group.repeats]
        sums = [sum(1 - similarity[i, j] for j in members) for i in members]
        assert sums[0] == pytest.approx(min(sums))
        assert group.similarity >= 0.8


@pytest.mark.parametrize("seed", range(3))
def test_groups_are_those_of_scikit_learn(seed):
    similarity = random_similarity(seed, 20)
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="complete", distance_threshold=0.2
    ).fit_predict(1 - similarity)
    expected = {
        frozenset(np.flatnonzero(labels == number).tolist())
        for number in np.unique(labels)
        if (labels == number).sum() > 1
    }
    found = group_kernels(similarity, np.zeros(20, np.int64), 0.8)
    assert {frozenset({group.kept, *group.repeats}) for group in found} == expected


@pytest.fixture(scope="module")
def images():
    drawn = [
        Disk(id=class_id + 1, class_id=class_id, center=CENTRES[class_id], radius=3)
        for class_id in range(2)
    ]
    return [TrainingImage("b", image(seed=1), drawn[:1]), TrainingImage("a", image(), drawn)]


ARCHITECTURE = Architecture(blocks=(BLOCKS[0].with_(pooling={"kind": "none"}), BLOCKS[1]))


def test_activations_are_those_of_the_maps_at_the_marked_pixels(images):
    learned = learn(images, ARCHITECTURE)
    blocks = marked_kernels(learned, images)
    assert [block.block for block in blocks] == [1, 2]
    for block in blocks:
        assert block.activations.shape == (3 * 29, len(block.numbers))  # 29 pixels of a disk
        assert block.marker_index.tolist() == [0] * 29 + [1] * 29 + [2] * 29
        assert block.pixel_class.tolist() == [0] * 29 + [1] * 29 + [0] * 29


def test_inverted_and_deleted_kernels(images):
    plain = learn(images, ARCHITECTURE)
    first, second = (kernel.identity for kernel in plain.blocks[0].kernels[:2])
    edits = [
        KernelEdit(block=1, action="delete", kernel=first),
        KernelEdit(block=1, action="invert", kernel=second),
    ]
    edited = marked_kernels(learn(images, ARCHITECTURE, edits=edits), images)[0]
    whole = marked_kernels(plain, images)[0]
    assert edited.numbers == whole.numbers[1:]
    np.testing.assert_array_equal(edited.weights[0], -whole.weights[1])
    np.testing.assert_allclose(edited.activations[:, 1:], whole.activations[:, 2:], atol=1e-5)


def test_order_of_images_does_not_matter(images):
    learned = learn(images, ARCHITECTURE)
    one, other = (marked_kernels(learned, order)[1] for order in (images, images[::-1]))
    np.testing.assert_array_equal(one.activations, other.activations)


def test_a_copy_of_a_kernel_is_redundant(images):
    block = marked_kernels(learn(images, ARCHITECTURE), images)[0]
    doubled = MarkedKernels(
        1,
        (*block.numbers, 99),
        np.vstack((block.weights, block.weights[:1])),
        np.append(block.class_id, block.class_id[0]),
        np.append(block.auc, block.auc[0]),
        np.column_stack((block.activations, block.activations[:, 0])),
        block.pixel_class,
        block.marker_index,
    )
    for by in ("correlation", "cosine", "both"):
        groups = group_kernels(kernel_similarity(doubled, by), doubled.class_id, 0.999)
        last = len(block.numbers)
        assert any({0, last} <= {group.kept, *group.repeats} for group in groups), by
