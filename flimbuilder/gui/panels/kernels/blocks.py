"""Which block's kernels are shown."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QTabBar, QWidget

__all__ = ["BlockState", "BlockTabs"]

DOT = 16  # side of the icon, in logical pixels


@dataclass(frozen=True)
class BlockState:
    """One block in the selector.

    Attributes
    ----------
    kernels : int or None
        That the last build has; None where it was not built.
    stale : bool
        Whether a build would learn it otherwise now.
    """

    kernels: int | None
    stale: bool


class BlockTabs(QTabBar):
    """One tab for each block, with its number of kernels, and a dot where it is stale.

    Parameters
    ----------
    parent : QWidget or None, default=None

    Attributes
    ----------
    block_chosen : Signal(int)
        By the user; from 1.
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
        self.currentChanged.connect(lambda at: self.block_chosen.emit(at + 1))

    def show_blocks(self, states: tuple[BlockState, ...], block: int) -> None:
        """Show other blocks, and which of them is chosen."""
        with QSignalBlocker(self):
            while self.count() > len(states):
                self.removeTab(self.count() - 1)
            for at, state in enumerate(states):
                if at >= len(self._states) or state != self._states[at]:
                    self._show_block(at, state)
            self._states = states
            self.setCurrentIndex(block - 1)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for at, state in enumerate(self._states):
                self._show_block(at, state)

    def _show_block(self, at: int, state: BlockState) -> None:
        name = self.tr("Block {0}").format(at + 1)
        text = name if state.kernels is None else f"{name} · {state.kernels}"
        if at >= self.count():
            self.addTab(text)
        self.setTabText(at, text)
        tip = [self._tip(state)]
        if state.stale:
            tip.append(self.tr("Changed since the last build"))
        self.setTabToolTip(at, "\n".join(tip))
        self.setAccessibleTabName(at, ", ".join((name, *tip)))
        self.setTabIcon(at, self._dot() if state.stale else QIcon())

    def _tip(self, state: BlockState) -> str:
        if state.kernels is None:
            return self.tr("Not built yet")
        one = self.tr("{0} kernel") if state.kernels == 1 else self.tr("{0} kernels")
        return one.format(state.kernels)

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
