"""The form rows that offer the masks and markers found near the images of a new project."""

from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from flimbuilder.gui.dialogs.paths import PathEdit, folder_edit, require_path
from flimbuilder.gui.widgets.labels import muted
from flimbuilder.workflow.survey import NearbyFiles

__all__ = ["CompanionRow"]


class CompanionRow(QObject):
    """The widgets of a row: a check box, a folder of masks or markers, and how many images fit.

    A folder found near the images is offered ticked; what the user chose stays.

    Parameters
    ----------
    name : str
        Object name of the line; those of the check box and the count begin with it.
    title : str
        Text of the check box.
    label : str
        Accessible name of the line.
    start : Path
        Folder in which browsing starts.

    Attributes
    ----------
    valueChanged : Signal()
    """

    valueChanged = Signal()

    def __init__(self, name: str, title: str, label: str, start: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._offered: Path | None = None
        self.box = QCheckBox(title)
        self.box.setObjectName(f"{name}Box")
        self.line: PathEdit = folder_edit(name, label, start)
        self.count = muted(f"{name}Count")
        self.box.toggled.connect(self._on_toggled)
        self.line.valueChanged.connect(self._on_edited)

    def add_to(self, grid: QGridLayout, row: int) -> None:
        """Place the parts in a row of a grid."""
        for column, widget in enumerate((self.box, self.line, self.count)):
            grid.addWidget(widget, row, column)

    def value(self) -> Path | None:
        """Return the folder; None if the box is not ticked.

        Raises
        ------
        InputError
            If there is no such folder.
        """
        path = self.line.value() if self.box.isChecked() else None
        require_path(path)
        return path

    def offer(self, found: NearbyFiles | None, n_images: int) -> None:
        """Offer a folder in place of the one offered before."""
        path, current = None if found is None else found.folder, self.line.value()
        text = "" if found is None else self.tr("{0} of {1}").format(found.count, n_images)
        if current == path and path is not None:
            self.count.setText(text)
        elif current is None or current == self._offered:
            self.line.setValue(path)
            self.count.setText(text)
        self._offered = path

    def _on_edited(self) -> None:
        self.count.setText("")
        with QSignalBlocker(self.box):
            self.box.setChecked(self.line.value() is not None)
        self.valueChanged.emit()

    def _on_toggled(self, on: bool) -> None:
        if on and self.line.value() is None:
            self.line.browse()
            with QSignalBlocker(self.box):
                self.box.setChecked(self.line.value() is not None)
        self.valueChanged.emit()
