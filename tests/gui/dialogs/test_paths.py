"""Choosing, dropping and editing paths."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.files import dropped_paths
from flimbuilder.gui.dialogs.paths import PathEdit, SourceList
from tests.gui.parts import find


def test_dropped_urls_of_other_machines_are_skipped(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/a.png")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    assert dropped_paths(event) == [tmp_path]


class TestSources:
    @pytest.fixture
    def sources(self, qtbot: QtBot, tmp_path: Path) -> SourceList:
        made = SourceList(tmp_path)
        qtbot.addWidget(made)
        return made

    def test_round_trip(self, sources: SourceList, qtbot: QtBot, tmp_path: Path) -> None:
        paths = (tmp_path / "b.png", tmp_path / "a")
        with qtbot.waitSignal(sources.valueChanged):
            sources.setValue([*paths, *paths])
        assert sources.value() == paths
        with qtbot.assertNotEmitted(sources.valueChanged):
            sources.setValue(paths)

    def test_buttons_browse_for_files_and_folders(
        self, sources: SourceList, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        chosen = [tmp_path / "a.png", tmp_path / "b.png"]
        monkeypatch.setattr(files, "choose_images", lambda parent, start: chosen)
        monkeypatch.setattr(files, "choose_folder", lambda parent, title, start: tmp_path)
        for name in ("addFilesButton", "addFolderButton"):
            button = find(sources, QPushButton, name)
            button.click()
        assert sources.value() == (*chosen, tmp_path)

    def test_they_can_be_dropped_and_removed(
        self, sources: SourceList, qtbot: QtBot, tmp_path: Path
    ) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name)) for name in ("a.png", "b")])
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
               Qt.KeyboardModifier.NoModifier)  # fmt: skip
        QApplication.sendEvent(sources, QDragEnterEvent(QPoint(5, 5), *how))
        QApplication.sendEvent(sources, QDropEvent(QPointF(5, 5), *how))
        assert sources.value() == (tmp_path / "a.png", tmp_path / "b")
        sources._list.setCurrentRow(0)
        qtbot.keyClick(sources._list, Qt.Key.Key_Delete)
        assert sources.value() == (tmp_path / "b",)


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


def test_pickers_return_nothing_if_the_user_cancels(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "getExistingDirectory": "",
        "getOpenFileNames": ([], ""),
        "getOpenFileName": ("", ""),
        "getSaveFileName": ("", ""),
    }
    for name, answer in answers.items():
        monkeypatch.setattr(files.QFileDialog, name, lambda *args, answer=answer: answer)
    assert files.choose_project(parent, tmp_path) is None
    assert files.choose_new_project(parent, tmp_path) is None
    assert files.choose_images(parent, tmp_path) == []
    assert files.choose_mask(parent, tmp_path / "a.png") is None
    assert files.choose_architecture(parent) is None
    monkeypatch.setattr(files.QFileDialog, "getOpenFileNames", lambda *args: (["/a.png"], ""))
    assert files.choose_images(parent, tmp_path) == [Path("/a.png")]


@pytest.mark.parametrize(
    ("chosen", "given"), [("a", "a.flim"), ("a.flim", "a.flim"), ("v1.2", "v1.2.flim")]
)
def test_save_as_proposes_a_free_name_beside_the_project(
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
