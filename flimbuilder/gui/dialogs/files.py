"""Dialogs that ask for files and folders, and drops of files.

The functions return None, or an empty list, if the user cancels. Without a folder to start in, Qt
starts in the last folder used.
"""

from itertools import count
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from flimbuilder.gui.language import tr
from flimbuilder.imaging.read import IMAGE_SUFFIXES

__all__ = [
    "PROJECT_SUFFIX",
    "FileDropTarget",
    "choose_architecture",
    "choose_folder",
    "choose_images",
    "choose_mask",
    "choose_new_project",
    "choose_project",
    "choose_table",
    "choose_target",
    "choose_tissue",
    "dropped_paths",
]

PROJECT_SUFFIX = ".flim"


def choose_project(parent: QWidget, start: Path) -> Path | None:
    """Ask for a project folder."""
    return choose_folder(parent, tr("Open a project: choose its folder (NAME.flim)"), start)


def choose_new_project(parent: QWidget, like: Path) -> Path | None:
    """Ask for the folder of a new project; propose a name beside an existing one."""
    names = (like.with_stem(f"{like.stem} {number}") for number in count(2))
    proposed = next(path for path in names if not path.exists())  # Qt would enter a folder
    path = choose_target(parent, tr("Save the project as"), proposed, "flimbuilder (*.flim)")
    if path is None or path.name.endswith(PROJECT_SUFFIX):
        return path
    return path.with_name(path.name + PROJECT_SUFFIX)


def choose_folder(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for a folder."""
    name = QFileDialog.getExistingDirectory(parent, title, _start_text(start))
    return Path(name) if name else None


def choose_images(parent: QWidget, start: Path | None = None) -> list[Path]:
    """Ask for image files."""
    names, _ = QFileDialog.getOpenFileNames(
        parent, tr("Add images"), _start_text(start), _image_patterns()
    )
    return [Path(name) for name in names]


def choose_mask(parent: QWidget, image: Path) -> Path | None:
    """Ask for the reference mask of an image; start in the folder of the image."""
    return _choose_file(parent, tr("Reference mask"), image.parent, _image_patterns())


def choose_architecture(parent: QWidget, start: Path | None = None) -> Path | None:
    """Ask for an architecture file."""
    patterns = f"{tr('Architectures')} (*.json);;{tr('All files')} (*)"
    return _choose_file(parent, tr("Architecture file"), start, patterns)


def choose_table(parent: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Ask for a CSV file."""
    patterns = f"{tr('Tables')} (*.csv *.txt);;{tr('All files')} (*)"
    return _choose_file(parent, title, start, patterns)


def choose_target(parent: QWidget, title: str, like: Path, patterns: str = "") -> Path | None:
    """Ask for a file to write."""
    name, _ = QFileDialog.getSaveFileName(parent, title, str(like), patterns)
    return Path(name) if name else None


def choose_tissue(parent: QWidget, start: Path | None = None) -> Path | None:
    """Ask for a mask or GeoJSON of tissue."""
    patterns = f"{tr('Masks and outlines')} (*.png *.tif *.tiff *.geojson *.json)"
    return _choose_file(parent, tr("Tissue"), start, f"{patterns};;{tr('All files')} (*)")


class FileDropTarget:
    """Mixin of a widget that accepts dropped files and folders; list it before the Qt class."""

    def _accepts(self, paths: list[Path]) -> bool:
        """Return True to accept these files and folders."""
        return bool(paths)

    def _take_files(self, paths: list[Path]) -> None:
        """Handle the dropped files and folders."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and folders."""
        if self._accepts(dropped_paths(event)):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept the files and folders that may enter."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Handle the files and folders."""
        event.acceptProposedAction()
        self._take_files(dropped_paths(event))


def dropped_paths(event: QDropEvent) -> list[Path]:
    """Return the local files and folders of a drag; skip other URLs."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _choose_file(parent: QWidget, title: str, start: Path | None, patterns: str) -> Path | None:
    name, _ = QFileDialog.getOpenFileName(parent, title, _start_text(start), patterns)
    return Path(name) if name else None


def _start_text(start: Path | None) -> str:
    return "" if start is None else str(start)


def _image_patterns() -> str:
    suffixes = " ".join(f"*{suffix}" for suffix in IMAGE_SUFFIXES)
    return f"{tr('Images')} ({suffixes});;{tr('All files')} (*)"
