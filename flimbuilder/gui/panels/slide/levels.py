"""The levels of a slide, as a short table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from flimbuilder.gui.widgets.labels import grouped
from flimbuilder.imaging.levels import PyramidLevel

__all__ = ["LevelTable"]

PADDING = 6  # px of a row's height beyond its text


class LevelTable(QTableWidget):
    """Shows the size and the µm per pixel of each level; the shown one is bold.

    Attributes
    ----------
    chosen : Signal(int)
        Emitted with a level on a double click or Return.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setObjectName("slideLevels")
        self.setAccessibleName(self.tr("Levels of the slide"))
        self.setHorizontalHeaderLabels(
            [self.tr("Level"), self.tr("Height × width"), self.tr("µm")]
        )
        self.setToolTip(
            self.tr("Double-click a level to add it to the project as a further image")
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(lambda index: self.chosen.emit(index.row()))

    def show_levels(self, levels: Sequence[PyramidLevel], shown: int) -> None:
        """Show the levels of an image; `shown` is the number of the one that it is."""
        self.setRowCount(len(levels))
        height = self.fontMetrics().height() + PADDING
        for number, level in enumerate(levels):
            size = level.pixel_size
            micrometres = "" if size is None else f"{size.side:.3g}"
            texts = str(number), f"{grouped(level.height)} × {grouped(level.width)}", micrometres
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                font = item.font()
                font.setBold(number == shown)
                item.setFont(font)
                self.setItem(number, column, item)
            self.setRowHeight(number, height)
        header = self.horizontalHeader().sizeHint().height()
        self.setFixedHeight(header + height * len(levels) + 2 * self.frameWidth())
