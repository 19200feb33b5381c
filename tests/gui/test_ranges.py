"""Images whose range does not suit learning, in the window."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QListView, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.gui.dialogs.intensity_window import WindowDialog, WindowRequest
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.folder import create_project
from flimbuilder.project.markers import Disk, ImageMarkers
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.workflow.import_files import add_images
from tests.gui.dialogs.parts import agree_button, line
from tests.gui.parts import find

Settle = Callable[[Session], None]
DISK = ImageMarkers(next_id=2, markers=(Disk(id=1, class_id=1, center=(4, 4), radius=2),))


@pytest.fixture
def faint(window: MainWindow, tmp_path: Path, settle: Settle) -> Session:
    """A project of 0..255 stored as uint16 twice, the first marked, and as uint8 once."""
    ramp = np.arange(1024).reshape(32, 32) // 4
    for name, pixels in (("a", ramp), ("b", ramp[::-1]), ("c", ramp)):
        kind = np.uint8 if name == "c" else np.uint16
        tifffile.imwrite(tmp_path / f"{name}.tif", pixels.astype(kind))
    paths = [tmp_path / f"{name}.tif" for name in "abc"]
    project, _ = add_images(Project(), tmp_path / "P.flim", paths)
    project = project.with_(markers={project.images[0].id: DISK})
    session = window.session
    session.document.open(create_project(tmp_path / "P.flim", project).path)
    settle(session)
    return session


def banner(window: MainWindow) -> QWidget:
    return find(window, QWidget, "rangeBanner")


def test_a_faint_image_is_named_and_gets_a_window(
    window: MainWindow, faint: Session, settle: Settle, qtbot: QtBot
) -> None:
    assert banner(window).isVisible()
    assert find(window, QLabel, "rangeText").text() == (
        "a.tif uses under 1 % of the range 0..65535 of uint16, so learning sees little contrast."
    )
    contrast = find(window, QToolButton, "contrastButton")
    assert contrast.text() == "1..254 of 0..65535"
    assert contrast.geometry().right() < find(window, QWidget, "canvas").width()
    qtbot.mouseClick(find(window, QPushButton, "chooseWindowButton"), Qt.MouseButton.LeftButton)
    dialog = find(window, WindowDialog, "windowDialog")
    assert (line(dialog, "windowLow").text(), line(dialog, "windowHigh").text()) == ("0", "255")
    scope = find(dialog, QComboBox, "windowScope")
    assert [scope.itemText(row) for row in range(scope.count())] == [
        "2 images of uint16", "a.tif alone",
    ]  # fmt: skip
    before = faint.document.project
    agree_button(dialog).click()
    settle(faint)
    assert not banner(window).isVisible()
    assert contrast.text() == "0.003922..0.9961 of 0..1"
    windows = [
        entry.selection and entry.selection.window for entry in faint.document.project.images
    ]
    assert windows == [(0, 255), (0, 255), None]
    assert faint.document.project.markers == before.markers
    faint.document.undo()
    settle(faint)
    assert faint.document.project == before
    assert banner(window).isVisible()


def test_a_range_that_no_training_image_has(
    window: MainWindow, faint: Session, settle: Settle
) -> None:
    third = faint.document.project.images[2].id
    faint.update_view(image=third)
    settle(faint)
    assert find(window, QLabel, "rangeText").text() == (
        "c.tif holds uint8 in 0..255 and the training images uint16 in 0..65535."
    )
    find(window, QToolButton, "dismissRangeButton").click()
    assert not banner(window).isVisible()
    faint.update_view(image=faint.document.project.images[1].id)
    settle(faint)
    assert banner(window).isVisible()
    faint.update_view(image=third)
    settle(faint)
    assert not banner(window).isVisible()  # dismissed
    faint.images.remove([entry.id for entry in faint.document.project.images])
    settle(faint)
    assert not banner(window).isVisible()


def test_the_images_of_the_list(window: MainWindow, faint: Session, settle: Settle) -> None:
    find(window, QListView, "imageList").selectAll()
    find(window, QAction, "imageWindowAction").trigger()
    dialog = find(window, WindowDialog, "windowDialog")
    scope = find(dialog, QComboBox, "windowScope")
    assert [scope.itemText(row) for row in range(scope.count())] == [
        "The 3 selected images", "2 images of uint16",
    ]  # fmt: skip
    line(dialog, "windowHigh").setText("127,5")
    ids = tuple(entry.id for entry in faint.document.project.images)
    assert dialog.value() == WindowRequest(ids, (0, 127.5))
    for low, high, fault in (
        ("", "5", "Enter both ends"), ("9", "5", "The low end 9 is not below the high end 5"),
        ("x", "5", "as numbers"),
        ("nan", "5", "as numbers"), ("-inf", "5", "as numbers"),
    ):  # fmt: skip
        line(dialog, "windowLow").setText(low)
        line(dialog, "windowHigh").setText(high)
        assert fault in find(dialog, QLabel, "dialogFault").text()
        assert not agree_button(dialog).isEnabled()
    for name in ("windowLow", "windowHigh"):
        line(dialog, name).clear()
    assert dialog.value() == WindowRequest(ids, None)
    dialog.reject()


def test_images_that_need_a_window_ask_for_it(
    window: MainWindow, faint: Session, settle: Settle, tmp_path: Path
) -> None:
    for name, low in (("ct", -1000), ("mr", 0)):
        values = np.linspace(low, 3000, 256, dtype=np.float32).reshape(16, 16)
        tifffile.imwrite(tmp_path / f"{name}.tif", values)
    faint.images.add([tmp_path / "ct.tif", tmp_path / "mr.tif"])
    settle(faint)
    assert len(faint.document.project.images) == 3
    dialog = find(window, WindowDialog, "windowDialog")
    note = find(dialog, QLabel, "windowNote").text()
    assert note == "Floats from -1000 to 3000 have no natural range."
    assert find(dialog, QComboBox, "windowScope").currentText() == "2 images"
    line(dialog, "windowLow").clear()
    line(dialog, "windowHigh").clear()
    assert not agree_button(dialog).isEnabled()
    line(dialog, "windowLow").setText("-200")
    line(dialog, "windowHigh").setText("300")
    agree_button(dialog).click()
    settle(faint)
    added = faint.document.project.images[3:]
    assert [entry.name for entry in added] == ["ct.tif", "mr.tif"]
    for entry in added:
        assert entry.stored is not None
        assert entry.stored.range == (-200, 300)
        assert entry.role == "train"
