"""The dialog that asks for a format and a path to export to."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.paths import PathEdit
from flimbuilder.gui.dialogs.request import RequestDialog

__all__ = ["ExportDialog", "ExportRequest"]


@dataclass(frozen=True)
class ExportRequest:
    """A request to export.

    Attributes
    ----------
    to : str
        A format of :mod:`flimbuilder.workflow.export`.
    out : Path
        The file or folder to write.
    """

    to: str
    out: Path


@dataclass(frozen=True)
class _ExportFormat:
    to: str
    title: str
    description: str
    ending: str  # of the proposed name; the format is a folder if it has no dot

    @property
    def is_folder(self) -> bool:
        return "." not in self.ending


class ExportDialog(RequestDialog):
    """Asks for a format and a path.

    Parameters
    ----------
    project : Path
        Folder of the project; the proposed path lies beside it and has its name.
    """

    def __init__(self, project: Path, parent: QWidget) -> None:
        super().__init__("exportDialog", parent.tr("Export"), parent.tr("Export"), parent)
        self._project = project
        self._formats = self._make_formats()
        self._format = QComboBox()
        self._format.setObjectName("exportFormat")
        for export_format in self._formats:
            self._format.addItem(export_format.title)
        self._description = QLabel()
        self._description.setWordWrap(True)
        self._description.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._out = PathEdit("exportPath", self.tr("Path to write"), self._ask)
        form = QFormLayout()
        form.addRow(self.tr("&Format:"), self._format)
        form.addRow("", self._description)
        form.addRow(self.tr("&Write to:"), self._out)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self._format.currentIndexChanged.connect(self._show_format)
        self._out.valueChanged.connect(self.check)
        self.resize(600, 0)
        self._show_format()

    def value(self) -> ExportRequest:
        """Return the request; see `RequestDialog`."""
        out, chosen = self._out.value(), self._chosen()
        if out is None:
            raise InputError(self.tr("Enter a path to write to"))
        out = out if out.is_absolute() else self._project.parent / out
        if not chosen.is_folder and out.is_dir():
            raise InputError(
                self.tr("{0}: this is a folder; enter the name of a file").format(out)
            )
        if chosen.is_folder and out.is_file():
            raise InputError(
                self.tr("{0}: this is a file; enter the name of a folder").format(out)
            )
        return ExportRequest(chosen.to, out)

    def _make_formats(self) -> tuple[_ExportFormat, ...]:
        tr = self.tr
        return (
            _ExportFormat("pytorch", tr("PyTorch state dict (.pt)"),
                    tr("Plain tensors, for torch.load(weights_only=True)"), ".pt"),
            _ExportFormat("safetensors", tr("safetensors (.safetensors)"),
                    tr("Tensors, with the description of the model as metadata"), ".safetensors"),
            _ExportFormat("model", tr("Model folder with encoder.py"),
                    tr("The whole model, with a Python file that runs it with torch alone; "
                       "flimbuilder predict accepts it too"), "-model"),
            _ExportFormat("flim-builder", tr("Folder for FLIM-Builder, libift and pyflim"),
                    tr("Kernels, biases and classes; these programs need the same input and "
                       "have no decoder"), "-flim-builder"),
            _ExportFormat("onnx", tr("ONNX (.onnx)"),
                    tr("The whole network, from image to saliency, for onnxruntime and other "
                       "ONNX runtimes; needs no torch"), ".onnx"),
            _ExportFormat("pt2", tr("PyTorch program (.pt2)"),
                    tr("The whole network as a torch.export program; needs torch alone"),
                    ".pt2"),
            _ExportFormat("bioimageio", tr("BioImage.IO package (.zip)"),
                    tr("The whole network with a test image and a description, for ilastik and "
                       "other tools"), ".bioimageio.zip"),
            _ExportFormat("seeds", tr("Markers as seeds files (-seeds.txt)"),
                    tr("One file per marked image, for libift and FLIM-Builder"),
                    "-seeds"),
            _ExportFormat("marker-images", tr("Markers as images (.png)"),
                    tr("One image per marked image: 0 for unmarked pixels, else class + 1"),
                    "-markers"),
            _ExportFormat("napari", tr("Markers as napari labels (.tif)"),
                    tr("The same values as a 32-bit TIFF, which napari opens as a labels "
                       "layer"), "-napari"),
            _ExportFormat("labelme", tr("Markers as labelme annotations (.json)"),
                    tr("One file per marked image: disks become circles, strokes line strips, "
                       "classes labels"), "-labelme"),
            _ExportFormat("arch-json", tr("Architecture as arch.json"),
                    tr("The blocks, for FLIM-Builder and pyflim"), "-arch.json"),
        )  # fmt: skip

    def _chosen(self) -> _ExportFormat:
        return self._formats[self._format.currentIndex()]

    def _show_format(self) -> None:
        chosen = self._chosen()
        self._description.setText(chosen.description)
        self._out.setValue(self._project.with_name(f"{self._project.stem}{chosen.ending}"))
        self.check()

    def _ask(self, current: Path | None) -> Path | None:
        like, title = current or self._project, self._chosen().title
        if self._chosen().is_folder:
            return files.choose_folder(self, title, like.parent)
        return files.choose_target(self, title, like)
