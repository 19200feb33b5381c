"""The table of blocks: their fields, map sizes and numbers of parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from flimbuilder.gui.keymap import KeyTexts
from flimbuilder.gui.language import tr
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.widgets.labels import fault_colour, grouped
from flimbuilder.project.architecture import (
    Architecture,
    Block,
    convolution_parameters,
    output_side,
    trace_shapes,
)

__all__ = ["BlockRow", "BlockTable", "rows_of"]

UNKNOWN = "–"
MAX_VISIBLE_ROWS = 6
ANY_INDEX = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class BlockRow:
    """A block as the table shows it.

    Attributes
    ----------
    block : Block
    kernels, parameters : int or None
        None if they are known only after a build.
    height, width : int
        Size of the map, in pixels.
    field, jump : int
        Receptive field of a map pixel, and distance between neighbours, in image pixels.
    too_strided : bool
        True if the stride is larger than the map that it is applied to.
    stale : bool
        True if the block needs a build.
    frozen : bool
        True if the block is that of another model, and is not learned.
    """

    block: Block
    kernels: int | None
    parameters: int | None
    height: int
    width: int
    field: int
    jump: int
    too_strided: bool = False
    stale: bool = False
    frozen: bool = False


def rows_of(
    architecture: Architecture,
    image_shape: tuple[int, int, int],
    learned: Sequence[int] = (),
    stale_from: int | None = None,
) -> tuple[BlockRow, ...]:
    """Return a row for each block, with the sizes of its map for an image.

    Parameters
    ----------
    architecture : Architecture
    image_shape : tuple of int
        (height, width, channels).
    learned : sequence of int, default=()
        Numbers of kernels of the leading blocks that are not stale; used for blocks whose
        number of kernels is learned.
    stale_from : int or None, default=None
        The first stale block, from 1.
    """
    height, width, image_channels = image_shape
    channels: int | None = architecture.input_channels(image_channels)
    rows = []
    shapes = trace_shapes(architecture, height, width, image_channels)
    for number, (block, shape) in enumerate(zip(architecture.blocks, shapes, strict=True), 1):
        known = learned[number - 1] if number <= len(learned) else None
        kernels = known if shape.kernels is None else shape.kernels
        rows.append(
            BlockRow(
                block,
                kernels,
                _parameters(block, channels, kernels),
                shape.height,
                shape.width,
                shape.receptive_field,
                shape.jump,
                too_strided=block.stride > min(height, width),
                stale=stale_from is not None and number >= stale_from,
                frozen=number <= architecture.n_frozen,
            )
        )
        height = output_side(height, block.pooling_size, block.stride)
        width = output_side(width, block.pooling_size, block.stride)
        channels = kernels
    return tuple(rows)


def _parameters(block: Block, channels: int | None, kernels: int | None) -> int | None:
    if channels is None or kernels is None:
        return None
    return convolution_parameters(block.kernel_size, channels, kernels)


class BlockModel(QAbstractTableModel):
    """Rows of blocks, in the columns of `COLUMNS`."""

    COLUMNS = ("number", "kernel", "dilation", "kernels", "pooling", "map", "field", "parameters")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._widget = parent
        self._rows: tuple[BlockRow, ...] = ()
        self._headings = self._make_headings()

    def set_rows(self, rows: tuple[BlockRow, ...]) -> None:
        """Show other rows; reset the model only if their number changes."""
        if rows == self._rows:
            return
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(rows) - 1, len(self.COLUMNS) - 1)
            )
        else:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def rowCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008
        """Return the number of blocks."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: ANY_INDEX = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.COLUMNS)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Return the title, alignment or tooltip of a column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        title, meaning = self._headings[self.COLUMNS[section]]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.COLUMNS[section])
        return meaning if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, tooltip, icon, colour or alignment of a cell."""
        row, column = self._rows[index.row()], self.COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(index.row() + 1) if column == "number" else TEXTS[column](row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row, index.row() + 1)
        if role == Qt.ItemDataRole.DecorationRole and column == "number":
            return self._icon(row)
        if role == Qt.ItemDataRole.ForegroundRole and column == "pooling" and row.too_strided:
            return fault_colour(self._widget.palette())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    @staticmethod
    def _icon(row: BlockRow) -> QIcon | None:
        if row.stale:
            return icon("hammer-wrench")
        return icon("lock-outline") if row.frozen else None

    def _make_headings(self) -> dict[str, tuple[str, str]]:
        return {
            "number": ("#", self.tr("Number of the block")),
            "kernel": (self.tr("Size"), self.tr("Kernel size, in taps")),
            "dilation": (self.tr("Dil."), self.tr("Dilation, in pixels")),
            "kernels": (self.tr("Kernels"), self.tr("Kernels; – if known only after a build")),
            "pooling": (self.tr("Pooling"), self.tr("Kind and size of the pooling / its stride")),
            "map": (self.tr("Map"), self.tr("Height × width of the map for the shown image")),
            "field": (
                self.tr("Field"),
                self.tr("Receptive field: side of the square that a pixel of the map sees"),
            ),
            "parameters": (self.tr("Params"), self.tr("Weights and biases")),
        }

    def _tip(self, row: BlockRow, number: int) -> str:
        lines = [
            self.tr("Block {}").format(number),
            self.tr("Map of {} × {} pixels, each {} image pixels from the next").format(
                row.height, row.width, row.jump
            ),
            self.tr("Each sees {} × {} image pixels").format(row.field, row.field),
        ]
        if row.parameters is not None:
            lines.append(self.tr("{} weights and biases").format(grouped(row.parameters)))
        if row.frozen:
            lines.append(self.tr("Not learned: it is a block of another model"))
        if row.stale:
            text = self.tr("Changed since the last build; press {build} to build")
            lines.append(text.format_map(KeyTexts()))
        return "\n".join(lines)


def _alignment(column: str) -> int:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return int(right if column == "parameters" else Qt.AlignmentFlag.AlignCenter)


def _pooling(block: Block) -> str:
    pooling = block.pooling
    if pooling.kind == "none":
        return UNKNOWN
    short = {"max": tr("max"), "average": tr("avg"), "min": tr("min")}[pooling.kind]
    return f"{short} {pooling.size}/{pooling.stride}"


def _short(number: int | None) -> str:
    """Format a number in at most six digits: ``18 496``, ``1.2 M``."""
    if number is None:
        return UNKNOWN
    for power, letter in ((9, "G"), (6, "M")):
        if number >= 10**power:
            return f"{number / 10**power:.3g} {letter}"
    return grouped(number)


TEXTS: dict[str, Callable[[BlockRow], str]] = {
    "kernel": lambda row: f"{row.block.kernel_size}×{row.block.kernel_size}",
    "dilation": lambda row: str(row.block.dilation),
    "kernels": lambda row: _short(row.kernels),
    "pooling": lambda row: _pooling(row.block),
    "map": lambda row: f"{row.height}×{row.width}",
    "field": lambda row: str(row.field),
    "parameters": lambda row: _short(row.parameters),
}


class BlockTable(QTableView):
    """A table of blocks, with a current block.

    Attributes
    ----------
    chosen : Signal(int)
        The number, from 1, of the block that the user made current.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("blockTable")
        self.setAccessibleName(self.tr("Blocks"))
        self._model = BlockModel(self)
        self.setModel(self._model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_up_headers()
        self.selectionModel().currentRowChanged.connect(self._emit_chosen)

    def current(self) -> int:
        """Return the number of the current block, from 1."""
        return self.currentIndex().row() + 1

    def make_current(self, number: int) -> None:
        """Make a block current without emitting `chosen`."""
        if number != self.current():
            with QSignalBlocker(self):
                flags = QItemSelectionModel.SelectionFlag
                index = self._model.index(number - 1, 0)
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.viewport().update()

    def set_rows(self, rows: tuple[BlockRow, ...]) -> None:
        """Show other rows; keep the number of the current block."""
        number, count = self.current(), self._model.rowCount()
        self._model.set_rows(rows)
        if len(rows) != count:
            self.make_current(min(max(number, 1), len(rows)))
            self._fit_height(len(rows))

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        last = len(BlockModel.COLUMNS) - 1
        header.setSectionResizeMode(last, QHeaderView.ResizeMode.Stretch)

    def _fit_height(self, rows: int) -> None:
        shown = min(rows, MAX_VISIBLE_ROWS)
        height = shown * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth()
        self.setFixedHeight(height + self.horizontalHeader().sizeHint().height())

    def _emit_chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(current.row() + 1)
