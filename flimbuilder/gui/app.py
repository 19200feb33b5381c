"""Starting the window."""

import gc
import signal
import sys
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow

from flimbuilder import __version__
from flimbuilder.gui.first_paint import LoadAfterFirstPaint
from flimbuilder.gui.settings import Settings
from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.window import MainWindow

__all__ = ["create_window", "run"]

INTERRUPTED = 130
WAKE = 250  # ms: how often Python is given the chance to notice a signal


def create_window(project: Path | None = None) -> QMainWindow:
    """Build the window on the present application, without showing it.

    Torch and what else a build needs is loaded after the first paint, in the background.

    Parameters
    ----------
    project : Path or None, default=None
        Opened at once.

    Raises
    ------
    FlimError
        Where the project cannot be opened.
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


def run(project: Path | None = None) -> int:
    """Show the window until it is closed; return the program's status.

    Raises
    ------
    FlimError
        Where the project cannot be opened.
    """
    gc.disable()  # nothing that the start makes goes again, but collecting it takes half a second
    application = QApplication(sys.argv[:1])
    application.setApplicationName("flimbuilder")
    application.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName("flimbuilder")
    window = create_window(project)
    assert isinstance(window, MainWindow)
    QApplication.setWindowIcon(icon("grain"))
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


def _collect_again() -> None:
    """Collect garbage, but not among what is there: with torch, looking through it takes 0.1 s."""
    gc.freeze()
    gc.enable()


def _end_with_control_c(application: QApplication, window: MainWindow) -> None:
    """End without a question: every edit is in the journal."""

    def end(number: int, frame: FrameType | None) -> None:
        application.exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)
    timer = QTimer(window, interval=WAKE)
    timer.timeout.connect(lambda: None)
    timer.start()
