"""Lists of kernel cards: the gallery, and the shelf of deleted kernels."""

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
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.panels.kernels.delegate import KernelDelegate
from flimbuilder.gui.panels.kernels.model import KernelRow, KernelsModel
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.gui.widgets.lists import ROW, Showing
from flimbuilder.imaging.colour_maps import ColourMapName
from flimbuilder.project.project import KernelIdentity

__all__ = ["DeletedShelf", "KernelList"]

ASPECTS = (0.5, 1.25)  # of the pictures, height by width
SHELF_SIDE = 56  # of the pictures on the shelf, in logical pixels
SHELF_ROWS = 1.15  # visible rows of cards; the cut row hints that there are more

_FLAG = QItemSelectionModel.SelectionFlag


class KernelList(QListView):
    """Cards of kernels, wrapped at the width of the list; selection and focus go by identity.

    Parameters
    ----------
    name, label : str
        Object name and accessible name.

    Attributes
    ----------
    chosen : Signal(frozenset of KernelIdentity)
        The user changed the selection.
    visited : Signal(KernelIdentity)
        The user moved to a card.
    hovered : Signal(KernelIdentity or None)
        The pointer moved onto a card, or off all cards.
    opened : Signal(KernelIdentity)
        Double click or Return on a card.
    zoomed : Signal(int)
        Steps of the wheel with Ctrl held; positive enlarges.
    """

    chosen = Signal(object)
    visited = Signal(object)
    hovered = Signal(object)
    opened = Signal(object)
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
        self.selectionModel().selectionChanged.connect(self._emit_chosen)
        self.selectionModel().currentChanged.connect(self._emit_visited)
        self.clicked.connect(self._emit_visited)
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
        """Show other rows and select some of them; keep the current card and the scrolling."""
        with self._showing:
            current, scrolled = _identity(self.currentIndex()), self.verticalScrollBar().value()
            rows = tuple(rows)
            self._set_aspect(rows)
            self._cards.show(rows)
            self.select(selected)
            self._set_current(self._index(current))
            self.verticalScrollBar().setValue(scrolled)

    def set_colour_map(self, name: ColourMapName) -> None:
        """Show the activation maps in other colours."""
        self._cards.set_colour_map(name)

    def select(self, identities: frozenset[KernelIdentity]) -> None:
        """Select these kernels and no others; those not in the list are ignored."""
        if self.selected == identities & frozenset(self.identities):
            return
        selection = QItemSelection()
        for index in map(self._index, identities):
            selection.select(index, index)
        with self._showing:
            self.selectionModel().select(selection, _FLAG.ClearAndSelect)

    def go_to(self, identity: KernelIdentity | None) -> None:
        """Make a kernel current and scroll to it, if it is in the list."""
        index = self._index(identity)
        self._set_current(index)
        self.scrollTo(index)

    def resize_pictures(self, side: int) -> None:
        """Set the width of the pictures, in logical pixels; keep the topmost card in sight."""
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
        """Open the current card by Return."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.currentIndex().isValid():
                self.opened.emit(_identity(self.currentIndex()))
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Report that the pointer has left."""
        if event.type() == QEvent.Type.Leave:
            self.hovered.emit(None)
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Fit the cards to another font."""
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
        """Share the width, less that of the scroll bar, equally among the cards of a row."""
        least = self._delegate.card_size()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self)
        width = max(self.width() - 2 * self.frameWidth() - bar - 1, least.width())
        cell = QSize(width // (width // least.width()), least.height())
        if cell != self.gridSize():
            self._delegate.cell = cell
            self.setGridSize(cell)
            self.verticalScrollBar().setSingleStep(cell.height() // 3)

    def _set_aspect(self, rows: tuple[KernelRow, ...]) -> None:
        """Set the aspect of the pictures to that of the maps, which all show one image."""
        maps = (row.card.map for row in rows if row.card.map is not None)
        if (first := next(maps, None)) is not None:
            height, width = first.shape
            self._delegate.aspect = min(max(height / width, ASPECTS[0]), ASPECTS[1])
            self._lay_out()

    def _set_current(self, index: QModelIndex) -> None:
        if index.isValid() and index != self.currentIndex():
            with self._showing:
                self.selectionModel().setCurrentIndex(index, _FLAG.NoUpdate)

    def _index(self, identity: KernelIdentity | None) -> QModelIndex:
        row = self._cards.place(identity)
        return QModelIndex() if row is None else self._cards.index(row, 0)

    def _emit_chosen(self) -> None:
        if not self._showing:
            self.chosen.emit(self.selected)

    def _emit_visited(self, index: QModelIndex) -> None:
        if index.isValid() and not self._showing:
            self.visited.emit(_identity(index))


class DeletedShelf(QWidget):
    """The deleted kernels of a block under a title that folds them; hidden if there are none.

    Attributes
    ----------
    list : KernelList
    restore_all : IconButton
    folded : Signal()
        The user folded the shelf.
    """

    folded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deletedShelf")
        self.list = KernelList("deletedGallery", self.tr("Deleted kernels"))
        self.list.resize_pictures(SHELF_SIDE)
        self._title = self._make_title()
        tip = self.tr("Restore all deleted kernels of this block")
        self.restore_all = IconButton("restoreAllButton", "restore", tip, self.tr("Restore all"))
        self._lay_out()
        self.show_rows((), frozenset())

    def show_rows(self, rows: Iterable[KernelRow], selected: frozenset[KernelIdentity]) -> None:
        """Show other deleted kernels."""
        rows = tuple(rows)
        self.list.show_rows(rows, selected)
        self.list.setFixedHeight(round(SHELF_ROWS * self.list.gridSize().height()))
        self._title.setText(self.tr("Deleted ({0})").format(len(rows)))
        self.setVisible(bool(rows))

    def _make_title(self) -> QToolButton:
        title = QToolButton()
        title.setObjectName("deletedShelfTitle")
        title.setAutoRaise(True)
        title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        title.setArrowType(Qt.ArrowType.DownArrow)
        title.setToolTip(self.tr("Show or hide the deleted kernels"))
        title.clicked.connect(self._fold)
        return title

    def _lay_out(self) -> None:
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.restore_all)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.list)

    def _fold(self) -> None:
        """Hide or show the list."""
        fold = not self.list.isHidden()
        self._title.setArrowType(Qt.ArrowType.RightArrow if fold else Qt.ArrowType.DownArrow)
        self.list.setHidden(fold)
        if fold:
            self.folded.emit()


def _identity(index: QModelIndex) -> KernelIdentity | None:
    row: KernelRow | None = index.data(ROW)
    return None if row is None else row.card.identity
