"""The way from the session's background threads to the window's thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal

__all__ = ["OwnerThreadCaller"]


class OwnerThreadCaller(QObject):
    """Schedules calls on the thread that created it, from any thread.

    ``Session(OwnerThreadCaller(parent))`` is a session owned by the current thread.
    """

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._call, Qt.ConnectionType.QueuedConnection)

    def __call__(self, call: Callable[[], None]) -> None:
        """Schedule a call in the event loop."""
        self._posted.emit(call)

    def _call(self, call: Callable[[], None]) -> None:
        call()
