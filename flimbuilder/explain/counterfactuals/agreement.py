"""How well saliency agrees with the markers, a measure that needs no reference mask.

The agreement of a marker is the mean over its visible pixels of the saliency of its class; of a
background marker, of 1 minus the largest saliency. The agreement of a project is the mean over its
markers, then over the classes, so that a class counts as much with one marker as with twenty.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.project.markers import Marker
from flimbuilder.project.rasterise import MarkerPixels, marker_pixels

__all__ = ["Agreement", "AgreementOfMarker", "MarkerKey", "marker_agreement", "pixel_agreement"]

MarkerKey = tuple[str, int]
"""Id of an image, and of a marker in it."""


@dataclass(frozen=True)
class AgreementOfMarker:
    """The agreement of the saliency with one marker.

    Attributes
    ----------
    image : str
    marker : int
        Its id in the image.
    class_id : int
        0 is the background.
    value : float
        In [0, 1]; 1 if the saliency is that of the marker's class on all its pixels.
    """

    image: str
    marker: int
    class_id: int
    value: float

    @property
    def key(self) -> MarkerKey:
        """Image and marker id."""
        return self.image, self.marker


@dataclass(frozen=True)
class Agreement:
    """The agreement of a model with the markers of several images.

    Attributes
    ----------
    markers : tuple of AgreementOfMarker
        Markers without visible pixels are missing.
    """

    markers: tuple[AgreementOfMarker, ...] = ()

    @cached_property
    def by_key(self) -> dict[MarkerKey, AgreementOfMarker]:
        """The agreement of each marker by image and marker id."""
        return {marker.key: marker for marker in self.markers}

    def of(self, image: str, marker: int) -> float | None:
        """Return the agreement with a marker; None if it has no visible pixel."""
        found = self.by_key.get((image, marker))
        return None if found is None else found.value

    def mean(self, without: Collection[MarkerKey] = (), image: str | None = None) -> float | None:
        """Return the mean over the markers of each class, then over the classes.

        Parameters
        ----------
        without : collection of MarkerKey, default=()
            Markers to leave out.
        image : str or None, default=None
            Take the markers of this image alone.

        Returns
        -------
        float or None
            None if no marker is left.
        """
        of_class: dict[int, list[float]] = {}
        for marker in self.markers:
            if marker.key not in without and image in (None, marker.image):
                of_class.setdefault(marker.class_id, []).append(marker.value)
        if not of_class:
            return None
        return float(np.mean([np.mean(of_class[class_id]) for class_id in sorted(of_class)]))


def marker_agreement(
    saliency: NDArray[np.floating[Any]],
    object_classes: Sequence[int],
    markers: Sequence[Marker],
) -> dict[int, float]:
    """Return the agreement of saliency with each marker of an image.

    Parameters
    ----------
    saliency : ndarray of shape (object classes, H, W)
        In [0, 1].
    object_classes : sequence of int
        The class of each map.
    markers : sequence of Disk, Stroke or Pixels
        In drawing order; a pixel belongs to the last marker that covers it.

    Returns
    -------
    dict of int to float
        By marker id, in [0, 1]: the mean over the marker's pixels of the saliency of its class,
        and of 1 minus the largest saliency for background and for classes without a map. Markers
        without visible pixels are missing.
    """
    pixels = marker_pixels(markers, (saliency.shape[1], saliency.shape[2]))
    return pixel_agreement(lambda row, col: saliency[:, row, col], object_classes, pixels)


def pixel_agreement(
    at: Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.floating[Any]]],
    object_classes: Sequence[int],
    pixels: MarkerPixels,
) -> dict[int, float]:
    """Return the agreement with marked pixels, as :func:`marker_agreement`.

    Parameters
    ----------
    at : callable
        Returns the saliency (object classes, n) at rows and columns.
    object_classes : sequence of int
    pixels : MarkerPixels
    """
    if not len(pixels):
        return {}
    values = at(pixels.row, pixels.col).astype(np.float64)
    of_pixel = 1.0 - (values.max(axis=0) if len(values) else np.zeros(len(pixels)))
    for class_id, of_class in zip(object_classes, values, strict=True):
        own = pixels.class_id == class_id
        of_pixel[own] = of_class[own]
    ids, number = np.unique(pixels.marker, return_inverse=True)
    means = np.bincount(number, of_pixel) / np.bincount(number)
    return dict(zip(ids.tolist(), means.tolist(), strict=True))
