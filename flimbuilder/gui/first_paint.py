"""What waits until the window can be seen."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from flimbuilder.session.session import Session

__all__ = ["LoadAfterFirstPaint"]


class LoadAfterFirstPaint(QObject):
    """Has the session load its libraries once a window, and its first image, are painted.

    For a window that is never shown, it loads them as soon as the event loop turns.

    Parameters
    ----------
    window : QWidget
    session : Session
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        session.libraries.expect()
        window.installEventFilter(self)
        QTimer.singleShot(0, self._load_if_hidden)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._wait_for_quiet)
        return super().eventFilter(watched, event)

    def _load_if_hidden(self) -> None:
        if not self._window.isVisible():
            self._window.removeEventFilter(self)
            self._session.libraries.load()

    def _wait_for_quiet(self) -> None:
        """Wait until the first image has been read, and what is shown of it made."""
        self._session.jobs.changed.connect(self._load_when_quiet)
        self._load_when_quiet()

    def _load_when_quiet(self) -> None:
        if self._session.libraries.is_quiet:
            self._session.jobs.changed.disconnect(self._load_when_quiet)
            QTimer.singleShot(0, self._load)  # when what has come has been painted

    def _load(self) -> None:
        if self._session.libraries.is_quiet:
            self._session.libraries.load()
        else:
            self._wait_for_quiet()
