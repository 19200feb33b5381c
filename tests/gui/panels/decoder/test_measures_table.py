import pytest
from pytestqt.qtbot import QtBot

from flimbuilder.analysis.measures import MEASURES
from flimbuilder.gui.panels.decoder.measures_table import MeasuresTable, change_text
from tests.gui.panels.decoder.scene import shown
from tests.gui.parts import measure_texts


@pytest.mark.parametrize(
    ("name", "before", "now", "text"),
    [
        ("dice", 0.82, 0.87, "+0.050 ▲"),
        ("dice", 0.87, 0.82, "−0.050 ▼"),
        ("mae", 0.2, 0.1, "−0.100 ▲"),
        ("mae", 0.1, 0.2, "+0.100 ▼"),
        ("iou", 0.5, 0.5004, "0"),
    ],
)
def test_a_change_has_a_sign_and_an_arrow(name: str, before: float, now: float, text: str) -> None:
    assert change_text(MEASURES[name], before, now) == text


def test_every_measure_of_the_evaluation_has_a_row(qtbot: QtBot) -> None:
    table = MeasuresTable()
    qtbot.addWidget(table)
    now = {name: number / 100 for number, name in enumerate(MEASURES, start=50)}
    table.setMeasures(now, None)
    for name in MEASURES:
        assert measure_texts(table, name) == (f"{now[name]:.3f}", "–", "–")
    assert table.rowCount() == len(MEASURES)
    table.setMeasures(None, now)
    assert measure_texts(table, "dice") == ("–", f"{now['dice']:.3f}", "–")


def test_every_row_has_a_tooltip_and_is_visible(qtbot: QtBot) -> None:
    table = MeasuresTable()
    shown(qtbot, table, 360, table.height())
    for row in range(table.rowCount()):
        title = table.item(row, 0)
        assert title is not None
        assert title.text()
        assert title.toolTip()
    last = table.item(table.rowCount() - 1, 3)
    assert table.viewport().rect().contains(table.visualItemRect(last))
