"""The markers of the shown image, in drawing order: select, change and delete them."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import dist
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import counted
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.gui.widgets.icons import IconButton, icon
from flimbuilder.gui.widgets.labels import EmptyText
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel, Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.markers import Disk, Marker, MarkerUse, Stroke
from flimbuilder.project.project import ClassEntry, Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["MarkerRow", "MarkersModel", "MarkersPanel", "marker_rows", "size_of"]

CLASS, SIZE, USE = range(3)


@dataclass(frozen=True)
class MarkerRow:
    """A marker as the table shows it; `entry` is its class, None for an eraser."""

    image: str
    marker: Marker
    entry: ClassEntry | None


def marker_rows(project: Project, image: str | None) -> list[MarkerRow]:
    """Return the rows of an image, in drawing order; none if `image` is None."""
    if image is None:
        return []
    classes = {entry.id: entry for entry in project.classes}
    return [
        MarkerRow(image, marker, None if marker.class_id is None else classes.get(marker.class_id))
        for marker in project.markers_of(image).markers
    ]


def size_of(marker: Marker) -> float:
    """Return the radius of a disk, the length of a stroke, or the area of pixels, in pixels."""
    if isinstance(marker, Disk):
        return marker.radius
    if isinstance(marker, Stroke):
        return sum(dist(start, end) for start, end in pairwise(marker.points))
    return sum(length for _, _, length in marker.runs)


class MarkersModel(KeyedModel[MarkerRow]):
    """Rows of markers, in columns for class, size and use."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: (row.image, row.marker.id), parent)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else 3

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title or tooltip of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole and section == SIZE:
            return self.tr("Radius of a disk, length of a stroke, area of imported pixels")
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("Class"), self.tr("Size, px"), self.tr("Use"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, icon, tooltip or row of a marker."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, index.column())
            case Qt.ItemDataRole.DecorationRole:
                return self._icon(row, index.column())
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleDescriptionRole:
                return self._describe(row)
        return super().data(index, role)

    def _text(self, row: MarkerRow, column: int) -> str:
        if column == CLASS:
            return self.tr("eraser") if row.entry is None else row.entry.name
        if column == SIZE:
            return f"{size_of(row.marker):.4g}"
        if row.entry is None:
            return ""
        return {
            "both": self.tr("both"),
            "kernels": self.tr("kernels"),
            "normalisation": self.tr("norm."),
        }[row.marker.use]

    def _icon(self, row: MarkerRow, column: int) -> QIcon | None:
        palette = QGuiApplication.palette()
        if column == CLASS:
            return swatch_icon(row.entry, palette.color(QPalette.ColorRole.Text))
        return _kind_icon(row.marker.kind, palette.cacheKey()) if column == SIZE else None

    def _describe(self, row: MarkerRow) -> str:
        marker, size = row.marker, f"{size_of(row.marker):.4g}"
        shape = {
            "disk": self.tr("disk of radius {0} px"),
            "stroke": self.tr("stroke of length {0} px"),
            "pixels": self.tr("{0} imported pixels"),
        }[marker.kind].format(size)
        if isinstance(marker, Stroke):
            shape += self.tr(", radius {0} px").format(f"{marker.radius:.4g}")
        use = {
            "both": self.tr("used for kernels and normalisation"),
            "kernels": self.tr("used for kernels only"),
            "normalisation": self.tr("used for normalisation only"),
        }[marker.use]
        lines = [f"{self._text(row, CLASS)}: {shape}", "" if row.entry is None else use]
        lines.append(self.tr("marker {0}").format(marker.id))
        return "\n".join(line for line in lines if line)


@lru_cache(maxsize=16)
def _kind_icon(kind: str, palette_key: int) -> QIcon:
    """Return the icon of a kind of marker; the palette's cache key distinguishes themes."""
    return icon({"disk": "circle", "stroke": "gesture", "pixels": "dots-grid"}[kind])


class MarkersPanel(Panel):
    """A table of the markers; the current row is the marker selected on the canvas."""

    name = "markers"
    title = "Markers"
    slot = Slot.BOTTOM_LEFT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._showing = Showing()
        self._model = MarkersModel(self)
        self._list = self._make_list()
        self._empty = EmptyText(self._list)
        self._class_menu, self._menu = self._make_menus()
        self._lay_out()
        self._connect()
        self._show_markers()

    def chosen(self) -> list[int]:
        """Return the ids of the selected markers, in drawing order."""
        selected = self._list.selectionModel().selectedRows()
        return [index.data(ROW).marker.id for index in sorted(selected, key=QModelIndex.row)]

    def open_menu(self, position: QPoint) -> None:
        """Open the menu of the selected markers at a position on the screen."""
        if not self.chosen():
            return
        self._class_menu.clear()
        plain = QGuiApplication.palette().color(QPalette.ColorRole.Text)
        for entry in self._session.document.project.classes:
            self._add_class(entry, swatch_icon(entry, plain))
        self._menu.popup(position)

    def _make_list(self) -> QTreeView:
        view = QTreeView()
        view.setObjectName("markerList")
        view.setAccessibleName(self.tr("Markers of the image"))
        view.setModel(self._model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(
            lambda position: self.open_menu(view.viewport().mapToGlobal(position))
        )
        header = view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(32)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        width = view.fontMetrics().horizontalAdvance
        view.setColumnWidth(1, width("00000") + 34)
        view.setColumnWidth(2, width(self.tr("kernels")) + 10)
        return view

    def _make_menus(self) -> tuple[QMenu, QMenu]:
        menu = QMenu(self)
        menu.setObjectName("markerMenu")
        classes = menu.addMenu(self.tr("Class"))
        classes.setObjectName("markerClassMenu")
        uses = menu.addMenu(self.tr("Use for"))
        uses.setObjectName("markerUseMenu")
        self._add_use(uses, self.tr("Kernels and normalisation"), "both")
        self._add_use(uses, self.tr("Kernels only"), "kernels")
        self._add_use(uses, self.tr("Normalisation only"), "normalisation")
        menu.addSeparator()
        menu.addAction(self._make_delete_action())
        return classes, menu

    def _make_delete_action(self) -> QAction:
        delete = QAction(self.tr("Delete"), self)
        delete.setObjectName("deleteMarkersAction")
        delete.setShortcut(QKeySequence.StandardKey.Delete)
        delete.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        delete.triggered.connect(lambda _: self._remove())
        self._list.addAction(delete)
        return delete

    def _add_use(self, menu: QMenu, text: str, use: MarkerUse) -> None:
        menu.addAction(text, lambda: self._set_use(use))

    def _add_class(self, entry: ClassEntry, swatch: QIcon) -> None:
        self._class_menu.addAction(swatch, entry.name, lambda: self._relabel(entry.id))

    def _lay_out(self) -> None:
        layout, row = QVBoxLayout(self), QHBoxLayout()
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        row.setSpacing(2)
        self._count = QLabel()
        self._count.setObjectName("markerCount")
        self._delete = IconButton(
            "deleteMarkersButton",
            "trash-can-outline",
            self.tr("Delete the selected markers (Del)"),
        ).on_click(self._remove)
        self._clear = IconButton(
            "clearMarkersButton",
            "delete-sweep-outline",
            self.tr("Delete all markers of the image"),
            self.tr("Clear all"),
        ).on_click(self._clear_all)
        layout.addWidget(self._list, 1)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._delete)
        row.addWidget(self._clear)
        layout.addLayout(row)

    def _connect(self) -> None:
        selection = self._list.selectionModel()
        self._session.document.changed.connect(self._on_project_changed)
        self._session.view_changed.connect(self._on_view_changed)
        selection.currentChanged.connect(self._select_marker)
        selection.selectionChanged.connect(self._update_buttons)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._show_markers()
        drawn = before.markers.get(self._session.view.image or "")
        if drawn is not None and drawn.next_id < self._session.drawing.markers.next_id:
            self._list.scrollToBottom()  # a marker was just drawn

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.image != after.image:
            self._show_markers()
        elif before.marker != after.marker:
            self._show_current()

    def _show_markers(self) -> None:
        session = self._session
        with self._showing:
            self._model.show(marker_rows(session.document.project, session.view.image))
        self._show_current()
        count = len(self._model.rows)
        self._count.setText(counted(count, "marker") if count else "")
        self._clear.setEnabled(count > 0)
        is_drawable = session.view.image is not None
        self._empty.setText(self.tr("Draw disks and strokes on the image") if is_drawable else "")
        self._update_buttons()

    def _show_current(self) -> None:
        view = self._session.view
        row = None if view.marker is None else self._model.place((view.image, view.marker))
        wanted = QModelIndex() if row is None else self._model.index(row, 0)
        if wanted.row() == self._list.currentIndex().row():
            return
        selection, flag = self._list.selectionModel(), QItemSelectionModel.SelectionFlag
        how = flag.NoUpdate if selection.isSelected(wanted) else flag.ClearAndSelect | flag.Rows
        with self._showing:
            selection.setCurrentIndex(wanted, how)

    def _update_buttons(self) -> None:
        self._delete.setEnabled(self._list.selectionModel().hasSelection())

    def _select_marker(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(marker=current.data(ROW).marker.id)

    def _relabel(self, class_id: int) -> None:
        chosen = self.chosen()
        self._session.attempt(lambda: self._session.drawing.relabel(chosen, class_id))

    def _set_use(self, use: MarkerUse) -> None:
        chosen = self.chosen()
        self._session.attempt(lambda: self._session.drawing.set_use(chosen, use))

    def _remove(self) -> None:
        chosen = self.chosen()
        if chosen:
            message = self.tr("{0} deleted").format(counted(len(chosen), "marker"))
            self._session.attempt(lambda: self._session.drawing.remove(chosen), undoable=message)

    def _clear_all(self) -> None:
        message = self.tr("{0} deleted").format(counted(len(self._model.rows), "marker"))
        self._session.attempt(self._session.drawing.clear, undoable=message)
