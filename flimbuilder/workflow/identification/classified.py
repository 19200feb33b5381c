"""What `classify` returns: a trained classifier, classes of images, and measures."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.tasks.identification.classifier import ImageClassifier
from flimbuilder.tasks.identification.features import participation_ratio
from flimbuilder.tasks.identification.validation import (
    CrossValidation,
    LearningCurve,
    confusion_matrix,
)
from flimbuilder.workflow.failures import FailedFile

__all__ = ["ClassifiedImages", "IdentificationResult", "TrainedClassifier"]

Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TrainedClassifier:
    """A classifier, and how it does on images that it did not learn from.

    Attributes
    ----------
    classifier : ImageClassifier
        Learned from all images.
    names, labels : tuple of str
        Of the images or objects.
    features : ndarray of float32 of shape (n, d)
    validation : CrossValidation or None
        None without folds.
    curve : tuple of LearningCurve
        Empty unless asked for.
    files : tuple of Path
        Written.
    failed : tuple of FailedFile
    notes : tuple of str
    """

    classifier: ImageClassifier
    names: tuple[str, ...]
    labels: tuple[str, ...]
    features: NDArray[np.float32]
    validation: CrossValidation | None
    curve: tuple[LearningCurve, ...]
    files: tuple[Path, ...]
    failed: tuple[FailedFile, ...]
    notes: tuple[str, ...]

    @property
    def dimension(self) -> float:
        """The effective dimension of the features: the participation ratio of their covariance."""
        return participation_ratio(self.features)

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """The images to which the first cross-validation assigned another class."""
        if self.validation is None:
            return []
        assigned = self.validation.predicted[0]
        return [
            {
                "image": self.names[number],
                "class": self.validation.classes[self.validation.truth[number]],
                "assigned": self.validation.classes[assigned[number]],
            }
            for number in np.flatnonzero(assigned != self.validation.truth)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the result for scripts."""
        own = self.classifier
        return {
            **({} if self.validation is None else self.validation.as_json()),
            "images": len(self.names),
            "classes": list(own.classes),
            "pooling": own.pooling.id,
            "blocks": list(own.blocks),
            "classifier": own.classifier.id,
            "side": own.side,
            "features": self.features.shape[1],
            "dimension": self.dimension,
            "mistakes": self.mistakes,
            "curve": [point.as_json() for point in self.curve],
            "written": [str(path) for path in self.files],
            "failed": [failure.as_json() for failure in self.failed],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, eq=False)
class ClassifiedImages:
    """The classes that a classifier assigned.

    Attributes
    ----------
    images : tuple of str
        The name of the image of each row.
    numbers : ndarray of int64 of shape (n,), or None
        The number of each object in its image, from 1; None if whole images have classes.
    centres : ndarray of shape (n, 2)
        Row and column of each object; empty for images.
    classes : tuple of str
        The assigned classes.
    scores : ndarray of float32 of shape (n, classes)
    class_names : tuple of str
        In the order of the scores.
    files : tuple of Path
    failed : tuple of FailedFile
    notes : tuple of str
    """

    images: tuple[str, ...]
    numbers: Integers | None
    centres: NDArray[np.float64]
    classes: tuple[str, ...]
    scores: NDArray[np.float32]
    class_names: tuple[str, ...]
    files: tuple[Path, ...] = ()
    failed: tuple[FailedFile, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Any]:
        """The table that `classify predict` writes."""
        columns: dict[str, Any] = {"image": self.images}
        if self.numbers is not None:
            rows, cols = self.centres.T
            columns |= {"object": self.numbers, "row": rows, "col": cols}
        columns["class"] = self.classes
        scores = zip(self.class_names, self.scores.T, strict=True)
        return {**columns, **{f"score {name}": score for name, score in scores}}

    def as_json(self) -> dict[str, Any]:
        """Return the classes for scripts."""
        return {
            "results": [
                {
                    "image": image,
                    **self._place(number),
                    "class": self.classes[number],
                    "scores": dict(
                        zip(self.class_names, self.scores[number].tolist(), strict=True)
                    ),
                }
                for number, image in enumerate(self.images)
            ],
            "written": [str(path) for path in self.files],
            "failed": [failure.as_json() for failure in self.failed],
            "notes": list(self.notes),
        }

    def _place(self, number: int) -> dict[str, float]:
        if self.numbers is None:
            return {}
        row, col = self.centres[number].tolist()
        return {"object": int(self.numbers[number]), "row": row, "col": col}


@dataclass(frozen=True, eq=False)
class IdentificationResult:
    """The measures of a classifier on images with known classes.

    Attributes
    ----------
    names : tuple of str
        Of the images or objects.
    classes : tuple of str
        Known and assigned ones, in the order of the confusion matrix.
    truth, assigned : ndarray of int64 of shape (n,)
        Places in `classes`.
    accuracy, kappa, macro_f1 : float
    failed : tuple of FailedFile
    notes : tuple of str
    """

    names: tuple[str, ...]
    classes: tuple[str, ...]
    truth: Integers
    assigned: Integers
    accuracy: float
    kappa: float
    macro_f1: float
    failed: tuple[FailedFile, ...]
    notes: tuple[str, ...]

    @property
    def confusion(self) -> Integers:
        """The images of each class (rows) by the class assigned to them."""
        return confusion_matrix(self.truth, self.assigned, len(self.classes))

    def as_json(self) -> dict[str, Any]:
        """Return the measures for scripts."""
        return {
            "accuracy": self.accuracy,
            "kappa": self.kappa,
            "macro_f1": self.macro_f1,
            "images": len(self.names),
            "classes": list(self.classes),
            "confusion": self.confusion.tolist(),
            "mistakes": [
                {
                    "image": self.names[number],
                    "class": self.classes[self.truth[number]],
                    "assigned": self.classes[self.assigned[number]],
                }
                for number in np.flatnonzero(self.truth != self.assigned)
            ],
            "failed": [failure.as_json() for failure in self.failed],
            "notes": list(self.notes),
        }
