"""How the tissue is found: threshold, smallest part, margin."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QWidget

from flimbuilder.analysis.tissue_finding import SMALLEST_MM2, SMALLEST_SHARE
from flimbuilder.gui.widgets.fields import DecimalBox, WholeBox
from flimbuilder.project.tissue import DEFAULT_TISSUE, LARGEST_MARGIN, SmallestPart, Tissue

__all__ = ["TissueSettings"]

MM2, PERCENT = "mm2", "percent"
SMALLEST = {MM2: SMALLEST_MM2, PERCENT: SMALLEST_SHARE}
NARROW = 64  # px of a field


class TissueSettings(QWidget):
    """Edits the numbers of a `Tissue`.

    Attributes
    ----------
    threshold_set : Signal(object)
        Emitted with a float, or None for Otsu's threshold.
    smallest_set : Signal(SmallestPart)
    margin_set : Signal(int)
    """

    threshold_set = Signal(object)
    smallest_set = Signal(object)
    margin_set = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._automatic = QCheckBox(self.tr("Otsu"))
        self._automatic.setObjectName("tissueAutomatic")
        self._automatic.setToolTip(self.tr("Choose the threshold by Otsu's method"))
        self._threshold = DecimalBox()
        _prepare(self._threshold, "tissueThreshold", self.tr("Threshold of the tissue"))
        self._threshold.setRange(0, 1)
        self._threshold.setDecimals(3)
        self._threshold.setSingleStep(0.01)
        self._smallest = DecimalBox()
        _prepare(self._smallest, "tissueSmallest", self.tr("Smallest part of the tissue"))
        self._smallest.setRange(0, 1e6)
        self._smallest.setDecimals(4)
        self._smallest.setSingleStep(0.001)
        self._smallest.setToolTip(self.tr("Smaller parts are dropped, and smaller holes filled"))
        self._unit = QComboBox()
        self._unit.setObjectName("tissueUnit")
        self._unit.setAccessibleName(self.tr("Unit of the smallest part"))
        self._unit.addItem("mm²", MM2)
        self._unit.addItem("%", PERCENT)
        self._unit.setToolTip(self.tr("Square millimetres, or percent of the image"))
        self._margin = WholeBox()
        _prepare(self._margin, "tissueMargin", self.tr("Margin of the tissue"))
        self._margin.setRange(0, LARGEST_MARGIN)
        self._margin.setToolTip(self.tr("Pixels of the mask by which the tissue is widened"))
        self._lay_out()
        self._automatic.clicked.connect(self._set_automatic)
        self._threshold.valueChanged.connect(
            lambda value: self.threshold_set.emit(round(value, 3))
        )
        self._smallest.valueChanged.connect(lambda _: self._set_smallest())
        self._unit.activated.connect(lambda _: self._change_unit())
        self._margin.valueChanged.connect(self.margin_set)

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(4)
        form.addRow(self.tr("Threshold"), _line(self._threshold, self._automatic))
        form.addRow(self.tr("Smallest"), _line(self._smallest, self._unit))
        form.addRow(self.tr("Margin"), _line(self._margin))

    def show_settings(
        self, tissue: Tissue | None, found: float | None, kind: str, *, has_size: bool
    ) -> None:
        """Show the settings of an image.

        Parameters
        ----------
        tissue : Tissue or None
            None for the default.
        found : float or None
            Otsu's threshold; None if it is not known yet.
        kind : str
            What is thresholded.
        has_size : bool
            Whether the size of a pixel is known.
        """
        tissue = tissue or DEFAULT_TISSUE
        is_found = tissue.source == "threshold"
        self.setEnabled(is_found)
        self.setToolTip("" if is_found else self.tr("The tissue was read from a file"))
        smallest = tissue.smallest
        if smallest is None:
            unit = MM2 if has_size else PERCENT
            smallest = SMALLEST[unit]
        with (
            QSignalBlocker(self._threshold),
            QSignalBlocker(self._smallest),
            QSignalBlocker(self._margin),
        ):
            self._automatic.setChecked(tissue.threshold is None)
            value = found if tissue.threshold is None else tissue.threshold
            self._threshold.setValue(value or 0)
            self._threshold.setToolTip(
                self.tr("Of saturation, from 0 to 1")
                if kind == "saturation"
                else self.tr("Of the difference from the background, from 0 to 1")
            )
            self._smallest.setValue(smallest.area)
            self._unit.setCurrentIndex(self._unit.findData(smallest.unit))
            self._margin.setValue(tissue.margin)

    def _set_automatic(self, on: bool) -> None:
        self.threshold_set.emit(None if on else round(self._threshold.value(), 3))

    def _set_smallest(self) -> None:
        unit = self._unit.currentData()
        area = min(self._smallest.value(), 100.0) if unit == PERCENT else self._smallest.value()
        self.smallest_set.emit(SmallestPart(area=round(area, 4), unit=unit))

    def _change_unit(self) -> None:
        with QSignalBlocker(self._smallest):
            self._smallest.setValue(SMALLEST[self._unit.currentData()].area)
        self._set_smallest()


def _prepare(box: DecimalBox | WholeBox, name: str, label: str) -> None:
    box.setObjectName(name)
    box.setAccessibleName(label)
    box.setKeyboardTracking(False)
    box.setMinimumWidth(NARROW)


def _line(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(4)
    for widget in widgets:
        line.addWidget(widget, 1 if widget is widgets[0] else 0)
    return line
