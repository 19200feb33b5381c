"""A list of images and folders of them, that more can be dropped on."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from flimbuilder.gui.dialogs import files
from flimbuilder.gui.widgets.dropped import dropped_paths
from flimbuilder.gui.widgets.empty_text import EmptyText

__all__ = ["SourceList"]


class SourceList(QWidget):
    """Edits a list of files and folders.

    Parameters
    ----------
    start : Path
        Where files are looked for at first.
    parent : QWidget or None, default=None

    Attributes
    ----------
    valueChanged : Signal()
    """

    valueChanged = Signal()

    def __init__(self, start: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._start = start
        self.setAcceptDrops(True)
        self._list = QListWidget()
        self._list.setObjectName("projectImages")
        self._list.setAccessibleName(self.tr("Images and folders"))
        self._list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideLeft)
        self._empty = EmptyText(self._list)
        self._empty.setText(
            self.tr("Drop images or folders here.\nImages can be added later, too.")
        )
        layout, row = QVBoxLayout(self), QHBoxLayout()
        for name, text, call in (
            ("addFilesButton", self.tr("Add &images…"), self._add_files),
            ("addFolderButton", self.tr("Add a &folder…"), self._add_folder),
            ("removeSourcesButton", self.tr("&Remove"), self._remove),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.setAutoDefault(False)
            button.clicked.connect(call)
            row.addWidget(button)
        row.addStretch(1)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addLayout(row)

    def value(self) -> tuple[Path, ...]:
        """Return the paths, in their order."""
        return tuple(Path(self._list.item(row).text()) for row in range(self._list.count()))

    def setValue(self, paths: Iterable[Path]) -> None:
        """Set the paths; those that repeat are left out."""
        wanted = tuple(dict.fromkeys(paths))
        if wanted != self.value():
            self._list.clear()
            self._list.addItems([str(path) for path in wanted])
            self.valueChanged.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if dropped_paths(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files and folders."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add them."""
        self._add(dropped_paths(event))
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Remove with the Delete key."""
        if event.key() == Qt.Key.Key_Delete:
            self._remove()
        else:
            super().keyPressEvent(event)

    def _add(self, paths: Iterable[Path]) -> None:
        self.setValue((*self.value(), *paths))

    def _add_files(self) -> None:
        self._add(files.choose_images(self, self._start))

    def _add_folder(self) -> None:
        folder = files.choose_folder(self, self.tr("Add all images of a folder"), self._start)
        self._add([] if folder is None else [folder])

    def _remove(self) -> None:
        gone = {index.row() for index in self._list.selectedIndexes()}
        self.setValue([path for row, path in enumerate(self.value()) if row not in gone])
