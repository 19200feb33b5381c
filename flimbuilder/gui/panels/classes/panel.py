"""What the next marker is: its class, its radius, and what it is used for."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QListView,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.panels.classes.model import ClassDelegate, ClassesModel, ClassRow, class_rows
from flimbuilder.gui.panels.classes.radius import RadiusEditor
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.gui.widgets.keyed_model import ROW
from flimbuilder.gui.widgets.marker_counts import MarkerCounts
from flimbuilder.gui.widgets.showing import Showing
from flimbuilder.project.project import BACKGROUND, Project
from flimbuilder.project.wording import counted
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["ClassesPanel", "choose_colour"]

MOST_ROWS = 8  # in sight; more are scrolled to


class ClassesPanel(QWidget):
    """Lists the classes; choosing one draws with it.

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
        self.setObjectName("classesPanel")
        self._model = ClassesModel(self._rename, self)
        self._list = self._made_list()
        self._radius, self._use = RadiusEditor(), self._made_use()
        self._menu = self._made_menu()
        self._arrange()
        self._connect()
        self._show_project()
        self._show_view()

    def _made_list(self) -> QListView:
        view = ClassList()
        view.setObjectName("classSelector")
        view.setAccessibleName(self.tr("Class of the next marker"))
        view.setModel(self._model)
        view.setItemDelegate(ClassDelegate(view))
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setEditTriggers(
            QListView.EditTrigger.DoubleClicked | QListView.EditTrigger.EditKeyPressed
        )
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open_menu)
        return view

    def _made_use(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("useSelector")
        box.addItem(self.tr("kernels and normalisation"), "both")
        box.addItem(self.tr("kernels only"), "kernels")
        box.addItem(self.tr("normalisation only"), "normalisation")
        box.setToolTip(
            self.tr(
                "What the patches of the next marker are for:\n"
                "kernels – they are clustered, and the clusters are the kernels;\n"
                "normalisation – their mean and deviation normalise all patches"
            )
        )
        return box

    def _made_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("classMenu")
        self._rename_action = menu.addAction(self.tr("Rename"), self._edit_name)
        self._colour_action = menu.addAction(self.tr("Colour…"), self._recolour)
        self._relabel_action = menu.addAction(
            self.tr("Give the selected marker this class"), self._relabel
        )
        menu.addSeparator()
        self._remove_action: QAction = menu.addAction(self.tr("Remove"), self._remove)
        return menu

    def _arrange(self) -> None:
        layout, form = QVBoxLayout(self), QFormLayout()
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self._list)
        layout.addLayout(self._made_buttons())
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self.tr("Radius"), self._radius)
        form.addRow(self.tr("Use for"), self._use)
        layout.addLayout(form)
        layout.addStretch(1)

    def _made_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._add = IconButton(
            "addClassButton", "plus", self.tr("Add an object class"), self.tr("Add class")
        ).does(self._add_class)
        self._remove_button = IconButton(
            "removeClassButton", "trash-can-outline", self.tr("Remove the class and its markers")
        ).does(self._remove)
        row.addWidget(self._add)
        row.addStretch(1)
        row.addWidget(self._remove_button)
        return row

    def _connect(self) -> None:
        session = self._session
        session.document.changed.connect(self._follow_project)
        session.view_changed.connect(self._follow_view)
        self._list.selectionModel().currentChanged.connect(self._look)
        self._radius.valueChanged.connect(lambda radius: session.update_view(radius=radius))
        self._use.currentIndexChanged.connect(
            lambda _: session.update_view(use=self._use.currentData())
        )

    def _follow_project(self, before: Project, after: Project) -> None:
        self._show_project()

    def _follow_view(self, before: View, after: View) -> None:
        self._show_view()

    def _show_project(self) -> None:
        project = self._session.document.project
        with self._showing:
            self._model.show(class_rows(project, self._counts.by_class(project)))
        self._list.updateGeometry()
        self._add.setEnabled(self._session.document.is_open)
        self._show_class()

    def _show_view(self) -> None:
        view = self._session.view
        self._show_class()
        with QSignalBlocker(self._radius), QSignalBlocker(self._use):
            if round(view.radius, 1) != self._radius.value():
                self._radius.setValue(view.radius)
            self._use.setCurrentIndex(self._use.findData(view.use))

    def _show_class(self) -> None:
        place = self._model.place(self._session.view.class_id)
        wanted = QModelIndex() if place is None else self._model.index(place, 0)
        if wanted != self._list.currentIndex():
            with self._showing:
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self._list.selectionModel().setCurrentIndex(wanted, flag)
        self._remove_button.setEnabled(place is not None and self._chosen() != BACKGROUND)

    def _look(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(class_id=current.data(ROW).entry.id)

    def _chosen(self) -> int:
        return self._session.view.class_id

    def _row(self) -> ClassRow:
        row: ClassRow = self._list.currentIndex().data(ROW)
        return row

    def _open_menu(self, at: QPoint) -> None:
        if self._list.indexAt(at).isValid():
            self._remove_action.setEnabled(self._chosen() != BACKGROUND)
            self._relabel_action.setEnabled(self._session.view.marker is not None)
            self._menu.popup(self._list.viewport().mapToGlobal(at))

    def _add_class(self) -> None:
        if self._session.attempt(self._session.classes.add):
            new = self._session.document.project.classes[-1].id
            self._session.update_view(class_id=new)
            self._edit_name()

    def _edit_name(self) -> None:
        self._list.edit(self._list.currentIndex())

    def _rename(self, class_id: int, name: str) -> bool:
        return self._session.attempt(lambda: self._session.classes.rename(class_id, name))

    def _recolour(self) -> None:
        entry = self._row().entry
        colour = choose_colour(self, entry.colour)
        if colour is not None:
            self._session.attempt(lambda: self._session.classes.recolour(entry.id, colour))

    def _relabel(self) -> None:
        marker, chosen = self._session.view.marker, self._chosen()
        if marker is not None:
            self._session.attempt(lambda: self._session.drawing.relabel([marker], chosen))

    def _remove(self) -> None:
        row = self._row()
        told = self.tr("Class {0} removed").format(row.entry.name)
        if row.markers:
            gone = counted(row.markers, "marker")
            told = self.tr("Class {0} removed, and its {1}").format(row.entry.name, gone)
        self._session.attempt(lambda: self._session.classes.remove(row.entry.id), undoable=told)


class ClassList(QListView):
    """A list as high as its rows, up to `MOST_ROWS` of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a height that fits the rows."""
        rows = min(max(self.model().rowCount(), 2), MOST_ROWS)
        return QSize(200, rows * max(self.sizeHintForRow(0), 24) + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Return the same: what holds the list may scroll, it need not."""
        return self.sizeHint()


def choose_colour(parent: QWidget, colour: str) -> str | None:
    """Ask for a colour, ``#rrggbb``; None where the user thinks better of it."""
    chosen = QColorDialog.getColor(QColor(colour), parent)
    return chosen.name() if chosen.isValid() else None
