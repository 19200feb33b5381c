"""The line on which the window talks to the user."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget
from superqt import QElidingLabel

from flimbuilder.gui.theme import tinted
from flimbuilder.gui.widgets.icon_button import IconButton
from flimbuilder.session.session import Message

__all__ = ["MessageArea"]

STAYS = {"info": 6_000, "warning": 15_000, "error": 0}  # ms; 0 is until it is clicked
UNDOABLE_STAYS = 12_000
SYMBOLS = {
    "info": "information-outline",
    "warning": "alert-outline",
    "error": "alert-circle-outline",
}
ICON = 16


class MessageArea(QWidget):
    """Shows the newest message; behind it the last error until it is clicked, then a hint.

    Parameters
    ----------
    parent : QWidget or None, default=None

    Attributes
    ----------
    undo_asked : Signal()
        The user wants to unmake what the message tells of.
    """

    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageArea")
        self._message: Message | None = None
        self._error: Message | None = None
        self._hint = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._fade)
        self._icon, self._text = QLabel(), QElidingLabel()
        self._text.setObjectName("message")
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._undo = self._made_undo()
        self._close = IconButton("dismissButton", "close", self.tr("Dismiss")).does(self.dismiss)
        self._arrange()
        self._show()

    @property
    def message(self) -> Message | None:
        """What is shown; None for a hint, or nothing."""
        return self._message

    def tell(self, message: Message) -> None:
        """Show a message."""
        self._message = message
        if message.level == "error":
            self._error = message
        stays = UNDOABLE_STAYS if message.undoable else STAYS[message.level]
        self._timer.stop()
        if stays:
            self._timer.start(stays)
        self._show()

    def set_hint(self, text: str) -> None:
        """Show something, quietly, while there is no message."""
        if text != self._hint:
            self._hint = text
            self._show()

    def forbid_undo(self) -> None:
        """Offer no undo any more: it would unmake something else."""
        self._undo.hide()

    def dismiss(self) -> None:
        """Take the message away, and the error behind it if it is one."""
        if self._message is self._error:
            self._error = None
        self._fade()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a message away with a click."""
        self.dismiss()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def _made_undo(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("undoMessageButton")
        button.setText(self.tr("Undo"))
        button.setToolTip(self.tr("Undo (Ctrl+Z)"))
        button.clicked.connect(self.undo_asked)
        return button

    def _arrange(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 0, 6, 0)
        layout.setSpacing(6)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._undo)
        layout.addWidget(self._close)

    def _fade(self) -> None:
        self._timer.stop()
        self._message = self._error
        self._show()

    def _show(self) -> None:
        message = self._message
        self._text.setText(self._hint if message is None else message.text.replace("\n", " "))
        self._text.setToolTip("" if message is None else message.text)
        role = QPalette.ColorRole
        self._text.setForegroundRole(role.PlaceholderText if message is None else role.WindowText)
        self._icon.setVisible(message is not None)
        self._undo.setVisible(message is not None and message.undoable)
        self._close.setVisible(message is not None and message.level != "info")
        if message is not None:
            pixmap = tinted(SYMBOLS[message.level], message.level).pixmap(ICON)
            self._icon.setPixmap(pixmap)
