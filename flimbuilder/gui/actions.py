"""The actions of the window, created from their table and updated with the session."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from flimbuilder.gui.action_row import Row, Section
from flimbuilder.gui.action_table import ActionTable
from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.theme import THEMES
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.session.session import Session

__all__ = ["Actions"]

ICON_ONLY = ("newProjectAction", "openAction", "saveAction", "undoAction", "redoAction")
TOOL_BAR = (
    ("newProjectAction", "openAction", "saveAction"),
    ("undoAction", "redoAction"),
    ("panAction", "diskAction", "strokeAction", "eraseAction", "whyAction"),
    ("buildAction", "liveAction"),
    ("compareAction",),
    ("predictFolderAction", "exportAction"),
)


class Actions(QObject):
    """Creates the actions and keeps them enabled and checked as the session requires.

    Parameters
    ----------
    session : Session
    table : ActionTable
    changed_keys : mapping of str to sequence of str
        By action: the keys that the user changed.
    window : QWidget
        Scope of the shortcuts.

    Attributes
    ----------
    sections : tuple of Section
    """

    def __init__(
        self,
        session: Session,
        table: ActionTable,
        changed_keys: Mapping[str, Sequence[str]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self.sections = table.sections
        self._entries: dict[str, tuple[Row, QAction]] = {}
        self._menus: list[tuple[QMenu, Section]] = []
        self._was_building = False
        for section in self.sections:
            for row in section.actions:
                self._add(row, window)
        defaults = {row.name: row.keys for row, _ in self._entries.values()}
        keymap().changed.connect(self._show_keys)
        keymap().load(defaults, changed_keys)
        self._group(["panAction", "diskAction", "strokeAction", "eraseAction", "whyAction"])
        self._group([f"{theme}ThemeAction" for theme in THEMES])
        self._connect()
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        """Return an action by its object name."""
        return self._entries[name][1]

    def refresh(self) -> None:
        """Update all actions from the session."""
        for row, action in self._entries.values():
            action.setEnabled(row.enabled())
            if row.checked is not None:
                action.setChecked(row.checked())
            if row.label is not None:
                _set_text(action, row, row.label())
        for menu, section in self._menus:
            _list_actions(menu, [(row, self[row.name]) for row in section.actions])

    def refresh_icons(self) -> None:
        """Recolour the icons when the theme changes."""
        for row, action in self._entries.values():
            if row.icon:
                action.setIcon(icon(row.icon))

    def fill(self, bar: QMenuBar, menus: Mapping[str, QMenu]) -> None:
        """Fill the menu bar; `menus` holds the submenus that are built elsewhere, by name."""
        for section in self.sections:
            menu = bar.addMenu(section.title)
            menu.setToolTipsVisible(True)
            self._menus.append((menu, section))
            for row in section.rows:
                if row is None:
                    menu.addSeparator()
                elif isinstance(row, Row):
                    menu.addAction(self[row.name])
                else:
                    menu.addMenu(menus[row])
        self.refresh()

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Fill the tool bar."""
        for place, names in enumerate(TOOL_BAR):
            if place:
                bar.addSeparator()
            for name in names:
                bar.addAction(self[name])
                button = bar.widgetForAction(self[name])
                if isinstance(button, QToolButton):
                    button.setObjectName(name.replace("Action", "ToolButton"))
                    button.setAccessibleName(self[name].iconText())
                    button.setToolButtonStyle(_style(name))

    def _add(self, row: Row, window: QWidget) -> None:
        action = QAction(self)
        action.setObjectName(row.name)
        action.setCheckable(row.checked is not None)
        _set_text(action, row, row.text)
        if row.icon:
            action.setIcon(icon(row.icon))
        action.triggered.connect(partial(self._trigger, row))
        window.addAction(action)
        self._entries[row.name] = (row, action)

    def _show_keys(self) -> None:
        """Apply the keymap."""
        portable = QKeySequence.SequenceFormat.PortableText
        for row, action in self._entries.values():
            keys = keymap().keys(row.name)
            action.setShortcuts([QKeySequence(key, portable) for key in keys])
            _set_text(action, row, row.current_text)

    def _trigger(self, row: Row, checked: bool = False) -> None:
        row.call()
        self.refresh()  # a click toggles the action even if the session did not change

    def _group(self, names: Sequence[str]) -> None:
        group = QActionGroup(self)
        for name in names:
            group.addAction(self[name])

    def _connect(self) -> None:
        session = self._session
        session.document.changed.connect(self._on_changed)
        session.document.status_changed.connect(self.refresh)
        session.view_changed.connect(self._on_changed)
        session.builder.changed.connect(self.refresh)
        session.suggestions.changed.connect(self.refresh)
        session.jobs.changed.connect(self._on_jobs_changed)

    def _on_jobs_changed(self) -> None:
        """Refresh if a build started or ended; other jobs affect no action."""
        is_building = self._session.builder.is_building
        if is_building != self._was_building:
            self._was_building = is_building
            self.refresh()

    def _on_changed(self, before: object, after: object) -> None:
        self.refresh()


def _set_text(action: QAction, row: Row, text: str) -> None:
    """Set the text of menu, button and tooltip."""
    shown = f"{text}\t{row.held}" if row.held else text
    plain = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    action.setText(shown)
    action.setIconText(row.text.replace("&", "").rstrip("…"))
    words = plain.rstrip("…") + (f": {row.tip}" if row.tip else "")
    action.setToolTip(f"{words} ({row.shown_keys})" if row.shown_keys else words)


def _list_actions(menu: QMenu, entries: Sequence[tuple[Row, QAction]]) -> None:
    """Show the listed actions in a menu that may leave some out."""
    wanted = [action for row, action in entries if row.listed()]
    present = set(menu.actions())
    if len(wanted) == len(entries) and present.issuperset(wanted):
        return
    after: QAction | None = None
    for _, action in reversed(entries):
        if action in wanted and action not in present:
            menu.insertAction(after, action)  # type: ignore[arg-type]
        elif action not in wanted and action in present:
            menu.removeAction(action)
        if action in wanted:
            after = action


def _style(name: str) -> Qt.ToolButtonStyle:
    styles = Qt.ToolButtonStyle
    return styles.ToolButtonIconOnly if name in ICON_ONLY else styles.ToolButtonTextBesideIcon
