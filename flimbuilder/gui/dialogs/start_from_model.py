"""Ask for the model whose first blocks an encoder begins with."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.paths import folder_edit, require_path
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.language import counted
from flimbuilder.gui.widgets.fields import WholeBox
from flimbuilder.model.document import ModelDocument
from flimbuilder.model.first_blocks import FIRST_BLOCKS, model_to_start_from

__all__ = ["StartFromModelDialog", "StartRequest"]

MOST_BLOCKS = 50
WIDTH = 520


@dataclass(frozen=True)
class StartRequest:
    """The model to begin with, and the number of its blocks to keep."""

    model: Path
    blocks: int


class StartFromModelDialog(RequestDialog):
    """Asks for a model and a number of blocks.

    Parameters
    ----------
    start : Path
        Folder in which browsing starts.
    channels : int
        Of the project's images.
    """

    def __init__(self, start: Path, channels: int, parent: QWidget) -> None:
        title, start_text = parent.tr("Start from a model"), parent.tr("Start")
        super().__init__("startFromModelDialog", title, start_text, parent)
        self._channels = channels
        self._model = folder_edit("startModel", self.tr("Model or project"), start)
        self._model.set_placeholder(self.tr("A model folder, or a project that has been built"))
        self._blocks = WholeBox()
        self._blocks.setObjectName("startBlocks")
        self._blocks.setAccessibleName(self.tr("Blocks to keep"))
        self._blocks.setRange(1, MOST_BLOCKS)
        self._blocks.setValue(FIRST_BLOCKS)
        self._description = QLabel(wordWrap=True)
        self._description.setObjectName("startDescription")
        form = QFormLayout()
        form.addRow(self.tr("&Model"), self._model)
        form.addRow(self.tr("&Blocks to keep"), self._blocks)
        self.body.addLayout(form)
        self.body.addWidget(self._description)
        self.setMinimumWidth(WIDTH)
        self._model.valueChanged.connect(self.check)
        self._blocks.valueChanged.connect(self.check)
        self._explain(None)
        self._agree.setEnabled(False)

    def value(self) -> StartRequest:
        """Return the request; raise FlimError if the model can't be used."""
        folder = self._model.value()
        self._explain(None)
        if folder is None:
            raise InputError(self.tr("Choose a model"))
        require_path(folder)
        path, document = model_to_start_from(folder)
        available, blocks = len(document.blocks), self._blocks.value()
        self._explain(document)
        if document.input.channels != self._channels:
            raise InputError(
                f"{path.name}: reads images of {document.input.channels} channels, and those of "
                f"the project have {self._channels}; choose another model"
            )
        if blocks > available:
            raise InputError(f"{path.name} has {counted(available, 'block')}; keep fewer")
        return StartRequest(path, blocks)

    def _explain(self, document: ModelDocument | None) -> None:
        text = self.tr(
            "These blocks keep their weights. The blocks after them are learned from the markers "
            "of this project."
        )
        if document is not None:
            counts = ", ".join(map(str, document.kernel_counts))
            text += " " + self.tr("The model has blocks of {0} kernels.").format(counts)
        self._description.setText(text)
