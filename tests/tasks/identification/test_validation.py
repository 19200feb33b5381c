"""Cross-validation and learning curves."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict

from flimbuilder.errors import Cancelled, InputError
from flimbuilder.tasks.identification.classifiers import make_classifier
from flimbuilder.tasks.identification.validation import (
    Spread,
    class_names,
    cross_validate,
    learning_curve,
)
from tests.tasks.identification.labelled import labelled_features

FEATURES, TRUTH = labelled_features(apart=0.7)
LABELS = [f"class {number}" for number in TRUTH]


def test_spread_by_hand() -> None:
    assert Spread.of(np.array([1.0, 3.0])) == Spread(2, 2**0.5)
    assert Spread.of(np.array([0.5])) == Spread(0.5, 0)


def test_numbers_come_in_their_order() -> None:
    assert class_names([10, 9, "b", "a", 9]) == ("9", "10", "a", "b")


def test_folds_and_measures_equal_those_of_scikit_learn() -> None:
    found = cross_validate(FEATURES, LABELS, classifier="svm", folds=4, seed=3)
    division = StratifiedKFold(4, shuffle=True, random_state=3)
    splits = list(division.split(FEATURES, TRUTH))
    expected = cross_val_predict(make_classifier("svm", 3), FEATURES, TRUTH, cv=splits)
    assert found.classes == ("class 0", "class 1", "class 2")
    np.testing.assert_array_equal(found.truth, TRUTH)
    np.testing.assert_array_equal(found.predicted[0], expected)
    for number, (_, test) in enumerate(splits):
        assert (found.fold[0, test] == number).all()
        kappa = cohen_kappa_score(TRUTH[test], expected[test])
        assert found.kappa[number] == pytest.approx(kappa)
        f1 = f1_score(TRUTH[test], expected[test], average="macro")
        assert found.macro_f1[number] == pytest.approx(f1)
        assert found.accuracy[number] == pytest.approx((TRUTH[test] == expected[test]).mean())
    assert found.measures["kappa"].mean == pytest.approx(found.kappa.mean())
    assert found.measures["kappa"].std == pytest.approx(found.kappa.std(ddof=1))


def test_confusion_and_recall_count_all_repeats() -> None:
    found = cross_validate(FEATURES, LABELS, folds=3, repeats=2)
    counts = np.zeros((3, 3), int)
    for predicted in found.predicted:
        for truth, assigned in zip(TRUTH, predicted, strict=True):
            counts[truth, assigned] += 1
    np.testing.assert_array_equal(found.confusion, counts)
    assert found.recall["class 1"] == pytest.approx(counts[1, 1] / counts[1].sum())
    assert len(found.kappa) == 6
    assert (found.fold[0] != found.fold[1]).any()
    document = found.as_json()
    assert document["accuracy"] == {
        "mean": found.accuracy.mean(),
        "std": pytest.approx(found.accuracy.std(ddof=1)),
    }


def test_a_group_is_in_one_fold() -> None:
    groups = np.arange(60) // 4
    found = cross_validate(FEATURES, LABELS, groups.tolist(), folds=5)
    for group in range(15):
        assert len(set(found.fold[0, groups == group])) == 1
    named = [f"image {group:02d}" for group in groups]
    again = cross_validate(FEATURES, LABELS, named, folds=5)
    np.testing.assert_array_equal(found.predicted, again.predicted)
    splits = StratifiedGroupKFold(5, shuffle=True, random_state=0).split(TRUTH, TRUTH, groups)
    for number, (_, test) in enumerate(splits):
        assert (found.fold[0, test] == number).all()


def test_a_class_of_one_image_counts_as_wrong() -> None:
    found = cross_validate(FEATURES, ["rare", *LABELS[1:]], folds=3)
    assert found.recall["rare"] == 0
    (note,) = found.notes
    assert note.startswith("class rare has one image, which counts as wrong")


def test_more_labels_teach_more_and_all_of_them_equal_cross_validation() -> None:
    features, truth = labelled_features(120, apart=1.0)
    labels = truth.tolist()
    curve = learning_curve(features, labels, shares=(0.01, 0.25, 1), folds=4, repeats=2)
    assert [point.share for point in curve] == [0.01, 0.25, 1]
    # Of 30 images of each class in the folds, a quarter is 7.5, rounded to 8.
    assert [point.n_images for point in curve] == [3, 24, 90]
    assert curve[0].kappa.mean < curve[1].kappa.mean < curve[2].kappa.mean
    whole = cross_validate(features, labels, folds=4, repeats=2)
    assert curve[2].kappa == whole.measures["kappa"]
    assert curve[2].macro_f1 == whole.measures["macro_f1"]
    assert curve[0].as_json()["images"] == 3


def test_progress_counts_folds_and_can_stop() -> None:
    steps = []
    cross_validate(FEATURES, LABELS, folds=3, on_progress=lambda *step: steps.append(step[1:]))
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]

    def stop(*step: object) -> None:
        raise Cancelled("stopped")

    for measure in (cross_validate, learning_curve):
        with pytest.raises(Cancelled):
            measure(FEATURES, LABELS, on_progress=stop)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"labels": LABELS[1:]}, "60 images and 59 labels; there must be one each"),
        ({"groups": [1]}, "60 images and 60 labels, 1 groups"),
        ({"labels": ["a"] * 60}, "all 60 images are of one class"),
        ({"labels": ["a"] * 59 + ["b"]}, "class b has one image; cross-validation needs two"),
        ({"folds": 1}, "folds 1: give 2 or more"),
        ({"folds": 61}, "61 folds and 60 images; give at most 60 folds"),
        (
            {"folds": 30},
            r"30 folds, and no class has more than \d+ images; give at most \d+ folds",
        ),
        ({"groups": ["x", "y"] * 30, "folds": 3}, "3 folds and 2 groups; give at most 2"),
        (
            {"groups": LABELS, "folds": 2, "labels": ["ab"[x != LABELS[0]] for x in LABELS]},
            "one class",
        ),
        ({"repeats": 0}, "repeats 0: give 1 to 1000"),
        ({"seed": -1}, "seed -1: give 0 to"),
        ({"classifier": "knn"}, "classifier 'knn': choose from"),
    ],
)
def test_unusable_arguments(arguments: dict[str, object], message: str) -> None:
    given = {"labels": LABELS, **arguments}
    with pytest.raises(InputError, match=message):
        cross_validate(FEATURES, **given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=message):
        learning_curve(FEATURES, **given)  # type: ignore[arg-type]


def test_features_have_a_row_for_each_image() -> None:
    for features in (FEATURES[:, 0], FEATURES[:, :0]):
        with pytest.raises(InputError, match="features have the shape"):
            cross_validate(features, LABELS)


def test_shares_are_above_0_and_at_most_1() -> None:
    for shares in ((), (0,), (0.5, 1.1)):
        with pytest.raises(InputError, match="give numbers above 0, at most 1"):
            learning_curve(FEATURES, LABELS, shares=shares)
