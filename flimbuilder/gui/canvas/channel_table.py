"""A row for each channel of a mix: visible or not, colour, and the one whose window is shown."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.imaging.mixing import ChannelStyle, default_styles

__all__ = ["ChannelTable"]

HIGHEST = 168  # px; more channels scroll
SWATCH = 14  # px


class ChannelTable(QWidget):
    """Edits visibility and colour of each `ChannelStyle`, and selects one of them.

    Attributes
    ----------
    valueChanged : Signal()
    selected : Signal(int)
        Index of the channel that the user selects.
    """

    valueChanged = Signal()
    selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("channelTable")
        self._styles: tuple[ChannelStyle, ...] = ()
        self._checks: list[QCheckBox] = []
        self._swatches: list[QToolButton] = []
        self._names = QButtonGroup(self)
        self._names.idClicked.connect(self.selected)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def value(self) -> tuple[ChannelStyle, ...]:
        """Return the styles."""
        return self._styles

    def setValue(self, styles: Sequence[ChannelStyle]) -> None:
        """Show styles without emitting a signal."""
        if len(styles) != len(self._styles):
            self._make_rows(len(styles))
        self._styles = tuple(styles)
        for style, check, swatch in zip(styles, self._checks, self._swatches, strict=True):
            was_blocked = check.blockSignals(True)
            check.setChecked(style.visible)
            check.blockSignals(was_blocked)
            swatch.setIcon(_swatch(style.colour))

    def current(self) -> int:
        """Return the index of the selected channel."""
        return max(self._names.checkedId(), 0)

    def replace_current(self, style: ChannelStyle) -> None:
        """Replace the style of the selected channel without emitting a signal."""
        styles = list(self._styles)
        styles[self.current()] = style
        self._styles = tuple(styles)

    def _make_rows(self, channels: int) -> None:
        for button in self._names.buttons():
            self._names.removeButton(button)
        self._checks, self._swatches = [], []
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        grid.setColumnStretch(3, 1)
        for number in range(channels):
            name = self.tr("Channel {}").format(number + 1)
            check, swatch, button = QCheckBox(), QToolButton(), QToolButton()
            check.setObjectName(f"channelVisible{number + 1}")
            check.setAccessibleName(self.tr("{} is visible").format(name))
            check.setToolTip(self.tr("Show this channel"))
            check.toggled.connect(lambda on, at=number: self._edit(at, visible=on))
            swatch.setObjectName(f"channelColour{number + 1}")
            swatch.setAccessibleName(self.tr("Colour of {}").format(name))
            swatch.setToolTip(self.tr("Colour of this channel"))
            swatch.setAutoRaise(True)
            swatch.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            swatch.setMenu(self._colour_menu(number))
            button.setObjectName(f"channelName{number + 1}")
            button.setText(name)
            button.setToolTip(self.tr("Set the window of this channel"))
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setAutoRaise(True)
            self._names.addButton(button, number)
            for column, widget in enumerate((check, swatch, button)):
                grid.addWidget(widget, number, column)
            self._checks.append(check)
            self._swatches.append(swatch)
        self._area.setWidget(rows)
        self._area.setFixedHeight(min(rows.sizeHint().height(), HIGHEST))

    def _colour_menu(self, number: int) -> QMenu:
        menu = QMenu(self)
        titles = (
            self.tr("Red"), self.tr("Green"), self.tr("Blue"), self.tr("Cyan"),
            self.tr("Magenta"), self.tr("Yellow"), self.tr("White"),
        )  # fmt: skip
        for style, title in zip(default_styles(len(titles)), titles, strict=True):
            action = menu.addAction(_swatch(style.colour), title)
            action.triggered.connect(
                lambda _, colour=style.colour: self._edit(number, colour=colour)
            )
        return menu

    def _edit(self, number: int, **changes: object) -> None:
        styles = list(self._styles)
        styles[number] = replace(styles[number], **changes)  # type: ignore[arg-type]
        self.setValue(styles)
        self.valueChanged.emit()


def _swatch(colour: str) -> QIcon:
    pixmap = QPixmap(SWATCH, SWATCH)
    pixmap.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.setPen(QColor(128, 128, 128))
    painter.drawRect(0, 0, SWATCH - 1, SWATCH - 1)
    painter.end()
    return QIcon(pixmap)
