"""The classifiers of scikit-learn, each behind a scaler, and their tensors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = [
    "CLASSIFIERS",
    "DEFAULT_CLASSIFIER",
    "ClassifierInfo",
    "classifier_tensors",
    "fit_classifier",
    "make_classifier",
    "require_classifier",
]

Tensors = dict[str, NDArray[np.float32]]
MLP_UNITS = 64
WEIGHTS = "balanced"  # classes count equally, however many images they have


@dataclass(frozen=True)
class ClassifierInfo:
    """Description of a classifier.

    Attributes
    ----------
    id : str
        Name in files and on the command line.
    title : str
        Name in the window.
    description : str
        One sentence.
    head : {"pairs", "support", "layers"}
        How its tensors give scores, see :class:`flimbuilder.flim.classifier.ClassifierHead`.
    has_probabilities : bool
        Whether scores are probabilities.
    make : callable
        Takes a seed and returns an estimator of scikit-learn.
    """

    id: str
    title: str
    description: str
    head: str
    has_probabilities: bool
    make: Callable[[int], Any]


def _svm(seed: int) -> Any:
    from sklearn.svm import SVC

    return SVC(kernel="linear", class_weight=WEIGHTS, break_ties=True, random_state=seed)


def _rbf(seed: int) -> Any:
    from sklearn.svm import SVC

    return SVC(kernel="rbf", C=10.0, class_weight=WEIGHTS, break_ties=True, random_state=seed)


def _logistic(seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(max_iter=2000, class_weight=WEIGHTS, random_state=seed)


def _mlp(seed: int) -> Any:
    from sklearn.neural_network import MLPClassifier

    return MLPClassifier((MLP_UNITS,), alpha=1e-2, max_iter=400, random_state=seed)


CLASSIFIERS: dict[str, ClassifierInfo] = {
    info.id: info
    for info in (
        ClassifierInfo(
            "svm",
            "Linear SVM",
            "A support vector machine with a plane between each two classes, C = 1.",
            "pairs",
            False,
            _svm,
        ),
        ClassifierInfo(
            "rbf",
            "RBF SVM",
            "A support vector machine with a Gaussian kernel, C = 10, gamma = 1 / (d variance).",
            "support",
            False,
            _rbf,
        ),
        ClassifierInfo(
            "logistic",
            "Logistic regression",
            "A linear score for each class and their softmax, C = 1.",
            "layers",
            True,
            _logistic,
        ),
        ClassifierInfo(
            "mlp",
            "Multilayer perceptron",
            f"One hidden layer of {MLP_UNITS} units with ReLU, then softmax, by Adam.",
            "layers",
            True,
            _mlp,
        ),
    )
}
DEFAULT_CLASSIFIER = "logistic"


def require_classifier(name: str) -> ClassifierInfo:
    """Return the classifier of an id.

    Raises
    ------
    InputError
        If there is none.
    """
    if name not in CLASSIFIERS:
        raise InputError(f"classifier {name!r:.60}: choose from {', '.join(CLASSIFIERS)}")
    return CLASSIFIERS[name]


def make_classifier(name: str, seed: int = 0) -> "Pipeline":
    """Return a StandardScaler followed by a classifier of `CLASSIFIERS`, not fitted.

    Raises
    ------
    InputError
        If there is no such classifier.
    """
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), require_classifier(name).make(seed))


def fit_classifier(
    name: str,
    features: NDArray[np.floating[Any]],
    labels: Sequence[int] | NDArray[np.int64],
    seed: int = 0,
) -> "Pipeline":
    """Fit a classifier.

    Parameters
    ----------
    name : str
        An id in `CLASSIFIERS`.
    features : ndarray of shape (n, d)
    labels : sequence of int
        Numbers of the classes.
    seed : int, default=0

    Returns
    -------
    Pipeline
        Its first step is the scaler, its last the estimator.

    Raises
    ------
    InputError
        If there is no such classifier, features are not finite, or labels are of one class.
    """
    from flimbuilder.flim.device import one_thread
    from flimbuilder.silence import silence

    pipeline = make_classifier(name, seed)
    if not np.isfinite(features).all():
        raise InputError("features have NaN or infinite values; check the images and the model")
    if len(np.unique(labels)) < 2:
        raise InputError("all images to learn from are of one class; give images of two or more")
    with silence, one_thread():
        pipeline.fit(np.asarray(features, np.float64), np.asarray(labels, np.int64))
    return pipeline


def classifier_tensors(name: str, pipeline: "Pipeline") -> Tensors:
    """Return the tensors of a fitted classifier, as `ClassifierHead` takes them.

    Parameters
    ----------
    name : str
        An id in `CLASSIFIERS`.
    pipeline : Pipeline
        As from :func:`fit_classifier`.
    """
    scaler, estimator = pipeline[0], pipeline[-1]
    tensors = {"mean": scaler.mean_, "scale": scaler.scale_}
    head = require_classifier(name).head
    if head == "layers":
        weights, biases = _layers(estimator)
        for number, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
            tensors |= {f"weight{number}": weight, f"bias{number}": bias}
    elif head == "pairs":
        tensors |= {"weight0": estimator.coef_, "bias0": estimator.intercept_}
    else:
        tensors |= {
            "vectors": estimator.support_vectors_,
            "weight0": _pair_weights(estimator),
            "bias0": estimator.intercept_,
            "gamma": np.array([estimator._gamma]),
        }
    if head != "layers" and len(estimator.classes_) == 2:  # scikit-learn: positive for the second
        tensors |= {key: -tensors[key] for key in ("weight0", "bias0")}
    return {key: np.ascontiguousarray(array, np.float32) for key, array in tensors.items()}


def _layers(estimator: Any) -> tuple[list[NDArray[Any]], list[NDArray[Any]]]:
    """Return weights (outputs, inputs) and biases of each layer, the last with all classes."""
    if hasattr(estimator, "coefs_"):
        weights = [weight.T for weight in estimator.coefs_]
        biases = list(estimator.intercepts_)
    else:
        weights, biases = [estimator.coef_], [estimator.intercept_]
    if len(estimator.classes_) == 2:  # one output; the softmax of (0, z) is the sigmoid of z
        weights[-1] = np.concatenate([np.zeros_like(weights[-1]), weights[-1]])
        biases[-1] = np.concatenate([np.zeros_like(biases[-1]), biases[-1]])
    return weights, biases


def _pair_weights(estimator: Any) -> NDArray[np.float64]:
    """Return the weight of each support vector in the function of each pair of classes.

    libsvm keeps for each vector its weights in the pairs of its class with each other class.
    """
    dual, counts = estimator.dual_coef_, estimator.n_support_
    if len(counts) == 2:
        weights: NDArray[np.float64] = dual
        return weights
    ends = np.cumsum(counts)
    rows = []
    for first, second in combinations(range(len(counts)), 2):
        row = np.zeros(dual.shape[1])
        of_first = slice(ends[first] - counts[first], ends[first])
        of_second = slice(ends[second] - counts[second], ends[second])
        row[of_first] = dual[second - 1, of_first]
        row[of_second] = dual[first, of_second]
        rows.append(row)
    return np.stack(rows)
