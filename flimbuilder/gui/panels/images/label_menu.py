"""The menu of the classes that whole images can have."""

from collections.abc import Callable

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from flimbuilder.gui.dialogs.class_name import ClassNameDialog
from flimbuilder.gui.widgets.classes import swatch_icon
from flimbuilder.session.session import Session

__all__ = ["LabelMenu"]

KEYS = 10  # classes that a digit chooses in the open menu


class LabelMenu(QMenu):
    """Gives the selected images a class, by a click or, in the open menu, by the class's digit.

    Parameters
    ----------
    session : Session
    chosen : callable
        Returns the ids of the selected images.
    parent : QWidget
        Parent of the menu and its dialog.
    """

    def __init__(self, session: Session, chosen: Callable[[], list[str]], parent: QWidget) -> None:
        super().__init__(parent.tr("Class"), parent)
        self.setObjectName("labelMenu")
        self.setToolTipsVisible(True)
        self._session, self._chosen, self._parent = session, chosen, parent
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List the classes of the project, and check that of the selected images."""
        self.clear()
        labels = self._labels()
        for entry in self._session.document.project.classes:
            name = entry.name.replace("&", "&&")
            text = f"&{entry.id}  {name}" if entry.id < KEYS else name
            action = self.addAction(swatch_icon(entry, self.palette().text().color()), text)
            action.setObjectName(f"label{entry.id}Action")
            action.setCheckable(True)
            action.setChecked(labels == {entry.id})
            action.triggered.connect(lambda _, class_id=entry.id: self._set(class_id))
            self._group.addAction(action)
        self.addSeparator()
        new = self.addAction(self.tr("&New class…"), self._ask)
        new.setObjectName("newLabelAction")
        none = self.addAction(self.tr("N&o class"), lambda: self._set(None))
        none.setObjectName("noLabelAction")
        none.setEnabled(labels != {None})

    def _labels(self) -> set[int | None]:
        chosen = set(self._chosen())
        images = self._session.document.project.images
        return {entry.label for entry in images if entry.id in chosen}

    def _set(self, class_id: int | None) -> None:
        chosen = self._chosen()
        self._session.attempt(lambda: self._session.image_labels.give(chosen, class_id))

    def _ask(self) -> None:
        """Ask for the name of a new class."""
        chosen = self._chosen()
        dialog = ClassNameDialog(len(chosen), self._parent)
        dialog.requested.connect(
            lambda name: self._session.attempt(
                lambda: self._session.image_labels.give_named(chosen, name)
            )
        )
        dialog.open()
