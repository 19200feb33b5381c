"""The table of accuracies and effective dimensions, by block and pooling."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
)

from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.session.identified_images import PoolingMeasures
from flimbuilder.session.pooled_images import COMPARED, PooledMaps
from flimbuilder.tasks.identification.features import POOLINGS

__all__ = ["PoolingsTable"]

UNKNOWN, NONE = "…", "–"
WIDEST_CELL = "0.00 · 00.0"
WIDEST_TITLE = 96  # px


class PoolingsTable(QTableWidget):
    """The accuracy of each pooling of each block, and its effective dimension.

    Attributes
    ----------
    pooling_chosen : Signal(int, str)
        Block, from 1, and pooling of a cell that was clicked.
    """

    pooling_chosen = Signal(int, str)

    def __init__(self) -> None:
        super().__init__(len(COMPARED), 0)
        self.setObjectName("identificationPoolings")
        self.setAccessibleName(self.tr("Accuracy and effective dimension by block and pooling"))
        for row, pooling in enumerate(COMPARED):
            item = QTableWidgetItem(translated(POOLINGS[pooling].title))
            item.setToolTip(translated(POOLINGS[pooling].description))
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setVerticalHeaderItem(row, item)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setMinimumSectionSize(1)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMaximumWidth(WIDEST_TITLE)
        self.verticalHeader().setFont(scaled(self.font(), 0.9))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.cellClicked.connect(self._on_clicked)
        self.cellActivated.connect(self._on_clicked)

    def show_measures(
        self,
        measures: Mapping[PooledMaps, PoolingMeasures | None],
        n_blocks: int,
        chosen: Sequence[PooledMaps],
    ) -> None:
        """Show what is known; the best accuracy is bold, and `chosen` is selected."""
        known = [found.accuracy.mean for found in measures.values() if found is not None]
        best = max(known, default=None)
        with QSignalBlocker(self):
            self.setColumnCount(n_blocks)
            for block in range(1, n_blocks + 1):
                title = QTableWidgetItem(self.tr("Block {0}").format(block))
                self.setHorizontalHeaderItem(block - 1, title)
                for row, pooling in enumerate(COMPARED):
                    is_known = (block, pooling) in measures
                    found = measures.get((block, pooling))
                    self._show_cell(row, block - 1, found, best, is_known=is_known)
            self.clearSelection()
            if len(chosen) == 1 and chosen[0][1] in COMPARED:
                block, pooling = chosen[0]
                self.setCurrentCell(COMPARED.index(pooling), block - 1)
            else:
                self.setCurrentCell(-1, -1)
        self._fit()
        for row in range(self.rowCount()):
            self.setRowHeight(row, self.fontMetrics().height() + 5)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the blocks."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        count = self.columnCount()
        if count:
            needed = self.fontMetrics().horizontalAdvance(WIDEST_CELL) + 8
            width = max(self.viewport().width() // count, needed)
            for column in range(count):
                self.setColumnWidth(column, width)

    def _show_cell(
        self,
        row: int,
        column: int,
        found: PoolingMeasures | None,
        best: float | None,
        *,
        is_known: bool,
    ) -> None:
        item = QTableWidgetItem(NONE if is_known else UNKNOWN)
        item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
        font = QFont(self.font())
        if found is None:
            item.setForeground(self.palette().color(QPalette.ColorRole.PlaceholderText))
        else:
            item.setText(f"{found.accuracy.mean:.2f} · {found.dimension:.1f}")
            item.setToolTip(
                self.tr(
                    "Accuracy {0:.3f} ± {1:.3f} over the folds; effective dimension {2:.1f}: near "
                    "1, the features of all images lie on a line"
                ).format(found.accuracy.mean, found.accuracy.std, found.dimension)
            )
            font.setBold(found.accuracy.mean == best)
        item.setFont(scaled(font, 0.95))
        self.setItem(row, column, item)

    def _on_clicked(self, row: int, column: int) -> None:
        self.pooling_chosen.emit(column + 1, COMPARED[row])
