"""Asking for all that a new project needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QGroupBox, QLineEdit, QVBoxLayout, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.import_files import folder_edit, require_there
from flimbuilder.gui.dialogs.path_edit import PathEdit
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.dialogs.source_list import SourceList
from flimbuilder.project.architecture import Architecture
from flimbuilder.project.folder import require_empty
from flimbuilder.project.presets import PRESETS

__all__ = ["NewProjectDialog", "NewProjectRequest"]

ENDING = ".flim"


@dataclass(frozen=True)
class NewProjectRequest:
    """A project to be made.

    Attributes
    ----------
    folder : Path
    sources : tuple of Path
        Images, and folders of them.
    markers, masks : Path or None
    architecture : Path or Architecture
        A file of blocks, or the blocks.
    """

    folder: Path
    sources: tuple[Path, ...]
    markers: Path | None
    masks: Path | None
    architecture: Path | Architecture


class NewProjectDialog(RequestDialog):
    """Asks for name, place, images, and what others made already.

    Parameters
    ----------
    start : Path
        The folder that the project is made in, where the user chooses no other.
    sources : sequence of Path
        Images, and folders of them, to begin with.
    parent : QWidget
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
        self._masks.set_placeholder(self.tr("none; or NAME.png, not 0 where the object is"))
        self._blocks, self._file = self._made_blocks(), self._made_file()
        self._arrange()
        self._connect()
        self.resize(620, 560)
        self._name.selectAll()
        self.check()

    def value(self) -> NewProjectRequest:
        """Return what was filled in; see `RequestDialog`."""
        name, place = self._name.text().strip(), self._place.value()
        if not name:
            raise InputError(self.tr("Give the project a name"))
        if Path(name).name != name:
            raise InputError(self.tr("{0}: a name holds no slash").format(name))
        if place is None or not place.is_dir():
            raise InputError(self.tr("{0}: there is no such folder").format(place or ""))
        folder = place / (name if name.endswith(ENDING) else name + ENDING)
        require_empty(folder)
        markers, masks = self._markers.value(), self._masks.value()
        require_there(markers)
        require_there(masks)
        return NewProjectRequest(folder, self._sources.value(), markers, masks, self._chosen())

    def _chosen(self) -> Path | Architecture:
        preset = self._blocks.currentIndex()
        if preset < len(PRESETS):
            return PRESETS[preset].architecture
        file = self._file.value()
        if file is None:
            raise InputError(self.tr("Choose the file of blocks"))
        require_there(file)
        return file

    def _made_blocks(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("projectArchitecture")
        for number, preset in enumerate(PRESETS):
            combo.addItem(preset.name)
            combo.setItemData(number, preset.why, 3)  # Qt.ItemDataRole.ToolTipRole
        combo.addItem(self.tr("From a file…"))
        return combo

    def _made_file(self) -> PathEdit:
        def ask(present: Path | None) -> Path | None:
            there = self._start if present is None else present.parent
            return files.choose_architecture(self, there)

        return PathEdit("projectArchitectureFile", self.tr("File of blocks"), ask)

    def _arrange(self) -> None:
        form, more = QFormLayout(), QFormLayout()
        form.addRow(self.tr("&Name:"), self._name)
        form.addRow(self.tr("&Location:"), self._place)
        more.addRow(self.tr("&Markers:"), self._markers)
        more.addRow(self.tr("Mas&ks:"), self._masks)
        more.addRow(self.tr("&Architecture:"), self._blocks)
        more.addRow("", self._file)
        images, others = QGroupBox(self.tr("Images")), QGroupBox(self.tr("What there is already"))
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
        """Say what is wrong; ask for a file of blocks where one is wanted."""
        self._file.setVisible(self._blocks.currentIndex() == len(PRESETS))
        super().check()

    def _ask_for_file(self, choice: int) -> None:
        if choice == len(PRESETS) and self._file.value() is None:
            self._file.browse()

    def _free_name(self, place: Path) -> str:
        usual, number = self.tr("project"), 1
        name = usual
        while (place / f"{name}{ENDING}").exists():
            number += 1
            name = f"{usual} {number}"
        return name
