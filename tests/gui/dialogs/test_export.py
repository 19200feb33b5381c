"""The export dialog and the files that it writes."""

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
from flimbuilder.gui.dialogs.paths import PathEdit
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


def test_it_offers_all_formats_and_proposes_a_path(dialog: ExportDialog, tmp_path: Path) -> None:
    requests = []
    for number in range(formats(dialog).count()):
        formats(dialog).setCurrentIndex(number)
        requests.append(dialog.value())
    assert [request.to for request in requests] == [
        *MODEL_FORMATS,
        *NETWORK_FORMATS,
        *PROJECT_FORMATS,
    ]
    assert [request.out for request in requests] == [
        tmp_path / name
        for name in ("eggs.pt", "eggs.safetensors", "eggs-model", "eggs-flim-builder", "eggs.onnx",
                     "eggs.pt2", "eggs.bioimageio.zip", "eggs-seeds", "eggs-markers",
                     "eggs-napari", "eggs-labelme", "eggs-arch.json")
    ]  # fmt: skip


def test_an_unusable_path_is_refused(dialog: ExportDialog, tmp_path: Path) -> None:
    place(dialog).setValue(None)
    with pytest.raises(InputError, match="Enter a path"):
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


def test_the_button_browses_for_a_path(
    dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "choose_target", lambda *args: tmp_path / "x.pt")
    find(dialog, QPushButton, "exportPathButton").click()
    assert dialog.value().out == tmp_path / "x.pt"


def agree(window: MainWindow, qtbot: QtBot, number: int) -> None:
    window.actions_by_name["exportAction"].trigger()
    dialog = find(window, ExportDialog, "exportDialog")
    formats(dialog).setCurrentIndex(number)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)


def test_a_state_dict_holds_the_current_build(
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


def test_a_changed_project_is_built_first(
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


def test_unsaved_markers_are_written(
    opened: MainWindow, qtbot: QtBot, tmp_path: Path, settle: Callable[[Session], None]
) -> None:
    opened.session.update_view(image=opened.session.document.project.images[2].id)
    opened.session.drawing.disk((30, 30))
    agree(opened, qtbot, [*MODEL_FORMATS, *NETWORK_FORMATS, *PROJECT_FORMATS].index("seeds"))
    settle(opened.session)
    written = sorted(path.name for path in (tmp_path / "cells-seeds").iterdir())
    assert written == ["cells_0-seeds.txt", "cells_1-seeds.txt", "cells_2-seeds.txt"]
