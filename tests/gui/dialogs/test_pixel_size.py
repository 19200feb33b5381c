"""The dialog that sets the pixel size of images."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.pixel_size import PixelSizeDialog, open_pixel_size_dialog
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.session.session import Session
from tests.gui.dialogs.parts import agree_button
from tests.gui.parts import find

SCOPES = [("All 2 images", ("a", "b")), ("a.png alone", ("a",))]


def asked(parent: QWidget, size: PixelSize | None = None) -> PixelSizeDialog:
    return PixelSizeDialog(SCOPES, size, parent)


def enter(dialog: PixelSizeDialog, text: str, unit: str = "µm") -> None:
    find(dialog, QComboBox, "pixelSizeUnit").setCurrentText(unit)
    find(dialog, QLineEdit, "pixelSizeValue").setText(text)


@pytest.mark.parametrize(
    ("text", "unit", "size"),
    [
        ("0.5", "µm", PixelSize.square(0.5)),
        ("0,5", "µm", PixelSize.square(0.5)),
        ("325", "nm", PixelSize.square(0.325)),
        ("0.001", "mm", PixelSize.square(1)),
        ("0.5 x 0,25", "µm", PixelSize(height=0.5, width=0.25)),
        ("0.5×0.25", "µm", PixelSize(height=0.5, width=0.25)),
        ("", "µm", None),
    ],
)
def test_sizes(parent: QWidget, text: str, unit: str, size: PixelSize | None) -> None:
    dialog = asked(parent)
    enter(dialog, text, unit)
    request = dialog.value()
    assert (request.images, request.size, request.from_files) == (("a", "b"), size, False)
    dialog.reject()


@pytest.mark.parametrize("text", ["a", "0", "-1", "1x2x3", "1e30", "nan", "x"])
def test_bad_sizes(parent: QWidget, text: str) -> None:
    dialog = asked(parent)
    enter(dialog, text)
    with pytest.raises(InputError):
        dialog.value()
    assert not agree_button(dialog).isEnabled()
    dialog.reject()


@pytest.mark.parametrize(
    ("size", "text", "unit"),
    [
        (PixelSize.square(0.05), "50", "nm"),
        (PixelSize(height=0.5, width=0.25), "0.5 x 0.25", "µm"),
        (PixelSize.square(1000), "1", "mm"),
        (None, "", "µm"),
    ],
)
def test_the_present_size_is_proposed(
    parent: QWidget, size: PixelSize | None, text: str, unit: str
) -> None:
    dialog = asked(parent, size)
    assert find(dialog, QLineEdit, "pixelSizeValue").text() == text
    assert find(dialog, QComboBox, "pixelSizeUnit").currentText() == unit
    assert dialog.value().size == size
    dialog.reject()


def test_the_size_of_one_image(
    session: Session, project_folder: Path, parent: QWidget, qtbot: QtBot
) -> None:
    session.document.open(project_folder)
    images = [entry.id for entry in session.document.project.images]
    open_pixel_size_dialog(session, images[1:2], parent)
    dialog = parent.findChild(PixelSizeDialog)
    assert dialog is not None
    find(dialog, QComboBox, "pixelSizeScope").setCurrentIndex(1)
    qtbot.keyClicks(find(dialog, QLineEdit, "pixelSizeValue"), "0.25")
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    sizes = [entry.pixel_size for entry in session.document.project.images]
    assert sizes == [None, PixelSize.square(0.25), None]


def test_as_the_files_say(parent: QWidget) -> None:
    dialog = asked(parent, PixelSize.square(2))
    find(dialog, QCheckBox, "pixelSizeFromFiles").setChecked(True)
    assert not find(dialog, QLineEdit, "pixelSizeValue").isEnabled()
    assert dialog.value().from_files
    dialog.reject()
