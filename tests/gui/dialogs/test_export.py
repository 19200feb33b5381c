"""The dialog of an export, and what it writes."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.export import ExportDialog, ExportRequest
from flimbuilder.gui.dialogs.path_edit import PathEdit
from flimbuilder.gui.window import MainWindow
from flimbuilder.session.session import Session
from flimbuilder.workflow.export import MODEL_FORMATS, NETWORK_FORMATS, PROJECT_FORMATS
from tests.gui.dialogs.parts import agree_button
from tests.gui.parts import find


@pytest.fixture
def dialog(parent: QWidget, tmp_path: Path) -> ExportDialog:
    return ExportDialog(tmp_path / "eggs.flim", parent)


def formats(dialog: ExportDialog) -> QComboBox:
    return find(dialog, QComboBox, "exportFormat")


def place(dialog: ExportDialog) -> PathEdit:
    return find(dialog, PathEdit, "exportPath")


def test_it_has_all_formats_and_names_a_place(dialog: ExportDialog, tmp_path: Path) -> None:
    requests = []
    for number in range(formats(dialog).count()):
        formats(dialog).setCurrentIndex(number)
        requests.append(dialog.value())
    assert [one.to for one in requests] == [*MODEL_FORMATS, *NETWORK_FORMATS, *PROJECT_FORMATS]
    assert [one.out for one in requests] == [
        tmp_path / name
        for name in ("eggs.pt", "eggs.safetensors", "eggs-model", "eggs-flim-builder", "eggs.onnx",
                     "eggs.pt2", "eggs.bioimageio.zip", "eggs-seeds", "eggs-markers",
                     "eggs-napari", "eggs-labelme", "eggs-arch.json")
    ]  # fmt: skip


def test_a_wrong_place_is_told(dialog: ExportDialog, tmp_path: Path) -> None:
    place(dialog).setValue(None)
    with pytest.raises(InputError, match="Say where to write"):
        dialog.value()
    place(dialog).setValue(tmp_path)
    with pytest.raises(InputError, match="is a folder"):
        dialog.value()
    (tmp_path / "file").touch()
    formats(dialog).setCurrentIndex(2)
    place(dialog).setValue(tmp_path / "file")
    with pytest.raises(InputError, match="is a file"):
        dialog.value()
    place(dialog).setValue(Path("beside"))
    assert dialog.value() == ExportRequest("model", tmp_path / "beside")


def test_a_place_is_asked_for(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "choose_target", lambda *told: tmp_path / "x.pt")
    find(dialog, QPushButton, "exportPathButton").click()
    assert dialog.value().out == tmp_path / "x.pt"


@pytest.fixture
def opened(
    window: MainWindow, project_folder: Path, settle: Callable[[Session], None]
) -> MainWindow:
    window.session.open(project_folder)
    settle(window.session)
    return window


def agree(window: MainWindow, qtbot: QtBot, number: int) -> None:
    window.actions_by_name["exportAction"].trigger()
    dialog = find(window, ExportDialog, "exportDialog")
    formats(dialog).setCurrentIndex(number)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)


def test_a_state_dict_is_the_builds(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, settle: Callable[[Session], None]
) -> None:
    built = opened.session.builder.current
    assert built is not None
    agree(opened, qtbot, 0)
    settle(opened.session)
    state = torch.load(tmp_path / "cells.pt", weights_only=True)
    weight = built.model.tensors()["block1.conv.weight"]
    assert torch.equal(state["block1.conv.weight"], weight)
    message = find(opened, QLabel, "message")
    assert message.text() == f"Wrote {tmp_path / 'cells.pt'}"


def test_what_has_changed_is_built_first(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, settle: Callable[[Session], None]
) -> None:
    session, built = opened.session, opened.session.builder.current
    assert built is not None
    session.drawing.disk((30, 30))
    agree(opened, qtbot, 0)
    settle(session)
    state = torch.load(tmp_path / "cells.pt", weights_only=True)
    before = built.model.tensors()["block1.conv.weight"]
    assert not torch.equal(state["block1.conv.weight"], before)
    session.builder.build()
    settle(session)
    now = session.builder.current
    assert now is not None
    assert torch.equal(state["block1.conv.weight"], now.model.tensors()["block1.conv.weight"])


def test_markers_are_written_as_they_are_drawn_now(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, settle: Callable[[Session], None]
) -> None:
    opened.session.update_view(image=opened.session.document.project.images[2].id)
    opened.session.drawing.disk((30, 30))
    agree(opened, qtbot, [*MODEL_FORMATS, *NETWORK_FORMATS, *PROJECT_FORMATS].index("seeds"))
    settle(opened.session)
    written = sorted(path.name for path in (tmp_path / "cells-seeds").iterdir())
    assert written == ["cells_0-seeds.txt", "cells_1-seeds.txt", "cells_2-seeds.txt"]
