"""Classes in lists: a swatch of colour and pattern, and the number of markers."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QPainter, QPen, QPixmap

from flimbuilder.project.markers import ImageMarkers
from flimbuilder.project.project import ClassEntry, Project

__all__ = ["MarkerCounts", "class_pattern", "paint_swatch", "swatch_icon"]

PATTERNS = (  # those of the markers on the canvas
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.SolidPattern,
    Qt.BrushStyle.Dense5Pattern,
    Qt.BrushStyle.HorPattern,
)
ICON_SIDE = 14
GROUND = 0.75  # share of white behind a pattern, so that it shows in dark themes too


def class_pattern(class_id: int) -> Qt.BrushStyle:
    """Return the pattern of a class, a cue besides colour: the background is striped."""
    return PATTERNS[class_id % len(PATTERNS)]


def paint_swatch(painter: QPainter, rect: QRectF, class_id: int | None, colour: QColor) -> None:
    """Paint a class's colour with its pattern; an eraser (None) is an empty dashed frame."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    if class_id is not None:
        channels = colour.redF(), colour.greenF(), colour.blueF()
        paler = QColor.fromRgbF(*(value + GROUND * (1 - value) for value in channels))
        for brush in (QBrush(paler), QBrush(colour, class_pattern(class_id))):
            painter.fillRect(frame, brush)
    style = Qt.PenStyle.SolidLine if class_id is not None else Qt.PenStyle.DashLine
    painter.setPen(QPen(colour, 1.0, style))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(frame, 2, 2)
    painter.restore()


def swatch_icon(entry: ClassEntry | None, plain: QColor) -> QIcon:
    """Return the swatch of a class as an icon; for None, an eraser in the `plain` colour."""
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
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # a selected row must not tint it
            made.addPixmap(pixmap, mode)
    return made


class MarkerCounts:
    """The number of markers by image and class, without erasers.

    Images whose markers did not change are not counted again.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[ImageMarkers, Mapping[int, int]]] = {}

    def by_image(self, project: Project) -> dict[str, Mapping[int, int]]:
        """Return the number of markers by image id and class id."""
        self._known = {
            image_id: self._count(image_id, drawn) for image_id, drawn in project.markers.items()
        }
        return {image_id: counts for image_id, (_, counts) in self._known.items()}

    def by_class(self, project: Project) -> Mapping[int, int]:
        """Return the number of markers in the project by class id."""
        total: Counter[int] = Counter()
        for counts in self.by_image(project).values():
            total.update(counts)
        return total

    def _count(self, image_id: str, drawn: ImageMarkers) -> tuple[ImageMarkers, Mapping[int, int]]:
        known = self._known.get(image_id)
        if known is not None and known[0] is drawn:
            return known
        class_ids = (marker.class_id for marker in drawn.markers)
        return drawn, Counter(class_id for class_id in class_ids if class_id is not None)
