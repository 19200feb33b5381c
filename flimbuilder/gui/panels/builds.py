"""The strip of builds below the canvas: compare the present build with another, or restore it."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import counted
from flimbuilder.gui.widgets.icons import IconButton, pixmap_of
from flimbuilder.gui.widgets.labels import scaled
from flimbuilder.gui.widgets.lists import ROW, Index, KeyedModel
from flimbuilder.session.build_history import BuildEntry, DiceScore
from flimbuilder.session.session import Message, Session

__all__ = ["BuildStrip"]

GAP, PADDING = 3, 5
WIDTH = 190  # of a card
LINES = 3
SMALLEST_FONT = 6.0  # points
FEWEST = 2  # builds from which the strip is of use
MOST_PICTURES = 200  # as pixmaps

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class BuildRow:
    """A build in the strip.

    Attributes
    ----------
    entry : BuildEntry
    is_now, is_before : bool
        True for the present build, and for the one that it is compared with.
    """

    entry: BuildEntry
    is_now: bool
    is_before: bool


class BuildStrip(QFrame):
    """A horizontal list of the session's builds; hidden until there are two.

    A click on a build makes it the one that the present build is compared with.

    Parameters
    ----------
    session : Session

    Attributes
    ----------
    toggle : QAction
        Shows and hides the strip.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("buildStrip")
        self.setAccessibleName(self.tr("Builds"))
        self.toggle = QAction(self.tr("Builds"), self, checkable=True, checked=True)
        self.toggle.setObjectName("buildsAction")
        self.toggle.toggled.connect(self._update_visibility)
        self._model = BuildModel(self)
        self._list = _BuildList(self._model, self)
        self._list.setItemDelegate(BuildDelegate(self))
        self._list.clicked.connect(self._compare)
        self._list.selectionModel().currentChanged.connect(self._on_current_changed)
        self._list.customContextMenuRequested.connect(self._open_menu)
        self._restore = IconButton("restoreBuildButton", "restore", self._restore_tip())
        self._side_by_side = IconButton(
            "compareBuildButton", "compare", self.tr("Show now and before side by side")
        )
        hide = IconButton("hideBuildsButton", "close", self.tr("Hide the builds"))
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 2, 2, 2)
        row.setSpacing(2)
        row.addWidget(self._list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(hide.on_click(lambda: self.toggle.setChecked(False)))
        buttons.addStretch(1)
        pair = QHBoxLayout()
        pair.setSpacing(0)
        pair.addWidget(self._side_by_side.on_click(self._show_both))
        pair.addWidget(self._restore.on_click(self._restore_chosen))
        buttons.addLayout(pair)
        buttons.setAlignment(hide, Qt.AlignmentFlag.AlignRight)
        row.addLayout(buttons)
        session.history.changed.connect(self._update)
        session.document.status_changed.connect(self._update_buttons)
        self._update()

    # what is shown

    def _update(self) -> None:
        history = self._session.history
        now, before = history.current, history.before
        newest = self._model.rows[-1].entry.number if self._model.rows else 0
        self._model.show(
            BuildRow(entry, entry is now, entry is before) for entry in history.entries
        )
        is_new = bool(history.entries) and history.entries[-1].number != newest
        if is_new:
            self._list.scrollTo(self._model.index(len(history.entries) - 1, 0))
        place = None if now is None else self._model.place(now.number)
        if place is not None and (is_new or not self._list.currentIndex().isValid()):
            # Without a current row, Qt makes the first one current when the list gets the focus.
            self._list.selectionModel().setCurrentIndex(
                self._model.index(place, 0), QItemSelectionModel.SelectionFlag.Clear
            )
        self._update_visibility()
        self._update_buttons()

    def _update_visibility(self, *ignored: object) -> None:
        is_useful = len(self._session.history.entries) >= FEWEST
        self.setVisible(self.toggle.isChecked() and is_useful)

    def _update_buttons(self) -> None:
        session, entry = self._session, self._chosen()
        can_change = session.document.read_only_reason is None
        self._restore.setEnabled(
            entry is not None and can_change and entry is not session.history.current
        )
        self._restore.setToolTip(self._restore_tip(entry))
        self._side_by_side.setEnabled(session.builder.previous is not None)

    def _restore_tip(self, entry: BuildEntry | None = None) -> str:
        if entry is None:
            return self.tr("Choose a build to restore it")
        return self.tr("Restore the project of build {0}").format(entry.number)

    # what the user asks for

    def _chosen(self) -> BuildEntry | None:
        row = self._list.currentIndex().data(ROW)
        return None if row is None else row.entry

    def _on_current_changed(self) -> None:
        if self._list.hasFocus():  # by the keyboard, not by a change of the rows
            self._compare()

    def _compare(self) -> None:
        entry = self._chosen()
        if entry is not None:
            self._session.history.compare(entry)
        self._update_buttons()

    def _show_both(self) -> None:
        self._session.comparisons.show_pair("before")

    def _restore_chosen(self) -> None:
        entry = self._chosen()
        if entry is None or not self._restore.isEnabled():
            return
        session, number = self._session, entry.number
        revision = session.document.revision
        changes = session.history.changes_of_restoring(entry)
        text = self.tr("Build {0} restored").format(number)
        if not session.attempt(lambda: session.history.restore(entry)):
            return
        has_edited = session.document.revision != revision
        text = f"{text}: {changes}" if changes else text
        session.message_posted.emit(Message(text, undoable=has_edited))

    def _open_menu(self) -> None:
        entry, history = self._chosen(), self._session.history
        if entry is None:
            return
        menu = QMenu(self)
        both = menu.addAction(self.tr("&Side by side with now"), self._show_both)
        both.setEnabled(entry.built is not None and entry is not history.current)
        restore = menu.addAction(self.tr("&Restore"), self._restore_chosen)
        restore.setEnabled(self._restore.isEnabled())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.cursor().pos())


