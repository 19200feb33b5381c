"""The small helpers that panels share, each by hand."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from flimbuilder.gui.widgets.dropped import dropped_paths
from flimbuilder.gui.widgets.pixmaps import pixmap_of
from flimbuilder.gui.widgets.showing import Showing
from flimbuilder.gui.widgets.words import heading, note, scaled


def test_showing_is_true_inside_alone_however_it_is_left() -> None:
    showing = Showing()
    assert not showing
    with showing:
        with showing:
            assert showing
        assert showing
    assert not showing
    with pytest.raises(KeyError), showing:
        raise KeyError
    assert not showing


def test_dropped_files_are_those_of_this_machine(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/a.png")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    assert dropped_paths(event) == [tmp_path]


@pytest.mark.parametrize("step", [1, 2])
def test_a_pixmap_shows_the_array(qapp: QApplication, step: int) -> None:
    pixels = np.arange(4 * 6 * 3, dtype=np.uint8).reshape(4, 6, 3)[:, ::step]
    image = pixmap_of(pixels).toImage()
    assert (image.height(), image.width()) == pixels.shape[:2]
    for row, col in np.ndindex(*pixels.shape[:2]):
        colour = image.pixelColor(col, row)
        assert (colour.red(), colour.green(), colour.blue()) == tuple(pixels[row, col].tolist())


def test_a_scaled_font_is_no_smaller_than_asked() -> None:
    font = QFont()
    font.setPointSizeF(10)
    assert scaled(font, 2).pointSizeF() == 20
    assert scaled(font, 0.5, least=7).pointSizeF() == 7
    font.setPixelSize(12)
    assert scaled(font, 2).pixelSize() == 12


def test_headings_are_bold_and_notes_quiet(qapp: QApplication) -> None:
    title, told = heading("Kernels"), note("hint")
    assert isinstance(title, QLabel)
    assert title.font().bold()
    assert told.objectName() == "hint"
    assert told.foregroundRole() == QPalette.ColorRole.PlaceholderText
    title.deleteLater()
    told.deleteLater()
