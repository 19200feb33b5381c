"""An action of the window as a value, and a menu of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtGui import QKeySequence

__all__ = ["Row", "Section"]


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Row:
    """One action.

    Attributes
    ----------
    name : str
        Object name.
    text : str
    call : callable
        What it does.
    icon : str, default=""
    keys : tuple of str, default=()
        Shortcuts, the one that is told first.
    tip : str, default=""
        What it does in more words than `text`.
    enabled : callable
        Tells whether it can be done now.
    checked : callable or None, default=None
        Tells whether it is on; None where it cannot be.
    label : callable or None, default=None
        Returns the text where it changes.
    held : str, default=""
        A key that is told, and bound elsewhere.
    """

    name: str
    text: str
    call: Callable[[], object]
    icon: str = ""
    keys: tuple[str, ...] = ()
    tip: str = ""
    enabled: Callable[[], bool] = _always
    checked: Callable[[], bool] | None = None
    label: Callable[[], str] | None = None
    held: str = ""

    @cached_property
    def shown_keys(self) -> str:
        """The shortcut as it is told to the user."""
        native = QKeySequence.SequenceFormat.NativeText
        return self.held or ", ".join(QKeySequence(key).toString(native) for key in self.keys)


@dataclass(frozen=True)
class Section:
    """A menu: rows, None for a line between them, and the names of menus made elsewhere.

    `keys` stand in the sheet of shortcuts in place of the rows' own.
    """

    title: str
    rows: tuple[Row | str | None, ...]
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def shown_keys(self) -> list[tuple[str, str]]:
        """What the sheet tells: (what it does, keys)."""
        shown = [(row.text, row.shown_keys) for row in self.actions if row.shown_keys]
        return list(self.keys) or shown

    @property
    def actions(self) -> Iterator[Row]:
        """The rows that are actions."""
        return (row for row in self.rows if isinstance(row, Row))
