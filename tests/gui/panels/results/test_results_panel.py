"""The results panel in the window: rows, order, filter, copy, page and drops."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDockWidget,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QTableView,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.results.columns import COLUMNS
from flimbuilder.gui.panels.results.panel import ResultsPanel
from flimbuilder.gui.panels.results.views import ResultsTable
from flimbuilder.gui.window import MainWindow
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.session.session import Session
from tests.gui.driver import Driver

AT = {column.id: number for number, column in enumerate(COLUMNS)}
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
FIRST = ["cells_0.png", "cells_1.png", "cells_2.png"]


@pytest.fixture
def driver(window: MainWindow, qtbot: QtBot, project_folder: Path) -> Driver:
    """A built project whose results are shown."""
    made = Driver(window, qtbot)
    window.session.open(project_folder)
    made.wait_for_image()
    QTest.keyClick(window, Qt.Key.Key_G)
    complete(made)
    return made


def complete(driver: Driver) -> None:
    """Wait until all results are computed and shown."""
    panel = driver.find(ResultsPanel, "resultsPanel")
    driver.qtbot.waitUntil(panel.isVisible)
    driver.settle()
    driver.qtbot.waitUntil(lambda: driver.session.results.is_complete, timeout=30_000)
    driver.qtbot.waitUntil(lambda: not panel._timer.isActive())


def table(driver: Driver) -> QTableView:
    return driver.find(QTableView, "resultsTable")


def cells(view: QTableView, column: str) -> list[str]:
    model = view.model()
    return [model.index(row, AT[column]).data() or "" for row in range(model.rowCount())]


def current(view: QTableView) -> str:
    return str(view.model().index(view.currentIndex().row(), AT["image"]).data())


def shown_name(session: Session) -> str:
    return next(
        entry.name for entry in session.document.project.images if entry.id == session.view.image
    )


def test_rows_are_the_results_of_the_session(driver: Driver) -> None:
    view, session = table(driver), driver.session
    assert cells(view, "image") == FIRST
    assert cells(view, "role") == ["training"] * 3
    for row, entry in enumerate(session.document.project.images):
        result = session.results.get(entry.id)
        assert result is not None
        assert cells(view, "objects")[row] == str(result.n_objects)
        assert cells(view, "area")[row] == str(result.area)
        assert float(cells(view, "doubt")[row]) == pytest.approx(result.doubt, abs=6e-4)
        dice = "" if result.measures is None else f"{result.measures['dice']:.3f}"
        assert cells(view, "dice")[row] == dice
    assert cells(view, "dice")[1] == ""  # without a reference mask


def test_the_text_says_what_to_do_first(
    window: MainWindow, qtbot: QtBot, settle: Callable[[Session], None], project_folder: Path
) -> None:
    driver = Driver(window, qtbot)
    session = window.session
    session.document.open(project_folder)  # without a build
    driver.action("resultsAction").trigger()
    qtbot.waitUntil(table(driver).isVisible)
    label = table(driver).viewport().findChild(QLabel)
    assert label is not None
    assert "Build first (B)" in label.text()
    session.images.remove([entry.id for entry in session.document.project.images])
    settle(session)
    assert label.text() == "Add images first"


def test_a_click_and_the_arrows_show_the_image(driver: Driver) -> None:
    view, session = table(driver), driver.session
    driver.click_item(view, 2)
    assert shown_name(session) == FIRST[2]
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert shown_name(session) == FIRST[1]
    session.step_image(-1)
    assert current(view) == FIRST[0]
    assert [index.row() for index in view.selectionModel().selectedRows()] == [0]


def test_a_click_on_a_title_sorts_with_empty_cells_last(driver: Driver) -> None:
    view = table(driver)
    header = view.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(AT["dice"]) + 8, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    first = cells(view, "dice")
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    second = cells(view, "dice")
    assert first[:2] == second[1::-1]
    assert first[2] == second[2] == ""
    assert sorted([first[:2], second[:2]], key=lambda pair: float(pair[0]))[0] == sorted(first[:2])
    assert current(view) == shown_name(driver.session)


def test_sorting_shows_the_first_rows(driver: Driver) -> None:
    view = table(driver)
    view.setFixedHeight(view.horizontalHeader().height() + view.rowHeight(0) + 4)
    driver.session.step_image(2)
    driver.qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 0)
    view.sortByColumn(AT["image"], Qt.SortOrder.AscendingOrder)
    assert view.verticalScrollBar().value() == 0
    assert current(view) == FIRST[2]


def test_filters(driver: Driver) -> None:
    view, session = table(driver), driver.session
    session.images.set_role([session.document.project.images[2].id], "test")
    search = driver.find(QLineEdit, "resultsSearch")
    QTest.keyClicks(search, "CELLS_1")
    assert cells(view, "image") == [FIRST[1]]
    QTest.keyClicks(search, "x")
    assert cells(view, "image") == []
    label = view.viewport().findChild(QLabel)
    assert label is not None
    assert label.text() == "No image matches"
    search.clear()
    role = driver.find(QComboBox, "resultsRole")
    role.setCurrentIndex(role.findData("test"))
    assert cells(view, "image") == [FIRST[2]]
    assert cells(view, "role") == ["test"]


def test_the_summary_has_the_mean_of_the_role(driver: Driver) -> None:
    session, summary = driver.session, driver.find(QTableView, "resultsSummary")
    measures = [session.results.get(e.id).measures for e in session.document.project.images]  # type: ignore[union-attr]
    values = [row["dice"] for row in measures if row is not None]
    mean, spread = sum(values) / 2, abs(values[0] - values[1]) / 2**0.5
    text = summary.model().index(0, AT["dice"]).data()
    assert text == f"{mean:.2f} ± {spread:.2f}"
    assert summary.model().index(0, 0).data() == "Training, 3 images"
    view = table(driver)
    view.setColumnWidth(AT["dice"], 123)
    assert summary.columnWidth(AT["dice"]) == 123


def test_stale_rows_are_grey_until_they_are_renewed(driver: Driver) -> None:
    view, session = table(driver), driver.session
    status = driver.find(QLabel, "resultsStatus")
    assert status.text() == ""
    before = cells(view, "area")
    session.jobs.hold("results")
    session.set_delineation(session.document.project.delineation.with_(threshold=0.95))
    driver.qtbot.waitUntil(lambda: status.text() == "3 of 3 out of date")
    assert cells(view, "area") == before
    grey = view.model().index(0, AT["area"]).data(Qt.ItemDataRole.ForegroundRole)
    assert grey is not None
    session.jobs.release("results")
    complete(driver)
    assert status.text() == ""
    assert cells(view, "area") != before
    assert view.model().index(0, AT["area"]).data(Qt.ItemDataRole.ForegroundRole) is None


def test_a_missing_image_has_its_reason_in_the_tooltip(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    driver = Driver(window, qtbot)
    window.session.open(project_folder)
    driver.wait_for_image()
    (project_folder.parent / FIRST[2]).unlink()
    driver.action("resultsAction").trigger()
    complete(driver)
    view = table(driver)
    assert cells(view, "area")[2] == ""
    assert "is missing" in view.model().index(2, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_rows_are_copied_with_titles(driver: Driver) -> None:
    view = table(driver)
    driver.click_item(view, 1)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)  # one row is the shown image: all are copied
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0][:4] == ["Image", "Role", "Dice", "Doubt"]
    assert [line[0] for line in lines[1:]] == FIRST
    assert lines[2][2] == ""
    driver.click_item(view, 0)
    driver.click_item(view, 2, CONTROL)
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert [line[0] for line in lines[1:]] == [FIRST[0], FIRST[2]]


def test_the_menu_of_the_titles_shows_and_hides_columns(driver: Driver) -> None:
    view = table(driver)
    assert view.isColumnHidden(AT["iou"])
    with_summary = view.parentWidget()
    assert isinstance(with_summary, ResultsTable)
    menu = with_summary.column_menu()
    action = menu.findChild(QAction, "iouColumnAction")
    assert action is not None
    action.trigger()
    assert not view.isColumnHidden(AT["iou"])
    menu.deleteLater()
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_C, CONTROL)
    assert "\tIoU" in QGuiApplication.clipboard().text().split("\n")[0]


def test_areas_follow_the_pixel_size(driver: Driver) -> None:
    view, session = table(driver), driver.session
    pixels = [int(text) for text in cells(view, "area")]
    images = [entry.id for entry in session.document.project.images]
    session.images.set_pixel_size(images, PixelSize.square(2))
    driver.settle()
    complete(driver)
    assert cells(view, "area") == [str(4 * value) for value in pixels]
    title = view.model().headerData(AT["area"], Qt.Orientation.Horizontal)
    assert title == "Area, µm²"


def test_the_contact_sheet_shows_the_same_images(driver: Driver) -> None:
    QTest.mouseClick(driver.find(QToolButton, "contactSheetButton"), Qt.MouseButton.LeftButton)
    sheet = driver.find(QListView, "contactSheet")
    assert sheet.isVisible()
    driver.click_item(sheet, 2)
    assert shown_name(driver.session) == FIRST[2]
    driver.session.step_image(-1)
    assert sheet.currentIndex().row() == 1
    assert not sheet.grab().isNull()


def test_keys_show_and_hide_the_page(driver: Driver) -> None:
    window, canvas, panel = driver.window, driver.canvas, driver.find(ResultsPanel, "resultsPanel")
    dock = driver.find(QDockWidget, "resultsDock")
    QTest.keyClick(window, Qt.Key.Key_G, SHIFT)
    assert panel.isVisible()
    assert not canvas.isVisible()
    assert dock.isHidden()
    assert driver.action("resultsPageAction").isChecked()
    view = table(driver)
    view.setFocus()
    driver.click_item(view, 1)
    assert not canvas.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Return)  # opens the image
    assert canvas.isVisible()
    assert shown_name(driver.session) == FIRST[1]
    assert dock.widget() is panel
    assert panel.isVisible()
    QTest.keyClick(window, Qt.Key.Key_G, SHIFT)
    table(driver).setFocus()
    QTest.keyClick(table(driver), Qt.Key.Key_Escape)
    assert canvas.isVisible()
    QTest.keyClick(window, Qt.Key.Key_G)
    assert not panel.isVisible()


def test_the_second_pane_ends_the_page(driver: Driver) -> None:
    driver.action("resultsPageAction").trigger()
    canvas = driver.canvas
    driver.qtbot.waitUntil(lambda: not canvas.isVisible())
    driver.action("compareAction").trigger()
    driver.qtbot.waitUntil(canvas.isVisible)
    driver.settle()


def test_a_page_survives_edits_and_ends_with_the_last_image(driver: Driver) -> None:
    session, canvas = driver.session, driver.canvas
    driver.action("resultsPageAction").trigger()
    images = [entry.id for entry in session.document.project.images]
    session.images.set_role(images, "test")
    assert not canvas.isVisible()
    session.images.remove(images)
    driver.settle()
    assert not driver.action("resultsPageAction").isChecked()


def test_nothing_is_computed_while_the_panel_is_hidden(driver: Driver) -> None:
    session = driver.session
    driver.find(QDockWidget, "plotsDock").hide()
    QTest.keyClick(driver.window, Qt.Key.Key_G)
    session.set_delineation(session.document.project.delineation.with_(threshold=0.9))
    driver.settle()
    assert session.results.stale_count == 3
    QTest.keyClick(driver.window, Qt.Key.Key_G)
    complete(driver)


def test_nothing_is_computed_behind_another_tab_but_on_the_page(driver: Driver) -> None:
    session, panel = driver.session, driver.find(ResultsPanel, "resultsPanel")
    QTest.keyClick(driver.window, Qt.Key.Key_N)
    driver.qtbot.waitUntil(lambda: not panel.is_seen)
    session.set_delineation(session.document.project.delineation.with_(threshold=0.9))
    driver.settle()
    assert session.results.stale_count == 3
    driver.action("resultsPageAction").trigger()
    complete(driver)


def test_a_table_is_saved(driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "results"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *args: (str(target), ""))
    driver.action("saveImagesTableAction").trigger()
    driver.settle()
    lines = (tmp_path / "results.csv").read_text().splitlines()
    assert lines[0].startswith("image,role,height,width,objects,area")
    assert len(lines) == 4
    result = driver.session.results.get(driver.session.document.project.images[0].id)
    assert result is not None
    assert lines[1].split(",")[4:6] == [str(result.n_objects), str(result.area)]
    driver.action("saveObjectsTableAction").trigger()
    driver.settle()
    rows = (tmp_path / "results.csv").read_text().splitlines()
    entries = driver.session.document.project.images
    results = [driver.session.results.get(entry.id) for entry in entries]
    assert len(rows) == 1 + sum(found.n_objects for found in results if found is not None)


def test_dropped_folders_are_to_be_predicted(driver: Driver, tmp_path: Path) -> None:
    panel = driver.find(ResultsPanel, "resultsPanel")
    panel.folder_dropped.disconnect()  # the window asks for outputs in a dialog
    dropped: list[list[Path]] = []
    panel.folder_dropped.connect(dropped.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    buttons = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data, *buttons)
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, *buttons)
    QApplication.sendEvent(panel, drop)
    assert dropped == [[tmp_path]]


def test_small_windows_hide_the_panel_at_first_and_large_ones_show_it(
    window: MainWindow, qtbot: QtBot, project_folder: Path
) -> None:
    window.session.open(project_folder)
    driver = Driver(window, qtbot)
    driver.settle()
    assert not driver.find(ResultsPanel, "resultsPanel").isVisible()
