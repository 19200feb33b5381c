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
# Changes that count as much as each other, and the most that any of them counts.
CERTAINTY, CONTRAST, STEADINESS = 0.05, 0.3, 0.3
MOST = 2.0
CLEAR = 2.0  # score from which a change is called better, or worse


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
    """How plausible the result on one image is.

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
    """How the plausibility of the results on some images changes from one build to another.

    Attributes
    ----------
    certainty, contrast : float
        Changes of the means over the images.
    steadiness : float
        Change of minus the variation of the areas: their deviation divided by their mean plus
        0.001.
    """

    certainty: float
    contrast: float
    steadiness: float

    @property
    def score(self) -> float:
        """Sum of the changes in units of 0.05, 0.3 and 0.3, each limited to ±2."""
        parts = (
            self.certainty / CERTAINTY,
            self.contrast / CONTRAST,
            self.steadiness / STEADINESS,
        )
        return float(np.clip(parts, -MOST, MOST).sum())

    @property
    def is_better(self) -> bool:
        """Whether the score is so high that Dice on other images rarely falls."""
        return self.score >= CLEAR

    @property
    def is_worse(self) -> bool:
        """Whether the score is as low."""
        return self.score <= -CLEAR


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
    means = [
        {name: float(np.mean([getattr(image, name) for image in images]))
         for name in ("certainty", "contrast")}
        for images in (before, after)
    ]  # fmt: skip
    return PlausibilityChange(
        means[1]["certainty"] - means[0]["certainty"],
        means[1]["contrast"] - means[0]["contrast"],
        _variation(before) - _variation(after),
    )


def _variation(images: Sequence[ImagePlausibility]) -> float:
    areas = np.array([image.area for image in images])
    return float(areas.std() / (areas.mean() + LEAST_AREA))
