"""The markers of the shown image."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QMenu,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.markers.model import size_of
from flimbuilder.gui.panels.markers.panel import MarkersPanel
from flimbuilder.project.markers import Disk, Pixels, Stroke
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def panel(qtbot: QtBot, session: Session, project_folder: Path) -> MarkersPanel:
    """A panel that shows an image with a disk of class 1 and a stroke of the background."""
    session.document.open(project_folder)
    made = MarkersPanel(session)
    qtbot.addWidget(made)
    made.resize(240, 400)
    made.show()
    return made


def the_list(panel: MarkersPanel) -> QTreeView:
    return find(panel, QTreeView, "markerList")


def shown(panel: MarkersPanel) -> list[list[str]]:
    model = the_list(panel).model()
    return [
        [model.index(row, column).data() for column in range(3)] for row in range(model.rowCount())
    ]


def place(panel: MarkersPanel, row: int) -> QPoint:
    view = the_list(panel)
    return view.visualRect(view.model().index(row, 0)).center()


def click(
    qtbot: QtBot,
    panel: MarkersPanel,
    row: int,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.mouseClick(the_list(panel).viewport(), LEFT, keys, place(panel, row))


def left(session: Session) -> list[int]:
    return [marker.id for marker in session.drawing.markers.markers]


def open_menu(qtbot: QtBot, panel: MarkersPanel, row: int) -> None:
    the_list(panel).customContextMenuRequested.emit(place(panel, row))
    menu = panel.findChild(QMenu, "markerMenu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.close()


def submenu(panel: MarkersPanel, name: str) -> list[QAction]:
    menu = panel.findChild(QMenu, name)
    assert menu is not None
    return menu.actions()


def test_sizes_by_hand() -> None:
    assert size_of(Disk(id=1, class_id=1, center=(3, 3), radius=4.5)) == 4.5
    path = ((0, 0), (3, 4), (3, 10))
    assert size_of(Stroke(id=1, class_id=1, points=path, radius=2)) == 11
    assert size_of(Stroke(id=1, class_id=1, points=((2, 2),), radius=2)) == 0
    assert size_of(Pixels(id=1, class_id=1, runs=((0, 0, 5), (1, 0, 2)))) == 7


def test_each_marker_is_a_row_in_drawing_order(session: Session, panel: MarkersPanel) -> None:
    session.update_view(use="kernels")
    session.drawing.disk((9, 9))
    session.drawing.erase(((1, 1), (1, 6)))
    assert shown(panel) == [
        ["object", "4", "both"],
        ["background", "54", "both"],
        ["object", "5", "kernels"],
        ["eraser", "5", ""],
    ]
    model = the_list(panel).model()
    tips = [model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(4)]
    assert tips[0] == "object: disk of radius 4 px\nused for kernels and normalisation\nmarker 1"
    assert tips[1].startswith("background: stroke of length 54 px, radius 2 px\n")
    assert tips[2].splitlines()[1] == "used for kernels only"
    assert tips[3] == "eraser: stroke of length 5 px, radius 5 px\nmarker 4"
    count = panel.findChild(QLabel, "markerCount")
    assert count is not None
    assert count.text() == "4 markers"


def test_choosing_a_row_selects_its_marker_and_back(
    qtbot: QtBot, session: Session, panel: MarkersPanel
) -> None:
    click(qtbot, panel, 1)
    assert session.view.marker == 2
    qtbot.keyClick(the_list(panel), Qt.Key.Key_Up)
    assert session.view.marker == 1
    session.update_view(marker=2)
    assert panel.chosen() == [2]
    session.update_view(marker=None)
    assert panel.chosen() == []


def test_another_image_shows_its_markers(session: Session, panel: MarkersPanel) -> None:
    images = [entry.id for entry in session.document.project.images]
    session.update_view(marker=2)
    session.update_view(image=images[2])
    assert shown(panel) == []
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Draw disks and strokes on the image" in texts
    session.update_view(image=images[1])
    assert len(shown(panel)) == 2
    assert panel.chosen() == []
    assert session.view.marker is None


def test_a_drawn_marker_is_one_new_row(
    qtbot: QtBot, session: Session, panel: MarkersPanel
) -> None:
    click(qtbot, panel, 0)
    model, inserted, others = the_list(panel).model(), [], []
    model.rowsInserted.connect(lambda _, first, last: inserted.append((first, last)))
    for signal in (model.modelReset, model.rowsRemoved, model.dataChanged):
        signal.connect(lambda *_: others.append(1))
    session.drawing.disk((9, 9))
    assert inserted == [(2, 2)]
    assert not others
    assert panel.chosen() == [1]


def test_a_moved_marker_changes_its_row_alone(session: Session, panel: MarkersPanel) -> None:
    changed: list[int] = []
    the_list(panel).model().dataChanged.connect(lambda first, last, _: changed.append(first.row()))
    session.drawing.move(2, 1, 1)
    assert changed == [1]


def test_the_delete_key_deletes_the_selected_markers(
    qtbot: QtBot, session: Session, panel: MarkersPanel
) -> None:
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    session.drawing.disk((9, 9))
    click(qtbot, panel, 0)
    click(qtbot, panel, 1, SHIFT)
    qtbot.keyClick(the_list(panel), Qt.Key.Key_Delete)
    assert left(session) == [3]
    assert messages == [Message("2 markers deleted", undoable=True)]
    assert panel.chosen() == []
    assert session.view.marker is None
    session.document.undo()
    assert left(session) == [1, 2, 3]
    assert len(shown(panel)) == 3


def test_the_delete_key_belongs_to_the_widget_with_the_focus(
    qtbot: QtBot, session: Session, project_folder: Path
) -> None:
    session.document.open(project_folder)
    window, other, reached = QWidget(), QLineEdit(readOnly=True), []
    qtbot.addWidget(window)
    panel = MarkersPanel(session)
    layout = QVBoxLayout(window)
    layout.addWidget(panel)
    layout.addWidget(other)
    shortcut = QShortcut(Qt.Key.Key_Delete, other, lambda: reached.append(1))
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    click(qtbot, panel, 1)
    the_list(panel).setFocus()
    qtbot.keyClick(the_list(panel), Qt.Key.Key_Delete)
    assert left(session) == [1]
    assert not reached
    click(qtbot, panel, 0)
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_Delete)
    assert left(session) == [1]
    assert reached == [1]


def test_buttons_delete_the_selected_and_all(
    qtbot: QtBot, session: Session, panel: MarkersPanel
) -> None:
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    delete = panel.findChild(QToolButton, "deleteMarkersButton")
    clear = panel.findChild(QToolButton, "clearMarkersButton")
    assert delete is not None
    assert clear is not None
    assert not delete.isEnabled()
    click(qtbot, panel, 1)
    qtbot.mouseClick(delete, LEFT)
    assert left(session) == [1]
    session.document.undo()
    qtbot.mouseClick(clear, LEFT)
    assert left(session) == []
    assert [message.text for message in messages] == ["1 marker deleted", "2 markers deleted"]
    assert not clear.isEnabled()
    session.document.undo()
    assert left(session) == [1, 2]


def test_the_menu_changes_class_and_use_of_the_selected(
    qtbot: QtBot, session: Session, panel: MarkersPanel
) -> None:
    new = session.classes.add("nucleus")
    click(qtbot, panel, 0)
    click(qtbot, panel, 1, SHIFT)
    open_menu(qtbot, panel, 1)
    classes = submenu(panel, "markerClassMenu")
    assert [action.text() for action in classes] == ["background", "object", "nucleus"]
    classes[2].trigger()
    assert [marker.class_id for marker in session.drawing.markers.markers] == [new, new]
    submenu(panel, "markerUseMenu")[2].trigger()
    assert [marker.use for marker in session.drawing.markers.markers] == ["normalisation"] * 2
    assert shown(panel) == [["nucleus", "4", "norm."], ["nucleus", "54", "norm."]]
    assert panel.chosen() == [1, 2]


def test_a_renamed_class_is_renamed_in_the_rows(session: Session, panel: MarkersPanel) -> None:
    session.classes.rename(1, "egg")
    assert [row[0] for row in shown(panel)] == ["egg", "background"]


def test_a_closed_project_shows_nothing(session: Session, panel: MarkersPanel) -> None:
    session.document.close()
    assert shown(panel) == []


def test_a_drawn_marker_comes_into_sight(session: Session, panel: MarkersPanel) -> None:
    for row in range(40):
        session.drawing.disk((row, row))
    scrolled = the_list(panel).verticalScrollBar()
    assert scrolled.value() == scrolled.maximum() > 0
    scrolled.setValue(3)
    session.drawing.set_use([30], "kernels")
    session.document.undo()
    assert scrolled.value() == 3
