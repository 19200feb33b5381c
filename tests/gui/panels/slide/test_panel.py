"""The panel Slide: levels, settings and strokes, by mouse and by keys."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QMenu,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.panels.slide.panel import SlidePanel
from flimbuilder.gui.panels.slide.view import TissueView
from flimbuilder.gui.widgets.fields import DecimalBox, WholeBox
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.tissue import TissueArea, TissueStroke
from flimbuilder.session.session import Message, Session
from tests.gui.parts import find
from tests.session.test_slide import make_slide_project
from tests.slides import PIECE, SIDES

Buttons = Qt.MouseButton
LEFT, RIGHT, MIDDLE = Buttons.LeftButton, Buttons.RightButton, Buttons.MiddleButton
PLAIN = Qt.KeyboardModifier.NoModifier
Settle = Callable[[Session], None]


@pytest.fixture
def panel(session: Session, tmp_path: Path, qtbot: QtBot, settle: Settle) -> SlidePanel:
    """The panel of a slide of three levels."""
    session.open(make_slide_project(tmp_path))
    made = SlidePanel(session)
    qtbot.addWidget(made)
    made.resize(640, 240)
    with qtbot.waitExposed(made):
        made.show()
    settle(session)
    return made


def drag(panel: SlidePanel, points: list[tuple[float, float]], button: Qt.MouseButton) -> None:
    """Drag over the slide along (row, column)."""
    view = find(panel, TissueView, "slideView")
    places = [view.place_of(*point).toPoint() for point in points]
    QTest.mousePress(view, button, PLAIN, places[0])
    for place in places[1:]:
        for step in (0.5, 1.0):
            middle = places[0] + (place - places[0]) * step
            QTest.mouseMove(view, middle)
            QApplication.processEvents()
    QTest.mouseRelease(view, button, PLAIN, places[-1])


def edits(session: Session) -> tuple[TissueStroke | TissueArea, ...]:
    return session.tissue.settings.edits


def found(session: Session) -> np.ndarray:
    assert session.slide.tissue is not None
    return session.slide.tissue.mask.at(slice(0, SIDES[0]), slice(0, SIDES[1]))


def text(panel: QWidget, name: str) -> str:
    return find(panel, QLabel, name).text()


def test_the_slide_is_described(panel: SlidePanel, session: Session) -> None:
    table = find(panel, QTableWidget, "slideLevels")
    cells = [
        [str(table.item(row, column).text()) for column in range(3)]
        for row in range(table.rowCount())
    ]
    assert cells == [["0", "96 × 128", "10"], ["1", "48 × 64", "20"], ["2", "24 × 32", "40"]]
    assert table.item(0, 0).font().bold()
    assert not table.item(1, 0).font().bold()
    assert session.slide.tissue is not None
    share = f"{session.slide.tissue.mask.share:.1%}"
    area = f"{session.slide.tissue.area_mm2:.3g} mm²"
    assert text(panel, "tissueSummary") == f"Tissue {share}, {area}"
    assert text(panel, "tissueCost") == "1 of 1 tile, about 1 s here"


def test_strokes_add_and_remove_and_are_undone(
    panel: SlidePanel, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    before = found(session)
    drag(panel, [(80, 20), (80, 100)], LEFT)
    (stroke,) = edits(session)
    assert isinstance(stroke, TissueStroke)
    assert stroke.action == "add"
    settle(session)
    assert found(session)[80, 30:90].all()
    assert text(panel, "tissueSummary").endswith("; corrected by hand")
    drag(panel, [(80, 20), (80, 100)], RIGHT)
    qtbot.mouseClick(find(panel, QWidget, "tissueRemoveButton"), LEFT)
    drag(panel, [(52, 10), (52, 60)], LEFT)
    assert [edit.action for edit in edits(session)] == ["add", "remove", "remove"]
    settle(session)
    assert not found(session)[52, 16:56].any()
    for _ in range(3):
        session.undo()
    settle(session)
    np.testing.assert_array_equal(found(session), before)


def test_strokes_follow_zoom_and_pan(panel: SlidePanel, session: Session) -> None:
    view = find(panel, TissueView, "slideView")
    at, scale = view.place_of(52, 36), view.scale
    wheel(view, at, 5)
    assert view.scale > 2 * scale
    moved = view.place_of(52, 36) - at
    assert moved.manhattanLength() < 2, "the place under the pointer stays"
    drag(panel, [(52, 36), (50, 33)], MIDDLE)
    assert (view.place_of(52, 36) - at).manhattanLength() > 2
    drag(panel, [(52, 36)], LEFT)
    (stroke,) = edits(session)
    assert isinstance(stroke, TissueStroke)
    assert stroke.points[0] == pytest.approx((52, 36), abs=0.5 / view.scale + 0.1)
    assert stroke.radius == pytest.approx(view.brush / view.scale)
    wheel(view, at, -20)
    assert view.scale == pytest.approx(scale)
    assert view.image_rect().center().x() == pytest.approx(view.width() / 2)


def wheel(view: TissueView, at: QPointF, steps: int) -> None:
    QApplication.sendEvent(
        view,
        QWheelEvent(
            at, view.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps),
            Qt.MouseButton.NoButton, PLAIN, Qt.ScrollPhase.NoScrollPhase, False,
        ),
    )  # fmt: skip


def test_settings_are_edits(
    panel: SlidePanel, session: Session, settle: Settle, qtbot: QtBot
) -> None:
    threshold = find(panel, DecimalBox, "tissueThreshold")
    automatic = find(panel, QCheckBox, "tissueAutomatic")
    assert automatic.isChecked()
    assert session.slide.pictures is not None
    assert threshold.value() == pytest.approx(session.slide.pictures.score.threshold, abs=5e-4)
    threshold.selectAll()
    QTest.keyClicks(threshold, "0.5")
    QTest.keyClick(threshold, Qt.Key.Key_Return)
    assert session.tissue.settings.threshold == 0.5
    settle(session)
    assert not automatic.isChecked()
    qtbot.mouseClick(automatic, LEFT, pos=QPoint(8, automatic.height() // 2))
    assert session.tissue.settings.threshold is None
    find(panel, WholeBox, "tissueMargin").setValue(7)
    assert session.tissue.settings.margin == 7
    unit = find(panel, QComboBox, "tissueUnit")
    assert unit.currentText() == "mm²"
    unit.setCurrentIndex(1)
    unit.activated.emit(1)
    assert str(session.tissue.settings.smallest) == "0.01%"
    find(panel, DecimalBox, "tissueSmallest").setValue(900)
    assert str(session.tissue.settings.smallest) == "100%"
    settle(session)
    assert text(panel, "tissueSummary").startswith("Tissue 0.0%")
    menu(panel, "resetTissueAction").trigger()
    assert session.document.project.images[0].tissue is None


def menu(panel: SlidePanel, name: str) -> QAction:
    made = find(panel, QMenu, "tissueMenu")
    made.aboutToShow.emit()
    return find(panel, QAction, name)


def test_files(
    panel: SlidePanel, session: Session, settle: Settle, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, messages: list[Message],
) -> None:  # fmt: skip
    proposed: list[str] = []

    def choose(parent: QWidget, title: str, like: str, patterns: str) -> tuple[str, str]:
        proposed.append(like)
        return str(tmp_path / "mine.geojson"), patterns

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    before = found(session)
    menu(panel, "saveTissueAction").trigger()
    settle(session)
    assert proposed == [str(tmp_path / "slide_tissue.png")]
    assert (tmp_path / "mine.geojson").is_file()
    menu(panel, "readTissueAction").trigger()
    settle(session)
    assert session.tissue.settings.source == "edits"
    assert not find(panel, DecimalBox, "tissueThreshold").isEnabled()
    np.testing.assert_array_equal(found(session), before)
    (tmp_path / "mine.geojson").write_text("{}")
    menu(panel, "readTissueAction").trigger()
    settle(session)
    assert "mine.geojson: is not GeoJSON" in messages[-1].text


def test_a_level_becomes_an_image(panel: SlidePanel, session: Session, settle: Settle) -> None:
    table = find(panel, QTableWidget, "slideLevels")
    table.setCurrentCell(2, 0)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(session)
    assert [entry.level for entry in session.document.project.images] == [0, 2]
    session.update_view(image=session.document.project.images[1].id)
    settle(session)
    assert table.item(2, 0).font().bold()
    assert session.slide.pictures is not None
    assert session.slide.pictures.reduced.size == (24, 32)


def test_a_hidden_panel_reads_nothing(panel: SlidePanel, session: Session, settle: Settle) -> None:
    panel.hide()
    assert not session.slide.is_watched
    session.tissue.draw([(1, 1)], 3, adds=True)
    settle(session)
    assert session.slide.pictures is None
    panel.show()
    settle(session)
    assert session.slide.pictures is not None


@pytest.mark.slow
def test_the_window_shows_the_panel_and_the_outline(
    window: MainWindow, tmp_path: Path, settle: Settle, qtbot: QtBot
) -> None:
    window.commands.open(make_slide_project(tmp_path))
    settle(window.session)
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ShiftModifier)
    settle(window.session)
    panel = find(window, SlidePanel, "slidePanel")
    assert panel.is_seen
    cost = text(panel, "tissueCost")
    assert cost.startswith("1 of 1 tile, about ")
    canvas = find(window, Canvas, "canvas")
    before = canvas.grab().toImage()
    toggle = find(panel, QCheckBox, "tissueOutlineToggle")
    qtbot.mouseClick(toggle, LEFT, pos=QPoint(8, toggle.height() // 2))
    assert window.session.view.show_tissue
    settle(window.session)
    image = canvas.grab().toImage()
    rows, cols = PIECE
    edge = canvas.map_from_image(rows.start - 6, cols.start).toPoint()
    column = [
        image.pixel(edge.x() + 40, y) != before.pixel(edge.x() + 40, y)
        for y in range(edge.y() - 30, edge.y() + 60)
    ]
    assert any(column)
    assert not all(column)
    assert "Tissue" in [key.text for key in canvas._corners._keys()]
    toggle.click()
    settle(window.session)
    assert canvas.grab().toImage() == before
