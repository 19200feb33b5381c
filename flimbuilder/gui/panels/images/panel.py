"""The images of the project: thumbnails, markers by class, roles and masks."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSortFilterProxyModel, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.dialogs.files import FileDropTarget
from flimbuilder.gui.language import counted, marked
from flimbuilder.gui.panels.images.commands import ImageCommands
from flimbuilder.gui.panels.images.model import ImageDelegate, ImagesModel, image_rows
from flimbuilder.gui.widgets.classes import MarkerCounts
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.labels import EmptyText
from flimbuilder.gui.widgets.lists import ROW, Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.project import Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

if TYPE_CHECKING:
    from flimbuilder.explain.guidance.suggestion import ImageSuggestion

__all__ = ["ImagesPanel"]

ROW_INDENT = 56  # px from the left of a row to its name


class ImagesPanel(FileDropTarget, Panel):
    """A list of the images, whose current row is shown on the canvas; dropped files are added.

    Attributes
    ----------
    commands : ImageCommands
        Of the selected images.
    """

    name = "images"
    title = marked("Images")
    slot = Slot.TOP_LEFT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._counts = MarkerCounts()
        self._showing = Showing()
        self._suggested: list[ImageSuggestion] = []
        self.setAcceptDrops(True)
        self._model = ImagesModel(session.thumbnails, self)
        self._matches = QSortFilterProxyModel(self)
        self._matches.setSourceModel(self._model)
        self._matches.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._search, self._count = self._make_search(), QLabel()
        self._list = self._make_list()
        self._empty = EmptyText(self._list)
        self.commands = ImageCommands(session, self.chosen, self._label_place, self)
        self._lay_out()
        self._connect()
        self._show_project()

    def chosen(self) -> list[str]:
        """Return the ids of the selected images, in the order of the list."""
        selected = self._list.selectionModel().selectedIndexes()
        return [index.data(ROW).entry.id for index in sorted(selected, key=QModelIndex.row)]

    def _accepts(self, paths: list[Path]) -> bool:
        return self._session.document.is_open and bool(paths)

    def _take_files(self, paths: list[Path]) -> None:
        self.commands.add(paths)

    def _make_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("imageSearch")
        search.setAccessibleName(self.tr("Search images"))
        search.setPlaceholderText(self.tr("Search by file name"))
        search.setClearButtonEnabled(True)
        search.setAcceptDrops(False)  # files dropped here are for the panel
        return search

    def _make_list(self) -> QListView:
        view = QListView()
        view.setObjectName("imageList")
        view.setAccessibleName(self.tr("Images"))
        view.setModel(self._matches)
        view.setItemDelegate(ImageDelegate(view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        return view

    def _lay_out(self) -> None:
        self._count.setObjectName("imageCount")
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self._search, 1)
        top.addWidget(self._count)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QHBoxLayout:
        commands, row = self.commands, QHBoxLayout()
        row.setSpacing(2)
        adding = QMenu(self)
        adding.addAction(self.tr("Image files…"), commands.add_files)
        adding.addAction(self.tr("All images of a folder…"), commands.add_folder)
        add_tip = self.tr("Add image files or folders; dropping them here does the same")
        self._add = IconButton("addImagesButton", "image-plus", add_tip, self.tr("Add images…"))
        moved_tip = self.tr("Find moved images…\nSearches a folder for images of the same content")
        self._moved = IconButton("findMovedButton", "folder-search-outline", moved_tip)
        role_tip, mask_tip = self.tr("Role of the selected images"), self.tr("Reference mask")
        self._role = IconButton("roleButton", "tag-outline", role_tip).with_menu(
            commands.role_menu
        )
        self._mask = IconButton("maskButton", "vector-selection", mask_tip).with_menu(
            commands.mask_menu
        )
        remove_tip = self.tr("Remove the selected images from the project; their files stay")
        self._remove = IconButton("removeImagesButton", "image-remove-outline", remove_tip)
        row.addWidget(self._add.with_menu(adding))
        row.addStretch(1)
        for button in (self._role, self._mask, self._remove, self._moved):
            row.addWidget(button)
        self._moved.on_click(commands.find_moved)
        self._remove.on_click(commands.remove.trigger)
        return row

    def _connect(self) -> None:
        session, selection = self._session, self._list.selectionModel()
        session.document.changed.connect(self._on_project_changed)
        session.document.opened.connect(self._on_project_opened)
        session.view_changed.connect(self._on_view_changed)
        session.thumbnails.ready.connect(self._model.thumbnail_ready)
        session.suggestions.changed.connect(self._on_suggestions_changed)
        selection.currentChanged.connect(self._choose_image)
        selection.selectionChanged.connect(self._update_commands)
        self._search.textChanged.connect(self._filter)
        self._list.customContextMenuRequested.connect(self._open_menu)

    def _on_project_opened(self) -> None:
        self._model.forget_thumbnails()
        self._search.clear()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._show_project()

    def _on_suggestions_changed(self) -> None:
        if list(self._session.suggestions.suggested_images) != self._suggested:
            self._show_project()

    def _on_view_changed(self, before: View, after: View) -> None:
        if before.image != after.image:
            self._show_current()

    def _show_project(self) -> None:
        project = self._session.document.project
        with self._showing:
            suggested = self._session.suggestions.suggested_images
            self._suggested = list(suggested)
            counts = self._counts.by_image(project)
            self._model.show(image_rows(project, counts, suggested))
        self._show_current()
        self._show_numbers()

    def _filter(self, text: str) -> None:
        with self._showing:
            self._matches.setFilterFixedString(text.strip())
        self._show_current()
        self._show_numbers()

    def _show_current(self) -> None:
        """Make the shown image current, unless the filter hides it."""
        row = self._model.place(self._session.view.image)
        wanted = QModelIndex()
        if row is not None:
            wanted = self._matches.mapFromSource(self._model.index(row, 0))
        if wanted == self._list.currentIndex():
            return
        selection = self._list.selectionModel()
        with self._showing:
            flag = QItemSelectionModel.SelectionFlag
            how = flag.NoUpdate if selection.isSelected(wanted) else flag.ClearAndSelect
            selection.setCurrentIndex(wanted, how)

    def _show_numbers(self) -> None:
        matching, total = self._matches.rowCount(), self._model.rowCount()
        count = counted(total, "image")
        if matching != total:
            count = self.tr("{0} of {1}").format(matching, total)
        self._count.setText(count if total else "")
        self._empty.setText(self._empty_message(total))
        is_open = self._session.document.is_open
        self._add.setEnabled(is_open)
        self._moved.setEnabled(is_open and total > 0)
        self._update_commands()

    def _empty_message(self, total: int) -> str:
        if total:
            return self.tr("No file name contains “{0}”").format(self._search.text().strip())
        return self.tr("Drop images or folders here") if self._session.document.is_open else ""

    def _update_commands(self) -> None:
        self.commands.update()
        some = self._list.selectionModel().hasSelection()
        for button in (self._role, self._mask, self._remove):
            button.setEnabled(some)

    def _choose_image(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(image=current.data(ROW).entry.id)

    def _label_place(self) -> QPoint:
        """Return where to open the menu of classes: beside the current row, or at the pointer."""
        if not self._list.isVisible():
            return QCursor.pos()
        row = self._list.visualRect(self._list.currentIndex())
        seen = row.intersected(self._list.viewport().rect())
        corner = QPoint(seen.left() + ROW_INDENT, seen.bottom())
        return self._list.viewport().mapToGlobal(corner)

    def _open_menu(self, position: QPoint) -> None:
        if self.chosen():
            self.commands.context_menu.popup(self._list.viewport().mapToGlobal(position))
