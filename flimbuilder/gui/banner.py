"""The banner above the canvas that offers unsaved edits after a crash."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from flimbuilder.errors import counted
from flimbuilder.gui.theme import tinted
from flimbuilder.session.session import Session

__all__ = ["RecoveryBanner"]

ICON = 18


class RecoveryBanner(QFrame):
    """Offers to recover or to discard edits; hidden if there are none."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setObjectName("recoveryBanner")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._icon, self._text = QLabel(), QLabel()
        self._text.setObjectName("recoveryText")
        self._text.setWordWrap(True)
        recover, discard = QPushButton(self.tr("&Recover")), QPushButton(self.tr("&Discard"))
        recover.setObjectName("recoverButton")
        recover.setToolTip(self.tr("Apply these edits to the project"))
        recover.clicked.connect(self._recover)
        discard.setObjectName("discardEditsButton")
        discard.setToolTip(
            self.tr("Return to the saved version; backups/ keeps a copy of the edits")
        )
        discard.clicked.connect(self._discard)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(recover)
        layout.addWidget(discard)
        session.document.status_changed.connect(self._on_status_changed)
        self._update_icon()
        self._on_status_changed()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._update_icon()

    def _update_icon(self) -> None:
        self._icon.setPixmap(tinted("backup-restore", "warning").pixmap(ICON))

    def _on_status_changed(self) -> None:
        count = self._session.document.unsaved_edits
        text = self.tr("flimbuilder ended before {0} could be saved. Recover or discard?")
        self._text.setText(text.format(counted(count, "edit")))
        self.setVisible(count > 0)

    def _recover(self) -> None:
        session, count = self._session, self._session.document.unsaved_edits
        notes: list[str] = []
        if not session.attempt(lambda: notes.extend(session.document.recover())):
            return
        for note in notes:
            session.warn(note)
        if not notes:
            session.report(self.tr("{0} recovered").format(counted(count, "edit")))
        session.builder.build_if_marked()

    def _discard(self) -> None:
        if self._session.attempt(self._session.document.discard):
            self._session.report(self.tr("Edits discarded; backups/ keeps a copy"))
