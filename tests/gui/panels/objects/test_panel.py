"""The table of objects, linked with the canvas through the session's view."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMenu, QTableView
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.objects.panel import ObjectsPanel
from flimbuilder.project.project import ClassEntry
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton
PLAIN, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
AREA = 4  # its column

pytestmark = pytest.mark.slow


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> ObjectsPanel:
    """A panel that lists the objects of a built project."""
    made = ObjectsPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 260)
    with qtbot.waitExposed(made):
        made.show()
    session.open(project_folder)
    settle(session)
    assert the_table(made).model().rowCount() >= 2
    return made


def the_table(panel: ObjectsPanel) -> QTableView:
    return find(panel, QTableView, "objectsTable")


def place(panel: ObjectsPanel, row: int, column: int = 2) -> QPoint:
    view = the_table(panel)
    return view.visualRect(view.model().index(row, column)).center()


def click(panel: ObjectsPanel, row: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
    QTest.mouseClick(the_table(panel).viewport(), LEFT, keys, place(panel, row))


def summary(panel: ObjectsPanel) -> str:
    return find(panel, QLabel, "objectsSummary").text()


def texts(panel: ObjectsPanel, column: int) -> list[str]:
    model = the_table(panel).model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def action(panel: ObjectsPanel, name: str) -> QAction:
    found = panel.findChild(QAction, name)
    assert found is not None
    return found


def areas_of(session: Session) -> np.ndarray:
    objects = session.shown_objects.current
    assert objects is not None
    return objects.table["area"]


def test_each_object_is_a_row(session: Session, panel: ObjectsPanel) -> None:
    areas = areas_of(session)
    assert texts(panel, AREA) == [str(area) for area in areas]
    count, total = len(areas), areas.sum()
    assert summary(panel).startswith(f"{count} objects · total {total} px² · mean ")


def test_a_row_selects_its_object_and_back(session: Session, panel: ObjectsPanel) -> None:
    click(panel, 1)
    assert session.view.objects == {2}
    click(panel, 0, CTRL)
    assert session.view.objects == {1, 2}
    assert summary(panel).startswith(f"2 of {len(areas_of(session))} objects selected · total ")
    session.update_view(objects=frozenset({1}))
    selected = the_table(panel).selectionModel().selectedRows()
    assert [index.row() for index in selected] == [0]
    assert f" objects selected · total {areas_of(session)[0]} px² · mean " in summary(panel)
    session.update_view(objects=frozenset())
    assert not the_table(panel).selectionModel().hasSelection()


def test_the_keyboard_moves_the_selection(session: Session, panel: ObjectsPanel) -> None:
    click(panel, 0)
    QTest.keyClick(the_table(panel), Qt.Key.Key_Down)
    assert session.view.objects == {2}
    QTest.keyClick(the_table(panel), Qt.Key.Key_A, CTRL)
    assert session.view.objects == set(range(1, len(areas_of(session)) + 1))


def test_sorting_keeps_the_selection(session: Session, panel: ObjectsPanel) -> None:
    click(panel, 0)
    header = the_table(panel).horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(AREA) + 20, header.height() // 2)
    for _ in range(2):
        QTest.mouseClick(header.viewport(), LEFT, PLAIN, middle)
        order = header.sortIndicatorOrder()
        numbers = [int(text) for text in texts(panel, AREA)]
        assert numbers == sorted(numbers, reverse=order == Qt.SortOrder.DescendingOrder)
        assert session.view.objects == {1}
        (selected,) = the_table(panel).selectionModel().selectedRows()
        assert selected.data() == "1"


@pytest.mark.parametrize("how", ["key", "double click"])
def test_objects_are_shown_on_the_image(session: Session, panel: ObjectsPanel, how: str) -> None:
    seen: list[tuple[float, ...]] = []
    session.region_requested.connect(lambda *box: seen.append(box))
    click(panel, 1)
    if how == "key":
        QTest.keyClick(the_table(panel), Qt.Key.Key_Return)
    else:
        QTest.mouseDClick(the_table(panel).viewport(), LEFT, PLAIN, place(panel, 1))
    objects = session.shown_objects.current
    assert objects is not None
    assert seen == [objects.box([2])]


def test_hovering_a_row_points_at_its_object(
    qtbot: QtBot, session: Session, panel: ObjectsPanel
) -> None:
    view = the_table(panel)
    QTest.mouseMove(view.viewport(), place(panel, 1))
    qtbot.waitUntil(lambda: session.view.hovered_object == 2)
    ground = Qt.ItemDataRole.BackgroundRole
    assert view.model().index(1, 0).data(ground) is not None
    assert view.model().index(0, 0).data(ground) is None
    QGuiApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert session.view.hovered_object is None
    session.update_view(hovered_object=1)  # from the canvas
    assert view.model().index(0, 0).data(ground) is not None


def test_copy(
    session: Session, panel: ObjectsPanel, messages: list[Message],
    settle: Callable[[Session], None],
) -> None:  # fmt: skip
    click(panel, 1)
    QTest.keyClick(the_table(panel), Qt.Key.Key_C, CTRL)
    settle(session)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("Object\tClass\tRow, px\tColumn, px\tArea, px²")
    assert lines[1].split("\t")[0] == "2"
    assert messages[-1].text == "1 object copied"
    session.update_view(objects=frozenset())
    action(panel, "copyObjectsAction").trigger()
    settle(session)
    assert len(QGuiApplication.clipboard().text().split("\n")) == len(areas_of(session)) + 1


def open_menu(qtbot: QtBot, panel: ObjectsPanel, row: int) -> None:
    the_table(panel).customContextMenuRequested.emit(place(panel, row))
    menu = panel.findChild(QMenu, "objectsMenu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.close()


@pytest.mark.parametrize("least", [True, False])
def test_objects_of_other_sizes_are_left_out(
    qtbot: QtBot, session: Session, panel: ObjectsPanel, messages: list[Message],
    settle: Callable[[Session], None], least: bool,
) -> None:  # fmt: skip
    areas = areas_of(session)
    row = int(areas.argmax() if least else areas.argmin())
    click(panel, row)
    open_menu(qtbot, panel, row)
    made = action(panel, "dropSmallerAction" if least else "dropLargerAction")
    limit = session.shown_objects.area_before_refinement(row + 1)
    assert limit is not None
    assert made.isVisible()
    made.trigger()
    settle(session)
    area = session.document.project.delineation.area
    assert area is not None
    assert area[0 if least else 1] == limit
    left = areas_of(session)
    assert len(left) < len(areas)
    assert areas[row] in left
    side = "under" if least else "over"
    assert (
        messages[-1].text
        == f"Objects {side} {limit} px² are left out; see Area in the Decoder panel"
    )
    assert messages[-1].undoable
    session.document.undo()
    settle(session)
    assert len(areas_of(session)) == len(areas)


def test_the_limits_are_offered_for_one_object(
    qtbot: QtBot, session: Session, panel: ObjectsPanel
) -> None:
    click(panel, 0)
    click(panel, 1, CTRL)
    open_menu(qtbot, panel, 0)
    assert not action(panel, "dropSmallerAction").isVisible()
    assert action(panel, "showObjectsAction").isEnabled()


def test_another_image_has_other_rows(
    session: Session, panel: ObjectsPanel, settle: Callable[[Session], None]
) -> None:
    click(panel, 0)
    session.step_image(1)
    assert session.view.objects == frozenset()
    assert texts(panel, 0) == []
    settle(session)
    assert texts(panel, AREA) == [str(area) for area in areas_of(session)]


def test_a_hidden_panel_costs_nothing(
    session: Session, panel: ObjectsPanel, settle: Callable[[Session], None]
) -> None:
    panel.hide()
    session.step_image(1)
    settle(session)
    assert session.shown_objects.current is None
    panel.show()
    settle(session)
    assert session.shown_objects.current is not None


def test_a_renamed_class_shows_at_once(session: Session, panel: ObjectsPanel) -> None:
    assert set(texts(panel, 1)) == {"object"}
    entry = next(entry for entry in session.document.project.classes if entry.id == 1)
    session.classes.rename(entry.id, "egg")
    assert set(texts(panel, 1)) == {"egg"}
    assert isinstance(entry, ClassEntry)


def test_an_empty_table_says_why(qtbot: QtBot, session: Session, project_folder: Path) -> None:
    panel = ObjectsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    session.document.open(project_folder)
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert any(text.startswith("Nothing is built yet") for text in shown)
    assert summary(panel) == ""
