"""Plots as pictures and files, always in the light theme, for reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette

from flimbuilder.gui.panels.plots.chart import Chart
from flimbuilder.gui.theme import light_palette
from flimbuilder.gui.widgets.pictures import png_bytes, svg_bytes
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
    content = _svg_of(chart) if path.suffix == ".svg" else png_bytes(picture_of(chart))
    write_atomically(path, content)


def _svg_of(chart: Chart) -> bytes:
    area = QRect(chart.view.rect())

    def draw(painter: QPainter) -> None:
        painter.fillRect(area, PAPER)
        _render(chart, painter, QRectF(area))

    return svg_bytes(area.size(), chart.accessibleName(), draw)


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
