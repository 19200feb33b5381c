"""The dialog that asks which images to predict, what to write, and where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QGroupBox,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.errors import FlimError, InputError
from flimbuilder.gui.dialogs.paths import SourceList, folder_edit
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.dialogs.survey_line import SurveyImages, SurveyLine
from flimbuilder.gui.language import counted, tr, translated
from flimbuilder.gui.widgets.labels import muted
from flimbuilder.project.pixel_size import PixelSize
from flimbuilder.project.stores import is_plain_folder
from flimbuilder.session.prediction import PredictionRequest, propose_results
from flimbuilder.workflow.outputs import OUTPUTS, Output
from flimbuilder.workflow.survey import Survey

__all__ = ["PredictDefaults", "PredictDialog"]

COLUMNS = 3
LIST_HEIGHT = 84  # px
TIP = Qt.ItemDataRole.ToolTipRole
USUAL = ("saliency", "mask")  # outputs that are ticked at first


@dataclass(frozen=True)
class PredictDefaults:
    """What the dialog begins with.

    Attributes
    ----------
    start : Path
        Folder in which browsing starts.
    sources : tuple of Path
        Image files and folders of images.
    outputs : tuple of str
        Ids of the outputs to tick; empty for the usual ones.
    results_of : callable
        Returns the folder to propose for some sources, or None.
    pixel_size : PixelSize or None, default=None
        That of all images of the project.
    models : tuple of Path, default=()
        Model folders to offer besides the project's model.
    has_drawn_tissue : bool, default=False
        True if the tissue of an image of the project was changed.
    """

    start: Path
    sources: tuple[Path, ...]
    outputs: tuple[str, ...]
    results_of: Callable[[Sequence[Path]], Path | None]
    pixel_size: PixelSize | None = None
    models: tuple[Path, ...] = ()
    has_drawn_tissue: bool = False


class PredictDialog(RequestDialog):
    """Asks for images, outputs and a folder; the request is a `PredictionRequest`.

    Parameters
    ----------
    project : Path
        Folder of the project; results are proposed beside it if not beside the images.
    needs_build : bool
        True if the project has changed since the last build.
    has_build : bool
        True if there is a last build.
    defaults : PredictDefaults
    survey : callable
        Counts the images; see `SurveyImages`.
    copy : callable
        Called with a request to copy its command.
    """

    def __init__(
        self,
        project: Path,
        needs_build: bool,
        has_build: bool,
        defaults: PredictDefaults,
        survey: SurveyImages,
        copy: Callable[[PredictionRequest], None],
        parent: QWidget,
    ) -> None:
        title = parent.tr("Predict folder")
        super().__init__("predictDialog", title, parent.tr("Predict"), parent)
        self._project, self._results_of = project, defaults.results_of
        self._n_images: int | None = None
        self._proposed: Path | None = None
        self._sources = SourceList(defaults.start, "predictImages")
        self._sources.setValue(defaults.sources)
        self._sources.setMinimumHeight(LIST_HEIGHT)
        self._found = SurveyLine("predictFound", survey, lambda survey: survey.n_files)
        self._boxes = {name: self._make_box(output) for name, output in OUTPUTS.items()}
        self._out = folder_edit("predictOut", self.tr("Folder to write"), defaults.start)
        self._summary = muted("predictSummary")
        self._summary.setWordWrap(True)
        self._build_first = QRadioButton(self.tr("Build first, with all changes"))
        self._build_first.setObjectName("predictBuildFirst")
        self._use_last = QRadioButton(self.tr("Use the last build, without the changes since"))
        self._use_last.setObjectName("predictUseLast")
        self._build_first.setChecked(True)
        self._pixel_size = defaults.pixel_size
        text = self.tr("Scale of the project: {0} µm per pixel").format(self._pixel_size)
        self._scale = QCheckBox(text, self)
        self._scale.setObjectName("predictScale")
        self._scale.setToolTip(
            self.tr("For all images; otherwise the scale in each file counts, if it has any")
        )
        self._has_drawn_tissue = defaults.has_drawn_tissue
        self._tissue = QCheckBox(self.tr("Only the tissue of slides"), self)
        self._tissue.setObjectName("predictTissue")
        self._tissue.setChecked(True)
        self._tissue.setToolTip(
            self.tr(
                "For slides that are predicted in tiles: as the panel Slide shows it, or as found"
            )
        )
        self._model = QComboBox(self)
        self._model.setVisible(bool(defaults.models))
        self._model.setObjectName("predictModel")
        self._model.addItem(self.tr("This project"), None)
        for folder in defaults.models:
            self._model.addItem(self.tr("{0} (trained further)").format(folder.name), folder)
            self._model.setItemData(self._model.count() - 1, str(folder), TIP)
        self._tick(defaults.outputs or USUAL)
        self._arrange(needs_build, has_build)
        self._connect(copy)
        self.resize(640, 0)
        self._on_sources_changed()

    def value(self) -> PredictionRequest:
        """Return the request; see `RequestDialog`."""
        sources, out = self._sources.value(), self._out.value()
        if not sources:
            raise InputError(self.tr("Add images, or a folder of them"))
        outputs = tuple(name for name, box in self._boxes.items() if box.isChecked())
        if not outputs:
            raise InputError(self.tr("Choose what to write"))
        for name in outputs:
            OUTPUTS[name].require_library()
        if out is None:
            raise InputError(self.tr("Choose the folder to write"))
        if not out.is_absolute():
            out = self._project.absolute().parent / out
        if out.exists() and not out.is_dir():
            raise InputError(self.tr("{0}: is a file; choose a folder").format(out))
        self._require_apart(sources, out)
        size = self._pixel_size if self._scale.isChecked() else None
        is_whole = not self._tissue.isChecked()
        return PredictionRequest(
            sources, out, outputs, self._build_first.isChecked(), size, self._model.currentData(),
            self._project if self._has_drawn_tissue and not is_whole else None, is_whole,
        )  # fmt: skip

    def check(self) -> None:
        """Validate the form; say in a line what will be written."""
        super().check()
        try:
            request = self.value()
        except FlimError:
            self._summary.setText("")
        else:
            self._summary.setText(self._describe(request))
        self._copy.setEnabled(self._agree.isEnabled())

    def _require_apart(self, sources: Sequence[Path], out: Path) -> None:
        """Refuse a folder within the images: the next prediction would take results for images."""
        place = out.resolve()
        for source in sources:
            images = (source if is_plain_folder(source) else source.parent).resolve()
            if place == images or images in place.parents:
                raise InputError(
                    self.tr("{0}: lies within the images; choose a folder beside them").format(out)
                )

    def _describe(self, request: PredictionRequest) -> str:
        chosen = [OUTPUTS[name] for name in request.outputs]
        each = [translated(output.noun) for output in chosen if output.place != "file"]
        if request.writes_saliency and "saliency" not in request.outputs:
            each.insert(0, translated(OUTPUTS["saliency"].noun))
        images = self.tr("each image")
        if self._n_images is not None:
            images = counted(self._n_images, "image")
        parts = [self.tr("{0} of {1}").format(_joined(each), images)] if each else []
        shared = [output.default_name for output in chosen if output.place == "file"]
        parts += [_joined(shared)] if shared else []
        text = self.tr("Writes {0} to {1}").format("; ".join(parts), request.out.name)
        is_used = request.out.is_dir() and any(request.out.iterdir())
        more = self.tr("; files of the same name there are replaced") if is_used else ""
        return f"{text}{more}."

    def _make_box(self, output: Output) -> QCheckBox:
        box = QCheckBox(translated(output.title))
        box.setObjectName(f"predict_{output.id}")
        try:
            output.require_library()
        except InputError as error:
            box.setEnabled(False)
            box.setToolTip(translated(str(error)))
        else:
            box.setToolTip(translated(output.description))
        return box

    def _tick(self, outputs: Sequence[str]) -> None:
        for name, box in self._boxes.items():
            box.setChecked(name in outputs and box.isEnabled())

    def _arrange(self, needs_build: bool, has_build: bool) -> None:
        images, outputs = QGroupBox(self.tr("Images")), QGroupBox(self.tr("Write"))
        column, grid, form = QVBoxLayout(images), QGridLayout(), QFormLayout()
        column.addWidget(self._sources)
        column.addWidget(self._found)
        for number, box in enumerate(self._boxes.values()):
            grid.addWidget(box, number // COLUMNS, number % COLUMNS)
        self._scale.setVisible(self._pixel_size is not None)
        if self._model.count() > 1:
            form.addRow(self.tr("&Model:"), self._model)
        form.addRow(self.tr("&To folder:"), self._out)
        inner = QVBoxLayout(outputs)
        inner.addLayout(grid)
        inner.addWidget(self._scale)
        inner.addWidget(self._tissue)
        inner.addLayout(form)
        inner.addWidget(self._summary)
        self.body.addWidget(images, 1)
        self.body.addWidget(outputs)
        model = QGroupBox(self.tr("The project has changed since the last build"))
        choices = QVBoxLayout(model)
        choices.addWidget(self._build_first)
        choices.addWidget(self._use_last)
        self.body.addWidget(model)
        built_first = QLabel(self.tr("The project is built first."))
        self.body.addWidget(built_first)

        def show_build() -> None:
            is_own = self._model.currentData() is None
            model.setVisible(is_own and needs_build and has_build)
            built_first.setVisible(is_own and not has_build)

        self._model.currentIndexChanged.connect(show_build)
        show_build()

    def _connect(self, copy: Callable[[PredictionRequest], None]) -> None:
        self._copy = self._buttons.addButton(
            self.tr("&Copy command line"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self._copy.setObjectName("copyPredictCommand")
        self._copy.setToolTip(
            self.tr("Copy the command that writes the same files without the window")
        )
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(lambda: copy(self.value()))
        self._sources.valueChanged.connect(self._on_sources_changed)
        self._found.surveyed.connect(self._on_surveyed)
        self._out.valueChanged.connect(self.check)
        self._model.currentIndexChanged.connect(self.check)
        for box in self._boxes.values():
            box.toggled.connect(self.check)

    def _on_sources_changed(self) -> None:
        sources = self._sources.value()
        if self._out.value() in (None, self._proposed):
            self._proposed = self._results_of(sources) or propose_results(
                sources, self._project.absolute().parent
            )
            self._out.setValue(self._proposed)
        self._n_images = None
        self._found.count(sources)
        self.check()

    def _on_surveyed(self, survey: Survey) -> None:
        self._n_images = survey.n_files
        self._scale.setChecked(self._pixel_size is not None and survey.pixel_size is None)
        self.check()


def _joined(names: Sequence[str]) -> str:
    *first, last = names
    return tr("{0} and {1}").format(", ".join(first), last) if first else last
