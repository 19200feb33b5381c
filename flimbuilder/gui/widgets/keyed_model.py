"""A list that becomes another list by the smallest change, so that views keep their place."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

__all__ = ["ROW", "Index", "KeyedModel"]

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
ROW = int(Qt.ItemDataRole.UserRole)  # the row's own value
MOST_STEPS = 30  # each takes a time that grows with the rows; what takes more starts again


class KeyedModel(QAbstractTableModel, Generic[Row]):
    """Rows of frozen values, each with a key of its own.

    Parameters
    ----------
    key : callable
        Returns the key of a row: no two rows have the same.
    parent : QObject or None, default=None

    Attributes
    ----------
    rows : tuple
        What is shown.
    """

    def __init__(self, key: Callable[[Row], Hashable], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self._key = key
        self._places: dict[Hashable, int] = {}

    def show(self, rows: Iterable[Row]) -> None:
        """Show other rows; those that stay keep their selection, and the view its place.

        Only where rows come and go in more than `MOST_STEPS` places all is shown anew.
        """
        wanted = tuple(rows)
        keys = [self._key(row) for row in wanted]
        there = set(keys)
        if [one for one in keys if one in self._places] != [
            one for one in self._places if one in there
        ]:
            self._start_again(wanted)
            return
        gone = _runs([at for at, row in enumerate(self.rows) if self._key(row) not in there])
        new = _runs([at for at, one in enumerate(keys) if one not in self._places])
        if len(gone) + len(new) > MOST_STEPS:
            self._start_again(wanted)
            return
        self._remove(gone)
        self._insert(wanted, new)
        self._replace(wanted)

    def place(self, key: Hashable) -> int | None:
        """Return the row number of a key; None where there is none."""
        return self._places.get(key)

    def refresh(self, key: Hashable) -> None:
        """Have a row painted again, since something that is not part of it has changed."""
        place = self.place(key)
        if place is not None:
            self._tell(place, place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are: one, where a class does not say otherwise."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row itself for the role `ROW`."""
        return self.rows[index.row()] if role == ROW and index.isValid() else None

    def _start_again(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self._keep(rows)
        self.endResetModel()

    def _remove(self, gone: Sequence[tuple[int, int]]) -> None:
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._keep(self.rows[:first] + self.rows[last + 1 :])
            self.endRemoveRows()

    def _insert(self, rows: tuple[Row, ...], new: Sequence[tuple[int, int]]) -> None:
        for first, last in new:
            self.beginInsertRows(QModelIndex(), first, last)
            self._keep((*self.rows[:first], *rows[first : last + 1], *self.rows[first:]))
            self.endInsertRows()

    def _replace(self, rows: tuple[Row, ...]) -> None:
        pairs = zip(self.rows, rows, strict=True)
        changed = [at for at, (old, new) in enumerate(pairs) if old is not new and old != new]
        self._keep(rows)
        for first, last in _runs(changed):
            self._tell(first, last)

    def _keep(self, rows: tuple[Row, ...]) -> None:
        self.rows = rows
        self._places = {self._key(row): at for at, row in enumerate(rows)}

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Group ascending numbers that follow one another into (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