class BuildModel(KeyedModel[BuildRow]):
    """The builds, the oldest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(lambda row: row.entry.number, parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return text, tooltip or row."""
        row: BuildRow | None = super().data(index, ROW)
        if row is None:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.entry.number} {row.entry.changes}".strip()
        return super().data(index, role)

    def _tip(self, row: BuildRow) -> str:
        entry, built = row.entry, row.entry.built
        title = self.tr("Build {0}, {1}") if built else self.tr("State {0}, {1}, not built")
        lines = [title.format(entry.number, f"{entry.time:%X}"), entry.changes]
        if built is not None:
            counts = " ".join(map(str, built.model.document.kernel_counts))
            lines.append(f"{counted(entry.n_kernels, 'kernel')} ({counts})")
        if entry.score is not None:
            lines.append(self._describe(entry.score))
        threshold = entry.project.delineation.threshold
        decoder = self.tr("Decoder {0}, threshold {1}")
        lines.append(decoder.format(entry.project.decoder.id, threshold))
        return "\n".join(line for line in lines if line)

    def _describe(self, score: DiceScore) -> str:
        text = f"Dice {score.dice:.3f}"
        if score.images > 1:
            mean = self.tr("{0}, the mean of {1}")
            return mean.format(text, counted(score.images, "image"))
        return text if score.is_complete else self.tr("{0} on one image").format(text)


