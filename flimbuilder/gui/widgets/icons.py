"""Icons in the colours of the theme."""

import os

os.environ.setdefault("QT_API", "pyside6")  # qtawesome asks for a binding by this name

import qtawesome
from PySide6.QtGui import QGuiApplication, QIcon, QPalette

__all__ = ["icon"]


def icon(name: str, *, checked: str | None = None) -> QIcon:
    """Return an icon of Material Design Icons in the palette's text colour.

    Parameters
    ----------
    name : str
        Without the set's prefix: ``"brush"``.
    checked : str or None, default=None
        Another icon for the checked state.
    """
    palette = QGuiApplication.palette()
    plain = palette.color(QPalette.ColorRole.ButtonText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    options: dict[str, object] = {"color": plain, "color_disabled": disabled}
    if checked is not None:
        options["on"] = f"mdi6.{checked}"
    made: QIcon = qtawesome.icon(f"mdi6.{name}", **options)
    return made
