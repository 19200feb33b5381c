"""The classes of the project, and the class, radius and use of the next marker."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.keymap import keymap, set_tip_with_keys
from flimbuilder.gui.language import counted, marked
from flimbuilder.gui.panels.classes.model import ClassDelegate, ClassesModel, ClassRow, class_rows
from flimbuilder.gui.widgets.classes import MarkerCounts
from flimbuilder.gui.widgets.fields import DecimalBox
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.lists import ROW, Showing
from flimbuilder.gui.widgets.panel import Panel, Slot
from flimbuilder.project.project import BACKGROUND, Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import MAX_RADIUS, MIN_RADIUS, RADII, View, nearest_radius

__all__ = ["ClassesPanel", "RadiusEditor", "choose_colour"]

MAX_ROWS = 8  # visible without scrolling


class ClassesPanel(Panel):
    """A list of the classes, whose current row is the class to draw, and the brush."""

    name = "classes"
    title = marked("Classes")
    slot = Slot.BOTTOM_LEFT

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._counts = MarkerCounts()
        self._showing = Showing()
        self._model = ClassesModel(self._rename, self)
        self._list = self._make_list()
        self._radius_title, self._radius = QLabel(), RadiusEditor()
        self._use = self._make_use()
        self._menu = self._make_menu()
        self._lay_out()
        self._connect()
        self._show_project()
        self._show_view()

    def _make_list(self) -> QListView:
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

    def _make_use(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("useSelector")
        box.addItem(self.tr("kernels and normalisation"), "both")
        box.addItem(self.tr("kernels only"), "kernels")
        box.addItem(self.tr("normalisation only"), "normalisation")
        box.setToolTip(
            self.tr(
                "Use of the next marker:\n"
                "kernels – its patches are clustered into kernels;\n"
                "normalisation – its patches give the mean and deviation for normalisation"
            )
        )
        return box

    def _make_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName("classMenu")
        menu.addAction(self.tr("Rename"), self._edit_name)
        menu.addAction(self.tr("Colour…"), self._recolour)
        self._relabel_action = menu.addAction(
            self.tr("Give the selected marker this class"), self._relabel
        )
        menu.addSeparator()
        self._remove_action: QAction = menu.addAction(self.tr("Remove"), self._remove)
        return menu

    def _lay_out(self) -> None:
        layout, form = QVBoxLayout(self), QFormLayout()
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(6)
        layout.addWidget(self._list)
        layout.addLayout(self._make_buttons())
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow(self._radius_title, self._radius)
        form.addRow(self.tr("Use for"), self._use)
        layout.addLayout(form)
        layout.addStretch(1)

    def _make_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        self._add = IconButton(
            "addClassButton", "plus", self.tr("Add an object class"), self.tr("Add class")
        ).on_click(self._add_class)
        self._remove_button = IconButton(
            "removeClassButton", "trash-can-outline", self.tr("Remove the class and its markers")
        ).on_click(self._remove)
        row.addWidget(self._add)
        row.addStretch(1)
        row.addWidget(self._remove_button)
        return row

    def _connect(self) -> None:
        session = self._session
        session.document.changed.connect(self._on_project_changed)
        session.view_changed.connect(self._on_view_changed)
        keymap().changed.connect(self._list.viewport().update)
        self._list.selectionModel().currentChanged.connect(self._choose_class)
        self._radius.valueChanged.connect(self._set_radius)
        self._radius.released.connect(lambda: session.set_radius(self._radius.value()))
        self._use.currentIndexChanged.connect(
            lambda _: session.update_view(use=self._use.currentData())
        )

    def _on_project_changed(self, before: Project, after: Project) -> None:
        self._show_project()
        if self._session.view.marker is not None:
            self._show_view()

    def _on_view_changed(self, before: View, after: View) -> None:
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
        marker = view.marker
        title = self.tr("Radius") if marker is None else self.tr("Marker {0}").format(marker)
        self._radius_title.setText(title)
        with QSignalBlocker(self._radius), QSignalBlocker(self._use):
            radius = self._session.radius
            if round(radius, 1) != self._radius.value():
                self._radius.setValue(radius)
            self._use.setCurrentIndex(self._use.findData(view.use))

    def _show_class(self) -> None:
        row = self._model.place(self._session.view.class_id)
        wanted = QModelIndex() if row is None else self._model.index(row, 0)
        if wanted != self._list.currentIndex():
            with self._showing:
                flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self._list.selectionModel().setCurrentIndex(wanted, flag)
        self._remove_button.setEnabled(row is not None and self._chosen() != BACKGROUND)

    def _choose_class(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self._session.update_view(class_id=current.data(ROW).entry.id)

    def _set_radius(self, radius: float) -> None:
        """Set the radius; of a selected marker only once, when the slider is released."""
        if self._session.view.marker is None or not self._radius.is_sliding:
            self._session.set_radius(radius)

    def _chosen(self) -> int:
        return self._session.view.class_id

    def _row(self) -> ClassRow:
        row: ClassRow = self._list.currentIndex().data(ROW)
        return row

    def _open_menu(self, position: QPoint) -> None:
        if self._list.indexAt(position).isValid():
            self._remove_action.setEnabled(self._chosen() != BACKGROUND)
            self._relabel_action.setEnabled(self._session.view.marker is not None)
            self._menu.popup(self._list.viewport().mapToGlobal(position))

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
        message = self.tr("Class {0} removed").format(row.entry.name)
        if row.markers:
            markers = counted(row.markers, "marker")
            message = self.tr("Class {0} removed, and its {1}").format(row.entry.name, markers)
        self._session.attempt(lambda: self._session.classes.remove(row.entry.id), undoable=message)


class RadiusEditor(QWidget):
    """A slider and a number for a radius in image pixels, `MIN_RADIUS` to `MAX_RADIUS`.

    The steps of the slider are `RADII`, which are fine for small radii; the number has tenths.

    Attributes
    ----------
    valueChanged : Signal(float)
        After a change by the user or `setValue`.
    released : Signal()
        The user released the slider.
    """

    valueChanged = Signal(float)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = self._make_slider()
        self._number = self._make_number()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._number)
        self._slider.valueChanged.connect(lambda step: self._number.setValue(RADII[step]))
        self._slider.sliderReleased.connect(self.released)
        self._number.valueChanged.connect(self._on_number_changed)
        self.setFocusProxy(self._number)

    @property
    def is_sliding(self) -> bool:
        """True while the user drags the slider."""
        return self._slider.isSliderDown()

    def value(self) -> float:
        """Return the radius."""
        return self._number.value()

    def setValue(self, radius: float) -> None:
        """Set the radius."""
        self._number.setValue(radius)

    def _tip(self) -> str:
        return self.tr(
            "Radius of the selected marker, or of the next one: {smallerRadius} and "
            "{largerRadius}, Ctrl+wheel on the image, or Ctrl+drag with a drawing tool"
        )

    def _make_slider(self) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("radiusSlider")
        slider.setAccessibleName(self.tr("Radius"))
        set_tip_with_keys(slider, self._tip())
        slider.setRange(0, len(RADII) - 1)
        slider.setPageStep(5)
        return slider

    def _make_number(self) -> DecimalBox:
        number = DecimalBox()
        number.setObjectName("radiusNumber")
        number.setAccessibleName(self.tr("Radius in pixels"))
        set_tip_with_keys(number, self._tip())
        number.setRange(MIN_RADIUS, MAX_RADIUS)
        number.setDecimals(1)
        number.setSingleStep(0.5)
        number.setSuffix(self.tr(" px"))
        number.setKeyboardTracking(False)
        return number

    def _on_number_changed(self, radius: float) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(nearest_radius(radius))
        self.valueChanged.emit(radius)


class ClassList(QListView):
    """A list as high as its rows, up to `MAX_ROWS`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return a height that fits the rows."""
        rows = min(max(self.model().rowCount(), 2), MAX_ROWS)
        return QSize(200, rows * max(self.sizeHintForRow(0), 24) + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """Return the size hint, so that the list itself never scrolls before `MAX_ROWS`."""
        return self.sizeHint()


def choose_colour(parent: QWidget, colour: str) -> str | None:
    """Ask for a colour; return it as ``#rrggbb``, or None if the user cancels."""
    chosen = QColorDialog.getColor(QColor(colour), parent)
    return chosen.name() if chosen.isValid() else None
