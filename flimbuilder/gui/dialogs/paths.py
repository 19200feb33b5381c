"""Editors of paths: a line for one path, and a list of images and folders."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.files import FileDropTarget
from flimbuilder.gui.widgets.labels import EmptyText

__all__ = ["PathEdit", "SourceList", "folder_edit", "require_path", "table_edit"]


class PathEdit(FileDropTarget, QWidget):
    """A line for an optional path, with a button to browse; accepts a dropped file or folder.

    Parameters
    ----------
    name : str
        Object name; the names of the line and the button begin with it.
    label : str
        Accessible name.
    ask : callable
        Called with the current path; returns another path, or None if the user cancels.

    Attributes
    ----------
    valueChanged : Signal()
    """

    valueChanged = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        ask: Callable[[Path | None], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self.setObjectName(name)
        self.setAcceptDrops(True)
        self._line = QLineEdit()
        self._line.setObjectName(f"{name}Line")
        self._line.setAccessibleName(label)
        self._line.setAcceptDrops(False)
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(self.valueChanged)
        self._button = QPushButton(self.tr("Browse…"))
        self._button.setObjectName(f"{name}Button")
        self._button.setAccessibleName(self.tr("Browse for {0}").format(label))
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._button)
        self.setFocusProxy(self._line)

    def value(self) -> Path | None:
        """Return the path, or None if the line is empty."""
        text = self._line.text().strip()
        return Path(text).expanduser() if text else None

    def setValue(self, path: Path | None) -> None:
        """Set the path."""
        self._line.setText("" if path is None else str(path))

    def set_placeholder(self, text: str) -> None:
        """Set the text that explains an empty line."""
        self._line.setPlaceholderText(text)

    def browse(self) -> None:
        """Ask for a path."""
        chosen = self._ask(self.value())
        if chosen is not None:
            self.setValue(chosen)

    def _accepts(self, paths: list[Path]) -> bool:
        return len(paths) == 1

    def _take_files(self, paths: list[Path]) -> None:
        self.setValue(paths[0])


def folder_edit(name: str, label: str, start: Path) -> PathEdit:
    """Return a `PathEdit` that browses for folders, from `start` if it holds none."""

    def ask(current: Path | None) -> Path | None:
        folder = current if current is not None and current.is_dir() else start
        return files.choose_folder(edit, label, folder)

    edit = PathEdit(name, label, ask)
    return edit


def table_edit(name: str, label: str, start: Path) -> PathEdit:
    """Return a `PathEdit` that browses for CSV files, from `start` if it holds none."""

    def ask(current: Path | None) -> Path | None:
        return files.choose_table(edit, label, current if current is not None else start)

    edit = PathEdit(name, label, ask)
    return edit


def require_path(path: Path | None) -> None:
    """Refuse a path that does not exist; None passes.

    Raises
    ------
    InputError
        If there is no such file or folder.
    """
    if path is not None and not path.exists():
        raise InputError(f"{path}: no such file or folder; check the path")


class SourceList(FileDropTarget, QWidget):
    """A list of image files and folders of images; accepts dropped ones.

    Parameters
    ----------
    start : Path
        Folder in which browsing starts.
    name : str, default="projectImages"
        Object name of the list.
    hint : str, default=""
        Second line of the text that is shown while the list is empty.

    Attributes
    ----------
    valueChanged : Signal()
    """

    valueChanged = Signal()

    def __init__(
        self,
        start: Path,
        name: str = "projectImages",
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._start = start
        self.setAcceptDrops(True)
        self._list = QListWidget()
        self._list.setObjectName(name)
        self._list.setAccessibleName(self.tr("Images and folders"))
        self._list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self._empty = EmptyText(self._list)
        self._empty.setText("\n".join([self.tr("Drop images or folders here."), hint]).strip())
        layout, row = QVBoxLayout(self), QHBoxLayout()
        for button_name, text, call in (
            ("addFilesButton", self.tr("Add &images…"), self._add_files),
            ("addFolderButton", self.tr("Add a &folder…"), self._add_folder),
            ("removeSourcesButton", self.tr("&Remove"), self._remove),
        ):
            button = QPushButton(text)
            button.setObjectName(button_name)
            button.setAutoDefault(False)
            button.clicked.connect(call)
            row.addWidget(button)
        row.addStretch(1)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addLayout(row)

    def value(self) -> tuple[Path, ...]:
        """Return the paths in their order."""
        return tuple(Path(self._list.item(row).text()) for row in range(self._list.count()))

    def setValue(self, paths: Iterable[Path]) -> None:
        """Set the paths without duplicates."""
        wanted = tuple(dict.fromkeys(paths))
        if wanted != self.value():
            self._list.clear()
            self._list.addItems([str(path) for path in wanted])
            self.valueChanged.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove the selected paths on Delete."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _take_files(self, paths: Iterable[Path]) -> None:
        self.setValue((*self.value(), *paths))

    def _add_files(self) -> None:
        self._take_chosen(files.choose_images(self, self._start))

    def _add_folder(self) -> None:
        folder = files.choose_folder(self, self.tr("Add all images of a folder"), self._start)
        self._take_chosen([] if folder is None else [folder])

    def _take_chosen(self, paths: Sequence[Path]) -> None:
        if paths:
            self._start = paths[0].parent
        self._take_files(paths)

    def _remove(self) -> None:
        removed = {index.row() for index in self._list.selectedIndexes()}
        self.setValue([path for row, path in enumerate(self.value()) if row not in removed])
