"""The question whether to save the edits before leaving a project."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

__all__ = ["UnsavedDialog"]


class UnsavedDialog(QMessageBox):
    """Offers to save, to discard or to stay; opened with ``open()``, which does not wait.

    Parameters
    ----------
    name : str
        Name of the project.

    Attributes
    ----------
    save_chosen, discard_chosen : Signal()
        Neither is emitted if the user cancels.
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
            self.tr("If you don't save, the project returns to its last saved version.")
        )
        roles = QMessageBox.ButtonRole
        self._save = self.addButton(self.tr("&Save"), roles.AcceptRole)
        self._discard = self.addButton(self.tr("&Don't save"), roles.DestructiveRole)
        self._cancel = self.addButton(self.tr("Cancel"), roles.RejectRole)
        for button, object_name in (
            (self._save, "saveButton"),
            (self._discard, "discardButton"),
            (self._cancel, "cancelButton"),
        ):
            button.setObjectName(object_name)
        self.setDefaultButton(self._save)
        self.setEscapeButton(self._cancel)
        self.buttonClicked.connect(self._choose)
        self.finished.connect(self.deleteLater)

    def _choose(self, button: QAbstractButton) -> None:
        if button is self._save:
            self.save_chosen.emit()
        elif button is self._discard:
            self.discard_chosen.emit()
