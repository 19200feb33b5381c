"""Icons and icon buttons in the colours of the theme, and pixmaps of arrays."""

import os
from collections.abc import Callable

os.environ.setdefault("QT_API", "pyside6")  # qtawesome picks its Qt binding by this name

import numpy as np
import qtawesome
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

__all__ = ["IconButton", "icon", "pixmap_of", "scaled_pixmap"]


def icon(name: str) -> QIcon:
    """Return an icon of Material Design Icons, such as ``"brush"``, in the text colour."""
    palette = QGuiApplication.palette()
    plain = palette.color(QPalette.ColorRole.ButtonText)
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText)
    made: QIcon = qtawesome.icon(f"mdi6.{name}", color=plain, color_disabled=disabled)
    return made


def pixmap_of(pixels: NDArray[np.uint8]) -> QPixmap:
    """Copy an RGB array of shape (h, w, 3) into a pixmap."""
    packed = np.ascontiguousarray(pixels)
    height, width = packed.shape[:2]
    image = QImage(packed.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)


def scaled_pixmap(pixmap: QPixmap, side: int, ratio: float) -> QPixmap:
    """Scale a picture to a side in logical pixels; enlarged pixels stay sharp.

    `ratio` is the number of device pixels for a logical pixel.
    """
    wanted = round(side * ratio)
    mode, is_larger = Qt.TransformationMode, max(pixmap.width(), pixmap.height()) < wanted
    how = mode.FastTransformation if is_larger else mode.SmoothTransformation
    scaled = pixmap.scaled(QSize(wanted, wanted), Qt.AspectRatioMode.KeepAspectRatio, how)
    scaled.setDevicePixelRatio(ratio)
    return scaled


class IconButton(QToolButton):
    """A flat button whose icon follows the theme.

    Parameters
    ----------
    name : str
        Object name.
    symbol : str
        Name of the icon.
    tip : str
        Tooltip; also the accessible name if there is no text.
    text : str, default=""
        Text beside the icon.
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

    def on_click(self, call: Callable[[], object]) -> "IconButton":
        """Call a function on every click; return the button."""
        self.clicked.connect(lambda _: call())
        return self

    def with_menu(self, menu: QMenu) -> "IconButton":
        """Open a menu on every click; return the button."""
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return self

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._symbol))
        super().changeEvent(event)
