"""The message line of the status bar, and the hints that it shows without a message."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget
from superqt import QElidingLabel

from flimbuilder.gui.keymap import KeyTexts, add_key_to_tip
from flimbuilder.gui.language import tr, translated
from flimbuilder.gui.theme import tinted
from flimbuilder.gui.widgets.icons import IconButton
from flimbuilder.project.project import BACKGROUND, Project
from flimbuilder.session.session import Message, Session, Topic

__all__ = ["MessageArea", "next_step"]

DURATIONS = {"info": 6_000, "warning": 15_000, "error": 0}  # ms; 0 is until a click
UNDOABLE_DURATION = 12_000  # ms
UNDOABLE_WARNING_DURATION = 45_000  # ms: it comes a while after the edit, unasked
SYMBOLS = {
    "info": "information-outline",
    "warning": "alert-outline",
    "error": "alert-circle-outline",
}
ICON = 16


class MessageArea(QWidget):
    """Shows the newest message, then the last error until it is dismissed, then a hint.

    Attributes
    ----------
    undo_requested : Signal()
        The user asks to undo the edit that the message reports.
    """

    undo_requested = Signal()

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
        self._undo = self._make_undo()
        self._close = IconButton("dismissButton", "close", self.tr("Dismiss")).on_click(
            self.dismiss
        )
        self._arrange()
        self._show()

    @property
    def message(self) -> Message | None:
        """The shown message; None if a hint or nothing is shown."""
        return self._message

    def show_message(self, message: Message) -> None:
        """Show a message."""
        self._message = message
        if message.level == "error":
            self._error = message
        duration = DURATIONS[message.level]
        if message.undoable:
            is_warning = message.level == "warning"
            duration = UNDOABLE_WARNING_DURATION if is_warning else UNDOABLE_DURATION
        self._timer.stop()
        if duration:
            self._timer.start(duration)
        self._show()

    def set_hint(self, text: str) -> None:
        """Set the muted text that is shown without a message."""
        if text != self._hint:
            self._hint = text
            self._show()

    def resolve(self, topic: Topic, *, at_once: bool = False) -> None:
        """Let the error of a topic fade, as its cause is gone.

        A shown error stays for the time of a warning, so that it can be read, unless it is to go
        `at_once`; one that another message hides does not come back.
        """
        error = self._error
        if error is None or error.topic != topic:
            return
        self._error = None
        if self._message is error and at_once:
            self._fade()
        elif self._message is error:
            self._timer.start(DURATIONS["warning"])

    def clear(self) -> None:
        """Hide message and error, which are about another project."""
        self._error = None
        self._fade()

    def forbid_undo(self) -> None:
        """Hide the undo button: it would undo another edit."""
        self._undo.hide()

    def dismiss(self) -> None:
        """Hide the message; an error does not come back."""
        if self._message is self._error:
            self._error = None
        self._fade()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Dismiss the message with a click."""
        self.dismiss()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def _make_undo(self) -> QToolButton:
        button = QToolButton()
        button.setObjectName("undoMessageButton")
        button.setText(self.tr("Undo"))
        add_key_to_tip(button, self.tr("Undo"), "undoAction")
        button.clicked.connect(self.undo_requested)
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
        text = "" if message is None else translated(message.text)
        self._text.setText(self._hint if message is None else text.replace("\n", " "))
        self._text.setToolTip(text)
        role = QPalette.ColorRole
        self._text.setForegroundRole(role.PlaceholderText if message is None else role.WindowText)
        self._icon.setVisible(message is not None)
        self._undo.setVisible(message is not None and message.undoable)
        self._close.setVisible(message is not None and message.level != "info")
        if message is not None:
            pixmap = tinted(SYMBOLS[message.level], message.level).pixmap(ICON)
            self._icon.setPixmap(pixmap)


def next_step(session: Session) -> str:
    """Return a hint at what to do next; empty if the user seems to know."""
    document = session.document
    if not document.is_open or not document.project.images:
        return ""
    if document.read_only_reason is not None:
        return tr("Read-only: {0}").format(translated(document.read_only_reason))
    return _drawing_hint(_marked_classes(document.project)) or _building_hint(session)


def _drawing_hint(marked: set[int]) -> str:
    if not marked:
        return tr(
            "Choose a class ({class1}), draw a disk ({disk}) or a stroke ({stroke}) on an object, "
            "then choose the background ({class0}) and draw on it, then build ({build})"
        ).format_map(KeyTexts())
    if marked == {BACKGROUND}:
        text = tr("Now choose a class ({class1}) and draw on an object, then build ({build})")
        return text.format_map(KeyTexts())
    if BACKGROUND not in marked:
        text = tr("Now choose the background ({class0}) and draw on it, then build ({build})")
        return text.format_map(KeyTexts())
    return ""


def _building_hint(session: Session) -> str:
    builder = session.builder
    if builder.is_building:
        return ""
    if builder.current is None:
        return tr("Press {build} to build").format_map(KeyTexts())
    if builder.waiting_block is not None:
        return tr(
            "The project changed since the last build: {build} builds, {live} builds after every "
            "change"
        ).format_map(KeyTexts())
    if not session.results.was_watched:
        text = tr("Built: {results} shows masks, objects and measures of all images")
        return text.format_map(KeyTexts())
    return ""


def _marked_classes(project: Project) -> set[int]:
    drawn = (marker for markers in project.markers.values() for marker in markers.markers)
    return {marker.class_id for marker in drawn if marker.class_id is not None}
