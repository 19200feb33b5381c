"""The results of the last build on all images: table or contact sheet, filter and summary."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.exchange.tables import TABLE_SUFFIXES
from flimbuilder.gui.dialogs.files import FileDropTarget, choose_target
from flimbuilder.gui.keymap import KeyTexts
from flimbuilder.gui.language import counted, marked, tr
from flimbuilder.gui.panels.results.columns import ROLES, ResultRow
from flimbuilder.gui.panels.results.model import ResultsModel
from flimbuilder.gui.panels.results.views import ContactSheet, ResultsTable
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import EmptyText, note
from flimbuilder.gui.widgets.lists import ROW, Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.project import ImageEntry, Project
from flimbuilder.session.result_tables import RowKind, save_result_table
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["ResultsPanel"]

INTERVAL = 150  # ms between updates while results arrive
TABLES = ";;".join(f"{title} (*{suffix})" for suffix, title in TABLE_SUFFIXES.items())


class ResultsPanel(FileDropTarget, Panel):
    """Shows the results, which are computed while it is seen.

    Attributes
    ----------
    folder_dropped : Signal(list)
        Emitted with the files and folders dropped on the panel, to predict them.
    image_opened : Signal()
        Emitted when the user opens an image by Enter or a double click.
    page_toggled : Signal(bool)
        Emitted when the user asks for the full page, or for the dock.
    """

    name = "results"
    title = marked("Results")
    slot = Slot.BOTTOM

    folder_dropped = Signal(list)
    image_opened = Signal()
    page_toggled = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._showing = Showing()
        self._rows: dict[str, ResultRow] = {}
        self.setAcceptDrops(True)
        self._model = ResultsModel(session.thumbnails.get, self)
        self._table, self._sheet = ResultsTable(self._model), ContactSheet(self._model)
        self._views: tuple[QAbstractItemView, ...] = (self._table.view, self._sheet)
        self._empty = [EmptyText(view) for view in self._views]
        self._pages = QStackedWidget()
        self._role, self._search = self._make_role(), self._make_search()
        self._status = note("resultsStatus")
        self._timer = QTimer(self, singleShot=True, interval=INTERVAL)
        self._lay_out()
        self._menu = self._make_menu()
        self._connect()
        self._show_results()

    def on_seen(self, seen: bool) -> None:
        """Compute results while somebody sees them."""
        results = self._session.results
        if seen:
            results.watch(self)
            self._show_results()
        else:
            results.unwatch(self)

    def show_as_page(self, is_page: bool) -> None:
        """Show that the panel is a full page, or a dock."""
        self._page.setChecked(is_page)
        for view in (self._table, self._sheet):
            view.set_roomy(is_page)

    def _accepts(self, paths: list[Path]) -> bool:
        return self._session.document.is_open and bool(paths)

    def _take_files(self, paths: list[Path]) -> None:
        self.folder_dropped.emit(paths)

    # Construction

    def _make_role(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("resultsRole")
        box.setAccessibleName(self.tr("Role"))
        box.setToolTip(self.tr("Show the images of a role"))
        box.addItem(self.tr("All roles"), "")
        for role, title in ROLES.items():
            box.addItem(tr(title), role)
        box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return box

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("resultsSearch")
        search.setAccessibleName(self.tr("Search results"))
        search.setPlaceholderText(self.tr("Search by file name"))
        search.setClearButtonEnabled(True)
        search.setAcceptDrops(False)
        search.setMaximumWidth(220)
        return search

    def _lay_out(self) -> None:
        tr = self.tr
        self._sheet_button = IconButton(
            "contactSheetButton", "view-grid-outline", tr("Contact sheet: larger masks in a grid")
        )
        self._save = IconButton(
            "saveResultsButton", "content-save-outline",
            tr("Save the results as a table: CSV, Excel or Parquet"), tr("Save table"),
        )  # fmt: skip
        self._page = IconButton(
            "resultsPageButton", "arrow-expand", tr("Full page, or back below the image")
        )
        for button in (self._sheet_button, self._page):
            button.setCheckable(True)
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.setSpacing(6)
        top.addWidget(self._role)
        top.addWidget(self._search, 1)
        top.addWidget(self._status, 1)
        for button in (self._save, self._sheet_button, self._page):
            top.addWidget(button)
        self._status.setWordWrap(False)
        self._status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for view in (self._table, self._sheet):
            self._pages.addWidget(view)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self._pages, 1)
        self._save.with_menu(self._make_save_menu())

    def _make_save_menu(self) -> QMenu:
        menu = QMenu(self)
        kinds: tuple[tuple[RowKind, str], ...] = (
            ("images", self.tr("A row for each &image…")),
            ("objects", self.tr("A row for each &object…")),
        )
        for kind, text in kinds:
            action = menu.addAction(text)
            action.setObjectName(f"save{kind.capitalize()}TableAction")
            action.triggered.connect(lambda _, kind=kind: self._save_table(kind))
        return menu

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        keys = QKeySequence.StandardKey
        open_it = self._action("openResultAction", self.tr("&Show the image"))
        open_it.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        open_it.triggered.connect(self.image_opened)
        copy = self._action("copyResultsAction", self.tr("&Copy"))
        copy.setShortcut(keys.Copy)
        copy.triggered.connect(self._copy)
        everything = self._action("selectResultsAction", self.tr("Select &all"))
        everything.setShortcut(keys.SelectAll)
        everything.triggered.connect(self._table.view.selectAll)
        menu.addActions([open_it, copy, everything])
        return menu

    def _action(self, name: str, text: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._pages.addAction(action)
        return action

    def _connect(self) -> None:
        session = self._session
        session.results.changed.connect(self._schedule)
        session.builder.changed.connect(self._schedule)
        session.document.changed.connect(self._on_project_changed)
        session.document.opened.connect(self._on_project_opened)
        session.view_changed.connect(self._on_view_changed)
        session.thumbnails.ready.connect(self._model.refresh)
        self._timer.timeout.connect(self._show_results)
        self._model.arranged.connect(self._show_current)
        self._role.currentIndexChanged.connect(self._filter)
        self._search.textChanged.connect(self._filter)
        self._sheet_button.toggled.connect(self._pages.setCurrentIndex)
        self._page.clicked.connect(self.page_toggled)
        for view in self._views:
            view.selectionModel().currentRowChanged.connect(self._choose_image)
            view.doubleClicked.connect(lambda index: self.image_opened.emit())
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(
                lambda place, view=view: self._open_menu(view, place)
            )

    # Showing the session

    def _schedule(self) -> None:
        """Update soon, together with changes that come meanwhile."""
        if self.is_seen and not self._timer.isActive():
            self._timer.start()

    def _on_project_opened(self) -> None:
        self._model.forget_pictures()
        self._search.clear()
        self._role.setCurrentIndex(0)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if after.images is not before.images or after.classes != before.classes:
            self._show_results()

    def _on_view_changed(self, before: View, after: View) -> None:
        if after.image != before.image:
            self._show_current()

    def _show_results(self) -> None:
        if not self.is_seen:
            return
        session = self._session
        project, rows = session.document.project, []
        if session.builder.current is not None:
            rows = [self._row(entry) for entry in project.images]
        self._rows = {row.entry.id: row for row in rows}
        bar = self._table.view.verticalScrollBar()
        position = bar.value()
        with self._showing:
            colours = {entry.id: entry.colour for entry in project.classes}
            self._model.show_results(rows, colours)
        bar.setValue(position)
        self._table.fit_columns()
        self._show_state(len(rows))

    def _row(self, entry: ImageEntry) -> ResultRow:
        """Return the row of an image: the shown one if it is still right."""
        results = self._session.results
        result, is_fresh = results.get(entry.id), results.is_fresh(entry.id)
        known = self._rows.get(entry.id)
        if known is not None and known.entry is entry and known.result is result:
            return known if known.is_fresh == is_fresh else replace(known, is_fresh=is_fresh)
        return ResultRow(entry, result, is_fresh)

    def _show_state(self, total: int) -> None:
        results = self._session.results
        stale, missing = results.stale_count, total - results.fresh_count - results.stale_count
        text = ""
        if stale:
            text = self.tr("{0} of {1} out of date")
            built = {row.result.built for row in self._rows.values() if row.result is not None}
            if built != {self._session.builder.current}:
                text = self.tr("{0} of {1} from an earlier build")
            text = text.format(stale, total)
        elif missing > 0:
            text = self.tr("{0} of {1} measured").format(results.fresh_count, total)
        self._status.setText(text)
        self._save.setEnabled(total > 0 and results.is_complete)
        for empty in self._empty:
            empty.setText(self._empty_message(total))

    def _empty_message(self, total: int) -> str:
        if total:
            return self.tr("No image matches")
        if not self._session.document.project.images:
            return self.tr("Add images first")
        text = self.tr("Build first ({build}): every image is then measured here")
        return text.format_map(KeyTexts())

    def _show_current(self) -> None:
        """Make the shown image current, unless the filter hides it."""
        place = self._model.place(self._session.view.image)
        flag = QItemSelectionModel.SelectionFlag
        with self._showing:
            for view in self._views:
                selection = view.selectionModel()
                wanted = QModelIndex() if place is None else self._model.index(place, 0)
                if wanted.isValid() and selection.currentIndex().row() == place:
                    continue  # the rows that the user has selected stay so
                selection.setCurrentIndex(wanted, flag.ClearAndSelect | flag.Rows)
                if wanted.isValid():
                    view.scrollTo(wanted)

    def _filter(self) -> None:
        with self._showing:
            self._model.set_filter(self._role.currentData(), self._search.text())
        self._show_state(len(self._session.document.project.images))

    # Commands

    def _choose_image(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(image=current.data(ROW).entry.id)

    def _open_menu(self, view: QAbstractItemView, place: QPoint) -> None:
        if self._model.rowCount():
            self._menu.popup(view.viewport().mapToGlobal(place))

    def _copy(self) -> None:
        """Copy the selected rows; all rows if at most the shown image is selected."""
        chosen = [index.row() for index in self._table.view.selectionModel().selectedRows()]
        rows = sorted(chosen) if len(chosen) > 1 else range(self._model.rowCount())
        if rows:
            text = self._model.text(list(rows), self._table.shown_columns)
            QGuiApplication.clipboard().setText(text)
            self._session.report(self.tr("{0} copied").format(counted(len(rows), "row")))

    def _save_table(self, kind: RowKind) -> None:
        folder = self._session.document.path
        if folder is None:
            return
        like = folder.parent / f"{folder.stem}_{kind}.csv"
        path = choose_target(self, self.tr("Save table"), like, TABLES)
        if path is not None:
            target = path if path.suffix else path.with_suffix(".csv")
            self._session.attempt(lambda: save_result_table(self._session, target, kind))
