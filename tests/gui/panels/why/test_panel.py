"""The panel Why here?: follows the session, by mouse and by keys."""

import threading
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QTreeView
from pytestqt.qtbot import QtBot

from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.panels.why.panel import WhyPanel
from flimbuilder.gui.widgets.labels import EmptyText
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.session import encoding
from flimbuilder.session.inspector import NOT_BUILT
from flimbuilder.session.session import Message, Session
from flimbuilder.session.view import ExplainedPlace
from flimbuilder.workflow import counterfactuals
from flimbuilder.workflow.build import Build
from tests.gui.parts import find

LEFT, Keys = Qt.MouseButton.LeftButton, Qt.Key
PLACE = (20.0, 22.0)
Settle = Callable[[Session], None]


@pytest.fixture
def panel(session: Session, project_folder: Path, qtbot: QtBot, settle: Settle) -> WhyPanel:
    """The panel of a built project, in which a pixel of an object is explained."""
    session.open(project_folder)
    settle(session)
    made = WhyPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 320)
    with qtbot.waitExposed(made):
        made.show()
    explain(session, PLACE)
    settle(session)
    return made


def explain(session: Session, *points: tuple[float, float], image: int = 0) -> None:
    entry = session.document.project.images[image]
    session.update_view(explained=ExplainedPlace(entry.id, points))


def tree_of(panel: WhyPanel) -> QTreeView:
    return find(panel, QTreeView, "whyTree")


def titles(panel: WhyPanel) -> list[str]:
    model = tree_of(panel).model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def empty_text(panel: WhyPanel) -> str:
    return tree_of(panel).findChild(EmptyText).text()  # type: ignore[union-attr]


def click(panel: WhyPanel, name: str) -> None:
    QTest.mouseClick(find(panel, QAbstractButton, name), LEFT)


