"""What the canvas says in place of an image."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

__all__ = ["StatePage"]


class StatePage(QWidget):
    """That an image is being read, or why it cannot be shown.

    Attributes
    ----------
    relink_asked : Signal()
        The user wants to look for moved images.
    """

    relink_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvasState")
        self._text = QLabel()
        self._text.setObjectName("canvasStateText")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._relink = QPushButton(self.tr("Find moved images…"))
        self._relink.setObjectName("relinkButton")
        self._relink.setToolTip(self.tr("Look for moved images in a folder, by their content"))
        self._relink.clicked.connect(self.relink_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(48, 24, 48, 24)
        layout.setSpacing(12)
        layout.addStretch()
        layout.addWidget(self._text)
        layout.addWidget(self._relink, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self.hide()

    def tell(self, text: str, *, problem: bool = False) -> None:
        """Say something; of a problem, offer what may help."""
        self._text.setText(text)
        self._text.setEnabled(problem)  # the palette's quiet colour while it is read
        self._relink.setVisible(problem)
        self.show()
