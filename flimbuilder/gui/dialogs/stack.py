"""The dialog that asks which images of a stack or which level of a slide to add."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QWidget,
)

from flimbuilder.errors import FlimError, InputError
from flimbuilder.gui.dialogs.intensity_window import WindowEdit
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.language import counted, translated
from flimbuilder.gui.widgets.fields import text_line
from flimbuilder.gui.widgets.icons import pixmap_of
from flimbuilder.gui.widgets.labels import grouped
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.project.selection import AxisIndex, Selection
from flimbuilder.session.thumbnails import Picture
from flimbuilder.workflow.sources import ImageSelector, ImageSource, parse_image_selector, select

__all__ = ["PREVIEW_SIDE", "StackDialog", "places_of"]

PREVIEW_SIDE = 256  # pixels
FEW = 20  # slices: a shorter axis is proposed whole
PROPOSED = 10  # slices proposed of a longer axis
PYTHON_SLICE = re.compile(r"[0-9]+|[0-9 ]*:[0-9 ]*(:[0-9 ]*)?")
SLICES = re.compile(  # in each language of the window
    r"(?:all|todas|([0-9]+)\s*[-–]\s*([0-9]+))(?:\s*,?\s*(?:every|a\s+cada)\s+([0-9]+))?",
    re.IGNORECASE,
)

Show = Callable[[Picture], None]
Preview = Callable[[ImageSource, Show], None]


class StackDialog(RequestDialog):
    """Asks for axis, slices, level, channels and window of a file, as an `ImageSelector`.

    Parameters
    ----------
    path : Path
        The stack or slide to preview.
    layout : Layout
        Axes, levels, channels and data type.
    others : int
        Number of further stacks that the selector will apply to.
    preview : callable
        Called with an `ImageSource` and a callback for its thumbnail; may skip all but the last
        request.
    """

    def __init__(
        self, path: Path, layout: Layout, others: int, preview: Preview, parent: QWidget
    ) -> None:
        title = parent.tr("Choose images of {0}") if layout.is_stack else parent.tr("Add {0}")
        title = title.format(path.name)
        super().__init__("stackDialog", title, parent.tr("Add"), parent)
        self._path, self._layout, self._preview = path, layout, preview
        self._choosable = [axis for axis in layout.axes if axis.can_fix]
        self._axis = self._make_axis()
        self._slices = {axis.name: self._make_slices(axis) for axis in self._choosable}
        self._level = self._make_level()
        self._channels = text_line("stackChannels", self.tr("Channels"))
        self._channels.setPlaceholderText(self._channels_text())
        self._window = WindowEdit("stack")
        self._window.setValue(layout.window)
        is_float = layout.dtype.startswith("float")  # its range is [0, 1]
        default = self.tr("range of {0}").format(layout.dtype)
        self._window.set_placeholders(*(("0", "1") if is_float else (default, default)))
        self._picture, self._place = QLabel(), QLabel()
        self._picture.setObjectName("stackPreview")
        self._picture.setFixedSize(QSize(PREVIEW_SIDE, PREVIEW_SIDE))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("stackSlider")
        self._slider.setAccessibleName(self.tr("Previewed image"))
        self._asked: ImageSource | None = None
        self._arrange(others)
        self._connect()
        self._on_axis_changed()

    def value(self) -> ImageSelector:
        """Return the selector; see `RequestDialog`."""
        selector = self._selector()
        select(self._layout, selector)
        channels = max(selector.channels, default=0)
        if channels >= self._layout.channels:
            raise InputError(
                self.tr("There is no channel {0}; channels are 0 to {1}").format(
                    channels, self._layout.channels - 1
                )
            )
        return selector

    def check(self) -> None:
        """Validate the form; count and preview the images if it is valid."""
        super().check()
        try:
            selections = select(self._layout, self._selector())
        except FlimError:
            return
        self._count.setText(counted(len(selections), "image"))
        self._show_picture()

    def _selector(self) -> ImageSelector:
        texts = {axis.name: self._slices[axis.name].text() for axis in self._fixed()}
        slices = [f"{name}={places_of(text)}" for name, text in texts.items()]
        level = self._level.currentIndex() if self._layout.levels else None
        channels = self._channels.text().strip() or None
        return parse_image_selector(slices, channels, self._window.value(), level=level)

    def _fixed(self) -> Sequence[StackAxis]:
        """Return the axes on which an image has a single position."""
        if self._layout.n_fixed == len(self._choosable):
            return self._choosable
        return [self._choosable[max(0, self._axis.currentIndex())]]

    def _make_axis(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("stackAxis")
        combo.setAccessibleName(self.tr("Axis"))
        for axis in self._choosable:
            description = translated(axis.description or axis.name)
            combo.addItem(
                self.tr("{0}: {1} ({2} slices)").format(axis.name, description, axis.size)
            )
        return combo

    def _make_level(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("stackLevel")
        combo.setAccessibleName(self.tr("Level"))
        for number, level in enumerate(self._layout.levels):
            text = f"{number}: {grouped(level.height)} × {grouped(level.width)}"
            size = level.pixel_size
            combo.addItem(
                text
                if size is None
                else self.tr("{0}, {1} µm per pixel").format(text, f"{size.side:.3g}")
            )
        combo.setToolTip(self.tr("Markers are drawn at this level, and models predict at it"))
        return combo

    def _make_slices(self, axis: StackAxis) -> QLineEdit:
        line = text_line(f"stackSlices_{axis.name}", self.tr("Slices on {0}").format(axis.name))
        step = 1 if axis.size <= FEW else axis.size // PROPOSED
        places = f"0-{axis.size - 1}"
        line.setText(self.tr("{0} every {1}").format(places, step) if step > 1 else places)
        line.setToolTip(self.tr("7, 10-40, 10-40 every 5 or all; counted from 0"))
        return line

    def _channels_text(self) -> str:
        names = ", ".join(self._layout.channel_names)
        count = self.tr("all {0}").format(self._layout.channels)
        return f"{count}: {names}" if names else count

    def _arrange(self, others: int) -> None:
        form, whole = QFormLayout(), QHBoxLayout()
        self._form, self._count = form, QLabel()
        self._count.setObjectName("stackCount")
        form.addRow(self.tr("&Axis:"), self._axis)
        for name, line in self._slices.items():
            form.addRow(self.tr("Slices on {0}:").format(name), line)
        form.addRow(self.tr("&Level:"), self._level)
        form.addRow(self.tr("&Channels:"), self._channels)
        form.addRow(self.tr("&Window:"), self._window)
        form.addRow(self.tr("Adds:"), self._count)
        if others:
            form.addRow(
                "",
                QLabel(self.tr("The same for another {0}").format(counted(others, "file"))),
            )
        form.addRow(self.tr("Preview:"), self._slider)
        form.addRow("", self._place)
        form.setRowVisible(self._axis, self._layout.n_fixed < len(self._choosable))
        form.setRowVisible(self._level, bool(self._layout.levels))
        form.setRowVisible(self._slider, bool(self._choosable))
        whole.addLayout(form, 1)
        whole.addWidget(self._picture)
        self.body.addLayout(whole)
        self.resize(720, 0)

    def _connect(self) -> None:
        self._axis.currentIndexChanged.connect(self._on_axis_changed)
        self._slider.valueChanged.connect(self._show_picture)
        self._level.currentIndexChanged.connect(self.check)
        for line in (*self._slices.values(), self._channels):
            line.textChanged.connect(self.check)
        self._window.valueChanged.connect(self.check)

    def _on_axis_changed(self) -> None:
        fixed = [axis.name for axis in self._fixed()]
        for name, line in self._slices.items():
            self._form.setRowVisible(line, name in fixed)
        if fixed:
            self._slider.setMaximum(self._fixed()[-1].size - 1)
            self._slider.setValue(self._slider.maximum() // 2)
        self.check()

    def _show_picture(self) -> None:
        """Request a preview of the image at the slider, at the middle of the other axes."""
        try:
            selector = self._selector()
        except FlimError:
            return
        fixed = self._fixed()
        at = [AxisIndex(axis=axis.name, index=axis.size // 2) for axis in fixed[:-1]]
        at += [AxisIndex(axis=axis.name, index=self._slider.value()) for axis in fixed[-1:]]
        chosen = Selection(at=tuple(at), channels=selector.channels, window=selector.window)
        self._place.setText(translated(chosen.description))
        # The smallest level shows the same in the least time.
        smallest = max(0, len(self._layout.levels) - 1)
        source = ImageSource(self._path, chosen.with_(level=smallest))
        if source != self._asked:
            self._asked = source
            self._preview(source, self._show_preview)

    def _show_preview(self, picture: Picture) -> None:
        pixmap = pixmap_of(picture)
        side = self._picture.size()
        self._picture.setPixmap(pixmap.scaled(side, Qt.AspectRatioMode.KeepAspectRatio))


def places_of(text: str) -> str:
    """Translate slices as people write them to those of `parse_image_selector`.

    ``7``, ``10-40`` (both ends included), ``10-40 every 5`` and ``all``, also in Portuguese;
    Python's ``10:41:5`` is returned as it is.

    Raises
    ------
    InputError
        If the text is neither.
    """
    text = text.strip()
    if PYTHON_SLICE.fullmatch(text):
        return text
    match = SLICES.fullmatch(text)
    if match is None:
        raise InputError(f"{text!r} are no slices: write 7, 10-40, 10-40 every 5 or all")
    first, last, step = match.groups()
    places = ":" if first is None else f"{first}:{int(last) + 1}"
    return places if step is None else f"{places}:{step}"
