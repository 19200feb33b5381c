"""Asking for the markers and masks that others made."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QLabel, QLineEdit, QWidget

from flimbuilder.errors import InputError
from flimbuilder.exchange.marker_files import (
    DEFAULT_MARKER_OPTIONS,
    MarkerOptions,
    parse_marker_options,
)
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.path_edit import PathEdit
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.project.markers import MAX_RADIUS

__all__ = ["ImportDialog", "ImportRequest", "folder_edit", "require_there"]


@dataclass(frozen=True)
class ImportRequest:
    """What to bring in, and how; of images None means those of the project."""

    images: Path | None
    markers: Path | None
    masks: Path | None
    reading: MarkerOptions = DEFAULT_MARKER_OPTIONS


class ImportDialog(RequestDialog):
    """Asks for folders of images, markers and masks.

    Parameters
    ----------
    start : Path
        Where folders are looked for at first.
    parent : QWidget
    """

    def __init__(self, start: Path, parent: QWidget) -> None:
        tr = parent.tr
        super().__init__("importDialog", tr("Import markers and masks"), tr("Import"), parent)
        self._images = folder_edit("importImages", self.tr("Folder of images"), start)
        self._markers = folder_edit("importMarkers", self.tr("Folder of markers"), start)
        self._masks = folder_edit("importMasks", self.tr("Folder of masks"), start)
        self._images.set_placeholder(self.tr("the images of the project"))
        self._markers.set_placeholder(self.tr("NAME-seeds.txt, label images, or NAME.json"))
        self._masks.set_placeholder(self.tr("NAME.png, not 0 where the object is"))
        self._values, self._radius = self._made_values(), self._made_radius()
        told = QLabel(self.tr("Files are paired with the images by their names."))
        form = QFormLayout()
        form.addRow(self.tr("&Markers:"), self._markers)
        form.addRow(self.tr("Label &values:"), self._values)
        form.addRow(self.tr("&Radius in labelme:"), self._radius)
        form.addRow(self.tr("Mas&ks:"), self._masks)
        form.addRow(self.tr("More &images:"), self._images)
        self.body.addWidget(told)
        self.body.addLayout(form)
        self.body.addStretch(1)
        for edit in (self._images, self._markers, self._masks):
            edit.valueChanged.connect(self.check)
        self._values.textChanged.connect(self.check)
        self.resize(600, 0)
        self.check()

    def value(self) -> ImportRequest:
        """Return what was chosen; see `RequestDialog`."""
        chosen = (self._images.value(), self._markers.value(), self._masks.value())
        if not any(chosen):
            raise InputError(self.tr("Choose a folder of markers, masks or images"))
        for path in chosen:
            require_there(path)
        reading = parse_marker_options(self._radius.value(), self._values.text().strip() or None)
        return ImportRequest(*chosen, reading)

    def _made_values(self) -> QLineEdit:
        line = QLineEdit()
        line.setObjectName("importValues")
        line.setAccessibleName(self.tr("Label values"))
        line.setPlaceholderText(self.tr("the class + 1; else for example 1=0,2=1,9=none"))
        line.setToolTip(self.tr("Which class each value of a label image means"))
        return line

    def _made_radius(self) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setObjectName("importRadius")
        box.setAccessibleName(self.tr("Radius in labelme"))
        box.setRange(0, MAX_RADIUS)
        box.setDecimals(1)
        box.setValue(DEFAULT_MARKER_OPTIONS.radius)
        box.setSuffix(self.tr(" px"))
        box.setToolTip(self.tr("Of labelme's points and lines, which have none of their own"))
        return box


def folder_edit(name: str, label: str, start: Path) -> PathEdit:
    """Make an editor of a folder's path."""

    def ask(present: Path | None) -> Path | None:
        there = present if present is not None and present.is_dir() else start
        return files.choose_folder(edit, label, there)

    edit = PathEdit(name, label, ask)
    return edit


def require_there(path: Path | None) -> None:
    """Refuse a path that leads nowhere; None is no path.

    Raises
    ------
    InputError
    """
    if path is not None and not path.exists():
        raise InputError(f"{path}: there is no such file or folder; check the path")
