"""The classes, and the settings of the next marker."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QListView,
    QMenu,
    QSlider,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.panels.classes import panel as classes
from flimbuilder.gui.panels.classes.panel import ClassesPanel, RadiusEditor
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.session.session import Message, Session
from flimbuilder.session.view import MAX_RADIUS, RADII

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session, project_folder: Path) -> ClassesPanel:
    """A panel of a project with the background and one object class, two markers of each."""
    session.document.open(project_folder)
    made = ClassesPanel(session)
    qtbot.addWidget(made)
    made.resize(240, 300)
    made.show()
    return made


def the_list(panel: ClassesPanel) -> QListView:
    found = panel.findChild(QListView, "classSelector")
    assert found is not None
    return found


def place(panel: ClassesPanel, row: int) -> QPoint:
    view = the_list(panel)
    return view.visualRect(view.model().index(row, 0)).center()


def shown(panel: ClassesPanel) -> list[tuple[int, str, int]]:
    model = the_list(panel).model()
    rows = [model.index(row, 0).data(ROW) for row in range(model.rowCount())]
    return [(row.entry.id, row.entry.name, row.markers) for row in rows]


def open_menu(qtbot: QtBot, panel: ClassesPanel, row: int) -> QMenu:
    qtbot.mouseClick(the_list(panel).viewport(), LEFT, pos=place(panel, row))
    the_list(panel).customContextMenuRequested.emit(place(panel, row))
    menu = panel.findChild(QMenu, "classMenu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.close()
    return menu


def pick(menu: QMenu, text: str) -> None:
    [action] = [action for action in menu.actions() if action.text() == text]
    assert action.isEnabled()
    action.trigger()


def name_editor(qtbot: QtBot, panel: ClassesPanel) -> QLineEdit:
    qtbot.waitUntil(lambda: panel.findChild(QLineEdit, "classNameEditor") is not None)
    editor = panel.findChild(QLineEdit, "classNameEditor")
    assert editor is not None
    return editor


def test_each_class_is_a_row_with_its_markers(session: Session, panel: ClassesPanel) -> None:
    assert shown(panel) == [(0, "background", 2), (1, "object", 2)]
    session.drawing.disk((5, 5))
    assert shown(panel) == [(0, "background", 2), (1, "object", 3)]
    session.document.undo()
    assert shown(panel) == [(0, "background", 2), (1, "object", 2)]


def test_a_click_draws_with_a_class_and_the_view_is_shown(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    assert the_list(panel).currentIndex().row() == 1
    qtbot.mouseClick(the_list(panel).viewport(), LEFT, pos=place(panel, 0))
    assert session.view.class_id == 0
    session.update_view(class_id=1)
    assert the_list(panel).currentIndex().row() == 1
    assert the_list(panel).selectionModel().selectedIndexes()[0].row() == 1


def test_a_double_click_renames_in_place(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    view = the_list(panel)
    qtbot.mouseClick(view.viewport(), LEFT, pos=place(panel, 1))
    qtbot.mouseDClick(view.viewport(), LEFT, pos=place(panel, 1))
    editor = name_editor(qtbot, panel)
    assert editor.text() == "object"
    qtbot.keyClicks(editor, "egg 2")  # the text is selected, so it is typed over
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: session.document.project.classes[1].name == "egg 2")
    assert shown(panel)[1][1] == "egg 2"


def test_typing_a_name_is_not_disturbed_by_a_change_elsewhere(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    the_list(panel).edit(the_list(panel).currentIndex())
    editor = name_editor(qtbot, panel)
    qtbot.keyClicks(editor, "nuc")
    session.drawing.disk((5, 5))
    session.update_view(radius=9)
    assert editor.text() == "nuc"
    qtbot.keyClicks(editor, "leus")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(panel)[1] == (1, "nucleus", 3))


def test_an_empty_name_changes_nothing(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    the_list(panel).edit(the_list(panel).currentIndex())
    editor = name_editor(qtbot, panel)
    editor.setText("  ")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.findChild(QLineEdit, "classNameEditor") is None)
    assert session.document.project.classes[1].name == "object"
    assert session.document.undo_label is None


def test_an_added_class_is_chosen_and_can_be_named_at_once(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    add = panel.findChild(QToolButton, "addClassButton")
    assert add is not None
    height = the_list(panel).sizeHint().height()
    qtbot.mouseClick(add, LEFT)
    assert session.view.class_id == 2
    qtbot.keyClick(name_editor(qtbot, panel), Qt.Key.Key_Return)
    assert shown(panel)[2] == (2, "object 2", 0)
    assert the_list(panel).sizeHint().height() > height


def test_removing_a_class_reports_its_markers(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    pick(open_menu(qtbot, panel, 1), "Remove")
    assert shown(panel) == [(0, "background", 2)]
    assert messages == [Message("Class object removed, and its 2 markers", undoable=True)]
    session.document.undo()
    assert shown(panel) == [(0, "background", 2), (1, "object", 2)]


def test_the_background_cannot_be_removed(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    menu = open_menu(qtbot, panel, 0)
    enabled = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    assert enabled == {
        "Rename": True,
        "Colour…": True,
        "Give the selected marker this class": False,
        "Remove": False,
    }
    button = panel.findChild(QToolButton, "removeClassButton")
    assert button is not None
    assert not button.isEnabled()
    session.update_view(class_id=1)
    assert button.isEnabled()


def test_a_colour_is_asked_for(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, session: Session, panel: ClassesPanel
) -> None:
    monkeypatch.setattr(classes, "choose_colour", lambda *_: "#123456")
    menu = open_menu(qtbot, panel, 1)
    pick(menu, "Colour…")
    assert session.document.project.classes[1].colour == "#123456"
    monkeypatch.setattr(classes, "choose_colour", lambda *_: None)
    pick(menu, "Colour…")
    assert session.document.project.classes[1].colour == "#123456"


def test_the_selected_marker_takes_the_class(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    session.update_view(marker=1)
    pick(open_menu(qtbot, panel, 0), "Give the selected marker this class")
    assert session.drawing.markers.markers[0].class_id == 0
    assert shown(panel) == [(0, "background", 3), (1, "object", 1)]


def test_the_radius_follows_view_and_control(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    slider = panel.findChild(QSlider, "radiusSlider")
    number = panel.findChild(QDoubleSpinBox, "radiusNumber")
    assert slider is not None
    assert number is not None
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert session.view.radius == number.value() == 6
    session.update_view(radius=7.26)
    assert session.view.radius == 7.26  # showing it does not round it
    assert number.value() == 7.3
    assert RADII[slider.value()] == slider.value() == 7
    number.selectAll()
    qtbot.keyClicks(number, "42")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    assert session.view.radius == 42
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert session.view.radius == MAX_RADIUS


def test_the_use_follows_view_and_control(
    qtbot: QtBot, session: Session, panel: ClassesPanel
) -> None:
    use = panel.findChild(QComboBox, "useSelector")
    assert use is not None
    use.setFocus()
    qtbot.keyClick(use, Qt.Key.Key_Down)
    assert session.view.use == "kernels"
    session.update_view(use="normalisation")
    assert use.currentData() == "normalisation"


def test_showing_makes_no_command(session: Session, panel: ClassesPanel) -> None:
    views: list[object] = []
    session.view_changed.connect(lambda before, after: views.append(after))
    session.update_view(radius=33.3, use="kernels", class_id=0)
    assert len(views) == 1
    assert session.document.undo_label is None


@given(st.integers(5, round(MAX_RADIUS) * 10))
def test_a_radius_in_tenths_comes_back(tenths: int) -> None:
    assert QApplication.instance() is not None
    editor = RadiusEditor()
    editor.setValue(tenths / 10)
    assert editor.value() == tenths / 10
    slider = editor.findChild(QSlider, "radiusSlider")
    assert slider is not None
    nearest = min(abs(step - tenths / 10) for step in RADII)
    assert abs(RADII[slider.value()] - tenths / 10) == nearest
    editor.deleteLater()


def test_tooltips_name_the_keys_of_the_classes(panel: ClassesPanel) -> None:
    model = the_list(panel).model()
    keymap().load({"class0Action": ("0",), "class1Action": ("F7",)}, {})
    tips = [model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(2)]
    keymap().load({}, {})
    plain = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert ["Press 0 " in tips[0], "Press F7 " in tips[1], "Press" in plain] == [True, True, False]
