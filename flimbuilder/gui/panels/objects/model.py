"""The objects of an image as rows of a table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import floor, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionRange,
    QModelIndex,
    QObject,
    Qt,
)
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from flimbuilder.analysis.objects import ObjectColumn, ObjectTable
from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.gui.widgets.lists import HOVERED, Index
from flimbuilder.project.project import ClassEntry

__all__ = ["ObjectsModel", "column_title", "decimals_of", "shown_columns", "spans_of"]

BOX = ("top", "left", "height", "width")  # columns that the window leaves out
Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def shown_columns(table: ObjectTable) -> list[ObjectColumn]:
    """Return the columns to show: without the box, and in µm where both units are known."""
    described = {column.id: column for column in table.described}
    scaled = {
        column.id: described[other.id]
        for column in described.values()
        if (other := column.in_micrometres) is not None and other.id in described
    }
    extra = {column.id for column in scaled.values()}
    return [
        scaled.get(column.id, column)
        for column in described.values()
        if column.id not in BOX and column.id not in extra
    ]


def column_title(column: ObjectColumn) -> str:
    """Return a title with its unit."""
    title = translated(column.title)
    return f"{title}, {column.unit}" if column.unit else title


def decimals_of(column: ObjectColumn, largest: float) -> int:
    """Return the decimals of a column: lengths and areas have four digits in the largest value."""
    if column.whole:
        return 0
    if column.power or column.unit.startswith("µm"):
        return min(max(3 - floor(log10(max(largest, 1e-9))), 0), 6)
    return 1 if column.unit else 3


def spans_of(selection: QItemSelection) -> list[tuple[int, int]]:
    """Return the selected rows as (first, end), ascending."""
    parts = (selection.at(number) for number in range(selection.count()))
    return sorted((part.top(), part.bottom() + 1) for part in parts)


class ObjectsModel(QAbstractTableModel):
    """Rows of an `ObjectTable`, in the order of a column.

    The model is reset when it is sorted: moving thousands of selected rows one by one takes
    seconds. Select the rows again afterwards.

    Attributes
    ----------
    table : ObjectTable or None
    columns : list of ObjectColumn
    decimals : list of int
        Decimals shown in each column.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: ObjectTable | None = None
        self.columns: list[ObjectColumn] = []
        self.decimals: list[int] = []
        self._classes: dict[int, ClassEntry] = {}
        self._order: NDArray[np.int64] = np.zeros(0, np.int64)  # the table's row of each row
        self._places: NDArray[np.int64] = np.zeros(0, np.int64)  # the row of each label, from 1
        self._sorting: tuple[int, Qt.SortOrder] = 0, Qt.SortOrder.AscendingOrder
        self._hovered: int | None = None
        self._marked: NDArray[np.bool_] = np.zeros(0, np.bool_)  # by row of the table

    def show(self, table: ObjectTable | None, classes: Iterable[ClassEntry]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.table = table
        self.columns, self.decimals = [], []
        if table is not None:
            self.columns = shown_columns(table)
            self.decimals = [
                decimals_of(column, float(table[column.id].max(initial=0)))
                for column in self.columns
            ]
        self._classes = {entry.id: entry for entry in classes}
        self._arrange()
        self.endResetModel()

    def set_classes(self, classes: Iterable[ClassEntry]) -> None:
        """Show other names and colours of the classes."""
        self._classes = {entry.id: entry for entry in classes}
        if self.rowCount() and self.columnCount() > 1:
            self.dataChanged.emit(self.index(0, 1), self.index(self.rowCount() - 1, 1))

    def set_hovered(self, label: int | None) -> None:
        """Highlight the row of an object."""
        before, self._hovered = self._hovered, label
        for changed in (before, label):
            row = None if changed is None else self.row_of(changed)
            if row is not None:
                last = self.index(row, len(self.columns) - 1)
                self.dataChanged.emit(self.index(row, 0), last, [int(Role.BackgroundRole)])

    def mark(self, labels: Iterable[int]) -> None:
        """Highlight the rows of many objects like selected ones."""
        marked = np.zeros(len(self._order), np.bool_)
        marked[self._known(labels) - 1] = True
        if marked.any() or self._marked.any():
            self._marked = marked
            corners = self.index(0, 0), self.index(len(self._order) - 1, len(self.columns) - 1)
            roles = [int(Role.BackgroundRole), int(Role.ForegroundRole)]
            self.dataChanged.emit(*corners, roles)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by the values of a column; equal ones by the number of the object."""
        if (column, order) == self._sorting:
            return
        self.beginResetModel()
        self._sorting = column, order
        self._arrange()
        self.endResetModel()

    def label(self, row: int) -> int:
        """Return the number of the object in a row."""
        return int(self._order[row]) + 1

    def labels(self, selection: QItemSelection) -> frozenset[int]:
        """Return the numbers of the selected objects."""
        spans = [self._order[first:end] + 1 for first, end in spans_of(selection)]
        return frozenset(np.concatenate(spans).tolist()) if spans else frozenset()

    def row_of(self, label: int) -> int | None:
        """Return the row of an object, or None."""
        return int(self._places[label - 1]) if 0 < label <= len(self._places) else None

    def selection_of(self, labels: Iterable[int]) -> QItemSelection:
        """Return the rows of objects, merged into ranges."""
        selection, last = QItemSelection(), len(self.columns) - 1
        for first, end in self.spans(labels):
            corners = self.index(first, 0), self.index(end - 1, last)
            selection.append(QItemSelectionRange(*corners))
        return selection

    def spans(self, labels: Iterable[int]) -> list[tuple[int, int]]:
        """Return the rows of objects as (first, end), merged and ascending."""
        wanted = self._known(labels)
        if not len(wanted):
            return []
        rows = np.sort(self._places[wanted - 1])
        cuts = np.flatnonzero(np.diff(rows) != 1) + 1
        firsts, ends = rows[[0, *cuts]], rows[[*(cuts - 1), len(rows) - 1]] + 1
        return list(zip(firsts.tolist(), ends.tolist(), strict=True))

    def format(self, column: int, value: float) -> str:
        """Format a value of a column."""
        return f"{value:.{self.decimals[column]}f}"

    def text(self, labels: Iterable[int]) -> Callable[[], str]:
        """Return a function that writes objects as lines with tabs, in the order of the rows.

        It may be called on another thread.
        """
        rows = np.sort(self._places[self._known(labels) - 1])
        at, table, columns = self._order[rows], self.table, tuple(self.columns)
        names = {class_id: entry.name for class_id, entry in self._classes.items()}
        return lambda: "" if table is None else _text(table, at, columns, names)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of objects."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return the title or description of a column."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        match role:
            case Role.DisplayRole:
                return column_title(column)
            case Role.ToolTipRole:
                return translated(column.description)
            case Role.TextAlignmentRole:
                return None if column.id == "class_id" else RIGHT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return the text, swatch, alignment or ground of a cell."""
        if self.table is None or not index.isValid():
            return None
        column, at = self.columns[index.column()], int(self._order[index.row()])
        match role:
            case Role.DisplayRole:
                value = self.table[column.id][at]
                is_class = column.id == "class_id"
                return self._class_name(value) if is_class else self.format(index.column(), value)
            case Role.DecorationRole if column.id == "class_id":
                entry = self._classes.get(int(self.table[column.id][at]))
                plain = QGuiApplication.palette().color(QPalette.ColorRole.Text)
                return None if entry is None else swatch_icon(entry, plain)
            case Role.TextAlignmentRole if column.id != "class_id":
                return RIGHT
            case Role.BackgroundRole | Role.ForegroundRole:
                return self._colour(at, is_ground=role == Role.BackgroundRole)
        return None

    def _colour(self, at: int, *, is_ground: bool) -> QColor | None:
        """Return the colour of ground or text of a row that is marked or hovered."""
        palette, roles = QGuiApplication.palette(), QPalette.ColorRole
        if self._marked[at]:
            return palette.color(roles.Highlight if is_ground else roles.HighlightedText)
        if self._hovered != at + 1 or not is_ground:
            return None
        ground = QColor(palette.color(roles.Highlight))
        ground.setAlphaF(HOVERED)
        return ground

    def _known(self, labels: Iterable[int]) -> NDArray[np.int64]:
        """Return those labels that are numbers of objects."""
        wanted = np.fromiter(labels, np.int64)
        return wanted[(wanted > 0) & (wanted <= len(self._places))]

    def _class_name(self, class_id: int) -> str:
        entry = self._classes.get(int(class_id))
        return str(class_id) if entry is None else entry.name

    def _arrange(self) -> None:
        """Compute the order of the rows."""
        count = 0 if self.table is None else len(self.table)
        self._order = np.arange(count)
        column, order = self._sorting
        if self.table is not None and column < len(self.columns):
            values = self.table[self.columns[column].id]
            descends = order == Qt.SortOrder.DescendingOrder
            self._order = np.argsort(-values if descends else values, kind="stable")
        self._places = np.zeros(count, np.int64)
        self._places[self._order] = np.arange(count)
        if len(self._marked) != count:
            self._marked = np.zeros(count, np.bool_)


def _text(
    table: ObjectTable,
    at: NDArray[np.int64],
    columns: Sequence[ObjectColumn],
    names: Mapping[int, str],
) -> str:
    cells = []
    for column in columns:
        values = table[column.id][at].tolist()
        if column.id == "class_id":
            cells.append([names.get(value, str(value)) for value in values])
        else:
            cells.append([str(value) if column.whole else f"{value:.6g}" for value in values])
    lines = [[column_title(column) for column in columns], *zip(*cells, strict=True)]
    return "\n".join("\t".join(line) for line in lines)
