"""The list of images and its commands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.panels.images import commands as images_commands
from flimbuilder.gui.panels.images.model import PROBLEM
from flimbuilder.gui.panels.images.panel import ImagesPanel
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.imaging.write import write_png
from flimbuilder.project.edits import AddImage, RemoveImage, ReplaceImage
from flimbuilder.session.session import Message, Session
from tests.session.conftest import ids

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(qtbot: QtBot, session: Session, project_folder: Path) -> ImagesPanel:
    """A panel of a project of three images."""
    session.document.open(project_folder)
    made = ImagesPanel(session)
    qtbot.addWidget(made)
    made.resize(240, 500)
    made.show()
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, session: Session) -> list[tuple[Any, ...]]:
    """The calls of ``session.images``, which does nothing."""
    calls: list[tuple[Any, ...]] = []

    def recorder(name: str) -> Callable[..., None]:
        return lambda *values: calls.append((name, *values))

    for name in ("take_files", "relink", "remove", "set_role", "set_mask"):
        monkeypatch.setattr(session.images, name, recorder(name))
    return calls


def the_list(panel: ImagesPanel) -> QListView:
    found = panel.findChild(QListView, "imageList")
    assert found is not None
    return found


def names(panel: ImagesPanel) -> list[str]:
    model = the_list(panel).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def click(
    qtbot: QtBot,
    panel: ImagesPanel,
    row: int,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    view = the_list(panel)
    at = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, keys, at)


def trigger(panel: ImagesPanel, name: str) -> None:
    action = panel.findChild(QAction, name)
    assert action is not None
    assert action.isEnabled()
    action.trigger()


def count_of(panel: ImagesPanel) -> str:
    label = panel.findChild(QLabel, "imageCount")
    assert label is not None
    return label.text()


def test_each_image_is_a_row_with_its_markers_role_and_mask(panel: ImagesPanel) -> None:
    model = the_list(panel).model()
    rows = [model.index(row, 0).data(ROW) for row in range(3)]
    assert names(panel) == ["cells_0.png", "cells_1.png", "cells_2.png"]
    assert count_of(panel) == "3 images"
    counts = [[(entry.id, number) for entry, number in row.counts] for row in rows]
    assert counts == [[(0, 1), (1, 1)], [(0, 1), (1, 1)], []]
    assert [row.entry.mask is not None for row in rows] == [True, False, True]
    tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "background: 1, object: 1" in tip
    assert "64 × 64 px, uint8, 3 channels" in tip


def test_a_click_and_the_arrow_keys_show_an_image(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    click(qtbot, panel, 1)
    assert session.view.image == ids(session)[1]
    qtbot.keyClick(the_list(panel), Qt.Key.Key_Down)
    assert session.view.image == ids(session)[2]


def test_the_shown_image_is_the_current_row(session: Session, panel: ImagesPanel) -> None:
    assert the_list(panel).currentIndex().row() == 0
    session.update_view(image=ids(session)[2])
    assert the_list(panel).currentIndex().row() == 2
    assert panel.chosen() == [ids(session)[2]]


def test_stepping_to_a_selected_image_keeps_the_selection(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    click(qtbot, panel, 0)
    click(qtbot, panel, 1, Qt.KeyboardModifier.ShiftModifier)
    session.update_view(image=ids(session)[0])
    assert panel.chosen() == ids(session)[:2]


def test_the_search_filters_while_the_shown_image_stays(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    search = panel.findChild(QLineEdit, "imageSearch")
    assert search is not None
    qtbot.keyClicks(search, "LLS_1")
    assert names(panel) == ["cells_1.png"]
    assert count_of(panel) == "1 of 3"
    assert session.view.image == ids(session)[0]
    assert not the_list(panel).currentIndex().isValid()
    qtbot.keyClicks(search, "x")
    assert names(panel) == []
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert any("lls_1x" in text.lower() for text in texts)
    search.clear()
    assert the_list(panel).currentIndex().row() == 0
    assert count_of(panel) == "3 images"


def test_a_stroke_changes_one_row_and_nothing_else(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    click(qtbot, panel, 0)
    click(qtbot, panel, 2, Qt.KeyboardModifier.ControlModifier)
    model, changed, others = the_list(panel).model(), [], []
    model.dataChanged.connect(lambda first, last, _: changed.append((first.row(), last.row())))
    for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved, model.layoutChanged):
        signal.connect(lambda *_: others.append(1))
    session.drawing.stroke(((1, 1), (9, 9)))
    assert changed == [(2, 2)]
    assert not others
    assert panel.chosen() == [ids(session)[0], ids(session)[2]]
    assert [number for _, number in model.index(2, 0).data(ROW).counts] == [1]


def test_a_renamed_class_is_renamed_in_the_tooltip(session: Session, panel: ImagesPanel) -> None:
    session.classes.rename(1, "nucleus")
    tip = the_list(panel).model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "nucleus: 1" in tip


def test_a_removed_image_leaves_the_others_in_place(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    click(qtbot, panel, 2)
    first, last = ids(session)[0], ids(session)[2]
    session.document.do("Remove", RemoveImage(image=first))
    assert names(panel) == ["cells_1.png", "cells_2.png"]
    assert session.view.image == last
    assert panel.chosen() == [last]
    session.document.undo()
    assert names(panel) == ["cells_0.png", "cells_1.png", "cells_2.png"]
    assert session.view.image == last


def test_removing_the_shown_image_follows_the_view(session: Session, panel: ImagesPanel) -> None:
    session.update_view(image=ids(session)[1])
    session.document.do("Remove", RemoveImage(image=ids(session)[1]))
    assert panel.chosen() == [session.view.image]
    assert session.view.image in ids(session)


def test_another_project_replaces_the_list(session: Session, panel: ImagesPanel) -> None:
    session.document.close()
    assert names(panel) == []
    assert count_of(panel) == ""
    add = panel.findChild(QToolButton, "addImagesButton")
    assert add is not None
    assert not add.isEnabled()


def test_an_empty_project_says_what_to_do(
    qtbot: QtBot, session: Session, panel: ImagesPanel
) -> None:
    for image in ids(session):
        session.document.do("Remove", RemoveImage(image=image))
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "Drop images or folders here" in texts


def test_thumbnails_and_problems_come_in_later(
    monkeypatch: pytest.MonkeyPatch, session: Session, panel: ImagesPanel
) -> None:
    first, other, _ = ids(session)
    pictures = {first: np.full((64, 96, 3), (200, 10, 30), np.uint8)}
    monkeypatch.setattr(session.thumbnails, "get", pictures.get)
    monkeypatch.setattr(session.thumbnails, "problem", {other: "gone; put it back"}.get)
    for image in (first, other):
        session.thumbnails.ready.emit(image)
    model = the_list(panel).model()
    pixmap = model.index(0, 0).data(Qt.ItemDataRole.DecorationRole)
    assert (pixmap.width(), pixmap.height()) == (96, 64)
    assert pixmap.toImage().pixelColor(5, 5).getRgb() == (200, 10, 30, 255)
    assert model.index(1, 0).data(Qt.ItemDataRole.DecorationRole) is None
    assert model.index(1, 0).data(PROBLEM) == "gone; put it back"
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("gone; put it back")
    pictures[first] = np.zeros((96, 96, 3), np.uint8)
    session.thumbnails.ready.emit(first)
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole).height() == 96


def test_real_thumbnails_are_shown(
    session: Session, panel: ImagesPanel, settle: Callable[[Session], None]
) -> None:
    settle(session)
    model = the_list(panel).model()
    pixmap = model.index(2, 0).data(Qt.ItemDataRole.DecorationRole)
    assert pixmap is not None
    assert pixmap.width() == pixmap.height() > 0


def test_commands_ask_for_the_chosen_images(
    qtbot: QtBot, session: Session, panel: ImagesPanel, asked: list[tuple[Any, ...]]
) -> None:
    messages: list[Message] = []
    session.message_posted.connect(messages.append)
    click(qtbot, panel, 0)
    click(qtbot, panel, 1, Qt.KeyboardModifier.ControlModifier)
    trigger(panel, "validationRoleAction")
    trigger(panel, "removeImagesAction")
    two = ids(session)[:2]
    assert asked == [("set_role", two, "validation"), ("remove", two)]
    assert messages == [Message("2 images removed from the project", undoable=True)]
    for name in ("setMaskAction", "removeMaskAction", "showInFolderAction"):
        action = panel.findChild(QAction, name)
        assert action is not None
        assert not action.isEnabled(), name


def test_the_role_of_the_chosen_image_is_checked(session: Session, panel: ImagesPanel) -> None:
    entry = session.document.project.images[0]
    session.document.do("Role", ReplaceImage(entry=entry.with_(role="test")))
    checked = {
        role: panel.findChild(QAction, f"{role}RoleAction").isChecked()  # type: ignore[union-attr]
        for role in ("train", "validation", "test")
    }
    assert checked == {"train": False, "validation": False, "test": True}


def test_a_mask_is_set_and_removed(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    panel: ImagesPanel,
    asked: list[tuple[Any, ...]],
) -> None:
    starts: list[Path] = []

    def chosen_mask(_: object, beside: Path) -> Path:
        starts.append(beside)
        return Path("truth.png")

    monkeypatch.setattr(files, "choose_mask", chosen_mask)
    click(qtbot, panel, 0)
    trigger(panel, "setMaskAction")
    trigger(panel, "removeMaskAction")
    image = ids(session)[0]
    assert asked == [("set_mask", image, Path("truth.png")), ("set_mask", image, None)]
    assert [start.name for start in starts] == ["cells_0.png"]
    monkeypatch.setattr(files, "choose_mask", lambda *_: None)
    trigger(panel, "setMaskAction")
    assert len(asked) == 2


def test_files_and_folders_are_requested(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    panel: ImagesPanel,
    asked: list[tuple[Any, ...]],
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(files, "choose_images", lambda _: [tmp_path / "a.png"])
    monkeypatch.setattr(files, "choose_folder", lambda *_: tmp_path)
    add = panel.findChild(QToolButton, "addImagesButton")
    moved = panel.findChild(QToolButton, "findMovedButton")
    assert add is not None
    assert moved is not None
    for action in add.menu().actions():
        action.trigger()
    qtbot.mouseClick(moved, LEFT)
    assert asked == [
        ("take_files", [tmp_path / "a.png"]),
        ("take_files", [tmp_path]),
        ("relink", [tmp_path]),
    ]
    monkeypatch.setattr(files, "choose_images", lambda _: [])
    monkeypatch.setattr(files, "choose_folder", lambda *_: None)
    for action in add.menu().actions():
        action.trigger()
    qtbot.mouseClick(moved, LEFT)
    assert len(asked) == 3


def test_show_in_folder_opens_the_folder_of_the_image(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, panel: ImagesPanel, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        images_commands.QDesktopServices,
        "openUrl",
        lambda url: opened.append(url.toLocalFile()) or True,
    )
    click(qtbot, panel, 0)
    trigger(panel, "showInFolderAction")
    assert [Path(folder) for folder in opened] == [tmp_path.resolve()]


# PySide6 6.12 deprecates this constructor, the only one in 6.11.
@pytest.mark.filterwarnings("ignore:Function. 'QDragEnterEvent:DeprecationWarning")
def test_dropped_files_are_added(
    session: Session, panel: ImagesPanel, asked: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/a.png")])
    buttons, keys = LEFT, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, data, buttons, keys)
    over = the_list(panel).viewport()
    QApplication.sendEvent(over, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(over, QDropEvent(QPointF(5, 5), copy, data, buttons, keys))
    assert asked == [("take_files", [tmp_path])]
    session.document.close()
    refused = QDragEnterEvent(QPoint(5, 5), copy, data, buttons, keys)
    QApplication.sendEvent(over, refused)
    assert not refused.isAccepted()


def test_drops_on_the_list_and_the_search_reach_the_panel(panel: ImagesPanel) -> None:
    search = panel.findChild(QLineEdit, "imageSearch")
    assert search is not None
    assert panel.acceptDrops()
    assert not search.acceptDrops()
    assert not the_list(panel).acceptDrops()
    assert not the_list(panel).viewport().acceptDrops()


def test_the_delete_key_removes_no_image(
    qtbot: QtBot, session: Session, panel: ImagesPanel, asked: list[tuple[Any, ...]]
) -> None:
    click(qtbot, panel, 0)
    qtbot.keyClick(the_list(panel), Qt.Key.Key_Delete)
    assert not asked
    assert len(ids(session)) == 3


def test_the_context_menu_is_for_the_chosen_image(qtbot: QtBot, panel: ImagesPanel) -> None:
    click(qtbot, panel, 1)
    view = the_list(panel)
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(1, 0)).center())
    menu = panel.findChild(QMenu, "imageMenu")
    assert menu is not None
    qtbot.waitUntil(menu.isVisible)
    menu.close()


def test_added_images_take_their_place_in_the_project(
    session: Session, panel: ImagesPanel
) -> None:
    entry = session.document.project.images[0].with_(id="new", path="../new.png")
    session.document.do("Add", AddImage(index=1, entry=entry))
    assert names(panel) == ["cells_0.png", "new.png", "cells_1.png", "cells_2.png"]


def test_real_files_come_in_and_go_out(
    qtbot: QtBot,
    session: Session,
    panel: ImagesPanel,
    settle: Callable[[Session], None],
    tmp_path: Path,
) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    write_png(folder / "late.png", np.full((20, 30, 3), 90, np.uint8))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    panel.dropEvent(QDropEvent(QPointF(5, 5), copy, data, LEFT, keys))
    qtbot.waitUntil(lambda: names(panel)[-1] == "late.png")
    settle(session)
    click(qtbot, panel, 3)
    trigger(panel, "testRoleAction")
    assert session.document.project.images[3].role == "test"
    trigger(panel, "removeImagesAction")
    assert names(panel) == ["cells_0.png", "cells_1.png", "cells_2.png"]
    click(qtbot, panel, 0)
    trigger(panel, "removeMaskAction")
    assert session.document.project.images[0].mask is None
