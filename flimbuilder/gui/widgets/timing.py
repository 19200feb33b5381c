"""Calls that wait for the event loop, and end with their owner."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

__all__ = ["call_soon"]


def call_soon(owner: QObject, call: Callable[[], object]) -> None:
    """Call a function once the event loop has nothing else to do, unless its owner is deleted."""
    timer = QTimer(owner, singleShot=True, interval=0)
    timer.timeout.connect(call)
    timer.timeout.connect(timer.deleteLater)
    timer.start()
