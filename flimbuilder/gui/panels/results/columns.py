"""The columns of the results, from the registries of numbers and measures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from flimbuilder.analysis.image_tables import SUMMARY_COLUMNS, SummaryColumn
from flimbuilder.analysis.instances.measures import INSTANCE_MEASURES
from flimbuilder.analysis.measures import MEASURES, MaskMeasure, Measure
from flimbuilder.gui.language import marked, tr, translated
from flimbuilder.project.project import ImageEntry
from flimbuilder.session.image_result import ImageResult

__all__ = [
    "COLUMNS",
    "ROLES",
    "ResultColumn",
    "ResultRow",
    "RoleSummary",
    "arrange",
    "column_heading",
    "column_tip",
    "number_of",
    "number_text",
    "summarise_rows",
]

ROLES = {"train": marked("Training"), "validation": marked("Validation"), "test": marked("Test")}
SHOWN = {
    "objects", "area", "median_area", "mean_saliency", "dice", "count_error", "ap50", "pq",
}  # at first, besides doubt  # fmt: skip
SQUARE_MICROMETRES = "µm²"


@dataclass(frozen=True)
class ResultRow:
    """An image and its result.

    Attributes
    ----------
    entry : ImageEntry
    result : ImageResult or None
        None until it is computed.
    is_fresh : bool
        False if the result is of an earlier build or of other settings.
    """

    entry: ImageEntry
    result: ImageResult | None = None
    is_fresh: bool = False

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The numbers of all columns in pixels; NaN for none."""
        values = (number_of(column, self) for column in COLUMNS)
        return tuple(float("nan") if value is None else value for value in values)


@dataclass(frozen=True, kw_only=True)
class ResultColumn:
    """A column of the table.

    Attributes
    ----------
    id, title : str
    description : str
        For the tooltip of the title.
    measure : Measure or None, default=None
        Describes the column instead.
    kind : {"picture", "text", "number"}
    decimals : int, default=3
        Of a number.
    power : int, default=0
        2 for an area, in px² or µm².
    is_shown : bool, default=True
        Whether it is shown at first.
    is_optional : bool, default=False
        Whether it is hidden while no image has its number.
    value : callable
        Returns the number of a result, or None.
    """

    id: str
    title: str
    description: str = ""
    measure: Measure | None = None
    kind: Literal["picture", "text", "number"] = "number"
    decimals: int = 3
    power: int = 0
    is_shown: bool = True
    is_optional: bool = False
    value: Callable[[ImageResult], float | None] = lambda result: None


def _of_summary(column: SummaryColumn) -> ResultColumn:
    return ResultColumn(
        id=column.id,
        title=column.title,
        description=column.description,
        decimals=0 if column.id == "objects" or column.power else 3,
        power=column.power,
        is_shown=column.id in SHOWN,
        value=lambda result: result.number(column.id),
    )


def _of_measure(measure: Measure) -> ResultColumn:
    return ResultColumn(
        id=measure.id,
        title=measure.short_title if " " in measure.title else measure.title,
        measure=measure,
        is_shown=measure.id in SHOWN,
        is_optional=measure.id in INSTANCE_MEASURES,
        decimals=1 if measure.id in ("count_error", "count_mae") else 3,
        value=lambda result: (result.measures or {}).get(measure.id),
    )


_MEASURES = {measure.id: _of_measure(measure) for measure in MEASURES.values()}
_MASK_MEASURES = [name for name in MEASURES if isinstance(MEASURES[name], MaskMeasure)]
_SUMMARIES = {column.id: _of_summary(column) for column in SUMMARY_COLUMNS.values()}
_INSTANCES = sorted(
    map(_of_measure, INSTANCE_MEASURES.values()), key=lambda column: column.id != "count_error"
)

COLUMNS: tuple[ResultColumn, ...] = (
    ResultColumn(id="mask", title="", description="Image and mask", kind="picture"),
    ResultColumn(id="image", title="Image", kind="text"),
    ResultColumn(id="role", title="Role", kind="text"),
    _MEASURES.pop("dice"),
    ResultColumn(
        id="doubt",
        title="Doubt",
        description="How much the mask changes if the threshold moves, from 0 (not at all) to 1: "
        "correct the most doubtful images first",
        value=lambda result: result.doubt,
    ),
    _SUMMARIES.pop("objects"),
    *(column for column in _INSTANCES if column.is_shown),
    *_SUMMARIES.values(),
    *(column for column in _INSTANCES if not column.is_shown),
    *(_MEASURES.pop(name) for name in _MASK_MEASURES if name in _MEASURES),
    *_MEASURES.values(),
)
"""All columns: what decides where to look next, then the objects, then the other measures."""


