"""The table that says how well each block separates the classes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

if TYPE_CHECKING:
    from flimbuilder.explain.maps.separability import Separability

__all__ = ["BlocksTable"]

NONE = "–"
LEAST_ROWS = 3


class BlocksTable(QTableWidget):
    """Silhouette and accuracy of each block; the shown block is selected.

    Attributes
    ----------
    block_chosen : Signal(int)
        A block that was clicked or reached by the arrows.
    """

    block_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("mapBlocks")
        self.setAccessibleName(self.tr("How well each block separates the classes"))
        titles = (
            (self.tr("Block"), self.tr("Click a block to show it")),
            (
                self.tr("Silhouette"),
                self.tr(
                    "From −1 to 1: how much nearer points are to their own class than to the "
                    "next; in the space of all features"
                ),
            ),
            (
                self.tr("kNN"),
                self.tr(
                    "Share of points whose nearest neighbours have their class, averaged over the "
                    "classes; patches of one marker do not vote for each other"
                ),
            ),
        )
        for column, (title, tip) in enumerate(titles):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            item.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, item)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setHighlightSections(False)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(1)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.currentCellChanged.connect(self._on_row_chosen)

    def show_blocks(
        self, count: int, separability: "Sequence[Separability] | None", shown: int
    ) -> None:
        """Show the blocks.

        Parameters
        ----------
        count : int
            Number of blocks.
        separability : sequence of Separability or None
            One per block, if known.
        shown : int
            The block of the map, from 1.
        """
        with QSignalBlocker(self):
            self.setRowCount(count)
            best = _best(separability)
            for row in range(count):
                measured = None if separability is None else separability[row]
                texts = [str(row + 1), NONE, NONE]
                if measured is not None and measured.silhouette is not None:
                    texts[1] = f"{measured.silhouette:.3f}"
                if measured is not None and measured.accuracy is not None:
                    texts[2] = f"{measured.accuracy:.3f}"
                for column, text in enumerate(texts):
                    item = QTableWidgetItem(text)
                    item.setTextAlignment(_alignment(column))
                    if row == best:
                        font = item.font()
                        font.setBold(True)
                        item.setFont(font)
                    self.setItem(row, column, item)
                self.setRowHeight(row, self.fontMetrics().height() + 4)
            self.setMaximumHeight(self._height_of(count))
            self.setMinimumHeight(self._height_of(min(count, LEAST_ROWS)))
            if 1 <= shown <= count:
                self.selectRow(shown - 1)
                self.setCurrentCell(shown - 1, 0)

    def _height_of(self, count: int) -> int:
        """Return the height of the header and a number of rows, in px."""
        rows = sum(self.rowHeight(row) for row in range(count))
        return self.horizontalHeader().sizeHint().height() + rows + 2 * self.frameWidth()

    def _on_row_chosen(self, row: int, column: int, before: int, former: int) -> None:
        if row >= 0 and row != before:
            self.block_chosen.emit(row + 1)


def _best(separability: "Sequence[Separability] | None") -> int | None:
    """Return the row with the largest accuracy, or else silhouette."""
    if separability is None:
        return None
    for name in ("accuracy", "silhouette"):
        values = [getattr(measured, name) for measured in separability]
        known = [value for value in values if value is not None]
        if known:
            return values.index(max(known))
    return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
