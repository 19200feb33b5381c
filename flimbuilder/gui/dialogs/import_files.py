"""The dialog that asks for markers and masks of other programs."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from flimbuilder.errors import InputError
from flimbuilder.exchange.companions import (
    DEFAULT_COMPANION_OPTIONS,
    CompanionOptions,
    parse_companion_options,
)
from flimbuilder.gui.dialogs.intensity_window import WindowEdit
from flimbuilder.gui.dialogs.paths import folder_edit, require_path, table_edit
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.widgets.fields import DecimalBox, text_line
from flimbuilder.imaging.orientation import COMPANION_FRAMES
from flimbuilder.project.markers import MAX_RADIUS
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = ["ImportDialog", "ImportRequest"]


@dataclass(frozen=True)
class ImportRequest:
    """A request to import files.

    Attributes
    ----------
    images : Path or None
        Folder of more images; the images of the project are always considered.
    markers, masks : Path or None
        Folders of markers and of reference masks.
    classes : Path or None
        CSV file of the classes of whole images.
    companion_options : CompanionOptions
        How to read what marker files and masks leave open.
    selector : ImageSelector
        How to scale the images.
    """

    images: Path | None
    markers: Path | None
    masks: Path | None
    classes: Path | None = None
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS
    selector: ImageSelector = EVERYTHING


class ImportDialog(RequestDialog):
    """Asks for folders of images, markers and masks, and a table of classes.

    Parameters
    ----------
    start : Path
        Folder in which browsing starts.
    """

    def __init__(self, start: Path, parent: QWidget) -> None:
        tr = parent.tr
        super().__init__(
            "importDialog", tr("Import markers, masks and classes"), tr("Import"), parent
        )
        self._images = folder_edit("importImages", self.tr("Folder of images"), start)
        self._markers = folder_edit("importMarkers", self.tr("Folder of markers"), start)
        self._masks = folder_edit("importMasks", self.tr("Folder of masks"), start)
        self._classes = table_edit("importClasses", self.tr("Table of classes"), start)
        self._classes.set_placeholder(self.tr("CSV file: image, class; for identification"))
        self._images.set_placeholder(self.tr("the images of the project"))
        self._markers.set_placeholder(self.tr("NAME-seeds.txt, label images, or NAME.json"))
        self._masks.set_placeholder(self.tr("NAME.png, not 0 on objects"))
        self._values, self._radius = self._make_values(), self._make_radius()
        self._suffixes, self._frame = self._make_suffixes(), self._make_frame()
        self._window = WindowEdit("import")
        whole = self.tr("range of the type")
        self._window.set_placeholders(whole, whole)
        note = QLabel(
            self.tr("Files are matched to the images by name, as NAME-seeds.txt or NAME_mask.png.")
        )
        form = QFormLayout()
        form.addRow(self.tr("&Markers:"), self._markers)
        form.addRow(self.tr("&Radius for labelme:"), self._radius)
        form.addRow(self.tr("Mas&ks:"), self._masks)
        form.addRow(self.tr("Label &values:"), self._values)
        form.addRow(self.tr("&Suffixes:"), self._suffixes)
        form.addRow(self.tr("&Orientation:"), self._frame)
        form.addRow(self.tr("&Classes of images:"), self._classes)
        form.addRow(self.tr("More &images:"), self._images)
        form.addRow(self.tr("&Window of images:"), self._window)
        self.body.addWidget(note)
        self.body.addLayout(form)
        self.body.addStretch(1)
        for edit in (self._images, self._markers, self._masks, self._classes):
            edit.valueChanged.connect(self.check)
        for line in (self._values, self._suffixes):
            line.textChanged.connect(self.check)
        self._window.valueChanged.connect(self.check)
        self.resize(600, 0)
        self.check()

    def value(self) -> ImportRequest:
        """Return the request; see `RequestDialog`."""
        images, markers, masks, classes = (
            edit.value() for edit in (self._images, self._markers, self._masks, self._classes)
        )
        chosen = images, markers, masks, classes
        if not any(chosen):
            raise InputError(self.tr("Choose markers, masks, classes or images"))
        for path in chosen:
            require_path(path)
        window = self._window.value()
        if window is not None and images is None:
            raise InputError(self.tr("The window is for more images; choose their folder"))
        options = parse_companion_options(
            self._radius.value(),
            self._values.text().strip() or None,
            self._frame.currentData(),
            [suffix.strip() for suffix in self._suffixes.text().split(",") if suffix.strip()],
        )
        selector = ImageSelector(window=window)
        return ImportRequest(images, markers, masks, classes, options, selector)

    def _make_values(self) -> QLineEdit:
        line = text_line("importValues", self.tr("Label values"))
        line.setPlaceholderText(self.tr("as usual; or for example 0-127=0,128=1,255=ignore"))
        line.setToolTip(
            self.tr(
                "The class of each value of seeds files, label images and masks; ignore leaves "
                "pixels out. The values of masks are asked for if they are not clear."
            )
        )
        return line

    def _make_suffixes(self) -> QLineEdit:
        line = text_line("importSuffixes", self.tr("Suffixes"))
        line.setPlaceholderText(self.tr("known ones; or more, for example _objects, -truth"))
        line.setToolTip(
            self.tr(
                "Suffixes of the names of masks and markers, besides -seeds, _mask, _label, "
                "_cp_masks and the like; separated by commas"
            )
        )
        return line

    def _make_frame(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("importOrientation")
        combo.setAccessibleName(self.tr("Orientation"))
        names = {
            "exif": self.tr("Upright"),
            "stored": self.tr("As the image is stored"),
        }
        for frame in COMPANION_FRAMES:
            combo.addItem(names[frame], frame)
        combo.setToolTip(
            self.tr(
                "Frame of masks and markers of an image that EXIF turns, if their size fits both"
            )
        )
        return combo

    def _make_radius(self) -> DecimalBox:
        box = DecimalBox()
        box.setObjectName("importRadius")
        box.setAccessibleName(self.tr("Radius for labelme"))
        box.setRange(0, MAX_RADIUS)
        box.setDecimals(1)
        box.setValue(DEFAULT_COMPANION_OPTIONS.radius)
        box.setSuffix(self.tr(" px"))
        box.setToolTip(self.tr("Radius of points and lines: labelme files hold none"))
        return box
