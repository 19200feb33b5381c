"""The measures of an image in the last build and the one before, and their change."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from flimbuilder.analysis.measures import MEASURES, MaskMeasure, Measure
from flimbuilder.gui.language import translated

__all__ = ["MeasuresTable", "change_text"]

NOTHING = "–"
ROW_HEIGHT = 21


def change_text(measure: Measure, before: float, now: float) -> str:
    """Format a change with its sign, ▲ if it is for the better, and ▼ if for the worse."""
    change = round(now - before, 3)
    if change == 0:
        return "0"
    better = (change > 0) == measure.higher_is_better
    return f"{change:+.3f} {'▲' if better else '▼'}".replace("-", "−")


class MeasuresTable(QTableWidget):
    """A row for each measure, those of the mask first, at full height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = sorted(MEASURES.values(), key=_row_order)
        self._measures: dict[str, Measure] = {measure.id: measure for measure in rows}
        self.setObjectName("measuresTable")
        self.setAccessibleName(self.tr("Measures of the shown image"))
        self.setColumnCount(4)
        self.setRowCount(len(self._measures))
        self._make_header()
        self._make_items()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        for policy in (self.setVerticalScrollBarPolicy, self.setHorizontalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        frame = 2 * self.frameWidth()
        self.setFixedHeight(
            self.horizontalHeader().sizeHint().height() + ROW_HEIGHT * self.rowCount() + frame
        )

    def setMeasures(
        self, now: Mapping[str, float] | None, before: Mapping[str, float] | None
    ) -> None:
        """Show the measures of the last build and of the one before; None if unknown."""
        for row, measure in enumerate(self._measures.values()):
            new = None if now is None else now.get(measure.id)
            old = None if before is None else before.get(measure.id)
            change = NOTHING if new is None or old is None else change_text(measure, old, new)
            for column, text in enumerate((_number(new), _number(old), change), start=1):
                item = self.item(row, column)
                if item is not None and item.text() != text:
                    item.setText(text)

    def _make_header(self) -> None:
        titles = (self.tr("Measure"), self.tr("Now"), self.tr("Before"), self.tr("Change"))
        tips = (
            "",
            self.tr("Of the last build"),
            self.tr("Of the build before"),
            self.tr("▲ for the better, ▼ for the worse"),
        )
        for column, (title, tip) in enumerate(zip(titles, tips, strict=True)):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, item)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)

    def _make_items(self) -> None:
        for row, measure in enumerate(self._measures.values()):
            title = translated(measure.title) + ("" if measure.higher_is_better else " ↓")
            tip = self.tr("{0}; {1} is perfect").format(
                translated(measure.description), f"{measure.best:g}"
            )
            for column, text in enumerate((title, NOTHING, NOTHING, NOTHING)):
                item = QTableWidgetItem(text)
                item.setToolTip(tip)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)


def _row_order(measure: Measure) -> tuple[bool, bool]:
    """Sort measures of masks before those of saliency, and lower-is-better last."""
    return not isinstance(measure, MaskMeasure), not measure.higher_is_better


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
