"""The line above the image when a result disappoints."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.window import MainWindow
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.session.session import Session
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton


def banner(window: MainWindow) -> QWidget:
    return find(window, QWidget, "adviceBanner")


def text(window: MainWindow) -> str:
    return find(window, QLabel, "adviceText").text()


def click(window: MainWindow, qtbot: QtBot, name: str) -> None:
    button = find(window, QAbstractButton, name)
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)


def test_the_automatic_settings_are_one_click_away(
    opened: MainWindow, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    session = opened.session
    assert banner(opened).isHidden()
    session.set_delineation(Delineation(threshold=1.0))
    settle(session)
    assert banner(opened).isVisible()
    assert text(opened) == "Dice 0.00: the automatic settings may do better."
    assert not find(opened, QAbstractButton, "showWorstButton").isVisible()
    click(opened, qtbot, "useAutomaticButton")
    assert banner(opened).isHidden()
    assert session.document.project.decoder == DecoderChoice()
    settle(session)
    assert banner(opened).isHidden()


def test_the_worst_place_is_shown(
    opened: MainWindow, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    session = opened.session
    session.set_decoder(DecoderChoice())
    session.set_delineation(Delineation(area=(10**6, 10**7)))  # finds nothing
    settle(session)
    assert text(opened).startswith("Dice 0.00: draw a stroke of class object at the worst place")
    regions: list[tuple[float, ...]] = []
    session.region_requested.connect(lambda *region: regions.append(region))
    session.update_view(tool="pan", class_id=0)
    click(opened, qtbot, "showWorstButton")
    assert len(regions) == 1
    assert (session.view.tool, session.view.class_id) == ("stroke", 1)
    assert banner(opened).isHidden()


def test_it_can_be_dismissed(
    opened: MainWindow, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    opened.session.set_delineation(Delineation(threshold=1.0))
    settle(opened.session)
    click(opened, qtbot, "dismissAdviceButton")
    assert banner(opened).isHidden()
    opened.session.set_delineation(Delineation(threshold=0.99, area=(10**6, 10**7)))
    settle(opened.session)
    assert banner(opened).isHidden()


def test_without_a_reference_the_markers_judge(
    opened: MainWindow, settle: Callable[[Session], None]
) -> None:
    session = opened.session
    session.update_view(image=session.document.project.images[1].id)
    session.set_delineation(Delineation(threshold=1.0))
    settle(session)
    assert text(opened).startswith("50 % of the marked pixels are right: ")
