"""Measures of the classes assigned to images or objects."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from flimbuilder.errors import InputError

__all__ = ["IdentificationMeasures", "identification_measures"]


@dataclass(frozen=True)
class IdentificationMeasures:
    """Measures of class labels against those of an expert.

    Attributes
    ----------
    accuracy : float
        Share of the labels that agree.
    kappa : float
        Cohen's kappa: agreement beyond what chance gives, in [-1, 1] (Cohen, 1960). 1 where both
        give one and the same class to everything.
    f1 : float
        Mean over the classes of F1, so that a rare class weighs like a common one.
    """

    accuracy: float
    kappa: float
    f1: float


def identification_measures(labels: Sequence[int], truth: Sequence[int]) -> IdentificationMeasures:
    """Measure class labels.

    Parameters
    ----------
    labels, truth : sequence of int
        The class found and the class known, one for each image or object.

    Raises
    ------
    InputError
        If there are none, or their numbers differ.
    """
    found, known = np.asarray(labels, np.int64), np.asarray(truth, np.int64)
    if found.shape != known.shape or found.ndim != 1 or not len(found):
        raise InputError(
            f"{len(found)} labels and {len(known)} known classes; there must be equally many, "
            "and at least one"
        )
    constant = len(np.unique(np.concatenate([found, known]))) == 1
    return IdentificationMeasures(
        accuracy=float(accuracy_score(known, found)),
        # Kappa is 0 / 0 where there is but one class; scikit-learn says NaN with a warning.
        kappa=1.0 if constant else float(cohen_kappa_score(known, found)),
        f1=float(f1_score(known, found, average="macro")),
    )
