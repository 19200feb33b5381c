"""Pictures as the bytes of files."""

import re
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

__all__ = ["png_bytes", "svg_bytes"]

MILLIMETRES = re.compile(rb'width="[^"]*mm" height="[^"]*mm"')  # as Qt writes the size


def png_bytes(image: QImage) -> bytes:
    """Return a picture as a PNG file."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return bytes(data.data())


def svg_bytes(
    size: QSize, title: str, draw: Callable[[QPainter], None], dots_per_inch: int | None = None
) -> bytes:
    """Return a drawing as an SVG file.

    Parameters
    ----------
    size : QSize
        In pixels.
    title : str
    draw : callable
        Draws with a painter.
    dots_per_inch : int or None, default=None
        Of the texts; None for that of Qt.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    if dots_per_inch is not None:
        generator.setResolution(dots_per_inch)
    generator.setSize(size)
    generator.setViewBox(QRect(0, 0, size.width(), size.height()))
    generator.setTitle(title)
    painter = QPainter(generator)
    draw(painter)
    painter.end()
    written = f'width="{size.width()}" height="{size.height()}"'.encode()
    return MILLIMETRES.sub(written, bytes(data.data()), count=1)
