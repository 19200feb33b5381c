"""The FROC curve: detected objects against false positives; and the detection of images."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.hits import ScoredHits
from flimbuilder.errors import InputError

__all__ = [
    "PER",
    "RATES",
    "FrocCurve",
    "FrocIntervals",
    "FrocUnit",
    "froc",
    "froc_intervals",
    "image_auc",
]

FrocUnit = Literal["image", "empty", "mm2"]
"""False positives are counted in all images, in those without an object, or by area."""
PER: dict[FrocUnit, str] = {
    "image": "an image",
    "empty": "an image without objects",
    "mm2": "a mm²",
}
RATES: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""The false positives an image at which CAMELYON16 reads the sensitivity."""

MOST_VALUES = 2**22  # numbers of all bootstrap samples in memory at once

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FrocCurve:
    """Points of a FROC curve, from the highest to the lowest threshold.

    Attributes
    ----------
    thresholds : ndarray of float of shape (points,)
        Descending: infinity, then every score. Candidates that reach the threshold are detected.
    sensitivity : ndarray of float of shape (points,)
        Share of hit objects in all images, in [0, 1].
    false_positives : ndarray of float of shape (points,)
        Mean number of detected candidates that hit no object, an image or a mm².
    """

    thresholds: Curve
    sensitivity: Curve
    false_positives: Curve

    def sensitivity_at(self, rates: Sequence[float] = RATES) -> Curve:
        """Return the sensitivity at rates of false positives.

        Between points the curve is straight, after the last one it is level, as in CAMELYON16.
        """
        return np.interp(rates, self.false_positives, self.sensitivity)

    @property
    def score(self) -> float:
        """Mean sensitivity at :data:`RATES`, in [0, 1] (CAMELYON16)."""
        return float(self.sensitivity_at().mean())


@dataclass(frozen=True, eq=False)
class FrocIntervals:
    """Bootstrap intervals of sensitivities.

    Attributes
    ----------
    rates : tuple of float
        False positives an image, or a mm².
    low, high : ndarray of float of shape (rates,)
        Bounds of the sensitivity at each rate; NaN of one image, or if no sample has an object.
    score : tuple of float
        Bounds of the mean over the rates.
    """

    rates: tuple[float, ...]
    low: Curve
    high: Curve
    score: tuple[float, float]


def froc(images: Sequence[ScoredHits], *, per: FrocUnit = "image") -> FrocCurve:
    """Compute the free-response receiver operating characteristic (FROC) over all images.

    An object is detected at a threshold if a candidate that hits it reaches the threshold;
    further candidates that hit it count neither as hits nor as false positives.

    Parameters
    ----------
    images : sequence of ScoredHits
        The judged candidates of each image. The curve is longest with all candidates, however
        low their score.
    per : {"image", "empty", "mm2"}, default="image"
        What false positives are divided by: the number of images; with ``empty`` they are counted
        only in images without an object, and divided by the number of these, as CAMELYON16 does
        for tumours in whole slides (Ehteshami Bejnordi et al., JAMA 318(22), 2017); or the judged
        area of all images.

    Returns
    -------
    FrocCurve

    Raises
    ------
    InputError
        If no image has an object; with ``empty``, if every image has one; with ``mm2``, if the
        area of an image is not known.
    """
    n_objects = sum(image.n_objects for image in images)
    exposures = _exposures(images, per)
    counted = [image for image, exposure in zip(images, exposures, strict=True) if exposure]
    hits = np.concatenate([image.best for image in images])
    wrong = np.concatenate([image.wrong for image in counted])
    scores = np.unique(np.concatenate([image.scores for image in images]))
    thresholds = np.concatenate([[np.inf], scores[::-1]])
    return FrocCurve(
        thresholds=thresholds,
        sensitivity=_at_least(hits, thresholds) / n_objects,
        false_positives=_at_least(wrong, thresholds) / exposures.sum(),
    )


