"""Places for the next markers: on predicted borders, far from them, and where nothing is known.

No ground truth is used: a place is a disk, and the expert decides its class.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import scipy
from numpy.typing import NDArray

from flimbuilder.explain.guidance.coverage import (
    cell_centres,
    describe_pixels,
    spread_out,
    typical_and_unusual,
)
from flimbuilder.explain.guidance.suggestion import GuidedImage, Suggestion
from flimbuilder.project.project import BACKGROUND, ClassEntry, object_class_ids
from flimbuilder.project.rasterise import UNMARKED, class_map

__all__ = ["DEGENERATE", "calibrated", "entropy", "find_places"]

Floats = NDArray[np.float32]
Booleans = NDArray[np.bool_]
Integers = NDArray[np.int64]

DEGENERATE = 0.02  # entropy, below which a ranking by it is noise
LEAST_SALIENCY = 0.05  # of a false alarm far from the objects
FAR = 4  # radii between the predicted objects and disks on the background
CLEARANCE = 2  # radii between the centre of a disk and a marker
SPACING = 4  # radii between the centres of disks
MARGIN = 2  # pixels between a disk and the edge of the image, which is no border of an object
SMALLEST = 1.5  # radius in pixels
MOST = 40  # places of one kind on an image
MOST_CELLS = 10_000  # of an image, whose features are clustered
MOST_GUESSES = 3  # by the highest saliency, if nothing is predicted
MOST_COVERED = 200  # marked pixels that are compared


@dataclass(frozen=True)
class _Place:
    """A candidate place.

    Places of a lower tier come first. Then classes with fewer markers take turns, images, and
    kinds of places; of places that are equal in all that, the one of a higher score.
    """

    image: int
    row: int
    col: int
    class_id: int | None
    kind: Literal["border", "inside", "alarm", "unlike"]
    tier: int
    score: float
    why: str


def calibrated(image: GuidedImage) -> Floats:
    """Move the threshold of each saliency map (objects, H, W) to 0.5, linearly on both sides."""
    if image.saliency is None:
        raise ValueError(f"image {image.id} has no saliency")
    maps = np.asarray(image.saliency, np.float32)
    if not image.thresholds:
        return maps
    scaled = np.empty_like(maps)
    for index, (plane, threshold) in enumerate(zip(maps, image.thresholds, strict=True)):
        low = plane / (2 * max(threshold, 1e-6))
        high = 1 - (1 - plane) / (2 * max(1 - threshold, 1e-6))
        scaled[index] = np.clip(np.where(plane <= threshold, low, high), 0, 1)
    return scaled


def entropy(probabilities: NDArray[np.floating[Any]]) -> Floats:
    """Return the entropy of the class of each pixel, relative to its largest value.

    With p the probabilities of K object classes, the distribution is
    ``(1 - max p, p_1, ..., p_K)`` divided by its sum, and the entropy is divided by
    ``log(K + 1)``. For one class it is the binary entropy in bits.

    Parameters
    ----------
    probabilities : ndarray of shape (K, H, W)
        In [0, 1].

    Returns
    -------
    ndarray of float32 of shape (H, W)
        In [0, 1].
    """
    objects = np.asarray(probabilities, np.float32)
    shares = np.concatenate([1 - objects.max(axis=0, keepdims=True), objects])
    shares = shares / shares.sum(axis=0)
    terms: Floats = -scipy.special.xlogy(shares, shares).sum(axis=0) / np.log(len(shares))
    return np.clip(terms, 0, 1)


def find_places(
    images: Sequence[GuidedImage], classes: Sequence[ClassEntry], count: int, radius: float
) -> list[Suggestion]:
    """Return the best places of all images.

    See :func:`~flimbuilder.explain.guidance.suggesting.suggest_places`.
    """
    finders = [_Finder(index, image, classes, radius) for index, image in enumerate(images)]
    left = sorted(
        (place for finder in finders for place in finder.places()),
        key=lambda place: (place.tier, -place.score),
    )
    drawn = [0] * (1 + max([0, *object_class_ids(classes)]))
    for image in images:
        for marker in image.markers:
            if marker.class_id is not None and marker.class_id < len(drawn):
                drawn[marker.class_id] += 1
    used: Counter[str | int] = Counter()  # kinds, and images by index
    chosen: list[Suggestion] = []
    while left and len(chosen) < count:
        place = min(
            left,
            key=lambda place: (
                place.tier, _rank(place, drawn), used[place.image], used[place.kind]
            ),
        )  # fmt: skip
        finder = finders[place.image]
        chosen.append(
            Suggestion(
                finder.image.id, place.row, place.col, finder.radius, place.class_id, place.why
            )
        )
        if place.class_id is not None:
            drawn[place.class_id] += 1
        used.update((place.kind, place.image))
        spacing = SPACING * finder.radius
        left = [
            other
            for other in left
            if other.image != place.image
            or np.hypot(other.row - place.row, other.col - place.col) >= spacing
        ]
    return chosen


def _rank(place: _Place, drawn: Sequence[int]) -> int:
    """Return how many markers the place's class has; unknown classes come first."""
    return -1 if place.class_id is None else drawn[place.class_id]


