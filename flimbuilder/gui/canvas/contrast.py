"""The button and popup that set the contrast and channel of the shown image."""

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from superqt import QDoubleRangeSlider

from flimbuilder.gui.canvas.display import Contrast, DisplayImage
from flimbuilder.gui.widgets.fields import DecimalBox
from flimbuilder.gui.widgets.icons import icon

__all__ = ["ContrastButton", "ContrastForm"]

Limits = tuple[float, float]


def range_text(limits: Limits) -> str:
    """Format a range of values, as in ``12..4035``."""
    low, high = (f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}" for value in limits)
    return f"{low}..{high}"


class ContrastForm(QFrame):
    """A popup that edits a `Contrast`.

    Attributes
    ----------
    valueChanged : Signal(object)
        The new `Contrast`.
    """

    valueChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("contrastForm")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._make_controls()
        self._lay_out()
        self._channel.currentIndexChanged.connect(self._emit)
        self._automatic.toggled.connect(self._on_automatic_toggled)
        self._learned.toggled.connect(self._on_learned_toggled)
        self._slider.valueChanged.connect(self._on_slider_moved)
        for box in (self._low, self._high):
            box.valueChanged.connect(self._on_limits_typed)

    def value(self) -> Contrast:
        """Return the contrast."""
        channel = self._channel.currentData()
        if self._automatic.isChecked():
            return Contrast(channel)
        if self._learned.isChecked():
            return Contrast(channel, "learned")
        return Contrast(channel, (self._low.value(), self._high.value()))

    def setValue(self, contrast: Contrast) -> None:
        """Set the contrast without emitting `valueChanged`."""
        with QSignalBlocker(self._channel):
            self._channel.setCurrentIndex(max(self._channel.findData(contrast.channel), 0))
        self._check(automatic=contrast.limits is None, learned=contrast.limits == "learned")
        if isinstance(contrast.limits, tuple):
            self._show_limits(contrast.limits)

    def show_image(self, channels: int, prepared: DisplayImage) -> None:
        """Offer the channels and value range of an image, and show its limits."""
        self._offer_channels(channels)
        low, high = prepared.bounds
        low, high = min(low, prepared.limits[0]), max(high, prepared.limits[1])
        span = (high - low) or 1.0
        decimals = 0 if prepared.learned[1] > 1 else 4  # whole numbers have a wider range
        with QSignalBlocker(self._slider), QSignalBlocker(self._low), QSignalBlocker(self._high):
            self._slider.setRange(low, low + span)
            self._slider.setSingleStep(span / 256)
            for box in (self._low, self._high):
                box.setDecimals(decimals)
                box.setSingleStep(max(round(span / 256, decimals), 10**-decimals))
                box.setRange(low, low + span)
        self._show_limits(prepared.limits)
        self._learned.setToolTip(
            self.tr("Black and white are what learning sees as 0 and 1: {0}").format(
                range_text(prepared.learned)
            )
        )

    def _make_controls(self) -> None:
        self._channel = QComboBox()
        self._channel.setObjectName("contrastChannel")
        self._channel.addItem(self.tr("All"), None)
        self._automatic = QCheckBox(self.tr("Automatic"))
        self._automatic.setObjectName("contrastAutomatic")
        self._automatic.setChecked(True)
        self._automatic.setToolTip(
            self.tr("8-bit images unchanged; others with 0.5 % black and 0.5 % white")
        )
        self._learned = QCheckBox(self.tr("As learned"))
        self._learned.setObjectName("contrastAsLearned")
        self._slider = QDoubleRangeSlider(Qt.Orientation.Horizontal)  # type: ignore[no-untyped-call]
        self._slider.setObjectName("contrastSlider")
        self._slider.setAccessibleName(self.tr("Black and white"))
        self._low = DecimalBox()
        self._low.setObjectName("contrastLow")
        self._low.setAccessibleName(self.tr("Black"))
        self._high = DecimalBox()
        self._high.setObjectName("contrastHigh")
        self._high.setAccessibleName(self.tr("White"))
        for box in (self._low, self._high):
            box.setKeyboardTracking(False)

    def _lay_out(self) -> None:
        limits = QHBoxLayout()
        limits.addWidget(self._low)
        limits.addWidget(self._high)
        form = QFormLayout()
        form.addRow(self.tr("Channel"), self._channel)
        form.addRow(self.tr("Black, white"), limits)
        note = QLabel(self.tr("Display only: learning is not affected."))
        note.setObjectName("contrastNote")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(form)
        layout.addWidget(self._slider)
        presets = QHBoxLayout()
        presets.addWidget(self._automatic)
        presets.addWidget(self._learned)
        presets.addStretch(1)
        layout.addLayout(presets)
        layout.addWidget(note)

    def _offer_channels(self, channels: int) -> None:
        if self._channel.count() == channels + 1:
            return
        chosen = self._channel.currentData()
        with QSignalBlocker(self._channel):
            self._channel.clear()
            all_channels = self.tr("All, in colour") if channels >= 3 else self.tr("First")
            self._channel.addItem(all_channels, None)
            for number in range(channels):
                self._channel.addItem(self.tr("Channel {}").format(number + 1), number)
            self._channel.setCurrentIndex(max(self._channel.findData(chosen), 0))

    def _show_limits(self, limits: Limits) -> None:
        with QSignalBlocker(self._slider), QSignalBlocker(self._low), QSignalBlocker(self._high):
            self._slider.setValue(limits)
            self._low.setValue(limits[0])
            self._high.setValue(limits[1])

    def _on_slider_moved(self, limits: Limits) -> None:
        self._show_limits(limits)
        self._use_limits()

    def _on_limits_typed(self) -> None:
        low, high = sorted((self._low.value(), self._high.value()))
        self._show_limits((low, high))
        self._use_limits()

    def _on_automatic_toggled(self, on: bool) -> None:
        self._check(automatic=on, learned=False)
        self._emit()

    def _on_learned_toggled(self, on: bool) -> None:
        self._check(automatic=False, learned=on)
        self._emit()

    def _use_limits(self) -> None:
        self._check(automatic=False, learned=False)
        self._emit()

    def _check(self, *, automatic: bool, learned: bool) -> None:
        with QSignalBlocker(self._automatic), QSignalBlocker(self._learned):
            self._automatic.setChecked(automatic)
            self._learned.setChecked(learned)

    def _emit(self) -> None:
        self.valueChanged.emit(self.value())


