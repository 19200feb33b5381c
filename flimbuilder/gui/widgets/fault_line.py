"""What is wrong, in a line with an icon; hidden while nothing is."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from flimbuilder.gui.theme import TINTS, tinted

__all__ = ["FaultLine", "fault_colour"]

ICON_SIDE = 14  # px


def fault_colour(palette: QPalette) -> QColor:
    """Return a red that can be read on the palette's window colour (contrast of at least 4.5)."""
    dark = palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5
    return QColor(TINTS["error"][dark])


class FaultLine(QWidget):
    """A fault beneath the field that has it.

    Parameters
    ----------
    name : str
        Object name.
    parent : QWidget or None, default=None
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._icon, self._text = QLabel(), QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        self._take_colours()
        self.hide()

    def text(self) -> str:
        """Return the fault; empty for none."""
        return self._text.text()

    def tell(self, text: str) -> None:
        """Tell a fault; an empty one hides the line."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self._take_colours()
        super().changeEvent(event)

    def _take_colours(self) -> None:
        colour = fault_colour(self.palette())
        palette = self._text.palette()
        if palette.color(QPalette.ColorRole.WindowText) == colour:
            return
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self._text.setPalette(palette)
        symbol = tinted("alert-circle-outline", "error")
        self._icon.setPixmap(symbol.pixmap(ICON_SIDE, ICON_SIDE))
