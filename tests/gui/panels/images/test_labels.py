"""The class of whole images, set in the list of images."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QListView, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs.class_name import ClassNameDialog
from flimbuilder.gui.panels.images.panel import ImagesPanel
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.session.session import Session
from tests.gui.parts import find
from tests.session.conftest import ids

if TYPE_CHECKING:
    from flimbuilder.gui.window import MainWindow


@pytest.fixture
def panel(qtbot: QtBot, session: Session, project_folder: Path) -> Iterator[ImagesPanel]:
    session.document.open(project_folder)
    made = ImagesPanel(session)
    qtbot.addWidget(made)
    made.resize(240, 500)
    made.show()
    yield made
    made.commands.label_menu.close()


def the_list(panel: ImagesPanel) -> QListView:
    found = panel.findChild(QListView, "imageList")
    assert found is not None
    return found


def labels(session: Session) -> list[int | None]:
    return [entry.label for entry in session.document.project.images]


def opened_menu(qtbot: QtBot, panel: ImagesPanel) -> QMenu:
    panel.commands.choose_label()
    menu = panel.commands.label_menu
    qtbot.waitUntil(menu.isVisible)
    return menu


def test_a_digit_in_the_menu_labels_the_selected_images(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    the_list(panel).selectAll()
    menu = opened_menu(qtbot, panel)
    assert [action.text() for action in menu.actions() if action.isCheckable()] == [
        "&0  background", "&1  object",
    ]  # fmt: skip
    qtbot.keyClick(menu, Qt.Key.Key_1)
    assert labels(session) == [1, 1, 1]
    assert not menu.isVisible()


def test_the_menu_checks_the_class_that_all_selected_images_have(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    session.image_labels.give(ids(session)[:1], 1)
    menu = opened_menu(qtbot, panel)
    checked = [action.objectName() for action in menu.actions() if action.isChecked()]
    assert checked == ["label1Action"]
    menu.close()
    the_list(panel).selectAll()
    menu = opened_menu(qtbot, panel)
    assert not any(action.isChecked() for action in menu.actions())


def test_a_class_is_taken_away(qtbot: QtBot, session: Session, panel: ImagesPanel) -> None:
    session.image_labels.give(ids(session), 1)
    menu = opened_menu(qtbot, panel)
    none = menu.findChild(QAction, "noLabelAction")
    assert none is not None
    none.trigger()
    menu.close()
    assert labels(session) == [None, 1, 1]
    menu = opened_menu(qtbot, panel)
    none = menu.findChild(QAction, "noLabelAction")
    assert none is not None
    assert not none.isEnabled()


def test_a_new_class_is_named(qtbot: QtBot, session: Session, panel: ImagesPanel) -> None:
    menu = opened_menu(qtbot, panel)
    new = menu.findChild(QAction, "newLabelAction")
    assert new is not None
    new.trigger()
    menu.close()
    dialog = find(panel, ClassNameDialog, "classNameDialog")
    agree = find(dialog, QPushButton, "agreeButton")
    assert not agree.isEnabled()  # without a name
    find(dialog, QLineEdit, "newClassName").setText("larva")
    qtbot.mouseClick(agree, Qt.MouseButton.LeftButton)
    assert labels(session) == [2, None, None]
    assert session.document.project.classes[-1].name == "larva"


def test_a_row_shows_the_class(session: Session, panel: ImagesPanel) -> None:
    session.image_labels.give(ids(session)[:1], 1)
    model = the_list(panel).model()
    rows = [model.index(row, 0).data(ROW) for row in range(3)]
    assert [row.label and row.label.name for row in rows] == ["object", None, None]
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "Class of the image: object" in tip
    before = the_list(panel).grab().toImage()
    session.image_labels.give(ids(session)[:1], None)
    assert the_list(panel).grab().toImage() != before


def test_the_key_opens_the_menu_beside_the_shown_image(qtbot: QtBot, opened: "MainWindow") -> None:
    qtbot.keyClick(opened, Qt.Key.Key_I)
    menu = opened.commands.images.label_menu
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_1)
    assert labels(opened.session) == [1, None, None]
    assert opened.session.view.class_id == 1  # of the next marker, as it was
