"""The measures of saliency maps and masks against masks drawn by an expert.

:data:`MEASURES` lists them all; evaluations, tables, files, the command line and the window read
it. To add a measure, add an entry.

Definitions follow the papers cited at each measure and, for details that they leave open, the
implementation PySODMetrics, with two differences. Saliency is not stretched: by default,
PySODMetrics stretches each map to [0, 1] by its extremes, which hides the confidence of a decoder
and turns the noise of an image without objects into full saliency. And denominators have no small
constants added, so a perfect map of any size gets the perfect value.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import checked_mask, checked_saliency, require_same_shape
from flimbuilder.analysis.structural_measures import s_measure, weighted_fbeta
from flimbuilder.analysis.thresholded_measures import (
    ThresholdCounts,
    e_measure_curve,
    fbeta,
    fbeta_adaptive,
)
from flimbuilder.errors import InputError

__all__ = [
    "MEASURES",
    "MaskMeasure",
    "MaskWithTruth",
    "Measure",
    "SaliencyMeasure",
    "SaliencyWithTruth",
    "measure_mask",
    "measure_saliency",
]


class SaliencyWithTruth:
    """A saliency map, its truth, and values that several measures share.

    Attributes
    ----------
    saliency : ndarray of float64 of shape (H, W)
        In [0, 1]; 0 where pixels are ignored.
    truth : ndarray of bool of shape (H, W)
        False where pixels are ignored.
    judged : ndarray of bool of shape (H, W), or None
        False where pixels are ignored; None if none is.
    values, is_object : ndarray
        Saliency and truth of the judged pixels alone.
    """

    def __init__(
        self,
        saliency: npt.NDArray[np.floating],
        truth: npt.NDArray[np.bool_],
        judged: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        self.saliency = checked_saliency(saliency).astype(np.float64)
        self.truth, self.judged = checked_mask(truth, "truth"), _partial(judged)
        require_same_shape(self.saliency, "saliency", self.truth, "truth")
        self.values, self.is_object = self.saliency, self.truth
        if self.judged is not None:
            require_same_shape(self.judged, "judged", self.truth, "truth")
            self.saliency, self.truth = self.saliency * self.judged, self.truth & self.judged
            self.values, self.is_object = self.saliency[self.judged], self.truth[self.judged]

    @cached_property
    def counts(self) -> ThresholdCounts:
        """Pixel counts of the masks at 256 thresholds."""
        return ThresholdCounts.of(self.values, self.is_object)

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is neither saliency nor an object."""
        return not self.saliency.any() and not self.truth.any()


class MaskWithTruth:
    """Pixel counts of a mask and its truth.

    Attributes
    ----------
    hits, marked, objects, union : int
        Pixels in both, in the mask, in the truth, and in either.
    """

    def __init__(
        self,
        mask: npt.NDArray[np.bool_],
        truth: npt.NDArray[np.bool_],
        judged: npt.NDArray[np.bool_] | None = None,
    ) -> None:
        mask, truth = checked_mask(mask, "mask"), checked_mask(truth, "truth")
        require_same_shape(mask, "mask", truth, "truth")
        judged = _partial(judged)
        if judged is not None:
            require_same_shape(judged, "judged", truth, "truth")
            mask, truth = mask & judged, truth & judged
        self.hits = int((mask & truth).sum())
        self.marked, self.objects = int(mask.sum()), int(truth.sum())
        self.union = self.marked + self.objects - self.hits

    def ratio(self, part: int, whole: int) -> float:
        """Divide two counts; 1 if mask and truth are both empty, 0 if only the divisor is 0."""
        if self.union == 0:
            return 1.0
        return part / whole if whole else 0.0


