"""A form for how saliency becomes a mask."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QWidget,
)

from flimbuilder.project.project import Delineation

__all__ = ["DelineationEditor"]

STEPS = 1000  # of the slider, from 0 to 1
FIRST_THRESHOLD = 0.5
FIRST_AREA = (1, 1_000_000)
LARGEST_AREA = 1_000_000_000
LARGEST_RADIUS = 999
LEAST_SPIN = 72  # pixels


class DelineationEditor(QWidget):
    """Edits a `Delineation`.

    It keeps the value it shows, so that what a control cannot show in full, such as a threshold
    of many digits, is the same after another control was used.

    Attributes
    ----------
    valueChanged : Signal(Delineation)
        After a change by the user; of a drag of the slider at its end.
    """

    valueChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = Delineation()
        self._last_area = FIRST_AREA
        self._last_threshold = FIRST_THRESHOLD
        self.setObjectName("delineationEditor")
        self._make_threshold()
        self._make_components()
        self._make_method()
        self._lay_out()
        self._show()

    def value(self) -> Delineation:
        """Return what is shown."""
        return self._value

    def setValue(self, value: Delineation) -> None:
        """Show a value; nothing is emitted."""
        if value != self._value:
            self._value = value
            self._show()

    # Making

    def _make_threshold(self) -> None:
        self._automatic = self._check("otsuCheck", self.tr("Automatic (Otsu)"))
        self._automatic.setToolTip(
            self.tr("Choose the threshold that best parts bright from dark, image by image")
        )
        self._automatic.toggled.connect(self._set_automatic)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("thresholdSlider")
        self._slider.setRange(0, STEPS)
        self._slider.setPageStep(STEPS // 20)
        self._slider.setSingleStep(STEPS // 100)
        self._slider.setTracking(False)  # a drag is one change
        self._number = QDoubleSpinBox()
        self._number.setObjectName("thresholdSpin")
        self._number.setRange(0.0, 1.0)
        self._number.setDecimals(3)
        self._number.setSingleStep(0.01)
        self._number.setKeyboardTracking(False)
        self._number.setMinimumWidth(LEAST_SPIN)
        for control in (self._slider, self._number):
            control.setAccessibleName(self.tr("Threshold"))
            control.setToolTip(self.tr("The mask is where the saliency is over this, 0 to 1"))
        self._slider.sliderMoved.connect(self._preview_threshold)
        self._slider.valueChanged.connect(lambda step: self._edit(threshold=step / STEPS))
        self._number.valueChanged.connect(lambda number: self._edit(threshold=round(number, 3)))

    def _make_components(self) -> None:
        self._with_area = self._check("areaCheck", self.tr("Area"))
        self._with_area.setToolTip(self.tr("Keep only components of these sizes, in pixels"))
        self._with_area.toggled.connect(self._set_with_area)
        self._smallest = self._spin("smallestAreaSpin", LARGEST_AREA, self.tr("Smallest area"))
        self._largest = self._spin("largestAreaSpin", LARGEST_AREA, self.tr("Largest area"))
        self._smallest.valueChanged.connect(self._set_smallest)
        self._largest.valueChanged.connect(self._set_largest)
        self._holes = self._check("fillHolesCheck", self.tr("Fill holes"))
        self._holes.setToolTip(self.tr("Fill what the mask encloses, before sizes are looked at"))
        self._holes.toggled.connect(lambda on: self._edit(fill_holes=on))
        self._border = self._check("dropBorderCheck", self.tr("Drop at border"))
        self._border.setToolTip(self.tr("Leave out components that touch the image's border"))
        self._border.toggled.connect(lambda on: self._edit(drop_border=on))

    def _make_method(self) -> None:
        self._method = QComboBox()
        self._method.setObjectName("delineationMethod")
        self._method.setAccessibleName(self.tr("Boundary"))
        self._method.setToolTip(
            self.tr("Moves the boundary of each component to where the image has it")
        )
        for method, title in (
            ("none", self.tr("As the saliency has it")),
            ("watershed", self.tr("Watershed")),
            ("random-walker", self.tr("Random walker")),
            ("dynamic-trees", self.tr("Dynamic trees")),
        ):
            self._method.addItem(title, method)
        self._method.activated.connect(lambda: self._edit(method=self._method.currentData()))
        self._erosion = self._spin("erosionSpin", LARGEST_RADIUS, self.tr("Erosion"))
        self._erosion.setToolTip(
            self.tr("Erosion: components shrink by this to the seeds of the object")
        )
        self._erosion.valueChanged.connect(lambda radius: self._edit(erosion=radius))
        self._dilation = self._spin("dilationSpin", LARGEST_RADIUS, self.tr("Dilation"))
        self._dilation.setToolTip(
            self.tr("Dilation: seeds of the background are farther than this from components")
        )
        self._dilation.valueChanged.connect(lambda radius: self._edit(dilation=radius))

    @staticmethod
    def _check(name: str, title: str) -> QCheckBox:
        check = QCheckBox(title)
        check.setObjectName(name)
        return check

    def _spin(self, name: str, largest: int, title: str) -> QSpinBox:
        spin = QSpinBox()
        spin.setObjectName(name)
        spin.setRange(0, largest)
        spin.setSuffix(self.tr(" px"))
        spin.setGroupSeparatorShown(True)
        spin.setKeyboardTracking(False)
        spin.setMinimumWidth(LEAST_SPIN)
        spin.setAccessibleName(title)
        return spin

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[QWidget, list[QWidget]]] = [
            (QLabel(self.tr("Threshold")), [self._automatic]),
            (QLabel(), [self._slider, self._number]),
            (self._with_area, [self._smallest, QLabel(self.tr("to")), self._largest]),
            (QLabel(self.tr("Components")), [self._holes, self._border]),
            (QLabel(self.tr("Boundary")), [self._method]),
            (QLabel(self.tr("Seeds")), self._radii()),
        ]
        for number, (head, controls) in enumerate(rows):
            grid.addWidget(head, number, 0)
            line = QHBoxLayout()
            line.setSpacing(6)
            for control in controls:
                line.addWidget(control, 0 if isinstance(control, QLabel) else 1)
            grid.addLayout(line, number, 1)

    def _radii(self) -> list[QWidget]:
        pairs = ((self.tr("inside"), self._erosion), (self.tr("outside"), self._dilation))
        return [widget for title, spin in pairs for widget in (QLabel(title), spin)]

    # Showing

    def _show(self) -> None:
        value = self._value
        if value.area is not None:
            self._last_area = value.area
        if value.threshold != "otsu":
            self._last_threshold = value.threshold
        _put(self._number, self._last_threshold)
        _put(self._slider, round(self._last_threshold * STEPS))
        _put(self._automatic, value.threshold == "otsu")
        _put(self._with_area, value.area is not None)
        _put(self._smallest, min(self._last_area[0], LARGEST_AREA))
        _put(self._largest, min(self._last_area[1], LARGEST_AREA))
        _put(self._border, value.drop_border)
        _put(self._holes, value.fill_holes)
        _put(self._erosion, value.erosion)
        _put(self._dilation, value.dilation)
        with QSignalBlocker(self._method):
            self._method.setCurrentIndex(self._method.findData(value.method))
        self._enable()

    def _enable(self) -> None:
        """Disable what has no effect."""
        value = self._value
        effective: dict[QWidget, bool] = {
            **dict.fromkeys((self._slider, self._number), value.threshold != "otsu"),
            **dict.fromkeys((self._smallest, self._largest), value.area is not None),
            **dict.fromkeys((self._erosion, self._dilation), value.method != "none"),
        }
        for control, enabled in effective.items():
            control.setEnabled(enabled)

    # Editing

    def _edit(self, **changes: Any) -> None:
        value = self._value.with_(**changes)
        if value != self._value:
            self._value = value
            self._show()
            self.valueChanged.emit(value)

    def _set_automatic(self, automatic: bool) -> None:
        self._edit(threshold="otsu" if automatic else self._last_threshold)

    def _preview_threshold(self, step: int) -> None:
        _put(self._number, step / STEPS)

    def _set_with_area(self, on: bool) -> None:
        self._edit(area=self._last_area if on else None)

    def _set_smallest(self, smallest: int) -> None:
        self._edit(area=(smallest, max(smallest, self._last_area[1])))

    def _set_largest(self, largest: int) -> None:
        self._edit(area=(min(largest, self._last_area[0]), largest))


def _put(control: QCheckBox | QSpinBox | QDoubleSpinBox | QSlider, value: Any) -> None:
    """Set a control without a signal."""
    with QSignalBlocker(control):
        if isinstance(control, QCheckBox):
            control.setChecked(value)
        else:
            control.setValue(value)
