"""A form for the delineation, which turns saliency into a mask."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QWidget,
)

from flimbuilder.gui.panels.decoder.splitting_editor import SplittingEditor
from flimbuilder.gui.widgets.fields import DecimalBox, WholeBox
from flimbuilder.project.decoding import (
    ABSOLUTE_THRESHOLD,
    DecoderChoice,
    Delineation,
    Splitting,
)

__all__ = ["DelineationEditor"]

STEPS = 1000  # of the slider, from 0 to 1
FIXED = "fixed"
FIRST_THRESHOLD = 0.5
FIRST_AREA = (1, 1_000_000)
LARGEST_AREA = 1_000_000_000
LARGEST_RADIUS = 999
MIN_SPIN_WIDTH = 72  # pixels


class DelineationEditor(QWidget):
    """Edits a `Delineation`.

    The editor keeps the exact value, so that a threshold with more digits than its control shows
    survives an edit of another field.

    Attributes
    ----------
    valueChanged : Signal(Delineation)
        After a change by the user; for a drag of the slider, when it ends.
    """

    valueChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = Delineation()
        self._last_area = FIRST_AREA
        self._last_threshold = FIRST_THRESHOLD
        self._decoder_choice = DecoderChoice()
        self._used: float | None = None
        self.setObjectName("delineationEditor")
        self._make_threshold()
        self._make_components()
        self._make_method()
        self._lay_out()
        self._show()

    def value(self) -> Delineation:
        """Return the shown value."""
        return self._value

    def setValue(self, value: Delineation) -> None:
        """Show a value without emitting a signal."""
        if value != self._value:
            self._value = value
            self._show()

    def setUsed(self, used: float | None, decoder_choice: DecoderChoice) -> None:
        """Show the threshold of the current image, None if unknown, and what ``auto`` means."""
        self._used, self._decoder_choice = used, decoder_choice
        self._show_kinds()

    def setLearned(self, learned: Splitting | None) -> None:
        """Show how a build separates touching objects; None if it is unknown."""
        self._splitting.setLearned(learned)

    def previewThreshold(self, threshold: float | None) -> None:
        """Show a threshold that is dragged elsewhere; None shows the value again."""
        if threshold is None:
            self._show_number()
        else:
            _put(self._number, threshold)
            _put(self._slider, round(threshold * STEPS))

    def _make_threshold(self) -> None:
        self._kind = QComboBox()
        self._kind.setObjectName("thresholdKind")
        self._kind.setAccessibleName(self.tr("Kind of threshold"))
        self._kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for kind, about in (
            (
                "auto",
                self.tr(
                    "0.5 if the saliency has one scale on all images, otherwise Otsu's threshold"
                ),
            ),
            (
                "otsu",
                self.tr("The threshold that best separates bright from dark, for each image"),
            ),
            (FIXED, self.tr("The same threshold for all images")),
        ):
            self._kind.addItem("", kind)
            self._kind.setItemData(self._kind.count() - 1, about, Qt.ItemDataRole.ToolTipRole)
        self._kind.activated.connect(self._set_kind)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("thresholdSlider")
        self._slider.setRange(0, STEPS)
        self._slider.setPageStep(STEPS // 20)
        self._slider.setSingleStep(STEPS // 100)
        self._slider.setTracking(False)  # a drag is one change
        self._number = DecimalBox()
        self._number.setObjectName("thresholdSpin")
        self._number.setRange(0.0, 1.0)
        self._number.setDecimals(3)
        self._number.setSingleStep(0.01)
        self._number.setKeyboardTracking(False)
        self._number.setMinimumWidth(MIN_SPIN_WIDTH)
        for control in (self._slider, self._number):
            control.setAccessibleName(self.tr("Threshold"))
            control.setToolTip(
                self.tr("Pixels with a saliency over this, 0 to 1, are in the mask")
            )
        self._slider.sliderMoved.connect(self._preview_threshold)
        self._slider.valueChanged.connect(lambda step: self._edit(threshold=step / STEPS))
        self._number.valueChanged.connect(lambda number: self._edit(threshold=round(number, 3)))

    def _make_components(self) -> None:
        self._with_area = self._check("areaCheck", self.tr("Area"))
        self._with_area.setToolTip(
            self.tr("Keep only components with an area in this range, in pixels")
        )
        self._with_area.toggled.connect(self._set_with_area)
        self._smallest = self._spin("smallestAreaSpin", LARGEST_AREA, self.tr("Smallest area"))
        self._largest = self._spin("largestAreaSpin", LARGEST_AREA, self.tr("Largest area"))
        for area in (self._smallest, self._largest):
            area.setSuffix(self.tr(" px²"))
        self._smallest.valueChanged.connect(self._set_smallest)
        self._largest.valueChanged.connect(self._set_largest)
        self._holes = self._check("fillHolesCheck", self.tr("Fill holes"))
        self._holes.setToolTip(
            self.tr("Fill the holes of the mask before components are selected by area")
        )
        self._holes.toggled.connect(lambda on: self._edit(fill_holes=on))
        self._border = self._check("dropBorderCheck", self.tr("Drop at border"))
        self._border.setToolTip(self.tr("Remove components that touch the border of the image"))
        self._border.toggled.connect(lambda on: self._edit(drop_border=on))

    def _make_method(self) -> None:
        self._method = QComboBox()
        self._method.setObjectName("delineationMethod")
        self._method.setAccessibleName(self.tr("Boundary"))
        self._method.setSizeAdjustPolicy(  # a long title must not widen the panel
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._method.setToolTip(
            self.tr(
                "Moves the boundary of each component to edges in the image; the saliency walker "
                "only within the uncertain band of the saliency, and halfway in contrast to where "
                "colours are halfway between inside and outside"
            )
        )
        for method, title in (
            ("auto", self.tr("Automatic")),
            ("none", self.tr("Not refined")),
            ("watershed", self.tr("Watershed")),
            ("random-walker", self.tr("Random walker")),
            ("dynamic-trees", self.tr("Dynamic trees")),
            ("saliency-walker", self.tr("Saliency walker")),
            ("contrast", self.tr("Halfway in contrast")),
        ):
            self._method.addItem(title, method)
        self._method.activated.connect(lambda: self._edit(method=self._method.currentData()))
        self._erosion = self._spin("erosionSpin", LARGEST_RADIUS, self.tr("Erosion"))
        self._erosion.setToolTip(
            self.tr("Erosion: object seeds are the components shrunk by this")
        )
        self._erosion.valueChanged.connect(lambda radius: self._edit(erosion=radius))
        self._dilation = self._spin("dilationSpin", LARGEST_RADIUS, self.tr("Dilation"))
        self._dilation.setToolTip(
            self.tr("Dilation: background seeds are farther than this from any component")
        )
        self._dilation.valueChanged.connect(lambda radius: self._edit(dilation=radius))
        self._splitting = SplittingEditor()
        self._splitting.valueChanged.connect(lambda: self._edit(split=self._splitting.value()))

    @staticmethod
    def _check(name: str, title: str) -> QCheckBox:
        check = QCheckBox(title)
        check.setObjectName(name)
        return check

    def _spin(self, name: str, largest: int, title: str) -> WholeBox:
        spin = WholeBox()
        spin.setObjectName(name)
        spin.setRange(0, largest)
        spin.setSuffix(self.tr(" px"))
        spin.setKeyboardTracking(False)
        spin.setMinimumWidth(MIN_SPIN_WIDTH)
        spin.setAccessibleName(title)
        return spin

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.setColumnStretch(1, 1)
        rows: list[tuple[QWidget, list[QWidget]]] = [
            (QLabel(self.tr("Threshold")), [self._kind]),
            (QLabel(), [self._slider, self._number]),
            (self._with_area, [self._smallest, QLabel(self.tr("to")), self._largest]),
            (QLabel(self.tr("Components")), [self._holes, self._border]),
            (QLabel(self.tr("Boundary")), [self._method]),
            (QLabel(self.tr("Seeds")), self._radii()),
            (QLabel(self.tr("Touching")), [self._splitting]),
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

    def _show(self) -> None:
        value = self._value
        if value.area is not None:
            self._last_area = value.area
        if not isinstance(value.threshold, str):
            self._last_threshold = value.threshold
        _put(self._with_area, value.area is not None)
        _put(self._smallest, min(self._last_area[0], LARGEST_AREA))
        _put(self._largest, min(self._last_area[1], LARGEST_AREA))
        _put(self._border, value.drop_border)
        _put(self._holes, value.fill_holes)
        self._splitting.setValue(value.split)
        _put(self._erosion, value.erosion)
        _put(self._dilation, value.dilation)
        with QSignalBlocker(self._method):
            self._method.setCurrentIndex(self._method.findData(value.method))
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(self._kind.findData(_kind_of(value)))
        self._show_kinds()
        self._enable()

    def _show_number(self) -> None:
        """Show the threshold in force: the fixed one, or that of the image if it is known."""
        threshold = self._value.threshold
        if isinstance(threshold, str):
            threshold = self._last_threshold if self._used is None else self._used
        self.previewThreshold(threshold)

    def _show_kinds(self) -> None:
        """Title the kinds of threshold, with the value on the image, and the automatic method."""
        self._show_number()
        otsu, threshold = self.tr("Otsu"), self._value.threshold
        measured = otsu if self._used is None else self.tr("Otsu: {:.2f}").format(self._used)
        automatic = measured if threshold == "auto" else otsu
        if self._decoder_choice.is_absolute:
            automatic = f"{ABSOLUTE_THRESHOLD:.2f}"
        titles = {
            "auto": self.tr("Automatic ({})").format(automatic),
            "otsu": measured if threshold == "otsu" else otsu,
            FIXED: self.tr("Fixed"),
        }
        for kind, title in titles.items():
            self._kind.setItemText(self._kind.findData(kind), title)
        automatic_method = self._value.with_(method="auto")
        resolved = automatic_method.for_decoder(self._decoder_choice)
        title = self._method.itemText(self._method.findData(resolved.method))
        automatic = self.tr("Automatic ({})").format(title[0].lower() + title[1:])
        self._method.setItemText(0, automatic)

    def _enable(self) -> None:
        """Disable the controls that have no effect."""
        value = self._value
        effective: dict[QWidget, bool] = {
            **dict.fromkeys((self._slider, self._number), _kind_of(value) == FIXED),
            **dict.fromkeys((self._smallest, self._largest), value.area is not None),
            **dict.fromkeys((self._erosion, self._dilation), value.uses_radii),
        }
        for control, enabled in effective.items():
            control.setEnabled(enabled)

    def _edit(self, **changes: Any) -> None:
        value = self._value.with_(**changes)
        if value != self._value:
            self._value = value
            self._show()
            self.valueChanged.emit(value)

    def _set_kind(self) -> None:
        kind = self._kind.currentData()
        self._edit(threshold=round(self._number.value(), 3) if kind == FIXED else kind)

    def _preview_threshold(self, step: int) -> None:
        _put(self._number, step / STEPS)

    def _set_with_area(self, on: bool) -> None:
        self._edit(area=self._last_area if on else None)

    def _set_smallest(self, smallest: int) -> None:
        self._edit(area=(smallest, max(smallest, self._last_area[1])))

    def _set_largest(self, largest: int) -> None:
        self._edit(area=(min(largest, self._last_area[0]), largest))


def _kind_of(value: Delineation) -> str:
    return value.threshold if isinstance(value.threshold, str) else FIXED


def _put(control: QCheckBox | WholeBox | DecimalBox | QSlider, value: Any) -> None:
    """Set a control without emitting a signal."""
    with QSignalBlocker(control):
        if isinstance(control, QCheckBox):
            control.setChecked(value)
        else:
            control.setValue(value)
