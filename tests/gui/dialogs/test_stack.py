"""The dialog that asks which images of a stack to add."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.stack import PREVIEW_SIDE, Show, StackDialog, places_of
from flimbuilder.gui.window import MainWindow
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.imaging.levels import pyramid_levels
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.selection import Selection
from flimbuilder.session.session import Session
from flimbuilder.workflow.sources import ImageSource, parse_image_selector, select
from tests.gui.dialogs.parts import agree_button, fault, line, typed
from tests.gui.parts import find
from tests.imaging.stores import halves, write_store

VOLUME = Layout(
    "NIfTI",
    (StackAxis("z", 40, "axial"), StackAxis("y", 5, "coronal"), StackAxis("x", 6, "sagittal")),
    2,
    "int16",
    window=(-160, 240),
)
PAGES = Layout(
    "TIFF",
    (
        StackAxis("t", 3),
        StackAxis("z", 4),
        StackAxis("y", 5, can_fix=False),
        StackAxis("x", 6, can_fix=False),
    ),
    2,
    "uint16",
    channel_names=("DAPI", "GFP"),
)


class Previews:
    """Records the requests for previews."""

    def __init__(self) -> None:
        self.asked: list[tuple[ImageSource, Show]] = []

    def __call__(self, source: ImageSource, show: Show) -> None:
        self.asked.append((source, show))

    @property
    def last(self) -> Selection:
        chosen = self.asked[-1][0].selection
        assert chosen is not None
        return chosen


@pytest.fixture
def previews() -> Previews:
    return Previews()


@pytest.fixture
def dialog(parent: QWidget, previews: Previews) -> StackDialog:
    made = StackDialog(Path("scan.nii"), VOLUME, 2, previews, parent)
    made.open()
    return made


@pytest.fixture
def pages(parent: QWidget, previews: Previews) -> StackDialog:
    made = StackDialog(Path("cells.tif"), PAGES, 0, previews, parent)
    made.open()
    return made


def test_it_proposes_slices_and_the_window_of_the_header(dialog: StackDialog) -> None:
    assert dialog.value() == parse_image_selector(["z=0:40:4"], window=(-160, 240))
    assert not line(dialog, "stackSlices_y").isVisible()
    assert fault(dialog) == ""


def test_choosing_another_axis(dialog: StackDialog, qtbot: QtBot, previews: Previews) -> None:
    combo = find(dialog, QComboBox, "stackAxis")
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert dialog.value() == parse_image_selector(["y=0:5"], window=(-160, 240))
    assert previews.last.description == "y 2"


def test_entries_are_validated_while_typing(dialog: StackDialog, qtbot: QtBot) -> None:
    for name, wrong, reason, right in (
        ("stackSlices_z", "41:", "chooses none of them", "3:9"),
        ("stackSlices_z", "a", "write 7, 10-40", "3"),
        ("stackChannels", "2", "There is no channel 2; channels are 0 to 1", "1,0"),
        ("stackLow", "", "Enter both ends", "0"),
        ("stackHigh", "-5", "is not below the high end", "100"),
    ):
        typed(qtbot, line(dialog, name), wrong)
        assert reason in fault(dialog)
        typed(qtbot, line(dialog, name), right)
        assert fault(dialog) == ""
    assert dialog.value() == parse_image_selector(["z=3"], channels="1,0", window=(0, 100))


@pytest.mark.parametrize(
    ("text", "places"),
    [("7", "7"), (" 0-39 ", "0:40"), ("3 – 9", "3:10"), ("0-39 every 4", "0:40:4"),
     ("0-39, Every 4", "0:40:4"), ("all", ":"), ("all every 5", "::5"), ("10:40:5", "10:40:5"),
     ("Todas a cada 5", "::5"), ("0-39 a cada 4", "0:40:4"),
     ("3:", "3:"), (":", ":")],
)  # fmt: skip
def test_slices_are_written_as_people_do(text: str, places: str) -> None:
    assert places_of(text) == places


@pytest.mark.parametrize("text", ["", "a", "-3", "3-", "1,2", "every 3", "2 every 3"])
def test_other_texts_are_no_slices(text: str) -> None:
    with pytest.raises(InputError, match="write 7, 10-40"):
        places_of(text)


def test_the_proposal_is_readable(dialog: StackDialog) -> None:
    assert line(dialog, "stackSlices_z").text() == "0-39 every 4"


def test_without_a_window_the_range_of_the_dtype_applies(
    dialog: StackDialog, qtbot: QtBot
) -> None:
    for name in ("stackLow", "stackHigh"):
        typed(qtbot, line(dialog, name), "")
    assert dialog.value().window is None


def test_pages_have_slices_on_every_axis(
    pages: StackDialog, qtbot: QtBot, previews: Previews
) -> None:
    assert pages.value() == parse_image_selector(["t=0:3", "z=0:4"])
    typed(qtbot, line(pages, "stackSlices_t"), "1")
    assert len(select(PAGES, pages.value())) == 4
    combo = find(pages, QComboBox, "stackAxis")
    assert not combo.isVisible()
    assert line(pages, "stackChannels").placeholderText() == "all 2: DAPI, GFP"


def test_the_slider_shows_other_slices(
    dialog: StackDialog, qtbot: QtBot, previews: Previews
) -> None:
    slider = find(dialog, QSlider, "stackSlider")
    shown = find(dialog, QLabel, "stackPreview")
    assert previews.last.description == "z 19"
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert previews.last.description == "z 20"
    _, show = previews.asked[-1]
    show(np.full((10, 20, 3), 7, np.uint8))
    assert (shown.pixmap().width(), shown.pixmap().height()) == (PREVIEW_SIDE, PREVIEW_SIDE // 2)


def test_a_stack_dropped_on_the_list_opens_the_dialog_and_is_added(
    window: MainWindow,
    project_folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:
    path = tmp_path / "stack.tif"
    stack = np.arange(6 * 30 * 20, dtype=np.uint16).reshape(6, 30, 20) * 15
    tifffile.imwrite(path, stack, imagej=True, metadata={"axes": "ZYX"})
    window.session.open(project_folder)
    window.show()
    settle(window.session)
    before = len(window.session.document.project.images)
    panel = find(window, QWidget, "imagesPanel")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
           Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(panel, QDragEnterEvent(QPoint(5, 5), *how))
    QApplication.sendEvent(panel, QDropEvent(QPointF(5, 5), *how))
    qtbot.waitUntil(lambda: window.findChild(StackDialog, "stackDialog") is not None)
    dialog = find(window, StackDialog, "stackDialog")
    shown = find(dialog, QLabel, "stackPreview")
    qtbot.waitUntil(lambda: not shown.pixmap().isNull())
    typed(qtbot, line(dialog, "stackSlices_z"), "2:4")
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(window.session.document.project.images) == before + 2)
    assert [image.name for image in window.session.document.project.images[before:]] == [
        "stack.tif [z 2]",
        "stack.tif [z 3]",
    ]
    settle(window.session)


def test_a_slide_asks_for_its_level(parent: QWidget, previews: Previews, qtbot: QtBot) -> None:
    levels = pyramid_levels([(5000, 6000), (1250, 1500)], PixelSize.square(0.25))
    frame = (StackAxis("y", 5000, can_fix=False), StackAxis("x", 6000, can_fix=False))
    dialog = StackDialog(
        Path("a.svs"), Layout("TIFF", frame, 3, "uint8", levels=levels), 0, previews, parent
    )
    dialog.open()
    combo = find(dialog, QComboBox, "stackLevel")
    assert [combo.itemText(number) for number in range(combo.count())] == [
        "0: 5\u202f000 × 6\u202f000, 0.25 µm per pixel",
        "1: 1\u202f250 × 1\u202f500, 1 µm per pixel",
    ]
    assert not find(dialog, QSlider, "stackSlider").isVisible()
    assert dialog.value() == parse_image_selector(level=0)
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert dialog.value() == parse_image_selector(level=1)
    assert previews.last == Selection(level=1)
    assert len(previews.asked) == 1  # the smallest level is the preview of all
    assert fault(dialog) == ""


def test_a_stack_has_no_level(dialog: StackDialog) -> None:
    assert not find(dialog, QComboBox, "stackLevel").isVisible()


def test_a_slide_is_added_at_the_chosen_level(
    window: MainWindow,
    project_folder: Path,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[Session], None],
) -> None:
    array = np.random.default_rng(0).integers(0, 256, (3, 64, 96), dtype=np.uint8)
    path = write_store(tmp_path / "slide.ome.zarr", halves(array, 2))
    session = window.session
    session.open(project_folder)
    window.show()
    settle(session)
    before = len(session.document.project.images)
    session.images.add([path])
    qtbot.waitUntil(lambda: window.findChild(StackDialog, "stackDialog") is not None)
    dialog = find(window, StackDialog, "stackDialog")
    shown = find(dialog, QLabel, "stackPreview")
    qtbot.waitUntil(lambda: not shown.pixmap().isNull())
    find(dialog, QComboBox, "stackLevel").setCurrentIndex(1)
    qtbot.mouseClick(agree_button(dialog), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(session.document.project.images) == before + 1)
    added = session.document.project.images[-1]
    assert (added.name, added.shape) == ("slide.ome.zarr [level 1]", (32, 48, 3))
    assert added.stem == "slide_level1"
    settle(session)
