"""Split a region of any size into objects, window by window.

The steps are those of :func:`~flimbuilder.analysis.instances.splitting.split_region`, each in
windows with a margin of several radii: seeds are found, then all windows are flooded from the same
seeds, so that parts continue across borders. No step reaches further than some objects: the parts
are those of the whole region but for rare pixels.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.arrays import components_of
from flimbuilder.analysis.instances.splitting import (
    distance_relief,
    find_seeds,
    flood,
    with_pale_middles_filled,
)
from flimbuilder.imaging.sparse_plane import SparsePlane, Window
from flimbuilder.project.decoding import Splitting

__all__ = ["LargeRegion", "go_on"]

MARGIN = 8  # radii
LEAST_MARGIN = 16  # pixels
PER_MARGIN = 6  # margins of the side of a window, at least

Labels = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
Place = tuple[int, int]


def go_on() -> None:
    """Ignore a step."""


@dataclass
class LargeRegion:
    """A region of a plane of labels, which is split in place.

    Attributes
    ----------
    found : SparsePlane
        Its pixels get the labels of their parts.
    box : tuple of slice
        Its bounding box.
    contains : callable
        Returns which labels of a window are of the region, or of its parts.
    first_label : int
        Label of the first part; those of the others follow.
    side : int
        Of the windows, in pixels, at least.
    on_step : callable, default does nothing
        Called for each window; raises to cancel.
    """

    found: SparsePlane
    box: Window
    contains: Callable[[Labels], Mask]
    splitting: Splitting
    first_label: int
    side: int
    on_step: Callable[[], None] = go_on
    areas: Labels = field(default_factory=lambda: np.zeros(0, np.int64))

    def __post_init__(self) -> None:
        self._margin = max(LEAST_MARGIN, int(np.ceil(MARGIN * self.splitting.radius)))
        self._side = max(self.side, PER_MARGIN * self._margin)
        self._seeds: dict[Place, Labels] = defaultdict(lambda: np.zeros((3, 0), np.int64))

    def split(self) -> int:
        """Write the parts, and return how many labels they have; a label may lack pixels."""
        count = self._find_seeds()
        if count <= 1:
            return 1
        self.areas = np.zeros(count + 1, np.int64)
        self._flood_all(set(self._places()))
        is_small = self.areas < self.splitting.smallest
        is_small[self.areas[1:].argmax() + 1] = False
        is_small[0] = False
        if is_small.any():
            self._seeds_without(is_small)
            self._flood_all(set(self._places_of(is_small)))
        return self._name_rest(count)

    def _places(self) -> Iterator[Place]:
        """Yield the places of windows in the grid over the box, in reading order."""
        rows, cols = self.box
        for row in range(-(-(rows.stop - rows.start) // self._side)):
            for col in range(-(-(cols.stop - cols.start) // self._side)):
                yield row, col

    def _window(self, place: Place, margin: int = 0) -> Window:
        sides = []
        for number, side in zip(place, self.box, strict=True):
            start = side.start + number * self._side
            stop = min(start + self._side, side.stop)
            sides.append(slice(max(start - margin, side.start), min(stop + margin, side.stop)))
        return sides[0], sides[1]

    def _relief(self, place: Place) -> tuple[Window, Mask, Mask, npt.NDArray[Any]]:
        """Return a window with its margin, the region in it, without holes, and its relief."""
        self.on_step()
        wide = self._window(place, self._margin)
        region = self.contains(self.found[wide])
        whole = with_pale_middles_filled(np.pad(region, 1), self.splitting.radius)[1:-1, 1:-1]
        is_open = []
        for side, of_box, length in zip(wide, self.box, self.found.shape, strict=True):
            is_open += [
                side.start > of_box.start or side.start == 0,
                side.stop < of_box.stop or side.stop == length,
            ]
        return wide, region, whole, distance_relief(whole, self.splitting, is_open)

    def _find_seeds(self) -> int:
        """Find the seeds; one belongs to the window of its first pixel."""
        count = 0
        for place in self._places():
            wide, region, _, relief = self._relief(place)
            if not region.any():
                continue
            seeds = find_seeds(relief, self.splitting.depth * self.splitting.radius)
            rows, cols = np.nonzero(seeds)
            label = seeds[rows, cols]
            rows, cols = rows + wide[0].start, cols + wide[1].start
            first = np.unique(label, return_index=True)[1]
            inner = self._window(place)
            is_own = np.zeros(int(label.max(initial=0)) + 1, bool)
            is_own[label[first]] = _within(rows[first], inner[0]) & _within(cols[first], inner[1])
            numbers = np.where(is_own, np.cumsum(is_own) + count, 0)
            kept = is_own[label]
            self._seeds[place] = np.stack([rows[kept], cols[kept], numbers[label[kept]]])
            count += int(is_own.sum())
        return count

    def _seeds_without(self, dropped: Mask) -> None:
        for place, seeds in self._seeds.items():
            self._seeds[place] = seeds[:, ~dropped[seeds[2]]]

    def _places_of(self, labels: Mask) -> Iterator[Place]:
        """Yield the places of windows with pixels of some parts."""
        for place in self._places():
            part = self._parts(self.found[self._window(place)], len(labels) - 1)
            if labels[part].any():
                yield place

    def _parts(self, labels: Labels, count: int) -> Labels:
        """Return the number of the part of each pixel, from 1; 0 is of none."""
        number = labels.astype(np.int64) - self.first_label + 1
        return np.where((number > 0) & (number <= count), number, 0)

    def _flood_all(self, places: set[Place]) -> None:
        """Flood windows from the seeds, then what no seed reached from the parts beside it."""
        rest = {place for place in places if self._flood(place)}
        while rest:
            left = {place for place in sorted(rest) if self._flood(place, beside=True)}
            left = {place for place in sorted(left, reverse=True) if self._flood(place, True)}
            if len(left) == len(rest):
                return
            rest = left

    def _flood(self, place: Place, beside: bool = False) -> bool:
        """Flood a window; return True if pixels have no part yet."""
        wide, region, whole, relief = self._relief(place)
        inner = self._window(place)
        at = tuple(
            slice(side.start - of_wide.start, side.stop - of_wide.start)
            for side, of_wide in zip(inner, wide, strict=True)
        )
        if not region[at].any():
            return False
        count = len(self.areas) - 1
        labels = self.found[inner]
        before = self._parts(labels, count)
        if beside:
            seeds = self._parts(self.found[wide], count).astype(np.int32)
        else:
            seeds = self._seed_image(place, wide)
        parts = flood(relief, seeds, whole)[at]
        own = region[at]
        if beside:
            own = own & (before == 0)
        self.areas -= np.bincount(before[own], minlength=count + 1)
        self.areas += np.bincount(parts[own], minlength=count + 1)
        written = np.where(own & (parts > 0), parts + self.first_label - 1, labels)
        self.found.write(*inner, written.astype(self.found.dtype))
        return bool((region[at] & (self._parts(written, count) == 0)).any())

    def _seed_image(self, place: Place, wide: Window) -> npt.NDArray[np.int32]:
        """Return the seeds in a window with its margin."""
        seeds = np.zeros([side.stop - side.start for side in wide], np.int32)
        row, col = place
        for near in ((row + down, col + right) for down in (-1, 0, 1) for right in (-1, 0, 1)):
            if near in self._seeds:
                rows, cols, numbers = self._seeds[near]
                kept = _within(rows, wide[0]) & _within(cols, wide[1])
                seeds[rows[kept] - wide[0].start, cols[kept] - wide[1].start] = numbers[kept]
        return seeds

    def _name_rest(self, count: int) -> int:
        """Label the pieces that no part reached, if large enough; return the number of labels."""
        for place in self._places():
            window = self._window(place)
            labels = self.found[window]
            rest = self.contains(labels) & (self._parts(labels, count) == 0)
            rest &= labels < self.first_label
            if rest.any():
                pieces, n_pieces = components_of(rest)
                areas = np.bincount(pieces.ravel(), minlength=n_pieces + 1)
                is_object = areas >= self.splitting.smallest
                is_object[0] = False
                numbers = np.where(
                    is_object, np.cumsum(is_object) + count + self.first_label - 1, 0
                )
                named = np.where(rest, numbers[pieces], labels)
                self.found.write(*window, named.astype(self.found.dtype))
                count += int(is_object.sum())
        return count


def _within(values: Labels, side: slice) -> Mask:
    inside: Mask = (values >= side.start) & (values < side.stop)
    return inside
