"""Every action of the window, in one table that menus, tool bar and shortcut sheet are made of."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QToolButton, QWidget

from flimbuilder.gui.commands import Commands
from flimbuilder.gui.theme import THEMES, ThemeName
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.session.session import Session
from flimbuilder.session.view import Heat, Tool

__all__ = ["Actions", "Row", "Section"]

CLASS_KEYS = 10
ICON_ONLY = ("newProjectAction", "openAction", "saveAction", "undoAction", "redoAction")
TOOL_BAR = (
    ("newProjectAction", "openAction", "saveAction"),
    ("undoAction", "redoAction"),
    ("panAction", "diskAction", "strokeAction", "eraseAction"),
    ("buildAction", "liveAction"),
    ("exportAction",),
)


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

    @property
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


class Actions(QObject):
    """The actions, each on or off and enabled as the session is.

    Parameters
    ----------
    session : Session
    commands : Commands
    window : QWidget
        Where the shortcuts hold.

    Attributes
    ----------
    sections : tuple of Section
    """

    def __init__(self, session: Session, commands: Commands, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._commands = session, commands
        self.sections = self._sections()
        self._made: dict[str, tuple[Row, QAction]] = {}
        for section in self.sections:
            for row in section.actions:
                self._make(row, window)
        self._group(["panAction", "diskAction", "strokeAction", "eraseAction"])
        self._group([f"{choice}ThemeAction" for choice in THEMES])
        self._connect()
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        """Return an action by its object name."""
        return self._made[name][1]

    def refresh(self) -> None:
        """Have all actions as the session is."""
        for row, action in self._made.values():
            action.setEnabled(row.enabled())
            if row.checked is not None:
                action.setChecked(row.checked())
            if row.label is not None:
                _set_text(action, row, row.label())

    def refresh_icons(self) -> None:
        """Take the colours of another theme."""
        for row, action in self._made.values():
            if row.icon:
                action.setIcon(icon(row.icon))

    def fill(self, bar: QMenuBar, menus: Mapping[str, QMenu]) -> None:
        """Make the menus; `menus` are those that are made elsewhere, by name."""
        for section in self.sections:
            menu = bar.addMenu(section.title)
            menu.setToolTipsVisible(True)
            for row in section.rows:
                if row is None:
                    menu.addSeparator()
                elif isinstance(row, Row):
                    menu.addAction(self[row.name])
                else:
                    menu.addMenu(menus[row])

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """Put the most needed actions into a tool bar."""
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

    def _make(self, row: Row, window: QWidget) -> None:
        action = QAction(self)
        action.setObjectName(row.name)
        action.setCheckable(row.checked is not None)
        _set_text(action, row, row.text)
        if row.icon:
            action.setIcon(icon(row.icon))
        action.setShortcuts([QKeySequence(key) for key in row.keys])
        action.triggered.connect(partial(self._trigger, row))
        window.addAction(action)
        self._made[row.name] = (row, action)

    def _trigger(self, row: Row, checked: bool = False) -> None:
        row.call()
        self.refresh()  # a click has toggled it, whether or not the session followed

    def _group(self, names: Sequence[str]) -> None:
        group = QActionGroup(self)
        for name in names:
            group.addAction(self[name])

    def _connect(self) -> None:
        session = self._session
        session.document.changed.connect(self._follow)
        session.document.status_changed.connect(self.refresh)
        session.view_changed.connect(self._follow)
        session.builder.changed.connect(self.refresh)
        session.jobs.changed.connect(self.refresh)

    def _follow(self, before: object, after: object) -> None:
        self.refresh()

    # the table

    def _sections(self) -> tuple[Section, ...]:
        tr = self.tr
        return (
            Section(tr("&File"), self._file_rows()),
            Section(tr("&Edit"), self._edit_rows()),
            Section(tr("&Draw"), self._draw_rows()),
            Section(
                tr("&Classes"), self._class_rows(), ((tr("Class of the next marker"), "0–9"),)
            ),
            Section(tr("&Kernels"), self._kernel_rows()),
            Section(tr("&Build"), self._build_rows()),
            Section(tr("&Overlays"), self._overlay_rows()),
            Section(tr("&View"), self._view_rows()),
            Section(tr("&Help"), self._help_rows()),
        )

    def _file_rows(self) -> tuple[Row | str | None, ...]:
        tr, do, is_open = self.tr, self._commands, self._is_open
        return (
            Row("newProjectAction", tr("&New project…"), do.new_project, "folder-plus-outline",
                ("Ctrl+N",)),
            Row("openAction", tr("&Open project…"), do.open_project, "folder-open-outline",
                ("Ctrl+O",)),
            "recent",
            None,
            Row("saveAction", tr("&Save"), do.save, "content-save-outline", ("Ctrl+S",),
                tr("Save a version; every edit is in the journal already"),
                lambda: self._session.document.dirty),
            Row("saveAsAction", tr("Save &as…"), do.save_as, keys=("Ctrl+Shift+S",),
                enabled=is_open),
            None,
            Row("addImagesAction", tr("Add &images…"), do.add_images, "image-plus",
                ("Ctrl+I",), enabled=self._can_change),
            Row("importAction", tr("Import &markers and masks…"), do.import_files,
                tip=tr("Paired with the images by file name"), enabled=self._can_change),
            Row("findImagesAction", tr("&Find moved images…"), do.find_moved,
                tip=tr("Look for moved images in a folder, by their content"),
                enabled=self._can_change),
            None,
            Row("exportAction", tr("&Export…"), do.export, "export-variant", ("Ctrl+E",),
                tr("Write the encoder, the markers or the blocks for other programs"), is_open),
            Row("copyCommandAction", tr("&Copy command line"), do.copy_command,
                "console", ("Ctrl+Shift+C",),
                tr("Copy the command that repeats the build without the window"), is_open),
            None,
            Row("closeProjectAction", tr("C&lose project"), do.close_project, keys=("Ctrl+W",),
                enabled=is_open),
            Row("quitAction", tr("&Quit"), do.quit, keys=("Ctrl+Q",)),
        )  # fmt: skip

    def _edit_rows(self) -> tuple[Row | str | None, ...]:
        tr, session, do = self.tr, self._session, self._commands
        document = session.document
        return (
            Row("undoAction", tr("&Undo"), do.undo, "undo-variant", ("Ctrl+Z",),
                enabled=lambda: document.undo_label is not None,
                label=lambda: _after(tr("&Undo"), document.undo_label)),
            Row("redoAction", tr("&Redo"), do.redo, "redo-variant", ("Ctrl+Shift+Z", "Ctrl+Y"),
                enabled=lambda: document.redo_label is not None,
                label=lambda: _after(tr("&Redo"), document.redo_label)),
            None,
            Row("deleteMarkerAction", tr("&Delete marker"), do.delete_marker,
                "vector-polyline-remove", tip=tr("Delete the selected marker"),
                enabled=lambda: session.view.marker is not None, held=tr("Del")),
            Row("clearMarkersAction", tr("Delete &all markers of the image"), do.clear_markers,
                enabled=lambda: bool(session.drawing.markers.markers)),
        )  # fmt: skip

    def _draw_rows(self) -> tuple[Row | str | None, ...]:
        tr, session, do = self.tr, self._session, self._commands

        def tool(name: Tool, text: str, symbol: str, key: str, tip: str) -> Row:
            return Row(f"{name}Action", text, lambda: do.choose_tool(name), symbol, (key,), tip,
                       self._is_open,
                       checked=lambda: session.view.tool == name)  # fmt: skip

        return (
            tool("pan", tr("&Select"), "cursor-default-outline", "V",
                 tr("Select and move markers; drag the image")),
            tool("disk", tr("&Disk"), "circle-outline", "D", tr("Draw a disk with a click")),
            tool("stroke", tr("S&troke"), "brush", "S",
                 tr("Draw a stroke with a drag; Shift draws straight lines")),
            tool("erase", tr("&Erase"), "eraser", "E", tr("Erase parts of markers")),
            None,
            Row("smallerRadiusAction", tr("S&maller radius"), lambda: do.step_radius(-1),
                keys=("[",), enabled=self._is_open),
            Row("largerRadiusAction", tr("&Larger radius"), lambda: do.step_radius(1),
                keys=("]",), enabled=self._is_open),
        )  # fmt: skip

    def _class_rows(self) -> tuple[Row | str | None, ...]:
        def row(number: int) -> Row:
            return Row(
                f"class{number}Action", str(number), lambda: self._commands.choose_class(number),
                keys=(str(number),), enabled=self._is_open,
                checked=lambda: self._is_open() and self._session.view.class_id == number,
                label=lambda: self._class_label(number),
            )  # fmt: skip

        return tuple(row(number) for number in range(CLASS_KEYS))

    def _kernel_rows(self) -> tuple[Row | str | None, ...]:
        tr, do = self.tr, self._commands

        def row(name: str, text: str, symbol: str, tip: str, held: str = "") -> Row:
            return Row(f"{name}KernelsAction", text, lambda: do.on_kernels(name), symbol, (), tip,
                       lambda: bool(self._session.view.kernels), held=held)  # fmt: skip

        return (
            row("delete", tr("&Delete kernels"), "delete-outline",
                tr("Delete the selected kernels; the next build learns without them"),
                tr("Del")),
            row("restore", tr("&Restore kernels"), "restore",
                tr("Take the selected deleted kernels back")),
            row("invert", tr("&Invert kernels"), "plus-minus-variant",
                tr("Turn the sign of the selected kernels")),
        )  # fmt: skip

    def _build_rows(self) -> tuple[Row | str | None, ...]:
        tr, session, do = self.tr, self._session, self._commands
        return (
            Row("buildAction", tr("&Build"), session.builder.build, "hammer", ("B",),
                tr("Learn the encoder from the markers"), self._is_open),
            Row("liveAction", tr("&Live"), do.toggle_live, "lightning-bolt-outline", ("L",),
                tr("Build after every change"), self._is_open,
                lambda: session.builder.live),
            Row("cancelBuildAction", tr("&Cancel the build"), session.builder.cancel,
                keys=("Ctrl+.",), enabled=lambda: session.jobs.in_lane("build") is not None),
        )  # fmt: skip

    def _overlay_rows(self) -> tuple[Row | str | None, ...]:
        tr, session, do = self.tr, self._session, self._commands

        def heat(name: Heat, text: str) -> Row:
            return Row(f"{name}HeatAction", text, lambda: do.toggle_heat(name),
                       enabled=self._is_open,
                       checked=lambda: session.view.heat == name)  # fmt: skip

        def switch(field: str, text: str) -> Row:
            name = "".join(part.capitalize() for part in field.split("_"))
            return Row(f"toggle{name}Action", text, lambda: do.toggle_view(field),
                       enabled=self._is_open,
                       checked=lambda: bool(getattr(session.view, field)))  # fmt: skip

        return (
            heat("saliency", tr("&Saliency map")),
            heat("activation", tr("&Activation map of the kernel")),
            heat("error", tr("&Error map")),
            None,
            switch("show_mask", tr("Outline of the decoded &mask")),
            switch("show_truth", tr("Outline of the &reference mask")),
            switch("show_markers", tr("Mar&kers")),
            switch("show_field", tr("Receptive &field at the cursor")),
            switch("before", tr("&Previous build")),
            None,
            Row("hideOverlaysAction", tr("&Hide all overlays"), do.toggle_overlays,
                tip=tr("Hold Q to hide them for a moment"), enabled=self._is_open,
                checked=lambda: do.overlays_hidden, held=tr("Q (hold)")),
        )  # fmt: skip

    def _view_rows(self) -> tuple[Row | str | None, ...]:
        tr, do, session, has = self.tr, self._commands, self._session, self._has_images
        return (
            Row("previousImageAction", tr("&Previous image"), lambda: session.step_image(-1),
                keys=("A",), enabled=has),
            Row("nextImageAction", tr("&Next image"), lambda: session.step_image(1),
                keys=("F",), enabled=has),
            None,
            Row("zoomInAction", tr("Zoom &in"), lambda: do.zoom(2), "magnify-plus-outline",
                ("Ctrl++", "Ctrl+=", "+", "="), enabled=has),
            Row("zoomOutAction", tr("Zoom &out"), lambda: do.zoom(0.5), "magnify-minus-outline",
                ("Ctrl+-", "-"), enabled=has),
            Row("fitAction", tr("&Whole image"), do.fit, "fit-to-page-outline", ("Ctrl+0",),
                enabled=has),
            Row("oneToOneAction", tr("&Actual pixels"), do.one_to_one, keys=("Ctrl+1",),
                tip=tr("One image pixel on one pixel of the screen"), enabled=has),
            None,
            "panels",
            *self._theme_rows(),
        )  # fmt: skip

    def _theme_rows(self) -> tuple[Row | str | None, ...]:
        tr, do = self.tr, self._commands
        titles: dict[ThemeName, str] = {
            "light": tr("&Light theme"),
            "dark": tr("&Dark theme"),
            "system": tr("Theme of the s&ystem"),
        }

        def row(choice: ThemeName) -> Row:
            return Row(f"{choice}ThemeAction", titles[choice], lambda: do.choose_theme(choice),
                       checked=lambda: do.theme_choice == choice)  # fmt: skip

        return None, *(row(choice) for choice in THEMES)

    def _help_rows(self) -> tuple[Row | str | None, ...]:
        tr, do = self.tr, self._commands
        return (
            Row("shortcutsAction", tr("&Keys and mouse"), lambda: do.show_shortcuts(self.sections),
                "keyboard-outline", ("?", "F1")),
            Row("demoAction", tr("&Try the demo"), do.try_demo, "flask-outline",
                tip=tr("Make a small project of real images with markers, and open it")),
            None,
            Row("aboutAction", tr("&About flimbuilder"), do.show_about, "information-outline"),
        )  # fmt: skip

    def _class_label(self, number: int) -> str:
        for entry in self._session.document.project.classes:
            if entry.id == number:
                return f"{number}  {entry.name.replace('&', '&&')}"
        return self.tr("{0}  (no such class)").format(number)

    def _is_open(self) -> bool:
        return self._session.document.is_open

    def _can_change(self) -> bool:
        document = self._session.document
        return document.is_open and document.read_only_reason is None

    def _has_images(self) -> bool:
        return bool(self._session.document.project.images)


def _set_text(action: QAction, row: Row, text: str) -> None:
    """Set the text of menu, button and tooltip."""
    plain = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    action.setText(f"{text}\t{row.held}" if row.held else text)
    action.setIconText(row.text.replace("&", "").rstrip("…"))
    words = plain.rstrip("…") + (f": {row.tip}" if row.tip else "")
    action.setToolTip(f"{words} ({row.shown_keys})" if row.shown_keys else words)


def _after(verb: str, label: str | None) -> str:
    """Return "Undo: Draw a disk of egg"; an & of a name is no mnemonic."""
    return verb if label is None else f"{verb}: {label.replace('&', '&&')}"


def _style(name: str) -> Qt.ToolButtonStyle:
    styles = Qt.ToolButtonStyle
    return styles.ToolButtonIconOnly if name in ICON_ONLY else styles.ToolButtonTextBesideIcon
