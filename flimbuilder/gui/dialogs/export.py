"""Asking what to write for other programs, and where."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.path_edit import PathEdit
from flimbuilder.gui.dialogs.request import RequestDialog

__all__ = ["ExportDialog", "ExportRequest"]


@dataclass(frozen=True)
class ExportRequest:
    """What to write: a format of :mod:`flimbuilder.workflow.export`, and its file or folder."""

    to: str
    out: Path


@dataclass(frozen=True)
class _ExportFormat:
    to: str
    title: str
    told: str
    ending: str  # of the usual name: of a file where it has a dot, else of a folder

    @property
    def is_folder(self) -> bool:
        return "." not in self.ending


class ExportDialog(RequestDialog):
    """Asks for a format and a place.

    Parameters
    ----------
    project : Path
        Its name and its place are those of the usual path.
    parent : QWidget
    """

    def __init__(self, project: Path, parent: QWidget) -> None:
        super().__init__("exportDialog", parent.tr("Export"), parent.tr("Export"), parent)
        self._project = project
        self._formats = self._made_formats()
        self._format = QComboBox()
        self._format.setObjectName("exportFormat")
        for one in self._formats:
            self._format.addItem(one.title)
        self._told = QLabel()
        self._told.setWordWrap(True)
        self._told.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._out = PathEdit("exportPath", self.tr("Path to write"), self._ask)
        form = QFormLayout()
        form.addRow(self.tr("&Format:"), self._format)
        form.addRow("", self._told)
        form.addRow(self.tr("&Write to:"), self._out)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self._format.currentIndexChanged.connect(self._show_format)
        self._out.valueChanged.connect(self.check)
        self.resize(600, 0)
        self._show_format()

    def value(self) -> ExportRequest:
        """Return what was chosen; see `RequestDialog`."""
        out, chosen = self._out.value(), self._chosen()
        if out is None:
            raise InputError(self.tr("Say where to write"))
        out = out if out.is_absolute() else self._project.parent / out
        if not chosen.is_folder and out.is_dir():
            raise InputError(self.tr("{0}: is a folder; give the name of a file").format(out))
        if chosen.is_folder and out.is_file():
            raise InputError(self.tr("{0}: is a file; give the name of a folder").format(out))
        return ExportRequest(chosen.to, out)

    def _made_formats(self) -> tuple[_ExportFormat, ...]:
        tr = self.tr
        return (
            _ExportFormat("pytorch", tr("PyTorch state dict (.pt)"),
                    tr("Plain tensors, for torch.load(weights_only=True)"), ".pt"),
            _ExportFormat("safetensors", tr("safetensors (.safetensors)"),
                    tr("Tensors with the description of the model"), ".safetensors"),
            _ExportFormat("model", tr("Model folder with encoder.py"),
                    tr("All of the model, and a Python file that runs it with torch alone; "
                       "flimbuilder predict takes it too"), "-model"),
            _ExportFormat("flim-builder", tr("Folder for FLIM-Builder, libift and pyflim"),
                    tr("Kernels, biases and classes as these programs read them; they must be "
                       "given the same input, and know no decoder"), "-flim-builder"),
            _ExportFormat("onnx", tr("ONNX (.onnx)"),
                    tr("The whole network, from images to saliency, for onnxruntime and whatever "
                       "else runs ONNX, without torch"), ".onnx"),
            _ExportFormat("pt2", tr("PyTorch program (.pt2)"),
                    tr("The whole network as a program of torch.export, which torch alone runs"),
                    ".pt2"),
            _ExportFormat("bioimageio", tr("BioImage.IO package (.zip)"),
                    tr("The whole network with a test image and its description, as ilastik reads "
                       "it"), ".bioimageio.zip"),
            _ExportFormat("seeds", tr("Markers as seeds files (-seeds.txt)"),
                    tr("One file for each marked image, as libift and FLIM-Builder read them"),
                    "-seeds"),
            _ExportFormat("marker-images", tr("Markers as images (.png)"),
                    tr("One image for each marked image: 0 where nothing is marked, else "
                       "class + 1"), "-markers"),
            _ExportFormat("napari", tr("Markers as napari labels (.tif)"),
                    tr("The same values as TIFF of 32 bits, which napari opens as a labels "
                       "layer"), "-napari"),
            _ExportFormat("labelme", tr("Markers as labelme annotations (.json)"),
                    tr("One file for each marked image: disks are circles, strokes line strips, "
                       "classes labels"), "-labelme"),
            _ExportFormat("arch-json", tr("Blocks as arch.json"),
                    tr("The architecture, as FLIM-Builder and pyflim read it"), "-arch.json"),
        )  # fmt: skip

    def _chosen(self) -> _ExportFormat:
        return self._formats[self._format.currentIndex()]

    def _show_format(self) -> None:
        chosen = self._chosen()
        self._told.setText(chosen.told)
        self._out.setValue(self._project.with_name(f"{self._project.stem}{chosen.ending}"))
        self.check()

    def _ask(self, present: Path | None) -> Path | None:
        like, title = present or self._project, self._chosen().title
        if self._chosen().is_folder:
            return files.choose_folder(self, title, like.parent)
        return files.choose_target(self, title, like)
