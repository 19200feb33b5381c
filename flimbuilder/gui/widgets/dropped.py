"""Files and folders that are dropped on the window."""

from pathlib import Path

from PySide6.QtGui import QDropEvent

__all__ = ["dropped_paths"]


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Return the files and folders that a drag brings; what is not on this machine is left out."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
