"""Cross-validation of classifiers on features of images."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.analysis.identification import identification_measures
from flimbuilder.errors import InputError, counted, listed
from flimbuilder.progress import Progress, no_progress
from flimbuilder.tasks.identification.classifiers import (
    DEFAULT_CLASSIFIER,
    fit_classifier,
    require_classifier,
)

__all__ = [
    "SHARES",
    "CrossValidation",
    "LearningCurve",
    "Spread",
    "class_names",
    "confusion_matrix",
    "cross_validate",
    "learning_curve",
]

MOST_REPEATS, LARGEST_SEED = 1000, 2**31
SHARES = (0.01, 0.05, 0.25, 0.5, 1.0)
MEASURES = ("accuracy", "kappa", "macro_f1")
Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """The mean of a measure over the folds, and its standard deviation.

    Attributes
    ----------
    mean : float
    std : float
        Of the sample (divided by n - 1); 0 for a single fold.
    """

    mean: float
    std: float

    @classmethod
    def of(cls, values: Floats) -> "Spread":
        """Return the spread of values (n,)."""
        return cls(float(values.mean()), float(values.std(ddof=1)) if len(values) > 1 else 0.0)

    def as_json(self) -> dict[str, float]:
        """Return the spread for scripts."""
        return {"mean": self.mean, "std": self.std}


@dataclass(frozen=True, eq=False)
class CrossValidation:
    """The measures of a classifier on images that it did not learn from.

    Attributes
    ----------
    classes : tuple of str
        In the order of the confusion matrix.
    truth : ndarray of int64 of shape (n,)
        The class of each image, as its place in `classes`.
    predicted : ndarray of int64 of shape (repeats, n)
        The class assigned to each image when it was in the left-out fold.
    fold : ndarray of int64 of shape (repeats, n)
        The fold of each image.
    accuracy, kappa, macro_f1 : ndarray of shape (repeats * folds,)
        The measures of each fold of each repeat.
    notes : tuple of str
    """

    classes: tuple[str, ...]
    truth: Integers
    predicted: Integers
    fold: Integers
    accuracy: Floats
    kappa: Floats
    macro_f1: Floats
    notes: tuple[str, ...] = ()

    @property
    def confusion(self) -> Integers:
        """The images of each class (rows) by the class assigned to them, over all repeats."""
        truth = np.tile(self.truth, len(self.predicted))
        return confusion_matrix(truth, self.predicted.ravel(), len(self.classes))

    @property
    def recall(self) -> dict[str, float]:
        """For each class, the share of its images that were assigned to it."""
        confusion = self.confusion
        shares = np.diag(confusion) / confusion.sum(axis=1)
        return dict(zip(self.classes, shares.tolist(), strict=True))

    @property
    def measures(self) -> dict[str, Spread]:
        """Mean and deviation of each measure over the folds of all repeats."""
        return {name: Spread.of(getattr(self, name)) for name in MEASURES}

    def record(self) -> dict[str, dict[str, float]]:
        """Return what the folder of a classifier keeps: spreads, and the recall of each class."""
        spreads = {name: spread.as_json() for name, spread in self.measures.items()}
        return {**spreads, "recall": self.recall}

    def as_json(self) -> dict[str, Any]:
        """Return the measures for scripts."""
        return {
            **{name: spread.as_json() for name, spread in self.measures.items()},
            "classes": list(self.classes),
            "confusion": self.confusion.tolist(),
            "recall": self.recall,
            "per_fold": {name: getattr(self, name).tolist() for name in MEASURES},
        }


@dataclass(frozen=True)
class LearningCurve:
    """The measures of a classifier that learns from a share of the labels.

    Attributes
    ----------
    share : float
        Of the labels of each class, in (0, 1]; at least one image of each.
    n_images : float
        Mean number of images learned from.
    accuracy, kappa, macro_f1 : Spread
        Over the folds of all repeats, whose left-out images are the same for every share.
    """

    share: float
    n_images: float
    accuracy: Spread
    kappa: Spread
    macro_f1: Spread

    def as_json(self) -> dict[str, Any]:
        """Return the point for scripts."""
        measures = {name: getattr(self, name).as_json() for name in MEASURES}
        return {"share": self.share, "images": self.n_images, **measures}


def confusion_matrix(truth: Integers, assigned: Integers, n_classes: int) -> Integers:
    """Count the images of each class (rows) by the class assigned to them (columns)."""
    cells = np.bincount(truth * n_classes + assigned, minlength=n_classes**2)
    return cells.reshape(n_classes, n_classes)


def class_names(labels: Sequence[Hashable]) -> tuple[str, ...]:
    """Return the distinct labels as text: whole numbers ascending, then texts by alphabet."""

    def place(name: str) -> tuple[bool, int, str]:
        is_number = name.isdecimal() and len(name) < 10
        return not is_number, int(name) if is_number else 0, name

    return tuple(sorted({str(label) for label in labels}, key=place))


def cross_validate(
    features: NDArray[np.floating[Any]],
    labels: Sequence[Hashable],
    groups: Sequence[Hashable] | None = None,
    classifier: str = DEFAULT_CLASSIFIER,
    folds: int = 5,
    repeats: int = 1,
    seed: int = 0,
    on_progress: Progress = no_progress,
) -> CrossValidation:
    """Measure a classifier by stratified cross-validation.

    Each fold has about the same share of each class. The scaler learns from the folds that the
    classifier learns from.

    Parameters
    ----------
    features : ndarray of shape (n, d)
    labels : sequence of str or int
        The class of each image.
    groups : sequence or None, default=None
        Images of one group, such as cells of one photograph, are in one fold.
    classifier : str, default="logistic"
        An id in `CLASSIFIERS`.
    folds : int, default=5
        At least 2.
    repeats : int, default=1
        Divisions into folds, with different seeds.
    seed : int, default=0
        Of the folds and the classifier.
    on_progress : callable, default does nothing
        Called for every fold; raises to stop.

    Returns
    -------
    CrossValidation

    Raises
    ------
    InputError
        If the numbers of features, labels and groups differ, fewer than two classes have two
        images, or there are more folds than images of every class, or than groups,
        the groups leave a single class to learn from, or repeats or seed are out of range.
    """
    require_classifier(classifier)
    _require_repeatable(repeats, seed)
    division = _Division.of(features, labels, groups, folds)
    truth = division.truth
    predicted = np.empty((repeats, len(truth)), np.int64)
    fold_of = np.empty_like(predicted)
    rows: list[tuple[float, float, float]] = []
    for repeat, number, learn, test in division.splits(repeats, seed):
        on_progress("cross-validating", len(rows), folds * repeats)
        assigned = _assign(classifier, features, truth, learn, test, seed)
        predicted[repeat, test], fold_of[repeat, test] = assigned, number
        rows.append(_measures(assigned, truth[test]))
    on_progress("cross-validating", len(rows), folds * repeats)
    accuracy, kappa, macro_f1 = np.array(rows).T
    return CrossValidation(
        division.classes, truth, predicted, fold_of, accuracy, kappa, macro_f1, division.notes
    )


def learning_curve(
    features: NDArray[np.floating[Any]],
    labels: Sequence[Hashable],
    groups: Sequence[Hashable] | None = None,
    classifier: str = DEFAULT_CLASSIFIER,
    shares: Sequence[float] = SHARES,
    folds: int = 5,
    repeats: int = 3,
    seed: int = 0,
    on_progress: Progress = no_progress,
) -> tuple[LearningCurve, ...]:
    """Measure a classifier that learns from shares of the labels.

    Of the folds to learn from, each share takes at random that share of the images of each class,
    at least one; a larger share contains a smaller one. With all labels and the same folds it is
    :func:`cross_validate`.

    Parameters
    ----------
    shares : sequence of float, default=(0.01, 0.05, 0.25, 0.5, 1.0)
        In (0, 1].
    features, labels, groups, classifier, folds, seed, on_progress
        As in :func:`cross_validate`.
    repeats : int, default=3
        Divisions into folds.

    Raises
    ------
    InputError
        As :func:`cross_validate`, or if a share is not in (0, 1].
    """
    require_classifier(classifier)
    _require_repeatable(repeats, seed)
    if not shares or not all(0 < share <= 1 for share in shares):
        raise InputError(f"shares {tuple(shares)!r:.60}: give numbers above 0, at most 1")
    division = _Division.of(features, labels, groups, folds)
    truth = division.truth
    rows = np.empty((len(shares), folds * repeats, len(MEASURES)))
    counts = np.empty((len(shares), folds * repeats))
    done, total = 0, len(shares) * folds * repeats
    for repeat, number, learn, test in division.splits(repeats, seed):
        draws = np.random.default_rng((seed, repeat, number)).permutation(len(learn))
        for place, share in enumerate(shares):
            on_progress("learning from shares of the labels", done, total)
            part = _share_of(learn[draws], truth, share)
            assigned = _assign(classifier, features, truth, part, test, seed)
            split = repeat * folds + number
            rows[place, split] = _measures(assigned, truth[test])
            counts[place, split] = len(part)
            done += 1
    on_progress("learning from shares of the labels", done, total)
    return tuple(
        LearningCurve(float(share), float(counts[place].mean()), *map(Spread.of, rows[place].T))
        for place, share in enumerate(shares)
    )


def _require_repeatable(repeats: int, seed: int) -> None:
    if not 1 <= repeats <= MOST_REPEATS:
        raise InputError(f"repeats {repeats}: give 1 to {MOST_REPEATS}")
    if not 0 <= seed <= LARGEST_SEED:
        raise InputError(f"seed {seed}: give 0 to {LARGEST_SEED}")


def _share_of(learn: Integers, truth: Integers, share: float) -> Integers:
    """Return the first images of each class, a share of them, in ascending order."""
    parts = []
    for class_ in np.unique(truth[learn]):
        of_class = learn[truth[learn] == class_]
        parts.append(of_class[: max(1, round(share * len(of_class)))])
    return np.sort(np.concatenate(parts))


def _assign(
    classifier: str,
    features: NDArray[np.floating[Any]],
    truth: Integers,
    learn: Integers,
    test: Integers,
    seed: int,
) -> Integers:
    fitted = fit_classifier(classifier, features[learn], truth[learn], seed)
    assigned: Integers = fitted.predict(np.asarray(features[test], np.float64))
    return assigned


def _measures(assigned: Integers, truth: Integers) -> tuple[float, float, float]:
    measures = identification_measures(assigned.tolist(), truth.tolist())
    return measures.accuracy, measures.kappa, measures.f1


def _single(classes: Sequence[str]) -> str:
    if len(classes) == 1:
        return f"class {classes[0]} has one image"
    return f"each of the classes {listed(classes)} has one image"


def _numbered(groups: Sequence[Hashable]) -> Integers:
    """Return a number for each group, in their order, so that folds do not depend on names."""
    numbers = {group: number for number, group in enumerate(dict.fromkeys(groups))}
    return np.array([numbers[group] for group in groups], np.int64)


def _require_enough(
    classes: Sequence[str],
    single: Sequence[str],
    sizes: Integers,
    groups: Sequence[Hashable] | None,
    folds: int,
) -> None:
    n_images, most = int(sizes.sum()), int(sizes.max(initial=0))
    if len(classes) < 2:
        images = "the 1 image is" if n_images == 1 else f"all {n_images} images are"
        raise InputError(f"{images} of one class; give images of two or more")
    if len(classes) - len(single) < 2:
        raise InputError(
            f"{_single(single)}; cross-validation needs two or more in at least two classes: one "
            "to learn from and one to test"
        )
    if folds < 2:
        raise InputError(f"folds {folds}: give 2 or more")
    units, noun = (n_images, "image") if groups is None else (len(set(groups)), "group")
    if folds > units:
        raise InputError(f"{folds} folds and {counted(units, noun)}; give at most {units} folds")
    if folds > most:
        raise InputError(
            f"{folds} folds, and no class has more than {counted(most, 'image')}; give at most "
            f"{most} folds"
        )


@dataclass(frozen=True, eq=False)
class _Division:
    """Labelled images that can be divided into folds."""

    classes: tuple[str, ...]
    truth: Integers
    groups: Integers | None
    folds: int
    notes: tuple[str, ...]

    @classmethod
    def of(
        cls,
        features: NDArray[np.floating[Any]],
        labels: Sequence[Hashable],
        groups: Sequence[Hashable] | None,
        folds: int,
    ) -> "_Division":
        """Check and number labels and groups."""
        shape, n_images = np.shape(features), len(features)
        if len(shape) != 2 or shape[1] == 0:
            raise InputError(f"features have the shape {shape}; give (n, d), a row for each image")
        if len(labels) != n_images or (groups is not None and len(groups) != n_images):
            given = f"{len(labels)} labels" + ("" if groups is None else f", {len(groups)} groups")
            raise InputError(f"{counted(n_images, 'image')} and {given}; there must be one each")
        classes = class_names(labels)
        numbers = {name: number for number, name in enumerate(classes)}
        truth = np.array([numbers[str(label)] for label in labels], np.int64)
        sizes = np.bincount(truth)
        single = [classes[class_] for class_ in np.flatnonzero(sizes == 1)]
        _require_enough(classes, single, sizes, groups, folds)
        notes = [f"{_single(single)}, which counts as wrong: no other is there to learn from"]
        return cls(
            classes,
            truth,
            None if groups is None else _numbered(groups),
            folds,
            tuple(notes if single else ()),
        )

    def splits(self, repeats: int, seed: int) -> Iterator[tuple[int, int, Integers, Integers]]:
        """Yield repeat, fold, and the images to learn from and to test, ascending."""
        from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

        from flimbuilder.silence import silence

        make: Callable[..., Any] = StratifiedKFold if self.groups is None else StratifiedGroupKFold
        for repeat in range(repeats):
            division = make(self.folds, shuffle=True, random_state=seed + repeat)
            with silence:  # of classes with fewer images than folds
                splits = list(division.split(self.truth, self.truth, self.groups))
            for number, (learn, test) in enumerate(splits):
                if len(np.unique(self.truth[learn])) < 2:
                    raise InputError(
                        f"{self.folds} folds: the groups leave images of one class to learn from; "
                        "give other groups, or another number of folds"
                    )
                yield repeat, number, learn, test
