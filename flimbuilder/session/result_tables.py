"""Tables of the results of all images: a row for each image, or for each object."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from flimbuilder.analysis.image_tables import Column, MeasuredImage, image_rows, object_rows
from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES
from flimbuilder.analysis.measures import MEASURES
from flimbuilder.errors import counted
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.image_result import ImageResult

if TYPE_CHECKING:
    from flimbuilder.session.session import Session

__all__ = ["RowKind", "result_table", "save_result_table"]

LANE = "table"

RowKind = Literal["images", "objects"]


def result_table(
    project: Project, results: Sequence[tuple[ImageEntry, ImageResult]], kind: RowKind
) -> dict[str, Column]:
    """Return the columns of a table of results.

    The columns are those of ``predict --summary`` and ``--table``; a row for each image also has
    its role, its doubt and its measures, empty without a reference mask. Measures of objects
    follow if a mask numbers them. Images without a result are left out.
    """
    usable = [(entry, result) for entry, result in results if result.objects is not None]
    images = [
        MeasuredImage(
            entry.name,
            result.size,
            project.classes,
            _objects(entry, result),
        )
        for entry, result in usable
    ]
    if kind == "objects":
        return object_rows(images)
    columns = image_rows(images)
    named: dict[str, Column] = {"image": columns.pop("image")}
    measured = [result.measures or {} for _, result in usable]
    return {
        **named,
        "role": [entry.role for entry, _ in usable],
        **columns,
        "doubt": np.array([_number(result.doubt) for _, result in usable], np.float64),
        **{
            name: np.array([_number(row.get(name)) for row in measured], np.float64)
            for name in (*MEASURES, *_instance_names(measured))
        },
    }


def save_result_table(session: "Session", path: Path, kind: RowKind) -> None:
    """Write the results of all images as CSV, XLSX or Parquet, in the background.

    Raises
    ------
    InputError
        If the ending of the file is unknown, or its library is not installed.
    """
    from flimbuilder.exchange.tables import require_table_format, write_table

    require_table_format(path)
    project = session.document.project
    found = ((entry, session.results.get(entry.id)) for entry in project.images)
    results = [(entry, result) for entry, result in found if result is not None]

    def work(report: object) -> str:
        columns = result_table(project, results, kind)
        write_table(path, columns)
        rows = len(columns["image"])
        left_out = sum(result.objects is None for _, result in results)
        note = f"; {counted(left_out, 'image')} left out" if left_out else ""
        return f"Wrote {counted(rows, kind.removesuffix('s'))} to {path}{note}"

    session.jobs.start(LANE, "Writing a table", work, session.report, session.fail)


def _objects(entry: ImageEntry, result: ImageResult) -> Any:
    assert result.objects is not None
    return result.objects.with_pixel_size(entry.pixel_size)


def _instance_names(measured: Sequence[Mapping[str, float]]) -> list[str]:
    """Return the measures of separate objects, if some image has them."""
    return [name for name in INSTANCE_MEASURES if any(name in row for row in measured)]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value
