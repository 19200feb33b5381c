"""The dialog that asks for the classes of mask values, and the imports that open it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.errors import MaskValuesError
from flimbuilder.exchange.companions import parse_companion_options
from flimbuilder.gui.dialogs.label_values import LabelValuesDialog, merge_counts
from flimbuilder.gui.dialogs.new_project import NewProjectRequest
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.write import write_png
from flimbuilder.project.architecture import PRESETS
from flimbuilder.project.label_values import IGNORED, LARGEST_VALUE, LabelValues
from flimbuilder.project.label_values import parse_label_values as parse
from flimbuilder.project.project import default_class
from flimbuilder.session.session import Session
from tests.gui.dialogs.parts import agree_button
from tests.gui.parts import find

CLASSES = (default_class(0), default_class(1))


def asked(parent: QWidget, *counts: tuple[int, int, int], given: str = "") -> LabelValuesDialog:
    values = parse(given) if given else None
    return LabelValuesDialog([MaskValuesError("", counts)], CLASSES, values, parent)


def box(dialog: QWidget, value: int) -> QComboBox:
    return find(dialog, QComboBox, f"labelValue_{value}")


def texts(combo: QComboBox) -> list[str]:
    return [combo.itemText(index) for index in range(combo.count())]


@pytest.mark.parametrize(
    ("values", "proposed"),
    [
        ((0, 128, 255), "0=0,128=1,255=2"),
        ((0, 1, 255), "0=0,1=1,255=ignore"),
        ((0, 1, 2, 255), "0=0,1=1,2=2,255=ignore"),
        ((1, 2), "1=0,2=1"),
    ],
)
def test_proposals(parent: QWidget, values: tuple[int, ...], proposed: str) -> None:
    dialog = asked(parent, *((value, value, 10) for value in values))
    assert dialog.value() == parse(proposed)


def test_values_shares_and_classes_are_shown(parent: QWidget) -> None:
    dialog = asked(parent, (0, 0, 75), (128, 128, 20), (255, 255, 5))
    assert texts(box(dialog, 128)) == ["0: background", "1: object", "2: object 2", "Ignore"]
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"0", "128", "255", "75 % of the pixels", "5 % of the pixels"} <= set(shown)
    box(dialog, 128).setCurrentText("Ignore")
    assert dialog.value() == parse("0=0,128=ignore,255=2")


def test_halves_of_grey_levels(parent: QWidget) -> None:
    dialog = asked(parent, (0, 127, 60), (128, LARGEST_VALUE, 40))
    assert dialog.value() == LabelValues(((0, 127, 0), (128, LARGEST_VALUE, 1)))
    assert "128 …" in [label.text() for label in dialog.findChildren(QLabel)]


def test_what_was_given_before_is_kept(parent: QWidget) -> None:
    dialog = asked(parent, (0, 0, 5), (1, 1, 5), (7, 7, 5), given="1=ignore,9=1")
    assert dialog.value() == parse("0=0,1=ignore,7=1,9=1")


def test_values_of_several_masks_are_disjoint() -> None:
    first = MaskValuesError("", [(0, 0, 4), (200, 200, 6)])
    second = MaskValuesError("", [(0, 127, 10), (128, 255, 10)])
    assert merge_counts([first, second], None) == {(0, 127): 14, (128, 255): 16}


def write_masks(folder: Path, names: list[str], size: int) -> tuple[Path, np.ndarray]:
    """Write masks of a border of 255 around an object of 1."""
    stored = np.zeros((size, size), np.uint8)
    stored[10:30, 10:30], stored[14:26, 14:26] = 255, 1
    masks = folder / "masks"
    masks.mkdir()
    for name in names:
        write_png(masks / f"{name}.png", stored)
    return masks, stored


def answer(window: MainWindow, qtbot: QtBot, proposed: str) -> None:
    qtbot.waitUntil(lambda: window.findChild(QWidget, "labelValuesDialog") is not None)
    dialog = find(window, LabelValuesDialog, "labelValuesDialog")
    assert dialog.value() == parse(proposed)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)


def check_masked(
    window: MainWindow, settle: Callable[[Session], None], qtbot: QtBot, stored: np.ndarray
) -> None:
    settle(window.session)
    entries = window.session.document.project.images
    assert {entry.mask_values for entry in entries} == {"0=0,1=1,255=ignore"}
    qtbot.waitUntil(lambda: getattr(window.session.pixels.shown, "truth", None) is not None)
    shown = window.session.pixels.shown
    assert shown is not None
    expected = np.where(stored == 255, IGNORED, stored.astype(np.int16))
    np.testing.assert_array_equal(shown.truth, expected)


def test_an_import_asks_and_reads_the_masks_again(
    window: MainWindow,
    project_folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:
    session = window.session
    session.open(project_folder)
    settle(session)
    entries = session.document.project.images
    masks, stored = write_masks(tmp_path, [e.stem for e in entries], entries[0].shape[0])
    markers = tmp_path / "markers"
    markers.mkdir()
    (markers / f"{entries[0].stem}_dots.txt").write_text("1 64 64\n5 5 -1 1\n")
    options = parse_companion_options(suffixes=["_dots"])  # of the markers alone
    session.images.import_files(None, markers, masks, options)
    answer(window, qtbot, "0=0,1=1,255=ignore")
    check_masked(window, settle, qtbot, stored)


def test_setting_a_mask_asks(
    window: MainWindow,
    project_folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:
    session = window.session
    session.open(project_folder)
    settle(session)
    entry = session.document.project.images[0]
    masks, stored = write_masks(tmp_path, ["m"], entry.shape[0])
    write_png(masks / "m.png", np.where(stored == 255, np.uint8(128), stored * 255))
    session.images.set_mask(entry.id, masks / "m.png")
    answer(window, qtbot, "0=0,128=1,255=2")
    settle(session)
    project = session.document.project
    assert project.image(entry.id).mask_values == "0=0,128=1,255=2"
    assert project.object_classes == (1, 2)
    session.document.undo()
    assert session.document.project.image(entry.id) == entry
    assert session.document.project.object_classes == (1,)
    session.document.redo()
    session.images.set_mask(entry.id, None)
    assert session.document.project.image(entry.id).mask_values == ""


def test_a_new_project_asks(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, settle: Callable[[Session], None]
) -> None:
    images = tmp_path / "images"
    images.mkdir()
    pixels = np.random.default_rng(0).integers(0, 255, (40, 40, 3)).astype(np.uint8)
    write_png(images / "a.png", pixels)
    masks, stored = write_masks(tmp_path, ["a"], 40)
    request = NewProjectRequest(
        tmp_path / "new.flim", (images,), None, masks, PRESETS[0].architecture
    )
    window.commands._make_project(request)
    answer(window, qtbot, "0=0,1=1,255=ignore")
    check_masked(window, settle, qtbot, stored)
