"""Write the objects of many images as COCO JSON, with masks as run lengths.

Run lengths give the exact pixels of an object, also with holes, unlike COCO's polygons. They are
lists of whole numbers, as in COCO's own annotations, and 0 for ``iscrowd`` marks single objects.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.exchange.json_lists import dump_list, rounded
from flimbuilder.project.project import BACKGROUND, ClassEntry

__all__ = ["CocoImage", "coco_image", "dump_coco"]


@dataclass(frozen=True)
class CocoImage:
    """An image and the annotations of its objects, whose ids and image are set when written."""

    name: str
    size: tuple[int, int]
    annotations: tuple[dict[str, Any], ...]


def coco_image(
    name: str, instances: npt.NDArray[np.integer[Any]], objects: ObjectTable
) -> CocoImage:
    """Return the annotations of the objects of an image.

    Parameters
    ----------
    name : str
        Name of the file.
    instances : ndarray of int of shape (height, width)
        Objects from 1.
    objects : ObjectTable
    """
    height, width = instances.shape
    columns = (
        objects[name].tolist()
        for name in ("class_id", "area", "left", "top", "width", "height", "mean_saliency")
    )
    return CocoImage(
        name,
        (height, width),
        tuple(
            {
                "category_id": class_id,
                "segmentation": {"size": [height, width], "counts": counts},
                "area": area,
                "bbox": box,
                "iscrowd": 0,
                "score": rounded(score),
            }
            for counts, (class_id, area, *box, score) in zip(
                _run_lengths(instances), zip(*columns, strict=True), strict=True
            )
        ),
    )


def dump_coco(images: Iterable[CocoImage], classes: Sequence[ClassEntry]) -> bytes:
    """Format the images, their annotations and the categories, one of each a line."""
    listed: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for image_id, image in enumerate(images, start=1):
        height, width = image.size
        listed.append({"id": image_id, "file_name": image.name, "width": width, "height": height})
        for annotation in image.annotations:
            ids = {"id": len(annotations) + 1, "image_id": image_id}
            annotations.append(ids | annotation)
    categories = [
        {"id": entry.id, "name": entry.name, "supercategory": ""}
        for entry in classes
        if entry.id != BACKGROUND
    ]
    parts = {"images": listed, "annotations": annotations, "categories": categories}
    text = ",\n".join(f'"{name}": {dump_list(entries)}' for name, entries in parts.items())
    return f"{{{text}}}\n".encode()


def _run_lengths(instances: npt.NDArray[np.integer[Any]]) -> list[list[int]]:
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
        lengths = np.diff(part, prepend=0, append=labels.size).tolist()
        counts.append(lengths if lengths[-1] else lengths[:-1])
    return counts
