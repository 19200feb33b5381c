"""Tables of the measured identification, with tests that know that folds share images."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray
from quality import markdown

__all__ = ["compare", "corrected_p", "spread", "summary", "values"]

MEASURES = ("accuracy", "kappa", "macro_f1")
SHARE = 1 / 4  # images tested over images learned from
Row = dict[str, Any]
Lines = tuple[list[str], list[list[str]]]
"""Titles of the columns, and the cells of each line."""
EVERY = "1+2+3"  # blocks of the strided preset


def _method(method: str, pooling: str, classifier: str = "logistic", blocks: str = EVERY) -> Row:
    return {"method": method, "pooling": pooling, "classifier": classifier, "blocks": blocks}


METHODS: dict[str, Row] = {
    "markers, `statistics`": _method("markers", "statistics"),
    "markers, `rings3`": _method("markers", "rings3"),
    "markers, `rings5`": _method("markers", "rings5"),
    "markers, reduction `pca`, `statistics`": _method("markers, PCA", "statistics"),
    "markers, reduction `pca`, `rings5`": _method("markers, PCA", "rings5"),
    "markers on one image a class, `statistics`": _method(
        "markers on 1 image a class", "statistics"
    ),
    "markers, default blocks, `statistics`": _method(
        "markers, default blocks", "statistics", blocks="1+2+3+4"
    ),
    "kernels by difficulty, `statistics`": _method("by difficulty", "statistics"),
    "kernels by difficulty, `rings3`": _method("by difficulty", "rings3"),
    "random kernels, `statistics`": _method("random kernels", "statistics"),
    "random kernels, `rings5`": _method("random kernels", "rings5"),
    "trained from random weights": _method("trained", "mean", "linear", "3"),
    "colour and texture, logistic regression": _method("colour and texture", "", blocks=""),
    "colour and texture, linear SVM": _method("colour and texture", "", "svm", ""),
    "colour and texture, RBF SVM": _method("colour and texture", "", "rbf", ""),
}

Key = tuple[str, str]
Table = dict[tuple[str, ...], float]


def corrected_p(differences: NDArray[np.float64], share: float = SHARE) -> float:
    """Return the p of a t-test of differences over folds, two-sided.

    The variance of their mean is ``(1 / n + share) * variance``: folds learn from the same images,
    so n folds are worth less than n samples (Nadeau and Bengio, Machine Learning 52, 2003).

    Parameters
    ----------
    differences : ndarray of shape (n,)
    share : float
        Images tested over images learned from.
    """
    n = len(differences)
    if n < 2 or not differences.any():
        return 1.0
    variance = (1 / n + share) * differences.var(ddof=1)
    if variance == 0:
        return 0.0
    return float(2 * scipy.stats.t.sf(abs(differences.mean()) / np.sqrt(variance), n - 1))


def values(rows: Sequence[Row], data: str, measure: str, **wanted: str) -> dict[Key, float]:
    """Return a measure by seed and fold."""
    return {
        (row["seed"], row["fold"]): float(row[measure])
        for row in rows
        if row["data"] == data and all(row[name] == value for name, value in wanted.items())
    }


def compare(own: dict[Key, float], other: dict[Key, float]) -> str:
    """Return the mean difference over common folds and its p."""
    common = sorted(own.keys() & other.keys())
    if not common:
        return ""
    if own == other:
        return ""
    differences = np.array([own[key] - other[key] for key in common])
    return f"{differences.mean():+.3f} (p {corrected_p(differences):.2g})"


def spread(found: dict[Key, float]) -> str:
    """Return mean and deviation over folds."""
    if not found:
        return ""
    numbers = np.array(list(found.values()))
    return f"{numbers.mean():.3f} ± {numbers.std(ddof=1) if len(numbers) > 1 else 0:.3f}"


def summary(rows: Sequence[Row]) -> str:
    """Return all tables as Markdown, with the columns of all sets beside each other."""
    sets = list(dict.fromkeys(row["data"] for row in rows))
    parts = []
    for table in (methods, poolings, blocks, classifiers, labels):
        joined: dict[str, dict[str, list[str]]] = {}
        for data in sets:
            heads, lines = table([row for row in rows if row["data"] == data], data)
            for key, *cells in lines:
                joined.setdefault(key, {})[data] = cells
        titles = [heads[0], *(f"{data}: {head}" for data in sets for head in heads[1:])]
        missing = [""] * (len(heads) - 1)
        lines = [
            [key, *(cell for data in sets for cell in found.get(data, missing))]
            for key, found in joined.items()
        ]
        parts.append(markdown(titles, lines))
    return "\n\n".join(parts)


def methods(rows: Sequence[Row], data: str) -> Lines:
    """Compare methods with markers at the default pooling."""
    reference = values(rows, data, "macro_f1", method="markers", blocks=EVERY,
                       pooling="statistics", classifier="logistic")  # fmt: skip
    lines = []
    for title, wanted in METHODS.items():
        found = {name: values(rows, data, name, **wanted) for name in MEASURES}
        if found["macro_f1"]:
            difference = compare(found["macro_f1"], reference)
            folds = str(len(found["macro_f1"]))
            lines.append(
                [title, folds, *(spread(found[name]) for name in MEASURES[1:]), difference]
            )
    return ["", "folds", "kappa", "macro F1", "against the first"], lines


def poolings(rows: Sequence[Row], data: str) -> Lines:
    """Compare poolings, markers beside random kernels, and with the default pooling."""
    reference = values(rows, data, "macro_f1", **_method("markers", "statistics"))
    own = [row for row in rows if row["method"] == "markers"]
    joined = [row for row in own if row["blocks"] == EVERY or row["pooling"] == "flatten"]
    lines = []
    for (pooling,) in _distinct(joined, "pooling"):
        large = pooling in ("grid8", "flatten")  # too large for a logistic regression
        of_all = _method("markers", pooling, "svm" if large else "logistic",
                         "3" if pooling == "flatten" else EVERY)  # fmt: skip
        found = values(own, data, "macro_f1", **of_all)
        other = values(rows, data, "macro_f1", **{**of_all, "method": "random kernels"})
        numbers = [np.mean(list(values(own, data, name, **of_all).values()))
                   for name in ("features", "dimension")]  # fmt: skip
        lines.append([f"`{pooling}`{', SVM' if large else ''}", f"{numbers[0]:.0f}",
                      f"{numbers[1]:.1f}", spread(found), compare(found, reference),
                      spread(other), compare(found, other)])  # fmt: skip
    return ["pooling", "features", "effective dimension", "markers", "against `statistics`",
            "random kernels", "markers against random"], lines  # fmt: skip


def blocks(rows: Sequence[Row], data: str) -> Lines:
    """Compare blocks by pooling."""
    own = [row for row in rows if row["method"] == "markers" and row["classifier"] == "logistic"]
    names = [name for (name,) in _distinct(own, "blocks")]
    by_block = {row["pooling"] for row in own if row["blocks"] == "1"}
    used = [name for (name,) in _distinct(own, "pooling") if name in by_block]

    def cell(block: str, pooling: str) -> str:
        wanted = {"method": "markers", "blocks": block, "pooling": pooling}
        return spread(values(own, data, "macro_f1", **wanted))

    lines = [
        [block, *(cell(block, pooling) for pooling in used)]
        for block in sorted(names, key=lambda name: (len(name), name))
    ]
    return ["blocks", *used], lines


def classifiers(rows: Sequence[Row], data: str) -> Lines:
    """Compare classifiers by pooling of all blocks."""
    own = [row for row in rows if row["method"] == "markers" and row["blocks"] == EVERY]
    names = [name for (name,) in _distinct(own, "classifier")]
    by_all = {row["pooling"] for row in own if row["classifier"] == "mlp"}
    used = [name for (name,) in _distinct(own, "pooling") if name in by_all]
    get: Callable[..., dict[Key, float]] = values
    lines = []
    for name in names:
        line = [name]
        for pooling in used:
            found = get(own, data, "macro_f1", pooling=pooling, classifier=name)
            first = get(own, data, "macro_f1", pooling=pooling, classifier="logistic")
            line += [spread(found), "" if name == "logistic" else compare(found, first)]
        lines.append(line)
    heads = [head for pooling in used for head in (pooling, "against logistic")]
    return ["classifier", *heads], lines


def labels(rows: Sequence[Row], data: str) -> Lines:
    """Compare what learns from shares of the labels."""
    own = [row for row in rows if row["method"] == "few labels"]
    used = [name for (name,) in _distinct(own, "pooling")]
    lines = []
    for (classifier,) in _distinct(own, "classifier"):
        found = [values(own, data, "macro_f1", pooling=name, classifier=classifier)
                 for name in used]  # fmt: skip
        share = classifier.partition(", ")[2].removesuffix(" of the labels")
        lines.append([share, *map(spread, found), compare(found[0], found[-1])])
    return ["labels", *used, "the first against the last"], lines


def _distinct(rows: Sequence[Row], *columns: str) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(tuple(row[column] for column in columns) for row in rows))