class _BuildList(QListView):
    """A row of cards that the wheel scrolls."""

    def __init__(self, model: BuildModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("buildsList")
        self.setModel(model)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setAutoFillBackground(False)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(card_size().height())

    def changeEvent(self, event: QEvent) -> None:
        """Keep the height of a card when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways by either wheel."""
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()


class BuildDelegate(QStyledItemDelegate):
    """Paints builds as cards: picture, number, time and Dice, then what changed, then kernels."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pictures: dict[int, tuple[BuildEntry, QPixmap]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return one size for all cards."""
        return card_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one card."""
        row: BuildRow = index.data(ROW)
        palette = option.palette
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(_small(option.font))
        card = QRectF(option.rect).adjusted(GAP, GAP, -GAP, -GAP)
        _paint_ground(painter, option, card, is_now=row.is_now)
        inner = card.adjusted(PADDING, PADDING, -PADDING, -PADDING)
        picture = QRectF(inner.topLeft(), QSize(round(inner.height()), round(inner.height())))
        self._paint_picture(painter, picture, row, palette)
        text = inner.adjusted(picture.width() + PADDING + 2, 0, 0, 0)
        self._paint_text(painter, text, row, palette)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, rect: QRectF, row: BuildRow, palette: QPalette
    ) -> None:
        ground = palette.color(QPalette.ColorRole.Text)
        ground.setAlphaF(0.08)
        painter.fillRect(rect, ground)
        pixmap = self._pixmap(row.entry)
        if pixmap is None:
            return
        size = pixmap.size().toSizeF().scaled(rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(QPointF(), size)
        place.moveCenter(rect.center())
        painter.drawPixmap(place, pixmap, QRectF(pixmap.rect()))

    def _pixmap(self, entry: BuildEntry) -> QPixmap | None:
        if entry.picture is None:
            return None
        known, pixmap = self._pictures.get(entry.number, (None, None))
        if known is None or pixmap is None or known.picture is not entry.picture:
            pixmap = pixmap_of(entry.picture)
            if len(self._pictures) > MOST_PICTURES:
                self._pictures.clear()
            self._pictures[entry.number] = entry, pixmap
        return pixmap

    def _paint_text(
        self, painter: QPainter, rect: QRectF, row: BuildRow, palette: QPalette
    ) -> None:
        entry, plain = row.entry, painter.font()
        height = rect.height() / LINES
        lines = [
            QRectF(rect.left(), rect.top() + number * height, rect.width(), height)
            for number in range(LINES)
        ]
        strong = palette.color(QPalette.ColorRole.Text)
        faint = palette.color(QPalette.ColorRole.PlaceholderText)
        bold = QFont(plain)
        bold.setBold(True)
        metrics = QFontMetricsF(plain)
        painter.setPen(strong)
        painter.setFont(bold)
        painter.drawText(lines[0], _LEFT, str(entry.number))
        if entry.score is not None and entry.score.is_complete:
            painter.drawText(lines[0], _RIGHT, f"{entry.score.dice:.2f}")
        painter.setFont(plain)
        painter.setPen(faint)
        if entry.score is not None and not entry.score.is_complete:  # not comparable
            painter.drawText(lines[0], _RIGHT, f"{entry.score.dice:.2f}")
        number = QFontMetricsF(bold).horizontalAdvance(f"{entry.number}  ")
        painter.drawText(lines[0].adjusted(number, 0, 0, 0), _LEFT, f"{entry.time:%H:%M}")
        painter.setPen(strong)
        changes = metrics.elidedText(entry.changes, Qt.TextElideMode.ElideRight, lines[1].width())
        painter.drawText(lines[1], _LEFT, changes)
        painter.setPen(faint)
        kernels = counted(entry.n_kernels, "kernel") if entry.built else self.tr("not built")
        painter.drawText(lines[2], _LEFT, kernels)
        tag = self.tr("now") if row.is_now else self.tr("before") if row.is_before else ""
        if tag:
            painter.setPen(strong)
            painter.drawText(lines[2], _RIGHT, tag)


def card_size() -> QSize:
    """Return the size of a card with its gap."""
    line = QFontMetricsF(_small(QGuiApplication.font())).height()
    return QSize(WIDTH, round(LINES * line) + 2 * (GAP + PADDING))


def _small(font: QFont) -> QFont:
    return scaled(font, 0.85, minimum=SMALLEST_FONT)


def _paint_ground(
    painter: QPainter, option: QStyleOptionViewItem, card: QRectF, *, is_now: bool
) -> None:
    palette, state = option.palette, option.state
    accent = palette.color(QPalette.ColorRole.Highlight)
    is_selected = bool(state & QStyle.StateFlag.State_Selected)
    is_hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    ground = QColor(
        accent if is_selected or is_hovered else palette.color(QPalette.ColorRole.Text)
    )
    ground.setAlphaF(0.3 if is_selected else 0.12 if is_hovered else 0.04)
    painter.setBrush(ground)
    frame = accent if is_now or is_selected else palette.color(QPalette.ColorRole.Mid)
    painter.setPen(QPen(frame, 2.0 if is_now else 1.0))
    painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
