"""Print the seconds from a moment to the first paint of the window, and end.

``python packaging/first_paint.py $(date +%s.%N)``; with the application, ``flimbuilder
--run-script`` instead of ``python``. The moment is in seconds since 1970.
"""

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer

from flimbuilder.gui import app

__all__ = ["FirstPaint"]


class FirstPaint(QObject):
    """Ends the process once a window is painted.

    Parameters
    ----------
    began : float
        When the start began, in seconds since 1970.
    """

    def __init__(self, began: float) -> None:
        super().__init__()
        self._began = began

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for a paint, and let it happen."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._end)
        return False

    def _end(self) -> None:
        print(f"{time.time() - self._began:.2f}", flush=True)
        os._exit(0)  # without the seconds in which torch would be loaded


def main() -> None:
    """Start the window as ``flimbuilder gui`` does."""
    watch = FirstPaint(float(sys.argv[1]))
    create_window = app.create_window

    def create(*arguments: object) -> object:
        window = create_window(*arguments)  # type: ignore[arg-type]
        window.installEventFilter(watch)
        return window

    app.create_window = create  # type: ignore[assignment]
    app.run()


if __name__ == "__main__":
    main()
