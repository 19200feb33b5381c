"""The colour of a class, always with a second cue: a pattern that goes by the class's number."""

from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap

from flimbuilder.project.project import ClassEntry

__all__ = ["class_pattern", "paint_swatch", "swatch_icon"]

PATTERNS = (  # the canvas draws markers with the same
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.HorPattern,
)
ICON_SIDE = 14
GROUND = 0.75  # of white in the ground of a pattern, so that it shows in dark themes too


def class_pattern(class_id: int) -> Qt.BrushStyle:
    """Return the pattern of a class: stripes for the background, solid for the first object."""
    return PATTERNS[class_id % len(PATTERNS)]


def paint_swatch(painter: QPainter, rect: QRectF, class_id: int | None, colour: QColor) -> None:
    """Paint a class's colour with its pattern; None, an eraser, is an empty dashed frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if class_id is not None:
        ground = _paler(colour)
        for brush in (QBrush(ground), QBrush(colour, class_pattern(class_id))):
            painter.fillRect(frame, brush)
    style = Qt.PenStyle.SolidLine if class_id is not None else Qt.PenStyle.DashLine
    painter.setPen(QPen(colour, 1.0, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 2, 2)
    painter.restore()


def _paler(colour: QColor) -> QColor:
    parts = colour.redF(), colour.greenF(), colour.blueF()
    return QColor.fromRgbF(*(part + GROUND * (1 - part) for part in parts))


def swatch_icon(entry: ClassEntry | None, plain: QColor) -> QIcon:
    """Return the swatch of a class as an icon; of an eraser, in the `plain` colour, for None."""
    if entry is None:
        return _icon(None, plain.name())
    return _icon(entry.id, entry.colour)


@lru_cache(maxsize=512)
def _icon(class_id: int | None, colour: str) -> QIcon:
    made = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(QSize(ICON_SIDE, ICON_SIDE) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        paint_swatch(painter, QRectF(0, 0, ICON_SIDE, ICON_SIDE), class_id, QColor(colour))
        painter.end()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # a selected row tints it not
            made.addPixmap(pixmap, mode)
    return made
