"""Actions and menus of the window as values."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flimbuilder.gui.keymap import keymap

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
        Default shortcuts; the user may change them.
    tip : str, default=""
        Explanation for the tooltip.
    enabled : callable, default=always
        Returns True if the action is available.
    checked : callable or None, default=None
        Returns True if the action is on; None for actions that cannot be checked.
    label : callable or None, default=None
        Returns the current text, if it changes.
    listed : callable, default=always
        Returns True if the menu shows the action; its shortcut works in any case.
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
    listed: Callable[[], bool] = _always
    held: str = ""

    @property
    def current_text(self) -> str:
        """The text, as it is now if it changes."""
        return self.text if self.label is None else self.label()

    @property
    def shown_keys(self) -> str:
        """The present shortcuts as text."""
        return self.held or keymap().text(self.name)


@dataclass(frozen=True)
class Section:
    """A menu.

    Attributes
    ----------
    title : str
    rows : tuple
        Actions, None for separators, and names of submenus that are built elsewhere.
    keys : tuple of (str, str), default=()
        Text and keys for the sheet of shortcuts, instead of those of the rows while these have
        their default keys.
    """

    title: str
    rows: tuple[Row | str | None, ...]
    keys: tuple[tuple[str, str], ...] = ()

    @property
    def shown_keys(self) -> list[tuple[str, str]]:
        """Text and keys for the sheet of shortcuts."""
        if self.keys and not any(row.name in keymap().changes for row in self.actions):
            return list(self.keys)
        return [(row.current_text, row.shown_keys) for row in self.actions if row.shown_keys]

    @property
    def actions(self) -> Iterator[Row]:
        """The rows that are actions."""
        return (row for row in self.rows if isinstance(row, Row))
