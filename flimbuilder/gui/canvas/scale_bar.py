"""A scale bar of a round length, readable over any image."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from flimbuilder.project.pixel_size import PixelSize

__all__ = [
    "BAR_MARGIN",
    "LONGEST",
    "SHORTEST",
    "ScaleBar",
    "bar_area",
    "fitting_bar",
    "paint_scale_bar",
]

LONGEST, SHORTEST = 140.0, 56.0  # logical pixels of room for a bar
BAR_MARGIN, THICKNESS, GAP = 12.0, 4.0, 4.0
LINES = 32.0  # of text and bar, at most
UNITS = ((1e6, "m"), (1e3, "mm"), (1.0, "µm"), (1e-3, "nm"), (1e-6, "pm"))  # in µm
INK, HALO = QColor(255, 255, 255), QColor(0, 0, 0, 200)


@dataclass(frozen=True)
class ScaleBar:
    """A length on screen, in logical pixels, and what it stands for."""

    length: float
    text: str


def fitting_bar(scale: float, size: PixelSize | None, longest: float = LONGEST) -> ScaleBar:
    """Return the longest bar of 1, 2 or 5 times a power of ten that fits.

    Parameters
    ----------
    scale : float
        Logical pixels per image pixel.
    size : PixelSize or None
        None gives a bar in image pixels, of at least one.
    longest : float, default=LONGEST
        In logical pixels.
    """
    screen = scale if size is None else scale / size.width  # logical pixels in a unit
    most = longest / screen * (1 + 1e-9)
    power = 10.0 ** math.floor(math.log10(most))
    length = next(step * power for step in (5, 2, 1) if step * power <= most)
    if size is None:
        length = max(length, 1.0)
        return ScaleBar(length * screen, f"{length:.0f} px")
    factor, unit = next((entry for entry in UNITS if length >= entry[0] * (1 - 1e-9)), UNITS[-1])
    number = length / factor
    text = f"{number:.0f}" if number > 0.9 else f"{number:.9f}".rstrip("0")
    return ScaleBar(length * screen, f"{text} {unit}")


def bar_area(area: QRectF) -> QRectF:
    """Return the corner of an area in which `paint_scale_bar` paints."""
    width, height = LONGEST + 2 * BAR_MARGIN, LINES + 2 * BAR_MARGIN
    return QRectF(area.right() - width, area.bottom() - height, width, height)


def paint_scale_bar(painter: QPainter, bar: ScaleBar, area: QRectF) -> None:
    """Paint a bar in the lower right corner of an area: white with a dark halo."""
    font = QFont(painter.font())
    font.setBold(True)
    metrics = QFontMetricsF(font)
    right, bottom = area.right() - BAR_MARGIN, area.bottom() - BAR_MARGIN
    line = QRectF(right - bar.length, bottom - THICKNESS, bar.length, THICKNESS)
    width = metrics.horizontalAdvance(bar.text)
    left = min(line.center().x() - width / 2, right - width)
    text = QPainterPath()
    text.addText(QPointF(left, line.top() - GAP - metrics.descent() / 2), font, bar.text)
    shape = QPainterPath()
    shape.addRect(line)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    halo = QPen(HALO, 2.5)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for path in (text, shape):
        painter.strokePath(path, halo)
        painter.fillPath(path, INK)
    painter.restore()
