"""Find parts of the window, and read their texts."""

from typing import TypeVar

from PySide6.QtWidgets import QTableWidget, QWidget

from flimbuilder.analysis.measures import MEASURES

W = TypeVar("W", bound=QWidget)


def find(parent: QWidget, kind: type[W], name: str) -> W:
    """Return the child of a class and an object name."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), f"no {kind.__name__} {name}"
    return found


def measure_texts(table: QTableWidget, name: str) -> tuple[str, str, str]:
    """Return the texts of a measure in a `MeasuresTable`: now, before, change."""
    cells = [[table.item(row, column) for column in range(4)] for row in range(table.rowCount())]
    texts = [["" if cell is None else cell.text() for cell in row] for row in cells]
    title = MEASURES[name].title
    (row,) = [row for row in texts if row[0].removesuffix(" ↓") == title]
    return row[1], row[2], row[3]
