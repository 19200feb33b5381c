"""Whether the kernels shown are those that a build would give now."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.session.session import Session

__all__ = ["BuildNotice"]


class BuildNotice(QWidget):
    """A line that says that a build is needed, with a button for it; else it is not there.

    Parameters
    ----------
    session : Session
    parent : QWidget or None, default=None
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("buildNotice")
        self._text = QLabel()
        self._text.setObjectName("buildNoticeText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        tip = self.tr("Learn the encoder again (B)")
        self._button = IconButton("buildKernelsButton", "hammer", tip, self.tr("Build"))
        self._button.does(lambda: session.attempt(session.builder.build))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._button)
        self.refresh()

    def refresh(self) -> None:
        """Say what holds now."""
        text, needs_build = self._told()
        self._text.setText(text)
        self._button.setVisible(needs_build)
        self.setVisible(bool(text))

    def _told(self) -> tuple[str, bool]:
        """Return the line, and whether to build is what helps."""
        session, builder = self._session, self._session.builder
        if not session.document.is_open or (builder.live and builder.current is not None):
            return self._without_maps(), False
        if builder.is_building:
            return self.tr("Building…"), False
        if builder.current is None:
            return self.tr("Nothing is built yet: draw markers, then press B."), True
        block, stale = session.view.block, builder.stale_block
        if stale is not None and stale <= block:
            return self.tr("Block {0} needs a build.").format(block), True
        return self._without_maps(), False

    def _without_maps(self) -> str:
        """Say why the kernels have no activation maps; nothing where they have."""
        inspector = self._session.inspector
        unseen = all(card.map is None for card in inspector.cards)
        return (inspector.reason or "") if inspector.cards and unseen else ""
