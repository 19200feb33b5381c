"""The curves of objects in the window, and their columns in the results."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel
from pytestqt.qtbot import QtBot

from flimbuilder.analysis.instances.froc import RATES
from flimbuilder.gui.panels.plots.panel import PlotsPanel
from flimbuilder.gui.panels.results.columns import COLUMNS
from flimbuilder.gui.panels.results.panel import ResultsPanel
from flimbuilder.gui.panels.results.views import ResultsTable
from flimbuilder.session.session import Session
from tests.gui.parts import find
from tests.numbered_masks import number_objects

pytestmark = pytest.mark.slow

PATIENCE = 30_000  # ms
AT = {column.id: number for number, column in enumerate(COLUMNS)}
Settle = Callable[[Session], None]


def _shown(qtbot: QtBot, panel: PlotsPanel | ResultsPanel, session: Session, folder: Path) -> None:
    qtbot.addWidget(panel)
    panel.resize(700, 320)
    with qtbot.waitExposed(panel):
        panel.show()
    session.open(folder)
    qtbot.waitUntil(lambda: session.results.is_complete, timeout=PATIENCE)


def _choose(panel: PlotsPanel, plot: str) -> None:
    combo = find(panel, QComboBox, "plotChoice")
    combo.setCurrentIndex(combo.findData(plot))


def test_curves_of_objects_are_drawn(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Settle
) -> None:
    number_objects(project_folder.parent)
    panel = PlotsPanel(session)
    _shown(qtbot, panel, session, project_folder)
    qtbot.waitUntil(lambda: session.detection.current is not None, timeout=PATIENCE)
    current = session.detection.current
    assert current is not None
    _choose(panel, "froc")
    qtbot.waitUntil(lambda: panel.chart is not None and bool(panel.chart.legend), timeout=PATIENCE)
    chart = panel.chart
    assert chart is not None
    assert [text for _, _, text in chart.legend] == [
        f"by position {current.froc.curves['centre'].score:.3f}",
        f"by overlap {current.froc.curves['iou'].score:.3f}",
    ]
    head, *rows = chart.numbers().splitlines()
    assert head.startswith("False positives an image\tby position\tlow\thigh")
    assert [float(row.split("\t")[0]) for row in rows] == list(RATES)
    found = current.froc.curves["centre"].sensitivity_at([1.0])[0]
    assert f"1 false positives an image: found by position {found:.3f}" in chart._describe(
        QPointF(0, 0.5)
    )
    _choose(panel, "overlap")
    qtbot.waitUntil(lambda: panel.chart is not chart and bool(panel.chart), timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(panel.chart and panel.chart.legend), timeout=PATIENCE)
    chart = panel.chart
    assert chart is not None
    assert chart.legend[-1][2] == f"mean of 2 images: AP {current.instances.mean()['ap']:.3f}"
    assert chart.numbers().splitlines()[1].startswith("0.5\t")
    _choose(panel, "count_error")  # it has no ends; the axis covers the values
    qtbot.waitUntil(lambda: panel.chart is not chart and bool(panel.chart), timeout=PATIENCE)
    qtbot.waitUntil(lambda: bool(panel.chart and panel.chart.legend), timeout=PATIENCE)
    settle(session)


def test_plain_masks_have_no_curves(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Settle
) -> None:
    panel = PlotsPanel(session)
    _shown(qtbot, panel, session, project_folder)
    settle(session)
    for plot in ("froc", "overlap", "pq"):
        _choose(panel, plot)
        text = find(panel, QLabel, "plotEmpty").text()
        assert text == "No measured image has a reference mask with a number for each object"


def test_columns_of_objects_appear_with_numbered_masks(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Settle
) -> None:
    number_objects(project_folder.parent)
    panel = ResultsPanel(session)
    _shown(qtbot, panel, session, project_folder)
    table = panel.findChildren(ResultsTable)[0]
    qtbot.waitUntil(lambda: AT["pq"] in table.shown_columns, timeout=PATIENCE)
    assert {AT["count_error"], AT["ap50"]} <= set(table.shown_columns)
    assert AT["aji"] not in table.shown_columns
    settle(session)


def test_columns_of_objects_are_hidden_without_numbers(
    qtbot: QtBot, session: Session, project_folder: Path, settle: Settle
) -> None:
    panel = ResultsPanel(session)
    _shown(qtbot, panel, session, project_folder)
    settle(session)
    table = panel.findChildren(ResultsTable)[0]
    qtbot.waitUntil(lambda: AT["pq"] not in table.shown_columns, timeout=PATIENCE)
    menu = table.column_menu()
    action = find(menu, QAction, "pqColumnAction")
    assert action.isChecked()
    assert not action.isEnabled()
    menu.deleteLater()
