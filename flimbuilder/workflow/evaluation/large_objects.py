"""Measure the objects of an image that is too large for memory, as of one in memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.instances.disk_candidates import (
    DiskCandidates,
    NewPlane,
    find_disk_candidates,
    overlaps_on_disk,
    place_objects,
)
from flimbuilder.analysis.instances.hits import ScoredHits, hit_overlaps, join_hits
from flimbuilder.analysis.instances.matching import Matching, match_placed
from flimbuilder.analysis.instances.measures import (
    centre_measures,
    overlap_measures,
    pool_instances,
)
from flimbuilder.analysis.instances.on_disk import find_objects_on_disk
from flimbuilder.analysis.instances.summary import HitRule
from flimbuilder.analysis.strips import delineate_windows, window_thresholds
from flimbuilder.imaging.sparse_plane import SparsePlane, Window, touched_windows
from flimbuilder.project.decoding import Delineation
from flimbuilder.workflow.evaluation.disk_truth import LEFT_OUT, DiskTruth
from flimbuilder.workflow.evaluation.measured_objects import HIT_IOU, MeasuredObjects

__all__ = ["LargeObjects"]

NO_HIT = -1
ReadSaliency = Callable[[slice, slice], npt.NDArray[np.float32]]
Numbers = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class LargeObjects:
    """Measures the objects of a large image as `measure_found_objects` does.

    Attributes
    ----------
    read : callable
        Returns the saliency (object classes, rows, columns) of a window.
    size : tuple of int
        (height, width) of the image.
    windows : sequence of tuple of slice
        Windows of a grid outside which the saliency is 0.
    classes : sequence of int
        Class ids of the saliency maps.
    truth : DiskTruth
    delineation : Delineation
        Resolved, for tiles.
    new_plane : callable
        Returns an empty plane of a dtype on disk.
    """

    read: ReadSaliency
    size: tuple[int, int]
    windows: Sequence[Window]
    classes: Sequence[int]
    truth: DiskTruth
    delineation: Delineation
    new_plane: NewPlane

    def measure(self, with_froc: bool) -> MeasuredObjects:
        """Return the measures; with FROC, also the judged candidates of all thresholds."""
        mask = self.new_plane(np.uint8)
        for window, labels in delineate_windows(
            self.windows, self.read, self.size, self.classes, self.delineation
        ):
            mask.write(*window, labels)
        found = self.new_plane(np.int32)
        find_objects_on_disk(mask, self.delineation.splitting, found)
        self._leave_out(mask, found)
        if self.truth.centres is not None:
            return self._by_centres(self._numbered(found), with_froc)
        counts, by_position, by_iou = [], [], []
        for number, class_id in enumerate(self.classes):
            assert self.truth.mask is not None
            own = self._numbered(found, mask, class_id)
            wanted = self._numbered(self.truth.mask.objects, self.truth.mask.classes, class_id)
            counts.append(overlap_measures(self._overlaps(own, wanted)))
            if with_froc:
                candidates = self._candidates(own, lambda planes, at=number: planes[at])  # type: ignore[misc]
                by_position.append(_hits_by_position(candidates, wanted))
                overlaps = self._overlaps(candidates.labels, wanted)
                by_iou.append(hit_overlaps(candidates.scores, overlaps, HIT_IOU))
        hits: dict[HitRule, ScoredHits] = {}
        if with_froc:
            hits = {"centre": join_hits(by_position), "iou": join_hits(by_iou)}
        return MeasuredObjects(replace(pool_instances(counts), n_images=1), hits)

    def _by_centres(self, found: SparsePlane, with_froc: bool) -> MeasuredObjects:
        """Measure objects of all classes together, since centres have none."""
        counts = centre_measures(self._matching(found, place_objects(found, found.largest)[1]))
        if not with_froc:
            return MeasuredObjects(counts)
        candidates = self._candidates(found, lambda planes: planes.max(axis=0))
        matching = self._matching(candidates.labels, candidates.centroids)
        objects = np.full(len(candidates.scores), NO_HIT)
        objects[matching.predicted] = matching.truth
        return MeasuredObjects(
            counts, {"centre": ScoredHits(candidates.scores, objects, matching.n_true)}
        )

    def _matching(self, found: SparsePlane, centroids: npt.NDArray[np.float64]) -> Matching:
        centres = self.truth.centres
        assert centres is not None
        at = _numbers_at(found, np.floor(centres + 0.5).astype(np.int64))
        return match_placed(centroids, centres, at, self.truth.distance)

    def _candidates(
        self,
        objects: SparsePlane,
        of_classes: Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]],
    ) -> DiskCandidates:
        stored = self.new_plane(np.int32)  # the bits of the saliency, which is read many times
        for rows, cols in self.windows:
            stored.write(rows, cols, of_classes(self._read_judged(rows, cols)).view(np.int32))

        def read(rows: slice, cols: slice) -> npt.NDArray[np.float32]:
            return stored[rows, cols].view(np.float32)

        (threshold,) = window_thresholds(
            self.windows,
            lambda rows, cols: read(rows, cols)[np.newaxis],
            self.size,
            1,
            self.delineation,
        )
        return find_disk_candidates(
            objects, read, self.windows, self.delineation, threshold, self.new_plane
        )

    def _read_judged(self, rows: slice, cols: slice) -> npt.NDArray[np.float32]:
        """Return the saliency of a window, 0 where the mask leaves pixels out."""
        saliency, mask = self.read(rows, cols), self.truth.mask
        if mask is None or not mask.any_left_out:
            return saliency
        judged: npt.NDArray[np.float32] = saliency * (mask.classes[rows, cols] != LEFT_OUT)
        return judged

    def _leave_out(self, *planes: SparsePlane) -> None:
        """Set planes to 0 where the mask leaves pixels out."""
        mask = self.truth.mask
        if mask is None or not mask.any_left_out:
            return
        for window in mask.classes.parts():
            judged = mask.classes[window] != LEFT_OUT
            for plane in planes:
                if not plane.is_empty(*window):
                    plane.write(*window, plane[window] * judged)

    def _overlaps(self, found: SparsePlane, wanted: SparsePlane) -> Any:
        windows = touched_windows(self.size, [*found.parts(), *wanted.parts()])
        return overlaps_on_disk(
            lambda rows, cols: found[rows, cols],
            lambda rows, cols: wanted[rows, cols],
            windows,
            found.largest,
            wanted.largest,
        )

    def _numbered(
        self,
        objects: SparsePlane,
        classes: SparsePlane | None = None,
        class_id: int | None = None,
    ) -> SparsePlane:
        """Return the objects, or those of a class, numbered from 1 without gaps."""

        def of_class(window: Window) -> Numbers:
            numbers: Numbers = objects[window]
            return numbers if classes is None else numbers * (classes[window] == class_id)

        present = np.zeros(0, np.int64)
        for window in objects.parts():
            present = np.union1d(present, of_class(window))
        present = present[present > 0]
        numbered = self.new_plane(np.int32)
        for window in objects.parts():
            numbers = of_class(window)
            position = np.searchsorted(present, numbers) + 1
            numbered.write(*window, np.where(numbers > 0, position, 0).astype(np.int32))
        return numbered


def _hits_by_position(candidates: DiskCandidates, wanted: SparsePlane) -> ScoredHits:
    objects = _numbers_at(wanted, candidates.positions) - 1
    return ScoredHits(candidates.scores, objects, wanted.largest)


def _numbers_at(plane: SparsePlane, pixels: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Return the number at each pixel (row, column); 0 outside the plane."""
    numbers = np.zeros(len(pixels), np.intp)
    inside = ((pixels >= 0) & (pixels < plane.shape)).all(axis=1)
    for at in np.flatnonzero(inside).tolist():
        row, col = pixels[at].tolist()
        numbers[at] = plane[row : row + 1, col : col + 1][0, 0]
    return numbers
