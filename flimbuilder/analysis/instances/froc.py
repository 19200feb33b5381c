"""The FROC curve: detected objects against false positives."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.hits import ScoredHits
from flimbuilder.errors import InputError

__all__ = [
    "RATES",
    "FrocCurve",
    "FrocIntervals",
    "froc",
    "froc_intervals",
]

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
    false_positives_per_image : ndarray of float of shape (points,)
        Mean number of detected candidates that hit no object.
    """

    thresholds: Curve
    sensitivity: Curve
    false_positives_per_image: Curve

    def sensitivity_at(self, rates: Sequence[float] = RATES) -> Curve:
        """Return the sensitivity at rates of false positives an image.

        Between points the curve is straight, after the last one it is level, as in CAMELYON16.
        """
        return np.interp(rates, self.false_positives_per_image, self.sensitivity)

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
        False positives an image.
    low, high : ndarray of float of shape (rates,)
        Bounds of the sensitivity at each rate; NaN of one image, or if no sample has an object.
    score : tuple of float
        Bounds of the mean over the rates.
    """

    rates: tuple[float, ...]
    low: Curve
    high: Curve
    score: tuple[float, float]


def froc(images: Sequence[ScoredHits], *, object_free_only: bool = False) -> FrocCurve:
    """Compute the free-response receiver operating characteristic (FROC) over all images.

    An object is detected at a threshold if a candidate that hits it reaches the threshold;
    further candidates that hit it count neither as hits nor as false positives.

    Parameters
    ----------
    images : sequence of ScoredHits
        The judged candidates of each image. The curve is longest with all candidates, however
        low their score.
    object_free_only : bool, default=False
        Count and average false positives only in images without an object, as CAMELYON16 does
        for tumours in whole slides (Ehteshami Bejnordi et al., JAMA 318(22), 2017).

    Returns
    -------
    FrocCurve

    Raises
    ------
    InputError
        If no image has an object; if `object_free_only` and every image has one.
    """
    n_objects = sum(image.n_objects for image in images)
    counted = _counted(images, object_free_only)
    hits = np.concatenate([image.best for image in images])
    wrong = np.concatenate([image.wrong for image in counted])
    scores = np.unique(np.concatenate([image.scores for image in images]))
    thresholds = np.concatenate([[np.inf], scores[::-1]])
    return FrocCurve(
        thresholds=thresholds,
        sensitivity=_at_least(hits, thresholds) / n_objects,
        false_positives_per_image=_at_least(wrong, thresholds) / len(counted),
    )


def froc_intervals(
    images: Sequence[ScoredHits],
    rates: Sequence[float] = RATES,
    *,
    object_free_only: bool = False,
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
    images, object_free_only
        As in `froc`.
    rates : sequence of float, default=RATES
        False positives an image.
    samples : int, default=1000
    level : float, default=0.95
        Share of the samples inside the interval.
    seed : int, default=0

    Raises
    ------
    InputError
        As `froc`.
    """
    _counted(images, object_free_only)
    n_images = len(images)
    if n_images < 2:
        return _no_intervals(rates)
    random = np.random.default_rng(seed)
    draws = random.multinomial(n_images, np.full(n_images, 1 / n_images), size=samples)
    events = _Events.of(images, object_free_only)
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
    n_objects, counts : ndarray of int of shape (images,)
        True objects; 1 if false positives are counted, otherwise 0.
    """

    image: npt.NDArray[np.intp]
    is_hit: npt.NDArray[np.bool_]
    ends: npt.NDArray[np.intp]
    n_objects: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, images: Sequence[ScoredHits], object_free_only: bool) -> "_Events":
        n_objects = np.array([image.n_objects for image in images])
        counts = np.where(object_free_only & (n_objects > 0), 0, 1)
        parts = [(at, part, is_hit) for at, image in enumerate(images)
                 for part, is_hit in ((image.best, True), (image.wrong, False))
                 if is_hit or counts[at]]  # fmt: skip
        scores = np.concatenate([part for _, part, _ in parts])
        number = np.concatenate([np.full(len(part), at, np.intp) for at, part, _ in parts])
        is_hit = np.concatenate([np.full(len(part), hit) for _, part, hit in parts])
        order = np.argsort(-scores, kind="stable")
        ends = np.flatnonzero(np.diff(scores[order], append=np.inf))
        return cls(number[order], is_hit[order], ends, n_objects, counts)

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
                for chosen, total in ((self.is_hit, self.n_objects), (~self.is_hit, self.counts))
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


def _counted(images: Sequence[ScoredHits], object_free_only: bool) -> list[ScoredHits]:
    """Return the images in which false positives count."""
    if not sum(image.n_objects for image in images):
        raise InputError("no image has an object; sensitivity needs one in at least one truth")
    counted = [image for image in images if not (object_free_only and image.n_objects)]
    if not counted:
        raise InputError("every image has an object; count the false positives in all images")
    return counted


def _at_least(values: Curve, thresholds: Curve) -> Curve:
    """Count the values that reach each threshold."""
    below = np.searchsorted(np.sort(values), thresholds, side="left")
    return values.size - below.astype(np.float64)
