"""Asking for files and folders; each function returns nothing where the user thinks better.

Where no place to start at is given, Qt takes the one that was chosen from last.
"""

from itertools import count
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from flimbuilder.imaging.read import IMAGE_SUFFIXES

__all__ = [
    "choose_architecture",
    "choose_folder",
    "choose_images",
    "choose_mask",
    "choose_new_project",
    "choose_project",
    "choose_target",
]

ENDING = ".flim"


def choose_project(parent: QWidget, start: Path) -> Path | None:
    """Ask for a project folder."""
    return choose_folder(parent, _tr("Open a project: choose its folder (NAME.flim)"), start)


def choose_new_project(parent: QWidget, like: Path) -> Path | None:
    """Ask for the folder of a new project, at first one beside another project."""
    proposed = _free_name_beside(like)  # the project itself is a folder: Qt would go into it
    path = choose_target(parent, _tr("Save the project as"), proposed, "flimbuilder (*.flim)")
    if path is None or path.name.endswith(ENDING):
        return path
    return path.with_name(path.name + ENDING)


def choose_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for a folder."""
    name = QFileDialog.getExistingDirectory(parent, title, _place(start))
    return Path(name) if name else None


def choose_images(parent: QWidget, start: Path | None = None) -> list[Path]:
    """Ask for image files."""
    names, _ = QFileDialog.getOpenFileNames(
        parent, _tr("Add images"), _place(start), _image_patterns()
    )
    return [Path(name) for name in names]


def choose_mask(parent: QWidget, image: Path) -> Path | None:
    """Ask for the reference mask of an image, at first beside it."""
    return _choose_file(parent, _tr("Reference mask"), image.parent, _image_patterns())


def choose_architecture(parent: QWidget, start: Path | None = None) -> Path | None:
    """Ask for a file of blocks."""
    patterns = f"{_tr('Blocks')} (*.json);;{_tr('All files')} (*)"
    return _choose_file(parent, _tr("File of blocks"), start, patterns)


def choose_target(parent: QWidget, title: str, like: Path, patterns: str = "") -> Path | None:
    """Ask where to write."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(like), patterns)
    return Path(name) if name else None


def _free_name_beside(project: Path) -> Path:
    names = (project.with_stem(f"{project.stem} {number}") for number in count(2))
    return next(path for path in names if not path.exists())


def _choose_file(parent: QWidget, title: str, start: Path | None, patterns: str) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, title, _place(start), patterns)
    return Path(name) if name else None


def _place(start: Path | None) -> str:
    return "" if start is None else str(start)


def _image_patterns() -> str:
    known = " ".join(f"*{suffix}" for suffix in IMAGE_SUFFIXES)
    return f"{_tr('Images')} ({known});;{_tr('All files')} (*)"


def _tr(text: str) -> str:
    return QCoreApplication.translate("files", text)
