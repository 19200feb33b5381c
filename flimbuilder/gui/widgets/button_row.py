"""A row of icon buttons that drops its texts before it widens its panel."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

__all__ = ["ButtonRow"]

SPACING = 2  # px
Style = Qt.ToolButtonStyle


class ButtonRow(QWidget):
    """Buttons side by side; texts that do not fit are left out, the last one first.

    The tooltips name the buttons then.

    Parameters
    ----------
    left, right : sequence of QToolButton
        Buttons at both ends of the row.
    """

    def __init__(
        self,
        left: Sequence[QToolButton],
        right: Sequence[QToolButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._titled = [button for button in (*left, *right) if button.text()]
        self._icons = {
            button: _width(button, Style.ToolButtonIconOnly) for button in (*left, *right)
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        for button in left:
            row.addWidget(button)
        row.addStretch(1)
        for button in right:
            row.addWidget(button)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the icons alone."""
        width = sum(self._icons.values()) + SPACING * len(self._icons)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the texts that fit, those at the left first."""
        super().resizeEvent(event)
        room = self.width() - self.minimumSizeHint().width()
        for button in self._titled:
            room -= _width(button, Style.ToolButtonTextBesideIcon) - self._icons[button]
            button.setToolButtonStyle(
                Style.ToolButtonTextBesideIcon if room >= 0 else Style.ToolButtonIconOnly
            )


def _width(button: QToolButton, style: Style) -> int:
    """Return the width that a button would have in a style."""
    former = button.toolButtonStyle()
    button.setToolButtonStyle(style)
    width = button.sizeHint().width()
    button.setToolButtonStyle(former)
    return width
