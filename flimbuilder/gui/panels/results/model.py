"""The results of all images as rows of a table, and their summary."""

from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPalette, QPixmap

from flimbuilder.gui.language import counted, tr, translated
from flimbuilder.gui.panels.results.columns import (
    COLUMNS,
    ROLES,
    ResultColumn,
    ResultRow,
    RoleSummary,
    arrange,
    column_heading,
    column_tip,
    number_of,
    number_text,
    summarise_rows,
)
from flimbuilder.gui.panels.results.pictures import masked_picture
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.lists import Index, KeyedModel

__all__ = ["PICTURE", "ResultsModel", "ResultsSummaryModel"]

Role = Qt.ItemDataRole
PICTURE = int(Role.UserRole) + 1  # the masked picture of a row
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ResultsModel(KeyedModel[ResultRow]):
    """The rows that pass the filter, in the order of a column.

    Parameters
    ----------
    thumbnail : callable
        Returns the picture of an image id that has no result, or None.

    Attributes
    ----------
    scaled : bool
        True if areas are in µm², as every image has a pixel size.
    arranged : Signal()
        Emitted when rows, filter or order have changed.
    """

    arranged = Signal()

    def __init__(self, thumbnail: Callable[[str], Any], parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.entry.id, parent)
        self.scaled = False
        self._thumbnail = thumbnail
        self._all: list[ResultRow] = []
        self._colours: Mapping[int, str] = {}
        self._pixmaps: dict[str, tuple[object, QPixmap]] = {}  # with the result they show
        self._sorting: tuple[int, bool] = -1, False  # column and descending; -1 for no column
        self._filter = "", ""  # role and text

    def show_results(self, rows: Sequence[ResultRow], colours: Mapping[int, str]) -> None:
        """Replace all rows, and the colours of the classes."""
        self._all = list(rows)
        if colours != self._colours:
            self._colours = dict(colours)
            self._pixmaps.clear()
        kept = {row.entry.id for row in rows}
        self._pixmaps = {image: made for image, made in self._pixmaps.items() if image in kept}
        scaled = bool(rows) and all(row.entry.pixel_size is not None for row in rows)
        if scaled != self.scaled:
            self.scaled = scaled
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self._arrange()

    def forget_pictures(self) -> None:
        """Drop all pictures, since another project may reuse the ids."""
        self._pixmaps.clear()

    def set_filter(self, role: str, text: str) -> None:
        """Show only images of a role (any if empty) whose name contains a text."""
        self._filter = role, text
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 is the order of the project."""
        self._sorting = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()

    def summaries(self) -> list[RoleSummary]:
        """Summarise the shown rows by role."""
        return summarise_rows(self.rows, scaled=self.scaled)

    def missing_columns(self) -> set[int]:
        """Return the optional columns of which no image has a number."""
        optional = [at for at, column in enumerate(COLUMNS) if column.is_optional]
        return {at for at in optional if all(isnan(row.numbers[at]) for row in self._all)}

    def text(self, rows: Sequence[int], columns: Sequence[int]) -> str:
        """Return rows as lines of cells between tabs, under their titles."""
        shown = [COLUMNS[column] for column in columns if COLUMNS[column].kind != "picture"]
        lines = [[column_heading(column, scaled=self.scaled) for column in shown]]
        for row in rows:
            lines.append([self._copied(column, self.rows[row]) for column in shown])
        return "\n".join("\t".join(line) for line in lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> Any:
        """Return the title or description of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        match role:
            case Role.DisplayRole:
                return column_heading(column, scaled=self.scaled)
            case Role.ToolTipRole:
                return column_tip(column) or None
            case Role.TextAlignmentRole:
                return RIGHT if column.kind == "number" else LEFT
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return the text, picture, colour or tooltip of a cell."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        value: Any = super().data(index, role)
        match role:
            case Role.DisplayRole:
                value = self._cell(column, row)
            case Role.TextAlignmentRole:
                value = RIGHT if column.kind == "number" else LEFT
            case Role.ForegroundRole if row.result is not None and not row.is_fresh:
                group = QPalette.ColorGroup.Disabled
                value = QGuiApplication.palette().brush(group, QPalette.ColorRole.Text)
            case Role.ToolTipRole | Role.AccessibleDescriptionRole:
                value = self._describe(row)
            case _ if role == PICTURE:
                value = self._picture(row)
        return value

    def _arrange(self) -> None:
        at, descending = self._sorting
        role, text = self._filter
        column = COLUMNS[at] if 0 <= at < len(COLUMNS) else None
        self.show(
            arrange(
                self._all,
                column=column,
                descending=descending,
                role=role,
                text=text,
                scaled=self.scaled,
            )
        )
        self.arranged.emit()

    def _cell(self, column: ResultColumn, row: ResultRow) -> str:
        if column.kind == "number":
            return number_text(column, number_of(column, row, scaled=self.scaled))
        if column.id == "role":
            return tr(ROLES[row.entry.role]).lower()
        return row.entry.name if column.id == "image" else ""

    def _copied(self, column: ResultColumn, row: ResultRow) -> str:
        """Return a cell as it is copied: numbers in full, texts without tabs."""
        if column.kind != "number":
            return " ".join(self._cell(column, row).split())
        value = number_of(column, row, scaled=self.scaled)
        return "" if value is None else f"{value:.6g}" if value != round(value) else f"{value:.0f}"

    def _picture(self, row: ResultRow) -> QPixmap | None:
        image, result = row.entry.id, row.result
        known = self._pixmaps.get(image)
        if known is not None and known[0] is result:
            return known[1]
        if result is not None and result.thumbnail is not None:
            under = self._thumbnail(image) if result.picture is None else result.picture
            pixels = masked_picture(under, result.thumbnail, self._colours)
        else:
            pixels = self._thumbnail(image)
        if pixels is None:
            return None
        self._pixmaps[image] = result, pixmap_of(pixels)
        return self._pixmaps[image][1]

    def _describe(self, row: ResultRow) -> str:
        result = row.result
        lines = [row.entry.name]
        if result is None:
            lines.append(self.tr("Not measured yet"))
        else:
            lines += [translated(text) for text in (result.problem, result.mask_problem) if text]
            if result.problem is None:
                lines.append(counted(result.n_objects, "object"))
            if not row.is_fresh:
                lines.append(self.tr("From an earlier build or other settings"))
        return "\n".join(lines)


