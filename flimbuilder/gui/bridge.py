"""Between the session's background threads and the window's thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

__all__ = ["OwnerThreadCaller"]


class OwnerThreadCaller(QObject):
    """Calls functions soon on the thread that it was made on, whichever thread asks.

    ``Session(OwnerThreadCaller(parent))`` is a session that this thread owns.
    """

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Have `call` called in the event loop."""
        self._posted.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        call()
