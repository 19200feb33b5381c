"""A tree of the terms of an explanation, opened level by level."""

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QPixmap

from flimbuilder.gui.language import tr, translated
from flimbuilder.gui.panels.why.rows import WhyRow
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.lists import ROW, Index
from flimbuilder.session.place_patches import PatchPlace

__all__ = ["SHARE", "TERM", "VALUE", "WITHOUT", "WhyModel"]

TERM, VALUE, WITHOUT = range(3)  # columns
LEAST_CHANGE = 0.005  # of a saliency: less is not seen at two digits
SHARE = ROW + 1  # role: a value relative to the largest one of the list, in [-1, 1]

Orders = Callable[[PatchPlace], NDArray[np.uint8] | None]


class _Node:
    """A row with its place in the tree; `children` is None until they are known."""

    numbers = count(1)

    def __init__(self, row: WhyRow | None, parent: "_Node | None", place: int = 0) -> None:
        self.row, self.parent, self.place = row, parent, place
        self.id = next(self.numbers)
        self.children: list[_Node] | None = None

    @property
    def can_open(self) -> bool:
        return self.row is not None and self.row.can_open


class WhyModel(QAbstractItemModel):
    """Rows of `WhyRow` in columns for the term, its contribution, and the saliency without it.

    Parameters
    ----------
    picture : callable
        Returns the picture (h, w, 3) of a place, or None while it is not there.

    Attributes
    ----------
    opened : Signal(object)
        Emitted with the index of a row whose children are wanted; `set_children` adds them.
    """

    opened = Signal(object)

    def __init__(self, picture: Orders, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self._root = _Node(None, None)
        self._root.children = []
        self._nodes: dict[int, _Node] = {}
        self._wanted: set[int] = set()  # nodes whose children are on their way
        self._largest = 1.0
        self._pixmaps: dict[PatchPlace, QPixmap] = {}

    @property
    def rows(self) -> list[WhyRow]:
        """The rows of the first level."""
        return [node.row for node in self._root.children or [] if node.row is not None]

    def show(self, rows: Sequence[WhyRow]) -> None:
        """Show other rows; those with a known key keep what is open below them."""
        known = {node.row.key: node for node in self._root.children or [] if node.row}
        values = [abs(row.value) for row in rows if row.can_open]
        self._largest = max(values, default=0.0) or 1.0
        if known.keys() == {row.key for row in rows}:
            self._reorder([known[row.key] for row in rows], rows)
            return
        self.beginResetModel()
        self._nodes, self._wanted = {}, set()
        self._root.children = self._made(rows, self._root)
        self.endResetModel()

    def awaited(self) -> list[Index]:
        """Return the rows whose children are wanted."""
        return [self._index_of(self._nodes[number]) for number in sorted(self._wanted)]

    def set_children(self, index: Index, rows: Sequence[WhyRow]) -> None:
        """Add the children of a row, once."""
        node = self._node(index)
        if node.children is not None:
            return
        self._wanted.discard(node.id)
        if rows:
            self.beginInsertRows(index, 0, len(rows) - 1)
        node.children = self._made(rows, node)
        if rows:
            self.endInsertRows()
        self.dataChanged.emit(index, index)

    def refresh_pictures(self) -> None:
        """Paint the pictures that are there now."""
        last = len(self._root.children or []) - 1
        if last >= 0:
            self.dataChanged.emit(self.index(0, TERM), self.index(last, TERM))

    def places(self) -> list[PatchPlace]:
        """Return the places of the pictures of all rows."""
        rows = [*self.rows, *(node.row for node in self._nodes.values() if node.row)]
        return [row.place for row in rows if row.place is not None]

    def row(self, index: Index) -> WhyRow | None:
        """Return the row of an index."""
        return self._node(index).row if index.isValid() else None

    # QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a row and column below a parent."""
        children = self._node(parent).children or []
        if not 0 <= row < len(children) or not 0 <= column < self.columnCount():
            return QModelIndex()
        return self.createIndex(row, column, children[row].id)

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        """Return the index of the parent of a row."""
        parent = self._node(index).parent if index.isValid() else None
        if parent is None or parent is self._root:
            return QModelIndex()
        return self._index_of(parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of children that are known."""
        return 0 if parent.column() > 0 else len(self._node(parent).children or [])

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 3

    def hasChildren(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        """Return True if a row can be opened."""
        node = self._node(parent)
        return bool(node.children) or (node.children is None and node.can_open)

    def canFetchMore(self, parent: Index) -> bool:
        """Return True if the children of a row are not known."""
        node = self._node(parent)
        return node.can_open and node.children is None and node.id not in self._wanted

    def fetchMore(self, parent: Index) -> None:
        """Ask for the children of a row."""
        self._wanted.add(self._node(parent).id)
        self.opened.emit(parent)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title or tooltip of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        titles = self.tr("Source"), self.tr("Contributes"), self.tr("Without it")
        tips = (
            "",
            self.tr("Its part of the decoder's sum; more than 0 speaks for the class"),
            self.tr(
                "The saliency of the place if it were not there, and the change; "
                "where it hardly changes, that of the sum (log-odds)"
            ),
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return titles[section]
        return tips[section] if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, picture, share, tooltip or row of a term."""
        row = self.row(index)
        if row is None or role == ROW:
            return row
        match role:
            case _ if role == SHARE:
                return min(max(row.value / self._largest, -1.0), 1.0)
            case Qt.ItemDataRole.DisplayRole:
                return _texts(row)[index.column()]
            case Qt.ItemDataRole.DecorationRole:
                return self._pixmap(row.place) if index.column() == TERM else None
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._describe(row)
        return None

    def _describe(self, row: WhyRow) -> str:
        lines = [f"{row.title}, {row.detail}"]
        if row.entry is not None:
            lines.append(self.tr("Class {0}: {1}").format(row.entry.id, row.entry.name))
        lines.append(self.tr("Contributes {0}").format(_signed(row.value, ".4g")))
        if row.saliency is not None and row.change is not None:
            text = self.tr("Without it, the saliency is {0} ({1})")
            lines.append(text.format(f"{row.saliency:.3f}", _signed(row.change, ".3f")))
            if row.sum_change is not None and row.sum_change != row.change:
                text = self.tr("Without it, the log-odds change by {0}")
                lines.append(text.format(_signed(row.sum_change, ".2f")))
        if row.is_contradicted:
            lines.append(self.tr("The other markers contradict it: it is probably wrong"))
        if row.fault is not None:
            lines.append(translated(row.fault))
        return "\n".join(lines)

    def _pixmap(self, place: PatchPlace | None) -> QPixmap | None:
        if place is None:
            return None
        if place not in self._pixmaps:
            picture = self._picture(place)
            if picture is None:
                return None
            self._pixmaps[place] = pixmap_of(picture)
        return self._pixmaps[place]

    def _node(self, index: Index) -> _Node:
        return self._nodes[index.internalId()] if index.isValid() else self._root

    def _index_of(self, node: _Node, column: int = TERM) -> QModelIndex:
        return self.createIndex(node.place, column, node.id)

    def _made(self, rows: Iterable[WhyRow], parent: _Node) -> list[_Node]:
        nodes = [_Node(row, parent, place) for place, row in enumerate(rows)]
        self._nodes |= {node.id: node for node in nodes}
        return nodes

    def _reorder(self, nodes: list[_Node], rows: Sequence[WhyRow]) -> None:
        before = self._root.children
        is_moved = before != nodes
        if is_moved:
            self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList() if is_moved else []  # listeners add some
        ends = [(self._node(index), index.column()) for index in old]
        for place, (node, row) in enumerate(zip(nodes, rows, strict=True)):
            node.place, node.row = place, row
        self._root.children = nodes
        if is_moved:
            new = [self._index_of(node, column) for node, column in ends]
            self.changePersistentIndexList(old, new)
            self.layoutChanged.emit()
        elif nodes:
            self.dataChanged.emit(self.index(0, 0), self.index(len(nodes) - 1, WITHOUT))


def _texts(row: WhyRow) -> tuple[str, str, str]:
    without = ""
    if row.saliency is not None and row.change is not None:
        is_saturated = abs(row.change) < LEAST_CHANGE and row.sum_change is not None
        if is_saturated and abs(row.sum_change or 0) >= LEAST_CHANGE:
            without = f"{tr('sum')} {_signed(row.sum_change or 0, '.1f')}"
        else:
            without = f"{row.saliency:.2f} ({_signed(row.change, '.2f')})"
    elif row.fault is not None:
        without = "–"
    return row.title, _signed(row.value, "#.3g"), without


def _signed(value: float, format_: str) -> str:
    """Return a number with its sign, and zero without one."""
    text = f"{value:+{format_}}"
    is_zero = not text.strip("+-0.")
    return text[1:] if is_zero else text.replace("-", "−")