class ContrastButton(QToolButton):
    """The button that opens the contrast form; hidden if no image is shown.

    Attributes
    ----------
    chosen : Signal(object)
        The new `Contrast`.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("contrastButton")
        self.setAccessibleName(self.tr("Contrast"))
        self.setIcon(icon("contrast-circle"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.form = ContrastForm(self)
        self.form.valueChanged.connect(self.chosen)
        self.clicked.connect(self.open_form)
        self.hide()

    def show_image(self, channels: int, prepared: DisplayImage, contrast: Contrast) -> None:
        """Show the button, with the channels, value range and contrast of an image.

        The button names the limits if learning sees other values as 0 and 1.
        """
        self.form.show_image(channels, prepared)
        self.form.setValue(contrast)
        shown, learned = range_text(prepared.limits), range_text(prepared.learned)
        is_other = prepared.limits != prepared.learned
        self.setText(self.tr("{0} of {1}").format(shown, learned) if is_other else "")
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if is_other else style.ToolButtonIconOnly
        )
        source = self.tr(" (automatic)") if contrast.limits is None else ""
        self.setToolTip(
            self.tr("Contrast {0}{1}. Display only: learning sees {2} as 0 to 1").format(
                shown, source, learned
            )
        )
        self.show()

    def open_form(self) -> None:
        """Open the form below the button, aligned at the right."""
        self.form.adjustSize()
        corner = self.mapToGlobal(QPoint(self.width() - self.form.width(), self.height() + 2))
        self.form.move(corner)
        self.form.show()

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon if the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon("contrast-circle"))
