"""Values of the guidance: what it knows of an image, and what it suggests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.project.markers import Marker

__all__ = ["GuidedImage", "ImageSuggestion", "ImageSummary", "Suggestion"]


@dataclass(frozen=True, eq=False)
class GuidedImage:
    """An image of a project, and the result of a build on it.

    Attributes
    ----------
    id : str
    pixels : ndarray of shape (H, W, C)
        In [0, 1].
    markers : sequence of Disk, Stroke or Pixels, default=()
        In drawing order.
    saliency : ndarray of shape (objects, H, W) or None, default=None
        In [0, 1], the object classes ascending; None without a build.
    labels : ndarray of int of shape (H, W) or None, default=None
        The predicted class of each pixel; 0 is the background. Given with the saliency.
    thresholds : sequence of float, default=()
        Of each saliency map; empty for 0.5.
    """

    id: str
    pixels: NDArray[np.floating[Any]]
    markers: Sequence[Marker] = ()
    saliency: NDArray[np.floating[Any]] | None = None
    labels: NDArray[np.integer[Any]] | None = None
    thresholds: Sequence[float] = ()

    def __post_init__(self) -> None:
        if (self.saliency is None) != (self.labels is None):
            raise InputError(f"image {self.id}: give saliency and labels together, or neither")


@dataclass(frozen=True, eq=False)
class ImageSummary:
    """The summary of an image, from which the next image is chosen.

    Attributes
    ----------
    image : str
    features : ndarray of shape (d,)
        As :func:`~flimbuilder.explain.guidance.coverage.describe_image` returns.
    doubt : float or None
        In [0, 1]; see :func:`flimbuilder.analysis.doubt.doubt`. None without a build.
    is_marked : bool
    """

    image: str
    features: NDArray[np.float64] = field(repr=False)
    doubt: float | None
    is_marked: bool


@dataclass(frozen=True)
class ImageSuggestion:
    """An image to mark next.

    Attributes
    ----------
    image : str
        Its id.
    why : str
        One sentence.
    doubt : float or None, default=None
        In [0, 1]; None without a build.
    """

    image: str
    why: str
    doubt: float | None = None


@dataclass(frozen=True)
class Suggestion:
    """A place to mark next, as a disk.

    Attributes
    ----------
    image : str
        Its id.
    row, col : int
        The centre, in pixels.
    radius : float
        In pixels.
    class_id : int or None
        The class that the disk probably has; None if nothing is known yet.
    why : str
        One sentence.
    score : float or None, default=None
        How much more plausible the masks become by a disk of this class, if that was tried; see
        :class:`~flimbuilder.explain.guidance.quality.PlausibilityChange`.
    verdict : {"better", "worse", "unclear"} or None, default=None
        What the preview says, if there was one.
    """

    image: str
    row: int
    col: int
    radius: float
    class_id: int | None
    why: str
    score: float | None = None
    verdict: Literal["better", "worse", "unclear"] | None = None
