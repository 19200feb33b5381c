"""The markers of the shown image as rows of a table, with their texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import dist
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPalette

from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.widgets.lists import Index, KeyedModel
from flimbuilder.project.markers import Disk, Marker, Stroke
from flimbuilder.project.project import ClassEntry, Project

if TYPE_CHECKING:
    from flimbuilder.explain.counterfactuals.suspects import Counterfactual

__all__ = ["CLASS", "EFFECT", "SIZE", "USE", "MarkerRow", "MarkersModel", "marker_rows", "size_of"]

CLASS, SIZE, USE, EFFECT = range(4)
FULL = 0.1  # effect of a full bar


@dataclass(frozen=True)
class MarkerRow:
    """A marker as the table shows it.

    Attributes
    ----------
    image : str
    marker : Marker
    entry : ClassEntry or None
        Its class; None for an eraser.
    without : Counterfactual or None
        The result without the marker, if it is known.
    is_fresh : bool
        True if that is of the last build.
    bar : float
        Its effect as the length of a bar, in [-1, 1]; more than 0 if it helps.
    share : float
        Its largest share in the kernels that are pointed at or selected, in [0, 1].
    """

    image: str
    marker: Marker
    entry: ClassEntry | None
    without: "Counterfactual | None" = None
    is_fresh: bool = False
    bar: float = 0.0
    share: float = 0.0

    @property
    def is_contradicted(self) -> bool:
        """True if the other markers contradict it."""
        return self.without is not None and self.without.is_contradicted


def marker_rows(
    project: Project,
    image: str | None,
    effects: "Mapping[int, tuple[Counterfactual, bool]]" = MappingProxyType({}),
    shares: Mapping[tuple[str, int], float] = MappingProxyType({}),
) -> list[MarkerRow]:
    """Return the rows of an image, in drawing order; none if `image` is None.

    Parameters
    ----------
    project : Project
    image : str or None
    effects : mapping of int to (Counterfactual, bool), default={}
        By marker id: the result without it, and whether that is of the last build.
    shares : mapping of (image id, marker id) to float, default={}
        Share of markers in the kernels that are pointed at or selected.
    """
    if image is None:
        return []
    classes = {entry.id: entry for entry in project.classes}
    rows = []
    for marker in project.markers_of(image).markers:
        entry = None if marker.class_id is None else classes.get(marker.class_id)
        without, is_fresh = effects.get(marker.id, (None, False))
        share = shares.get((image, marker.id), 0.0)
        rows.append(MarkerRow(image, marker, entry, without, is_fresh, _bar_of(without), share))
    return rows


def _bar_of(found: "Counterfactual | None") -> float:
    return 0.0 if found is None else max(-1.0, min(1.0, effect_of(found) / FULL))


def effect_of(found: "Counterfactual") -> float:
    """Return what a marker adds: to Dice if it is measured, otherwise to the agreement."""
    change = found.measures.get("dice", found.agreement)
    return 0.0 - change


def size_of(marker: Marker) -> float:
    """Return the radius of a disk, the length of a stroke, or the area of pixels, in pixels."""
    if isinstance(marker, Disk):
        return marker.radius
    if isinstance(marker, Stroke):
        return sum(dist(start, end) for start, end in pairwise(marker.points))
    return sum(length for _, _, length in marker.runs)


class MarkersModel(KeyedModel[MarkerRow]):
    """Rows of markers, in columns for class, size, use and effect."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: (row.image, row.marker.id), parent)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else 4

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title or tooltip of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        tips = {
            SIZE: self.tr("Radius of a disk, length of a stroke, area of imported pixels"),
            EFFECT: self.tr(
                "Effect on the result, by building without the marker: right if it helps, left "
                "if it harms"
            ),
        }
        if role == Qt.ItemDataRole.ToolTipRole:
            return tips.get(section)
        if role == Qt.ItemDataRole.DisplayRole:
            titles = self.tr("Class"), self.tr("Size, px"), self.tr("Use"), self.tr("Effect")
            return titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, icon, tooltip or row of a marker."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, index.column())
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(row, index.column())
            case Qt.ItemDataRole.FontRole if row.share > 0:
                font = QGuiApplication.font()
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._describe(row)
        return super().data(index, role)

    def _text(self, row: MarkerRow, column: int) -> str:
        if column == CLASS:
            return self.tr("eraser") if row.entry is None else row.entry.name
        if column == SIZE:
            return f"{size_of(row.marker):.4g}"
        if column == EFFECT:
            is_known = row.without is not None and row.without.fault is None
            return f"{effect_of(row.without):+.3f}" if is_known and row.without else ""
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

    def _describe(self, row: MarkerRow) -> str:
        marker, size = row.marker, f"{size_of(row.marker):.4g}"
        shape = {
            "disk": self.tr("disk of radius {0} px"),
            "stroke": self.tr("stroke of length {0} px"),
            "pixels": self.tr("{0} imported pixels"),
        }[marker.kind].format(size)
        if isinstance(marker, Stroke):
            shape += self.tr(", radius {0} px").format(f"{marker.radius:.4g}")
        use = {
            "both": self.tr("used for kernels and normalisation"),
            "kernels": self.tr("used for kernels only"),
            "normalisation": self.tr("used for normalisation only"),
        }[marker.use]
        lines = [f"{self._text(row, CLASS)}: {shape}", "" if row.entry is None else use]
        lines.append(self.tr("marker {0}").format(marker.id))
        if row.share:
            text = self.tr("{0} % of the kernel that is pointed at or selected")
            lines.append(text.format(f"{100 * row.share:.0f}"))
        if row.without is not None:
            lines += self._describe_effect(row.without)
            if not row.is_fresh:
                lines.append(self.tr("(of an earlier build)"))
        return "\n".join(line for line in lines if line)

    def _describe_effect(self, found: "Counterfactual") -> list[str]:
        """Return what a build without the marker gives, line by line."""
        if found.fault is not None:
            return [self.tr("Without it: {0}").format(translated(found.fault))]
        dice, lines = found.measures.get("dice"), [self.tr("A build without it:")]
        if dice is not None:
            lines.append(self.tr("• mean Dice {0}").format(f"{dice:+.3f}"))
        agreement = self.tr("• agreement with the other markers {0}")
        lines.append(agreement.format(f"{found.agreement:+.3f}"))
        if found.support is not None:
            agreement = self.tr("• agreement with this marker {0}, instead of {1}")
            own = 0.0 if found.own is None else found.own
            lines.append(agreement.format(f"{found.support:.2f}", f"{own:.2f}"))
        if found.is_contradicted:
            lines.append(self.tr("The other markers contradict it"))
        return lines


@lru_cache(maxsize=16)
def _kind_icon(kind: str, palette_key: int) -> QIcon:
    """Return the icon of a kind of marker; the palette's cache key distinguishes themes."""
    return icon({"disk": "circle", "stroke": "gesture", "pixels": "dots-grid"}[kind])
