"""A flat button with an icon in the colours of the theme."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from flimbuilder.gui.widgets.icons import icon

__all__ = ["IconButton"]


class IconButton(QToolButton):
    """A flat button whose icon follows the theme.

    Parameters
    ----------
    name : str
        Object name.
    symbol : str
        Name of the icon.
    tip : str
        Tooltip; the accessible name where there is no text.
    text : str, default=""
        Beside the icon.
    parent : QWidget or None, default=None
    """

    def __init__(
        self, name: str, symbol: str, tip: str, text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._symbol = symbol
        self.setObjectName(name)
        self.setAutoRaise(True)
        self.setToolTip(tip)
        self.setAccessibleName(text or tip)
        self.setText(text)
        if text:
            self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIcon(icon(symbol))

    def does(self, call: Callable[[], object]) -> "IconButton":
        """Have a click call something; return the button."""
        self.clicked.connect(lambda _: call())
        return self

    def opens(self, menu: QMenu) -> "IconButton":
        """Have a click open a menu; return the button."""
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return self

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._symbol))
        super().changeEvent(event)
