"""Whether to save the edits before a project is left."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

__all__ = ["UnsavedDialog"]


class UnsavedDialog(QMessageBox):
    """Asks; opened with ``open()``, which does not wait.

    Parameters
    ----------
    name : str
        Of the project.
    parent : QWidget

    Attributes
    ----------
    save_chosen, discard_chosen : Signal()
        Neither is emitted where the user stays.
    """

    save_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("unsavedDialog")
        self.setWindowTitle(self.tr("Unsaved edits"))
        self.setIcon(QMessageBox.Icon.Question)
        self.setText(self.tr("Save the edits of {0}?").format(name))
        self.setInformativeText(
            self.tr("Without saving, the project goes back to its last saved version.")
        )
        roles = QMessageBox.ButtonRole
        self._save = self.addButton(self.tr("&Save"), roles.AcceptRole)
        self._discard = self.addButton(self.tr("&Don't save"), roles.DestructiveRole)
        self._cancel = self.addButton(self.tr("Cancel"), roles.RejectRole)
        for button, told in (
            (self._save, "saveButton"),
            (self._discard, "discardButton"),
            (self._cancel, "cancelButton"),
        ):
            button.setObjectName(told)
        self.setDefaultButton(self._save)
        self.setEscapeButton(self._cancel)
        self.buttonClicked.connect(self._choose)
        self.finished.connect(self.deleteLater)

    def _choose(self, button: QAbstractButton) -> None:
        if button is self._save:
            self.save_chosen.emit()
        elif button is self._discard:
            self.discard_chosen.emit()
