"""Rows of objects: order, selections, texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from flimbuilder.analysis.objects import OBJECT_COLUMNS, ObjectTable
from flimbuilder.gui.panels.objects.model import (
    ObjectsModel,
    column_title,
    decimals_of,
    shown_columns,
    spans_of,
)
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.project import ClassEntry

ASCENDING, DESCENDING = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
CLASSES = (
    ClassEntry(id=0, name="background", colour="#0072b2"),
    ClassEntry(id=1, name="egg", colour="#e69f00"),
)


def table_of(areas: list[int], classes: list[int] | None = None) -> ObjectTable:
    """A table with these areas; everything else follows from the number of the object."""
    count = len(areas)
    labels = np.arange(1, count + 1)
    columns: dict[str, np.ndarray] = dict.fromkeys(OBJECT_COLUMNS, labels * 1.5)
    whole = {name: labels for name, column in OBJECT_COLUMNS.items() if column.whole}
    chosen = np.ones(count, np.int64) if classes is None else np.array(classes)
    columns |= whole | {"area": np.array(areas), "class_id": chosen, "mean_1": labels / 10}
    return ObjectTable(columns)


def shown(model: ObjectsModel, column: int) -> list[str]:
    return [model.index(row, column).data() for row in range(model.rowCount())]


def titles(model: ObjectsModel) -> list[str]:
    return [
        model.headerData(column, Qt.Orientation.Horizontal)
        for column in range(model.columnCount())
    ]


def test_a_table_by_hand() -> None:
    model = ObjectsModel()
    model.show(table_of([30, 5, 7], [1, 1, 2]), CLASSES)
    assert titles(model) == [
        "Object", "Class", "Row, px", "Column, px", "Area, px²", "Perimeter, px", "Eccentricity",
        "Saliency", "Channel 1",
    ]  # fmt: skip
    assert shown(model, 0) == ["1", "2", "3"]
    assert shown(model, 1) == ["egg", "egg", "2"]  # a class that is gone has its number
    assert shown(model, 2) == ["1.5", "3.0", "4.5"]
    assert shown(model, 4) == ["30", "5", "7"]
    assert shown(model, 5) == ["1.500", "3.000", "4.500"]
    assert shown(model, 8) == ["0.100", "0.200", "0.300"]
    model.sort(4, ASCENDING)
    assert shown(model, 4) == ["5", "7", "30"]  # by number, not by letter
    assert shown(model, 0) == ["2", "3", "1"]
    model.sort(4, DESCENDING)
    assert shown(model, 0) == ["1", "3", "2"]
    assert [model.label(row) for row in range(3)] == [1, 3, 2]
    assert [model.row_of(label) for label in (1, 2, 3)] == [0, 2, 1]
    assert model.row_of(0) is None
    assert model.row_of(4) is None


def test_micrometres_take_the_place_of_pixels() -> None:
    plain = table_of([30, 5])
    scaled = plain.with_pixel_size(PixelSize.square(0.5))
    before = [column.id for column in shown_columns(plain)]
    after = [column.id for column in shown_columns(scaled)]
    assert after == [{"area": "area_um2", "perimeter": "perimeter_um"}.get(c, c) for c in before]
    model = ObjectsModel()
    model.show(scaled, CLASSES)
    assert "Area, µm²" in titles(model)
    assert shown(model, 4) == ["7.500", "1.250"]
    assert column_title(model.columns[0]) == "Object"


@pytest.mark.parametrize(
    ("name", "largest", "decimals"),
    [("area", 123456, 0), ("perimeter", 12.3, 2), ("perimeter", 1234.5, 0), ("perimeter", 0, 6),
     ("row", 511, 1), ("eccentricity", 1, 3)],
)  # fmt: skip
def test_decimals_by_hand(name: str, largest: float, decimals: int) -> None:
    assert decimals_of(OBJECT_COLUMNS[name], largest) == decimals


@given(st.lists(st.integers(1, 9), max_size=40), st.booleans())
def test_sorting_is_stable_and_whole(areas: list[int], descending: bool) -> None:
    model = ObjectsModel()
    model.show(table_of(areas), CLASSES)
    model.sort(4, DESCENDING if descending else ASCENDING)
    labels = [model.label(row) for row in range(model.rowCount())]
    sign = -1 if descending else 1
    numbers = range(1, len(areas) + 1)
    assert labels == sorted(numbers, key=lambda label: (sign * areas[label - 1], label))
    assert all(model.row_of(label) == row for row, label in enumerate(labels))


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.data())
def test_a_selection_comes_back(areas: list[int], data: st.DataObject) -> None:
    model = ObjectsModel()
    model.show(table_of(areas), CLASSES)
    model.sort(4, ASCENDING)
    chosen = data.draw(st.frozensets(st.integers(1, len(areas))))
    selection = model.selection_of(chosen)
    assert model.labels(selection) == chosen
    spans = model.spans(chosen)
    assert spans_of(selection) == spans
    rows = sorted(row for row in range(len(areas)) if model.label(row) in chosen)
    assert [row for span in spans for row in range(*span)] == rows
    ends = [end for _, end in spans]
    assert all(first > end for end, (first, _) in zip(ends, spans[1:], strict=False))  # merged


def test_labels_of_no_object_are_not_selected() -> None:
    model = ObjectsModel()
    model.show(table_of([1, 2]), CLASSES)
    assert model.labels(model.selection_of([0, 2, 3, 99])) == {2}
    model.show(None, CLASSES)
    assert model.selection_of([1]).isEmpty()
    assert model.text([])() == ""


def test_text_has_titles_and_full_numbers() -> None:
    model = ObjectsModel()
    model.show(table_of([30, 5, 1234567]), CLASSES)
    model.sort(4, DESCENDING)
    lines = [line.split("\t") for line in model.text({1, 3})().split("\n")]
    assert lines[0] == titles(model)
    assert [line[0] for line in lines[1:]] == ["3", "1"]
    assert [line[1] for line in lines[1:]] == ["egg", "egg"]
    assert [line[4] for line in lines[1:]] == ["1234567", "30"]
    assert [line[8] for line in lines[1:]] == ["0.3", "0.1"]


def test_an_empty_table_has_titles_and_no_rows() -> None:
    model = ObjectsModel()
    model.show(table_of([]), CLASSES)
    assert model.rowCount() == 0
    assert len(titles(model)) == 9
    model.sort(4, DESCENDING)
    assert model.labels(model.selection_of([1])) == frozenset()
