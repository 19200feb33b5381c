"""Find the objects of a mask that is too large for memory.

Windows of the mask are labelled one after another, and labels that touch across their borders are
one region. Each region that may be several objects is then split in its bounding box, as in an
image in memory, so the objects are the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.split_large import LargeRegion, go_on
from flimbuilder.analysis.instances.splitting import split_region
from flimbuilder.analysis.joined_labels import JoinedLabels, first_places
from flimbuilder.analysis.objects import label_classes
from flimbuilder.errors import InputError
from flimbuilder.imaging.sparse_plane import PART_SIDE, SparsePlane, Window, windows_of
from flimbuilder.project.decoding import Splitting

__all__ = ["find_objects_on_disk"]

MOST_LABELS = 2**31 - 1
LARGEST_CUT = 2**22  # pixels of the bounding box of a region that is cut out to be split
NOWHERE = np.iinfo(np.int64).max  # place of a label without pixels
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.integer[Any]]


@dataclass
class _Extents:
    """Area, first pixel and bounding box of labels or regions, an entry for each."""

    area: Numbers
    first: Numbers  # row * width + column
    top: Numbers
    left: Numbers
    bottom: Numbers  # the last row, as right the last column
    right: Numbers

    @classmethod
    def empty(cls, count: int) -> "_Extents":
        full = [np.full(count, value) for value in (0, NOWHERE, NOWHERE, NOWHERE, -1, -1)]
        return cls(*full)

    @classmethod
    def of(
        cls, labels: npt.NDArray[np.integer[Any]], count: int, window: Window, width: int
    ) -> "_Extents":
        """Measure the labels 1..count of a window of an image."""
        rows, cols = np.nonzero(labels)
        index = labels[rows, cols].astype(np.int64) - 1
        first_rows, first_cols = first_places(labels, count)
        places = cls.empty(count)
        places.area = np.bincount(index, minlength=count)
        places.first = (first_rows + window[0].start) * width + first_cols + window[1].start
        np.minimum.at(places.top, index, rows + window[0].start)
        np.maximum.at(places.bottom, index, rows + window[0].start)
        np.minimum.at(places.left, index, cols + window[1].start)
        np.maximum.at(places.right, index, cols + window[1].start)
        return places

    def united(self, regions: Numbers, n_regions: int) -> "_Extents":
        """Unite the labels of each region; `regions` has the region of each label, from 0."""
        whole = _Extents.empty(n_regions)
        np.add.at(whole.area, regions, self.area)
        for name in ("first", "top", "left"):
            np.minimum.at(getattr(whole, name), regions, getattr(self, name))
        for name in ("bottom", "right"):
            np.maximum.at(getattr(whole, name), regions, getattr(self, name))
        return whole

    def box(self, number: int) -> Window:
        """Return the bounding box of a region."""
        rows = slice(int(self.top[number]), int(self.bottom[number]) + 1)
        return rows, slice(int(self.left[number]), int(self.right[number]) + 1)


def _stacked(parts: list[_Extents]) -> _Extents:
    """Return the entries of all parts."""
    return _Extents(
        *(
            np.concatenate([np.zeros(0, np.int64), *(getattr(part, name) for part in parts)])
            for name in ("area", "first", "top", "left", "bottom", "right")
        )
    )


def find_objects_on_disk(
    mask: SparsePlane,
    splitting: Splitting | None,
    found: SparsePlane,
    on_step: Callable[[], None] = go_on,
) -> int:
    """Find the objects of a mask, as `find_objects` does in memory, and number them.

    Parameters
    ----------
    mask : SparsePlane
        Class ids; 0 is background.
    splitting : Splitting or None
        None: an object is a connected region.
    found : SparsePlane
        Of int32 and the size of the mask, empty; the objects are written to it.
    on_step : callable, default does nothing
        Called between windows and regions; raises to cancel.

    Returns
    -------
    int
        Number of objects.

    Raises
    ------
    InputError
        If the mask has more than 2**31 - 1 regions.
    SaveError
        If the disk is full.
    """
    joined, places = _label(mask, found, on_step)
    n_regions, of_label = joined.join(places[1])
    regions = places[0].united(of_label[1:] - 1, n_regions)
    # Of each region an object, or 0 for none; the parts of those that are split follow.
    first = regions.first
    is_object = np.ones(n_regions, bool)
    if splitting is not None:
        is_object = regions.area >= splitting.smallest
        parts = _split_regions(joined.count, of_label, regions, splitting, found, on_step)
        is_object[list(parts)] = False
        first = np.concatenate([first, *parts.values()])
        is_object = np.concatenate([is_object, first[n_regions:] < NOWHERE])
    objects = np.flatnonzero(is_object)
    objects = objects[np.argsort(first[objects], kind="stable")]
    numbers = np.zeros(len(first) + 1, np.int32)
    numbers[objects + 1] = np.arange(1, len(objects) + 1)
    of_written = np.concatenate([numbers[of_label], numbers[n_regions + 1 :]])
    for rows, cols in found.parts():
        found.write(rows, cols, of_written[found[rows, cols]])
    found.largest = len(objects)
    return len(objects)


def _label(
    mask: SparsePlane, found: SparsePlane, on_step: Callable[[], None]
) -> tuple[JoinedLabels, tuple[_Extents, Numbers]]:
    """Write the labels of each window; return their places, and their classes from label 0."""
    joined = JoinedLabels(mask.shape[1])
    places, classes = list[_Extents](), [np.zeros(1, np.int64)]
    for window in mask.parts():
        on_step()
        labels, of_label = label_classes(mask[window])
        count = len(of_label)
        if joined.count + count > MOST_LABELS:
            raise InputError(
                f"the mask has more than {MOST_LABELS} separate regions; raise the threshold, or "
                "the smallest area of objects"
            )
        found.write(*window, joined.add(window, labels, count).astype(np.int32))
        places.append(_Extents.of(labels, count, window, mask.shape[1]))
        classes.append(of_label)
    return joined, (_stacked(places), np.concatenate(classes))


def _split_regions(
    n_labels: int,
    of_label: Numbers,
    regions: _Extents,
    splitting: Splitting,
    found: SparsePlane,
    on_step: Callable[[], None],
) -> dict[int, Numbers]:
    """Split the regions that may be several objects, and write their parts as further labels.

    Returns the first pixel of each part, by region; only of regions with several parts.
    """
    parts: dict[int, Numbers] = {}
    count = n_labels
    for number in np.flatnonzero(regions.area >= 2 * splitting.smallest).tolist():
        on_step()

        def contains(labels: npt.NDArray[Any], number: int = number, count: int = count) -> Mask:
            """Return True for pixels of the region or of its parts."""
            is_first = labels <= n_labels  # others are of regions that were split before
            of_region: Mask = of_label[np.where(is_first, labels, 0)] == number + 1
            return of_region | (labels > count)

        rows, cols = regions.box(number)
        if (rows.stop - rows.start) * (cols.stop - cols.start) > LARGEST_CUT:
            large = LargeRegion(
                found, (rows, cols), contains, splitting, count + 1, PART_SIDE, on_step
            )
            n_parts = large.split()
        else:
            n_parts = _split(found, (rows, cols), contains, splitting, count)
        if n_parts > 1:
            parts[number] = _first_pixels(found, (rows, cols), count, n_parts)
            count += n_parts
    return parts


def _split(
    found: SparsePlane,
    box: Window,
    contains: Callable[[npt.NDArray[Any]], Mask],
    splitting: Splitting,
    count: int,
) -> int:
    """Split a region in its bounding box; write and count the parts if they are several."""
    (rows, cols), (height, width) = box, found.shape
    labels = found[box]
    region = contains(labels)
    sides = rows.start == 0, rows.stop == height, cols.start == 0, cols.stop == width
    split = np.where(region, split_region(region, splitting, sides), 0)
    n_parts = int(split.max())
    if n_parts > 1:
        found.write(rows, cols, np.where(region, split + count, labels).astype(np.int32))
    return n_parts


def _first_pixels(found: SparsePlane, box: Window, count: int, n_parts: int) -> Numbers:
    """Return the first pixel of each label above `count` in a box; the largest number if none."""
    first = np.full(n_parts, NOWHERE)
    for rows, cols in windows_of(found.shape, within=box):
        labels = found[rows, cols].astype(np.int64) - count
        down, right = np.nonzero((labels > 0) & (labels <= n_parts))
        places = (down + rows.start) * found.shape[1] + right + cols.start
        np.minimum.at(first, labels[down, right] - 1, places)
    return first
