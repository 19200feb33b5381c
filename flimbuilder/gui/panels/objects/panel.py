"""A table of the objects of the shown mask, linked with the canvas."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QKeySequence,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.analysis.objects import ObjectTable
from flimbuilder.gui.language import counted, marked, translated
from flimbuilder.gui.panels.objects.model import (
    ObjectsModel,
    column_title,
)
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import EmptyText, note
from flimbuilder.gui.widgets.lists import Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.gui.widgets.tables import make_row_table
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["ObjectsPanel"]

SCATTERED = 1000  # ranges of selected rows: the cost of a selection grows with them
PADDING = 12  # px beside the text of a cell
ARROW = 10  # px for the arrow of the sorted column
ROW_HEIGHT = 21  # px
LEAST_ROWS = 7  # of height, with titles and scroll bar
SWATCH = 18  # px
LARGEST_AREA = 1_000_000_000  # px², of the decoder panel


class ObjectsPanel(Panel):
    """Lists the objects while it is visible; the selected rows are outlined on the canvas."""

    name = "objects"
    title = marked("Objects")
    slot = Slot.BOTTOM

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._showing = Showing()
        self._model = ObjectsModel(self)
        self._table = self._make_table()
        self._empty = EmptyText(self._table)
        self._summary = note("objectsSummary")
        self._menu = self._make_menu()
        self._lay_out()
        self._connect()
        self._show_objects()

    def on_seen(self, seen: bool) -> None:
        """Measure objects while somebody sees them."""
        objects = self._session.shown_objects
        if seen:
            objects.watch(self)
        else:
            objects.unwatch(self)
            self._session.update_view(hovered_object=None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Forget the hovered object when the pointer leaves the rows."""
        if event.type() == QEvent.Type.Leave and watched is self._table.viewport():
            self._session.update_view(hovered_object=None)
        return super().eventFilter(watched, event)

    def _make_table(self) -> QTableView:
        view = make_row_table(
            "objectsTable", self.tr("Objects of the image"), self._model, ROW_HEIGHT
        )
        view.setMouseTracking(True)
        header = view.horizontalHeader()
        # For each column, the header would ask each row whether it is selected.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)
        view.viewport().installEventFilter(self)
        view.setMinimumHeight(LEAST_ROWS * ROW_HEIGHT)
        return view

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("objectsMenu")
        keys = QKeySequence.StandardKey
        self._show = self._action("showObjectsAction", self.tr("Show on the image"), self._centre)
        self._show.setShortcuts([QKeySequence(Qt.Key.Key_Return), QKeySequence(Qt.Key.Key_Enter)])
        self._copy = self._action("copyObjectsAction", self.tr("Copy"), self._copy_rows)
        self._copy.setShortcut(keys.Copy)
        self._all = self._action("selectObjectsAction", self.tr("Select all"), self._select_all)
        self._all.setShortcut(keys.SelectAll)
        self._smaller = self._action(
            "dropSmallerAction", self.tr("Leave out smaller objects"),
            lambda: self._limit_area(least=True),
        )  # fmt: skip
        self._larger = self._action(
            "dropLargerAction", self.tr("Leave out larger objects"),
            lambda: self._limit_area(least=False),
        )  # fmt: skip
        menu.addActions([self._show, self._copy, self._all])
        menu.addSeparator()
        menu.addActions([self._smaller, self._larger])
        return menu

    def _action(self, name: str, text: str, call: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _: call())
        self._table.addAction(action)
        return action

    def _lay_out(self) -> None:
        tip = self.tr("Copy the selected objects, or all of them, with titles")
        self._copy_button = IconButton("copyObjectsButton", "content-copy", tip)
        self._copy_button.on_click(self._copy_rows)
        below, layout = QHBoxLayout(), QVBoxLayout(self)
        below.addWidget(self._summary, 1)
        below.addWidget(self._copy_button)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        layout.addWidget(self._table, 1)
        layout.addLayout(below)

    def _connect(self) -> None:
        session, table = self._session, self._table
        session.shown_objects.changed.connect(self._show_objects)
        session.inspector.decoded_changed.connect(self._show_reason)
        session.document.changed.connect(self._on_project_changed)
        session.view_changed.connect(self._on_view_changed)
        table.selectionModel().selectionChanged.connect(self._take_selection)
        table.entered.connect(self._point_at)
        table.doubleClicked.connect(lambda index: self._centre())
        table.customContextMenuRequested.connect(self._open_menu)
        self._model.modelReset.connect(self._show_selection)

    # Showing the session

    def _show_objects(self) -> None:
        objects, project = self._session.shown_objects.current, self._session.document.project
        table = None if objects is None else objects.table
        if table is not self._model.table:
            with self._showing:
                titles = [column_title(column) for column in self._model.columns]
                self._model.show(table, project.classes)
                if titles != [column_title(column) for column in self._model.columns]:
                    self._size_columns()
        self._show_reason()
        self._show_summary()

    def _show_reason(self) -> None:
        """Show why the table is empty."""
        session = self._session
        text = translated(session.shown_objects.problem or session.inspector.reason or "")
        if not text and session.shown_objects.current is not None:
            text = self.tr("No objects")
        self._empty.setText(text)

    def _show_summary(self) -> None:
        """Show number, total and mean area of the selected objects, or of all."""
        table, chosen = self._model.table, self._session.view.objects
        has_rows = table is not None and len(table) > 0
        self._summary.setText(self._describe(table, chosen) if table and has_rows else "")
        self._copy_button.setEnabled(has_rows)

    def _describe(self, table: ObjectTable, chosen: frozenset[int]) -> str:
        column = next(column for column in self._model.columns if column.unit.endswith("²"))
        areas, count = table[column.id], counted(len(table), "object")
        rows = np.fromiter(chosen, np.int64) - 1
        rows = rows[(rows >= 0) & (rows < len(areas))]
        if len(rows):
            areas = areas[rows]
            count = self.tr("{0} of {1} selected").format(len(rows), count)
        total, mean = (f"{_rounded(area)} {column.unit}" for area in (areas.sum(), areas.mean()))
        return self.tr("{0} · total {1} · mean {2}").format(count, total, mean)

    def _size_columns(self) -> None:
        """Fit the columns to their titles and to their extreme values."""
        table, header = self._model.table, self._table.horizontalHeader()
        titles, cells = header.fontMetrics(), self._table.fontMetrics()
        for number, column in enumerate(self._model.columns):
            width = titles.horizontalAdvance(column_title(column)) + ARROW
            if column.id == "class_id":
                names = [entry.name for entry in self._session.document.project.classes]
                texts = [name[:24] for name in names]
                width = max(width, SWATCH + max(map(cells.horizontalAdvance, texts), default=0))
            elif table is not None and len(table):
                values = table[column.id]
                texts = [self._model.format(number, at) for at in (values.min(), values.max())]
                width = max(width, *map(cells.horizontalAdvance, texts))
            header.resizeSection(number, width + PADDING)

    def _show_selection(self) -> None:
        """Select the rows of the view's objects; only mark them if they are very scattered."""
        chosen, selection = self._session.view.objects, self._table.selectionModel()
        if self._model.labels(selection.selection()) == chosen:
            self._model.mark(())
            return
        spans, flag = self._model.spans(chosen), QItemSelectionModel.SelectionFlag
        is_scattered = len(spans) > SCATTERED
        with self._showing:
            # Without `reset`, the model compares each old range with each new one.
            selection.reset()
            self._model.mark(chosen if is_scattered else ())
            if spans and not is_scattered:
                selection.select(self._model.selection_of(chosen), flag.Select)
            if spans:
                first = self._model.index(spans[0][0], 0)
                selection.setCurrentIndex(first, flag.NoUpdate)
                self._table.scrollTo(first)
        self._table.viewport().update()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if after.classes != before.classes:
            self._model.set_classes(after.classes)

    def _on_view_changed(self, before: View, after: View) -> None:
        if after.hovered_object != before.hovered_object:
            self._model.set_hovered(after.hovered_object)
        if after.objects != before.objects:
            self._show_selection()
            self._show_summary()

    # Commands

    def _take_selection(self) -> None:
        if not self._showing:
            selection = self._table.selectionModel().selection()
            self._session.update_view(objects=self._model.labels(selection))

    def _point_at(self, index: QModelIndex) -> None:
        self._session.update_view(hovered_object=self._model.label(index.row()))

    def _centre(self) -> None:
        """Zoom to the selected objects."""
        objects = self._session.shown_objects.current
        box = None if objects is None else objects.box(self._session.view.objects)
        if box is not None:
            self._session.show_region(*box)

    def _select_all(self) -> None:
        self._table.selectAll()

    def _copy_rows(self) -> None:
        """Copy the selected objects, or all; writing thousands takes a while."""
        table, session = self._model.table, self._session
        labels = session.view.objects
        if table is None or not len(table):
            return
        labels = labels or frozenset(table["label"].tolist())
        write = self._model.text(labels)

        def copy(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            session.report(self.tr("{0} copied").format(counted(len(labels), "object")))

        session.jobs.start(
            "copy objects", "Copying objects", lambda report: write(), copy, session.fail,
            quiet=True,
        )  # fmt: skip

    def _open_menu(self, position: QPoint) -> None:
        has_rows = self._model.rowCount() > 0
        if not has_rows:
            return
        chosen = self._session.view.objects
        self._show.setEnabled(bool(chosen))
        limit = self._limit_of(chosen)
        can_change = self._session.document.read_only_reason is None
        for action in (self._smaller, self._larger):
            action.setVisible(limit is not None)
            action.setEnabled(can_change)
        self._menu.popup(self._table.viewport().mapToGlobal(position))

    def _limit_of(self, chosen: frozenset[int]) -> int | None:
        """Return the area of a single selected object as the delineation measures it.

        Its limits are of connected regions, so None if touching objects are separated.
        """
        if len(chosen) != 1 or self._session.document.project.delineation.split is not None:
            return None
        return self._session.shown_objects.area_before_refinement(next(iter(chosen)))

    def _limit_area(self, *, least: bool) -> None:
        """Leave out the objects that are smaller or larger than the selected one."""
        limit, session = self._limit_of(self._session.view.objects), self._session
        if limit is None:
            return
        delineation = session.document.project.delineation
        smallest, largest = delineation.area or (0, LARGEST_AREA)
        if least:
            area, side = (limit, max(limit, largest)), self.tr("under")
        else:
            area, side = (min(limit, smallest), limit), self.tr("over")
        message = self.tr("Objects {0} {1} px² are left out; see Area in the Decoder panel")
        session.attempt(
            lambda: session.set_delineation(delineation.with_(area=area)),
            undoable=message.format(side, limit),
        )


def _rounded(area: float) -> str:
    """Format an area without decimals if it is large, otherwise with four digits."""
    return f"{area:.0f}" if area >= 1000 else f"{area:.4g}"
