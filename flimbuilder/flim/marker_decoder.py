"""Train the marker-learned decoder: a weight for each kernel, from the activations at the markers.

The decoder is a logistic regression of the class at marker pixels, that is, a 1 x 1 convolution
of the activation maps of one or several blocks, interpolated to the image's size, and a softmax.
Kernels of an object class have weights of at least 0 for it, all other kernels of at most 0.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from flimbuilder.errors import LearnError
from flimbuilder.flim.device import round_digits
from flimbuilder.flim.logistic import LogisticFit, LogisticProblem, fit_logistic
from flimbuilder.project.rasterise import MarkerPixels, evenly_spaced

__all__ = [
    "PIXELS_PER_MARKER",
    "STRENGTHS",
    "MarkedMaps",
    "MarkerWeights",
    "interpolate_sums",
    "left_out_error",
    "sample_maps",
    "train_marker_decoder",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Maps = Sequence[NDArray[np.float32]]

STRENGTHS = (10.0, 30.0, 100.0)  # the weight of the loss, relative to the squared weights
PIXELS_PER_MARKER = 100
NEAR_ERROR = 0.01  # the last strength within this of the lowest error is chosen
N_WEAK = 2000  # unmarked pixels in all images together
MARGIN = 3  # pixels around regions joined to an object marker
BLANK_SHARE = 0.6  # of the weight of the weak background
BLANK_ROUNDS = 6
N_HARDEST = 100  # pixels of a blank image in each round
SHARPNESS = 48.0  # calibrated log-odds from 0 to the mean log-odds of the markers
CUT = 0.2  # the decision boundary, from 0 to the mean log-odds of the markers
UNLEARNED_BIAS = -20.0  # a probability of 2e-9

_LOWEST_LEVEL = 0.1  # log-odds
_FLAT = 1e-6  # deviation, relative to the largest activation, below which a map is constant
_LATTICE = (0.7548776662466927, 0.5698402909980532)  # of the R2 sequence


@dataclass(frozen=True)
class MarkedMaps:
    """The activation maps of a training image, and its marked pixels.

    Attributes
    ----------
    maps : sequence of ndarray of shape (kernels, h, w), float32
        Activation maps of each block that is decoded.
    size : tuple of int
        (height, width) of the image.
    pixels : MarkerPixels
        The marked pixels of the image.
    """

    maps: Maps
    size: tuple[int, int]
    pixels: MarkerPixels


@dataclass(frozen=True)
class MarkerWeights:
    """The weights of a marker-learned decoder, for activations as they are.

    Attributes
    ----------
    weights : tuple of tuple of float
        A row for each object class with a weight for each kernel of all decoded blocks.
    bias : tuple of float
        A bias for each object class.
    strength : float
        The chosen strength.
    """

    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    strength: float


def train_marker_decoder(
    images: Sequence[MarkedMaps],
    kernel_classes: Sequence[int | None],
    object_classes: Sequence[int],
    strengths: Sequence[float] = STRENGTHS,
    *,
    blanks: Sequence[MarkedMaps] = (),
) -> MarkerWeights:
    """Train the decoder on the markers of all images.

    All classes have equal weight, and so have the markers of a class. Unmarked pixels are a weak
    background with the weight of all background markers, except those that a first fit joins to an
    object marker, with a margin of 3 pixels. Pixels of blank images with the largest log-odds have
    0.6 of the weight of the weak background: 100 of each image in each of six rounds of fitting.
    A map that is constant on all these pixels gets no weight.

    Parameters
    ----------
    images : sequence of MarkedMaps
        At least one of them has a marked pixel.
    kernel_classes : sequence of int or None
        Class of each kernel of all decoded blocks, in the order of the maps. In the row of an
        object class its kernels weigh 0 or more, and kernels of other classes 0 or less. Kernels
        without a class are free.
    object_classes : sequence of int
        The classes to decode, without the background. Markers of other classes are background.
    strengths : sequence of float, default=(10, 30, 100)
        Weight of the mean loss against half the squared weights of standardised activations. Each
        marker is left out in turn, and the last strength whose error is within 0.01 of the lowest
        is chosen; the last of all if no class has two markers.
    blanks : sequence of MarkedMaps, default=()
        Images without markers or objects, such as noise.

    Returns
    -------
    MarkerWeights
        The same images give the same weights. An object class without markers has weights of 0
        and a probability of about 0.

    Raises
    ------
    LearnError
        If no pixel is marked.

    Notes
    -----
    The log-odds are calibrated: an object's markers have 48 (1 - 0.2) = 38 on average, and the
    probability is 0.5 at 0.2 of the way from 0 to their log-odds before calibration. Balanced
    classes would put it at 0, but most pixels of an image are background.
    """
    marked = _marked_samples(images, object_classes)
    learned = [row for row in range(len(object_classes)) if (marked.target == row + 1).any()]
    weights = np.zeros((len(object_classes), len(kernel_classes)))
    bias = np.full(len(object_classes), UNLEARNED_BIAS)
    strength = strengths[-1]
    if learned:
        signs = _signs(kernel_classes, [object_classes[row] for row in learned])
        target = np.searchsorted(learned, marked.target - 1) + 1
        marked = _Samples(
            marked.values, np.where(marked.target > 0, target, 0), marked.marker, len(learned)
        )
        fit, strength = _fit_rounds(images, blanks, marked, object_classes, signs, strengths)
        weights[learned], bias[learned] = _calibrated(fit, marked)
    return MarkerWeights(
        tuple(tuple(round_digits(weight) for weight in row) for row in weights.tolist()),
        tuple(round_digits(value) for value in bias.tolist()),
        strength,
    )


@dataclass(frozen=True)
class _Samples:
    """Activations (n, kernels), target class (0 is background) and marker of sampled pixels."""

    values: Floats
    target: Integers
    marker: Integers
    n_objects: int

    def importance(self, weak: int = 0, blank: int = 0) -> Floats:
        """Return weights of the samples, of weak background and of blank images; sum 1."""
        n_own, n_more = len(self.target), weak + blank
        weights = np.zeros(n_own + n_more)
        share = 1.0 / (self.n_objects + 1)
        for target in range(self.n_objects + 1):
            markers = np.unique(self.marker[self.target == target])
            total = share / 2 if target == 0 and n_more else share
            for marker in markers:
                own = np.flatnonzero(self.marker == marker)
                weights[own] = total / len(markers) / len(own)
        if n_more:
            left = 1.0 - weights.sum()  # all of the background's share without its markers
            of_blank = (BLANK_SHARE if weak else 1.0) * left if blank else 0.0
            weights[n_own : n_own + weak] = (left - of_blank) / max(1, weak)
            weights[n_own + weak :] = of_blank / max(1, blank)
        return weights


def _marked_samples(images: Sequence[MarkedMaps], object_classes: Sequence[int]) -> _Samples:
    """Sample at most PIXELS_PER_MARKER pixels of each marker, evenly in raster order."""
    values, target, marker, n_markers = [], [], [], 0
    for image in images:
        pixels = image.pixels
        chosen = evenly_spaced(pixels.marker, PIXELS_PER_MARKER)
        values.append(sample_maps(image.maps, image.size, pixels.row[chosen], pixels.col[chosen]))
        is_object = pixels.class_id[chosen, None] == np.asarray(object_classes)
        target.append(is_object @ np.arange(1, len(object_classes) + 1))
        ids, number = np.unique(pixels.marker[chosen], return_inverse=True)
        marker.append(n_markers + 1 + number)
        n_markers += len(ids)
    if not n_markers:
        raise LearnError("no pixel is marked; draw at least one disk or stroke on an image")
    return _Samples(
        np.concatenate(values), np.concatenate(target), np.concatenate(marker), len(object_classes)
    )


def _signs(kernel_classes: Sequence[int | None], object_classes: Sequence[int]) -> Integers:
    """Return the sign (objects, kernels) that each weight must have; 0 if it is free."""
    return np.array(
        [
            [0 if kernel is None else 1 if kernel == class_id else -1 for kernel in kernel_classes]
            for class_id in object_classes
        ]
    )


def _fit_rounds(
    images: Sequence[MarkedMaps],
    blanks: Sequence[MarkedMaps],
    marked: _Samples,
    object_classes: Sequence[int],
    signs: Integers,
    strengths: Sequence[float],
) -> tuple[LogisticFit, float]:
    """Fit on the markers to find the background, then on all; return raw coefficients."""
    nothing = np.zeros((0, marked.values.shape[1]))
    fit, strength = None, strengths[-1]
    if (marked.target == 0).any():
        fit, _ = _fit(marked, nothing, nothing, signs, [strength], None)
    weak = np.concatenate(list(_weak_background(images, object_classes, fit)))
    blank = [nothing]
    for _ in range(BLANK_ROUNDS if blanks else 1):
        blank += [_hardest(image, fit) for image in blanks]
        fit, strength = _fit(marked, weak, np.concatenate(blank), signs, strengths, fit)
        strengths = [strength]
    assert fit is not None
    return fit, strength


def _fit(
    marked: _Samples,
    weak: Floats,
    blank: Floats,
    signs: Integers,
    strengths: Sequence[float],
    start: LogisticFit | None,
) -> tuple[LogisticFit, float]:
    """Fit on the markers and on more background; choose the strength by left-out markers."""
    n_more = len(weak) + len(blank)
    values = np.concatenate((marked.values, weak, blank))
    target = np.concatenate((marked.target, np.zeros(n_more, np.int64)))
    if not (target == 0).any():
        raise LearnError("no pixel is background; draw a stroke of the background")
    importance = marked.importance(len(weak), len(blank))
    scaling = _Scaling.of(values, importance)
    samples = scaling.apply(values)
    fits: list[LogisticFit] = []
    for strength in strengths:
        near = fits[-1] if fits else scaling.redo(start) if start else None
        fits.append(fit_logistic(samples, target, importance, signs, strength, start=near))
    if len(strengths) == 1:
        return scaling.undo(fits[0]), strengths[0]
    marker = np.concatenate((marked.marker, np.zeros(n_more, np.int64)))
    errors = [
        left_out_error(fit, samples, target, importance, marker, signs, strength)
        for fit, strength in zip(fits, strengths, strict=True)
    ]
    good = np.flatnonzero(np.array(errors) <= np.nanmin([*errors, np.inf]) + NEAR_ERROR)
    best = int(good[-1]) if len(good) else -1
    return scaling.undo(fits[best]), strengths[best]


@dataclass(frozen=True)
class _Scaling:
    """Standardisation of activations; constant maps become 0."""

    mean: Floats
    deviation: Floats
    varies: NDArray[np.bool_]

    @classmethod
    def of(cls, values: Floats, importance: Floats) -> "_Scaling":
        mean = importance @ values
        deviation = np.sqrt(importance @ (values - mean) ** 2)
        varies = deviation > _FLAT * np.abs(values).max(axis=0)
        return cls(mean, np.where(varies, deviation, 1.0), varies)

    def apply(self, values: Floats) -> Floats:
        scaled: Floats = (values - self.mean) / self.deviation * self.varies
        return scaled

    def undo(self, fit: LogisticFit) -> LogisticFit:
        """Return the coefficients for values that are not scaled."""
        weights = fit.weights / self.deviation * self.varies
        return LogisticFit(weights, fit.bias - weights @ self.mean)

    def redo(self, fit: LogisticFit) -> LogisticFit:
        """Return the coefficients for scaled values."""
        return LogisticFit(
            fit.weights * self.deviation * self.varies, fit.bias + fit.weights @ self.mean
        )


def _weak_background(
    images: Sequence[MarkedMaps], object_classes: Sequence[int], first: LogisticFit | None
) -> Iterator[Floats]:
    """Sample unmarked pixels that are not joined to an object marker, on a lattice."""
    count = max(1, N_WEAK // len(images))
    for image in images:
        steps = np.arange(1, count + 1)
        row, col = (
            (np.modf(steps * step)[0] * side).astype(np.int64)
            for step, side in zip(_LATTICE, image.size, strict=True)
        )
        barred = np.zeros(image.size, bool)
        if first is not None:
            logits = interpolate_sums(image.maps, image.size, first)
            is_object = (logits > 0).any(axis=0)
            parts, _ = scipy.ndimage.label(is_object, np.ones((3, 3)))
            on_object = np.isin(image.pixels.class_id, object_classes)
            joined = np.unique(parts[image.pixels.row[on_object], image.pixels.col[on_object]])
            barred = np.isin(parts, joined[joined > 0])
            barred = scipy.ndimage.binary_dilation(barred, iterations=MARGIN)
        barred[image.pixels.row, image.pixels.col] = True
        kept = ~barred[row, col]
        yield sample_maps(image.maps, image.size, row[kept], col[kept])


def _hardest(blank: MarkedMaps, fit: LogisticFit | None) -> Floats:
    """Sample the pixels of a blank image with the largest log-odds; spread them without a fit."""
    n_pixels = math.prod(blank.size)
    if fit is None:
        pixels = np.arange(0, n_pixels, max(1, n_pixels // N_HARDEST))
    else:
        logits = interpolate_sums(blank.maps, blank.size, fit).max(axis=0)
        pixels = np.argsort(-logits, axis=None, kind="stable")[:N_HARDEST]
    return sample_maps(blank.maps, blank.size, *np.unravel_index(pixels, blank.size))


def left_out_error(
    fit: LogisticFit,
    samples: Floats,
    target: Integers,
    importance: Floats,
    marker: Integers,
    signs: Integers,
    strength: float,
) -> float:
    """Return the mean error of the probabilities at markers that are left out in turn.

    Parameters
    ----------
    fit : LogisticFit
        Of all samples.
    samples, target, importance, signs, strength
        As in :func:`fit_logistic`.
    marker : ndarray of shape (n,)
        Number of each sample's marker, from 1; 0 for weak background.

    Returns
    -------
    float
        Mean of 1 - p over the samples of each marker, then over the markers of each class, then
        over the classes, where p is the calibrated probability of the marker's class. NaN if no
        class has two markers.

    Notes
    -----
    A fit without a marker is one Newton step from the fit with it, in which the other markers of
    its class weigh as much as all did.
    """
    problem = LogisticProblem(samples, target, importance, signs, strength)
    values = problem.start(fit)
    _, probability = problem.loss(values)
    free = problem.free(values, problem.gradient(values, probability))
    whole = problem.hessian(probability, free)
    residual = (probability - problem.truth) * problem.importance[:, None]
    level = _levels(fit, samples, target, marker, problem.n_objects)
    errors = []
    for class_target in range(problem.n_objects + 1):
        markers = np.unique(marker[(target == class_target) & (marker > 0)])
        if len(markers) < 2:
            continue
        rows = [np.flatnonzero(marker == number) for number in markers]
        slopes = np.array(
            [(residual[own].T @ problem.inputs[own]).ravel() * problem.sign for own in rows]
        )[:, free]
        curvatures = [problem.curvature(probability, own, free) for own in rows]
        all_slopes, all_curvatures = slopes.sum(axis=0), np.sum(curvatures, axis=0)
        n_others = len(markers) - 1
        wrong = []
        for own, slope, curvature in zip(rows, slopes, curvatures, strict=True):
            gradient = (all_slopes - len(markers) * slope) / n_others
            hessian = whole + (all_curvatures - len(markers) * curvature) / n_others
            step = np.zeros_like(values)
            step[free] = -scipy.linalg.solve(hessian, gradient, assume_a="pos")
            without = problem.fit(problem.project(values + step))
            logits = SHARPNESS * (without.logits(samples[own]) / level - CUT)
            right = scipy.special.softmax(np.column_stack((np.zeros(len(own)), logits)), axis=1)
            wrong.append(1.0 - right[:, class_target].mean())
        errors.append(np.mean(wrong))
    return float(np.mean(errors)) if errors else float("nan")


def _levels(
    fit: LogisticFit, samples: Floats, target: Integers, marker: Integers, n_objects: int
) -> Floats:
    """Return the mean log-odds of each object class at its markers."""
    logits = fit.logits(samples)
    levels = np.empty(n_objects)
    for row in range(n_objects):
        of_class = target == row + 1
        each = [
            logits[(marker == number) & of_class, row].mean()
            for number in np.unique(marker[of_class])
        ]
        levels[row] = max(np.mean(each), _LOWEST_LEVEL)
    return levels


def _calibrated(fit: LogisticFit, marked: _Samples) -> tuple[Floats, Floats]:
    """Scale the log-odds by their level at the markers, and shift them."""
    level = _levels(fit, marked.values, marked.target, marked.marker, marked.n_objects)
    scale = SHARPNESS / level
    return fit.weights * scale[:, None], fit.bias * scale - SHARPNESS * CUT


def sample_maps(maps: Maps, size: tuple[int, int], rows: Integers, cols: Integers) -> Floats:
    """Return the activations (n, kernels) at pixels of the image.

    Maps (kernels, h, w) are interpolated to the image's (height, width) bilinearly, as by
    ``torch.nn.functional.interpolate``, but only at these pixels.
    """
    parts = []
    for block in maps:
        near = [
            _neighbours(places, side, full)
            for places, side, full in zip((rows, cols), block.shape[1:], size, strict=True)
        ]
        (above, below, down), (left, right, across) = near
        upper = block[:, above, left] * (1 - across) + block[:, above, right] * across
        lower = block[:, below, left] * (1 - across) + block[:, below, right] * across
        parts.append(upper * (1 - down) + lower * down)
    samples: Floats = np.concatenate(parts).T.astype(np.float64)
    return samples


def _neighbours(places: Integers, side: int, full: int) -> tuple[Integers, Integers, Floats]:
    """Return the pixels of a map before and after each place, and the share of the latter."""
    position = np.clip((places + 0.5) * side / full - 0.5, 0, side - 1)
    before = position.astype(np.int64)
    return before, np.minimum(before + 1, side - 1), position - before


def interpolate_sums(maps: Maps, size: tuple[int, int], fit: LogisticFit) -> NDArray[np.float32]:
    """Return the log-odds (objects, height, width) at every pixel of an image.

    The weighted sum of each block is interpolated instead of its maps, which gives the same.
    """
    total = (
        np.zeros((len(fit.bias), *size), np.float32) + fit.bias.astype(np.float32)[:, None, None]
    )
    done = 0
    for block in maps:
        weights = fit.weights[:, done : done + len(block)].astype(np.float32)
        done += len(block)
        sums = torch.from_numpy(np.tensordot(weights, block, axes=1))[None]
        total += F.interpolate(sums, size=size, mode="bilinear", align_corners=False)[0].numpy()
    return total
