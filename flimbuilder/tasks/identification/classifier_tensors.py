"""The tensors of fitted classifiers, as torch reads them."""

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.tasks.identification.classifiers import require_classifier

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

__all__ = ["classifier_tensors"]

Tensors = dict[str, NDArray[np.float32]]


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
