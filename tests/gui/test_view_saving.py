"""Save view and Copy view in the window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs.save_view import SaveViewDialog
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from tests.gui.dialogs.parts import agree_button
from tests.gui.parts import find

Keys = Qt.KeyboardModifier


@pytest.fixture
def opened(
    window: MainWindow, project_folder: Path, settle: Callable[[Session], None]
) -> MainWindow:
    window.session.builder.build_if_marked = lambda: None  # type: ignore[method-assign]
    window.commands.open(project_folder)
    settle(window.session)
    return window


def asked(window: MainWindow) -> SaveViewDialog:
    window.actions_by_name["saveViewAction"].trigger()
    dialog = window.findChild(SaveViewDialog)
    assert dialog is not None
    return dialog


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_view_is_saved(
    opened: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
    suffix: str,
) -> None:
    dialog, out = asked(opened), tmp_path / f"view{suffix}"
    find(dialog, QComboBox, "saveViewPart").setCurrentIndex(1)
    find(dialog, QComboBox, "saveViewSize").setCurrentIndex(1)
    find(dialog, QComboBox, "saveViewFormat").setCurrentIndex(int(suffix == ".svg"))
    path = dialog.findChild(QLineEdit)
    assert path is not None
    assert path.text().endswith(suffix)
    path.setText(str(out))
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    settle(opened.session)
    if suffix == ".png":
        assert QImage(str(out)).size().toTuple() == (64, 64)
    else:
        assert QSvgRenderer(str(out)).defaultSize().toTuple() == (64, 64)


@pytest.mark.parametrize("name", ["", "view.jpg", "."])
def test_a_name_that_cannot_be_written_is_refused(opened: MainWindow, name: str) -> None:
    dialog = asked(opened)
    path = dialog.findChild(QLineEdit)
    assert path is not None
    path.setText(name)
    assert not agree_button(dialog).isEnabled()
    dialog.reject()


def test_a_folder_that_is_gone_is_reported(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    messages: list[str] = []
    opened.session.message_posted.connect(lambda message: messages.append(message.text))
    dialog = asked(opened)
    path = dialog.findChild(QLineEdit)
    assert path is not None
    path.setText(str(tmp_path / "gone" / "view.png"))
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    settle(opened.session)
    assert any("gone" in text for text in messages)


def test_the_view_is_copied(opened: MainWindow) -> None:
    opened.actions_by_name["copyViewAction"].trigger()
    image = QApplication.clipboard().image()
    canvas = opened.view_commands.canvas
    assert canvas.transform is not None
    assert image.width() == round(64 * canvas.transform.scale)


def test_without_an_image_there_is_nothing_to_save(window: MainWindow) -> None:
    assert not window.actions_by_name["saveViewAction"].isEnabled()
    assert not window.actions_by_name["copyViewAction"].isEnabled()
