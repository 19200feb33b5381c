"""Asking for files and folders; each function returns nothing where the user thinks better."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from flimbuilder.imaging.read import IMAGE_SUFFIXES

__all__ = ["choose_folder", "choose_images", "choose_mask"]


def choose_images(parent: QWidget) -> list[Path]:
    """Ask for image files."""
    title = _tr("Add images")
    names, _ = QFileDialog.getOpenFileNames(parent, title, "", _patterns())
    return [Path(name) for name in names]


def choose_mask(parent: QWidget, beside: Path | None = None) -> Path | None:
    """Ask for the reference mask of an image, which lies at `beside`."""
    start = "" if beside is None else str(beside.parent)
    name, _ = QFileDialog.getOpenFileName(parent, _tr("Reference mask"), start, _patterns())
    return Path(name) if name else None


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """Ask for a folder."""
    name = QFileDialog.getExistingDirectory(parent, title)
    return Path(name) if name else None


def _patterns() -> str:
    known = " ".join(f"*{suffix}" for suffix in IMAGE_SUFFIXES)
    return f"{_tr('Images')} ({known});;{_tr('All files')} (*)"


def _tr(text: str) -> str:
    return QCoreApplication.translate("images", text)
