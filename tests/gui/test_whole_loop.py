"""The whole workflow of a new user with real events, from the demo to the state dict."""

from pathlib import Path

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QMainWindow,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.app import create_window
from flimbuilder.project.folder import open_project
from flimbuilder.project.markers import Disk, Stroke
from flimbuilder.workflow.build import build_project
from tests.gui.driver import Driver

pytestmark = pytest.mark.slow

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def started(qtbot: QtBot, project: Path | None = None) -> Driver:
    window = create_window(project)
    assert isinstance(window, QMainWindow)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return Driver(window, qtbot)


def quit_window(user: Driver) -> None:
    user.window.close()
    user.qtbot.waitUntil(lambda: not user.window.isVisible())


def test_from_the_demo_to_the_state_dict(qtbot: QtBot, tmp_path: Path) -> None:
    user = started(qtbot)
    session = user.session

    # the demo
    QTest.mouseClick(user.find(QAbstractButton, "demoButton"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.document.is_open, timeout=30_000)
    user.wait_for_image()
    folder = session.document.path
    assert folder is not None
    before = session.drawing.markers.markers
    first_build = session.builder.current
    assert first_build is not None  # a project with markers is built when it is opened

    # a disk and two strokes
    user.canvas.setFocus()
    user.key(Qt.Key.Key_1)
    user.key(Qt.Key.Key_D)
    user.click_image(40, 50)
    user.key(Qt.Key.Key_S)
    user.draw([(20, 20), (24, 28), (30, 40)])
    user.key(Qt.Key.Key_0)
    user.draw([(60, 20), (60, 45), (66, 60)])
    drawn = session.drawing.markers.markers[len(before) :]
    assert [type(marker) for marker in drawn] == [Disk, Stroke, Stroke]
    assert [marker.class_id for marker in drawn] == [1, 1, 0]
    disk = drawn[0]
    assert isinstance(disk, Disk)
    assert disk.center == pytest.approx((40, 50), abs=1)

    # undo, redo
    for remaining in (2, 1):
        user.key(Qt.Key.Key_Z, CONTROL)
        assert session.drawing.markers.markers == (*before, *drawn[:remaining])
    for remaining in (2, 3):
        user.key(Qt.Key.Key_Z, CONTROL | SHIFT)
        assert session.drawing.markers.markers == (*before, *drawn[:remaining])
    assert session.builder.stale_block == 1

    # build
    user.key(Qt.Key.Key_B)
    qtbot.waitUntil(lambda: session.builder.stale_block is None, timeout=60_000)
    user.settle()

    # delete two kernels of block 2
    user.show_panel("kernelsDock")
    user.find(QTabBar, "blockSelector").setCurrentIndex(1)
    user.settle()
    gallery = user.find(QAbstractItemView, "kernelGallery")
    kernels = gallery.model().rowCount()
    assert kernels >= 4
    user.click_item(gallery, 1)
    user.click_item(gallery, 2, CONTROL)
    assert len(session.view.kernels) == 2
    deleted = session.view.kernels
    user.key(Qt.Key.Key_Delete)
    assert {edit.kernel for edit in session.document.project.kernel_edits} == deleted
    assert session.builder.stale_block == 2
    user.key(Qt.Key.Key_B)
    qtbot.waitUntil(lambda: session.builder.stale_block is None, timeout=60_000)
    user.settle()
    built = session.builder.current
    assert built is not None
    assert len(built.learned.blocks[1].kept) == kernels - 2

    # another decoder
    user.show_panel("decoderDock")
    chosen = "mb" if session.document.project.decoder.id != "mb" else "lm"
    user.choose(user.find(QComboBox, "decoderSelector"), chosen)
    user.settle()
    assert session.document.project.decoder.id == chosen
    assert session.inspector.decoded is not None
    assert session.inspector.decoded.decoder_choice.id == chosen

    # save, quit
    user.key(Qt.Key.Key_S, CONTROL)
    assert not session.document.dirty
    saved = session.document.project
    user.settle()
    quit_window(user)

    # reopen the project
    user = started(qtbot, folder)
    session = user.session
    user.wait_for_image()
    assert session.document.project == saved
    rebuilt = session.builder.current
    assert rebuilt is not None
    assert rebuilt.learned.fingerprint == built.learned.fingerprint

    # build it without the window
    assert build_project(open_project(folder)).learned.fingerprint == built.learned.fingerprint

    # export and load the state dict
    target = tmp_path / "encoder.pt"
    user.action("exportAction").trigger()
    user.accept_export(target)
    qtbot.waitUntil(target.is_file, timeout=60_000)
    user.settle()
    state = torch.load(target, weights_only=True)
    expected = rebuilt.learned.encoder.state_dict()
    assert {name: tensor.shape for name, tensor in state.items()} == {
        name: tensor.shape for name, tensor in expected.items()
    }
    assert all(torch.equal(state[name], expected[name]) for name in expected)
    quit_window(user)


def test_every_control_has_a_name(qtbot: QtBot, project_folder: Path) -> None:
    """Scripts and screen readers find every control that takes the focus."""
    user = started(qtbot, project_folder)
    user.wait_for_image()
    nameless = [
        f"{type(widget).__name__} in {widget.parent().objectName()!r}"
        for widget in user.window.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QComboBox | QAbstractItemView)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.objectName()
        and not isinstance(widget.parent().parent(), QComboBox)  # the list of a combo box
    ]
    assert not nameless
    quit_window(user)
