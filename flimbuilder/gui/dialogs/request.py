"""The base of dialogs that ask for a request: live validation and two buttons."""

from abc import abstractmethod

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from flimbuilder.errors import FlimError
from flimbuilder.gui.language import translated
from flimbuilder.gui.theme import tinted

__all__ = ["RequestDialog"]

ICON = 16


class RequestDialog(QDialog):
    """A form that returns a request; opened with ``open()``.

    Parameters
    ----------
    name, title, action : str
        Object name, title of the window, and text of the button that accepts the request.

    Attributes
    ----------
    requested : Signal(object)
        The request, emitted once the user accepted it and the dialog is closed.
    body : QVBoxLayout
        Layout for the form.
    """

    requested = Signal(object)

    def __init__(self, name: str, title: str, action: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self._fault_icon, self._fault = QLabel(), QLabel()
        self._fault.setObjectName("dialogFault")
        self._fault.setWordWrap(True)
        standard = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(standard.Cancel)
        self._agree = self._buttons.addButton(action, QDialogButtonBox.ButtonRole.AcceptRole)
        self._agree.setObjectName("agreeButton")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.body, layout, row = QVBoxLayout(), QVBoxLayout(self), QHBoxLayout()
        row.addWidget(self._fault_icon)
        row.addWidget(self._fault, 1)
        layout.addLayout(self.body, 1)
        layout.addLayout(row)
        layout.addWidget(self._buttons)
        self.finished.connect(self.deleteLater)

    @abstractmethod
    def value(self) -> object:
        """Return the request.

        Raises
        ------
        FlimError
            If something is wrong or missing.
        """

    def check(self) -> None:
        """Validate the form; show the fault and disable the button if it is invalid."""
        try:
            self.value()
        except FlimError as error:
            self._show_fault(str(error))
        else:
            self._show_fault("")

    def accept(self) -> None:
        """Emit the request if it is still valid: files may have changed."""
        try:
            value = self.value()
        except FlimError as error:
            self._show_fault(str(error))
            return
        super().accept()
        self.requested.emit(value)

    def _show_fault(self, fault: str) -> None:
        self._fault.setText(translated(fault))
        self._fault.setForegroundRole(QPalette.ColorRole.WindowText)
        pixmap = tinted("alert-circle-outline", "error").pixmap(ICON)
        self._fault_icon.setPixmap(pixmap)
        self._fault_icon.setVisible(bool(fault))
        self._agree.setEnabled(not fault)
