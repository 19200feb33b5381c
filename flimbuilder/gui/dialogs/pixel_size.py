"""The dialog that sets the pixel size of images, in a unit of length."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.language import counted
from flimbuilder.gui.widgets.fields import NumberField, text_line
from flimbuilder.project.pixel_size import PixelSize, parse_pixel_size
from flimbuilder.session.session import Session

__all__ = ["PixelSizeDialog", "PixelSizeRequest", "open_pixel_size_dialog"]

UNITS = {"nm": 1e-3, "µm": 1.0, "mm": 1e3}  # in µm
WIDTH = 420  # pixels


@dataclass(frozen=True)
class PixelSizeRequest:
    """A request to set the pixel size of images.

    Attributes
    ----------
    images : tuple of str
        Ids.
    size : PixelSize or None
        None for no scale.
    from_files : bool
        Read the sizes from the files instead.
    """

    images: tuple[str, ...]
    size: PixelSize | None
    from_files: bool = False


class PixelSizeDialog(RequestDialog):
    """Asks for a pixel size and for the images that it applies to.

    Parameters
    ----------
    scopes : sequence of (str, tuple of str)
        Sets of images to choose from: description and ids.
    size : PixelSize or None
        Proposed size.
    """

    def __init__(
        self,
        scopes: Sequence[tuple[str, tuple[str, ...]]],
        size: PixelSize | None,
        parent: QWidget,
    ) -> None:
        tr = parent.tr
        super().__init__("pixelSizeDialog", tr("Pixel size"), tr("Set size"), parent)
        self._value = text_line("pixelSizeValue", self.tr("Size of a pixel"))
        self._value.setPlaceholderText(self.tr("unknown"))
        self._value.setToolTip(self.tr("0.5, or 0.5 x 0.4 for height and width"))
        self._unit = QComboBox()
        self._unit.setObjectName("pixelSizeUnit")
        self._unit.setAccessibleName(self.tr("Unit"))
        self._unit.addItems(list(UNITS))
        self._from_files = QCheckBox(self.tr("As the &files say"))
        self._from_files.setObjectName("pixelSizeFromFiles")
        self._scope = QComboBox()
        self._scope.setObjectName("pixelSizeScope")
        self._scope.setAccessibleName(self.tr("Apply to"))
        for description, images in scopes:
            self._scope.addItem(description, images)
        self._show(size)
        self._lay_out()
        self._value.textChanged.connect(self.check)
        self._from_files.toggled.connect(self._on_source_chosen)
        self._value.setFocus(Qt.FocusReason.OtherFocusReason)
        self._value.selectAll()
        self.check()
        self.resize(WIDTH, self.sizeHint().height())

    def value(self) -> PixelSizeRequest:
        """Return the request; see `RequestDialog`."""
        images = self._scope.currentData()
        if self._from_files.isChecked():
            return PixelSizeRequest(images, None, from_files=True)
        text = self._value.text().strip().lower().replace("×", "x")
        if not text:
            return PixelSizeRequest(images, None)
        factor = UNITS[self._unit.currentText()]
        try:
            numbers = [float(NumberField.plain(part.strip())) for part in text.split("x")]
        except ValueError:
            numbers = []
        if not 1 <= len(numbers) <= 2:
            raise InputError(self.tr("Enter a number, or height x width"))
        sides = "x".join(f"{number * factor:.12g}" for number in numbers)
        return PixelSizeRequest(images, parse_pixel_size(sides))

    def _lay_out(self) -> None:
        row, form = QHBoxLayout(), QFormLayout()
        row.addWidget(self._value, 1)
        row.addWidget(self._unit)
        label = QLabel(self.tr("&Size of a pixel:"))
        label.setBuddy(self._value)
        form.addRow(label, row)
        form.addRow("", self._from_files)
        form.addRow(self.tr("&Apply to:"), self._scope)
        note = QLabel(self.tr("For areas, lengths and the scale bar; learning ignores it."))
        note.setObjectName("pixelSizeNote")
        note.setWordWrap(True)
        self.body.addLayout(form)
        self.body.addWidget(note)
        self.body.addStretch(1)

    def _show(self, size: PixelSize | None) -> None:
        """Show a size in the unit that suits it."""
        side = 1.0 if size is None else size.side
        unit = "nm" if side < 0.1 else "µm" if side < 100 else "mm"
        self._unit.setCurrentText(unit)
        if size is not None:
            sides = dict.fromkeys((size.height, size.width))
            self._value.setText(" x ".join(f"{side / UNITS[unit]:.6g}" for side in sides))

    def _on_source_chosen(self, from_files: bool) -> None:
        self._value.setEnabled(not from_files)
        self._unit.setEnabled(not from_files)
        self.check()


def open_pixel_size_dialog(session: Session, images: Sequence[str], parent: QWidget) -> None:
    """Ask for the pixel size of images, proposing that of the first, and set it."""
    project = session.document.project
    everything = tuple(entry.id for entry in project.images)
    first = project.image(images[0])
    scopes = [(parent.tr("All {0} images").format(len(everything)), everything)]
    if set(images) != set(everything):
        alone = parent.tr("{0} alone").format(first.name)
        some = parent.tr("The {0}").format(counted(len(images), "selected image"))
        scopes.append((alone if len(images) == 1 else some, tuple(images)))
    elif len(everything) == 1:
        scopes = [(first.name, everything)]

    def apply(request: PixelSizeRequest) -> None:
        if request.from_files:
            session.attempt(lambda: session.images.read_pixel_size(request.images))
        else:
            session.attempt(lambda: session.images.set_pixel_size(request.images, request.size))

    dialog = PixelSizeDialog(scopes, first.pixel_size, parent)
    dialog.requested.connect(apply)
    dialog.open()
