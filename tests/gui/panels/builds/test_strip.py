"""The strip of builds: what its cards say, and clicks, keys and buttons on it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListView, QToolButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.builds.model import BuildRow
from flimbuilder.gui.panels.builds.strip import BuildStrip
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def strip(
    qtbot: QtBot, session: Session, project_folder: object, settle: Callable[[Session], None]
) -> BuildStrip:
    """The strip of a project that is built once."""
    made = BuildStrip(session)
    qtbot.addWidget(made)
    made.resize(620, 80)
    session.open(project_folder)  # type: ignore[arg-type]
    settle(session)
    return made


@pytest.fixture
def three(strip: BuildStrip, session: Session, settle: Callable[[Session], None]) -> BuildStrip:
    """The strip with three builds."""
    for seed in (1, 2):
        session.set_seed(seed)
        session.builder.build()
        settle(session)
    strip.show()
    return strip


def cards(strip: BuildStrip) -> QListView:
    return find(strip, QListView, "buildsList")


def rows(strip: BuildStrip) -> list[BuildRow]:
    model = cards(strip).model()
    return [model.index(number, 0).data(ROW) for number in range(model.rowCount())]


def tags(strip: BuildStrip) -> str:
    """Return "b.n" if the first of three builds is the one before, and the last is now."""
    return "".join("n" if row.is_now else "b" if row.is_before else "." for row in rows(strip))


def tip(strip: BuildStrip, number: int) -> str:
    index = cards(strip).model().index(number, 0)
    return str(index.data(Qt.ItemDataRole.ToolTipRole))


def click(qtbot: QtBot, strip: BuildStrip, number: int) -> None:
    view = cards(strip)
    index = view.model().index(number, 0)
    view.scrollTo(index)
    QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())


def test_it_appears_with_the_second_build(
    strip: BuildStrip, session: Session, settle: Callable[[Session], None]
) -> None:
    assert strip.isHidden()
    session.set_seed(1)
    session.builder.build()
    settle(session)
    assert not strip.isHidden()
    session.document.close()
    assert strip.isHidden()


def test_cards_say_what_changed(three: BuildStrip) -> None:
    view = cards(three)
    model = view.model()
    texts = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert texts == ["1", "2 seed 1", "3 seed 2"]
    assert tags(three) == ".bn"
    tip = model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).split("\n")
    assert tip[0].startswith("Build 2, ")
    assert tip[1:3] == ["seed 1", "14 kernels (6 8)"]
    assert tip[3].startswith("Dice 0.")
    assert tip[3].endswith(" on one image")
    assert tip[4] == "Decoder lm, threshold otsu"


def test_the_newest_build_is_scrolled_to(three: BuildStrip) -> None:
    view = cards(three)
    three.resize(300, 80)
    last = view.model().index(2, 0)
    view.scrollTo(last)
    assert view.viewport().rect().contains(view.visualRect(last).center())
    bar = view.horizontalScrollBar()
    before = bar.value()
    turn = QPoint(0, 120)
    wheel = QWheelEvent(
        QPointF(20, 20), QPointF(view.mapToGlobal(QPoint(20, 20))), QPoint(), turn,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), wheel)
    assert bar.value() < before


def test_the_dice_goes_while_the_mask_is_tuned(three: BuildStrip, session: Session) -> None:
    """It is not that of the present results."""
    assert rows(three)[-1].score is not None
    session.set_delineation(session.document.project.delineation.with_(fill_holes=True))
    assert rows(three)[-1].score is None
    assert "before decoder or mask were changed" in tip(three, 2)
    session.undo()
    assert rows(three)[-1].score == rows(three)[-1].entry.score
    assert "changed" not in tip(three, 2).splitlines()[-2]


def test_a_click_chooses_the_build_to_compare_with(
    qtbot: QtBot, three: BuildStrip, session: Session
) -> None:
    click(qtbot, three, 0)
    assert tags(three) == "b.n"
    assert session.builder.previous is session.history.entries[0].built
    click(qtbot, three, 2)  # the present build: nothing to compare
    assert tags(three) == "b.n"
    assert not find(three, QToolButton, "restoreBuildButton").isEnabled()


def test_arrow_keys_choose_the_build_to_compare_with(qtbot: QtBot, three: BuildStrip) -> None:
    three.activateWindow()
    view = cards(three)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    click(qtbot, three, 1)
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert tags(three) == "b.n"
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert tags(three) == ".bn"


def test_the_button_restores_the_chosen_build(
    qtbot: QtBot, three: BuildStrip, session: Session, messages: list[Message]
) -> None:
    button = find(three, QToolButton, "restoreBuildButton")
    assert not button.isEnabled()
    click(qtbot, three, 0)
    assert button.toolTip() == "Restore the project of build 1"
    QTest.mouseClick(button, LEFT)
    assert session.document.project.seed == 0
    assert tags(three) == "n.b"
    assert messages[-1] == Message("Build 1 restored: seed 0", undoable=True)
    assert not button.isEnabled()
    session.document.undo()
    assert session.document.project.seed == 2


def test_nothing_is_restored_in_a_read_only_project(
    qtbot: QtBot, three: BuildStrip, session: Session
) -> None:
    assert session.document.folder is not None
    session.document.folder.read_only_reason = "it is a test"
    click(qtbot, three, 0)
    assert not find(three, QToolButton, "restoreBuildButton").isEnabled()
    assert tags(three) == "b.n"


def test_a_state_that_was_not_built_is_marked(
    qtbot: QtBot, three: BuildStrip, session: Session
) -> None:
    session.set_seed(9)
    click(qtbot, three, 0)
    QTest.mouseClick(find(three, QToolButton, "restoreBuildButton"), LEFT)
    tip = cards(three).model().index(3, 0).data(Qt.ItemDataRole.ToolTipRole).split("\n")
    assert tip[0].startswith("State 4, ")
    assert tip[0].endswith(", not built")
    assert tip[1] == "seed 9"
    three.grab()  # it is painted without a build


def test_side_by_side_shows_now_and_before(
    qtbot: QtBot, three: BuildStrip, session: Session
) -> None:
    QTest.mouseClick(find(three, QToolButton, "compareBuildButton"), LEFT)
    assert session.view.compare is not None


def test_it_can_be_hidden_and_shown_again(qtbot: QtBot, three: BuildStrip) -> None:
    assert find(three, QAction, "buildsAction") is three.toggle  # type: ignore[type-var]
    QTest.mouseClick(find(three, QToolButton, "hideBuildsButton"), LEFT)
    assert three.isHidden()
    assert not three.toggle.isChecked()
    three.toggle.setChecked(True)
    assert not three.isHidden()


def test_the_status_tells_a_new_build_from_an_earlier_one(
    qtbot: QtBot, project_folder: Path, window: MainWindow, settle: Callable[[Session], None]
) -> None:
    """Also for a build that was read from the disk, which has no time of learning."""
    session, text = window.session, find(window, QLabel, "message")
    session.open(project_folder)
    settle(session)
    session.document.close()
    session.open(project_folder)
    settle(session)
    assert session.builder.current is not None
    assert session.builder.current.is_saved
    session.set_seed(1)
    session.builder.build()
    settle(session)
    assert text.text().startswith("Built in ")
    session.document.undo()
    session.builder.build()
    settle(session)
    assert text.text() == "Build 1 is shown again"
