"""Asking which images of a stack are meant, with one of them to look at."""

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
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.widgets.pixmaps import pixmap_of
from flimbuilder.imaging.layout import Layout, StackAxis
from flimbuilder.project.selection import Place, Selection, Window
from flimbuilder.project.wording import counted
from flimbuilder.session.thumbnails import Picture
from flimbuilder.workflow.sources import ImageSelector, ImageSource, parse_image_selector, select

__all__ = ["PREVIEW_SIDE", "StackDialog"]

PREVIEW_SIDE = 256  # pixels
FEW = 20  # places that are all proposed
PROPOSED = 10  # places of an axis that has more

Show = Callable[[Picture], None]
Preview = Callable[[ImageSource, Show], None]


class StackDialog(RequestDialog):
    """Asks for the axis, the slices, the channels and the window of a stack.

    Its value is a `ImageSelector`.

    Parameters
    ----------
    path : Path
        Of the stack that is shown.
    layout : Layout
        What it holds.
    others : int
        How many more stacks the choice will be used for.
    preview : callable
        Called with an image to look at, and what to call with its picture; only the last one that
        was asked for need be shown.
    parent : QWidget
    """

    def __init__(
        self, path: Path, layout: Layout, others: int, preview: Preview, parent: QWidget
    ) -> None:
        title = parent.tr("Choose images of {0}").format(path.name)
        super().__init__("stackDialog", title, parent.tr("Add"), parent)
        self._path, self._layout, self._preview = path, layout, preview
        self._choosable = [axis for axis in layout.axes if axis.can_fix]
        self._axis = self._made_axis()
        self._slices = {axis.name: self._made_slices(axis) for axis in self._choosable}
        self._channels = self._line("stackChannels", self.tr("Channels"))
        self._channels.setPlaceholderText(self._told_channels())
        low, high = layout.window or (None, None)
        self._low = self._line("stackLow", self.tr("Value that becomes 0"), low)
        self._high = self._line("stackHigh", self.tr("Value that becomes 1"), high)
        is_float = layout.dtype.startswith("float")  # its range is [0, 1]
        usual = self.tr("range of {0}").format(layout.dtype)
        self._low.setPlaceholderText("0" if is_float else usual)
        self._high.setPlaceholderText("1" if is_float else usual)
        self._picture, self._place = QLabel(), QLabel()
        self._picture.setObjectName("stackPreview")
        self._picture.setFixedSize(QSize(PREVIEW_SIDE, PREVIEW_SIDE))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("stackSlider")
        self._slider.setAccessibleName(self.tr("Image that is shown"))
        self._asked: ImageSource | None = None
        self._arrange(others)
        self._connect()
        self._follow_axis()

    def value(self) -> ImageSelector:
        """Return what was chosen; see `RequestDialog`."""
        selector = self._choice()
        select(self._layout, selector)
        channels = max(selector.channels, default=0)
        if channels >= self._layout.channels:
            raise InputError(
                self.tr("Channel {0} is not there; channels are 0 to {1}").format(
                    channels, self._layout.channels - 1
                )
            )
        return selector

    def check(self) -> None:
        """Say what is wrong, and show an image of what is right."""
        super().check()
        try:
            found = [one for one in select(self._layout, self._choice()) if one is not None]
        except FlimError:
            return
        self._count.setText(counted(len(found), self.tr("image")))
        self._show_picture()

    def _choice(self) -> ImageSelector:
        slices = [f"{axis.name}={self._slices[axis.name].text()}" for axis in self._fixed()]
        return parse_image_selector(slices, self._channels.text().strip() or None, self._window())

    def _window(self) -> Window | None:
        texts = self._low.text().strip(), self._high.text().strip()
        if not any(texts):
            return None
        try:
            low, high = (float(text.replace(",", ".")) for text in texts)
        except ValueError:
            told = self.tr("Give both ends of the window as numbers, or neither")
            raise InputError(told) from None
        return low, high

    def _fixed(self) -> Sequence[StackAxis]:
        """Return the axes that an image lies at one place of."""
        if self._layout.n_fixed == len(self._choosable):
            return self._choosable
        return [self._choosable[max(0, self._axis.currentIndex())]]

    def _made_axis(self) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName("stackAxis")
        combo.setAccessibleName(self.tr("StackAxis"))
        for axis in self._choosable:
            told = axis.told or axis.name
            combo.addItem(self.tr("{0}: {1} ({2} places)").format(axis.name, told, axis.size))
        return combo

    def _made_slices(self, axis: StackAxis) -> QLineEdit:
        line = self._line(f"stackSlices_{axis.name}", self.tr("Slices on {0}").format(axis.name))
        step = 1 if axis.size <= FEW else axis.size // PROPOSED
        line.setText(f"0:{axis.size}" + (f":{step}" if step > 1 else ""))
        line.setToolTip(self.tr("7, 10:40, 10:40:5 or ':', from 0; the last is not taken"))
        return line

    def _line(self, name: str, label: str, number: float | None = None) -> QLineEdit:
        line = QLineEdit("" if number is None else f"{number:g}")
        line.setObjectName(name)
        line.setAccessibleName(label)
        return line

    def _told_channels(self) -> str:
        names = ", ".join(self._layout.channel_names)
        every = self.tr("all {0}").format(self._layout.channels)
        return f"{every}: {names}" if names else every

    def _arrange(self, others: int) -> None:
        form, ends, whole = QFormLayout(), QHBoxLayout(), QHBoxLayout()
        ends.addWidget(self._low)
        ends.addWidget(QLabel(self.tr("to")))
        ends.addWidget(self._high)
        self._form, self._count = form, QLabel()
        self._count.setObjectName("stackCount")
        form.addRow(self.tr("&Axis:"), self._axis)
        for name, line in self._slices.items():
            form.addRow(self.tr("Slices on {0}:").format(name), line)
        form.addRow(self.tr("&Channels:"), self._channels)
        window = QLabel(self.tr("&Window:"))
        window.setBuddy(self._low)
        form.addRow(window, ends)
        form.addRow(self.tr("Adds:"), self._count)
        if others:
            form.addRow(
                "",
                QLabel(self.tr("The same choice for another {0}").format(counted(others, "file"))),
            )
        form.addRow(self.tr("Shown:"), self._slider)
        form.addRow("", self._place)
        form.setRowVisible(self._axis, self._layout.n_fixed < len(self._choosable))
        whole.addLayout(form, 1)
        whole.addWidget(self._picture)
        self.body.addLayout(whole)
        self.resize(720, 0)

    def _connect(self) -> None:
        self._axis.currentIndexChanged.connect(self._follow_axis)
        self._slider.valueChanged.connect(self._show_picture)
        for line in (*self._slices.values(), self._channels, self._low, self._high):
            line.textChanged.connect(self.check)

    def _follow_axis(self) -> None:
        fixed = [axis.name for axis in self._fixed()]
        for name, line in self._slices.items():
            self._form.setRowVisible(line, name in fixed)
        self._slider.setMaximum(self._fixed()[-1].size - 1)
        self._slider.setValue(self._slider.maximum() // 2)
        self.check()

    def _show_picture(self) -> None:
        """Ask for the image at the slider, in the middle of all other axes."""
        try:
            selector = self._choice()
        except FlimError:
            return
        *before, last = self._fixed()
        at = [Place(axis=axis.name, index=axis.size // 2) for axis in before]
        at.append(Place(axis=last.name, index=self._slider.value()))
        chosen = Selection(at=tuple(at), channels=selector.channels, window=selector.window)
        source = ImageSource(self._path, chosen)
        self._place.setText(chosen.told)
        if source != self._asked:
            self._asked = source
            self._preview(source, self._take_picture)

    def _take_picture(self, picture: Picture) -> None:
        pixmap = pixmap_of(picture)
        side = self._picture.size()
        kept = Qt.AspectRatioMode.KeepAspectRatio
        self._picture.setPixmap(pixmap.scaled(side, kept))
