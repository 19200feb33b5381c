"""The radius of the next marker: a slider that is fine where it matters, and a number."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from flimbuilder.session.radius import MAX_RADIUS, RADII, nearest_step

__all__ = ["RadiusEditor"]


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
        self._slider.valueChanged.connect(lambda step: self._number.setValue(RADII[step]))
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
        slider.setRange(0, len(RADII) - 1)
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
            self._slider.setValue(nearest_step(radius))
        self.valueChanged.emit(radius)
