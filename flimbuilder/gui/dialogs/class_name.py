"""The dialog that asks for the name of a new class of images."""

from PySide6.QtWidgets import QFormLayout, QWidget

from flimbuilder.errors import InputError
from flimbuilder.gui.dialogs.request import RequestDialog
from flimbuilder.gui.language import counted
from flimbuilder.gui.widgets.fields import text_line

__all__ = ["ClassNameDialog"]

MAX_LENGTH = 100  # characters


class ClassNameDialog(RequestDialog):
    """Asks for a name.

    Parameters
    ----------
    n_images : int
        Number of images that will have the class.
    """

    def __init__(self, n_images: int, parent: QWidget) -> None:
        tr = parent.tr
        title = tr("New class of {0}").format(counted(n_images, "image"))
        super().__init__("classNameDialog", title, tr("Add"), parent)
        self._name = text_line("newClassName", self.tr("Name"))
        self._name.setMaxLength(MAX_LENGTH)
        self._name.textChanged.connect(self.check)
        form = QFormLayout()
        form.addRow(self.tr("&Name:"), self._name)
        self.body.addLayout(form)
        self.resize(320, 0)
        self._name.setFocus()
        self.check()

    def value(self) -> str:
        """Return the name; see `RequestDialog`."""
        name = self._name.text().strip()
        if not name:
            raise InputError(self.tr("Enter a name"))
        return name
