from dataclasses import replace

import numpy as np
import pytest

from flimbuilder.explain.kernels.redundancy import KernelGroup, MarkedKernels
from flimbuilder.explain.kernels.review import review_block


@pytest.fixture
def kernels() -> MarkedKernels:
    """Five kernels, numbered from 2, at two pixels of class 1 and two of class 0."""
    activations = np.array(
        [[4.0, 2, 0, 0, 1], [3, 1.5, 1, 0, 1], [0, 0, 2, 0, 1], [0, 0, 2, 0, 0.5]]
    )
    return MarkedKernels(
        block=3,
        numbers=(2, 3, 5, 6, 7),
        weights=np.eye(5)[:, :4] + 0.1,
        class_id=np.array([1, 1, 1, 0, 0]),
        auc=np.array([1.0, 1.0, 0.1, 0.5, 0.2]),
        activations=activations,
        pixel_class=np.array([1, 1, 0, 0]),
        marker_index=np.array([0, 1, 2, 3]),
    )


def test_redundant_kernels_by_their_numbers(kernels):
    review = review_block(kernels)
    assert review.block == 3
    assert review.redundant == (3,)
    (group,) = review.groups
    assert (group.kept, group.repeats) == (2, (3,))
    assert group.similarity == pytest.approx(1)
    assert review.kernels[1].repeats == 2
    assert review.kernels[1].similarity == pytest.approx(1)
    assert review.kernels[0].repeats is None


def test_useless_kernels_and_why(kernels):
    review = review_block(kernels)
    by_number = {kernel.number: kernel.fault for kernel in review.kernels}
    assert by_number[5] == "responds less to its class than to the others (AUC 0.10)"
    assert by_number[6] == "does not respond at the markers"
    assert by_number[7] is None  # the other kernel of its class is dead
    assert review.useless == (5, 6)


def test_a_low_score_alone_makes_a_kernel_useless(kernels):
    review = review_block(replace(kernels, auc=np.full(5, 0.9)))
    assert {kernel.number: kernel.fault for kernel in review.kernels}[5] == (
        "responds to other classes too (score 0.08)"  # (2 (1 - 1) + 0.25) / 3
    )
    assert 5 not in review_block(replace(kernels, auc=np.full(5, 0.9)), least_score=0).useless


def test_the_best_kernel_of_each_class_stays(kernels):
    review = review_block(replace(kernels, auc=np.array([0.1, 0.4, 0.3, 0.2, 0.45])))
    assert review.useless == (2, 5, 6)  # not 3 and 7


def test_without_another_class_nothing_is_known(kernels):
    of_one = replace(
        kernels,
        class_id=np.ones(5, np.int64),
        pixel_class=np.ones(4, np.int64),
        auc=np.full(5, np.nan),
    )
    review = review_block(of_one)
    assert review.useless == (6,)  # it never responds
    assert all(
        kernel.auc is kernel.score is kernel.distance_ratio is None for kernel in review.kernels
    )


def test_mixed_kernels_are_never_useless(kernels):
    mixed = replace(kernels, class_id=np.full(5, -1), auc=np.full(5, np.nan))
    review = review_block(mixed, by="cosine")
    assert [kernel.class_id for kernel in review.kernels] == [None] * 5
    assert review.useless == (6,)


def test_the_measure_of_similarity_can_be_chosen(kernels):
    assert review_block(kernels, by="cosine").groups == ()
    groups = review_block(kernels, by="cosine", least_similarity=0.1).groups
    assert groups
    assert all(isinstance(group, KernelGroup) for group in groups)
