"""The popup that sets the contrast, the shown channels and their colours."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
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

from flimbuilder.analysis.histograms import IntensityCounts
from flimbuilder.gui.canvas.channel_table import ChannelTable
from flimbuilder.gui.canvas.display import Contrast, DisplayImage
from flimbuilder.gui.widgets.fields import DecimalBox
from flimbuilder.gui.widgets.lazy import LazyWidget
from flimbuilder.imaging.mixing import default_styles
from flimbuilder.session.session import Session

if TYPE_CHECKING:
    from flimbuilder.gui.canvas.intensity_plot import IntensityPlot

__all__ = ["ContrastForm", "range_text"]

PLOT_MODULE = "flimbuilder.gui.canvas.intensity_plot"
MIX = "mix"  # data of the entry of the channel box that blends all channels
MAX_GAMMA = 5.0
WIDTH = 320  # px

Limits = tuple[float, float]


def range_text(limits: Limits) -> str:
    """Format a range of values, as in ``12..4035``."""
    low, high = (f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}" for value in limits)
    return f"{low}..{high}"


class ContrastForm(QFrame):
    """A popup that edits a `Contrast`.

    Parameters
    ----------
    session : Session or None, default=None
        Imports the histogram's library in the background; None shows no histogram.

    Attributes
    ----------
    valueChanged : Signal(object)
        The new `Contrast`.
    """

    valueChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None, session: Session | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("contrastForm")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._channels = 1
        self._prepared: DisplayImage | None = None
        self._counts: IntensityCounts | None = None
        self._plot: IntensityPlot | None = None
        self._lazy = None if session is None else LazyWidget(session, PLOT_MODULE, self._make_plot)
        self._make_controls()
        self._lay_out()
        self._connect()
        self._show_mode()

    def value(self) -> Contrast:
        """Return the contrast."""
        channel = self._channel.currentData()
        if channel == MIX:
            return Contrast(mix=self._table.value())
        gamma = self._gamma.value()
        if self._automatic.isChecked():
            return Contrast(channel, None, gamma)
        if self._learned.isChecked():
            return Contrast(channel, "learned", gamma)
        return Contrast(channel, (self._low.value(), self._high.value()), gamma)

    def setValue(self, contrast: Contrast) -> None:
        """Set the contrast without emitting `valueChanged`."""
        data = MIX if contrast.mix else contrast.channel
        with QSignalBlocker(self._channel):
            self._channel.setCurrentIndex(max(self._channel.findData(data), 0))
        if contrast.mix and contrast.mix != self._table.value():
            self._table.setValue(contrast.mix)
        if not contrast.mix:
            automatic, learned = contrast.limits is None, contrast.limits == "learned"
            self._check(automatic=automatic, learned=learned)
            self._show_gamma(contrast.gamma)
            if isinstance(contrast.limits, tuple):
                self._show_limits(contrast.limits)
        self._show_mode()

    def show_image(self, channels: int, prepared: DisplayImage) -> None:
        """Offer the channels and value range of an image, and show its limits."""
        self._prepared = prepared
        self._offer_channels(channels)
        self._show_ranges()
        self._show_limits(prepared.limits)
        self._learned.setToolTip(
            self.tr("Black and white are what learning sees as 0 and 1: {0}").format(
                range_text(prepared.learned)
            )
        )

    def show_counts(self, counts: IntensityCounts | None) -> None:
        """Show the histogram of the image, or none while it is counted."""
        self._counts = counts
        self._stretch.setEnabled(counts is not None)
        self._show_mode()

    # construction

    def _make_controls(self) -> None:
        self._channel = QComboBox()
        self._channel.setObjectName("contrastChannel")
        self._channel.addItem(self.tr("All"), None)
        self._table = ChannelTable()
        self._automatic = QCheckBox(self.tr("Automatic"))
        self._automatic.setObjectName("contrastAutomatic")
        self._automatic.setChecked(True)
        self._automatic.setToolTip(
            self.tr("8-bit images unchanged; others with 0.5 % black and 0.5 % white")
        )
        self._learned = QCheckBox(self.tr("As learned"))
        self._learned.setObjectName("contrastAsLearned")
        self._logarithmic = QCheckBox(self.tr("Log counts"))
        self._logarithmic.setObjectName("contrastLog")
        self._logarithmic.setChecked(True)
        self._low, self._high, self._gamma = DecimalBox(), DecimalBox(), DecimalBox()
        for box, name, title in (
            (self._low, "contrastLow", self.tr("Black")),
            (self._high, "contrastHigh", self.tr("White")),
            (self._gamma, "contrastGamma", self.tr("Gamma")),
        ):
            box.setObjectName(name)
            box.setAccessibleName(title)
            box.setKeyboardTracking(False)
        self._gamma.setRange(0.1, MAX_GAMMA)
        self._gamma.setSingleStep(0.1)
        self._gamma.setValue(1.0)
        self._gamma.setToolTip(self.tr("Below 1, dark values become brighter"))
        self._stretch = self._button("contrastStretch", self.tr("Stretch"))
        self._stretch.setToolTip(self.tr("Black and white at the percentiles 0.3 and 99.7"))
        self._stretch.setEnabled(False)
        self._reset = self._button("contrastReset", self.tr("Reset"))
        self._reset.setToolTip(self.tr("Automatic limits, gamma 1 and the usual colours"))

    @staticmethod
    def _button(name: str, text: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        return button

    def _lay_out(self) -> None:
        limits = QHBoxLayout()
        for box in (self._low, self._high):
            limits.addWidget(box, 1)
        form = QFormLayout()
        form.addRow(self.tr("Channel"), self._channel)
        numbers = QFormLayout()
        numbers.addRow(self.tr("Black, white"), limits)
        numbers.addRow(self.tr("Gamma"), self._gamma)
        note = QLabel(self.tr("Display only: learning is not affected."))
        note.setObjectName("contrastNote")
        presets = QHBoxLayout()
        for widget in (self._automatic, self._learned):
            presets.addWidget(widget)
        presets.addStretch(1)
        for button in (self._stretch, self._reset):
            presets.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addLayout(form)
        layout.addWidget(self._table)
        if self._lazy is not None:
            self._lazy.setMinimumSize(WIDTH, 120)
            layout.addWidget(self._lazy)
        layout.addWidget(self._logarithmic)
        self._logarithmic.setVisible(self._lazy is not None)
        layout.addLayout(numbers)
        layout.addLayout(presets)
        layout.addWidget(note)

    def _connect(self) -> None:
        self._channel.currentIndexChanged.connect(self._on_channel_chosen)
        self._table.valueChanged.connect(self._emit)
        self._table.valueChanged.connect(self._show_mode)
        self._table.selected.connect(lambda index: self._show_mode())
        self._automatic.toggled.connect(self._on_automatic_toggled)
        self._learned.toggled.connect(self._on_learned_toggled)
        self._logarithmic.toggled.connect(self._show_mode)
        self._stretch.clicked.connect(self._use_percentiles)
        self._reset.clicked.connect(self._reset_all)
        self._gamma.valueChanged.connect(self._on_gamma_typed)
        for box in (self._low, self._high):
            box.valueChanged.connect(self._on_limits_typed)

    def _make_plot(self) -> QWidget:
        from flimbuilder.gui.canvas.intensity_plot import IntensityPlot

        self._plot = plot = IntensityPlot()
        plot.window_moved.connect(self._on_window_moved)
        self._show_mode()
        return plot

    # the shown mode: all channels, one channel, or a mix with one channel selected

    @property
    def _is_mixed(self) -> bool:
        return bool(self._channel.currentData() == MIX)

    def _shown_channels(self) -> list[int]:
        """Return the channels whose histograms are drawn."""
        if self._is_mixed:
            return [self._table.current()]
        channel = self._channel.currentData()
        if channel is not None:
            return [channel]
        return [0, 1, 2] if self._channels >= 3 else [0]

    def _show_mode(self) -> None:
        """Show the controls, window and histogram of the mode."""
        self._table.setVisible(self._is_mixed)
        if self._is_mixed:
            self._show_style()
        if self._plot is not None:
            self._draw_plot(self._plot)
        self.adjustSize()

    def _draw_plot(self, plot: "IntensityPlot") -> None:
        from flimbuilder.gui.canvas.intensity_plot import RGB

        channels = self._shown_channels()
        colours: list[str | None] = [None]
        if self._is_mixed:
            colours = [self._table.value()[channel].colour for channel in channels]
        elif len(channels) == 3:
            colours = list(RGB)
        if self._counts is not None and max(channels) < len(self._counts.bounds):
            plot.show_counts(
                self._counts, channels, colours, logarithmic=self._logarithmic.isChecked()
            )
            bounds = [self._counts.bounds[channel] for channel in channels]
            limits = self._limits()
            low = min(limits[0], *(low for low, _ in bounds))
            plot.set_range(low, max(limits[1], *(high for _, high in bounds)))
        plot.set_window(self._limits())

    def _limits(self) -> Limits:
        return self._low.value(), self._high.value()

    def _show_style(self) -> None:
        """Show limits and gamma of the selected channel of the mix."""
        prepared, current = self._prepared, self._table.current()
        styles = self._table.value()
        if current >= len(styles):
            return
        style, limits = styles[current], styles[current].limits
        learned = None if prepared is None else prepared.learned
        self._check(automatic=limits is None, learned=limits is not None and limits == learned)
        self._show_gamma(style.gamma)
        if limits is None and prepared is not None and current < len(prepared.channel_limits):
            limits = prepared.channel_limits[current]
        self._show_ranges()
        if limits is not None:
            self._show_limits(limits)

    def _show_ranges(self) -> None:
        """Set the ranges of the number fields."""
        prepared, counts = self._prepared, self._counts
        if prepared is None:
            return
        low, high = prepared.bounds
        if self._is_mixed and counts is not None and self._table.current() < len(counts.bounds):
            low, high = counts.bounds[self._table.current()]
        low, high = min(low, prepared.limits[0]), max(high, prepared.limits[1])
        span = (high - low) or 1.0
        decimals = 0 if prepared.learned[1] > 1 else 4  # whole numbers have a wider range
        with QSignalBlocker(self._low), QSignalBlocker(self._high):
            for box in (self._low, self._high):
                box.setDecimals(decimals)
                box.setSingleStep(max(round(span / 256, decimals), 10**-decimals))
                box.setRange(low, low + span)

    def _offer_channels(self, channels: int) -> None:
        self._channels = channels
        count = channels + 1 + (channels > 1)
        if self._channel.count() == count:
            return
        chosen = self._channel.currentData()
        with QSignalBlocker(self._channel):
            self._channel.clear()
            all_channels = self.tr("All, in colour") if channels >= 3 else self.tr("First")
            self._channel.addItem(all_channels, None)
            for number in range(channels):
                self._channel.addItem(self.tr("Channel {}").format(number + 1), number)
            if channels > 1:
                self._channel.addItem(self.tr("Mix in colours"), MIX)
            self._channel.setCurrentIndex(max(self._channel.findData(chosen), 0))
        self._table.setValue(default_styles(channels))

    def _show_limits(self, limits: Limits) -> None:
        with QSignalBlocker(self._low), QSignalBlocker(self._high):
            for box, value in ((self._low, limits[0]), (self._high, limits[1])):
                box.setRange(min(box.minimum(), value), max(box.maximum(), value))
                box.setValue(value)
        if self._plot is not None:
            self._plot.set_window(limits)

    def _show_gamma(self, gamma: float) -> None:
        with QSignalBlocker(self._gamma):
            self._gamma.setValue(gamma)

    # edits

    def _on_channel_chosen(self) -> None:
        self._show_mode()
        self._emit()

    def _on_window_moved(self, low: float, high: float) -> None:
        with QSignalBlocker(self._low), QSignalBlocker(self._high):
            self._low.setValue(low)
            self._high.setValue(high)
        self._use_limits()

    def _on_limits_typed(self) -> None:
        low, high = sorted((self._low.value(), self._high.value()))
        self._show_limits((low, high))
        self._use_limits()

    def _on_gamma_typed(self) -> None:
        if self._is_mixed:
            self._change_style(gamma=self._gamma.value())
        self._emit()

    def _on_automatic_toggled(self, on: bool) -> None:
        self._check(automatic=on, learned=False)
        if self._is_mixed:
            self._change_style(limits=None if on else self._limits())
        self._emit()

    def _on_learned_toggled(self, on: bool) -> None:
        self._check(automatic=False, learned=on)
        if self._is_mixed and self._prepared is not None:
            limits = self._prepared.learned if on else self._limits()
            self._change_style(limits=limits)
            self._show_limits(limits)
        self._emit()

    def _use_limits(self) -> None:
        self._check(automatic=False, learned=False)
        if self._is_mixed:
            self._change_style(limits=self._limits())
        self._emit()

    def _use_percentiles(self) -> None:
        if self._counts is not None:
            limits = [self._counts.percentiles[channel] for channel in self._shown_channels()]
            low, high = min(low for low, _ in limits), max(high for _, high in limits)
            self._show_limits((low, high))
            self._use_limits()

    def _reset_all(self) -> None:
        self._show_gamma(1.0)
        self._check(automatic=True, learned=False)
        self._table.setValue(default_styles(self._channels))
        self._show_mode()
        self._emit()

    def _change_style(self, **changes: object) -> None:
        style = self._table.value()[self._table.current()]
        self._table.replace_current(replace(style, **changes))  # type: ignore[arg-type]

    def _check(self, *, automatic: bool, learned: bool) -> None:
        with QSignalBlocker(self._automatic), QSignalBlocker(self._learned):
            self._automatic.setChecked(automatic)
            self._learned.setChecked(learned)

    def _emit(self) -> None:
        self.valueChanged.emit(self.value())
