"""Asking for files and folders; each function returns nothing where the user thinks better."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from flimbuilder.imaging.read import IMAGE_SUFFIXES

__all__ = [
    "choose_architecture",
    "choose_folder",
    "choose_images",
    "choose_new_project",
    "choose_project",
    "choose_target",
]


def choose_project(parent: QWidget, start: Path) -> Path | None:
    """Ask for a project folder."""
    return choose_folder(parent, _tr("Open a project: choose its folder (NAME.flim)"), start)


def choose_new_project(parent: QWidget, like: Path) -> Path | None:
    """Ask for the folder of a new project."""
    return choose_target(parent, _tr("Save the project as"), like, "flimbuilder (*.flim)")


def choose_folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """Ask for a folder."""
    name = QFileDialog.getExistingDirectory(parent, title, str(start))
    return Path(name) if name else None


def choose_images(parent: QWidget, start: Path) -> list[Path]:
    """Ask for image files."""
    known = " ".join(f"*{suffix}" for suffix in IMAGE_SUFFIXES)
    patterns = f"{_tr('Images')} ({known});;{_tr('All files')} (*)"
    names, _ = QFileDialog.getOpenFileNames(parent, _tr("Add images"), str(start), patterns)
    return [Path(name) for name in names]


def choose_architecture(parent: QWidget, start: Path) -> Path | None:
    """Ask for a file of blocks."""
    patterns = f"{_tr('Blocks')} (*.json);;{_tr('All files')} (*)"
    name, _ = QFileDialog.getOpenFileName(parent, _tr("File of blocks"), str(start), patterns)
    return Path(name) if name else None


def choose_target(parent: QWidget, title: str, like: Path, patterns: str = "") -> Path | None:
    """Ask where to write."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(like), patterns)
    return Path(name) if name else None


def _tr(text: str) -> str:
    return QCoreApplication.translate("files", text)
