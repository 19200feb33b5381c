"""Cut saliency into masks strip by strip, for images too large for memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import skimage

from flimbuilder.analysis.arrays import components_of
from flimbuilder.analysis.delineate import OTSU_BINS, is_constant, label_masks, require_ids
from flimbuilder.analysis.joined_labels import JoinedLabels
from flimbuilder.errors import InputError
from flimbuilder.imaging.sparse_plane import Window
from flimbuilder.project.decoding import Delineation

__all__ = [
    "Strips",
    "delineate_strips",
    "delineate_windows",
    "require_strips_suffice",
    "strip_thresholds",
    "window_thresholds",
]

Mask = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.integer[Any]]
Saliency = npt.NDArray[np.float32]
Strips = Callable[[], Iterator[Saliency]]
"""Each call iterates over the saliency (objects, rows, W) from the first row to the last."""


class _SidedWindow(NamedTuple):
    """A window, its saliency (objects, rows, columns), and the image's borders that it touches."""

    window: Window
    saliency: Saliency
    sides: tuple[bool, bool, bool, bool]  # top, bottom, left, right


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
    for _, labels in _cut(lambda: _as_parts(strips), class_ids, settings, thresholds):
        yield labels


def delineate_windows(
    windows: Sequence[Window],
    read: Callable[[slice, slice], Saliency],
    size: tuple[int, int],
    class_ids: Sequence[int],
    settings: Delineation,
) -> Iterator[tuple[Window, npt.NDArray[np.uint8]]]:
    """Cut saliency that is 0 outside some windows into a label mask, window by window.

    Parameters
    ----------
    windows : sequence of tuple of slice
        In reading order of a grid, without overlap.
    read : callable
        Returns the saliency (objects, rows, columns) of a window.
    size : tuple of int
        (height, width) of the image.
    class_ids, settings
        As of :func:`delineate_strips`.

    Yields
    ------
    window : tuple of slice
    labels : ndarray of uint8 of shape (rows, columns)
        The rest of the image is background.

    Raises
    ------
    InputError
        As `delineate_strips`.
    """
    require_strips_suffice(settings)
    require_ids(class_ids, len(class_ids))
    height, width = size

    def parts() -> Iterator[_SidedWindow]:
        for rows, cols in windows:
            sides = rows.start == 0, rows.stop == height, cols.start == 0, cols.stop == width
            yield _SidedWindow((rows, cols), read(rows, cols), sides)

    thresholds = window_thresholds(windows, read, size, len(class_ids), settings)
    yield from _cut(parts, class_ids, settings, thresholds, width)


def window_thresholds(
    windows: Sequence[Window],
    read: Callable[[slice, slice], Saliency],
    size: tuple[int, int],
    n_maps: int,
    settings: Delineation,
) -> list[float]:
    """Return the threshold of each map: the fixed one, or Otsu's in two passes.

    Parameters
    ----------
    windows, read, size
        As of :func:`delineate_windows`.
    n_maps : int
        Number of maps.
    settings : Delineation
    """
    if not isinstance(settings.threshold, str):
        return [settings.threshold] * n_maps
    known = sum((rows.stop - rows.start) * (cols.stop - cols.start) for rows, cols in windows)
    outside = size[0] * size[1] - known
    return _otsu(lambda: (read(rows, cols) for rows, cols in windows), n_maps, outside)


def _as_parts(strips: Strips) -> Iterator[_SidedWindow]:
    """Yield strips with their places; the last one alone touches the bottom."""
    pending: _SidedWindow | None = None
    for strip in strips():
        start = 0
        if pending is not None:
            yield pending
            start = pending.window[0].stop
        _, n_rows, width = strip.shape
        window = slice(start, start + n_rows), slice(0, width)
        pending = _SidedWindow(window, strip, (start == 0, False, True, True))
    if pending is not None:
        yield pending._replace(sides=(pending.window[0].start == 0, True, True, True))


