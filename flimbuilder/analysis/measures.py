"""How good saliency maps and masks are, against masks drawn by an expert.

Definitions follow the papers named with each measure and, where those are silent, the reference
implementation PySODMetrics, with two differences. Saliency is taken as it is: PySODMetrics by
default first stretches every map to [0, 1] by its own minimum and maximum, which hides how sure
a decoder is and turns the noise of an image without objects into full saliency. And no small
constants are added to denominators, so that a perfect map of any size scores what it should.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.checks import checked_mask, checked_saliency, require_same_shape
from flimbuilder.analysis.structural_measures import s_measure, weighted_fbeta
from flimbuilder.analysis.thresholded_measures import (
    ThresholdCounts,
    e_measure_curve,
    fbeta,
    fbeta_adaptive,
)

__all__ = [
    "MaskMeasures",
    "SaliencyMeasures",
    "mask_measures",
    "saliency_measures",
]


@dataclass(frozen=True)
class SaliencyMeasures:
    """Measures of one saliency map, each in [0, 1]; higher is better, but for `mae`.

    Attributes
    ----------
    mae : float
        Mean absolute error (Perazzi et al., CVPR 2012).
    fbeta_adaptive : float
        F-beta, beta2 = 0.3, of the mask S >= min(2·mean(S), 1) (Achanta et al., CVPR 2009).
    fbeta_max, fbeta_mean : float
        Largest and mean F-beta, beta2 = 0.3, of the masks 255·S >= k, k = 0..255. The mask of
        k = 0 is the whole image, so that even a perfect map has a mean a little under 1.
    weighted_fbeta : float
        Weighted F-beta, beta2 = 1 as published (Margolin et al., CVPR 2014).
    s_measure : float
        S-measure, alpha = 0.5 (Fan et al., ICCV 2017).
    e_measure : float
        Mean E-measure over the same 256 masks (Fan et al., IJCAI 2018), the variant that most
        papers report; a perfect map has a little under 1.
    """

    mae: float
    fbeta_adaptive: float
    fbeta_max: float
    fbeta_mean: float
    weighted_fbeta: float
    s_measure: float
    e_measure: float


@dataclass(frozen=True)
class MaskMeasures:
    """Measures of one mask, each in [0, 1]; higher is better.

    Attributes
    ----------
    dice : float
        2·|mask and truth| / (|mask| + |truth|).
    iou : float
        |mask and truth| / |mask or truth|.
    precision, recall : float
        |mask and truth| / |mask|, and / |truth|.
    accuracy : float
        Share of the pixels on which both agree.
    """

    dice: float
    iou: float
    precision: float
    recall: float
    accuracy: float


def saliency_measures(
    saliency: npt.NDArray[np.floating], truth: npt.NDArray[np.bool_]
) -> SaliencyMeasures:
    """Measure the saliency map of one image.

    Parameters
    ----------
    saliency : ndarray of float of shape (H, W)
        In [0, 1]; taken as it is, not stretched.
    truth : ndarray of bool of shape (H, W)
        True on the objects.

    Returns
    -------
    SaliencyMeasures
        For a truth without objects the F-betas, weighted or not, are 1 if the saliency is 0
        everywhere (PySODMetrics says 0) and 0 otherwise; the S-measure is 1 - mean(S) and the
        E-measure the mean share of pixels out of the masks. For a truth that is all object those
        two are mean(S) and the mean share of pixels in the masks. A map that is 0 everywhere has
        the adaptive threshold 0, so that its adaptive mask is the whole image.

    Raises
    ------
    InputError
        Shapes that differ, saliency that is not floating point, NaN or outside [0, 1], a truth
        that is not bool, an image without pixels.
    """
    values = checked_saliency(saliency).astype(np.float64)
    truth = checked_mask(truth, "truth")
    require_same_shape(values, "saliency", truth, "truth")
    counts = ThresholdCounts.of(values, truth)
    return SaliencyMeasures(
        mae=float(np.abs(values - truth).mean()),
        **_fbetas(values, truth, counts),
        s_measure=s_measure(values, truth),
        e_measure=float(e_measure_curve(counts).mean()),
    )


def _fbetas(
    saliency: npt.NDArray[np.float64], truth: npt.NDArray[np.bool_], counts: ThresholdCounts
) -> dict[str, float]:
    names = ("fbeta_adaptive", "fbeta_max", "fbeta_mean", "weighted_fbeta")
    if not saliency.any() and not truth.any():
        return dict.fromkeys(names, 1.0)  # nothing found where nothing is: as for empty masks
    curve = fbeta(counts.hits, counts.hits + counts.false_alarms, counts.objects)
    values = (
        fbeta_adaptive(saliency, truth),
        float(curve.max()),
        float(curve.mean()),
        weighted_fbeta(saliency, truth),
    )
    return dict(zip(names, values, strict=True))


def mask_measures(mask: npt.NDArray[np.bool_], truth: npt.NDArray[np.bool_]) -> MaskMeasures:
    """Measure the mask of one image.

    Parameters
    ----------
    mask, truth : ndarray of bool of shape (H, W)
        True on the objects.

    Returns
    -------
    MaskMeasures
        Both empty: all 1. Only one of them empty: all 0 but the accuracy.

    Raises
    ------
    InputError
        Shapes that differ, masks that are not bool, an image without pixels.
    """
    mask, truth = checked_mask(mask, "mask"), checked_mask(truth, "truth")
    require_same_shape(mask, "mask", truth, "truth")
    hits, marked, objects = int((mask & truth).sum()), int(mask.sum()), int(truth.sum())
    union = marked + objects - hits
    return MaskMeasures(
        dice=_ratio(2 * hits, marked + objects, union),
        iou=_ratio(hits, union, union),
        precision=_ratio(hits, marked, union),
        recall=_ratio(hits, objects, union),
        accuracy=1 - (union - hits) / truth.size,
    )


def _ratio(part: int, whole: int, union: int) -> float:
    if union == 0:
        return 1.0
    return part / whole if whole else 0.0
