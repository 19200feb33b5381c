"""A list of kernel cards that wraps: hover, keys, zoom, and a selection that goes by identity."""

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QWidget

from flimbuilder.gui.panels.kernels.delegate import KernelDelegate
from flimbuilder.gui.panels.kernels.model import KernelsModel
from flimbuilder.gui.panels.kernels.rows import KernelRow
from flimbuilder.gui.widgets.keyed_model import ROW
from flimbuilder.gui.widgets.showing import Showing
from flimbuilder.project.project import KernelIdentity

__all__ = ["KernelList"]

ASPECTS = (0.5, 1.25)  # of the pictures, height by width

_FLAG = QItemSelectionModel.SelectionFlag


class KernelList(QListView):
    """Cards of kernels in rows as wide as the list; shows what it is told, tells what is done.

    Parameters
    ----------
    name, label : str
        Object name and accessible name.
    parent : QWidget or None, default=None

    Attributes
    ----------
    chosen : Signal(frozenset of KernelIdentity)
        The user selected these.
    looked_at : Signal(KernelIdentity)
        The user went to this card.
    hovered : Signal(KernelIdentity or None)
        The pointer is over this card now.
    opened : Signal(KernelIdentity)
        A double click or the Return key.
    delete_pressed : Signal()
    zoomed : Signal(int)
        Ctrl and the wheel: steps, upwards is larger.
    """

    chosen = Signal(object)
    looked_at = Signal(object)
    hovered = Signal(object)
    opened = Signal(object)
    delete_pressed = Signal()
    zoomed = Signal(int)

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = Showing()
        self._cards = KernelsModel(self)
        self._delegate = KernelDelegate(self)
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setModel(self._cards)
        self.setItemDelegate(self._delegate)
        self._set_up()
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.selectionModel().currentChanged.connect(self._tell_current)
        self.clicked.connect(self._tell_current)
        self.entered.connect(lambda index: self.hovered.emit(_identity(index)))
        self.viewportEntered.connect(lambda: self.hovered.emit(None))
        self.doubleClicked.connect(lambda index: self.opened.emit(_identity(index)))

    @property
    def identities(self) -> list[KernelIdentity]:
        """The kernels in the list, in order."""
        return [row.card.identity for row in self._cards.rows]

    @property
    def selected(self) -> frozenset[KernelIdentity]:
        """The kernels that are selected."""
        rows, indexes = self._cards.rows, self.selectionModel().selectedIndexes()
        return frozenset(rows[index.row()].card.identity for index in indexes)

    def show_rows(self, rows: Iterable[KernelRow], selected: frozenset[KernelIdentity]) -> None:
        """Show other rows and select some of them; current card and place stay."""
        with self._showing:
            current, scrolled = _identity(self.currentIndex()), self.verticalScrollBar().value()
            rows = tuple(rows)
            self._shape(rows)
            self._cards.show(rows)
            self.select(selected)
            self._set_current(self._index(current))
            self.verticalScrollBar().setValue(scrolled)

    def select(self, identities: frozenset[KernelIdentity]) -> None:
        """Select these kernels, of which some may not be here, and no others."""
        if self.selected == identities & frozenset(self.identities):
            return
        selection = QItemSelection()
        for index in map(self._index, identities):
            selection.select(index, index)
        with self._showing:
            self.selectionModel().select(selection, _FLAG.ClearAndSelect)

    def go_to(self, identity: KernelIdentity | None) -> None:
        """Make a kernel, where it is here, the one that the keys start from, and in sight."""
        index = self._index(identity)
        self._set_current(index)
        self.scrollTo(index)

    def resize_pictures(self, side: int) -> None:
        """Give the pictures another size, in logical pixels; what is on top stays in sight."""
        if side == self._delegate.side:
            return
        top = self.indexAt(QPoint(self.gridSize().width() // 2, self.gridSize().height() // 2))
        self._delegate.side = side
        self._lay_out()
        if top.isValid():
            self.scrollTo(top, QListView.ScrollHint.PositionAtTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Spread the cards over the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoomed.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete by Del, open by Return."""
        if event.matches(QKeySequence.StandardKey.Delete):
            self.delete_pressed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().isValid():
                self.opened.emit(_identity(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Del, pressed here, from deleting what is selected elsewhere."""
        if isinstance(event, QKeyEvent) and _asks_for_delete(event):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell that the pointer has left."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Make room for another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._lay_out()

    def _set_up(self) -> None:
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._lay_out()

    def _lay_out(self) -> None:
        """Give every card an equal part of the width, less the scroll bar's."""
        least = self._delegate.card_size()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        width = max(self.width() - 2 * self.frameWidth() - bar - 1, least.width())
        cell = QSize(width // (width // least.width()), least.height())
        if cell != self.gridSize():
            self._delegate.cell = cell
            self.setGridSize(cell)
            self.verticalScrollBar().setSingleStep(cell.height() // 3)

    def _shape(self, rows: tuple[KernelRow, ...]) -> None:
        """Give the pictures the shape of the maps, all of which are of one image."""
        known = next((one for row in rows if (one := row.card.map) is not None), None)
        if known is not None:
            height, width = known.shape
            self._delegate.aspect = min(max(height / width, ASPECTS[0]), ASPECTS[1])
            self._lay_out()

    def _set_current(self, index: QModelIndex) -> None:
        if index.isValid() and index != self.currentIndex():
            with self._showing:
                self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)

    def _index(self, identity: KernelIdentity | None) -> QModelIndex:
        place = self._cards.place(identity)
        return QModelIndex() if place is None else self._cards.index(place, 0)

    def _tell_chosen(self) -> None:
        if not self._showing:
            self.chosen.emit(self.selected)

    def _tell_current(self, index: QModelIndex) -> None:
        if index.isValid() and not self._showing:
            self.looked_at.emit(_identity(index))


def _asks_for_delete(event: QKeyEvent) -> bool:
    override = event.type() == QEvent.Type.ShortcutOverride
    return override and event.matches(QKeySequence.StandardKey.Delete)


def _identity(index: QModelIndex) -> KernelIdentity | None:
    row: KernelRow | None = index.data(ROW)
    return None if row is None else row.card.identity
