"""The actions that change the view: drawing tools, overlays and zoom."""

from typing import Protocol, cast

from PySide6.QtCore import QObject

from flimbuilder.gui.theme import Theme
from flimbuilder.session.session import Session
from flimbuilder.session.view import Heat, ViewChanges

__all__ = ["ImageView", "ViewCommands"]


class ImageView(Protocol):
    """The interface of the canvas for the commands."""

    def fit(self) -> None:
        """Show the whole image."""

    def one_to_one(self) -> None:
        """Show image pixels at the size of screen pixels."""

    def zoom(self, factor: float) -> None:
        """Scale the image by a factor."""

    def set_overlays_hidden(self, hidden: bool) -> None:
        """Hide or show everything that is drawn over the image."""


class ViewCommands(QObject):
    """Changes the view; none of this edits the project, so none of it can be undone.

    Attributes
    ----------
    canvas : ImageView
    theme : Theme
    overlays_hidden : bool
        True if the menu hides the overlays; the held key does not count.
    """

    def __init__(self, session: Session, canvas: ImageView, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.canvas, self.theme = canvas, theme
        self.overlays_hidden = False

    def choose_class(self, number: int) -> None:
        """Draw with another class, or warn if it does not exist."""
        if any(entry.id == number for entry in self._session.document.project.classes):
            self._session.update_view(class_id=number)
        else:
            text = self.tr("There is no class {0}; add it in the Classes panel")
            self._session.warn(text.format(number))

    def toggle_heat(self, heat: Heat) -> None:
        """Show a heat map over the image, or hide it."""
        self._session.update_view(heat="none" if self._session.view.heat == heat else heat)

    def toggle(self, field: str) -> None:
        """Toggle a boolean field of the view."""
        changes = cast(ViewChanges, {field: not getattr(self._session.view, field)})
        self._session.update_view(**changes)

    def toggle_overlays(self) -> None:
        """Hide all overlays, or show them again."""
        self.overlays_hidden = not self.overlays_hidden
        self.canvas.set_overlays_hidden(self.overlays_hidden)

    def hold_overlays(self, held: bool) -> None:
        """Hide all overlays while a key is held."""
        self.canvas.set_overlays_hidden(held or self.overlays_hidden)
