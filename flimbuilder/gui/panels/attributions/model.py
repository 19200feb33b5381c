"""The maps of the explained place, as rows of a list."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QPixmap

from flimbuilder.explain.attributions.registry import METHODS
from flimbuilder.gui.language import tr, translated
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.lists import Index, KeyedModel
from flimbuilder.session.attributions import Attributions

__all__ = ["IMAGE", "AttributionsModel", "MapTile", "map_tiles"]

IMAGE = "image"  # key of the tile without a map


@dataclass(frozen=True, eq=False)
class MapTile:
    """A small map with its captions.

    Attributes
    ----------
    name : str
        Of the attribution; `IMAGE` is the image alone.
    title, scale : str
        Captions.
    tip : str
    picture : ndarray of shape (h, w, 3), uint8
    """

    name: str
    title: str
    scale: str
    tip: str
    picture: NDArray[np.uint8]


class AttributionsModel(KeyedModel[MapTile]):
    """Rows of `MapTile`, with their pictures as pixmaps."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda tile: tile.name, parent)
        self._pixmaps: dict[str, tuple[MapTile, QPixmap]] = {}

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the captions, the tooltip or the value of a row."""
        if not index.isValid():
            return None
        tile, roles = self.rows[index.row()], Qt.ItemDataRole
        if role == roles.DisplayRole:
            return f"{tile.title}\n{tile.scale}"
        if role == roles.ToolTipRole:
            return tile.tip
        if role == roles.AccessibleTextRole:
            return f"{tile.title}, {tile.scale}. {tile.tip}"
        return super().data(index, role)

    def pixmap(self, index: Index) -> QPixmap:
        """Return the picture of a row."""
        tile = self.rows[index.row()]
        known = self._pixmaps.get(tile.name)
        if known is None or known[0] is not tile:
            known = self._pixmaps[tile.name] = tile, pixmap_of(tile.picture)
        return known[1]


def map_tiles(attributions: Attributions, image_title: str, known: list[MapTile]) -> list[MapTile]:
    """Return a tile for the image and one for each map; those of `known` stay the same."""
    attributed = attributions.attributed
    if attributed is None:
        return []
    former = {id(tile.picture): tile for tile in known}
    first = next((tile for tile in known if tile.name == IMAGE), None)
    part = attributed.part
    if first is None or first.picture is not part:
        first = MapTile(IMAGE, image_title, attributed.name, translated(attributed.title), part)
    tiles = [first]
    for found in attributions.found:
        attribution, info = found.attribution, METHODS[found.attribution.method]
        low = (
            f"±{found.full:.2g}"
            if attribution.is_signed
            else tr("0 to {0}").format(f"{found.full:.2g}")
        )
        tip = f"{translated(info.description)} ({info.source})"
        tile = MapTile(attribution.name, translated(attribution.title), low, tip, found.picture)
        tiles.append(former.get(id(found.picture), tile))
    return tiles
