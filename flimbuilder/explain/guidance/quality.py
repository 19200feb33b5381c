"""How plausible masks are without reference masks, to compare two builds on the same images.

A mask is more often right if it follows the edges of the image, hardly depends on the threshold,
and if the masks of a project cover similar shares of their images. That proves nothing about one
mask; ``docs/explain.md`` has the measurements.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.analysis.doubt import doubt

__all__ = ["Appearance", "ImagePlausibility", "PlausibilityChange", "compare", "judge_image"]

LEAST_AREA = 1e-3  # share of the image, added to the mean area
LEAST_CONTRAST = 1e-6
# Changes that count as much as each other (about their deviation over candidate markers), and the
# most that any of them counts.
CERTAINTY, CONTRAST, STEADINESS = 0.025, 0.1, 0.15
MOST = 2.0
SMALLEST = 2.0  # weight of the smallest part, which may contradict the others
BETTER, WORSE = 4.0, -6.0  # scores from which a change is called so


@dataclass(frozen=True, eq=False)
class Appearance:
    """An image with its gradient, which is computed once for many builds.

    Attributes
    ----------
    pixels : ndarray of shape (H, W, C)
        In [0, 1].
    """

    pixels: NDArray[np.floating[Any]]

    @cached_property
    def gradient(self) -> NDArray[np.float32]:
        """Length of the gradient of the mean channel (H, W), divided by its mean."""
        grey = np.asarray(self.pixels, np.float32).mean(axis=2)
        sides = [
            np.gradient(grey, axis=axis) if grey.shape[axis] > 1 else np.zeros_like(grey)
            for axis in (0, 1)
        ]
        length: NDArray[np.float32] = np.hypot(*sides)
        mean = float(length.mean())
        return length / mean if mean > 0 else np.ones_like(length)


@dataclass(frozen=True)
class ImagePlausibility:
    """The plausibility of the result on one image.

    Attributes
    ----------
    certainty : float
        1 minus the doubt, in [0, 1]; see :func:`flimbuilder.analysis.doubt.doubt`.
    contrast : float
        Mean gradient of the image on the contours of the mask, relative to its mean over the
        image; 1 without a contour.
    area : float
        Share of the image that the mask covers.
    """

    certainty: float
    contrast: float
    area: float


def judge_image(
    appearance: Appearance,
    saliency: NDArray[np.floating[Any]],
    labels: NDArray[np.integer[Any]],
    thresholds: Sequence[float] = (),
) -> ImagePlausibility:
    """Judge the result on an image.

    Parameters
    ----------
    appearance : Appearance
    saliency : ndarray of shape (objects, H, W)
        In [0, 1].
    labels : ndarray of int of shape (H, W)
        The predicted class of each pixel; 0 is the background.
    thresholds : sequence of float, default=()
        Of each saliency map; empty for 0.5.
    """
    labels = np.asarray(labels)
    contour = scipy.ndimage.minimum_filter(labels, 3) != scipy.ndimage.maximum_filter(labels, 3)
    return ImagePlausibility(
        1 - doubt(saliency, tuple(thresholds) or (0.5,) * len(saliency)),
        float(appearance.gradient[contour].mean()) if contour.any() else 1.0,
        float((labels > 0).mean()),
    )


@dataclass(frozen=True)
class PlausibilityChange:
    """The change of plausibility from one build to another, on the same images.

    Attributes
    ----------
    certainty : float
        Change of the mean over the images.
    contrast : float
        Logarithm of the ratio of the means over the images.
    steadiness : float
        Decrease of the variation of the areas: their deviation divided by their mean plus 0.001.
    """

    certainty: float
    contrast: float
    steadiness: float

    @property
    def parts(self) -> tuple[float, float, float]:
        """Certainty, contrast and steadiness in units of 0.025, 0.1 and 0.15."""
        return self.certainty / CERTAINTY, self.contrast / CONTRAST, self.steadiness / STEADINESS

    @property
    def score(self) -> float:
        """Sum of the parts, each limited to ±2, plus twice the smallest of them."""
        limited = np.clip(self.parts, -MOST, MOST)
        return float(limited.sum() + SMALLEST * limited.min())

    @property
    def is_better(self) -> bool:
        """Whether the score is at least 4, which no part can contradict."""
        return self.score >= BETTER

    @property
    def is_worse(self) -> bool:
        """Whether the score is at most -6."""
        return self.score <= WORSE


def compare(
    before: Sequence[ImagePlausibility], after: Sequence[ImagePlausibility]
) -> PlausibilityChange:
    """Compare the results of two builds on the same images.

    Raises
    ------
    ValueError
        If there is no image, or their numbers differ.
    """
    if not before or len(before) != len(after):
        raise ValueError(f"{len(before)} images before and {len(after)} after; give the same")
    certainty = [float(np.mean([image.certainty for image in of])) for of in (before, after)]
    contrast = [
        max(LEAST_CONTRAST, float(np.mean([image.contrast for image in of])))
        for of in (before, after)
    ]
    variation = [_variation(of) for of in (before, after)]
    return PlausibilityChange(
        certainty[1] - certainty[0],
        float(np.log(contrast[1] / contrast[0])),
        variation[0] - variation[1],
    )


def _variation(images: Sequence[ImagePlausibility]) -> float:
    areas = np.array([image.area for image in images])
    return float(areas.std() / (areas.mean() + LEAST_AREA))
