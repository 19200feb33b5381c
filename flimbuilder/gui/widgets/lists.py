"""Models and painting of lists whose rows change while they are shown."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from types import TracebackType
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

__all__ = ["HOVERED", "ROW", "Index", "KeyedModel", "Showing", "paint_row_ground"]

RowValue = TypeVar("RowValue")
Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)  # the role of a row's value
MAX_STEPS = 30  # the cost of a step grows with the rows: a reset is cheaper than more steps
SELECTED, HOVERED = 0.3, 0.1  # opacity of the highlight


class KeyedModel(QAbstractTableModel, Generic[RowValue]):
    """A table of frozen values, each identified by a key.

    Parameters
    ----------
    key : callable
        Returns the key of a row; keys must be unique.

    Attributes
    ----------
    rows : tuple
        The shown values.
    """

    def __init__(self, key: Callable[[RowValue], Hashable], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[RowValue, ...] = ()
        self._key = key
        self._places: dict[Hashable, int] = {}

    def show(self, rows: Iterable[RowValue]) -> None:
        """Replace the rows; rows that stay keep their selection, and the view its position.

        The model is reset if rows change their order, or if they come and go in more than
        `MAX_STEPS` places.
        """
        wanted = tuple(rows)
        keys = [self._key(row) for row in wanted]
        staying = set(keys)
        if [key for key in keys if key in self._places] != [
            key for key in self._places if key in staying
        ]:
            self._reset(wanted)
            return
        removed = _runs([at for at, row in enumerate(self.rows) if self._key(row) not in staying])
        inserted = _runs([at for at, key in enumerate(keys) if key not in self._places])
        if len(removed) + len(inserted) > MAX_STEPS:
            self._reset(wanted)
            return
        self._remove(removed)
        self._insert(wanted, inserted)
        self._replace(wanted)

    def place(self, key: Hashable) -> int | None:
        """Return the row number of a key, or None if there is no such row."""
        return self._places.get(key)

    def refresh(self, key: Hashable) -> None:
        """Repaint a row after a change of something that is not part of its value."""
        place = self.place(key)
        if place is not None:
            self._emit_changed(place, place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns: one, unless a subclass overrides it."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the value of a row for the role `ROW`."""
        return self.rows[index.row()] if role == ROW and index.isValid() else None

    def _reset(self, rows: tuple[RowValue, ...]) -> None:
        self.beginResetModel()
        self._set_rows(rows)
        self.endResetModel()

    def _remove(self, runs: Sequence[tuple[int, int]]) -> None:
        for first, last in reversed(runs):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_rows(self.rows[:first] + self.rows[last + 1 :])
            self.endRemoveRows()

    def _insert(self, rows: tuple[RowValue, ...], runs: Sequence[tuple[int, int]]) -> None:
        for first, last in runs:
            self.beginInsertRows(QModelIndex(), first, last)
            self._set_rows((*self.rows[:first], *rows[first : last + 1], *self.rows[first:]))
            self.endInsertRows()

    def _replace(self, rows: tuple[RowValue, ...]) -> None:
        pairs = zip(self.rows, rows, strict=True)
        changed = [at for at, (old, new) in enumerate(pairs) if old is not new and old != new]
        self._set_rows(rows)
        for first, last in _runs(changed):
            self._emit_changed(first, last)

    def _set_rows(self, rows: tuple[RowValue, ...]) -> None:
        self.rows = rows
        self._places = {self._key(row): at for at, row in enumerate(rows)}

    def _emit_changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Group ascending numbers into runs of consecutive ones, as (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


class Showing:
    """A flag that is true inside a ``with`` block, which may be nested.

    A panel enters it while it shows the session, and ignores the signals that this causes. Needed
    for selections and current rows; `QSignalBlocker` suffices for other controls.
    """

    def __init__(self) -> None:
        self._depth = 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def __enter__(self) -> None:
        self._depth += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._depth -= 1


def paint_row_ground(painter: QPainter, option: QStyleOptionViewItem, *, current: bool) -> QColor:
    """Paint the background of a row; return the colour of text on it.

    The row that the session shows is `current` and differs from selected rows.
    """
    ground = option.palette.color(QPalette.ColorRole.Highlight)
    if current:
        painter.fillRect(option.rect, ground)
        return option.palette.color(QPalette.ColorRole.HighlightedText)
    if option.state & QStyle.StateFlag.State_Selected:
        ground.setAlphaF(SELECTED)
        painter.fillRect(option.rect, ground)
    elif option.state & QStyle.StateFlag.State_MouseOver:
        ground.setAlphaF(HOVERED)
        painter.fillRect(option.rect, ground)
    return option.palette.color(QPalette.ColorRole.Text)
