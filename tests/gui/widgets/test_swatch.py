"""The colour of a class with its pattern."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from pytestqt.qtbot import QtBot

from flimbuilder.gui.widgets.swatch import class_pattern, paint_swatch, swatch_icon
from flimbuilder.project.project import default_class

SIDE = 16


def painted(class_id: int | None, colour: str = "#0072b2") -> list[str]:
    """Return the colours inside of a swatch, its frame left out."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_swatch(painter, QRectF(0, 0, SIDE, SIDE), class_id, QColor(colour))
    painter.end()
    inner = range(4, SIDE - 4)
    return [image.pixelColor(x, y).name(QColor.NameFormat.HexArgb) for y in inner for x in inner]


@pytest.mark.usefixtures("qapp")
def test_neighbouring_classes_differ_without_colour() -> None:
    pictures = [tuple(painted(class_id)) for class_id in range(4)]
    assert len(set(pictures)) == 4
    assert set(pictures[1]) == {"#ff0072b2"}
    for at in (0, 2, 3):
        assert 0.1 < pictures[at].count("#ff0072b2") / len(pictures[at]) < 0.9
    assert class_pattern(5) == class_pattern(1)


@pytest.mark.usefixtures("qapp")
def test_an_eraser_is_empty() -> None:
    assert set(painted(None)) == {"#00000000"}


def test_the_icon_of_a_selected_row_is_not_tinted(qtbot: QtBot) -> None:
    icon = swatch_icon(default_class(1), QColor("black"))
    pictures = [
        icon.pixmap(14, 14, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)
    ]
    assert pictures[0] == pictures[1]
    assert pictures[0].pixelColor(7, 7).name() == default_class(1).colour
    assert swatch_icon(None, QColor("black")).pixmap(14, 14).toImage() != pictures[0]
