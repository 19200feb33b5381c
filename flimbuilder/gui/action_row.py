"""Actions and menus of the window as values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtGui import QKeySequence

__all__ = ["Row", "Section"]


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Row:
    """An action.

    Attributes
    ----------
    name : str
        Object name.
    text : str
        Text in the menu.
    call : callable
        Called when the action is triggered.
    icon : str, default=""
        Name of the icon.
    keys : tuple of str, default=()
        Shortcuts.
    tip : str, default=""
        Explanation for the tooltip.
    enabled : callable, default=always
        Returns True if the action is available.
    checked : callable or None, default=None
        Returns True if the action is on; None for actions that cannot be checked.
    label : callable or None, default=None
        Returns the current text, if it changes.
    held : str, default=""
        Key that the menu shows but that is bound elsewhere.
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
        """The shortcuts as text."""
        native = QKeySequence.SequenceFormat.NativeText
        return self.held or ", ".join(QKeySequence(key).toString(native) for key in self.keys)


@dataclass(frozen=True)
class Section:
    """A menu.

    Attributes
    ----------
    title : str
    rows : tuple
        Actions, None for separators, and names of submenus that are built elsewhere.
    keys : tuple of (str, str), default=()
        Text and keys for the sheet of shortcuts, instead of those of the rows.
    """

    title: str
    rows: tuple[Row | str | None, ...]
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def shown_keys(self) -> list[tuple[str, str]]:
        """Text and keys for the sheet of shortcuts."""
        shown = [(row.text, row.shown_keys) for row in self.actions if row.shown_keys]
        return list(self.keys) or shown

    @property
    def actions(self) -> Iterator[Row]:
        """The rows that are actions."""
        return (row for row in self.rows if isinstance(row, Row))
