"""Start the window."""

import gc
import signal
import sys
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from flimbuilder import __version__
from flimbuilder.errors import InputError, printable
from flimbuilder.gui.language import LANGUAGES, SYSTEM, install, preferred_language
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.widgets.timing import call_soon
from flimbuilder.gui.window import MainWindow
from flimbuilder.installation import assets_folder
from flimbuilder.session.session import Session

__all__ = ["create_window", "run"]

INTERRUPTED = 130
WAKE_INTERVAL = 250  # ms between Python's chances to handle a signal


def create_window(project: Path | None = None) -> QMainWindow:
    """Create the window in the running application, without showing it.

    Torch and the other libraries of a build are loaded in the background after the first paint.

    Parameters
    ----------
    project : Path or None, default=None
        A project to open.

    Raises
    ------
    FlimError
        If the project cannot be opened.
    """
    settings = Settings()
    window = MainWindow(settings)
    LoadAfterFirstPaint(window, window.session)
    if project is not None:
        try:
            window.session.open(project)
        except Exception:
            window.close()
            window.deleteLater()
            raise
        settings.add_recent(project)
    return window


def run(project: Path | None = None, language: str | None = None) -> int:
    """Show the window until it is closed; return the exit status.

    Parameters
    ----------
    project : Path or None, default=None
        A project to open.
    language : str or None, default=None
        A key of `LANGUAGES`, or ``system``; None for the user's setting.

    Raises
    ------
    FlimError
        If the language is unknown, or the project cannot be opened.
    """
    if language not in (None, SYSTEM, *LANGUAGES):
        known = ", ".join((SYSTEM, *LANGUAGES))
        raise InputError(
            f"there is no language {printable(str(language), 20)}; choose from {known}"
        )
    gc.disable()  # collecting during the start takes half a second and frees nothing
    application = QApplication(sys.argv[:1])
    application.setApplicationName("flimbuilder")
    application.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("flimbuilder")
    install(preferred_language(language or Settings().language))
    window = create_window(project)
    assert isinstance(window, MainWindow)
    QApplication.setWindowIcon(_own_icon())
    window.session.libraries.loaded.connect(_collect_again)
    window.reporter.install()
    if Settings().geometry is None:
        window.showMaximized()
    else:
        window.show()
    _end_with_control_c(application, window)
    status = application.exec()
    window.session.close()
    return status


def _own_icon() -> QIcon:
    """Return the icon of the program; empty if the assets are missing."""
    assets = assets_folder()
    return QIcon() if assets is None else QIcon(str(assets / "icon.png"))


def _collect_again() -> None:
    """Resume garbage collection without the objects of the start, which take 0.1 s to scan."""
    gc.freeze()
    gc.enable()


def _end_with_control_c(application: QApplication, window: MainWindow) -> None:
    """Exit on Ctrl+C without asking: every edit is in the journal."""

    def end(number: int, frame: FrameType | None) -> None:
        application.exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)
    timer = QTimer(window, interval=WAKE_INTERVAL)
    timer.timeout.connect(lambda: None)
    timer.start()


class LoadAfterFirstPaint(QObject):
    """Loads the session's libraries once the window and its first image are painted.

    A window that is never shown loads them as soon as the event loop runs.
    """

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        session.libraries.expect()
        window.installEventFilter(self)
        call_soon(self, self._load_if_hidden)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the first paint."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            call_soon(self, self._wait_for_quiet)
        return super().eventFilter(watched, event)

    def _load_if_hidden(self) -> None:
        if not self._window.isVisible():
            self._window.removeEventFilter(self)
            self._session.libraries.load()

    def _wait_for_quiet(self) -> None:
        """Wait until the first image is read and its thumbnail and overlays are made."""
        self._session.jobs.changed.connect(self._load_when_quiet)
        self._load_when_quiet()

    def _load_when_quiet(self) -> None:
        if self._session.libraries.is_quiet:
            self._session.jobs.changed.disconnect(self._load_when_quiet)
            call_soon(self, self._load)  # after the results are painted

    def _load(self) -> None:
        if self._session.libraries.is_quiet:
            self._session.libraries.load()
        else:
            self._wait_for_quiet()
