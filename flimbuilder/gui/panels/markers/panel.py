"""The markers of the shown image in drawing order: choosing, changing and deleting them."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    Qt,
)
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.panels.markers.model import MarkersModel, marker_rows
from flimbuilder.gui.widgets.empty_text import EmptyText
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.gui.widgets.keyed_model import ROW
from flimbuilder.gui.widgets.showing import Showing
from flimbuilder.gui.widgets.swatch import swatch_icon
from flimbuilder.project.markers import MarkerUse
from flimbuilder.project.project import ClassEntry, Project
from flimbuilder.project.wording import counted
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["MarkersPanel"]


class MarkersPanel(QWidget):
    """Lists the markers of the shown image; choosing one selects it on the canvas.

    Parameters
    ----------
    session : Session
    parent : QWidget or None, default=None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._showing = Showing()
        self.setObjectName("markersPanel")
        self._model = MarkersModel(self)
        self._list = self._made_list()
        self._empty = EmptyText(self._list)
        self._class_menu, self._menu = self._made_menus()
        self._arrange()
        self._connect()
        self._show_markers()

    def chosen(self) -> list[int]:
        """Return the ids of the selected markers, in drawing order."""
        selected = self._list.selectionModel().selectedRows()
        return [index.data(ROW).marker.id for index in sorted(selected, key=QModelIndex.row)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Delete the selected markers by the Delete key, before the window has it."""
        if not isinstance(event, QKeyEvent) or not event.matches(QKeySequence.StandardKey.Delete):
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._remove()
        return True

    def _made_list(self) -> QTreeView:
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
        view.customContextMenuRequested.connect(self._open_menu)
        view.installEventFilter(self)
        header = view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(32)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        width = view.fontMetrics().horizontalAdvance
        view.setColumnWidth(1, width("00000") + 34)
        view.setColumnWidth(2, width(self.tr("kernels")) + 10)
        return view

    def _made_menus(self) -> tuple[QMenu, QMenu]:
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
        delete = menu.addAction(self.tr("Delete"), self._remove)
        delete.setObjectName("deleteMarkersAction")
        return classes, menu

    def _add_use(self, menu: QMenu, text: str, use: MarkerUse) -> None:
        menu.addAction(text, lambda: self._set_use(use))

    def _arrange(self) -> None:
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
        ).does(self._remove)
        self._clear = IconButton(
            "clearMarkersButton",
            "delete-sweep-outline",
            self.tr("Delete all markers of the image"),
            self.tr("Clear all"),
        ).does(self._clear_all)
        layout.addWidget(self._list, 1)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._delete)
        row.addWidget(self._clear)
        layout.addLayout(row)

    def _connect(self) -> None:
        selection = self._list.selectionModel()
        self._session.document.changed.connect(self._follow_project)
        self._session.view_changed.connect(self._follow_view)
        selection.currentChanged.connect(self._look)
        selection.selectionChanged.connect(self._update_buttons)

    def _follow_project(self, before: Project, after: Project) -> None:
        self._show_markers()
        drawn = before.markers.get(self._session.view.image or "")
        if drawn is not None and drawn.next_id < self._session.drawing.markers.next_id:
            self._list.scrollToBottom()  # to what was drawn just now

    def _follow_view(self, before: View, after: View) -> None:
        if before.image != after.image:
            self._show_markers()
        elif before.marker != after.marker:
            self._show_current()

    def _show_markers(self) -> None:
        session = self._session
        with self._showing:
            self._model.show(marker_rows(session.document.project, session.view.image))
        self._show_current()
        there = len(self._model.rows)
        self._count.setText(counted(there, "marker") if there else "")
        self._clear.setEnabled(there > 0)
        drawable = session.view.image is not None
        self._empty.setText(self.tr("Draw disks and strokes on the image") if drawable else "")
        self._update_buttons()

    def _show_current(self) -> None:
        view = self._session.view
        place = None if view.marker is None else self._model.place((view.image, view.marker))
        wanted = QModelIndex() if place is None else self._model.index(place, 0)
        current = self._list.currentIndex()
        if wanted.row() == current.row():
            return
        selection, flag = self._list.selectionModel(), QItemSelectionModel.SelectionFlag
        how = flag.NoUpdate if selection.isSelected(wanted) else flag.ClearAndSelect | flag.Rows
        with self._showing:
            selection.setCurrentIndex(wanted, how)

    def _update_buttons(self) -> None:
        self._delete.setEnabled(self._list.selectionModel().hasSelection())

    def _look(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(marker=current.data(ROW).marker.id)

    def _open_menu(self, at: QPoint) -> None:
        self.open_menu(self._list.viewport().mapToGlobal(at))

    def open_menu(self, place: QPoint) -> None:
        """Show, at a place of the screen, what can be done with the selected markers."""
        if not self.chosen():
            return
        self._class_menu.clear()
        plain = QGuiApplication.palette().color(QPalette.ColorRole.Text)
        for entry in self._session.document.project.classes:
            self._add_class(entry, swatch_icon(entry, plain))
        self._menu.popup(place)

    def _add_class(self, entry: ClassEntry, swatch: QIcon) -> None:
        self._class_menu.addAction(swatch, entry.name, lambda: self._relabel(entry.id))

    def _relabel(self, class_id: int) -> None:
        chosen = self.chosen()
        self._session.attempt(lambda: self._session.drawing.relabel(chosen, class_id))

    def _set_use(self, use: MarkerUse) -> None:
        chosen = self.chosen()
        self._session.attempt(lambda: self._session.drawing.set_use(chosen, use))

    def _remove(self) -> None:
        chosen = self.chosen()
        if chosen:
            told = self.tr("{0} deleted").format(counted(len(chosen), "marker"))
            self._session.attempt(lambda: self._session.drawing.remove(chosen), undoable=told)

    def _clear_all(self) -> None:
        told = self.tr("{0} deleted").format(counted(len(self._model.rows), "marker"))
        self._session.attempt(self._session.drawing.clear, undoable=told)
