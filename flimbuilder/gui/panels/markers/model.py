"""The markers of the shown image as rows of a table, in drawing order."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import dist
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPalette

from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.widgets.keyed_model import Index, KeyedModel
from flimbuilder.gui.widgets.swatch import swatch_icon
from flimbuilder.project.markers import Disk, Marker, Stroke
from flimbuilder.project.project import ClassEntry, Project

__all__ = ["MarkerRow", "MarkersModel", "marker_rows", "size_of"]

CLASS, SIZE, USE = range(3)


@dataclass(frozen=True)
class MarkerRow:
    """What the table shows of a marker; `entry` is its class, None for an eraser."""

    image: str
    marker: Marker
    entry: ClassEntry | None


def marker_rows(project: Project, image: str | None) -> list[MarkerRow]:
    """Resolve what there is to show of an image; None shows nothing."""
    if image is None:
        return []
    classes = {entry.id: entry for entry in project.classes}
    return [
        MarkerRow(image, marker, None if marker.class_id is None else classes.get(marker.class_id))
        for marker in project.markers_of(image).markers
    ]


def size_of(marker: Marker) -> float:
    """Return the radius of a disk, the length of a stroke, or the area, all in pixels."""
    if isinstance(marker, Disk):
        return marker.radius
    if isinstance(marker, Stroke):
        return sum(dist(start, end) for start, end in pairwise(marker.points))
    return sum(length for _, _, length in marker.runs)


class MarkersModel(KeyedModel[MarkerRow]):
    """Rows of markers; texts are made only for what is in sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: (row.image, row.marker.id), parent)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns: class, size, use."""
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the name of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and section == SIZE:
            return self.tr("Radius of a disk, length of a stroke, area of pixels that came along")
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Class"), self.tr("Size, px"), self.tr("Use"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the texts, the icons or the row of a marker."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, index.column())
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(row, index.column())
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._described(row)
        return super().data(index, role)

    def _text(self, row: MarkerRow, column: int) -> str:
        if column == CLASS:
            return self.tr("eraser") if row.entry is None else row.entry.name
        if column == SIZE:
            return f"{size_of(row.marker):.4g}"
        if row.entry is None:
            return ""
        return {
            "both": self.tr("both"),
            "kernels": self.tr("kernels"),
            "normalisation": self.tr("norm."),
        }[row.marker.use]

    def _icon(self, row: MarkerRow, column: int) -> QIcon | None:
        palette = QGuiApplication.palette()
        if column == CLASS:
            return swatch_icon(row.entry, palette.color(QPalette.ColorRole.Text))
        return _kind_icon(row.marker.kind, palette.cacheKey()) if column == SIZE else None

    def _described(self, row: MarkerRow) -> str:
        marker, size = row.marker, f"{size_of(row.marker):.4g}"
        drawn = {
            "disk": self.tr("disk of radius {0} px"),
            "stroke": self.tr("stroke of length {0} px"),
            "pixels": self.tr("{0} pixels that came along"),
        }[marker.kind].format(size)
        if isinstance(marker, Stroke):
            drawn += self.tr(", radius {0} px").format(f"{marker.radius:.4g}")
        use = {
            "both": self.tr("gives kernels and normalisation"),
            "kernels": self.tr("gives kernels only"),
            "normalisation": self.tr("gives normalisation only"),
        }[marker.use]
        lines = [f"{self._text(row, CLASS)}: {drawn}", "" if row.entry is None else use]
        lines.append(self.tr("marker {0}").format(marker.id))
        return "\n".join(line for line in lines if line)


@lru_cache(maxsize=16)
def _kind_icon(kind: str, palette: int) -> QIcon:
    """Return the icon of a shape in the colours of a palette, named by its cache key."""
    return icon({"disk": "circle", "stroke": "gesture", "pixels": "dots-grid"}[kind])
