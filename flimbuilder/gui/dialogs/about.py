"""What this program is, and of which versions it is made."""

from importlib.metadata import PackageNotFoundError, version
from platform import platform, python_version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from flimbuilder import __version__

__all__ = ["AboutDialog", "versions"]

PACKAGES = ("torch", "numpy", "scikit-image", "PySide6-Essentials")


def versions() -> str:
    """Return one line for each part of the program."""
    lines = [f"flimbuilder {__version__}", f"Python {python_version()}, {platform()}"]
    return "\n".join([*lines, *(_version(name) for name in PACKAGES)])


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return f"{package} unknown"


class AboutDialog(QMessageBox):
    """Shows the versions; opened with ``open()``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(self.tr("About flimbuilder"))
        self.setText(
            self.tr("Learn convolutional encoders from a few disks and strokes drawn on images.")
        )
        self.setInformativeText(versions())
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.finished.connect(self.deleteLater)
