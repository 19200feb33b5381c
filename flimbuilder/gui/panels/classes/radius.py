"""The radius of the next marker: a slider that is fine where it matters, and a number."""

from bisect import bisect_left

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from flimbuilder.session.view import MAX_RADIUS

__all__ = ["RadiusEditor"]

# Half pixels up to 10, then ever larger steps.
STEPS = (
    *(half / 2 for half in range(20)),
    *(float(step) for step in (*range(10, 30), *range(30, 60, 2), *range(60, 100, 5))),
    *(float(step) for step in range(100, round(MAX_RADIUS) + 1, 10)),
)


class RadiusEditor(QWidget):
    """Edits a radius, in image pixels, 0 to `MAX_RADIUS`; the number in tenths.

    Parameters
    ----------
    parent : QWidget or None, default=None

    Attributes
    ----------
    valueChanged : Signal(float)
        The user, or `setValue`, has changed it.
    """

    valueChanged = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slider = self._made_slider()
        self._number = self._made_number()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._slider, 1)
        layout.addWidget(self._number)
        self._slider.valueChanged.connect(lambda step: self._number.setValue(STEPS[step]))
        self._number.valueChanged.connect(self._follow)
        self.setFocusProxy(self._number)

    def value(self) -> float:
        """Return the radius."""
        return self._number.value()

    def setValue(self, radius: float) -> None:
        """Set the radius."""
        self._number.setValue(radius)

    def _made_slider(self) -> QSlider:
        tip = self.tr("Radius of the next marker: [ and ], or Alt-drag on the image")
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("radiusSlider")
        slider.setAccessibleName(self.tr("Radius"))
        slider.setToolTip(tip)
        slider.setRange(0, len(STEPS) - 1)
        slider.setPageStep(5)
        return slider

    def _made_number(self) -> QDoubleSpinBox:
        number = QDoubleSpinBox()
        number.setObjectName("radiusNumber")
        number.setAccessibleName(self.tr("Radius in pixels"))
        number.setToolTip(self._slider.toolTip())
        number.setRange(0, MAX_RADIUS)
        number.setDecimals(1)
        number.setSingleStep(0.5)
        number.setSuffix(self.tr(" px"))
        number.setKeyboardTracking(False)
        return number

    def _follow(self, radius: float) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(_nearest_step(radius))
        self.valueChanged.emit(radius)


def _nearest_step(radius: float) -> int:
    above = min(bisect_left(STEPS, radius), len(STEPS) - 1)
    below = max(above - 1, 0)
    return below if radius - STEPS[below] < STEPS[above] - radius else above
