"""The patches that the shown kernel likes; a click goes to the place."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListView
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.panels.likes.panel import LikesPanel
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from tests.gui.parts import find

pytestmark = pytest.mark.slow


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> LikesPanel:
    """A panel that is seen, with a built project and its first kernel."""
    made = LikesPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 260)
    with qtbot.waitExposed(made):
        made.show()
    session.open(project_folder)
    settle(session)
    return made


def choose(session: Session, block: int, channel: int) -> None:
    built = session.builder.current
    assert built is not None
    kernel = built.learned.blocks[block - 1].kept[channel].identity
    session.update_view(block=block, kernel=kernel)


def the_list(panel: LikesPanel) -> QListView:
    return find(panel, QListView, "likesList")


def text(panel: LikesPanel, name: str) -> str:
    return find(panel, QLabel, name).text()


def test_asks_for_a_kernel(panel: LikesPanel) -> None:
    assert the_list(panel).model().rowCount() == 0
    assert any("Click a kernel" in label.text() for label in panel.findChildren(QLabel))


def test_lists_patches_with_image_and_activation(
    panel: LikesPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    choose(session, 2, 0)
    settle(session)
    model, found = the_list(panel).model(), session.preferences.patches
    assert model.rowCount() == len(found) > 0
    assert model.index(0, 0).data() == f"{found[0].name}\n{found[0].patch.activation:.3g}"
    assert f"row {found[0].patch.row}" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert text(panel, "likesTitle").startswith("Kernel 1 of block 2")
    assert text(panel, "likesSummary").startswith("3 images searched")
    assert not find(panel, QLabel, "bestInput").pixmap().isNull()
    panel.grab()


def test_a_click_goes_to_image_and_place(
    panel: LikesPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    choose(session, 1, 0)
    settle(session)
    regions: list[tuple[float, ...]] = []
    session.region_requested.connect(lambda *region: regions.append(region))
    patches = the_list(panel)
    row = patches.model().rowCount() - 1
    patch = session.preferences.patches[row].patch
    patches.scrollTo(patches.model().index(row, 0))
    place = patches.visualRect(patches.model().index(row, 0)).center()
    QTest.mouseClick(patches.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.view.image == patch.image
    (top, left, height, width) = regions[0]
    assert (top + height / 2, left + width / 2) == (patch.row, patch.col)


def test_return_goes_to_the_place_too(
    panel: LikesPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    choose(session, 1, 1)
    settle(session)
    regions: list[tuple[float, ...]] = []
    session.region_requested.connect(lambda *region: regions.append(region))
    patches = the_list(panel)
    patches.setFocus()
    QTest.keyClick(patches, Qt.Key.Key_Home)
    QTest.keyClick(patches, Qt.Key.Key_Return)
    assert len(regions) == 1


def test_works_only_while_it_is_seen(
    panel: LikesPanel, session: Session, settle: Callable[[Session], None]
) -> None:
    panel.hide()
    choose(session, 1, 0)
    settle(session)
    assert session.preferences.progress == (0, 3)
    panel.show()
    settle(session)
    assert session.preferences.progress == (3, 3)


def test_the_canvas_zooms_to_an_image_that_is_read_first(
    opened: MainWindow, settle: Callable[[Session], None]
) -> None:
    session, canvas = opened.session, opened.findChild(Canvas, "canvas")
    assert canvas is not None
    first, second = (entry.id for entry in session.document.project.images[:2])
    session.update_view(image=first)
    settle(session)
    session.update_view(image=second)
    session.show_region(10, 12, 16, 16)
    settle(session)
    view = canvas.transform
    assert view is not None
    assert view.to_screen(17.5, 19.5) == pytest.approx(
        (canvas.width() / 2, canvas.height() / 2), abs=1
    )


def test_a_region_is_forgotten_with_its_image(
    opened: MainWindow, settle: Callable[[Session], None]
) -> None:
    session, canvas = opened.session, opened.findChild(Canvas, "canvas")
    assert canvas is not None
    first, second, third = (entry.id for entry in session.document.project.images)
    session.update_view(image=second)
    session.show_region(10, 12, 8, 8)
    session.update_view(image=third)
    settle(session)
    before = canvas.transform
    session.update_view(image=first)
    session.update_view(image=second)
    settle(session)
    assert canvas.transform == before


def test_shift_l_shows_the_panel(opened: MainWindow) -> None:
    panel = opened.findChild(LikesPanel, "likesPanel")
    assert panel is not None
    assert not panel.is_seen
    action = opened.findChild(QAction, "likesAction")
    assert action is not None
    assert action.shortcut().toString() == "Shift+L"
    action.trigger()
    assert panel.is_seen
