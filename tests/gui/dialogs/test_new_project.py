"""The dialog of a new project, from the empty form to the project on disk."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.new_project import NewProjectDialog, NewProjectRequest
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.architecture import PRESETS
from flimbuilder.session.session import Session
from tests.gui.dialogs.parts import agree_button, fault, line
from tests.gui.parts import find


@pytest.fixture
def dialog(parent: QWidget, tmp_path: Path) -> NewProjectDialog:
    made = NewProjectDialog(tmp_path, [], parent)
    made.open()
    return made


def test_the_initial_form_is_valid(dialog: NewProjectDialog, tmp_path: Path) -> None:
    assert fault(dialog) == ""
    assert dialog.value() == NewProjectRequest(
        tmp_path / "project.flim", (), None, None, PRESETS[0].architecture
    )
    dialog.close()


def test_a_used_name_is_not_proposed(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "project.flim").mkdir()
    dialog = NewProjectDialog(tmp_path, [], parent)
    assert line(dialog, "projectName").text() == "project 2"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("", "Enter a name for the project"), ("a/b", "a/b: a name cannot contain a slash"),
     ("taken", "is not empty"), ("taken.flim", "is not empty")],
)  # fmt: skip
def test_a_wrong_name_is_reported_while_typing(
    dialog: NewProjectDialog, qtbot: QtBot, tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "taken.flim").mkdir()
    (tmp_path / "taken.flim" / "thesis.tex").touch()
    edit = line(dialog, "projectName")
    edit.selectAll()
    qtbot.keyClick(edit, Qt.Key.Key_Delete)
    qtbot.keyClicks(edit, name)
    assert reason in fault(dialog)
    dialog.accept()
    assert dialog.isVisible()
    dialog.close()


@pytest.mark.parametrize("name", ["projectPlace", "projectMarkers", "projectMasks"])
def test_a_missing_path_is_reported(dialog: NewProjectDialog, tmp_path: Path, name: str) -> None:
    line(dialog, f"{name}Line").setText(str(tmp_path / "nowhere"))
    assert "nowhere: no such" in fault(dialog)
    dialog.close()


def test_the_architecture_is_a_preset_or_a_file(
    dialog: NewProjectDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    combo = find(dialog, QComboBox, "projectArchitecture")
    combo.setCurrentIndex(1)
    request = dialog.value()
    assert request.architecture == PRESETS[1].architecture
    combo.setCurrentIndex(len(PRESETS))
    assert fault(dialog) == "Choose the architecture file"
    file = tmp_path / "arch.json"
    file.write_text("{}")
    monkeypatch.setattr(files, "choose_architecture", lambda parent, start: file)
    button = find(dialog, QPushButton, "projectArchitectureFileButton")
    button.click()
    assert dialog.value().architecture == file
    dialog.close()


def test_choosing_from_a_file_opens_the_picker(
    dialog: NewProjectDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "arch.json"
    file.write_text("{}")
    asked = [None, file]
    monkeypatch.setattr(files, "choose_architecture", lambda parent, start: asked.pop(0))
    combo = find(dialog, QComboBox, "projectArchitecture")
    qtbot.keyClick(combo, Qt.Key.Key_End)
    assert fault(dialog) == "Choose the architecture file"
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    qtbot.keyClick(combo, Qt.Key.Key_End)
    assert dialog.value().architecture == file
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    qtbot.keyClick(combo, Qt.Key.Key_End)
    assert asked == []
    assert dialog.value().architecture == file
    dialog.close()


def test_accepting_emits_the_request(dialog: NewProjectDialog, qtbot: QtBot) -> None:
    wanted = dialog.value()
    with qtbot.waitSignal(dialog.requested) as requested:
        qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    assert requested.args == [wanted]


def test_a_project_with_images_and_masks_is_created_and_opened(
    window: MainWindow, project_folder: Path, tmp_path: Path, qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:  # fmt: skip
    images, masks = tmp_path / "images", tmp_path / "masks"
    images.mkdir()
    masks.mkdir()
    for number in range(3):
        (tmp_path / f"cells_{number}.png").rename(images / f"cells_{number}.png")
        (tmp_path / f"truth_{number}.png").rename(masks / f"cells_{number}.png")
    (images / "notes.png").write_text("no image at all")
    window.commands.new_project([images])
    dialog = find(window, NewProjectDialog, "newProjectDialog")
    line(dialog, "projectPlaceLine").setText(str(tmp_path))
    line(dialog, "projectName").setText("mine")
    line(dialog, "projectMasksLine").setText(str(masks))
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.session.document.is_open, timeout=20_000)
    settle(window.session)
    assert window.session.document.path == tmp_path / "mine.flim"
    project = window.session.document.project
    assert len(project.images) == 3
    assert all(entry.mask for entry in project.images)
    assert not window.session.document.dirty
    saved = json.loads((tmp_path / "mine.flim" / "project.json").read_text())
    assert len(saved["images"]) == 3
    message = find(window, QLabel, "message")
    assert "notes.png" in message.text()
