"""The style of the window: Fusion with a light and a dark palette."""

from typing import Literal

import qtawesome
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from flimbuilder.gui.settings import Settings

__all__ = [
    "THEMES",
    "TINTS",
    "Theme",
    "ThemeName",
    "dark_palette",
    "is_dark",
    "light_palette",
    "tinted",
]

ThemeName = Literal["light", "dark", "system"]
THEMES: tuple[ThemeName, ...] = ("light", "dark", "system")
Role = QPalette.ColorRole

LIGHT = {
    Role.Window: "#f3f4f6",
    Role.WindowText: "#1b1f24",
    Role.Base: "#ffffff",
    Role.AlternateBase: "#f0f2f5",
    Role.Text: "#1b1f24",
    Role.Button: "#f7f8fa",
    Role.ButtonText: "#1b1f24",
    Role.BrightText: "#ffffff",
    Role.Light: "#ffffff",
    Role.Midlight: "#e6e9ed",
    Role.Mid: "#c3c8cf",
    Role.Dark: "#a2a9b3",
    Role.Shadow: "#6b727c",
    Role.Highlight: "#1666c5",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#1666c5",
    Role.Link: "#1258ad",
    Role.LinkVisited: "#5b3fa8",
    Role.ToolTipBase: "#ffffff",
    Role.ToolTipText: "#1b1f24",
    Role.PlaceholderText: "#646c77",
}
DARK = {
    Role.Window: "#25282d",
    Role.WindowText: "#e4e7eb",
    Role.Base: "#1b1e22",
    Role.AlternateBase: "#212429",
    Role.Text: "#e4e7eb",
    Role.Button: "#30343a",
    Role.ButtonText: "#e4e7eb",
    Role.BrightText: "#ffffff",
    Role.Light: "#454a52",
    Role.Midlight: "#3a3f46",
    Role.Mid: "#1f2226",
    Role.Dark: "#17191c",
    Role.Shadow: "#0d0e10",
    Role.Highlight: "#2f7fdc",
    Role.HighlightedText: "#ffffff",
    Role.Accent: "#5aa5f5",
    Role.Link: "#6db0f7",
    Role.LinkVisited: "#b39cf0",
    Role.ToolTipBase: "#343940",
    Role.ToolTipText: "#e4e7eb",
    Role.PlaceholderText: "#98a0ab",
}
DARK_BOX = "#737b86"  # of check boxes, which Fusion frames in a darker window colour
FADED = {
    "light": {"text": "#9aa1ab", "highlight": "#b9c0c9"},
    "dark": {"text": "#6f7782", "highlight": "#454b54"},
}
TINTS = {  # of icons, for the light and the dark theme
    "error": ("#b3261e", "#ff8a80"),
    "warning": ("#8a5a00", "#ffb74d"),
    "info": ("#1258ad", "#6db0f7"),
}


def light_palette() -> QPalette:
    """Return the palette of the light theme."""
    return _palette(LIGHT, FADED["light"])


def dark_palette() -> QPalette:
    """Return the palette of the dark theme."""
    return _palette(DARK, FADED["dark"])


def check_box_palette(palette: QPalette) -> QPalette:
    """Return a palette in which unchecked boxes stand out from the window."""
    made = QPalette(palette)
    if palette.color(Role.Window).lightness() < 128:
        made.setColor(QPalette.ColorGroup.Active, Role.Base, QColor(DARK_BOX))
        made.setColor(QPalette.ColorGroup.Inactive, Role.Base, QColor(DARK_BOX))
    return made


def is_dark() -> bool:
    """Return True if the application shows the dark theme."""
    return QGuiApplication.palette().color(Role.Window).lightness() < 128


def tinted(symbol: str, tint: str) -> QIcon:
    """Return an icon in the colour of a tint: ``error``, ``warning`` or ``info``."""
    made: QIcon = qtawesome.icon(f"mdi6.{symbol}", color=QColor(TINTS[tint][is_dark()]))
    return made


class Theme(QObject):
    """Sets the style and palette of the application; ``system`` follows the desktop.

    Parameters
    ----------
    settings : Settings
        Stores the name of the theme.
    """

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        QApplication.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._show)
        self._show()

    @property
    def name(self) -> ThemeName:
        """The chosen theme."""
        name = self._settings.theme
        return name if name in THEMES else "system"

    def choose(self, name: ThemeName) -> None:
        """Apply a theme and store it."""
        self._settings.theme = name
        self._show()

    def _show(self) -> None:
        wanted = dark_palette() if self._wants_dark() else light_palette()
        if wanted != QGuiApplication.palette():
            QApplication.setPalette(wanted)
            boxes = "QCheckBox"  # PySide's stub asks for bytes, which it then refuses
            QApplication.setPalette(check_box_palette(wanted), boxes)  # type: ignore[arg-type]

    def _wants_dark(self) -> bool:
        if self.name == "system":
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self.name == "dark"


def _palette(colours: dict[QPalette.ColorRole, str], faded: dict[str, str]) -> QPalette:
    made = QPalette()
    for role, colour in colours.items():
        made.setColor(role, QColor(colour))
    disabled = QPalette.ColorGroup.Disabled
    for role in (Role.WindowText, Role.Text, Role.ButtonText, Role.HighlightedText):
        made.setColor(disabled, role, QColor(faded["text"]))
    for role in (Role.Highlight, Role.Accent):
        made.setColor(disabled, role, QColor(faded["highlight"]))
    return made
