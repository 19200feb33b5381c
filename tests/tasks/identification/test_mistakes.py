"""The kernels and strokes behind a mistake."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.flim.learned import LearnedBlock, LearnedEncoder, LearnedKernel
from flimbuilder.project.project import ClusterIdentity, MarkerShare
from flimbuilder.tasks.identification.classifiers import CLASSIFIERS, fit_classifier
from flimbuilder.tasks.identification.mistakes import (
    KernelPull,
    PooledBlock,
    kernel_pulls,
    stroke_pulls,
)
from flimbuilder.tasks.identification.validation import CrossValidation, cross_validate

BLOCKS = (PooledBlock(1, 2, 2), PooledBlock(3, 3, 1))  # 7 features


def sample(classes: int = 3, each: int = 12) -> tuple[NDArray[np.float32], list[str]]:
    """Overlapping classes of 7 features."""
    rng = np.random.default_rng(5)
    labels = [f"kind {number}" for number in range(classes) for _ in range(each)]
    centres = rng.normal(size=(classes, 7))
    features = np.repeat(centres, each, axis=0) + rng.normal(0, 1.2, (classes * each, 7))
    return features.astype(np.float32), labels


def first_mistake(validation: CrossValidation) -> int:
    return int(np.flatnonzero(validation.truth != validation.predicted[0])[0])


def test_by_hand() -> None:
    """The scaler halves; one kernel decides between two classes on a line."""
    features = np.array([[-1, 0], [-1, 0], [1, 0], [1, 0], [3, 0]], np.float32)
    validation = CrossValidation(
        classes=("a", "b"), truth=np.array([0, 0, 1, 1, 0]), predicted=np.array([[0, 0, 1, 1, 1]]),
        fold=np.array([[0, 0, 0, 0, 1]]), accuracy=np.zeros(2), kappa=np.zeros(2),
        macro_f1=np.zeros(2),
    )  # fmt: skip
    pulls = kernel_pulls(features, validation, 4, (PooledBlock(2, 2, 1),), "svm")
    # Mean 0, deviation 1: the margin of the plane through 0 with support vectors at -1 and 1 is 3.
    assert [(kernel.block, kernel.channel) for kernel in pulls] == [(2, 0), (2, 1)]
    assert [kernel.pull for kernel in pulls] == pytest.approx([3.0, 0.0])


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("classifier", ["svm", "logistic"])
def test_pulls_and_bias_of_a_linear_classifier_sum_to_its_margin(
    classes: int, classifier: str
) -> None:
    features, labels = sample(classes)
    validation = cross_validate(features, labels, classifier=classifier)
    for number in np.flatnonzero(validation.truth != validation.predicted[0]).tolist():
        pulls = kernel_pulls(features, validation, number, BLOCKS, classifier)
        assert len(pulls) == 5
        assert [kernel.pull for kernel in pulls] == sorted(
            (kernel.pull for kernel in pulls), reverse=True
        )
        learn = validation.fold[0] != validation.fold[0, number]
        pipeline = fit_classifier(classifier, features[learn], validation.truth[learn].tolist())
        margin, bias = margin_and_bias(pipeline, features[number], validation, number)
        assert sum(kernel.pull for kernel in pulls) + bias == pytest.approx(margin, abs=1e-9)
        assert margin >= 0 or classes > 2  # the assigned class won the pair, or others voted


def margin_and_bias(pipeline, row, validation, number) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    """The margin of the assigned over the true class, from the coefficients."""
    truth, assigned = int(validation.truth[number]), int(validation.predicted[0, number])
    estimator = pipeline[-1]
    scaled = pipeline[0].transform(np.asarray(row[None], np.float64))[0]
    values = estimator.coef_ @ scaled + estimator.intercept_
    if len(estimator.classes_) == 2:
        sign = 1 if assigned == 1 else -1
        return sign * float(values[0]), sign * float(estimator.intercept_[0])
    if hasattr(estimator, "support_vectors_"):
        low, high = sorted((truth, assigned))
        pair = [(0, 1), (0, 2), (1, 2)].index((low, high))
        sign = 1 if assigned == low else -1
        return sign * float(values[pair]), sign * float(estimator.intercept_[pair])
    return (
        float(values[assigned] - values[truth]),
        float(estimator.intercept_[assigned] - estimator.intercept_[truth]),
    )


@pytest.mark.parametrize("classifier", [name for name in CLASSIFIERS if name != "svm"])
def test_a_kernel_that_says_nothing_pulls_nothing(classifier: str) -> None:
    features, labels = sample()
    features[:, 6] = 0.5  # the last kernel
    validation = cross_validate(features, labels, classifier=classifier)
    pulls = kernel_pulls(features, validation, first_mistake(validation), BLOCKS, classifier)
    silent = next(kernel for kernel in pulls if (kernel.block, kernel.channel) == (3, 2))
    assert silent.pull == pytest.approx(0, abs=1e-9)
    assert any(kernel.pull for kernel in pulls)


def test_the_left_out_kernel_by_a_loop() -> None:
    features, labels = sample()
    validation = cross_validate(features, labels, classifier="rbf")
    number = first_mistake(validation)
    pulls = kernel_pulls(features, validation, number, BLOCKS, "rbf")
    learn = validation.fold[0] != validation.fold[0, number]
    pipeline = fit_classifier("rbf", features[learn], validation.truth[learn].tolist())
    estimator = pipeline[-1].set_params(decision_function_shape="ovo", break_ties=False)
    truth, assigned = int(validation.truth[number]), int(validation.predicted[0, number])
    pair = [(0, 1), (0, 2), (1, 2)].index((min(truth, assigned), max(truth, assigned)))
    sign = 1 if assigned < truth else -1

    def margin(row: NDArray[np.float64]) -> float:
        scaled = pipeline[0].transform(row[None])
        return sign * float(estimator.decision_function(scaled)[0, pair])

    whole = margin(features[number].astype(np.float64))
    columns = {(1, 0): [0, 1], (1, 1): [2, 3], (3, 0): [4], (3, 1): [5], (3, 2): [6]}
    for kernel in pulls:
        row = features[number].astype(np.float64)
        for column in columns[kernel.block, kernel.channel]:
            row[column] = features[learn, column].astype(np.float64).mean()
        assert kernel.pull == pytest.approx(whole - margin(row), abs=1e-9)


def test_features_by_statistic() -> None:
    """Means of two kernels, then their maxima, give the pulls of features by kernel."""
    features, labels = sample()
    features = features[:, :4]
    validation = cross_validate(features, labels)
    number, turned = first_mistake(validation), features[:, [0, 2, 1, 3]]
    by_statistic = (PooledBlock(1, 2, 2, by_statistic=True),)
    assert by_statistic[0].owners.tolist() == [0, 1, 0, 1]
    pulls = kernel_pulls(features, validation, number, by_statistic)
    others = kernel_pulls(turned, validation, number, (PooledBlock(1, 2, 2),))
    assert [kernel.channel for kernel in pulls] == [kernel.channel for kernel in others]
    assert [kernel.pull for kernel in pulls] == pytest.approx([kernel.pull for kernel in others])


def test_a_class_that_was_not_learned_has_no_pulls() -> None:
    features, labels = sample()
    labels[0] = "single"
    validation = cross_validate(features, labels)
    assert kernel_pulls(features, validation, 0, BLOCKS) == ()


def test_bad_input() -> None:
    features, labels = sample()
    validation = cross_validate(features, labels)
    right = int(np.flatnonzero(validation.truth == validation.predicted[0])[0])
    with pytest.raises(InputError, match="got its true class"):
        kernel_pulls(features, validation, right, BLOCKS)
    with pytest.raises(InputError, match="7 features are not the 4"):
        kernel_pulls(features, validation, first_mistake(validation), BLOCKS[:1])


def learned_block(*sources: tuple[int | None, tuple[MarkerShare, ...]]) -> LearnedBlock:
    kernels = tuple(
        LearnedKernel(
            identity=ClusterIdentity(image="a", marker=1, cluster=number), class_id=class_id,
            image="a", marker=1, row=0, col=0, size=1, deleted=class_id is None, inverted=False,
            sources=shares,
        )
        for number, (class_id, shares) in enumerate(sources)
    )  # fmt: skip
    return LearnedBlock(kernels, torch.zeros(len(kernels), 1), None, (), ())  # type: ignore[arg-type]


def test_strokes_share_the_pulls_of_their_kernels() -> None:
    half = MarkerShare(image="a", marker=1, share=0.5), MarkerShare(image="b", marker=1, share=0.5)
    block = learned_block(
        (1, (MarkerShare(image="a", marker=1, share=1.0),)),
        (None, ()),  # a deleted kernel has no channel
        (2, half),
    )
    learned = LearnedEncoder(None, None, (block,), "", ())  # type: ignore[arg-type]
    pulls = (KernelPull(1, 1, 4.0), KernelPull(1, 0, -1.0))
    strokes = stroke_pulls(pulls, learned)
    assert [(stroke.image, stroke.marker, stroke.pull) for stroke in strokes] == [
        ("b", 1, 2.0), ("a", 1, 1.0),
    ]  # fmt: skip
    assert [stroke.class_id for stroke in strokes] == [2, 2]
    assert strokes[1].kernels == pulls
    assert sum(stroke.pull for stroke in strokes) == sum(kernel.pull for kernel in pulls)
