"""Swatches of classes and counts of markers."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter
from pytestqt.qtbot import QtBot

from flimbuilder.gui.widgets.classes import (
    MarkerCounts,
    class_pattern,
    paint_swatch,
    swatch_icon,
)
from flimbuilder.project.markers import Disk, ImageMarkers, Stroke
from flimbuilder.project.project import ImageEntry, Project, default_class

SIDE = 16


def painted(class_id: int | None, colour: str = "#0072b2") -> list[str]:
    """Return the colours of a swatch inside its frame."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint_swatch(painter, QRectF(0, 0, SIDE, SIDE), class_id, QColor(colour))
    painter.end()
    inner = range(4, SIDE - 4)
    return [image.pixelColor(x, y).name(QColor.NameFormat.HexArgb) for y in inner for x in inner]


@pytest.mark.usefixtures("qapp")
def test_neighbouring_classes_differ_in_pattern() -> None:
    pictures = [tuple(painted(class_id)) for class_id in range(4)]
    assert len(set(pictures)) == 4
    assert set(pictures[1]) == {"#ff0072b2"}
    for at in (0, 2, 3):
        assert 0.1 < pictures[at].count("#ff0072b2") / len(pictures[at]) < 0.9
    assert class_pattern(5) == class_pattern(1)


@pytest.mark.usefixtures("qapp")
def test_the_swatch_of_an_eraser_is_empty() -> None:
    assert set(painted(None)) == {"#00000000"}


def test_a_selected_row_does_not_tint_the_icon(qtbot: QtBot) -> None:
    icon = swatch_icon(default_class(1), QColor("black"))
    pictures = [
        icon.pixmap(14, 14, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected)
    ]
    assert pictures[0] == pictures[1]
    assert pictures[0].pixelColor(7, 7).name() == default_class(1).colour
    assert swatch_icon(None, QColor("black")).pixmap(14, 14).toImage() != pictures[0]


def entry(name: str) -> ImageEntry:
    return ImageEntry(id=name, path=name, sha256="0" * 64, size=1, shape=(9, 9, 1), dtype="uint8")


def disks(*classes: int) -> ImageMarkers:
    drawn = tuple(
        Disk(id=at + 1, class_id=class_id, center=(1, 1), radius=1)
        for at, class_id in enumerate(classes)
    )
    eraser = Stroke(id=99, class_id=None, points=((1, 1),), radius=1)
    return ImageMarkers(next_id=100, markers=(*drawn, eraser))


def test_markers_are_counted_by_image_and_class() -> None:
    project = Project(
        images=(entry("a"), entry("b")), markers={"a": disks(0, 1, 1), "b": disks(1)}
    )
    counts = MarkerCounts()
    assert counts.by_image(project) == {"a": {0: 1, 1: 2}, "b": {1: 1}}
    assert counts.by_class(project) == {0: 1, 1: 3}
    changed = project.with_(markers=project.markers | {"a": disks(0)})
    assert counts.by_image(changed) == {"a": {0: 1}, "b": {1: 1}}
    assert counts.by_class(Project()) == {}