def _cut(
    parts: Callable[[], Iterator[_SidedWindow]],
    class_ids: Sequence[int],
    settings: Delineation,
    thresholds: Sequence[float],
    width: int | None = None,
) -> Iterator[tuple[Window, npt.NDArray[np.uint8]]]:
    """Yield the window and the labels of each part."""
    limits = np.array(thresholds, np.float32)[:, None, None]
    select = settings.area is not None or settings.drop_border
    all_components = _select(parts, limits, settings, width) if select else None
    for window, saliency, _ in parts():
        masks = saliency > limits
        if all_components is not None:
            masks = np.stack(
                [
                    components.cut(mask)
                    for components, mask in zip(all_components, masks, strict=True)
                ]
            )
        yield window, label_masks(masks, saliency, class_ids)


def strip_thresholds(strips: Strips, n_maps: int, settings: Delineation) -> list[float]:
    """Return the threshold of each map: the fixed one, or Otsu's in two passes."""
    if isinstance(settings.threshold, str):
        return _otsu(strips, n_maps)
    return [settings.threshold] * n_maps


def _otsu(strips: Strips, n_maps: int, outside: int = 0) -> list[float]:
    """Return Otsu's threshold of each map, from its extremes and then its histogram.

    `outside` is the number of further pixels, whose saliency is 0.
    """
    start = 0 if outside else np.inf
    low, high = np.full(n_maps, start, np.float32), np.full(n_maps, -start, np.float32)
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
        counts[index, 0] += outside
        centres = (edges[index][:-1] + edges[index][1:]) / 2
        thresholds[index] = skimage.filters.threshold_otsu(hist=(counts[index], centres))
    return [float(threshold) for threshold in thresholds]


def _select(
    parts: Callable[[], Iterator[_SidedWindow]],
    thresholds: npt.NDArray[np.float32],
    settings: Delineation,
    width: int | None,
) -> list["_Components"]:
    """Collect the components of each map's mask over all parts, and select those to keep."""
    all_components: list[_Components] = []
    for part in parts():
        if not all_components:
            image_width = part.saliency.shape[2] if width is None else width
            all_components = [_Components(JoinedLabels(image_width)) for _ in thresholds]
        for components, mask in zip(all_components, part.saliency > thresholds, strict=True):
            components.add(part, mask)
    for components in all_components:
        components.select(settings)
    return all_components


@dataclass
class _Components:
    """Components of a mask given in parts: those of each part, and the pairs that touch."""

    joined: JoinedLabels
    areas: list[Labels] = field(default_factory=list)
    at_border: list[Labels] = field(default_factory=list)
    kept: Mask = field(default_factory=lambda: np.zeros(0, bool))
    cut_before: int = 0

    def add(self, part: _SidedWindow, mask: Mask) -> None:
        """Add the components of the next part."""
        labels, count = components_of(mask)
        self.areas.append(np.bincount(labels.ravel(), minlength=count + 1)[1:])
        numbered = self.joined.add(part.window, labels, count)
        rims = numbered[0], numbered[-1], numbered[:, 0], numbered[:, -1]
        self.at_border += [
            np.unique(rim) for rim, is_border in zip(rims, part.sides, strict=True) if is_border
        ]

    def select(self, settings: Delineation) -> None:
        """Unite components that touch, and mark those to keep by area and border."""
        n_whole, whole = self.joined.join()
        kept = np.ones(n_whole + 1, bool)
        if settings.area is not None:
            smallest, largest = settings.area
            areas = np.concatenate([[0], *self.areas])
            united = np.bincount(whole, weights=areas, minlength=n_whole + 1)
            kept &= (united >= smallest) & (united <= largest)
        if settings.drop_border and self.at_border:
            kept[whole[np.concatenate(self.at_border)]] = False
        kept[0] = False  # the background
        self.kept = kept[whole]

    def cut(self, mask: Mask) -> Mask:
        """Remove the dropped components from the next part."""
        labels, count = components_of(mask)
        first = self.cut_before + 1
        own = np.concatenate(([False], self.kept[first : first + count]))
        self.cut_before += count
        cut: Mask = own[labels]
        return cut
