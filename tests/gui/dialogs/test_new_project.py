"""The dialog of a new project, from the empty form to the project on disk."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.new_project import NewProjectDialog, NewProjectRequest
from flimbuilder.gui.dialogs.paths import SourceList
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.architecture import PRESETS
from flimbuilder.session.session import Session
from flimbuilder.workflow.survey import Survey, survey
from tests.gui.dialogs.parts import agree_button, fault, line
from tests.gui.parts import find


@pytest.fixture
def dialog(parent: QWidget, tmp_path: Path) -> NewProjectDialog:
    made = NewProjectDialog(tmp_path, [], survey_now, parent)
    made.open()
    return made


def survey_now(sources: tuple[Path, ...], show: Callable[[Survey], None]) -> None:
    show(survey(sources))


def test_the_initial_form_is_valid(dialog: NewProjectDialog, tmp_path: Path) -> None:
    assert fault(dialog) == ""
    assert dialog.value() == NewProjectRequest(
        tmp_path / "project.flim", (), None, None, PRESETS[0].architecture
    )
    dialog.close()


def test_a_used_name_is_not_proposed(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "project.flim").mkdir()
    dialog = NewProjectDialog(tmp_path, [], survey_now, parent)
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


def test_the_name_has_the_focus(dialog: NewProjectDialog, qtbot: QtBot) -> None:
    dialog.activateWindow()
    qtbot.waitUntil(lambda: line(dialog, "projectName").hasFocus())
    qtbot.keyClicks(line(dialog, "projectName"), "eggs")  # replaces the proposal
    assert dialog.value().folder.name == "eggs.flim"
    dialog.close()


def real_dialog(parent: QWidget, place: Path, images: Path) -> NewProjectDialog:
    made = NewProjectDialog(place, [images], survey_now, parent)
    made.open()
    return made


def test_masks_and_markers_near_the_images_are_offered_ticked(
    parent: QWidget, tmp_path: Path, shared_data: Path, qtbot: QtBot
) -> None:
    place = shared_data / "parasites"
    dialog = real_dialog(parent, tmp_path, place / "images")
    assert find(dialog, QLabel, "projectFound").text() == "10 images"
    assert line(dialog, "projectName").text() == "parasites"
    assert find(dialog, QLabel, "projectMasksCount").text() == "10 of 10"
    assert find(dialog, QLabel, "projectMarkersCount").text() == "5 of 10"
    request = dialog.value()
    assert (request.masks, request.markers) == (place / "labels", place / "markers")
    qtbot.mouseClick(find(dialog, QCheckBox, "projectMarkersBox"), Qt.MouseButton.LeftButton)
    request = dialog.value()
    assert (request.masks, request.markers) == (place / "labels", None)
    dialog.close()


def test_what_the_user_chose_stays(
    parent: QWidget, tmp_path: Path, shared_data: Path, qtbot: QtBot
) -> None:
    dialog = real_dialog(parent, tmp_path, shared_data / "parasites" / "images")
    line(dialog, "projectMasksLine").setText(str(tmp_path))
    line(dialog, "projectName").setText("mine")
    sources = dialog.findChild(SourceList)
    sources.setValue([shared_data / "leukocytes" / "images"])
    assert find(dialog, QLabel, "projectFound").text() == "300 images"
    request = dialog.value()
    assert (request.masks, request.markers) == (tmp_path, None)  # no markers are near now
    assert request.folder.name == "mine.flim"
    sources.setValue([])
    assert find(dialog, QLabel, "projectFound").text() == ""
    dialog.close()


def test_a_box_without_a_folder_asks_for_one(
    dialog: NewProjectDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = find(dialog, QCheckBox, "projectMasksBox")
    answers = [None, tmp_path]
    monkeypatch.setattr(files, "choose_folder", lambda parent, title, start: answers.pop(0))
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert not box.isChecked()
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    assert box.isChecked()
    assert dialog.value().masks == tmp_path
    dialog.close()


def test_a_folder_without_images_is_said(parent: QWidget, tmp_path: Path) -> None:
    dialog = real_dialog(parent, tmp_path, tmp_path)
    text = find(dialog, QLabel, "projectFound").text()
    assert text.startswith("0 images; ")
    assert "no images in this folder" in text
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
