"""Words and colours in the canvas's corners: legends, the colour bar, short messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPalette

from flimbuilder.gui.canvas.pens import cosmetic, draw_twice
from flimbuilder.imaging.pictures import inferno
from flimbuilder.session.results import HeatMap

__all__ = ["ColourBar", "Hud", "Key", "number_text"]

MARGIN, PADDING, LINE = 8.0, 6.0, 22.0
BAR_WIDTH, BAR_HEIGHT = 180.0, 10.0


@dataclass(frozen=True)
class Key:
    """One line of a legend.

    Attributes
    ----------
    text : str
    colour : QColor
    style : Qt.PenStyle or None
        Of the line that it explains; None for an area.
    """

    text: str
    colour: QColor
    style: Qt.PenStyle | None = None


@dataclass(frozen=True)
class ColourBar:
    """What the colours of a heat map mean."""

    title: str
    low: str
    high: str

    @classmethod
    def of(cls, heat: HeatMap) -> "ColourBar":
        """Explain a heat map."""
        return cls(heat.title, number_text(heat.low), number_text(heat.high))


def number_text(value: float) -> str:
    """Write a number with three digits that matter."""
    return f"{value:.3g}"


class Hud:
    """Draws plates of text in the palette's colours, stacked in the corners.

    Parameters
    ----------
    painter : QPainter
        In logical pixels.
    area : QRectF
        Of the canvas.
    palette : QPalette
    """

    def __init__(self, painter: QPainter, area: QRectF, palette: QPalette) -> None:
        self._painter = painter
        self._area = area
        self._back = QColor(palette.color(QPalette.ColorRole.Window))
        self._back.setAlpha(225)
        self._text = palette.color(QPalette.ColorRole.WindowText)
        self._metrics = QFontMetricsF(painter.font())
        self._top = area.top() + MARGIN
        self._bottom = area.bottom() - MARGIN

    def badge(self, text: str) -> None:
        """Say something in the upper left corner, below what is said there."""
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        plate = QRectF(self._area.left() + MARGIN, self._top, width, LINE)
        self._plate(plate)
        self._write(plate, text, Qt.AlignmentFlag.AlignCenter)
        self._top = plate.bottom() + MARGIN / 2

    def legend(self, keys: Sequence[Key]) -> None:
        """Explain lines and areas in the lower left corner, above what is there."""
        widest = max(self._metrics.horizontalAdvance(key.text) for key in keys)
        size = 36 + widest + 2 * PADDING, LINE * len(keys) + PADDING
        plate = self._above(*size)
        for number, key in enumerate(keys):
            self._key(plate.adjusted(PADDING, PADDING / 2 + number * LINE, -PADDING, 0), key)

    def colour_bar(self, bar: ColourBar) -> None:
        """Explain a heat map in the lower left corner, above what is there."""
        width = max(BAR_WIDTH, self._metrics.horizontalAdvance(bar.title))
        plate = self._above(width + 2 * PADDING, 2 * LINE + BAR_HEIGHT)
        row = QRectF(plate.left() + PADDING, plate.top(), width, LINE)
        self._write(row, bar.title, Qt.AlignmentFlag.AlignLeft)
        strip = QRectF(row.left(), row.bottom(), width, BAR_HEIGHT)
        self._painter.fillRect(strip, _inferno_gradient(strip))
        row.moveTop(strip.bottom())
        self._write(row, bar.low, Qt.AlignmentFlag.AlignLeft)
        self._write(row, bar.high, Qt.AlignmentFlag.AlignRight)

    def note(self, text: str, at: QPointF) -> None:
        """Say something beside a place of the canvas."""
        width = self._metrics.horizontalAdvance(text) + 2 * PADDING
        plate = QRectF(at.x() + 16, at.y() + 16, width, LINE)
        right, bottom = self._area.right() - MARGIN, self._area.bottom() - MARGIN
        plate.moveRight(min(plate.right(), right))
        plate.moveBottom(min(plate.bottom(), bottom))
        self._plate(plate)
        self._write(plate, text, Qt.AlignmentFlag.AlignCenter)

    def _above(self, width: float, height: float) -> QRectF:
        plate = QRectF(self._area.left() + MARGIN, self._bottom - height, width, height)
        self._bottom = plate.top() - MARGIN / 2
        self._plate(plate)
        return plate

    def _plate(self, plate: QRectF) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self._back)
        self._painter.drawRoundedRect(plate, 5, 5)

    def _write(self, area: QRectF, text: str, align: Qt.AlignmentFlag) -> None:
        self._painter.setPen(self._text)
        self._painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter, text)

    def _key(self, row: QRectF, key: Key) -> None:
        row.setHeight(LINE)
        middle = row.center().y()
        sample = QRectF(row.left(), middle - 5, 28, 10)
        if key.style is None:
            self._painter.fillRect(sample, key.colour)
        else:
            line = QLineF(sample.left(), middle, sample.right(), middle)
            draw_twice(
                self._painter,
                cosmetic(key.colour, 3, key.style),
                lambda: self._painter.drawLine(line),
            )
        row.setLeft(row.left() + 36)
        self._write(row, key.text, Qt.AlignmentFlag.AlignLeft)


def _inferno_gradient(strip: QRectF) -> QLinearGradient:
    gradient = QLinearGradient(strip.topLeft(), strip.topRight())
    gradient.setStops(_inferno_stops())
    return gradient


@cache
def _inferno_stops() -> list[tuple[float, QColor]]:
    return [(value / 255, QColor(*rgb)) for value, rgb in enumerate(inferno().tolist())]
