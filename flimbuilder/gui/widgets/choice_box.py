"""A combo box and a check box as fields of a form."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

__all__ = ["ChoiceBox", "SwitchBox"]


class ChoiceBox(QComboBox):
    """One of a few named values.

    Parameters
    ----------
    choices : iterable of (str, str, str)
        Each value, its name, and what it means.
    parent : QWidget or None, default=None
    """

    edited = Signal()
    finished = Signal()

    def __init__(
        self, choices: Iterable[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        for row, (value, name, meaning) in enumerate(choices):
            self.addItem(name, value)
            self.setItemData(row, meaning, Qt.ItemDataRole.ToolTipRole)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.activated.connect(self.edited)
        self.activated.connect(self.finished)

    def value(self) -> str:
        """Return the chosen value."""
        return str(self.currentData())

    def setValue(self, value: str) -> None:
        """Choose a value."""
        self.setCurrentIndex(self.findData(value))


class SwitchBox(QCheckBox):
    """Yes or no."""

    edited = Signal()
    finished = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.clicked.connect(self.edited)
        self.clicked.connect(self.finished)

    def value(self) -> bool:
        """Return whether it is checked."""
        return self.isChecked()

    def setValue(self, value: bool) -> None:
        """Check it, or not."""
        self.setChecked(value)
