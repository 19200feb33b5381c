"""Measures of the classes assigned to images or objects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flimbuilder.errors import InputError

__all__ = ["IdentificationMeasures", "identification_measures"]


@dataclass(frozen=True)
class IdentificationMeasures:
    """Measures of class labels against an expert's.

    Attributes
    ----------
    accuracy : float
        Share of labels that agree.
    kappa : float
        Cohen's kappa: agreement beyond chance, in [-1, 1] (Cohen, 1960); 1 if both use one class,
        the same.
    f1 : float
        Macro F1: the mean over classes, so rare classes weigh as much as common ones.
    """

    accuracy: float
    kappa: float
    f1: float


def identification_measures(labels: Sequence[int], truth: Sequence[int]) -> IdentificationMeasures:
    """Measure class labels against the true classes.

    Parameters
    ----------
    labels, truth : sequence of int
        Assigned and true class of each image or object.

    Raises
    ------
    InputError
        If there are no labels, or not as many as true classes.
    """
    from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

    assigned, known = np.asarray(labels, np.int64), np.asarray(truth, np.int64)
    if assigned.shape != known.shape or assigned.ndim != 1 or not len(assigned):
        raise InputError(
            f"{len(assigned)} labels and {len(known)} known classes; there must be equally many, "
            "and at least one"
        )
    constant = len(np.unique(np.concatenate([assigned, known]))) == 1
    return IdentificationMeasures(
        accuracy=float(accuracy_score(known, assigned)),
        # With a single class kappa is 0 / 0: scikit-learn would warn and return NaN.
        kappa=1.0 if constant else float(cohen_kappa_score(known, assigned)),
        f1=float(f1_score(known, assigned, average="macro")),
    )
