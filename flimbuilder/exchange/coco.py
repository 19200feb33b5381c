"""Write the objects of many images as COCO JSON, with masks as run lengths.

Run lengths give the exact pixels of an object, also with holes, unlike COCO's polygons. They are
lists of whole numbers, as in COCO's own annotations, and 0 for ``iscrowd`` marks single objects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.object_outlines import boxes_of
from flimbuilder.analysis.object_strips import LabelPlane
from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.exchange.json_lists import list_pieces, rounded
from flimbuilder.imaging.sparse_plane import SparsePlane, Window
from flimbuilder.project.files import writing_atomically
from flimbuilder.project.project import BACKGROUND, ClassEntry

__all__ = ["CocoImage", "coco_image", "dump_coco", "write_coco"]

LARGEST_CUT = 2**22  # pixels of an object that are read at once


@dataclass(frozen=True, eq=False)
class CocoImage:
    """An image and its objects, whose ids and image are set when they are written.

    Attributes
    ----------
    name : str
    size : tuple of int
        (height, width).
    objects : ObjectTable
    counts : ndarray of int64
        The run lengths of all objects, one after another.
    ends : ndarray of int64 of shape (n_objects,)
        Where those of each object end.
    """

    name: str
    size: tuple[int, int]
    objects: ObjectTable
    counts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def annotations(self) -> Iterator[dict[str, Any]]:
        """Yield the annotation of each object, without ids."""
        height, width = self.size
        columns = (
            self.objects[name].tolist()
            for name in ("class_id", "area", "left", "top", "width", "height", "mean_saliency")
        )
        start = 0
        for end, (class_id, area, *box, score) in zip(
            self.ends.tolist(), zip(*columns, strict=True), strict=True
        ):
            counts = self.counts[start:end].tolist()
            start = end
            yield {
                "category_id": class_id,
                "segmentation": {"size": [height, width], "counts": counts},
                "area": area,
                "bbox": box,
                "iscrowd": 0,
                "score": rounded(score),
            }


def coco_image(name: str, instances: LabelPlane, objects: ObjectTable) -> CocoImage:
    """Return the objects of an image.

    Parameters
    ----------
    name : str
        Name of the file.
    instances : ndarray of int of shape (height, width), or SparsePlane
        Objects from 1.
    objects : ObjectTable
    """
    height, width = instances.shape
    if isinstance(instances, SparsePlane):
        counts = _run_lengths_on_disk(instances, boxes_of(objects))
    else:
        counts = _run_lengths(instances)
    ends = np.cumsum([len(runs) for runs in counts], dtype=np.int64)
    joined = np.concatenate([np.zeros(0, np.int64), *counts])
    return CocoImage(name, (height, width), objects, joined, ends)


def write_coco(path: Path, images: Sequence[CocoImage], classes: Sequence[ClassEntry]) -> None:
    """Write a file piece by piece; see :func:`dump_coco`.

    Raises
    ------
    SaveError
        If the file cannot be written.
    """
    with writing_atomically(path) as file:
        for piece in _pieces(images, classes):
            file.write(piece.encode())


def dump_coco(images: Sequence[CocoImage], classes: Sequence[ClassEntry]) -> bytes:
    """Format the images, their annotations and the categories, one of each a line."""
    return "".join(_pieces(images, classes)).encode()


def _pieces(images: Sequence[CocoImage], classes: Sequence[ClassEntry]) -> Iterator[str]:
    sizes = ((image.name, *image.size) for image in images)
    listed = (
        {"id": image_id, "file_name": name, "width": width, "height": height}
        for image_id, (name, height, width) in enumerate(sizes, start=1)
    )
    categories = (
        {"id": entry.id, "name": entry.name, "supercategory": ""}
        for entry in classes
        if entry.id != BACKGROUND
    )
    yield '{"images": '
    yield from list_pieces(listed)
    yield ',\n"annotations": '
    yield from list_pieces(_annotations(images))
    yield ',\n"categories": '
    yield from list_pieces(categories)
    yield "}\n"


def _annotations(images: Sequence[CocoImage]) -> Iterator[dict[str, Any]]:
    number = 0
    for image_id, image in enumerate(images, start=1):
        for annotation in image.annotations():
            number += 1
            yield {"id": number, "image_id": image_id} | annotation


def _run_lengths_on_disk(
    instances: SparsePlane, boxes: Sequence[Window]
) -> list[npt.NDArray[np.int64]]:
    """Return the run lengths of each object, from its bounding box."""
    height, width = instances.shape
    counts = []
    for label, (rows, cols) in enumerate(boxes, start=1):
        step = max(1, LARGEST_CUT // (rows.stop - rows.start))
        borders = [np.zeros((0, 2), np.int64)]
        for left in range(cols.start, cols.stop, step):
            part = slice(left, min(left + step, cols.stop))
            across, down = np.nonzero((instances[rows, part] == label).T)
            at = (across + left) * height + down + rows.start
            begins = np.flatnonzero(np.diff(at, prepend=-2) != 1)
            ends = at[np.append(begins[1:], len(at)) - 1] + 1 if len(at) else at
            borders.append(np.stack([at[begins], ends], axis=1))
        places = np.concatenate(borders).ravel()
        places = places[
            np.append(True, np.diff(places) > 0) & np.append(np.diff(places) > 0, True)
        ]
        lengths = np.diff(places, prepend=0, append=height * width)
        counts.append(lengths if lengths[-1] else lengths[:-1])
    return counts


def _run_lengths(instances: npt.NDArray[np.integer[Any]]) -> list[npt.NDArray[np.int64]]:
    """Return the run lengths of each object: background first, down the columns."""
    labels = instances.T.ravel()
    at = np.flatnonzero(labels)
    at = at[np.argsort(labels[at], kind="stable")]
    label = labels[at]
    begins = np.ones(len(at), bool)
    begins[1:] = (np.diff(at) != 1) | (np.diff(label) != 0)
    starts = at[begins]
    ends = at[np.append(np.flatnonzero(begins)[1:], len(at)) - 1] + 1 if len(at) else starts
    runs_of = np.bincount(label[begins], minlength=int(instances.max(initial=0)) + 1)[1:]
    counts = []
    borders = np.stack([starts, ends], axis=1).ravel()
    for part in np.split(borders, 2 * np.cumsum(runs_of)[:-1]) if len(runs_of) else ():
        lengths = np.diff(part, prepend=0, append=labels.size)
        counts.append(lengths if lengths[-1] else lengths[:-1])
    return counts