class ResultsSummaryModel(QAbstractTableModel):
    """A row of means and spreads for each role, in the columns of the results.

    The title of a row is in the first column.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._summaries: list[RoleSummary] = []

    def show(self, summaries: Sequence[RoleSummary]) -> None:
        """Replace all rows."""
        if list(summaries) == self._summaries:
            return
        self.beginResetModel()
        self._summaries = list(summaries)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of summaries."""
        return 0 if parent.isValid() else len(self._summaries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return the text, font or alignment of a cell."""
        if not index.isValid():
            return None
        column, summary = COLUMNS[index.column()], self._summaries[index.row()]
        value: Any = None
        match role:
            case Role.DisplayRole if index.column() == 0:
                title = tr(ROLES[summary.role]) if summary.role in ROLES else self.tr("All")
                value = f"{title}, {counted(summary.n_images, 'image')}"
            case Role.DisplayRole if column.id in summary.means:
                value = self._mean(column, summary)
            case Role.ToolTipRole:
                value = self.tr("Mean ± standard deviation over the images that are up to date")
            case Role.TextAlignmentRole:
                value = RIGHT if column.kind == "number" else LEFT
            case Role.FontRole:
                value = QFont(QGuiApplication.font())
                value.setBold(index.column() == 0)
        return value

    def _mean(self, column: ResultColumn, summary: RoleSummary) -> str:
        decimals = 1 if column.id == "objects" else min(column.decimals, 2)
        mean = f"{summary.means[column.id]:.{decimals}f}"
        if column.id not in summary.spreads:
            return mean
        return f"{mean} ± {summary.spreads[column.id]:.{decimals}f}"
