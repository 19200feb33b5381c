"""The dialog that asks how and where to save the view."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs import files
from flimbuilder.gui.dialogs.paths import PathEdit
from flimbuilder.gui.dialogs.request import RequestDialog

__all__ = ["SaveViewDialog", "SaveViewRequest"]

SUFFIXES = (".png", ".svg")


@dataclass(frozen=True)
class SaveViewRequest:
    """A request to save the view.

    Attributes
    ----------
    out : Path
        The file to write, PNG or SVG.
    whole : bool
        The whole image instead of its visible part.
    at_image_size : bool
        The pixels of the image instead of those of the screen.
    """

    out: Path
    whole: bool
    at_image_size: bool


class SaveViewDialog(RequestDialog):
    """Asks for the part, the resolution and the file.

    Parameters
    ----------
    proposed : Path
        The file to write, without suffix.
    """

    def __init__(self, proposed: Path, parent: QWidget) -> None:
        super().__init__("saveViewDialog", parent.tr("Save view"), parent.tr("Save"), parent)
        self._folder = proposed.parent
        self._part = _choice("saveViewPart", self.tr("Visible part"), self.tr("Whole image"))
        self._size = _choice("saveViewSize", self.tr("As on the screen"), self.tr("Image pixels"))
        self._format = _choice(
            "saveViewFormat", self.tr("PNG"), self.tr("SVG, with outlines and markers as vectors")
        )
        self._out = PathEdit("saveViewPath", self.tr("Path to write"), self._ask)
        self._out.setValue(proposed.with_name(f"{proposed.name}.png"))
        form = QFormLayout()
        form.addRow(self.tr("&Part:"), self._part)
        form.addRow(self.tr("&Resolution:"), self._size)
        form.addRow(self.tr("&Format:"), self._format)
        form.addRow(self.tr("&Write to:"), self._out)
        self.body.addLayout(form)
        self.body.addStretch(1)
        self._format.currentIndexChanged.connect(self._on_format_chosen)
        self._out.valueChanged.connect(self.check)
        self.resize(560, 0)
        self.check()

    def value(self) -> SaveViewRequest:
        """Return the request; see `RequestDialog`."""
        out = self._out.value()
        if out is None:
            raise InputError(self.tr("Enter a path to write to"))
        out = out if out.is_absolute() else self._folder / out
        if out.suffix.lower() not in SUFFIXES:
            raise InputError(self.tr("{0}: end the name in .png or .svg").format(out.name))
        if out.is_dir():
            raise InputError(
                self.tr("{0}: this is a folder; enter the name of a file").format(out)
            )
        return SaveViewRequest(out, self._part.currentIndex() == 1, self._size.currentIndex() == 1)

    def _on_format_chosen(self, index: int) -> None:
        out = self._out.value()
        if out is not None:
            self._out.setValue(out.with_suffix(SUFFIXES[index]))
        self.check()

    def _ask(self, current: Path | None) -> Path | None:
        like = current or self._folder / "view.png"
        return files.choose_target(self, self.tr("Save view"), like, "PNG (*.png);;SVG (*.svg)")


def _choice(name: str, *texts: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.addItems(texts)
    return combo
