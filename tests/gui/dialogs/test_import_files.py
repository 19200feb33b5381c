"""The dialog that brings in markers and masks."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.exchange.marker_files import DEFAULT_MARKER_OPTIONS, MarkerOptions
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.import_files import ImportDialog, ImportRequest
from flimbuilder.gui.dialogs.path_edit import PathEdit
from flimbuilder.gui.window import MainWindow
from tests.gui.dialogs.parts import agree_button, line
from tests.gui.parts import find


def fill(dialog: QWidget, name: str, text: object) -> None:
    line(dialog, f"{name}Line").setText(str(text))


def test_something_must_be_chosen_and_there(parent: QWidget, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, parent)
    with pytest.raises(InputError, match="Choose a folder"):
        dialog.value()
    fill(dialog, "importMasks", tmp_path)
    assert dialog.value() == ImportRequest(None, None, tmp_path)
    fill(dialog, "importMarkers", tmp_path / "nowhere")
    with pytest.raises(InputError, match="nowhere: there is no such"):
        dialog.value()


def test_what_was_chosen_is_brought_in(
    window: MainWindow, project_folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window.session.open(project_folder)
    brought: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        window.session.images, "import_files", lambda *paths: brought.append(paths)
    )
    window.actions_by_name["importAction"].trigger()
    dialog = find(window, ImportDialog, "importDialog")
    fill(dialog, "importMarkers", project_folder)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    assert brought == [(None, project_folder, None, DEFAULT_MARKER_OPTIONS)]


def test_how_markers_are_read(parent: QWidget, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, parent)
    fill(dialog, "importMarkers", tmp_path)
    radius = find(dialog, QDoubleSpinBox, "importRadius")
    values = line(dialog, "importValues")
    assert dialog.value().reading == DEFAULT_MARKER_OPTIONS
    radius.setValue(2.5)
    values.setText("3=0, 4=none")
    assert dialog.value().reading == MarkerOptions(2.5, {3: 0, 4: None})
    values.setText("3")
    with pytest.raises(InputError, match="'3' is no pair VALUE=CLASS"):
        dialog.value()


class TestPathEdit:
    @pytest.fixture
    def edit(self, qtbot: QtBot, tmp_path: Path) -> PathEdit:
        made = PathEdit("place", "Place", lambda present: present or tmp_path)
        qtbot.addWidget(made)
        return made

    def test_round_trip(self, edit: PathEdit, qtbot: QtBot, tmp_path: Path) -> None:
        assert edit.value() is None
        with qtbot.waitSignal(edit.valueChanged):
            edit.setValue(tmp_path)
        assert edit.value() == tmp_path
        edit.setValue(None)
        assert edit.value() is None
        edit.setValue(Path("~") / "x")
        assert edit.value() == Path.home() / "x"

    def test_the_button_asks(self, edit: PathEdit, tmp_path: Path) -> None:
        find(edit, QPushButton, "placeButton").click()
        assert edit.value() == tmp_path

    def test_a_dropped_folder_is_taken(self, edit: PathEdit, tmp_path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
               Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(edit, QDragEnterEvent(QPoint(5, 5), *how))
        QApplication.sendEvent(edit, QDropEvent(QPointF(5, 5), *how))
        assert edit.value() == tmp_path


def test_pickers_return_nothing_where_the_user_thinks_better(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "getExistingDirectory": "",
        "getOpenFileNames": ([], ""),
        "getOpenFileName": ("", ""),
        "getSaveFileName": ("", ""),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(files.QFileDialog, name, lambda *told, answer=answer: answer)
    assert files.choose_project(parent, tmp_path) is None
    assert files.choose_new_project(parent, tmp_path) is None
    assert files.choose_images(parent, tmp_path) == []
    assert files.choose_mask(parent, tmp_path / "a.png") is None
    assert files.choose_architecture(parent) is None
    monkeypatch.setattr(files.QFileDialog, "getOpenFileNames", lambda *told: (["/a.png"], ""))
    assert files.choose_images(parent, tmp_path) == [Path("/a.png")]


@pytest.mark.parametrize(
    ("chosen", "given"), [("a", "a.flim"), ("a.flim", "a.flim"), ("v1.2", "v1.2.flim")]
)
def test_a_project_is_saved_as_another_beside_it(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, given: str
) -> None:
    for name in ("eggs.flim", "eggs 2.flim"):
        (tmp_path / name).mkdir()
    proposed: list[str] = []

    def choose(parent: QWidget, title: str, like: str, patterns: str) -> tuple[str, str]:
        proposed.append(like)
        return str(tmp_path / chosen), patterns

    monkeypatch.setattr(files.QFileDialog, "getSaveFileName", choose)
    assert files.choose_new_project(parent, tmp_path / "eggs.flim") == tmp_path / given
    assert proposed == [str(tmp_path / "eggs 3.flim")]
