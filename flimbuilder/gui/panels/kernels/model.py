"""The kernels of a block as rows of a list, with their pictures and their story in words."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPixmap

from flimbuilder.gui.panels.kernels.rows import KernelRow
from flimbuilder.gui.widgets.keyed_model import ROW, Index, KeyedModel
from flimbuilder.gui.widgets.pixmaps import pixmap_of
from flimbuilder.imaging.pictures import inferno
from flimbuilder.project.project import KernelIdentity
from flimbuilder.session.results import KernelCard

__all__ = ["FILTERS_PICTURE", "KernelsModel"]

FILTERS_PICTURE = ROW + 1  # the weights of the first block as a pixmap, or None
WORDS = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole)


class KernelsModel(KeyedModel[KernelRow]):
    """Rows of kernels; pictures are made when they are first painted.

    Parameters
    ----------
    parent : QObject or None, default=None
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.card.identity, parent)
        self._maps = _Pixmaps(inferno())
        self._filters = _Pixmaps()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the number, the pictures, the row or the story of a kernel."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        card = row.card
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.tr("Kernel {0}").format(card.number)
            case Qt.ItemDataRole.DecorationRole:
                return self._maps.get(card.identity, card.map)
            case _ if role == FILTERS_PICTURE:
                return self._filters.get(card.identity, card.filters)
            case _ if role in WORDS:
                return self._described(row)
        return super().data(index, role)

    def _described(self, row: KernelRow) -> str:
        card = row.card
        title = self.tr("Kernel {0} of block {1}").format(card.number, card.block)
        lines = [title, *self._provenance(row), *self._figures(row), *self._flags(row)]
        return "\n".join(lines)

    def _provenance(self, row: KernelRow) -> list[str]:
        card = row.card
        if card.class_id is None:
            of_class = self.tr("Of no single class: the reduction mixed them")
        else:
            name = row.entry.name if row.entry else "?"
            of_class = self.tr("Class {0}: {1}").format(card.class_id, name)
        place = self.tr("From {0}, marker {1}, row {2}, column {3}")
        where = place.format(row.origin, card.marker, card.row, card.col)
        return [of_class, where, self._size(card)]

    def _size(self, card: KernelCard) -> str:
        one, several = self.tr("Stands for one patch"), self.tr("Stands for {0} patches")
        if card.identity.kind == "component":
            one, several = self.tr("Made from one kernel"), self.tr("Made from {0} kernels")
        return one if card.size == 1 else several.format(card.size)

    def _figures(self, row: KernelRow) -> list[str]:
        card, lines = row.card, []
        if card.weight is not None:
            lines.append(self.tr("Weight in the decoder: {0}").format(f"{card.weight:+.3g}"))
        if card.map is not None:
            lines.append(self.tr("Maximum on this image: {0}").format(f"{card.maximum:.3g}"))
        if card.dice is not None:
            lines.append(self.tr("Dice with the reference mask: {0}").format(f"{card.dice:.2f}"))
        return lines

    def _flags(self, row: KernelRow) -> list[str]:
        card = row.card
        told = {
            self.tr("Dead: zero all over this image"): card.dead,
            self.tr("Nearly the same as kernel {0}").format(card.twin): card.twin is not None,
            self.tr("Inverted: its sign is turned"): card.inverted,
            self.tr("Deleted"): card.deleted,
            self.tr("Changed since the build: applies with the next one"): card.pending,
        }
        return [text for text, holds in told.items() if holds]


class _Pixmaps:
    """Pixmaps by kernel, made again only where the array is another one."""

    def __init__(self, colours: NDArray[np.uint8] | None = None) -> None:
        self._colours = colours
        self._made: dict[KernelIdentity, tuple[NDArray[np.uint8], QPixmap]] = {}

    def get(self, identity: KernelIdentity, pixels: NDArray[np.uint8] | None) -> QPixmap | None:
        if pixels is None:
            self._made.pop(identity, None)
            return None
        known = self._made.get(identity)
        if known is None or known[0] is not pixels:
            coloured = pixels if self._colours is None else self._colours[pixels]
            known = self._made[identity] = pixels, pixmap_of(coloured)
        return known[1]
