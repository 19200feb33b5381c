"""The tutorial, from the button of the start page."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from flimbuilder.gui.commands import help as commands
from flimbuilder.gui.dialogs.guide import GuideWindow
from flimbuilder.gui.window import MainWindow
from tests.gui.parts import find


def test_images_are_written_and_the_page_opens(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "user_documents_path", lambda: tmp_path)
    said: list[str] = []
    window.session.message_posted.connect(lambda message: said.append(message.text))
    button = find(window, QAbstractButton, "tutorialButton")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(GuideWindow) is not None, timeout=30_000)
    guide = find(window, GuideWindow, "guideWindow")
    assert guide.isVisible()
    assert guide.page.page == "tutorial.md"
    folder = tmp_path / "flimbuilder-tutorial"
    assert len(list(folder.glob("images/*.png"))) == 2
    assert len(list(folder.glob("unseen/*.png"))) == 2
    assert window.commands._settings.folder == folder
    assert said == [f"The images of the tutorial are in {folder}"]
    bar = guide.page.verticalScrollBar()
    bar.setValue(40)
    window.actions_by_name["tutorialAction"].trigger()
    qtbot.waitUntil(lambda: len(said) == 2, timeout=30_000)
    assert (guide.page.page, bar.value()) == ("tutorial.md", 40)  # where the reader left it
    guide.close()
