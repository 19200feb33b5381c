"""The dialog that imports markers and masks, and the editors of paths that it uses."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.gui.dialogs.import_files import ImportDialog, ImportRequest
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.label_values import IGNORED, LabelValues
from flimbuilder.session.session import Session
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector
from tests.gui.dialogs.parts import agree_button, line
from tests.gui.parts import find


def fill(dialog: QWidget, name: str, text: object) -> None:
    line(dialog, f"{name}Line").setText(str(text))


def test_a_folder_must_be_chosen_and_exist(parent: QWidget, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, parent)
    with pytest.raises(InputError, match="Choose markers, masks"):
        dialog.value()
    fill(dialog, "importMasks", tmp_path)
    assert dialog.value() == ImportRequest(None, None, tmp_path)
    fill(dialog, "importMarkers", tmp_path / "nowhere")
    with pytest.raises(InputError, match="nowhere: no such file"):
        dialog.value()


def test_the_chosen_folders_are_imported(
    window: MainWindow, project_folder: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    window.session.open(project_folder)
    imported: list[tuple[object, ...]] = []
    monkeypatch.setattr(
        window.session.images, "import_files", lambda *paths: imported.append(paths)
    )
    window.actions_by_name["importAction"].trigger()
    dialog = find(window, ImportDialog, "importDialog")
    fill(dialog, "importMarkers", project_folder)
    table = project_folder.parent / "classes.csv"
    table.write_text("image,class\n")
    fill(dialog, "importClasses", table)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    options = DEFAULT_COMPANION_OPTIONS
    assert imported == [(None, project_folder, None, options, EVERYTHING, table)]


def test_a_table_gives_images_their_classes(
    window: MainWindow,
    project_folder: Path,
    settle: Callable[[Session], None],
    qtbot: QtBot,
) -> None:
    window.session.open(project_folder)
    settle(window.session)
    table = project_folder.parent / "classes.csv"
    table.write_text("name,kind\ncells_0,object\n2,larva\ncells_2,larva\n")
    window.actions_by_name["importAction"].trigger()
    dialog = find(window, ImportDialog, "importDialog")
    fill(dialog, "importClasses", table)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    settle(window.session)
    project = window.session.document.project
    assert [entry.label for entry in project.images] == [1, None, 2]
    assert project.classes[2].name == "larva"
    window.session.undo()
    assert not any(entry.label for entry in window.session.document.project.images)


def test_companion_options(parent: QWidget, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, parent)
    fill(dialog, "importMarkers", tmp_path)
    radius = find(dialog, QDoubleSpinBox, "importRadius")
    entry = line(dialog, "importValues")
    assert dialog.value().companion_options == DEFAULT_COMPANION_OPTIONS
    radius.setValue(2.5)
    entry.setText("3=0, 4=ignore")
    values = LabelValues(ranges=((3, 3, 0), (4, 4, IGNORED)))
    assert dialog.value().companion_options == CompanionOptions(2.5, values)
    entry.setText("3")
    with pytest.raises(InputError, match="'3' is not VALUE=CLASS"):
        dialog.value()


def test_suffixes_and_orientation(parent: QWidget, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, parent)
    fill(dialog, "importMasks", tmp_path)
    line(dialog, "importSuffixes").setText("_objects, -truth ,")
    frame = find(dialog, QComboBox, "importOrientation")
    frame.setCurrentIndex(frame.findData("stored"))
    assert dialog.value().companion_options == CompanionOptions(
        frame="stored", suffixes=("_objects", "-truth")
    )
    line(dialog, "importSuffixes").setText("_mask.png")
    with pytest.raises(InputError, match=r"suffix '_mask\.png': leave out '\.png'"):
        dialog.value()
    assert not agree_button(dialog).isEnabled()


def test_the_window_of_more_images(parent: QWidget, tmp_path: Path) -> None:
    dialog = ImportDialog(tmp_path, parent)
    fill(dialog, "importMasks", tmp_path)
    line(dialog, "importLow").setText("0")
    with pytest.raises(InputError, match="both ends"):
        dialog.value()
    line(dialog, "importHigh").setText("255,5")
    with pytest.raises(InputError, match="for more images"):
        dialog.value()
    fill(dialog, "importImages", tmp_path)
    assert dialog.value().selector == ImageSelector(window=(0, 255.5))


def test_masks_pair_by_a_suffix_of_the_user(
    window: MainWindow, project_folder: Path, tmp_path: Path, settle: Callable[[Session], None]
) -> None:
    """The dialog imports as `import --labels DIR --suffix _objects` does."""
    window.session.open(project_folder)
    settle(window.session)
    first = window.session.document.project.images[0]
    (tmp_path / "others").mkdir()
    mask = np.zeros(first.shape[:2], np.uint8)
    mask[4:9, 4:9] = 1
    write_png(tmp_path / "others" / f"{first.stem}_objects.png", mask)
    window.actions_by_name["importAction"].trigger()
    dialog = find(window, ImportDialog, "importDialog")
    fill(dialog, "importMasks", tmp_path / "others")
    line(dialog, "importSuffixes").setText("_objects")
    agree_button(dialog).click()
    settle(window.session)
    changed = window.session.document.project.images[0]
    assert changed.mask is not None
    assert changed.mask.endswith(f"{first.stem}_objects.png")
