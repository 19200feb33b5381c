"""The measures of one image: now, before, and how they changed."""

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

__all__ = ["LOWER_IS_BETTER", "MeasuresTable", "change_text"]

LOWER_IS_BETTER = frozenset({"mae"})
NOTHING = "–"
ROW_HEIGHT = 21


def change_text(name: str, before: float, now: float) -> str:
    """Write a change with its sign, and with ▲ where it is for the better, ▼ for the worse."""
    change = round(now - before, 3)
    if change == 0:
        return "0"
    better = (change < 0) == (name in LOWER_IS_BETTER)
    return f"{change:+.3f} {'▲' if better else '▼'}".replace("-", "−")


class MeasuresTable(QTableWidget):
    """Rows of measures, as high as it needs to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = self._measures()
        self.setObjectName("measuresTable")
        self.setAccessibleName(self.tr("Measures of the shown image"))
        self.setColumnCount(4)
        self.setRowCount(len(self._words))
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
        """Show the measures of the last build and of the one before; None where unknown."""
        for row, name in enumerate(self._words):
            new = None if now is None else now.get(name)
            old = None if before is None else before.get(name)
            change = NOTHING if new is None or old is None else change_text(name, old, new)
            for column, text in enumerate((_number(new), _number(old), change), start=1):
                item = self.item(row, column)
                if item is not None and item.text() != text:
                    item.setText(text)

    def text_of(self, name: str) -> tuple[str, str, str]:
        """Return what is shown of a measure: now, before, change."""
        row = list(self._words).index(name)
        items = [self.item(row, column) for column in (1, 2, 3)]
        now, before, change = ("" if item is None else item.text() for item in items)
        return now, before, change

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
        for row, (title, tip) in enumerate(self._words.values()):
            for column, text in enumerate((title, NOTHING, NOTHING, NOTHING)):
                item = QTableWidgetItem(text)
                item.setToolTip(tip)
                side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)

    def _measures(self) -> dict[str, tuple[str, str]]:
        """Return title and meaning of each measure, in the order of the rows."""
        return {**self._mask_measures(), **self._saliency_measures()}

    def _mask_measures(self) -> dict[str, tuple[str, str]]:
        return {
            "dice": (
                self.tr("Dice"),
                self.tr("Twice the common area, over the sum of both areas; 1 is perfect"),
            ),
            "iou": (
                self.tr("Overlap (IoU)"),
                self.tr("Common area over the area of both together; 1 is perfect"),
            ),
            "precision": (
                self.tr("Precision"),
                self.tr("Share of the mask that is right"),
            ),
            "recall": (
                self.tr("Recall"),
                self.tr("Share of the reference that the mask has found"),
            ),
        }

    def _saliency_measures(self) -> dict[str, tuple[str, str]]:
        return {
            "fbeta_adaptive": (
                self.tr("F-beta, adaptive"),
                self.tr(
                    "Precision (weighing more) and recall together, of the saliency cut at twice "
                    "its mean"
                ),
            ),
            "fbeta_max": (
                self.tr("F-beta, best"),
                self.tr(
                    "Precision (weighing more) and recall together, of the saliency cut at the "
                    "best of 256 thresholds"
                ),
            ),
            "weighted_fbeta": (
                self.tr("F-beta, weighted"),
                self.tr(
                    "Precision and recall of the saliency itself, where errors far from the "
                    "object weigh more"
                ),
            ),
            "s_measure": (
                self.tr("Structure (S)"),
                self.tr("Whether regions and objects of the saliency are where they should be"),
            ),
            "e_measure": (
                self.tr("Alignment (E)"),
                self.tr(
                    "How well saliency and reference go together, pixel by pixel and as a whole; "
                    "mean over 256 thresholds"
                ),
            ),
            "mae": (
                self.tr("Mean absolute error ↓"),
                self.tr("Mean distance of saliency and reference; lower is better, 0 is perfect"),
            ),
        }


def _number(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.3f}"
