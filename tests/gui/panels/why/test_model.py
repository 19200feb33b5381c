"""The tree of terms: opened level by level, and kept open while rows move."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from flimbuilder.gui.panels.why.model import SHARE, VALUE, WITHOUT, WhyModel
from flimbuilder.gui.panels.why.pictures import paint_terms
from flimbuilder.gui.panels.why.rows import WhyRow
from flimbuilder.project.project import ClassEntry
from flimbuilder.session.place_patches import PatchPlace

EGG = ClassEntry(id=1, name="egg", colour="#e69f00")
PLACE = PatchPlace("a", 3, 4, 9)
FAILS = QAbstractItemModelTester.FailureReportingMode.Warning  # warnings of Qt fail a test


def stroke(number: int, value: float) -> WhyRow:
    return WhyRow("stroke", number, f"Disk {number}", "a.png", value, EGG, "a", number, PLACE)


def kernel(number: int, value: float) -> WhyRow:
    return WhyRow("kernel", number, f"Kernel {number}", "", value, path=((1, number),))


@pytest.fixture
def model(qapp: object) -> WhyModel:
    made = WhyModel(lambda place: None)
    made.show([stroke(1, 4.0), stroke(2, -2.0), WhyRow("bias", "bias", "Bias", "", -9.0)])
    return made


def titles(model: WhyModel) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_texts_and_shares(model: WhyModel) -> None:
    assert titles(model) == ["Disk 1", "Disk 2", "Bias"]
    assert [model.index(row, VALUE).data() for row in range(3)] == ["+4.00", "−2.00", "−9.00"]
    # The bias is no stroke: the bars compare strokes.
    assert [model.index(row, 0).data(SHARE) for row in range(3)] == [1.0, -0.5, -1.0]
    assert model.index(0, WITHOUT).data() == ""


def test_rows_open_once_and_bias_never(model: WhyModel) -> None:
    asked: list[object] = []
    model.opened.connect(asked.append)
    first, bias = model.index(0, 0), model.index(2, 0)
    assert model.hasChildren(first)
    assert not model.hasChildren(bias)
    assert model.canFetchMore(first)
    model.fetchMore(first)
    assert not model.canFetchMore(first)
    assert [index.row() for index in model.awaited()] == [0]
    model.set_children(first, [kernel(3, 1.5), kernel(4, 2.5)])
    assert model.awaited() == []
    assert model.rowCount(first) == 2
    child = model.index(1, 0, first)
    assert child.data() == "Kernel 4"
    assert model.parent(child) == first
    assert len(asked) == 1


def test_a_row_without_terms_cannot_be_opened(model: WhyModel) -> None:
    first = model.index(0, 0)
    model.fetchMore(first)
    model.set_children(first, [])
    assert not model.hasChildren(first)


def test_rows_that_move_keep_their_children(model: WhyModel) -> None:
    QAbstractItemModelTester(model, FAILS, model)
    model.set_children(model.index(0, 0), [kernel(3, 1.5)])
    kept = QPersistentModelIndex(model.index(0, 0, model.index(0, 0)))
    bias = model.rows[2]
    known = replace(stroke(1, 4.0), saliency=0.25, change=-0.5)
    model.show([stroke(2, -2.0), known, bias])
    assert titles(model) == ["Disk 2", "Disk 1", "Bias"]
    assert kept.isValid()
    assert (kept.data(), kept.parent().row(), kept.parent().data()) == ("Kernel 3", 1, "Disk 1")
    assert model.index(1, WITHOUT).data() == "0.25 (−0.50)"
    assert "Without it, the saliency is 0.250" in model.index(1, 0).data(
        Qt.ItemDataRole.ToolTipRole
    )


@pytest.mark.parametrize(
    ("saliency", "change", "sum_change", "text"),
    [
        (1.0, -1e-9, -3.21, "sum −3.2"),
        (1.0, -1e-9, None, "1.00 (0.00)"),
        (1.0, 0.0, 0.0, "1.00 (0.00)"),
        (0.5, 0.25, 3.0, "0.50 (+0.25)"),
    ],
)
def test_where_the_saliency_is_saturated_the_change_of_the_sum_is_shown(
    model: WhyModel, saliency: float, change: float, sum_change: float | None, text: str
) -> None:
    row = replace(stroke(1, 4.0), saliency=saliency, change=change, sum_change=sum_change)
    model.show([row])
    assert model.index(0, WITHOUT).data() == text


def test_other_rows_replace_all(model: WhyModel) -> None:
    QAbstractItemModelTester(model, FAILS, model)
    kept = QPersistentModelIndex(model.index(0, 0))
    model.show([stroke(7, 1.0)])
    assert not kept.isValid()
    assert titles(model) == ["Disk 7"]
    model.show([])
    assert titles(model) == []


def test_a_contradicted_stroke_and_a_fault_are_explained(model: WhyModel) -> None:
    model.show([replace(stroke(1, 1.0), is_contradicted=True, fault="no kernel is left")])
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "contradict" in tip
    assert "no kernel is left" in tip
    assert model.index(0, WITHOUT).data() == "–"


def test_terms_of_pixels_are_warm_and_cold() -> None:
    patch = np.full((1, 3, 3), 100, np.uint8)
    painted = paint_terms(patch, np.array([[2.0, 0.0, -2.0]]))
    assert painted[0].tolist() == [[255, 176, 32], [55, 55, 55], [48, 150, 255]]
