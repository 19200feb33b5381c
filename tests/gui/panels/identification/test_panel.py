"""The panel that identifies the labelled images."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QLabel, QTabBar
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.identification import panel as panels
from flimbuilder.gui.panels.identification.confusion import ConfusionMatrix
from flimbuilder.gui.panels.identification.mistakes import MistakeList
from flimbuilder.gui.panels.identification.panel import IdentificationPanel
from flimbuilder.gui.panels.identification.poolings import PoolingsTable
from flimbuilder.gui.panels.identification.rows import PullRow, VerdictRow
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find
from tests.session.labelled_project import make_labelled_project

if TYPE_CHECKING:
    from flimbuilder.gui.window import MainWindow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, tmp_path: Path, settle: Callable[[Session], None]
) -> IdentificationPanel:
    """A panel of a built project of labelled images, with its results."""
    session.open(make_labelled_project(tmp_path))
    session.builder.build()
    settle(session)
    made = IdentificationPanel(session)
    qtbot.addWidget(made)
    made.resize(600, 240)
    with qtbot.waitExposed(made):
        made.show()
    shown(qtbot, session)
    qtbot.waitUntil(lambda: bool(line_of(made)))
    return made


def shown(qtbot: QtBot, session: Session) -> None:
    """Wait until nothing is left to compute."""
    found = session.identification
    qtbot.waitUntil(
        lambda: not session.jobs.running and not found.is_working and found.is_fresh,
        timeout=30_000,
    )


def line_of(panel: IdentificationPanel) -> str:
    return find(panel, QLabel, "identificationLine").text()


def rows_of(panel: IdentificationPanel) -> list[VerdictRow | PullRow]:
    model = find(panel, MistakeList, "mistakeList").model()
    return [model.index(row, 0).data(ROW) for row in range(model.rowCount())]


def find_action(panel: IdentificationPanel, name: str) -> QAction:
    found = panel.findChild(QAction, name)
    assert found is not None
    return found


def click_cell(qtbot: QtBot, panel: IdentificationPanel, row: int, column: int) -> None:
    matrix = find(panel, ConfusionMatrix, "confusionMatrix")
    qtbot.mouseClick(matrix, LEFT, pos=matrix.rect_of(row, column).center())


def click_row(qtbot: QtBot, panel: IdentificationPanel, row: int) -> None:
    view = find(panel, MistakeList, "mistakeList")
    at: QPoint = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=at)


def test_measures_and_mistakes_are_shown(session: Session, panel: IdentificationPanel) -> None:
    found = session.identification.shown
    assert found is not None
    accuracy = found.validation.measures["accuracy"]
    assert f"Accuracy {accuracy.mean:.2f} ± {accuracy.std:.2f}" in line_of(panel)
    assert "16 images" in line_of(panel)
    rows = rows_of(panel)
    assert {"15.png", "16.png"} <= {row.name for row in rows if isinstance(row, VerdictRow)}
    assert len(rows) == len(found.identified())


def test_a_cell_lists_its_images(
    qtbot: QtBot, session: Session, panel: IdentificationPanel
) -> None:
    found = session.identification.shown
    assert found is not None
    click_cell(qtbot, panel, 0, 0)
    name = found.validation.classes[0]
    assert session.identification.cell == (name, name)
    images = [image.name for image in found.identified((name, name))]
    assert len(images) == found.validation.confusion[0, 0]
    qtbot.waitUntil(lambda: [row.name for row in rows_of(panel)] == images)  # type: ignore[union-attr]
    assert all(isinstance(row, VerdictRow) and row.is_right for row in rows_of(panel))
    matrix = find(panel, ConfusionMatrix, "confusionMatrix")
    assert "identified" in matrix.accessibleDescription()
    qtbot.keyClick(matrix, Qt.Key.Key_Right)
    assert session.identification.cell == found.validation.classes[:2]
    qtbot.keyClick(matrix, Qt.Key.Key_Escape)
    assert session.identification.cell is None


def test_a_mistake_shows_its_image_and_the_strokes_behind_it(
    qtbot: QtBot, session: Session, panel: IdentificationPanel
) -> None:
    mistake = rows_of(panel)[0]
    click_row(qtbot, panel, 0)
    assert session.view.image == mistake.image
    qtbot.waitUntil(lambda: any(isinstance(row, PullRow) for row in rows_of(panel)))
    strokes = [row for row in rows_of(panel) if isinstance(row, PullRow)]
    assert 0 < sum(stroke.share for stroke in strokes) <= 1 + 1e-9
    click_row(qtbot, panel, 1)
    assert session.view.image == strokes[0].image
    assert session.view.marker == strokes[0].marker


def test_the_choosers_ask_the_session(
    qtbot: QtBot, session: Session, panel: IdentificationPanel
) -> None:
    pooling = find(panel, QComboBox, "identificationPooling")
    classifier = find(panel, QComboBox, "identificationClassifier")
    pooling.setCurrentIndex(pooling.findData("grid2"))
    classifier.setCurrentIndex(classifier.findData("rbf"))
    request = session.identification.request
    assert (request.pooling, request.classifier) == ("grid2", "rbf")
    session.identification.ask(blocks=(2,))
    shown(qtbot, session)
    qtbot.waitUntil(lambda: panel.findChild(QLabel, "identificationLine").text() != "")  # type: ignore[union-attr]
    found = session.identification.shown
    assert found is not None
    assert found.features.shape == (16, 8 * 4)


@pytest.mark.slow
def test_a_pooling_of_the_table_is_chosen(
    qtbot: QtBot, session: Session, panel: IdentificationPanel
) -> None:
    find(panel, QTabBar, "identificationTabs").setCurrentIndex(1)
    assert session.identification.part == "blocks"
    shown(qtbot, session)
    table = find(panel, PoolingsTable, "identificationPoolings")

    def cell_text() -> str:
        item = table.item(1, 0)
        return "" if item is None else item.text()

    qtbot.waitUntil(lambda: " · " in cell_text())
    measured = session.identification.measures[1, "max"]
    assert measured is not None
    assert cell_text() == f"{measured.accuracy.mean:.2f} · {measured.dimension:.1f}"
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualItemRect(table.item(1, 0)).center())
    assert session.identification.request.blocks == (1,)
    assert session.identification.request.pooling == "max"


@pytest.mark.slow
def test_the_learning_curve_is_drawn(
    qtbot: QtBot, session: Session, panel: IdentificationPanel
) -> None:
    find(panel, QTabBar, "identificationTabs").setCurrentIndex(2)
    qtbot.waitUntil(lambda: session.identification.curve is not None, timeout=30_000)
    from flimbuilder.gui.panels.identification.curve import LearningCurvePlot

    def legend() -> list[str]:
        plot = panel.findChild(LearningCurvePlot, "learningCurvePlot")
        return [] if plot is None else [text for _, _, text in plot.legend]

    qtbot.waitUntil(lambda: legend() == ["accuracy", "kappa", "macro F1"])


def test_the_classifier_is_saved(
    qtbot: QtBot,
    session: Session,
    panel: IdentificationPanel,
    messages: list[Message],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "cells.classifier"
    monkeypatch.setattr(panels, "choose_target", lambda *ignored: target)
    find_action(panel, "saveClassifierAction").trigger()
    qtbot.waitUntil(lambda: bool(messages), timeout=30_000)
    assert messages[0].text.startswith("Saved the classifier")
    assert (target / "classifier.json").is_file()


def test_kernels_are_shared_by_difficulty(
    session: Session, panel: IdentificationPanel, messages: list[Message]
) -> None:
    action = find_action(panel, "shareKernelsAction")
    assert not action.isChecked()
    action.trigger()
    assert session.document.project.architecture.class_shares
    assert messages[-1].undoable
    action.trigger()
    assert not session.document.project.architecture.class_shares


def test_numbers_are_copied(session: Session, panel: IdentificationPanel) -> None:
    find_action(panel, "copyConfusionAction").trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    found = session.identification.shown
    assert found is not None
    assert lines[0].split("\t") == ["measure", "mean", "deviation"]
    counts = [[int(cell) for cell in line.split("\t")[1:]] for line in lines[-2:]]
    assert np.array_equal(counts, found.validation.confusion)


def test_without_labels_a_line_says_what_to_do(
    qtbot: QtBot, session: Session, panel: IdentificationPanel
) -> None:
    everything = [entry.id for entry in session.document.project.images]
    session.image_labels.give(everything, None)
    empty = find(panel, QLabel, "identificationEmpty")
    qtbot.waitUntil(empty.isVisible)
    assert empty.text().startswith("No image has a class; press I")


def test_the_matrix_fits_a_narrow_panel(qtbot: QtBot, panel: IdentificationPanel) -> None:
    matrix = find(panel, ConfusionMatrix, "confusionMatrix")
    wide = matrix.width()
    panel.resize(360, 180)
    qtbot.waitUntil(lambda: matrix.width() < wide)
    assert matrix.width() <= panel.width() // 2 + 20


def test_the_window_shows_it_by_a_key(qtbot: QtBot, opened: "MainWindow") -> None:
    qtbot.keyClick(opened, Qt.Key.Key_I, Qt.KeyboardModifier.ShiftModifier)
    panel = find(opened, IdentificationPanel, "identificationPanel")
    qtbot.waitUntil(lambda: panel.is_seen)
    assert opened.session.identification.is_watched
    assert find(panel, QLabel, "identificationEmpty").text().startswith("No image has a class")