def froc_intervals(
    images: Sequence[ScoredHits],
    rates: Sequence[float] = RATES,
    *,
    per: FrocUnit = "image",
    samples: int = 1000,
    level: float = 0.95,
    seed: int = 0,
) -> FrocIntervals:
    """Compute bootstrap intervals of the sensitivity, over images.

    Each sample draws as many images as there are, with replacement; the interval has the
    percentiles of the samples (Efron & Tibshirani, 1993). Samples without an object, or without
    an image to count false positives in, are left out. Of a single image, bounds are NaN.

    Parameters
    ----------
    images, per
        As in `froc`.
    rates : sequence of float, default=RATES
        False positives an image, or a mm².
    samples : int, default=1000
    level : float, default=0.95
        Share of the samples inside the interval.
    seed : int, default=0

    Raises
    ------
    InputError
        As `froc`.
    """
    exposures = _exposures(images, per)
    n_images = len(images)
    if n_images < 2:
        return _no_intervals(rates)
    random = np.random.default_rng(seed)
    draws = random.multinomial(n_images, np.full(n_images, 1 / n_images), size=samples)
    events = _Events.of(images, exposures)
    step = max(1, MOST_VALUES // (len(events.image) + 1))
    parts = [events.sensitivity(draws[at : at + step], rates) for at in range(0, samples, step)]
    values = np.concatenate(parts)
    values = values[np.isfinite(values).all(axis=1)]
    if not len(values):
        return _no_intervals(rates)
    tails = (1 - level) / 2, (1 + level) / 2
    low, high = np.quantile(values, tails, axis=0)
    score = np.quantile(values.mean(axis=1), tails)
    return FrocIntervals(tuple(rates), low, high, (float(score[0]), float(score[1])))


def _no_intervals(rates: Sequence[float]) -> FrocIntervals:
    missing = np.full(len(rates), np.nan)
    return FrocIntervals(tuple(rates), missing, missing, (np.nan, np.nan))


@dataclass(frozen=True, eq=False)
class _Events:
    """Hits and false positives of all images, by descending score.

    Attributes
    ----------
    image : ndarray of int of shape (events,)
    is_hit : ndarray of bool of shape (events,)
    ends : ndarray of int of shape (thresholds,)
        The last event of each score.
    n_objects : ndarray of int of shape (images,)
        True objects.
    exposures : ndarray of float of shape (images,)
        What false positives are divided by; 0 where they are not counted.
    """

    image: npt.NDArray[np.intp]
    is_hit: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.intp]
    n_objects: npt.NDArray[np.int64]
    exposures: Curve

    @classmethod
    def of(cls, images: Sequence[ScoredHits], exposures: Curve) -> "_Events":
        n_objects = np.array([image.n_objects for image in images])
        parts = [(at, part, is_hit) for at, image in enumerate(images)
                 for part, is_hit in ((image.best, True), (image.wrong, False))
                 if is_hit or exposures[at]]  # fmt: skip
        scores = np.concatenate([part for _, part, _ in parts])
        number = np.concatenate([np.full(len(part), at, np.intp) for at, part, _ in parts])
        is_hit = np.concatenate([np.full(len(part), hit) for _, part, hit in parts])
        order = np.argsort(-scores, kind="stable")
        ends = np.flatnonzero(np.diff(scores[order], append=np.inf))
        return cls(number[order], is_hit[order], ends, n_objects, exposures)

    def sensitivity(self, draws: npt.NDArray[np.int64], rates: Sequence[float]) -> Curve:
        """Return the sensitivity of samples at rates, (samples, rates).

        `draws` says how often each sample has each image, (samples, images).
        """
        weights = draws[:, self.image]
        start = np.zeros((len(draws), 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            found, wrong = (
                np.hstack([start, np.cumsum(weights * chosen, axis=1)[:, self.ends]])
                / (draws @ total)[:, np.newaxis]
                for chosen, total in (
                    (self.is_hit, self.n_objects),
                    (~self.is_hit, self.exposures),
                )
            )
        return np.stack([_interpolated(rate, wrong, found) for rate in rates], axis=1)


def _interpolated(rate: float, along: Curve, values: Curve) -> Curve:
    """Interpolate every row of `values` at a place along it, as `numpy.interp` does."""
    last = along.shape[1] - 1
    before = np.clip((along <= rate).sum(axis=1) - 1, 0, last)
    after = np.minimum(before + 1, last)
    row = np.arange(len(along))
    width = along[row, after] - along[row, before]
    share = np.where(width > 0, (rate - along[row, before]) / np.where(width > 0, width, 1), 0)
    low, high = values[row, before], values[row, after]
    interpolated: Curve = low + share * (high - low)
    return np.where(np.isnan(along[:, last]), np.nan, interpolated)


def _exposures(images: Sequence[ScoredHits], per: FrocUnit) -> Curve:
    """Return what the false positives of each image are divided by; 0 where they do not count."""
    if not sum(image.n_objects for image in images):
        raise InputError("no image has an object; sensitivity needs one in at least one truth")
    if per == "mm2":
        if any(image.area_mm2 is None for image in images):
            raise InputError("the area of an image is not known; give the size of its pixels")
        areas = np.array([image.area_mm2 for image in images], np.float64)
        if not areas.sum() > 0:
            raise InputError("the judged area is 0 mm²; count the false positives an image")
        return areas
    counts = [per == "image" or not image.n_objects for image in images]
    if not any(counts):
        raise InputError("every image has an object; count the false positives in all images")
    return np.array(counts, np.float64)


def image_auc(images: Sequence[ScoredHits]) -> float:
    """Return how well the highest score of an image predicts that it has an object.

    The probability that the highest score of an image with an object is above that of one
    without, where equal scores count half: the area under the ROC curve of images (Hanley &
    McNeil, Radiology 143(1), 1982). In [0, 1]; NaN unless there are images of both kinds.
    """
    with_object = np.array([image.highest for image in images if image.n_objects])
    without = np.sort([image.highest for image in images if not image.n_objects])
    if not len(with_object) or not len(without):
        return float("nan")
    below = np.searchsorted(without, with_object, "left")
    upto = np.searchsorted(without, with_object, "right")
    return float((below + upto).mean() / (2 * len(without)))


def _at_least(values: Curve, thresholds: Curve) -> Curve:
    """Count the values that reach each threshold."""
    below = np.searchsorted(np.sort(values), thresholds, side="left")
    return values.size - below.astype(np.float64)
