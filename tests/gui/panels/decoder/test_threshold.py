"""The draggable threshold in the histogram of the saliency."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from flimbuilder.analysis.histograms import SaliencyCounts, count_saliency
from flimbuilder.gui.panels.decoder.panel import DecoderPanel
from flimbuilder.gui.panels.decoder.threshold import threshold_text
from flimbuilder.gui.theme import dark_palette
from flimbuilder.gui.widgets.fields import DecimalBox
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.session.session import Session
from tests.gui.panels.decoder.scene import shown
from tests.gui.parts import find

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Callable[[Session], None]
) -> DecoderPanel:
    """The panel beside a built project, with its histogram."""
    made = shown(qtbot, DecoderPanel(session), 380, 1000)
    session.open(project_folder)
    session.set_delineation(Delineation())
    settle(session)
    qtbot.waitUntil(lambda: made.findChild(QWidget, "thresholdHistogram") is not None)
    settle(session)
    return made


@pytest.fixture
def plot(panel: DecoderPanel):
    return find(panel, QWidget, "thresholdHistogram")


def place(plot, threshold: float) -> QPoint:
    """Return the point of the plot's viewport at a threshold."""
    scene = plot.view.getViewBox().mapViewToScene(plot.view.getViewBox().viewRect().center())
    x = plot.view.getViewBox().mapViewToScene(type(scene)(threshold, 0)).x()
    return QPoint(round(x), 40)


def drag(plot, *thresholds: float, release: bool = True) -> None:
    viewport = plot.view.viewport()
    QTest.mousePress(viewport, LEFT, pos=place(plot, thresholds[0]))
    for threshold in thresholds[1:]:
        QTest.mouseMove(viewport, place(plot, threshold))
    if release:
        QTest.mouseRelease(viewport, LEFT, pos=place(plot, thresholds[-1]))


def text_of(panel: DecoderPanel) -> str:
    return find(panel, QLabel, "thresholdText").text()


def test_it_starts_at_otsus_value(panel: DecoderPanel, plot, session: Session) -> None:
    assert session.inspector.decoded is not None
    (otsu,) = session.inspector.decoded.thresholds
    assert plot.threshold() == otsu
    assert text_of(panel) == f"{otsu:.2f} (Otsu)"


def test_the_counts_are_those_of_the_image(panel: DecoderPanel, plot, session: Session) -> None:
    decoded, image = session.inspector.decoded, session.pixels.shown
    assert decoded is not None
    assert image is not None
    expected = count_saliency(decoded.saliency[0], image.truth == 1)
    assert np.array_equal(plot._pixels.yData, np.log1p(expected.pixels))
    assert np.array_equal(plot._objects.yData, np.log1p(expected.objects))
    assert "reference" in find(panel, QLabel, "thresholdKey").text()


def test_without_a_reference_there_is_one_histogram(
    panel: DecoderPanel, plot, session: Session, settle: Callable[[Session], None]
) -> None:
    unmasked = [entry.id for entry in session.document.project.images if entry.mask is None]
    session.update_view(image=unmasked[0])
    settle(session)
    assert plot._pixels.isVisible()
    assert not plot._objects.isVisible()
    assert find(panel, QLabel, "thresholdKey").text() == ""


def test_a_drag_previews_and_its_end_is_one_edit(
    panel: DecoderPanel,
    plot,
    session: Session,
    settle: Callable[[Session], None],
    qtbot: QtBot,
) -> None:
    revision = session.document.revision
    drag(plot, 0.2, 0.3, 0.5, 0.7, release=False)
    qtbot.waitUntil(lambda: session.view.threshold == pytest.approx(0.7, abs=0.01))
    settle(session)
    decoded = session.inspector.decoded
    assert decoded is not None
    assert decoded.thresholds == (session.view.threshold,)
    assert np.array_equal(decoded.mask, decoded.saliency[0] > session.view.threshold)
    number = find(panel, DecimalBox, "thresholdSpin")
    assert number.value() == plot.threshold()
    assert session.document.revision == revision
    QTest.mouseRelease(plot.view.viewport(), LEFT, pos=place(plot, 0.7))
    chosen = session.document.project.delineation.threshold
    assert chosen == pytest.approx(0.7, abs=0.01)
    assert session.document.revision == revision + 1
    assert session.view.threshold is None
    assert session.inspector.decoded.mask is decoded.mask  # at once
    assert number.value() == chosen
    assert text_of(panel) == f"{chosen:.2f} (fixed)"
    session.document.undo()
    settle(session)
    assert session.document.project.delineation.threshold == "auto"
    assert text_of(panel).endswith("(Otsu)")
    assert plot.threshold() == session.inspector.decoded.thresholds[0]