def _partial(judged: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_] | None:
    """Return the judged pixels; None if no pixel is ignored."""
    if judged is None or checked_mask(judged, "judged").all():
        return None
    if not judged.any():
        raise InputError("judged leaves no pixel to measure; ignore fewer")
    return judged


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure of a result against a truth.

    Attributes
    ----------
    id : str
        Key in JSON, column in CSV files.
    title : str
        Name in the window and in reports.
    short_title : str
        Column of the command line's table.
    description : str
        One sentence for users, without a full stop.
    range : tuple of float, default=(0, 1)
        Smallest and largest value.
    higher_is_better : bool, default=True
    """

    id: str
    title: str
    short_title: str
    description: str
    range: tuple[float, float] = (0.0, 1.0)
    higher_is_better: bool = True

    @property
    def best(self) -> float:
        """The value of a perfect result."""
        return max(self.range) if self.higher_is_better else min(self.range)


@dataclass(frozen=True, kw_only=True)
class SaliencyMeasure(Measure):
    """A measure of a saliency map."""

    function: Callable[[SaliencyWithTruth], float]


@dataclass(frozen=True, kw_only=True)
class MaskMeasure(Measure):
    """A measure of a mask."""

    function: Callable[[MaskWithTruth], float]


def _mae(case: SaliencyWithTruth) -> float:
    """Mean absolute error (Perazzi et al., CVPR 2012)."""
    return float(np.abs(case.values - case.is_object).mean())


def _fbeta_adaptive(case: SaliencyWithTruth) -> float:
    """F-beta, beta2 = 0.3, of the mask S >= min(2·mean(S), 1) (Achanta et al., CVPR 2009).

    The threshold of a map of zeros is 0, so its mask is the whole image.
    """
    return 1.0 if case.is_empty else fbeta_adaptive(case.values, case.is_object)


def _fbeta_max(case: SaliencyWithTruth) -> float:
    """Largest F-beta, beta2 = 0.3, of the masks 255·S >= k, k = 0..255."""
    counts = case.counts
    return 1.0 if case.is_empty else float(fbeta(counts.hits, counts.marked, counts.objects).max())


def _weighted_fbeta(case: SaliencyWithTruth) -> float:
    """Weighted F-beta, beta2 = 1 as published (Margolin et al., CVPR 2014)."""
    return 1.0 if case.is_empty else weighted_fbeta(case.saliency, case.truth)


def _s_measure(case: SaliencyWithTruth) -> float:
    """S-measure, alpha = 0.5 (Fan et al., ICCV 2017)."""
    return s_measure(case.saliency, case.truth, case.judged)


def _e_measure(case: SaliencyWithTruth) -> float:
    """Mean E-measure over the masks of `_fbeta_max` (Fan et al., IJCAI 2018), as most papers do.

    The mask of k = 0 is the whole image, so even a perfect map scores slightly under 1.
    """
    return float(e_measure_curve(case.counts).mean())


MEASURES: dict[str, SaliencyMeasure | MaskMeasure] = {
    measure.id: measure
    for measure in (
        SaliencyMeasure(
            id="mae",
            title="Mean absolute error",
            short_title="MAE",
            description="Mean difference between saliency and reference",
            higher_is_better=False,
            function=_mae,
        ),
        SaliencyMeasure(
            id="fbeta_adaptive",
            title="F-beta, adaptive",
            short_title="Fadap",
            description="Precision (which weighs more) and recall of the saliency cut at twice "
            "its mean",
            function=_fbeta_adaptive,
        ),
        SaliencyMeasure(
            id="fbeta_max",
            title="F-beta, best",
            short_title="Fmax",
            description="Precision (which weighs more) and recall of the saliency cut at the best "
            "of 256 thresholds",
            function=_fbeta_max,
        ),
        SaliencyMeasure(
            id="weighted_fbeta",
            title="F-beta, weighted",
            short_title="Fwei",
            description="Precision and recall of the saliency itself; errors far from the object "
            "weigh more",
            function=_weighted_fbeta,
        ),
        SaliencyMeasure(
            id="s_measure",
            title="Structure (S)",
            short_title="S",
            description="Similarity of objects and regions in saliency and reference",
            function=_s_measure,
        ),
        SaliencyMeasure(
            id="e_measure",
            title="Alignment (E)",
            short_title="E",
            description="Agreement of saliency and reference, in each pixel and as a whole; mean "
            "over 256 thresholds",
            function=_e_measure,
        ),
        MaskMeasure(
            id="dice",
            title="Dice",
            short_title="Dice",
            description="Twice the common area, divided by the sum of both areas",
            function=lambda case: case.ratio(2 * case.hits, case.marked + case.objects),
        ),
        MaskMeasure(
            id="iou",
            title="Overlap (IoU)",
            short_title="IoU",
            description="Common area, divided by the area of both together",
            function=lambda case: case.ratio(case.hits, case.union),
        ),
        MaskMeasure(
            id="precision",
            title="Precision",
            short_title="prec",
            description="Share of the mask that is right",
            function=lambda case: case.ratio(case.hits, case.marked),
        ),
        MaskMeasure(
            id="recall",
            title="Recall",
            short_title="rec",
            description="Share of the reference that the mask covers",
            function=lambda case: case.ratio(case.hits, case.objects),
        ),
    )
}


def measure_saliency(
    saliency: npt.NDArray[np.floating],
    truth: npt.NDArray[np.bool_],
    judged: npt.NDArray[np.bool_] | None = None,
) -> dict[str, float]:
    """Measure the saliency map of one image.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1]; not stretched.
    truth : ndarray of bool of shape (H, W)
        True on the objects.
    judged : ndarray of bool of shape (H, W), or None, default=None
        False where pixels are left out of every measure; None judges all.

    Returns
    -------
    dict of str to float
        The value of each saliency measure, by its id. For a truth without objects, the F-betas
        are 1 if the saliency is 0 everywhere (PySODMetrics gives 0) and 0 otherwise, the S-measure
        is 1 - mean(S), and the E-measure the mean share of pixels outside the masks. For a truth
        that covers the image, the last two are mean(S) and the mean share inside the masks.

    Raises
    ------
    InputError
        If the shapes differ, the saliency is not floating point, NaN or outside [0, 1], the truth
        is not bool, or no pixel is judged.
    """
    case = SaliencyWithTruth(saliency, truth, judged)
    return {
        measure.id: measure.function(case)
        for measure in MEASURES.values()
        if isinstance(measure, SaliencyMeasure)
    }


def measure_mask(
    mask: npt.NDArray[np.bool_],
    truth: npt.NDArray[np.bool_],
    judged: npt.NDArray[np.bool_] | None = None,
) -> dict[str, float]:
    """Measure the mask of one image.

    Parameters
    ----------
    mask, truth : ndarray of bool of shape (H, W)
        True on the objects.
    judged : ndarray of bool of shape (H, W), or None, default=None
        As in `measure_saliency`.

    Returns
    -------
    dict of str to float
        The value of each mask measure, by its id: all are 1 if both masks are empty, and 0 if
        only one is.

    Raises
    ------
    InputError
        If the shapes differ, a mask is not bool, or no pixel is judged.
    """
    case = MaskWithTruth(mask, truth, judged)
    return {
        measure.id: measure.function(case)
        for measure in MEASURES.values()
        if isinstance(measure, MaskMeasure)
    }
