"""The controls around the gallery: the block, order and filter, and the notice to build."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTabBar, QWidget

from flimbuilder.gui.keymap import KeyTexts, add_key_to_tip
from flimbuilder.gui.language import translated
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.project.project import ClassEntry
from flimbuilder.session.session import Session

__all__ = ["BlockState", "BlockTabs", "BuildNotice", "GallerySettings"]

DOT = 16  # side of the icon, in logical pixels


@dataclass(frozen=True)
class BlockState:
    """A block as its tab shows it.

    Attributes
    ----------
    kernels : int or None
        Number of kernels in the last build; None if the block is not built.
    stale : bool
        True if the block needs a build.
    """

    kernels: int | None
    stale: bool


class BlockTabs(QTabBar):
    """A tab for each block, with its number of kernels, and a dot if it is stale.

    Attributes
    ----------
    block_chosen : Signal(int)
        The block that the user chose, from 1.
    """

    block_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._states: tuple[BlockState, ...] = ()
        self.setObjectName("blockSelector")
        self.setAccessibleName(self.tr("Block"))
        self.setDrawBase(False)
        self.setExpanding(True)
        self.setUsesScrollButtons(True)
        self.currentChanged.connect(lambda index: self.block_chosen.emit(index + 1))

    def show_blocks(self, states: tuple[BlockState, ...], block: int) -> None:
        """Show the states of blocks; `block`, from 1, is the chosen one."""
        with QSignalBlocker(self):
            while self.count() > len(states):
                self.removeTab(self.count() - 1)
            for index, state in enumerate(states):
                if index >= len(self._states) or state != self._states[index]:
                    self._show_block(index, state)
            self._states = states
            self.setCurrentIndex(block - 1)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint the dots if the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for index, state in enumerate(self._states):
                self._show_block(index, state)

    def _show_block(self, index: int, state: BlockState) -> None:
        name = self.tr("Block {0}").format(index + 1)
        text = name if state.kernels is None else f"{name} · {state.kernels}"
        if index >= self.count():
            self.addTab(text)
        self.setTabText(index, text)
        tip = [self._tip(state)]
        if state.stale:
            tip.append(self.tr("Changed since the last build"))
        self.setTabToolTip(index, "\n".join(tip))
        self.setAccessibleTabName(index, ", ".join((name, *tip)))
        self.setTabIcon(index, self._dot() if state.stale else QIcon())

    def _tip(self, state: BlockState) -> str:
        if state.kernels is None:
            return self.tr("Not built yet")
        text = self.tr("{0} kernel") if state.kernels == 1 else self.tr("{0} kernels")
        return text.format(state.kernels)

    def _dot(self) -> QIcon:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(DOT * ratio), round(DOT * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        painter.drawEllipse(QPointF(DOT / 2, DOT / 2), DOT / 4, DOT / 4)
        painter.end()
        return QIcon(pixmap)


class GallerySettings(QWidget):
    """Two combo boxes for the order and the filter of the gallery.

    Attributes
    ----------
    changed : Signal()
        The order or the filter changed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kernelChoices")
        self._order = self._make_order()
        self._filter = QComboBox()
        self._filter.setObjectName("kernelFilter")
        self._filter.setAccessibleName(self.tr("Kernels shown"))
        self._filter.setToolTip(self.tr("Which kernels are shown"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        for box in (self._order, self._filter):
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
            box.setSizeAdjustPolicy(policy)
            box.setMinimumContentsLength(6)
            layout.addWidget(box, 1)
        self.show_classes((), mixed=False)

    @property
    def order(self) -> str:
        """A name of :data:`~flimbuilder.gui.panels.kernels.model.ORDERS`."""
        return str(self._order.currentData())

    @property
    def filter(self) -> str | int:
        """A name of :data:`~flimbuilder.gui.panels.kernels.model.FILTERS`, or a class."""
        chosen: str | int = self._filter.currentData()
        return chosen

    def show_all(self) -> None:
        """Reset the filter."""
        self._filter.setCurrentIndex(0)

    def show_classes(self, classes: tuple[ClassEntry, ...], *, mixed: bool) -> None:
        """Offer classes to filter by, and kernels of `mixed` classes; keep a valid filter."""
        items: list[tuple[str, str | int]] = [(self.tr("All kernels"), "all")]
        items += [(f"{entry.id}: {entry.name}", entry.id) for entry in classes]
        items += [(self.tr("Mixed classes"), "mixed")] if mixed else []
        items += [(self.tr("Dead"), "dead"), (self.tr("Twins"), "twins")]
        items += [(self.tr("Responds less to its class"), "misleading")]
        items += [(self.tr("Waiting for a build"), "pending")]
        box = self._filter
        if items == [(box.itemText(row), box.itemData(row)) for row in range(box.count())]:
            return
        before = box.currentData()
        with QSignalBlocker(box):
            box.clear()
            for text, data in items:
                box.addItem(text, data)
            box.setCurrentIndex(max(box.findData(before), 0))
        if before is not None and box.currentData() != before:
            self.changed.emit()

    def _make_order(self) -> QComboBox:
        box = QComboBox()
        box.setObjectName("kernelOrder")
        box.setAccessibleName(self.tr("Order of the kernels"))
        box.setToolTip(self.tr("Order of the kernels"))
        for text, data in (
            (self.tr("By number"), "number"),
            (self.tr("By class"), "class"),
            (self.tr("By weight"), "weight"),
            (self.tr("By Dice"), "dice"),
            (self.tr("By cluster size"), "size"),
            (self.tr("By maximum"), "maximum"),
            (self.tr("By separation"), "separation"),
        ):
            box.addItem(text, data)
        return box


class BuildNotice(QWidget):
    """A line with a button to build, hidden if the shown kernels are up to date."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("buildNotice")
        self._text = QLabel()
        self._text.setObjectName("buildNoticeText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._button = IconButton("buildKernelsButton", "hammer", "", self.tr("Build"))
        add_key_to_tip(self._button, self.tr("Learn the encoder again"), "buildAction")
        self._button.on_click(lambda: session.attempt(session.builder.build))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        self.refresh()

    def refresh(self) -> None:
        """Show the current state."""
        text, needs_build = self._state()
        self._text.setText(text)
        self._button.setVisible(needs_build)
        self.setVisible(bool(text))

    def _state(self) -> tuple[str, bool]:
        """Return the text, and whether a build is needed."""
        session, builder = self._session, self._session.builder
        if not session.document.is_open or (builder.live and builder.current is not None):
            return self._missing_maps(), False
        if builder.is_building:
            return self.tr("Building…"), False
        if builder.current is None:
            text = self.tr("Nothing is built yet: draw markers, then press {build}.")
            return text.format_map(KeyTexts()), True
        block, stale = session.view.block, builder.stale_block
        if stale is not None and stale <= block:
            return self.tr("Block {0} needs a build.").format(block), True
        return self._missing_maps(), False

    def _missing_maps(self) -> str:
        """Return why the kernels have no activation maps; empty if they have."""
        inspector = self._session.inspector
        has_maps = any(card.map is not None for card in inspector.cards)
        return translated(inspector.reason or "") if inspector.cards and not has_maps else ""
