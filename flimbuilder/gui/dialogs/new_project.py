"""The dialog that asks for a new project."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QGroupBox, QLineEdit, QVBoxLayout, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.paths import PathEdit, SourceList, folder_edit, require_path
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.project.architecture import PRESETS, Architecture
from flimbuilder.project.folder import require_empty

__all__ = ["NewProjectDialog", "NewProjectRequest"]


@dataclass(frozen=True)
class NewProjectRequest:
    """A request to create a project.

    Attributes
    ----------
    folder : Path
    sources : tuple of Path
        Image files and folders of images.
    markers, masks : Path or None
        Folders of markers and of reference masks.
    architecture : Path or Architecture
        An architecture, or a file of one.
    """

    folder: Path
    sources: tuple[Path, ...]
    markers: Path | None
    masks: Path | None
    architecture: Path | Architecture


class NewProjectDialog(RequestDialog):
    """Asks for a name, a location, images, and existing markers, masks and blocks.

    Parameters
    ----------
    start : Path
        Proposed location, and the folder in which browsing starts.
    sources : sequence of Path
        Initial image files and folders of images.
    """

    def __init__(self, start: Path, sources: Sequence[Path], parent: QWidget) -> None:
        super().__init__("newProjectDialog", parent.tr("New project"), parent.tr("Create"), parent)
        self._start = start
        self._name = QLineEdit(self._free_name(start))
        self._name.setObjectName("projectName")
        self._place = folder_edit("projectPlace", self.tr("Location"), start)
        self._place.setValue(start)
        self._sources = SourceList(start)
        self._sources.setValue(sources)
        self._markers = folder_edit("projectMarkers", self.tr("Folder of markers"), start)
        self._masks = folder_edit("projectMasks", self.tr("Folder of masks"), start)
        self._markers.set_placeholder(self.tr("none; or NAME-seeds.txt, label images, NAME.json"))
        self._masks.set_placeholder(self.tr("none; or NAME.png, not 0 on objects"))
        self._blocks, self._file = self._make_blocks(), self._make_file()
        self._arrange()
        self._connect()
        self.resize(620, 560)
        self._name.selectAll()
        self.check()

    def value(self) -> NewProjectRequest:
        """Return the request; see `RequestDialog`."""
        name, place = self._name.text().strip(), self._place.value()
        if not name:
            raise InputError(self.tr("Enter a name for the project"))
        if Path(name).name != name:
            raise InputError(self.tr("{0}: a name cannot contain a slash").format(name))
        if place is None or not place.is_dir():
            raise InputError(self.tr("{0}: no such folder; choose a location").format(place or ""))
        folder = place / (
            name if name.endswith(files.PROJECT_SUFFIX) else name + files.PROJECT_SUFFIX
        )
        require_empty(folder)
        markers, masks = self._markers.value(), self._masks.value()
        require_path(markers)
        require_path(masks)
        return NewProjectRequest(folder, self._sources.value(), markers, masks, self._chosen())

    def _chosen(self) -> Path | Architecture:
        preset = self._blocks.currentIndex()
        if preset < len(PRESETS):
            return PRESETS[preset].architecture
        file = self._file.value()
        if file is None:
            raise InputError(self.tr("Choose the architecture file"))
        require_path(file)
        return file

    def _make_blocks(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("projectArchitecture")
        for number, preset in enumerate(PRESETS):
            combo.addItem(preset.name)
            combo.setItemData(number, preset.description, Qt.ItemDataRole.ToolTipRole)
        combo.addItem(self.tr("From a file…"))
        return combo

    def _make_file(self) -> PathEdit:
        def ask(current: Path | None) -> Path | None:
            folder = self._start if current is None else current.parent
            return files.choose_architecture(self, folder)

        return PathEdit("projectArchitectureFile", self.tr("Architecture file"), ask)

    def _arrange(self) -> None:
        form, more = QFormLayout(), QFormLayout()
        form.addRow(self.tr("&Name:"), self._name)
        form.addRow(self.tr("&Location:"), self._place)
        more.addRow(self.tr("&Markers:"), self._markers)
        more.addRow(self.tr("Mas&ks:"), self._masks)
        more.addRow(self.tr("&Architecture:"), self._blocks)
        more.addRow("", self._file)
        images = QGroupBox(self.tr("Images"))
        others = QGroupBox(self.tr("Markers, masks, architecture"))
        QVBoxLayout(images).addWidget(self._sources)
        others.setLayout(more)
        self.body.addLayout(form)
        self.body.addWidget(images, 1)
        self.body.addWidget(others)

    def _connect(self) -> None:
        self._name.textChanged.connect(self.check)
        self._blocks.currentIndexChanged.connect(self.check)
        self._blocks.activated.connect(self._ask_for_file)
        for editor in (self._place, self._markers, self._masks, self._file):
            editor.valueChanged.connect(self.check)

    def check(self) -> None:
        """Validate the form; show the line of the architecture file if it is needed."""
        self._file.setVisible(self._blocks.currentIndex() == len(PRESETS))
        super().check()

    def _ask_for_file(self, row: int) -> None:
        if row == len(PRESETS) and self._file.value() is None:
            self._file.browse()

    def _free_name(self, place: Path) -> str:
        stem, number = self.tr("project"), 1
        name = stem
        while (place / f"{name}{files.PROJECT_SUFFIX}").exists():
            number += 1
            name = f"{stem} {number}"
        return name
