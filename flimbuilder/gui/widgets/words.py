"""Headings, quiet notes, and letters of other sizes."""

from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel

__all__ = ["heading", "note", "scaled"]


def heading(text: str = "") -> QLabel:
    """Return the bold heading of a part of a panel."""
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def note(name: str) -> QLabel:
    """Return a label for quiet words of several lines, with its object name."""
    label = QLabel()
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setMinimumWidth(1)  # a long path must not widen the panel
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return label


def scaled(font: QFont, factor: float, *, least: float = 0.0) -> QFont:
    """Return a font so many times as large, and no smaller than so many points.

    A font whose size is in pixels stays as it is.
    """
    other = QFont(font)
    if font.pointSizeF() > 0:
        other.setPointSizeF(max(font.pointSizeF() * factor, least))
    return other