class _Finder:
    """The candidate places on one image.

    Parameters
    ----------
    index : int
        Of the image.
    image : GuidedImage
    classes : sequence of ClassEntry
    radius : float
        Wanted; `radius` is smaller on smaller objects.
    """

    def __init__(
        self, index: int, image: GuidedImage, classes: Sequence[ClassEntry], radius: float
    ) -> None:
        self.index, self.image = index, image
        self.names = {entry.id: entry.name for entry in classes}
        self.size = (image.pixels.shape[0], image.pixels.shape[1])
        self.radius = _fitting_radius(image.labels, radius)
        self.marked = class_map(image.markers, self.size)
        self.is_free = _inside(self.size, int(np.ceil(self.radius)) + MARGIN)
        if (self.marked != UNMARKED).any():
            away = scipy.ndimage.distance_transform_edt(self.marked == UNMARKED)
            self.is_free &= away >= CLEARANCE * self.radius

    @cached_property
    def features(self) -> NDArray[np.float32]:
        """Colour and texture of each pixel (H, W, features)."""
        return describe_pixels(self.image.pixels, self.radius)

    def places(self) -> list[_Place]:
        """Return candidates of all kinds, apart from the markers and from their own kind."""
        labels = self.image.labels
        if self.image.saliency is None or labels is None:
            why = "Unlike everything that is marked on this image."
            return self._unlike_marked(why, None, "unlike")
        probabilities = calibrated(self.image)
        if not np.any(labels):
            return self._highest(probabilities)
        labels = np.asarray(labels)
        return [
            *self._on_border(probabilities, labels),
            *self._inside_objects(labels),
            *self._far(probabilities, labels),
        ]

    def _local_mean(self, values: Floats) -> Floats:
        side = 2 * int(self.radius) + 1
        mean: Floats = scipy.ndimage.uniform_filter(values, side, mode="nearest")
        return mean

    def _pick(
        self,
        score: Floats,
        allowed: Booleans,
        describe: Callable[[int, int, float], tuple[int | None, str]],
        kind: Literal["border", "alarm"],
    ) -> list[_Place]:
        """Return the allowed free pixels with the highest scores, four radii apart."""
        left = np.where(allowed & self.is_free, score, -np.inf)
        spacing = SPACING * self.radius
        reach = int(np.ceil(spacing))
        found: list[_Place] = []
        while len(found) < MOST:
            row, col = divmod(int(left.argmax()), self.size[1])
            value = float(left[row, col])
            if value == -np.inf:
                break
            class_id, why = describe(row, col, value)
            found.append(_Place(self.index, row, col, class_id, kind, 0, value, why))
            top, start = max(0, row - reach), max(0, col - reach)
            near = left[top : row + reach + 1, start : col + reach + 1]
            rows, cols = np.indices(near.shape)
            near[np.hypot(rows + top - row, cols + start - col) < spacing] = -np.inf
        return found

    def _on_border(self, probabilities: Floats, labels: NDArray[Any]) -> list[_Place]:
        """Return disks on the contour of the prediction, ranked by their mean entropy."""
        around = [
            np.roll(np.pad(labels, 1, mode="edge"), shift, axis)[1:-1, 1:-1]
            for axis in (0, 1)
            for shift in (-1, 1)
        ]
        contour = (labels != BACKGROUND) & np.any([labels != other for other in around], axis=0)
        uncertain = self._local_mean(entropy(probabilities))
        is_degenerate = bool(uncertain[contour].max(initial=0) < DEGENERATE)
        if is_degenerate:  # spread along the contour instead
            uncertain = np.zeros_like(uncertain)

        def describe(row: int, col: int, value: float) -> tuple[int, str]:
            class_id = int(labels[row, col])
            name = self.names.get(class_id, f"class {class_id}")
            if is_degenerate:
                return class_id, f"On the border of a predicted {name}."
            return class_id, (
                f"On the border of a predicted {name}, where the model is uncertain "
                f"(entropy {value:.2f})."
            )

        return self._pick(uncertain, contour, describe, "border")

    def _far(self, probabilities: Floats, labels: NDArray[Any]) -> list[_Place]:
        """Return disks far from the predicted objects, where the saliency is highest."""
        distance = scipy.ndimage.distance_transform_edt(labels == BACKGROUND)
        allowed = distance >= FAR * self.radius
        strength = self._local_mean(probabilities.max(axis=0))

        def describe(row: int, col: int, value: float) -> tuple[int, str]:
            return BACKGROUND, (
                f"Far from every predicted object, and yet the saliency is {value:.2f}."
            )

        alarms = self._pick(strength, allowed & (strength >= LEAST_SALIENCY), describe, "alarm")
        why = "Far from every predicted object, and unlike the background marked here."
        tier = 1 if alarms else 0
        return [*alarms, *self._unlike_marked(why, BACKGROUND, "unlike", allowed, tier)]

    def _inside_objects(self, labels: NDArray[Any]) -> list[_Place]:
        """Return disks inside the predicted objects, unlike those that are marked."""
        found = []
        for class_id in np.unique(labels[labels != BACKGROUND]).tolist():
            mask = np.pad(labels == class_id, 1)
            depth = scipy.ndimage.distance_transform_edt(mask)[1:-1, 1:-1]
            name = self.names.get(class_id, f"class {class_id}")
            why = f"Inside a predicted {name}, and unlike those marked here."
            found += self._unlike_marked(why, class_id, "inside", depth >= self.radius, tier=1)
        return found

    def _highest(self, probabilities: Floats) -> list[_Place]:
        """Return the places of the highest saliency, as nothing is predicted."""
        strength = self._local_mean(probabilities.max(axis=0))

        def describe(row: int, col: int, value: float) -> tuple[int | None, str]:
            return None, f"Nothing is predicted, and here the saliency is highest ({value:.2f})."

        best = self._pick(strength, np.ones(self.size, bool), describe, "alarm")[:MOST_GUESSES]
        why = "Nothing is predicted, and this is unlike everything marked here."
        return [*best, *self._unlike_marked(why, None, "unlike", tier=1)]

    def _unlike_marked(
        self,
        why: str,
        class_id: int | None,
        kind: Literal["inside", "unlike"],
        allowed: Booleans | None = None,
        tier: int = 0,
    ) -> list[_Place]:
        """Return places that differ in colour and texture: typical ones and unusual ones in turn.

        Typical places are in the middle of the largest clusters without a marker; unusual ones
        are the farthest from the typical and the marked ones.
        """
        coarsest = int(np.sqrt(self.size[0] * self.size[1] / MOST_CELLS))
        centres = cell_centres(self.size, max(1, int(self.radius), coarsest))
        free = self.is_free if allowed is None else self.is_free & allowed
        centres = centres[free[tuple(centres.T)]]
        marked = self.marked == class_id if class_id is not None else self.marked != UNMARKED
        covered = self.features[marked]
        covered = covered[:: max(1, len(covered) // MOST_COVERED)]
        features = self.features[tuple(centres.T)]
        points = centres[typical_and_unusual(features, MOST // 2, covered)]
        return [
            _Place(
                self.index, int(points[at, 0]), int(points[at, 1]), class_id, kind, tier,
                -float(at), why,
            )
            for at in spread_out(points, SPACING * self.radius, MOST)
        ]  # fmt: skip


def _inside(size: tuple[int, int], margin: int) -> Booleans:
    """Return the pixels (H, W) that keep a margin, at most a quarter of a side, from the edge."""
    inside = np.zeros(size, bool)
    rows, cols = (min(margin, side // 4) for side in size)
    inside[rows : size[0] - rows, cols : size[1] - cols] = True
    return inside


def _fitting_radius(labels: NDArray[Any] | None, radius: float) -> float:
    """Shrink a radius to three quarters of half the width of a typical predicted object.

    The half width of an object is the largest distance of its pixels from its border; the typical
    one is the median over the objects, weighted by their area.
    """
    if labels is None or not np.any(labels):
        return radius
    mask = np.asarray(labels) != BACKGROUND
    components, n_components = scipy.ndimage.label(mask, np.ones((3, 3)))
    depth = scipy.ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    widths = scipy.ndimage.maximum(depth, components, np.arange(1, n_components + 1))
    areas = np.bincount(components.ravel())[1:]
    order = np.argsort(widths)
    middle = np.searchsorted(np.cumsum(areas[order]), areas.sum() / 2)
    typical = 0.75 * float(widths[order][middle])
    return float(np.clip(round(2 * typical) / 2, min(SMALLEST, radius), radius))
