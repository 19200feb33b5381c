"""Tables of many images: a row for each object, or for each image.

:data:`SUMMARY_COLUMNS` lists the numbers of an image. To add a number, add an entry.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from flimbuilder.analysis.object_columns import MICROMETRES, OBJECT_COLUMNS
from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.project.project import BACKGROUND, ClassEntry

__all__ = [
    "SUMMARY_COLUMNS",
    "Column",
    "MeasuredImage",
    "SummaryColumn",
    "image_rows",
    "object_rows",
    "summarise",
]

Column = Sequence[str] | npt.NDArray[Any]
"""Texts, whole numbers, or floats with NaN for an empty cell."""


@dataclass(frozen=True, eq=False)
class MeasuredImage:
    """An image and its objects.

    Attributes
    ----------
    name : str
        In the column ``image``.
    size : tuple of int
        (height, width), in pixels.
    classes : sequence of ClassEntry
        All classes; the background is ignored.
    objects : ObjectTable
    """

    name: str
    size: tuple[int, int]
    classes: Sequence[ClassEntry]
    objects: ObjectTable


@dataclass(frozen=True, kw_only=True)
class SummaryColumn:
    """A number that describes the objects of an image.

    Attributes
    ----------
    id, title, description, unit, power
        As in `ObjectColumn`.
    by_class : bool, default=False
        Whether images of several object classes have it for each class too.
    value : callable
        Returns the number for objects of an image and the size (height, width) of the image; NaN
        if the objects have none.
    """

    id: str
    title: str
    description: str
    unit: str = ""
    power: int = 0
    by_class: bool = False
    value: Callable[[ObjectTable, tuple[int, int]], float]


def _mean_saliency(objects: ObjectTable, _: tuple[int, int]) -> float:
    if not len(objects):
        return float("nan")
    return float(np.average(objects["mean_saliency"], weights=objects["area"]))


SUMMARY_COLUMNS: dict[str, SummaryColumn] = {
    column.id: column
    for column in (
        SummaryColumn(
            id="objects",
            title="Objects",
            description="Number of objects",
            by_class=True,
            value=lambda objects, _: len(objects),
        ),
        SummaryColumn(
            id="area",
            title="Area",
            description="Area of all objects",
            unit="px²",
            power=2,
            by_class=True,
            value=lambda objects, _: int(objects["area"].sum()),
        ),
        SummaryColumn(
            id="covered",
            title="Covered",
            description="Share of the image that objects cover, 0 to 1",
            value=lambda objects, size: float(objects["area"].sum() / (size[0] * size[1])),
        ),
        SummaryColumn(
            id="median_area",
            title="Median area",
            description="Median area of the objects",
            unit="px²",
            power=2,
            value=lambda objects, _: (
                float(np.median(objects["area"])) if len(objects) else float("nan")
            ),
        ),
        SummaryColumn(
            id="mean_saliency",
            title="Saliency",
            description="Mean saliency in the objects, 0 to 1",
            value=_mean_saliency,
        ),
    )
}


def summarise(image: MeasuredImage) -> dict[str, float]:
    """Describe an image by the numbers of :data:`SUMMARY_COLUMNS`.

    Returns
    -------
    dict of str to float
        By column; with a pixel size, areas in µm² follow (``area_um2``), and with several object
        classes, ``objects_N`` and ``area_N`` of each class.
    """
    table, size = image.objects, image.size
    row = {column.id: column.value(table, size) for column in SUMMARY_COLUMNS.values()}
    if table.pixel_size is not None:
        side = table.pixel_size.side
        row |= {
            column.id + MICROMETRES[column.power].ending: row[column.id] * side**column.power
            for column in SUMMARY_COLUMNS.values()
            if column.power
        }
    classes = [entry.id for entry in image.classes if entry.id != BACKGROUND]
    for class_id in classes if len(classes) > 1 else ():
        of_class = ObjectTable(
            {name: values[table["class_id"] == class_id] for name, values in table.columns.items()}
        )
        row |= {
            f"{column.id}_{class_id}": column.value(of_class, size)
            for column in SUMMARY_COLUMNS.values()
            if column.by_class
        }
    return row


def image_rows(images: Sequence[MeasuredImage]) -> dict[str, Column]:
    """Return the columns of a table with a row for each image.

    Columns that an image lacks are empty there.
    """
    rows = [summarise(image) for image in images]
    names = _ordered([*SUMMARY_COLUMNS], (row.keys() for row in rows))
    size = np.array([image.size for image in images], np.int64).reshape(-1, 2)
    numbers = {name: _numbers([row.get(name, np.nan) for row in rows]) for name in names}
    columns: dict[str, Column] = {"image": [image.name for image in images]}
    return columns | {"height": size[:, 0], "width": size[:, 1]} | numbers


def object_rows(images: Sequence[MeasuredImage]) -> dict[str, Column]:
    """Return the columns of a table with a row for each object of all images.

    The name of the class follows its id. Columns that an image lacks, such as channels that others
    have, are empty there.
    """
    names = _ordered([*OBJECT_COLUMNS], (image.objects.columns.keys() for image in images))
    columns: dict[str, Column] = {
        "image": [image.name for image in images for _ in range(len(image.objects))]
    }
    for name in names:
        parts = [
            image.objects.columns.get(name, np.full(len(image.objects), np.nan))
            for image in images
        ]
        columns[name] = np.concatenate(parts) if parts else np.zeros(0, np.int64)
        if name == "class_id":
            columns["class"] = [
                text for image in images for text in _class_names(image, image.objects[name])
            ]
    return columns


def _class_names(image: MeasuredImage, class_ids: npt.NDArray[Any]) -> list[str]:
    names: Mapping[int, str] = {entry.id: entry.name for entry in image.classes}
    return [names.get(class_id, "") for class_id in class_ids.tolist()]


def _ordered(first: Iterable[str], tables: Iterable[Iterable[str]]) -> list[str]:
    """Return the names of all tables: `first`, then others as they come, those in µm last."""
    names = dict.fromkeys(first) | dict.fromkeys(name for table in tables for name in table)
    scaled = tuple(unit.ending for unit in MICROMETRES.values())
    return sorted(names, key=lambda name: name.endswith(scaled))


def _numbers(values: Sequence[float]) -> npt.NDArray[Any]:
    """Return whole numbers as int64 if all are."""
    whole = all(isinstance(value, int) for value in values)
    return np.array(values, np.int64 if whole else np.float64)
