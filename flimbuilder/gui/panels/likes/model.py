"""The patches that a kernel likes, as rows of a list."""

from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from flimbuilder.gui.widgets.icons import pixmap_of, scaled_pixmap
from flimbuilder.gui.widgets.lists import Index, KeyedModel
from flimbuilder.session.kernel_preferences import ShownPatch

__all__ = ["PICTURE_SIDE", "PatchesModel"]

PICTURE_SIDE = 88  # logical pixels
DARK_LINE, LIGHT_LINE = QColor(0, 0, 0, 170), QColor(255, 255, 255, 230)


class PatchesModel(KeyedModel[ShownPatch]):
    """Rows of `ShownPatch`; the receptive field is framed in the pictures.

    Attributes
    ----------
    ratio : float
        Device pixels of the screen for a logical pixel.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.patch, parent)
        self.ratio = 1.0
        self._pixmaps: dict[int, tuple[ShownPatch, QPixmap]] = {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the picture, the name and activation, or the tooltip of a row."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        patch, roles = row.patch, Qt.ItemDataRole
        if role == roles.DecorationRole:
            return self._pixmap(row)
        if role == roles.DisplayRole:
            return f"{row.name}\n{patch.activation:.3g}"
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            text = self.tr("{0}, row {1}, column {2}: activation {3}. Click to go there")
            return text.format(row.name, patch.row, patch.col, f"{patch.activation:.4g}")
        return super().data(index, role)

    def _pixmap(self, row: ShownPatch) -> QPixmap:
        known = self._pixmaps.get(id(row.picture))
        if known is not None and known[0].picture is row.picture:
            return known[1]
        side = row.picture.shape[0]
        drawn = scaled_pixmap(pixmap_of(row.picture), PICTURE_SIDE, self.ratio)
        if row.field < side:
            _frame(drawn, row.field / side)
        if len(self._pixmaps) > 4 * max(len(self.rows), 16):
            self._pixmaps.clear()
        self._pixmaps[id(row.picture)] = row, drawn
        return drawn


def _frame(pixmap: QPixmap, share: float) -> None:
    """Frame the middle of a picture, with a dark line around a light one."""
    size = pixmap.deviceIndependentSize()
    width, height = size.width() * share, size.height() * share
    left, top = (size.width() - width) / 2, (size.height() - height) / 2
    painter = QPainter(pixmap)
    for colour, grow in ((DARK_LINE, 1.5), (LIGHT_LINE, 0.5)):
        painter.setPen(QPen(colour, 1.0))
        painter.drawRect(
            round(left - grow), round(top - grow), round(width + 2 * grow) - 1,
            round(height + 2 * grow) - 1,
        )  # fmt: skip
    painter.end()
