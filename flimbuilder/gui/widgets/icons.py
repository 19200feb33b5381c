"""Icons in the colours of the theme."""

import os

os.environ.setdefault("QT_API", "pyside6")  # qtawesome asks for a binding by this name

import qtawesome
from PySide6.QtGui import QGuiApplication, QIcon, QPalette

__all__ = ["icon"]


def icon(name: str) -> QIcon:
    """Return an icon of Material Design Icons in the palette's text colour.

    Parameters
    ----------
    name : str
        Without the set's prefix: ``"brush"``.
    """
    palette = QGuiApplication.palette()
    plain = palette.color(QPalette.ColorRole.ButtonText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    made: QIcon = qtawesome.icon(f"mdi6.{name}", color=plain, color_disabled=disabled)
    return made
