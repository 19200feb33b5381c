"""The confusion matrix as a grid of cells that can be chosen."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from flimbuilder.gui.language import counted
from flimbuilder.gui.widgets.classes import paint_swatch
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.project.project import ClassEntry

__all__ = ["ConfusionMatrix"]

LEAST_CELL, MOST_CELL = 22, 44  # px
LEAST_NAME, MOST_NAME = 36, 94  # px of the names of the rows
RECALL = 36  # px right of the cells
SWATCH = 11
DARK = 0.55  # share from which a cell's number is painted in the colour of selected text
STRONGEST = 0.85  # opacity of a cell that has its whole row

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class ConfusionMatrix(QWidget):
    """Images by class (rows) and assigned class (columns), and the recall of each class.

    A click or the arrow keys choose a cell; a second click, or Escape, chooses none.

    Attributes
    ----------
    cell_chosen : Signal(object)
        The (row, column) of a cell, or None.
    """

    cell_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMatrix")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self._classes: tuple[str, ...] = ()
        self._counts: NDArray[np.int64] = np.zeros((0, 0), np.int64)
        self._entries: Mapping[str, ClassEntry] = {}
        self._chosen: tuple[int, int] | None = None
        self._space = QSize()

    def show_matrix(
        self,
        classes: Sequence[str],
        counts: NDArray[np.int64],
        entries: Mapping[str, ClassEntry],
        chosen: tuple[int, int] | None,
    ) -> None:
        """Show a matrix.

        Parameters
        ----------
        classes : sequence of str
            Names in the order of rows and columns.
        counts : ndarray of int of shape (classes, classes)
        entries : mapping of str to ClassEntry
            The classes of the project by name, for colours.
        chosen : tuple of int or None
            The chosen cell.
        """
        self._classes, self._counts, self._entries = tuple(classes), counts, entries
        self._chosen = chosen
        self.setAccessibleDescription(self._describe(chosen) if chosen else "")
        self._fit()
        self.update()

    def set_space(self, space: QSize) -> None:
        """Fit names and cells to a size in px."""
        self._space = space
        self._fit()

    @property
    def widest(self) -> int:
        """The width in px that the matrix can use."""
        return MOST_NAME + self._tallest * len(self._classes) + RECALL

    def rect_of(self, row: int, column: int) -> QRect:
        """Return the place of a cell."""
        side = self._side
        return QRect(self._name + column * side, self._top + row * side, side, side)

    @property
    def _tallest(self) -> int:
        """Side of a cell that uses the height."""
        n_classes = max(len(self._classes), 1)
        return min(max((self._space.height() - self._top) // n_classes, LEAST_CELL), MOST_CELL)

    @property
    def _side(self) -> int:
        n_classes = max(len(self._classes), 1)
        wide = (self._space.width() - MOST_NAME - RECALL) // n_classes
        return max(min(self._tallest, wide), LEAST_CELL)

    @property
    def _name(self) -> int:
        """Width of the names of the rows."""
        rest = self._space.width() - self._side * len(self._classes) - RECALL
        return min(max(rest, LEAST_NAME), MOST_NAME)

    @property
    def _top(self) -> int:
        return self.fontMetrics().height() + 4

    def _fit(self) -> None:
        n_classes = len(self._classes)
        side = self._side * n_classes
        self.setFixedSize(
            QSize(self._name + side + RECALL, self._top + side) if n_classes else QSize(0, 0)
        )

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the cell under the pointer, or none if it is chosen."""
        cell = self._cell_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.cell_chosen.emit(None if cell == self._chosen else cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the choice by the arrow keys; Escape chooses none."""
        keys = Qt.Key
        steps = {keys.Key_Up: (-1, 0), keys.Key_Down: (1, 0), keys.Key_Left: (0, -1),
                 keys.Key_Right: (0, 1)}  # fmt: skip
        n_classes, key = len(self._classes), Qt.Key(event.key())
        if key == keys.Key_Escape and self._chosen is not None:
            self.cell_chosen.emit(None)
        elif key in steps and n_classes:
            row, column = self._chosen or (0, 0)
            down, right = steps[key] if self._chosen else (0, 0)
            last = n_classes - 1
            self.cell_chosen.emit(
                (min(max(row + down, 0), last), min(max(column + right, 0), last))
            )
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Describe the cell under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self._cell_at(event.pos())
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._describe(cell), self)
            return True
        return super().event(event)

    def _cell_at(self, position: QPoint) -> tuple[int, int] | None:
        for row in range(len(self._classes)):
            for column in range(len(self._classes)):
                if self.rect_of(row, column).contains(position):
                    return row, column
        return None

    def _describe(self, cell: tuple[int, int]) -> str:
        row, column = cell
        images = counted(int(self._counts[row, column]), "image")
        truth, assigned = self._classes[row], self._classes[column]
        if row == column:
            return self.tr("{0} of class {1} identified").format(images, truth)
        return self.tr("{0} of class {1} taken for {2}").format(images, truth, assigned)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint names, cells and recalls."""
        painter = QPainter(self)
        totals = self._counts.sum(axis=1)
        self._paint_titles(painter)
        for row, name in enumerate(self._classes):
            middle = self.rect_of(row, 0).center().y()
            self._paint_name(painter, row, name)
            self._paint_swatch(
                painter, name, self._name + row * self._side + self._side // 2, self._top // 2
            )
            for column in range(len(self._classes)):
                share = self._counts[row, column] / totals[row] if totals[row] else 0.0
                self._paint_cell(painter, row, column, float(share))
            recall = self._counts[row, row] / totals[row] if totals[row] else 0.0
            place = QRect(self.width() - RECALL, middle - 8, RECALL - 2, 16)
            painter.setFont(scaled(self.font(), 0.85))
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(place, _RIGHT, f"{100 * recall:.0f} %")
        if self._chosen is not None:
            self._paint_choice(painter, self.rect_of(*self._chosen))
        painter.end()

    def _paint_titles(self, painter: QPainter) -> None:
        """Name what columns and the last numbers are, beside the swatches of the columns."""
        if not self._classes:
            return
        painter.setFont(scaled(self.font(), 0.85))
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        height, elided = self._top, painter.fontMetrics().elidedText
        for left, width, text in (
            (0, self._name - 6, self.tr("taken for")),
            (self.width() - RECALL, RECALL - 2, self.tr("recall")),
        ):
            shown = elided(text, Qt.TextElideMode.ElideRight, width)
            painter.drawText(QRect(left, 0, width, height), _RIGHT, shown)

    def _paint_name(self, painter: QPainter, row: int, name: str) -> None:
        cell = self.rect_of(row, 0)
        place = QRect(0, cell.top(), self._name - SWATCH - 12, cell.height())
        painter.setFont(scaled(self.font(), 0.9))
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _RIGHT, shown)
        self._paint_swatch(painter, name, self._name - SWATCH // 2 - 6, cell.center().y() + 1)

    def _paint_swatch(self, painter: QPainter, name: str, x: int, y: int) -> None:
        entry = self._entries.get(name)
        if entry is not None:
            place = QRectF(x - SWATCH / 2, y - SWATCH / 2, SWATCH, SWATCH)
            paint_swatch(painter, place, entry.id, QColor(entry.colour))

    def _paint_cell(self, painter: QPainter, row: int, column: int, share: float) -> None:
        cell, palette = self.rect_of(row, column), self.palette()
        ground = palette.color(QPalette.ColorRole.Highlight)
        ground.setAlphaF(STRONGEST * share)
        inner = cell.adjusted(1, 1, -1, -1)
        painter.fillRect(inner, palette.color(QPalette.ColorRole.AlternateBase))
        painter.fillRect(inner, ground)
        count = int(self._counts[row, column])
        if not count:
            return
        role = QPalette.ColorRole.HighlightedText if share > DARK else QPalette.ColorRole.Text
        painter.setPen(palette.color(role))
        painter.setFont(scaled(self.font(), 0.9 if count < 1000 else 0.75))
        painter.drawText(cell, _MIDDLE, str(count))

    def _paint_choice(self, painter: QPainter, cell: QRect) -> None:
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 2))
        painter.drawRect(cell.adjusted(1, 1, -1, -1))
