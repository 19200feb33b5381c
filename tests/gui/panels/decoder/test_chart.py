"""The chart of weights: the texts under its bars."""

import pytest
from pytestqt.qtbot import QtBot

from flimbuilder.gui.panels.decoder.bars import Bar
from flimbuilder.gui.panels.decoder.chart import WeightChart
from flimbuilder.project.project import ClassEntry, ClusterIdentity


def bars_of(*runs: tuple[ClassEntry | None, int]) -> list[Bar]:
    entries = [entry for entry, count in runs for _ in range(count)]
    return [
        Bar(number, ClusterIdentity(image="a", marker=1, cluster=number), entry, 0.5)
        for number, entry in enumerate(entries)
    ]


BACKGROUND = ClassEntry(id=0, name="background", colour="#56b4e9")
EGG = ClassEntry(id=1, name="egg of a worm with a long name", colour="#e69f00")
WORM = ClassEntry(id=2, name="worm", colour="#009e73")


@pytest.mark.parametrize(
    ("runs", "labels"),
    [
        ([(BACKGROUND, 20), (WORM, 20)], ["background", "worm"]),
        ([(BACKGROUND, 36), (EGG, 2), (WORM, 2)], ["0", "1", "2"]),
        ([(None, 38), (WORM, 2)], ["", "2"]),
        ([], []),
    ],
)
def test_names_are_whole_or_all_are_numbers(
    qtbot: QtBot, runs: list[tuple[ClassEntry | None, int]], labels: list[str]
) -> None:
    chart = WeightChart()
    qtbot.addWidget(chart)
    chart.resize(360, 160)
    chart.setBars(bars_of(*runs))
    assert chart.class_labels() == labels
