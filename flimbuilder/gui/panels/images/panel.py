"""The images of the project: thumbnails, markers by class, roles and masks."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.panels.images.commands import ImageCommands
from flimbuilder.gui.panels.images.delegate import ImageDelegate
from flimbuilder.gui.panels.images.model import ImagesModel, image_rows
from flimbuilder.gui.widgets.dropped import dropped_paths
from flimbuilder.gui.widgets.empty_text import EmptyText
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.gui.widgets.keyed_model import ROW
from flimbuilder.gui.widgets.marker_counts import MarkerCounts
from flimbuilder.gui.widgets.showing import Showing
from flimbuilder.project.project import Project
from flimbuilder.project.wording import counted
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["ImagesPanel"]


class ImagesPanel(QWidget):
    """Lists the images; choosing one shows it, dropping files adds them.

    Parameters
    ----------
    session : Session
    parent : QWidget or None, default=None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._counts = MarkerCounts()
        self._showing = Showing()
        self.setObjectName("imagesPanel")
        self.setAcceptDrops(True)
        self._model = ImagesModel(session.thumbnails, self)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._model)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._search, self._count = self._made_search(), QLabel()
        self._list = self._made_list()
        self._empty = EmptyText(self._list)
        self._commands = ImageCommands(session, self.chosen, self)
        self._arrange()
        self._connect()
        self._show_project()

    def chosen(self) -> list[str]:
        """Return the ids of the selected images, in the list's order."""
        selected = self._list.selectionModel().selectedIndexes()
        return [index.data(ROW).entry.id for index in sorted(selected, key=QModelIndex.row)]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if self._session.document.is_open and dropped_paths(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files and folders."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files and the images of the folders."""
        event.acceptProposedAction()
        self._commands.add(dropped_paths(event))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the Delete key, pressed in the list, from deleting what is selected elsewhere."""
        if isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Delete):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _made_search(self) -> QLineEdit:
        search = QLineEdit()
        search.setObjectName("imageSearch")
        search.setAccessibleName(self.tr("Search images"))
        search.setPlaceholderText(self.tr("Search by file name"))
        search.setClearButtonEnabled(True)
        search.setAcceptDrops(False)  # files dropped here are for the panel
        return search

    def _made_list(self) -> QListView:
        view = QListView()
        view.setObjectName("imageList")
        view.setAccessibleName(self.tr("Images"))
        view.setModel(self._found)
        view.setItemDelegate(ImageDelegate(view))
        view.setUniformItemSizes(True)
        view.setMouseTracking(True)
        view.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.installEventFilter(self)
        return view

    def _arrange(self) -> None:
        self._count.setObjectName("imageCount")
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self._search, 1)
        top.addWidget(self._count)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._list, 1)
        layout.addLayout(self._made_buttons())

    def _made_buttons(self) -> QHBoxLayout:
        commands, row = self._commands, QHBoxLayout()
        row.setSpacing(2)
        adding = QMenu(self)
        adding.addAction(self.tr("Image files…"), commands.add_files)
        adding.addAction(self.tr("All images of a folder…"), commands.add_folder)
        add_tip = self.tr("Add image files or folders; dropping them here does the same")
        self._add = IconButton("addImagesButton", "image-plus", add_tip, self.tr("Add images…"))
        moved_tip = self.tr("Find moved images…\nLooks for them by their content in a folder")
        self._moved = IconButton("findMovedButton", "folder-search-outline", moved_tip)
        role_tip, mask_tip = self.tr("What the chosen images are for"), self.tr("Reference mask")
        self._role = IconButton("roleButton", "tag-outline", role_tip).opens(commands.role_menu)
        self._mask = IconButton("maskButton", "vector-selection", mask_tip).opens(
            commands.mask_menu
        )
        remove_tip = self.tr("Remove the chosen images from the project; their files stay")
        self._remove = IconButton("removeImagesButton", "image-remove-outline", remove_tip)
        row.addWidget(self._add.opens(adding))
        row.addStretch(1)
        for button in (self._role, self._mask, self._remove, self._moved):
            row.addWidget(button)
        self._moved.does(commands.find_moved)
        self._remove.does(commands.remove.trigger)
        return row

    def _connect(self) -> None:
        session, selection = self._session, self._list.selectionModel()
        session.document.changed.connect(self._follow_project)
        session.document.opened.connect(self._start_afresh)
        session.view_changed.connect(self._follow_view)
        session.thumbnails.ready.connect(self._model.thumbnail_ready)
        selection.currentChanged.connect(self._look)
        selection.selectionChanged.connect(self._update_commands)
        self._search.textChanged.connect(self._filter)
        self._list.customContextMenuRequested.connect(self._open_menu)

    def _start_afresh(self) -> None:
        self._model.forget_thumbnails()
        self._search.clear()

    def _follow_project(self, before: Project, after: Project) -> None:
        self._show_project()

    def _follow_view(self, before: View, after: View) -> None:
        if before.image != after.image:
            self._show_current()

    def _show_project(self) -> None:
        project = self._session.document.project
        with self._showing:
            self._model.show(image_rows(project, self._counts.by_image(project)))
        self._show_current()
        self._show_numbers()

    def _filter(self, text: str) -> None:
        with self._showing:
            self._found.setFilterFixedString(text.strip())
        self._show_current()
        self._show_numbers()

    def _show_current(self) -> None:
        """Make the shown image the list's current one, where it is in sight of the filter."""
        place = self._model.place(self._session.view.image)
        wanted = QModelIndex()
        if place is not None:
            wanted = self._found.mapFromSource(self._model.index(place, 0))
        if wanted == self._list.currentIndex():
            return
        selection = self._list.selectionModel()
        with self._showing:
            kept = selection.isSelected(wanted)
            flag = QItemSelectionModel.SelectionFlag
            selection.setCurrentIndex(wanted, flag.NoUpdate if kept else flag.ClearAndSelect)

    def _show_numbers(self) -> None:
        found, there = self._found.rowCount(), self._model.rowCount()
        told = counted(there, "image") if found == there else f"{found}"
        if found != there:
            told = self.tr("{0} of {1}").format(found, there)
        self._count.setText(told if there else "")
        self._empty.setText(self._empty_told(there))
        is_open = self._session.document.is_open
        self._add.setEnabled(is_open)
        self._moved.setEnabled(is_open and there > 0)
        self._update_commands()

    def _empty_told(self, there: int) -> str:
        if there:
            return self.tr("No file name has “{0}” in it").format(self._search.text().strip())
        return self.tr("Drop images or folders here") if self._session.document.is_open else ""

    def _update_commands(self) -> None:
        self._commands.update()
        some = self._list.selectionModel().hasSelection()
        for button in (self._role, self._mask, self._remove):
            button.setEnabled(some)

    def _look(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(image=current.data(ROW).entry.id)

    def _open_menu(self, at: QPoint) -> None:
        if self.chosen():
            self._commands.context_menu.popup(self._list.viewport().mapToGlobal(at))
