"""The dialog that asks for a new project."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.companions import CompanionRow
from flimbuilder.gui.dialogs.paths import PathEdit, SourceList, folder_edit, require_path
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.dialogs.survey_line import SurveyImages, SurveyLine
from flimbuilder.gui.language import translated
from flimbuilder.project.architecture import PRESETS, Architecture
from flimbuilder.project.folder import require_empty
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.workflow.survey import Survey

__all__ = ["NewProjectDialog", "NewProjectRequest"]

USUAL = {"image", "images", "img", "imgs", "pictures", "photos", "data", "train", "raw"}


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
    survey : callable
        Finds the images, and the masks and markers near them; see `SurveyImages`.
    """

    def __init__(
        self, start: Path, sources: Sequence[Path], survey: SurveyImages, parent: QWidget
    ) -> None:
        super().__init__("newProjectDialog", parent.tr("New project"), parent.tr("Create"), parent)
        self._start = start
        self._proposed = ""
        self._name = QLineEdit()
        self._name.setObjectName("projectName")
        self._place = folder_edit("projectPlace", self.tr("Location"), start)
        self._place.setValue(start)
        self._sources = SourceList(start, hint=self.tr("You can also add images later."))
        self._sources.setValue(sources)
        self._found = SurveyLine("projectFound", survey, lambda survey: len(survey.images))
        tr = self.tr
        self._markers = CompanionRow(
            "projectMarkers", tr("&Markers"), tr("Folder of markers"), start, self
        )
        self._masks = CompanionRow(
            "projectMasks", tr("Mas&ks"), tr("Folder of masks"), start, self
        )
        self._markers.line.set_placeholder(tr("none; or NAME-seeds.txt, label images, NAME.json"))
        self._masks.line.set_placeholder(tr("none; or NAME.png, not 0 on objects"))
        self._blocks, self._file = self._make_blocks(), self._make_file()
        self._arrange()
        self._connect()
        self.resize(620, 560)
        self._name.setFocus()
        self._on_sources_changed()

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
            combo.addItem(translated(preset.name))
            combo.setItemData(number, translated(preset.description), Qt.ItemDataRole.ToolTipRole)
        combo.addItem(self.tr("From a file…"))
        return combo

    def _make_file(self) -> PathEdit:
        def ask(current: Path | None) -> Path | None:
            folder = self._start if current is None else current.parent
            return files.choose_architecture(self, folder)

        return PathEdit("projectArchitectureFile", self.tr("Architecture file"), ask)

    def _arrange(self) -> None:
        form, more = QFormLayout(), QGridLayout()
        form.addRow(self.tr("&Name:"), self._name)
        form.addRow(self.tr("&Location:"), self._place)
        self._masks.add_to(more, 0)
        self._markers.add_to(more, 1)
        blocks = QLabel(self.tr("&Architecture"))
        blocks.setBuddy(self._blocks)
        more.addWidget(blocks, 2, 0)
        more.addWidget(self._blocks, 2, 1)
        more.addWidget(self._file, 3, 1)
        more.setColumnStretch(1, 1)
        images = QGroupBox(self.tr("Images"))
        others = QGroupBox(self.tr("Masks, markers, architecture"))
        column = QVBoxLayout(images)
        column.addWidget(self._sources)
        column.addWidget(self._found)
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
        self._sources.valueChanged.connect(self._on_sources_changed)
        self._found.surveyed.connect(self._offer_companions)

    def _on_sources_changed(self) -> None:
        """Propose a name, and look for images, masks and markers."""
        sources = self._sources.value()
        if self._name.text() == self._proposed:
            place = self._place.value() or self._start
            self._proposed = _free_name(place, _stem_of(sources) or self.tr("project"))
            self._name.setText(self._proposed)
            self._name.selectAll()
        self._found.count(sources)
        self.check()

    def _offer_companions(self, survey: Survey) -> None:
        n_images = len(survey.images)
        self._masks.offer(survey.masks, n_images)
        self._markers.offer(survey.markers, n_images)

    def check(self) -> None:
        """Validate the form; show the line of the architecture file if it is needed."""
        self._file.setVisible(self._blocks.currentIndex() == len(PRESETS))
        super().check()

    def _ask_for_file(self, row: int) -> None:
        if row == len(PRESETS) and self._file.value() is None:
            self._file.browse()


def _free_name(place: Path, stem: str) -> str:
    """Return the first of ``STEM``, ``STEM 2``, ... that no project at a place has."""
    name, number = stem, 1
    while (place / f"{name}{files.PROJECT_SUFFIX}").exists():
        number += 1
        name = f"{stem} {number}"
    return name


def _stem_of(sources: Sequence[Path]) -> str:
    """Return the name of the first folder of images, or of its parent if it only says so."""
    if not sources:
        return ""
    folder = sources[0] if is_plain_folder(sources[0]) else sources[0].parent
    names = (folder.name, folder.parent.name)
    return next((name for name in names if name and name.casefold() not in USUAL), "")
