"""The panel Attributions: maps side by side, by mouse and by keys."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.attributions.model import IMAGE
from flimbuilder.gui.panels.attributions.panel import AttributionsPanel
from flimbuilder.gui.panels.attributions.strip import MapStrip
from flimbuilder.gui.widgets.labels import EmptyText
from flimbuilder.gui.widgets.lists import ROW
from flimbuilder.session.session import Message, Session
from flimbuilder.session.view import ExplainedPlace
from tests.gui.parts import find

LEFT, PLAIN, Keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
Settle = Callable[[Session], None]


@pytest.fixture
def panel(
    session: Session, project_folder: Path, qtbot: QtBot, settle: Settle
) -> AttributionsPanel:
    """The panel of a built project, in which a pixel of an object is explained."""
    session.open(project_folder)
    settle(session)
    made = AttributionsPanel(session)
    qtbot.addWidget(made)
    made.resize(700, 240)
    with qtbot.waitExposed(made):
        made.show()
    explain(session)
    settle(session)
    return made


def explain(session: Session, row: float = 20.0, col: float = 22.0) -> None:
    image = session.document.project.images[0].id
    session.update_view(explained=ExplainedPlace(image, ((row, col),)))


def strip_of(panel: AttributionsPanel) -> MapStrip:
    return find(panel, MapStrip, "attributionStrip")


def tiles(panel: AttributionsPanel) -> list[str]:
    model = strip_of(panel).model()
    return [model.index(row, 0).data(ROW).name for row in range(model.rowCount())]


def place_of(panel: AttributionsPanel, name: str) -> QPoint:
    strip = strip_of(panel)
    index = strip.model().index(tiles(panel).index(name), 0)
    strip.scrollTo(index)
    return strip.visualRect(index).center()


def click(panel: AttributionsPanel, name: str) -> None:
    at = place_of(panel, name)
    QTest.mouseClick(strip_of(panel).viewport(), LEFT, PLAIN, at)


def empty_text(panel: AttributionsPanel) -> str:
    return strip_of(panel).findChild(EmptyText).text()  # type: ignore[union-attr]


def test_maps_are_side_by_side_with_the_image_first(panel: AttributionsPanel) -> None:
    names = tiles(panel)
    assert names[0] == IMAGE
    assert {"gradient", "smoothgrad", "grad-cam-1", "occlusion", "lime"} <= set(names)
    strip = strip_of(panel)
    index = strip.model().index(1, 0)
    assert index.data().splitlines()[0] == "Gradient"
    assert "How fast the score changes" in index.data(Qt.ItemDataRole.ToolTipRole)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Gradient" in spoken
    summary = find(panel, QLabel, "attributionsSummary").text()
    assert summary.startswith("Decoder's sum of object, at row 20, column 22: ")


def test_a_click_shows_a_map_over_the_image_and_another_hides_it(panel: AttributionsPanel) -> None:
    session = panel._session
    click(panel, "occlusion")
    view = session.view
    assert (view.heat, view.attribution) == ("attribution", "occlusion")
    assert strip_of(panel).shown == "occlusion"
    click(panel, "lime")
    assert session.view.attribution == strip_of(panel).shown == "lime"
    click(panel, "lime")
    assert (session.view.heat, strip_of(panel).shown) == ("none", None)
    click(panel, "gradient")
    click(panel, IMAGE)
    assert session.view.heat == "none"


def test_a_click_goes_to_the_image_of_the_place(panel: AttributionsPanel, settle: Settle) -> None:
    session = panel._session
    session.update_view(image=session.document.project.images[1].id)
    settle(session)
    click(panel, "gradient")
    assert session.view.image == session.document.project.images[0].id


def test_keys_choose_and_hide(panel: AttributionsPanel) -> None:
    strip, session = strip_of(panel), panel._session
    strip.setFocus()
    strip.setCurrentIndex(strip.model().index(0, 0))
    QTest.keyClick(strip, Keys.Key_Right)
    QTest.keyClick(strip, Keys.Key_Right)
    QTest.keyClick(strip, Keys.Key_Space)
    assert session.view.attribution == tiles(panel)[2]
    QTest.keyClick(strip, Keys.Key_Left)
    QTest.keyClick(strip, Keys.Key_Return)
    assert session.view.attribution == tiles(panel)[1]
    QTest.keyClick(strip, Keys.Key_Escape)
    assert session.view.heat == "none"


def test_another_overlay_takes_the_frame_away(panel: AttributionsPanel) -> None:
    click(panel, "gradient")
    panel._session.update_view(heat="saliency")
    assert strip_of(panel).shown is None


def test_all_maps_zoom_together(panel: AttributionsPanel) -> None:
    strip = strip_of(panel)
    assert (strip.zoom, strip.middle) == (1.0, QPointF(0.5, 0.5))
    strip.setFocus()
    QTest.keyClick(strip, Keys.Key_Plus)
    assert strip.zoom == pytest.approx(1.25)
    QTest.keyClick(strip, Keys.Key_0)
    assert strip.zoom == 1.0
    corner = strip.visualRect(strip.model().index(0, 0)).topLeft() + QPoint(10, 10)
    _turn_wheel(strip, corner, 240, CONTROL)
    assert strip.zoom == pytest.approx(1.25**2)
    assert strip.middle.x() < 0.5
    assert strip.middle.y() < 0.5
    QTest.keyClick(strip, Keys.Key_Minus)
    QTest.keyClick(strip, Keys.Key_Minus)
    QTest.keyClick(strip, Keys.Key_Minus)
    assert (strip.zoom, strip.middle) == (1.0, QPointF(0.5, 0.5))


def test_the_point_under_the_wheel_stays(panel: AttributionsPanel) -> None:
    strip, around = strip_of(panel), QPointF(0.3, 0.6)

    def shown_at(point: QPointF) -> QPointF:
        return strip.middle + (point - QPointF(0.5, 0.5)) / strip.zoom

    before = shown_at(around)
    strip.zoom_to(4.0, around)
    after = shown_at(around)
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_a_drag_moves_all_maps_and_is_no_click(panel: AttributionsPanel) -> None:
    strip = strip_of(panel)
    strip.zoom_to(4.0)
    start = place_of(panel, "gradient")
    view = strip.viewport()
    QTest.mousePress(view, LEFT, PLAIN, start)
    for step in range(1, 5):
        QTest.mouseMove(view, start + QPoint(8 * step, 0))
    QTest.mouseRelease(view, LEFT, PLAIN, start + QPoint(32, 0))
    assert strip.middle.x() < 0.5
    assert strip.middle.y() == pytest.approx(0.5)
    assert panel._session.view.heat == "none"


def test_the_wheel_scrolls_along_the_strip(panel: AttributionsPanel) -> None:
    strip = strip_of(panel)
    bar = strip.horizontalScrollBar()
    assert bar.maximum() > 0
    _turn_wheel(strip, QPoint(40, 40), -240, PLAIN)
    assert bar.value() > 0
    assert strip.zoom == 1.0


def test_tiles_fit_the_height_of_the_panel(panel: AttributionsPanel, qtbot: QtBot) -> None:
    strip = strip_of(panel)
    before = strip.side
    panel.resize(700, 340)
    qtbot.waitUntil(lambda: strip.visualRect(strip.model().index(0, 0)).width() > before + 60)
    assert strip.tile_size().height() <= strip.height()


def test_what_is_attributed_is_chosen_in_a_list(panel: AttributionsPanel, settle: Settle) -> None:
    combo, session = find(panel, QComboBox, "attributedQuantity"), panel._session
    assert combo.currentText() == "Sum"
    combo.setFocus()
    QTest.keyClick(combo, Keys.Key_Down)
    assert session.attributions.quantity == "saliency"
    settle(session)
    assert find(panel, QLabel, "attributionsSummary").text().startswith("Saliency of object")


def test_the_menu_chooses_the_baseline_and_saves_a_page(
    panel: AttributionsPanel,
    settle: Settle,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    messages: list[Message],
) -> None:
    session, menu = panel._session, find(panel, QMenu, "attributionsMenu")
    menu.aboutToShow.emit()
    assert find(menu, QAction, "meanBaselineAction").isChecked()
    find(menu, QAction, "zeroBaselineAction").trigger()
    assert session.attributions.baseline == "zero"
    settle(session)
    page = tmp_path / "page"
    chosen = "flimbuilder.gui.panels.attributions.panel.choose_target"
    monkeypatch.setattr(chosen, lambda *given: page)
    find(menu, QAction, "saveAttributionsPageAction").trigger()
    settle(session)
    assert page.with_suffix(".html").is_file()
    assert messages[-1].text == f"Saved {page.with_suffix('.html')}"
    folder = "flimbuilder.gui.panels.attributions.panel.choose_folder"
    monkeypatch.setattr(folder, lambda *given: tmp_path / "maps")
    find(menu, QAction, "saveAttributionsAction").trigger()
    settle(session)
    assert (tmp_path / "maps" / "gradient.png").is_file()


def test_work_stops_and_goes_on(panel: AttributionsPanel, qtbot: QtBot, settle: Settle) -> None:
    session = panel._session
    explain(session, 21.0, 21.0)
    qtbot.waitUntil(lambda: len(session.attributions.found) >= 1)
    QTest.mouseClick(find(panel, QAbstractButton, "attributionsStopButton"), LEFT)
    done, total = session.attributions.progress
    assert done < total
    go_on = find(panel, QAbstractButton, "attributionsGoOnButton")
    assert go_on.isVisible()
    assert f"of {total}" in find(panel, QLabel, "attributionsProgress").text()
    QTest.mouseClick(go_on, LEFT)
    settle(session)
    assert session.attributions.progress == (total, total)
    assert not go_on.isVisible()
    assert find(panel, QLabel, "attributionsProgress").text() == ""


def test_an_empty_panel_says_why(
    panel: AttributionsPanel, session: Session, settle: Settle, tmp_path: Path
) -> None:
    session.update_view(explained=None)
    assert empty_text(panel).startswith("Click the image with the tool Why here?")
    assert "{" not in empty_text(panel)
    assert tiles(panel) == []
    assert find(panel, QLabel, "attributionsSummary").text() == ""


def test_a_hidden_panel_computes_nothing(panel: AttributionsPanel, settle: Settle) -> None:
    session = panel._session
    panel.hide()
    explain(session, 30.0, 30.0)
    assert session.jobs.in_lane("attributions") is None
    panel.show()
    settle(session)
    assert len(tiles(panel)) > 5


def _turn_wheel(strip: MapStrip, at: QPoint, angle: int, modifiers: Qt.KeyboardModifier) -> None:
    view = strip.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(view.mapToGlobal(at)), QPoint(), QPoint(0, angle),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)
