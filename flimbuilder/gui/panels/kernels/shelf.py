"""The deleted kernels of a block, which can be taken back."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from flimbuilder.gui.panels.kernels.list import KernelList
from flimbuilder.gui.panels.kernels.rows import KernelRow
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.project.project import KernelIdentity

__all__ = ["DeletedShelf"]

SIDE = 56  # of the pictures, in logical pixels
ROWS = 1.15  # of cards in sight: that there may be more can be seen


class DeletedShelf(QWidget):
    """A small gallery with a title that folds it; not there while nothing is deleted.

    Parameters
    ----------
    parent : QWidget or None, default=None

    Attributes
    ----------
    list : KernelList
    restore_all : IconButton
    folded : Signal()
        The user folded it.
    """

    folded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("deletedShelf")
        self.list = KernelList("deletedGallery", self.tr("Deleted kernels"))
        self.list.resize_pictures(SIDE)
        self._title = self._made_title()
        tip = self.tr("Take back all deleted kernels of this block")
        self.restore_all = IconButton("restoreAllButton", "restore", tip, self.tr("Restore all"))
        self._arrange()
        self.show_rows((), frozenset())

    def show_rows(self, rows: Iterable[KernelRow], selected: frozenset[KernelIdentity]) -> None:
        """Show other kernels."""
        rows = tuple(rows)
        self.list.show_rows(rows, selected)
        self.list.setFixedHeight(round(ROWS * self.list.gridSize().height()))
        self._title.setText(self.tr("Deleted ({0})").format(len(rows)))
        self.setVisible(bool(rows))

    def _made_title(self) -> QToolButton:
        title = QToolButton()
        title.setObjectName("deletedShelfTitle")
        title.setAutoRaise(True)
        title.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        title.setArrowType(Qt.ArrowType.DownArrow)
        title.setToolTip(self.tr("Show or hide the deleted kernels"))
        title.clicked.connect(self._fold)
        return title

    def _arrange(self) -> None:
        top, layout = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self.restore_all)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.list)

    def _fold(self) -> None:
        """Hide the list, or show it again."""
        fold = not self.list.isHidden()
        self._title.setArrowType(Qt.ArrowType.RightArrow if fold else Qt.ArrowType.DownArrow)
        self.list.setHidden(fold)
        if fold:
            self.folded.emit()
