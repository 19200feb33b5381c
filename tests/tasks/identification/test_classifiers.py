"""The tensors of fitted classifiers give what scikit-learn gives."""

import numpy as np
import pytest
import torch
from sklearn.base import clone

from flimbuilder.errors import InputError
from flimbuilder.flim.classifier import ClassifierHead
from flimbuilder.tasks.identification.classifier_tensors import classifier_tensors
from flimbuilder.tasks.identification.classifiers import (
    CLASSIFIERS,
    fit_classifier,
    make_classifier,
)
from tests.tasks.identification.labelled import labelled_features


@pytest.mark.parametrize("n_classes", [2, 3, 4])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_torch_gives_the_scores_of_scikit_learn(name: str, n_classes: int) -> None:
    features, truth = labelled_features(n_classes=n_classes)
    pipeline = fit_classifier(name, features, truth)
    tensors = classifier_tensors(name, pipeline)
    plain = {key: torch.from_numpy(array) for key, array in tensors.items()}
    head = ClassifierHead(CLASSIFIERS[name].head, n_classes, plain)
    others, _ = labelled_features(200, n_classes, seed=5)
    scores = head(torch.from_numpy(others)).numpy()
    np.testing.assert_array_equal(scores.argmax(axis=1), pipeline.predict(others))
    if CLASSIFIERS[name].has_probabilities:
        expected = pipeline.predict_proba(others)
    elif n_classes > 2:
        expected = pipeline.decision_function(others)
    else:
        decision = pipeline.decision_function(others)
        fraction = decision / (3 * (np.abs(decision) + 1))
        expected = np.stack([(decision < 0) - fraction, (decision >= 0) + fraction], axis=1)
    np.testing.assert_allclose(scores, expected, atol=2e-5)


@pytest.mark.parametrize("name", ["svm", "rbf", "logistic"])
def test_classes_count_equally(name: str) -> None:
    features, truth = labelled_features(300, 2, d=2, apart=0.8, seed=1)
    few = np.flatnonzero((truth == 0) | (np.arange(300) < 40))
    balanced = fit_classifier(name, features[few], truth[few])
    plain = clone(balanced).set_params(**{f"{balanced.steps[-1][0]}__class_weight": None})
    plain.fit(features[few], truth[few])
    shares = [(fitted.predict(features)[truth == 1] == 1).mean() for fitted in (balanced, plain)]
    assert shares[0] > shares[1] + 0.1


def test_seeds_repeat_and_a_constant_feature_is_harmless() -> None:
    features, truth = labelled_features()
    features[:, 0] = 3
    first, second = (
        classifier_tensors("mlp", fit_classifier("mlp", features, truth, 4)) for _ in "ab"
    )
    assert first["scale"][0] == 1
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_unusable_classifiers_and_features() -> None:
    features, truth = labelled_features()
    with pytest.raises(InputError, match="classifier 'knn': choose from svm, rbf, logistic, mlp"):
        make_classifier("knn")
    with pytest.raises(InputError, match="all images to learn from are of one class"):
        fit_classifier("svm", features, np.zeros(len(truth), np.int64))
    features[3, 2] = np.nan
    with pytest.raises(InputError, match="NaN or infinite"):
        fit_classifier("svm", features, truth)