def test_a_quick_drag_ends_at_its_last_place(
    panel: DecoderPanel, plot, session: Session, settle: Callable[[Session], None]
) -> None:
    drag(plot, 0.2, *np.linspace(0.2, 0.9, 50).tolist(), 0.4)
    settle(session)
    assert session.document.project.delineation.threshold == pytest.approx(0.4, abs=0.01)
    assert session.view.threshold is None
    decoded = session.inspector.decoded
    assert decoded is not None
    threshold = session.document.project.delineation.threshold
    assert decoded.thresholds == (threshold,)
    assert np.array_equal(decoded.mask, decoded.saliency[0] > threshold)


def test_a_click_changes_nothing(plot, session: Session) -> None:
    revision = session.document.revision
    QTest.mouseClick(plot.view.viewport(), LEFT, pos=place(plot, 0.9))
    assert session.document.revision == revision


def test_escape_cancels_a_drag(
    panel: DecoderPanel, plot, session: Session, settle: Callable[[Session], None]
) -> None:
    before, revision = plot.threshold(), session.document.revision
    drag(plot, 0.2, 0.6, 0.8, release=False)
    QTest.keyClick(plot, Qt.Key.Key_Escape)
    QTest.mouseRelease(plot.view.viewport(), LEFT, pos=place(plot, 0.8))
    settle(session)
    assert plot.threshold() == before
    assert session.document.revision == revision
    assert session.view.threshold is None


@pytest.mark.parametrize("by", ["double click", "button"])
def test_return_to_automatic(
    panel: DecoderPanel, plot, session: Session, settle: Callable[[Session], None], by: str
) -> None:
    automatic = find(panel, QToolButton, "thresholdAutomatic")
    assert not automatic.isEnabled()
    drag(plot, 0.2, 0.6)
    assert automatic.isEnabled()
    if by == "button":
        QTest.mouseClick(automatic, LEFT)
    else:
        viewport = plot.view.viewport()
        QTest.mouseClick(viewport, LEFT, pos=place(plot, 0.3))
        QTest.mouseDClick(viewport, LEFT, pos=place(plot, 0.3))
    assert session.document.project.delineation.threshold == "auto"
    settle(session)
    assert text_of(panel).endswith("(Otsu)")
    assert not automatic.isEnabled()


def test_arrow_keys_move_by_a_hundredth(
    plot, session: Session, settle: Callable[[Session], None]
) -> None:
    drag(plot, 0.2, 0.5)
    start = round(plot.threshold() * 100) / 100
    revision = session.document.revision
    QTest.keyPress(plot, Qt.Key.Key_Right)
    QTest.keyPress(plot, Qt.Key.Key_Right)
    assert session.document.revision == revision
    QTest.keyRelease(plot, Qt.Key.Key_Right)
    assert session.document.revision == revision + 1
    assert session.document.project.delineation.threshold == pytest.approx(start + 0.02)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    assert session.document.project.delineation.threshold == pytest.approx(start + 0.01)
    settle(session)


def test_keys_stop_at_the_ends(plot) -> None:
    plot.set_threshold(0.995)
    QTest.keyPress(plot, Qt.Key.Key_Up)
    QTest.keyPress(plot, Qt.Key.Key_Up)
    assert plot.threshold() == 1.0
    QTest.keyRelease(plot, Qt.Key.Key_Up)


def test_the_number_field_moves_the_line(
    panel: DecoderPanel, plot, session: Session, settle: Callable[[Session], None]
) -> None:
    drag(plot, 0.2, 0.5)
    find(panel, DecimalBox, "thresholdSpin").setValue(0.25)
    settle(session)
    assert plot.threshold() == 0.25


@pytest.mark.parametrize("is_hidden", [True, False], ids=["hidden", "behind another tab"])
def test_nothing_is_counted_while_the_panel_is_not_seen(
    panel: DecoderPanel, session: Session, settle: Callable[[Session], None], is_hidden: bool
) -> None:
    see = panel.setVisible if is_hidden else panel.set_in_front
    see(False)
    assert session.shown_counts.current is None
    session.update_view(image=session.document.project.images[2].id)
    settle(session)
    assert session.shown_counts.current is None
    see(True)
    settle(session)
    assert isinstance(session.shown_counts.current, SaliencyCounts)


def test_the_theme_recolours_the_plot(plot, qapp: QApplication) -> None:
    before = qapp.palette()
    try:
        qapp.setPalette(dark_palette())
        qapp.processEvents()
        expected = dark_palette().color(QPalette.ColorRole.WindowText)
        assert plot._line.pen.color() == expected
    finally:
        qapp.setPalette(before)


@pytest.mark.parametrize(
    ("used", "threshold", "decoder", "text"),
    [
        (0.4321, "auto", "lm", "0.43 (Otsu)"),
        (0.4321, "otsu", "ml", "0.43 (Otsu)"),
        (0.5, "auto", "ml", "0.50 (automatic)"),
        (0.61, 0.61, "lm", "0.61 (fixed)"),
        (None, "auto", "lm", "Otsu"),
    ],
)
def test_the_source_is_named(used, threshold, decoder, text) -> None:
    delineation = Delineation(threshold=threshold)
    assert threshold_text(used, delineation, DecoderChoice(id=decoder)) == text
