"""The markers of the shown image, in drawing order: select, change and delete them."""

from typing import Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
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

from flimbuilder.gui.language import counted, marked, translated
from flimbuilder.gui.panels.markers.delegate import EffectDelegate
from flimbuilder.gui.panels.markers.model import EFFECT, USE, MarkersModel, marker_rows
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import EmptyText
from flimbuilder.gui.widgets.lists import ROW, Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.markers import MarkerUse
from flimbuilder.project.project import ClassEntry, Project
from flimbuilder.session.provenance import shares_of_kernel
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["MarkersPanel"]

_Effects = dict[int, tuple[Any, bool]]  # by marker: the result without it, and if that is fresh
_Shares = dict[tuple[str, int], float]  # of markers, given by image and id


class MarkersPanel(Panel):
    """A table of the markers; the current row is the marker selected on the canvas."""

    name = "markers"
    title = marked("Markers")
    slot = Slot.BOTTOM_LEFT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._showing = Showing()
        self._shown: tuple[_Effects, _Shares] = {}, {}
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
        view.setColumnWidth(EFFECT, width(self.tr("Effect")) + 16)
        view.setItemDelegateForColumn(EFFECT, EffectDelegate(view))
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
        self._session.influence.changed.connect(self._show_effects)
        self._session.view_changed.connect(self._on_view_changed)
        selection.currentChanged.connect(self._select_marker)
        selection.selectionChanged.connect(self._update_buttons)

    def on_seen(self, seen: bool) -> None:
        """Measure the effect of the markers while the panel is seen."""
        if seen:
            self._session.influence.watch(self)
        else:
            self._session.influence.unwatch(self)

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._show_markers()
        drawn = before.markers.get(self._session.view.image or "")
        if drawn is not None and drawn.next_id < self._session.drawing.markers.next_id:
            self._list.scrollToBottom()  # a marker was just drawn

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.image != after.image:
            self._show_markers()
            return
        if before.marker != after.marker:
            self._show_current()
        kernels = (before.hovered, before.kernels), (after.hovered, after.kernels)
        if kernels[0] != kernels[1]:
            self._show_effects()

    def _show_markers(self) -> None:
        session = self._session
        self._show_rows(self._effects(), self._shares())
        self._show_current()
        count = len(self._model.rows)
        self._count.setText(counted(count, "marker") if count else "")
        self._clear.setEnabled(count > 0)
        is_drawable = session.view.image is not None
        self._empty.setText(self.tr("Draw disks and strokes on the image") if is_drawable else "")
        self._update_buttons()

    def _show_effects(self) -> None:
        """Show the rows again if an effect or a share has changed."""
        state = self._effects(), self._shares()
        if state != self._shown:
            self._show_rows(*state)

    def _show_rows(
        self,
        effects: _Effects,
        shares: _Shares,
    ) -> None:
        session = self._session
        self._shown = effects, shares
        rows = marker_rows(session.document.project, session.view.image, effects, shares)
        with self._showing:
            self._model.show(rows)
        self._count.setToolTip(translated(session.influence.fault or ""))
        # The usual use says nothing, and a panel at the side is narrow.
        self._list.setColumnHidden(USE, all(row.marker.use == "both" for row in rows))

    def _effects(self) -> _Effects:
        image, influence = self._session.view.image, self._session.influence
        known = influence.of_image(image)
        return {
            marker: (found, influence.is_fresh(str(image), marker))
            for marker, found in known.items()
        }

    def _shares(self) -> _Shares:
        """Return the largest share of each marker in the kernel under the pointer, or selected."""
        view, built = self._session.view, self._session.builder.current
        kernels = view.kernels if view.hovered is None else (view.hovered,)
        shares: _Shares = {}
        for kernel in kernels:
            for key, share in shares_of_kernel(built, view.block, kernel).items():
                shares[key] = max(share, shares.get(key, 0.0))
        return shares

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
