"""Plots as pictures and files, always in the light theme, for reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPalette
from PySide6.QtSvg import QSvgGenerator

from flimbuilder.gui.panels.plots.charts import Chart
from flimbuilder.gui.theme import light_palette
from flimbuilder.project.files import write_atomically

__all__ = ["picture_of", "save_chart"]

SCALE = 3  # pixels of a saved picture per pixel on the screen
PAPER = QColor(Qt.GlobalColor.white)


def picture_of(chart: Chart) -> QImage:
    """Return a plot as a picture, `SCALE` times as large as on the screen."""
    image = QImage(chart.view.size() * SCALE, QImage.Format.Format_RGB32)
    image.fill(PAPER)
    painter = QPainter(image)
    _render(chart, painter, QRectF(image.rect()))
    painter.end()
    return image


def save_chart(chart: Chart, path: Path) -> None:
    """Write a plot as PNG or SVG, by the ending of the file.

    Raises
    ------
    SaveError
        If it cannot be written.
    """
    write_atomically(path, _svg_of(chart) if path.suffix == ".svg" else _png_of(chart))


def _png_of(chart: Chart) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture_of(chart))
    return bytes(buffer.data().data())


def _svg_of(chart: Chart) -> bytes:
    data, area = QByteArray(), QRect(chart.view.rect())
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(area.size())
    generator.setViewBox(area)
    generator.setTitle(chart.accessibleName())
    painter = QPainter(generator)
    painter.fillRect(area, PAPER)
    _render(chart, painter, QRectF(area))
    painter.end()
    return bytes(data.data())


def _render(chart: Chart, painter: QPainter, target: QRectF) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    with _light_theme(chart):
        chart.view.render(painter, target, chart.view.rect())


@contextmanager
def _light_theme(chart: Chart) -> Iterator[None]:
    """Give a plot the light palette for a while."""
    chart.setPalette(light_palette())
    try:
        yield
    finally:
        chart.setPalette(QPalette())  # that of the window
