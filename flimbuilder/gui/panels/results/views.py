"""The table of the results with its summary, and the contact sheet."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.language import counted, tr, translated
from flimbuilder.gui.panels.results.columns import COLUMNS, ResultRow, column_tip
from flimbuilder.gui.panels.results.model import PICTURE, ResultsModel, ResultsSummaryModel
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.gui.widgets.lists import ROW, Index, paint_row_ground
from flimbuilder.gui.widgets.tables import make_row_table

__all__ = ["ContactSheet", "ResultsTable"]

ROW_HEIGHT, ROOMY_HEIGHT, SUMMARY_HEIGHT = 28, 60, 21  # px
LOW = 260  # px: a lower table shows the last summary alone
PADDING = 18  # px beside the text of a cell
ARROW = 20  # px for the arrow of the sorted column
WIDEST_NAME = 320  # px
SAMPLES = 50  # cells of a column that are measured to find its width
NUMBERS = next(at for at, column in enumerate(COLUMNS) if column.kind == "number")
NAME = next(at for at, column in enumerate(COLUMNS) if column.id == "image")
CELL, ROOMY_CELL = 128, 220  # px, side of a picture on the contact sheet
MARGIN = 6
STALE = 0.4  # opacity


def _is_current(option: QStyleOptionViewItem, index: Index) -> bool:
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row()


def _paint_picture(painter: QPainter, rect: QRect, index: Index) -> None:
    """Paint the picture of a row in the middle of a rectangle, pale if it is stale."""
    pixmap: QPixmap | None = index.data(PICTURE)
    row = index.data(ROW)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    if row.result is not None and not row.is_fresh:
        painter.setOpacity(STALE)
    has_problem = row.result is not None and row.result.problem is not None
    if pixmap is None or has_problem:
        side = min(rect.height(), 28)
        place = QRect(0, 0, side, side)
        place.moveCenter(rect.center())
        icon("alert-outline" if has_problem else "image-outline").paint(painter, place)
    else:
        fitted = QRect(QPoint(), pixmap.size().scaled(rect.size(), _KEEP))
        fitted.moveCenter(rect.center())
        painter.drawPixmap(fitted, pixmap)
    painter.restore()


_KEEP = Qt.AspectRatioMode.KeepAspectRatio


class _PictureDelegate(QStyledItemDelegate):
    """Paints the pictures of the first column."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the picture of a row on its ground."""
        super().paint(painter, option, index)
        _paint_picture(painter, option.rect.adjusted(2, 1, -2, -1), index)