def column_tip(column: ResultColumn) -> str:
    """Return the description of a column in the language of the window."""
    measure = column.measure
    if measure is None:
        return translated(column.description)
    title, description = translated(measure.title), translated(measure.description)
    return tr("{0}: {1}; {2} is perfect").format(title, description, f"{measure.best:g}")


def number_of(column: ResultColumn, row: ResultRow, *, scaled: bool = False) -> float | None:
    """Return the number of a cell, or None; `scaled` areas are in µm²."""
    if row.result is None or row.result.problem is not None:
        return None
    value, size = column.value(row.result), row.entry.pixel_size
    if value is None or not (scaled and column.power and size is not None):
        return value
    return value * size.side**column.power


def number_text(column: ResultColumn, value: float | None) -> str:
    """Format a number of a column: four digits of an area in µm² below 100, whole counts."""
    if value is None:
        return ""
    if column.power and value < 100 and value != round(value):
        return f"{value:.4g}"
    if column.decimals == 1 and value == round(value):
        return f"{value:.0f}"
    return f"{value:.{column.decimals}f}"


def column_heading(column: ResultColumn, *, scaled: bool) -> str:
    """Return a title with its unit."""
    if not column.power:
        return translated(column.title)
    return f"{translated(column.title)}, {SQUARE_MICROMETRES if scaled else 'px²'}"


def arrange(
    rows: Sequence[ResultRow],
    *,
    column: ResultColumn | None = None,
    descending: bool = False,
    role: str = "",
    text: str = "",
    scaled: bool = False,
) -> list[ResultRow]:
    """Filter rows by role and name, and sort them by a column; empty cells come last.

    Equal rows keep their order.
    """
    wanted = text.strip().casefold()
    matching = [
        row
        for row in rows
        if (not role or row.entry.role == role)
        and (not wanted or wanted in row.entry.name.casefold())
    ]
    if column is None or column.kind == "picture":
        return matching
    if column.kind == "text":
        orders = list(ROLES)

        def key(row: ResultRow) -> object:
            is_role = column.id == "role"
            return orders.index(row.entry.role) if is_role else _natural(row.entry.name)

        return sorted(matching, key=key, reverse=descending)  # type: ignore[arg-type]
    numbers = [(number_of(column, row, scaled=scaled), row) for row in matching]
    filled = [(value, row) for value, row in numbers if value is not None]
    filled.sort(key=lambda pair: pair[0], reverse=descending)
    return [row for _, row in filled] + [row for value, row in numbers if value is None]


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key in which numbers count as numbers: egg_2 before egg_10."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for letter in f"{name.casefold()}\0":
        if letter.isdecimal():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, letter))
    return parts


@dataclass(frozen=True)
class RoleSummary:
    """Mean and spread of the fresh results of a role.

    Attributes
    ----------
    role : str
        Empty for the images of all roles.
    n_images : int
        Images with a fresh result.
    means, spreads : dict of str to float
        By column. The spread is the standard deviation (n - 1) and needs two numbers.
    """

    role: str
    n_images: int
    means: dict[str, float]
    spreads: dict[str, float]


def summarise_rows(rows: Sequence[ResultRow], *, scaled: bool = False) -> list[RoleSummary]:
    """Summarise the fresh results by role, and all together if there are several roles."""
    fresh = [
        row
        for row in rows
        if row.is_fresh and row.result is not None and row.result.problem is None
    ]
    roles = [role for role in ROLES if any(row.entry.role == role for row in fresh)]
    parts = [(role, [row for row in fresh if row.entry.role == role]) for role in roles]
    if len(roles) > 1:
        parts.append(("", fresh))
    return [_summarise(role, part, scaled) for role, part in parts]


def _summarise(role: str, rows: Sequence[ResultRow], scaled: bool) -> RoleSummary:
    values = np.array([row.numbers for row in rows], np.float64)
    if scaled:
        sizes = (row.entry.pixel_size for row in rows)
        sides = np.array([1.0 if size is None else size.side for size in sizes])
        values *= sides[:, None] ** np.array([column.power for column in COLUMNS])
    counts = np.isfinite(values).sum(axis=0)
    means = np.nansum(values, axis=0) / np.maximum(counts, 1)
    squares = np.nansum((values - means) ** 2, axis=0)
    spreads = np.sqrt(squares / np.maximum(counts - 1, 1))
    return RoleSummary(
        role,
        len(rows),
        {column.id: float(means[at]) for at, column in enumerate(COLUMNS) if counts[at] > 0},
        {column.id: float(spreads[at]) for at, column in enumerate(COLUMNS) if counts[at] > 1},
    )
