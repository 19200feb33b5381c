"""Cut saliency into masks strip by strip, for images too large for memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy
import skimage

from flimbuilder.analysis.arrays import components_of
from flimbuilder.analysis.delineate import OTSU_BINS, is_constant, label_masks, require_ids
from flimbuilder.errors import InputError
from flimbuilder.project.decoding import Delineation

__all__ = ["Strips", "delineate_strips", "require_strips_suffice", "strip_thresholds"]

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.integer[Any]]
Strips = Callable[[], Iterator[npt.NDArray[np.float32]]]
"""Each call iterates over the saliency (objects, rows, W) from the first row to the last."""


def require_strips_suffice(settings: Delineation) -> None:
    """Raise InputError if the settings need the whole mask at once."""
    if settings.method not in ("auto", "none"):
        raise InputError(
            f"delineation by {settings.method} needs the whole image in memory, and this one is "
            "too large; use --delineation none, or crop it"
        )
    if settings.fill_holes:
        raise InputError(
            "filling holes needs the whole mask in memory, and this image is too large; predict "
            "without a mask, or crop it"
        )


def delineate_strips(
    strips: Strips,
    class_ids: Sequence[int],
    settings: Delineation,
    thresholds: Sequence[float] | None = None,
) -> Iterator[npt.NDArray[np.uint8]]:
    """Cut saliency into a label mask, as `delineate_classes` does for a whole image.

    Two passes compute Otsu's thresholds and one selects components, if the settings ask for
    them; the last pass cuts. Memory holds one strip and some numbers for each component.

    Parameters
    ----------
    strips : callable
    class_ids : sequence of int
        The class of each map.
    settings : Delineation
        Without a method and without holes to fill.
    thresholds : sequence of float or None, default=None
        Of each map, by :func:`strip_thresholds`; None computes them.

    Yields
    ------
    ndarray of uint8 of shape (rows, W)

    Raises
    ------
    InputError
        If the settings need the whole mask, or class ids are invalid.
    """
    require_strips_suffice(settings)
    require_ids(class_ids, len(next(strips())))
    if thresholds is None:
        thresholds = strip_thresholds(strips, len(class_ids), settings)
    limits = np.array(thresholds, np.float32)[:, None, None]
    select = settings.area is not None or settings.drop_border
    all_components = _select(strips, limits, settings) if select else None
    for strip in strips():
        masks = strip > limits
        if all_components is not None:
            masks = np.stack(
                [
                    components.cut(mask)
                    for components, mask in zip(all_components, masks, strict=True)
                ]
            )
        yield label_masks(masks, strip, class_ids)


def strip_thresholds(strips: Strips, n_maps: int, settings: Delineation) -> list[float]:
    """Return the threshold of each map: the fixed one, or Otsu's in two passes."""
    if isinstance(settings.threshold, str):
        return _otsu(strips, n_maps)
    return [settings.threshold] * n_maps


def _otsu(strips: Strips, n_maps: int) -> list[float]:
    """Return Otsu's threshold of each map, from its extremes and then its histogram."""
    low, high = np.full(n_maps, np.inf, np.float32), np.full(n_maps, -np.inf, np.float32)
    for strip in strips():
        low = np.minimum(low, strip.min(axis=(1, 2)))
        high = np.maximum(high, strip.max(axis=(1, 2)))
    counts = np.zeros((n_maps, OTSU_BINS), np.int64)
    varying = [index for index in range(n_maps) if not is_constant(low[index], high[index])]
    edges: dict[int, npt.NDArray[np.float32]] = {}
    for strip in strips() if varying else ():
        for index in varying:
            histogram, edges[index] = np.histogram(
                strip[index], OTSU_BINS, range=(low[index], high[index])
            )
            counts[index] += histogram
    thresholds = high.astype(float)
    for index in varying:
        centres = (edges[index][:-1] + edges[index][1:]) / 2
        thresholds[index] = skimage.filters.threshold_otsu(hist=(counts[index], centres))
    return [float(threshold) for threshold in thresholds]


def _select(
    strips: Strips, thresholds: npt.NDArray[np.float32], settings: Delineation
) -> list["_Components"]:
    """Collect the components of each map's mask over all strips, and select those to keep."""
    all_components = [_Components() for _ in thresholds]
    for strip in strips():
        for components, mask in zip(all_components, strip > thresholds, strict=True):
            components.add(mask)
    for components in all_components:
        components.select(settings)
    return all_components


@dataclass
class _Components:
    """Components of a mask given in strips: those of each strip, and the pairs that touch."""

    count: int = 0
    areas: list[Labels] = field(default_factory=list)
    at_border: list[Labels] = field(default_factory=list)
    touching: list[Labels] = field(default_factory=list)
    last_row: Labels | None = None
    kept: Mask = field(default_factory=lambda: np.zeros(0, bool))

    def add(self, mask: Mask) -> None:
        """Add the components of the next strip."""
        labels, count = components_of(mask)
        self.areas.append(np.bincount(labels.ravel(), minlength=count + 1)[1:])
        labels = np.where(labels > 0, labels.astype(np.int64) + self.count, 0)
        sides = [labels[:, 0], labels[:, -1]]
        if self.last_row is None:
            sides.append(labels[0])
        else:
            self.touching.append(_touching(self.last_row, labels[0]))
        self.at_border.append(np.unique(np.concatenate(sides)))
        self.last_row = labels[-1]
        self.count += count

    def select(self, settings: Delineation) -> None:
        """Unite components that touch, and mark those to keep by area and border."""
        if self.last_row is not None:
            self.at_border.append(np.unique(self.last_row))
        first, second = np.concatenate([*self.touching, np.zeros((2, 0), np.int64)], axis=1)
        size = self.count + 1
        graph = scipy.sparse.coo_array((np.ones(len(first), bool), (first, second)), (size, size))
        n_whole, whole = scipy.sparse.csgraph.connected_components(graph, directed=False)
        kept = np.ones(n_whole, bool)
        if settings.area is not None:
            smallest, largest = settings.area
            areas = np.concatenate([[0], *self.areas])
            united = np.bincount(whole, weights=areas, minlength=n_whole)
            kept &= (united >= smallest) & (united <= largest)
        if settings.drop_border:
            kept[whole[np.concatenate(self.at_border)]] = False
        kept[whole[0]] = False  # the background
        self.kept = kept[whole]
        self.count = 0

    def cut(self, mask: Mask) -> Mask:
        """Remove the dropped components from the next strip."""
        labels, count = components_of(mask)
        own = np.concatenate(([False], self.kept[self.count + 1 : self.count + count + 1]))
        self.count += count
        cut: Mask = own[labels]
        return cut


def _touching(above: Labels, below: Labels) -> Labels:
    """Return the pairs of labels that touch by a side or a corner, (2, pairs), without repeats."""
    width = len(above)
    pairs = [np.stack((above, below)), np.stack((above[: width - 1], below[1:])),
             np.stack((above[1:], below[: width - 1]))]  # fmt: skip
    joined = np.concatenate(pairs, axis=1)
    return np.unique(joined[:, (joined > 0).all(axis=0)], axis=1)