class ResultsTable(QWidget):
    """A table whose last lines, the summary, keep their place.

    Parameters
    ----------
    model : ResultsModel

    Attributes
    ----------
    view : QTableView
    summary : QTableView
    """

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._summaries = ResultsSummaryModel(self)
        self.view = self._make_view()
        self.summary = self._make_summary()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.summary)
        self._needed = [0] * len(COLUMNS)  # widths of the columns
        self._is_roomy = False
        few = {at for at, column in enumerate(COLUMNS) if not column.is_shown}
        self._hidden: dict[bool, set[int]] = {False: few, True: set()}  # by roominess
        self._missing: set[int] = set()  # optional columns that no image has
        self._connect()
        self.set_roomy(False)
        self._show_summary()

    @property
    def shown_columns(self) -> list[int]:
        """The columns that are not hidden."""
        return [at for at in range(len(COLUMNS)) if not self.view.isColumnHidden(at)]

    def column_menu(self) -> QMenu:
        """Return a menu that shows and hides columns."""
        menu = QMenu(self)
        menu.setObjectName("resultsColumnMenu")
        for at, column in enumerate(COLUMNS):
            if column.id == "image":
                continue
            title = translated(column.title) or self.tr("Picture")
            action = menu.addAction(title)
            action.setObjectName(f"{column.id}ColumnAction")
            action.setCheckable(True)
            action.setChecked(at not in self._hidden[self._is_roomy])
            action.setEnabled(at not in self._missing)
            action.setToolTip(column_tip(column))
            action.toggled.connect(lambda _, at=at: self._toggle_column(at))
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _make_view(self) -> QTableView:
        view = make_row_table(
            "resultsTable", self.tr("Results of all images"), self._model, ROW_HEIGHT
        )
        view.setItemDelegateForColumn(0, _PictureDelegate(view))
        view.setFrameShape(QFrame.Shape.NoFrame)
        header = view.horizontalHeader()
        header.setMinimumSectionSize(36)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        view.setSortingEnabled(True)
        return view

    def _make_summary(self) -> QTableView:
        view = QTableView()
        view.setObjectName("resultsSummary")
        view.setAccessibleName(self.tr("Means of the results"))
        view.setModel(self._summaries)
        view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for set_policy in (view.setVerticalScrollBarPolicy, view.setHorizontalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.horizontalHeader().hide()
        view.verticalHeader().hide()
        view.verticalHeader().setMinimumSectionSize(SUMMARY_HEIGHT)
        view.verticalHeader().setDefaultSectionSize(SUMMARY_HEIGHT)
        view.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        return view

    def _connect(self) -> None:
        header, below = self.view.horizontalHeader(), self.summary.horizontalHeader()
        header.sectionResized.connect(lambda at, old, new: below.resizeSection(at, new))
        header.customContextMenuRequested.connect(
            lambda place: self.column_menu().popup(header.mapToGlobal(place))
        )
        self.view.horizontalScrollBar().valueChanged.connect(
            self.summary.horizontalScrollBar().setValue
        )
        header.sortIndicatorChanged.connect(lambda *_: self.view.scrollToTop())
        self._model.arranged.connect(self._show_summary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the names the width that is left; shorten the summary of a low table."""
        super().resizeEvent(event)
        self._fit_names()
        if (self.height() < LOW) != (event.oldSize().height() < LOW):
            self._show_summary()

    def set_roomy(self, is_roomy: bool) -> None:
        """Show larger pictures and all columns, or smaller ones and the chosen few."""
        self._is_roomy = is_roomy
        for at in range(len(COLUMNS)):
            is_hidden = at in self._hidden[is_roomy] | self._missing
            self.view.setColumnHidden(at, is_hidden)
            self.summary.setColumnHidden(at, is_hidden)
        rows = self.view.verticalHeader()
        rows.setDefaultSectionSize(ROOMY_HEIGHT if is_roomy else ROW_HEIGHT)
        self.fit_columns()

    def fit_columns(self) -> None:
        """Fit the columns to their titles, cells and means, unless that changes nothing.

        So widths that the user has set stay until longer texts arrive.
        """
        missing = self._model.missing_columns()
        if missing != self._missing:
            self._missing = missing
            self.set_roomy(self._is_roomy)
            return
        needed = [self._needed_width(at) for at in range(len(COLUMNS))]
        if needed == self._needed:
            return
        self._needed = needed
        for at, width in enumerate(needed):
            self.view.setColumnWidth(at, width)
        self._fit_names()

    def _needed_width(self, at: int) -> int:
        column, count = COLUMNS[at], self._model.rowCount()
        if column.kind == "picture":
            return self.view.verticalHeader().defaultSectionSize() * 5 // 4
        sample = range(0, count, max(1, count // SAMPLES))
        texts = [str(self._model.index(row, at).data()) for row in sample]
        if column.kind == "number":
            below = range(self._summaries.rowCount())
            texts += [str(self._summaries.index(row, at).data() or "") for row in below]
        metrics = self.view.fontMetrics()
        bold = self.view.horizontalHeader().font()
        bold.setBold(True)
        heading = str(self._model.headerData(at, Qt.Orientation.Horizontal))
        width = QFontMetrics(bold).horizontalAdvance(heading) + ARROW
        width = max(width, *(metrics.horizontalAdvance(text) for text in (*texts, "")))
        return min(width + PADDING, WIDEST_NAME)

    def _fit_names(self) -> None:
        others = sum(
            self.view.columnWidth(at) for at in range(len(COLUMNS)) if at != NAME
        )  # a hidden column has no width
        room = min(self.view.viewport().width() - others, WIDEST_NAME)
        self.view.setColumnWidth(NAME, max(room, self._needed[NAME]))

    def _toggle_column(self, at: int) -> None:
        self._hidden[self._is_roomy] ^= {at}
        self.set_roomy(self._is_roomy)

    def _show_summary(self) -> None:
        summaries = self._model.summaries()
        if self.height() < LOW:
            summaries = summaries[-1:]
        self._summaries.show(summaries)
        for row in range(len(summaries)):
            self.summary.setSpan(row, 0, 1, NUMBERS)
        self.summary.setFixedHeight(SUMMARY_HEIGHT * len(summaries))
        self.summary.setVisible(bool(summaries))


class _SheetDelegate(QStyledItemDelegate):
    """Paints the cells of the contact sheet: picture, name, objects, and Dice or doubt.

    Attributes
    ----------
    side : int
        Of the pictures, in px.
    """

    side = CELL

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one size for all cells."""
        return QSize(
            self.side + 2 * MARGIN, self.side + 2 * MARGIN + 2 * option.fontMetrics.height()
        )

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        row = index.data(ROW)
        painter.save()
        text = paint_row_ground(painter, option, current=_is_current(option, index))
        inner = option.rect.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
        _paint_picture(painter, QRect(inner.topLeft(), QSize(inner.width(), self.side)), index)
        line = option.fontMetrics.height()
        below = QRect(inner.left(), inner.top() + self.side, inner.width(), line)
        if row.result is not None and not row.is_fresh:
            text.setAlphaF(STALE + 0.1)
        painter.setPen(text)
        elided = option.fontMetrics.elidedText(
            row.entry.name, Qt.TextElideMode.ElideMiddle, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, elided)
        painter.setFont(scaled(option.font, 0.85))
        painter.drawText(below.translated(0, line), Qt.AlignmentFlag.AlignHCenter, _numbers(row))
        painter.restore()


def _numbers(row: ResultRow) -> str:
    """Return the number of objects, and Dice or doubt, of a row."""
    result = row.result
    if result is None or result.problem is not None:
        return ""
    words = [counted(result.n_objects, "object")]
    if result.measures is not None:
        words.append(tr("Dice {0}").format(f"{result.measures['dice']:.2f}"))
    elif result.doubt is not None:
        words.append(tr("doubt {0}").format(f"{result.doubt:.2f}"))
    return ", ".join(words)


class ContactSheet(QListView):
    """A grid of the pictures of a `ResultsModel`."""

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("contactSheet")
        self.setAccessibleName(self.tr("Contact sheet"))
        self.setModel(model)
        self.setModelColumn(0)
        self._delegate = _SheetDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSpacing(2)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def set_roomy(self, is_roomy: bool) -> None:
        """Show larger pictures, or smaller ones."""
        self._delegate.side = ROOMY_CELL if is_roomy else CELL
        self.doItemsLayout()
