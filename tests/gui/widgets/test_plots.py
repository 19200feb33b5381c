from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from flimbuilder.gui.theme import dark_palette, light_palette
from flimbuilder.gui.widgets.plots import Plot


@pytest.fixture
def palette(qapp: QApplication) -> Iterator[None]:
    before = QPalette(qapp.palette())
    yield
    qapp.setPalette(before)


@pytest.mark.usefixtures("palette")
def test_the_background_of_a_painted_plot_follows_the_theme(
    qapp: QApplication, qtbot: QtBot
) -> None:
    qapp.setPalette(light_palette())
    plot = Plot("plot")
    qtbot.addWidget(plot)
    plot.resize(200, 100)
    plot.show()
    qtbot.waitExposed(plot)

    for palette in (light_palette(), dark_palette(), light_palette()):
        qapp.setPalette(palette)
        qapp.processEvents()
        corner = plot.grab().toImage().pixelColor(1, 1)
        assert corner.name() == palette.color(QPalette.ColorRole.Window).name()
