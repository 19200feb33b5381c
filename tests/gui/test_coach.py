"""The first steps: ticked by doing them, dismissed for ever, shown again from Help."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from flimbuilder.gui.coach import Coach
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.theme import dark_palette
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from tests.gui.driver import Driver
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def user(opened: MainWindow, qtbot: QtBot) -> Driver:
    opened.activateWindow()
    driver = Driver(opened, qtbot)
    driver.wait_for_image()
    return driver


def coach_of(user: Driver) -> Coach:
    return user.find(Coach, "coach")


def test_each_step_is_ticked_when_it_is_done(user: Driver) -> None:
    coach = coach_of(user)
    assert coach.isHidden()
    user.action("coachAction").trigger()
    assert coach.isVisible()
    assert coach.done == frozenset()
    user.canvas.setFocus()
    user.key(Key.Key_1)
    user.key(Key.Key_D)
    user.click_image(44, 40)
    assert coach.done == {1}
    user.key(Key.Key_0)
    user.key(Key.Key_S)
    user.draw([(30, 50), (40, 56)])
    assert coach.done == {1, 2}
    user.key(Key.Key_B)
    user.qtbot.waitUntil(lambda: 3 in coach.done, timeout=30_000)
    user.settle()
    assert coach.done == {1, 2, 3}
    assert not Settings().coached
    user.key(Key.Key_F)
    assert coach.done == {1, 2, 3, 4}
    assert Settings().coached
    assert coach.isVisible()
    user.session.drawing.disk((30, 30))
    assert coach.isHidden()
    user.settle()


def test_the_results_tick_the_last_step(user: Driver) -> None:
    coach = coach_of(user)
    coach.start()
    user.action("resultsAction").trigger()  # before the build
    user.action("resultsAction").trigger()
    assert coach.done == frozenset()
    user.session.drawing.disk((44, 40))
    user.session.builder.build()
    user.qtbot.waitUntil(lambda: coach.done == {1, 3}, timeout=30_000)
    user.action("resultsAction").trigger()
    user.qtbot.waitUntil(lambda: coach.done == {1, 3, 4})
    user.settle()


def test_the_build_of_opening_and_erasers_tick_nothing(
    window: MainWindow, project_folder: Path, settle: Callable[[Session], None]
) -> None:
    window.commands.open(project_folder)
    coach = find(window, Coach, "coach")
    coach.start()
    settle(window.session)
    assert window.session.builder.current is not None
    window.session.drawing.erase([(20, 20), (21, 21)])
    assert coach.done == frozenset()


def test_dismissing_is_for_ever_and_help_shows_them_again(user: Driver) -> None:
    coach = coach_of(user)
    coach.start()
    button = user.find(QAbstractButton, "dismissCoachButton")
    user.qtbot.mouseClick(button, LEFT)
    assert coach.isHidden()
    assert Settings().coached
    user.action("coachAction").trigger()
    assert coach.isVisible()
    user.session.document.close()
    assert coach.isHidden()
    action = user.window.findChild(QAction, "coachAction")
    assert action is not None
    assert not action.isEnabled()


@pytest.mark.parametrize("coached", [False, True])
def test_the_demo_opens_with_saliency_mask_and_first_steps(
    window: MainWindow, qtbot: QtBot, settle: Callable[[Session], None], coached: bool
) -> None:
    settings = Settings()
    settings.coached = coached
    folder = settings.folder
    window.commands.try_demo()
    qtbot.waitUntil(lambda: window.session.document.is_open, timeout=30_000)
    settle(window.session)
    view = window.session.view
    assert (view.heat, view.show_mask) == ("saliency", True)
    assert find(window, Coach, "coach").isVisible() != coached
    assert Settings().folder == folder  # not the demo's


def test_it_fits_and_follows_keys_and_theme(user: Driver) -> None:
    coach = coach_of(user)
    coach.start()
    text = user.find(QLabel, "coachStep1")
    assert text.text() == "Draw a disk on an object (1, D)"
    assert text.font().bold()
    places = []
    for width in (400, 640, 1500):
        coach.resize(width, coach.height())
        user.qtbot.waitUntil(lambda: coach.width() > 0)
        coach.layout().activate()
        tops = {user.find(QLabel, f"coachStep{number}").y() for number in (1, 2, 3, 4)}
        places.append(len(tops))
    assert places == [4, 2, 1]
    symbol = coach.findChildren(QLabel)[0]
    before = symbol.pixmap().toImage()
    coach.setPalette(dark_palette())
    assert coach.findChildren(QLabel)[0].pixmap().toImage().size() == before.size()
