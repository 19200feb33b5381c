"""The registry of classifiers of scikit-learn, each behind a scaler.

Reading it loads neither numpy nor scikit-learn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flimbuilder.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

__all__ = [
    "CLASSIFIERS",
    "DEFAULT_CLASSIFIER",
    "ClassifierInfo",
    "fit_classifier",
    "make_classifier",
    "require_classifier",
]

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
    features: "NDArray[np.floating[Any]]",
    labels: "Sequence[int] | NDArray[np.int64]",
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
    import numpy as np

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
