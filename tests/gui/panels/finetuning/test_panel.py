"""The panel Fine-tuning: train, stop, go on, save; curves and pictures."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QProgressBar,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.finetuning import panel as panel_module
from flimbuilder.gui.panels.finetuning.panel import FinetuningPanel
from flimbuilder.gui.panels.finetuning.pictures import FittingPicture
from flimbuilder.gui.widgets.fields import NumberBox
from flimbuilder.gui.widgets.labels import ElidedLabel, FaultLine
from flimbuilder.gui.window import MainWindow
from flimbuilder.model.model import load_model
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find

LEFT, PLAIN, Keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
Settle = Callable[[Session], None]


@pytest.fixture
def panel(session: Session, project_folder: Path, qtbot: QtBot, settle: Settle) -> FinetuningPanel:
    """The panel of a built project, for trainings of three epochs."""
    session.open(project_folder)
    settle(session)
    session.builder.build()
    settle(session)
    session.finetuning.ask(epochs=3)
    made = FinetuningPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 240)
    with qtbot.waitExposed(made):
        made.show()
    return made


def click(panel: FinetuningPanel, name: str) -> None:
    button = find(panel, QAbstractButton, name)
    assert button.isVisible()
    QTest.mouseClick(button, LEFT)


def trained(panel: FinetuningPanel, session: Session, qtbot: QtBot) -> None:
    click(panel, "finetuningStart")
    assert session.finetuning.is_working
    qtbot.waitUntil(lambda: not session.finetuning.is_working, timeout=30_000)


def enter(panel: FinetuningPanel, name: str, text: str) -> None:
    box = find(panel, NumberBox, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Keys.Key_Return)


def shown(panel: FinetuningPanel) -> QWidget:
    return panel._stack.currentWidget()


def test_a_training_by_mouse(
    panel: FinetuningPanel, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    assert "begins as the encoder" in find(panel, QLabel, "finetuningEmpty").text()
    assert not find(panel, QAbstractButton, "finetuningSave").isEnabled()
    assert not find(panel, QAbstractButton, "finetuningStop").isVisible()

    click(panel, "finetuningStart")
    assert find(panel, QAbstractButton, "finetuningStop").isVisible()
    assert find(panel, QProgressBar, "finetuningBar").isVisible()
    assert not find(panel, QWidget, "finetuningForm").isEnabled()
    qtbot.waitUntil(lambda: not session.finetuning.is_working, timeout=30_000)
    settle(session)

    assert not find(panel, QProgressBar, "finetuningBar").isVisible()
    line = find(panel, ElidedLabel, "finetuningLine").text()
    assert line.startswith("Epoch 3 of 3; best 3: Dice 0.")
    assert line.endswith("(2 images)")
    assert find(panel, QAbstractButton, "finetuningSave").isEnabled()
    assert panel.curves is not None
    assert shown(panel) is panel._curves
    assert "training" in find(panel, QLabel, "finetuningLegend").text()


def test_the_curves_describe_the_epoch_under_the_pointer(
    panel: FinetuningPanel, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    trained(panel, session, qtbot)
    settle(session)
    assert panel.curves is not None
    plot = panel.curves.plots[0]
    box = plot.view.getPlotItem().getViewBox()

    plot._on_moved(box.mapViewToScene(QPointF(2.2, 0.5)))

    line = find(panel, ElidedLabel, "finetuningLine")
    dice = session.finetuning.epochs[1].dice
    assert line.text() == f"Epoch 2: Dice {dice:.3f}"
    plot._on_moved(QPointF(-5, -5))
    assert line.text().startswith("Epoch 3 of 3")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setPalette(application.palette())  # curves are drawn in the new colours


def test_stop_and_go_on(
    panel: FinetuningPanel, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    session.finetuning.ask(epochs=30)
    click(panel, "finetuningStart")
    qtbot.waitUntil(lambda: bool(session.finetuning.epochs), timeout=30_000)
    click(panel, "finetuningStop")
    settle(session)
    n_epochs = len(session.finetuning.epochs)
    assert 0 < n_epochs < 30
    assert find(panel, QAbstractButton, "finetuningStart").text() == "Train anew"

    enter(panel, "finetuning_epochs", str(n_epochs + 1))
    click(panel, "finetuningResume")
    qtbot.waitUntil(lambda: not session.finetuning.is_working, timeout=30_000)

    assert len(session.finetuning.epochs) == n_epochs + 1
    assert not find(panel, QAbstractButton, "finetuningResume").isVisible()


def test_before_and_after(
    panel: FinetuningPanel, session: Session, qtbot: QtBot, settle: Settle
) -> None:
    trained(panel, session, qtbot)
    tabs = find(panel, QTabBar, "finetuningTabs")

    QTest.mouseClick(tabs, LEFT, PLAIN, tabs.tabRect(1).center())
    qtbot.waitUntil(lambda: session.finetuned_picture.shown is not None, timeout=30_000)

    assert shown(panel) is panel._pictures
    assert find(panel, QLabel, "beforeCaption").text().startswith("Before: Dice 0.")
    assert find(panel, QLabel, "afterCaption").text().startswith("After epoch 3: Dice 0.")
    picture = find(panel, FittingPicture, "afterOutlines")
    assert picture.accessibleName().endswith("mask")
    assert picture.grab().toImage().pixelColor(picture.width() // 2, 5).isValid()
    QTest.mouseClick(tabs, LEFT, PLAIN, tabs.tabRect(0).center())
    assert not session.finetuned_picture.is_watched


def test_the_settings(panel: FinetuningPanel, session: Session) -> None:
    truth = find(panel, QComboBox, "finetuning_truth")
    assert truth.currentText() == "Masks"
    truth.setFocus()
    QTest.keyClick(truth, Keys.Key_Down)
    assert session.finetuning.request.truth == "markers"

    enter(panel, "finetuning_rate", "0.01")
    enter(panel, "finetuning_encoder_rate", "0")
    click(panel, "finetuning_augment")

    request = session.finetuning.request
    assert (request.rate, request.encoder_rate, request.augment) == (0.01, 0.0, False)
    fault = find(panel, FaultLine, "finetuningFault")
    enter(panel, "finetuning_epochs", "0")
    assert "give a number from 1" in fault.text()
    assert session.finetuning.request.epochs == 3
    enter(panel, "finetuning_epochs", "7")
    assert fault.text() == ""
    enter(panel, "finetuning_rate", "2")
    assert fault.text() == "Rate: 2.0: give a number from 1e-06 to 1"
    assert session.finetuning.request.rate == 0.01


def test_a_saved_model(
    panel: FinetuningPanel, session: Session, tmp_path: Path, qtbot: QtBot,
    settle: Settle, messages: list[Message], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    trained(panel, session, qtbot)
    proposed: list[Path] = []

    def choose(parent: QWidget, title: str, like: Path, patterns: str = "") -> Path:
        proposed.append(like)
        return like

    monkeypatch.setattr(panel_module, "choose_target", choose)
    click(panel, "finetuningSave")
    qtbot.waitUntil(lambda: bool(session.finetuning.saved), timeout=30_000)

    assert proposed == [tmp_path / "cells-finetuned"]
    assert load_model(proposed[0]).document.decoder.id == "unet"
    assert messages[-1].text == f"Saved {proposed[0]}; Predict folder can use it"
    click(panel, "finetuningSave")  # the folder exists now
    qtbot.waitUntil(lambda: len(session.finetuning.saved) == 2, timeout=30_000)
    assert proposed[1] == tmp_path / "cells-finetuned-2"


def test_what_is_missing(panel: FinetuningPanel, session: Session, project_folder: Path) -> None:
    session.set_seed(5)
    start = find(panel, QAbstractButton, "finetuningStart")
    assert not start.isEnabled()
    assert "build it again" in start.toolTip()
    assert "build it again" in find(panel, QLabel, "finetuningEmpty").text()


def test_it_fits_narrow_windows(panel: FinetuningPanel) -> None:
    assert panel.minimumSizeHint().width() <= 390
    assert panel.minimumSizeHint().height() <= 200


def test_the_key_shows_the_panel(opened: MainWindow, qtbot: QtBot, settle: Settle) -> None:
    dock = find(opened, QDockWidget, "finetuningDock")
    assert not dock.isVisible()

    QTest.keyClick(opened, Keys.Key_T, SHIFT)
    qtbot.waitUntil(dock.isVisible)

    assert find(opened, FinetuningPanel, "finetuningPanel").is_seen
    assert find(opened, QAction, "finetuningAction").isChecked()
    QTest.keyClick(opened, Keys.Key_T, SHIFT)
    qtbot.waitUntil(lambda: not dock.isVisible())
    settle(opened.session)
