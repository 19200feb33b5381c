"""Trace the outlines of the objects of an image of any size, some at a time."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.object_strips import LabelPlane
from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.analysis.outlines import Outline, trace_by_windows, trace_outlines
from flimbuilder.imaging.sparse_plane import PART_SIDE, SparsePlane, Window

__all__ = ["boxes_of", "object_outlines"]

SHEET = 2**20  # pixels of the objects that are traced at once
LARGEST_CUT = 2**22  # pixels of the bounding box of an object that is cut out to be traced


def boxes_of(objects: ObjectTable) -> list[Window]:
    """Return the bounding box of each object."""
    sides = (objects[name].tolist() for name in ("top", "left", "height", "width"))
    return [
        (slice(top, top + height), slice(left, left + width))
        for top, left, height, width in zip(*sides, strict=True)
    ]


def object_outlines(instances: LabelPlane, objects: ObjectTable) -> Iterator[Outline]:
    """Yield the exact outline of each object, as `trace_outlines` of the whole image would.

    Objects of a `SparsePlane` are cut out and traced side by side, so memory holds some objects.

    Parameters
    ----------
    instances : ndarray of int of shape (H, W), or SparsePlane
        Objects from 1.
    objects : ObjectTable
        Of these objects.
    """
    if not isinstance(instances, SparsePlane):
        yield from trace_outlines(instances)
        return
    batch: list[tuple[int, Window]] = []
    height = width = 0
    for label, box in enumerate(boxes_of(objects), start=1):
        rows, cols = (side.stop - side.start for side in box)
        if rows * cols > LARGEST_CUT:
            yield from _trace(instances, batch)
            batch, height, width = [], 0, 0
            yield _trace_large(instances, label, box)
            continue
        if batch and max(height, rows) * (width + cols) > SHEET:
            yield from _trace(instances, batch)
            batch, height, width = [], 0, 0
        batch.append((label, box))
        height, width = max(height, rows), width + cols + 1
    yield from _trace(instances, batch)


def _trace(instances: SparsePlane, batch: Sequence[tuple[int, Window]]) -> Iterator[Outline]:
    """Trace objects on one sheet, with a gap between them."""
    if not batch:
        return
    height = max(rows.stop - rows.start for _, (rows, _) in batch)
    width = sum(cols.stop - cols.start + 1 for _, (_, cols) in batch)
    sheet: npt.NDArray[np.int32] = np.zeros((height, width), np.int32)
    shifts, start = [], 0
    for number, (label, (rows, cols)) in enumerate(batch, start=1):
        own = instances[rows, cols] == label
        sheet[: own.shape[0], start : start + own.shape[1]][own] = number
        shifts.append((cols.start - start, rows.start))
        start += own.shape[1] + 1
    for outline, shift in zip(trace_outlines(sheet), shifts, strict=True):
        yield [[ring + shift for ring in polygon] for polygon in outline]


def _trace_large(instances: SparsePlane, label: int, box: Window) -> Outline:
    """Trace an object window by window."""
    (rows, cols), size = box, (box[0].stop - box[0].start, box[1].stop - box[1].start)

    def read(down: slice, right: slice) -> npt.NDArray[np.bool_]:
        window = (
            slice(down.start + rows.start, down.stop + rows.start),
            slice(right.start + cols.start, right.stop + cols.start),
        )
        own: npt.NDArray[np.bool_] = instances[window] == label
        return own

    shift = np.array([cols.start, rows.start])
    outline = trace_by_windows(read, size, PART_SIDE)
    return [[ring + shift for ring in polygon] for polygon in outline]