def select(panel: WhyPanel, title: str, detail: str = "") -> None:
    """Click the first row of a title, and of a detail if it is given."""
    tree = tree_of(panel)
    for place in range(tree.model().rowCount()):
        index = tree.model().index(place, 0)
        row = index.data(ROW)
        if row.title == title and row.detail.startswith(detail):
            tree.scrollTo(index)
            at = tree.visualRect(index).center()
            QTest.mouseClick(tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
            return
    raise AssertionError(f"no row {title} {detail}: {titles(panel)}")


def test_strokes_come_first_then_kernels(panel: WhyPanel, settle: Settle) -> None:
    assert sorted(titles(panel)) == ["Disk 1", "Disk 1", "Stroke 2", "Stroke 2"]
    click(panel, "whyKernelsButton")
    assert all(title.startswith("Kernel") for title in titles(panel))
    settle(panel._session)
    assert panel._session.counterfactuals.kernels
    click(panel, "whyStrokesButton")
    assert sorted(titles(panel)) == ["Disk 1", "Disk 1", "Stroke 2", "Stroke 2"]


def test_the_summary_names_class_place_and_image(panel: WhyPanel) -> None:
    summary = find(panel, QLabel, "whySummary")
    assert summary.text().startswith("Saliency of object ")
    assert summary.text().endswith("at 20, 22 of cells_0.png")
    assert "bias" in summary.toolTip()


def test_a_row_shows_its_patch_beside_the_place(panel: WhyPanel) -> None:
    select(panel, "Disk 1", "cells_1.png")
    here, marked = find(panel, QLabel, "whyHerePicture"), find(panel, QLabel, "whyMarkedPicture")
    assert not here.pixmap().isNull()
    assert not marked.pixmap().isNull()
    assert here.pixmap().toImage() != marked.pixmap().toImage()
    assert find(panel, QLabel, "whyMarkedCaption").text() == "Disk 1"


def test_keys_open_the_levels_down_to_the_input(panel: WhyPanel, settle: Settle) -> None:
    tree, levels = tree_of(panel), []
    tree.setFocus()
    tree.setCurrentIndex(tree.model().index(0, 0))
    for _ in range(3):
        QTest.keyClick(tree, Keys.Key_Right)
        settle(panel._session)
        QTest.keyClick(tree, Keys.Key_Right)  # to the first child
        levels.append(tree.currentIndex().data(ROW).kind)
        if levels[-1] == "kernel":
            assert find(panel, QLabel, "whyMarkedCaption").text() == "Marked"
    assert levels == ["kernel", "kernel", "input"]
    QTest.keyClick(tree, Keys.Key_Left)
    assert not find(panel, QLabel, "whyPixelsPicture").isHidden()


def test_go_to_shows_the_stroke_and_the_place_again(panel: WhyPanel, settle: Settle) -> None:
    session = panel._session
    image = session.document.project.images[1].id
    select(panel, "Stroke 2", "cells_1.png")
    regions: list[object] = []
    session.region_requested.connect(lambda *region: regions.append(region))
    QTest.keyClick(tree_of(panel), Keys.Key_Return)
    settle(session)
    assert (session.view.image, session.view.marker) == (image, 2)
    assert len(regions) == 1
    assert sorted(titles(panel)) == ["Disk 1", "Disk 1", "Stroke 2", "Stroke 2"]
    click(panel, "whyPlaceButton")
    assert session.view.image == session.document.project.images[0].id


def test_a_stroke_is_deleted_after_a_preview(panel: WhyPanel, settle: Settle) -> None:
    session = panel._session
    before = session.document.project
    select(panel, "Stroke 2", "cells_0.png")
    QTest.keyClick(tree_of(panel), Keys.Key_Delete)
    line = find(panel, QLabel, "whyPreviewText")
    assert line.text() == "Delete stroke 2: learning…"
    assert find(panel, QAbstractButton, "whyDismissButton").text() == "Cancel"
    settle(session)
    assert session.document.project is before
    assert "agreement" in line.text()
    assert any(word in line.text() for word in ("better", "worse", "unclear"))
    assert session.preview.heat is not None
    after = session.preview.heat
    click(panel, "whyBeforeButton")
    assert session.preview.heat is not after
    click(panel, "whyTakeButton")
    settle(session)
    assert len(session.document.project.markers_of(before.images[0].id).markers) == 1
    assert session.document.undo_label == "Delete stroke 2"
    assert session.builder.stale_block is None
    assert "Stroke 2" in titles(panel)  # of the other image
    session.undo()
    assert len(session.document.project.markers_of(before.images[0].id).markers) == 2


def test_escape_dismisses_the_preview_and_then_the_place(panel: WhyPanel, settle: Settle) -> None:
    session, tree = panel._session, tree_of(panel)
    tree.setFocus()
    select(panel, "Disk 1", "cells_0.png")
    click(panel, "whyDeleteButton")
    settle(session)
    QTest.keyClick(tree, Keys.Key_Escape)
    assert session.preview.asked is None
    assert session.view.explained is not None
    QTest.keyClick(tree, Keys.Key_Escape)
    assert session.view.explained is None
    assert titles(panel) == []
    assert "Why here?" in empty_text(panel)


def test_a_kernel_is_inverted_after_a_preview(panel: WhyPanel, settle: Settle) -> None:
    session = panel._session
    assert not find(panel, QAbstractButton, "whyInvertButton").isEnabled()
    click(panel, "whyKernelsButton")
    title = titles(panel)[0]
    select(panel, title)
    click(panel, "whyInvertButton")
    assert find(panel, QLabel, "whyPreviewText").text().startswith(f"Invert {title.lower()}")
    settle(session)
    click(panel, "whyTakeButton")
    (edit,) = session.document.project.kernel_edits
    assert (edit.action, f"of block {edit.block}" in title) == ("invert", True)
    settle(session)


def test_a_background_disk_is_added_at_the_place(panel: WhyPanel, settle: Settle) -> None:
    session = panel._session
    session.update_view(radius=3.0)
    click(panel, "whyBackgroundButton")
    settle(session)
    text = find(panel, QLabel, "whyPreviewText").text()
    assert text.startswith("Draw a disk of background:")
    click(panel, "whyTakeButton")
    settle(session)
    image = session.document.project.images[0].id
    disk = session.document.project.markers_of(image).markers[-1]
    assert (disk.class_id, disk.center, disk.radius) == (0, PLACE, 3.0)  # type: ignore[union-attr]


def test_a_disk_of_another_class_is_in_the_menu(panel: WhyPanel, settle: Settle) -> None:
    menu = find(panel, QMenu, "whyClassMenu")
    menu.aboutToShow.emit()
    names = [action.text() for action in menu.actions()]
    assert names == [entry.name for entry in panel._session.document.project.classes]
    menu.actions()[1].trigger()
    settle(panel._session)
    assert panel._session.preview.asked is not None
    assert panel._session.preview.asked.label == "Draw a disk of object"


def test_an_image_that_teaches_nothing_takes_no_disk(panel: WhyPanel, settle: Settle) -> None:
    session = panel._session
    image = session.document.project.images[2].id
    session.images.set_role([image], "test")
    explain(session, PLACE, image=2)
    settle(session)
    button = find(panel, QAbstractButton, "whyBackgroundButton")
    assert not button.isEnabled()
    assert "role test" in button.toolTip()


def test_columns_sort(panel: WhyPanel) -> None:
    tree = tree_of(panel)
    header = tree.header()
    for column in (1, 2, 0):
        at = QPoint(header.sectionViewportPosition(column) + 8, header.height() // 2)
        QTest.mouseClick(header.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
        rows = [tree.model().index(row, 0).data(ROW) for row in range(4)]
        if column == 1:
            values = [row.value for row in rows]
            assert values in (sorted(values), sorted(values, reverse=True))
        if column == 2:
            changes = [abs(row.change) for row in rows]
            assert changes == sorted(changes, reverse=True)


def test_a_search_is_stopped_and_goes_on(
    panel: WhyPanel, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, search = panel._session, panel._session.counterfactuals
    is_free, build, builds = threading.Event(), counterfactuals.build, count()

    def build_first(*args: Any, **options: Any) -> Build:
        assert next(builds) == 0 or is_free.wait(30)
        return build(*args, **options)

    monkeypatch.setattr(counterfactuals, "build", build_first)
    explain(session, (21.0, 22.0))
    qtbot.waitUntil(lambda: len(search.strokes) == 1)
    stop, go_on = (find(panel, QAbstractButton, f"why{name}Button") for name in ("Stop", "GoOn"))
    assert not stop.isHidden()
    assert "of 4" in find(panel, QLabel, "whyProgress").text()
    QTest.mouseClick(stop, LEFT)
    assert (stop.isHidden(), go_on.isHidden()) == (True, False)
    is_free.set()
    settle(session)
    assert len(search.strokes) < 4
    QTest.mouseClick(go_on, LEFT)
    settle(session)
    assert len(search.strokes) == 4
    assert (stop.isHidden(), go_on.isHidden()) == (True, True)
    assert find(panel, QLabel, "whyProgress").text() == ""


def test_the_panel_says_why_it_is_empty(
    session: Session, qtbot: QtBot, project_folder: Path, settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    keymap().load({"whyAction": ("W",)}, {})
    panel = WhyPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert empty_text(panel) == NOT_BUILT
    session.open(project_folder)
    settle(session)
    assert "(W)" in empty_text(panel)
    monkeypatch.setattr(encoding, "WHOLE_BYTES", 10)
    explain(session, PLACE)
    settle(session)
    assert "too many to explain" in empty_text(panel)
    for name in ("whyDeleteAction", "whyGoAction", "whyBackgroundAction"):
        action = panel.findChild(QAction, name)
        assert action is not None
        assert not action.isEnabled()


def test_a_hidden_panel_computes_nothing(panel: WhyPanel, settle: Settle) -> None:
    session = panel._session
    select(panel, "Disk 1", "cells_0.png")
    click(panel, "whyDeleteButton")
    panel.hide()
    assert session.preview.asked is None
    explain(session, (30.0, 30.0))
    assert not session.jobs.running
    panel.show()
    settle(session)
    assert find(panel, QLabel, "whySummary").text().endswith("at 30, 30 of cells_0.png")


def test_a_build_and_undo_update_the_rows(
    panel: WhyPanel, settle: Settle, messages: list[Message]
) -> None:
    session = panel._session
    session.update_view(class_id=0)
    session.drawing.disk((50.0, 10.0))
    session.builder.build()
    settle(session)
    assert len(titles(panel)) == 5
    session.undo()
    session.builder.build()
    settle(session)
    assert len(titles(panel)) == 4
    assert not [message for message in messages if message.level == "error"]
