"""What the window's actions do to the view: what is drawn with, and what is shown."""

from typing import Protocol

from PySide6.QtCore import QObject

from flimbuilder.gui.theme import Theme
from flimbuilder.session.session import Session
from flimbuilder.session.view import Heat

__all__ = ["ImageView", "ViewCommands"]


class ImageView(Protocol):
    """What the commands ask of the canvas."""

    def fit(self) -> None:
        """Show the whole image."""

    def one_to_one(self) -> None:
        """Show an image pixel as one of the screen."""

    def zoom(self, factor: float) -> None:
        """Enlarge."""

    def set_overlays_hidden(self, hidden: bool) -> None:
        """Show the image alone, or all again."""


class ViewCommands(QObject):
    """Nothing here is an edit of the project, and nothing can be undone.

    Parameters
    ----------
    session : Session
    canvas : ImageView
    theme : Theme
    parent : QObject

    Attributes
    ----------
    canvas, theme
        As above.
    overlays_hidden : bool
        By the menu; the held key does not count.
    """

    def __init__(self, session: Session, canvas: ImageView, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.canvas, self.theme = canvas, theme
        self.overlays_hidden = False

    def choose_class(self, number: int) -> None:
        """Draw another class."""
        if any(entry.id == number for entry in self._session.document.project.classes):
            self._session.update_view(class_id=number)
        else:
            told = self.tr("There is no class {0}; add it in the list of classes").format(number)
            self._session.warn(told)

    def toggle_heat(self, heat: Heat) -> None:
        """Lay a map over the image, or take it away."""
        self._session.update_view(heat="none" if self._session.view.heat == heat else heat)

    def toggle(self, field: str) -> None:
        """Turn a part of the view, by the name of its field, on or off."""
        self._session.update_view(**{field: not getattr(self._session.view, field)})

    def toggle_overlays(self) -> None:
        """Hide all that is laid over the image until this is called again."""
        self.overlays_hidden = not self.overlays_hidden
        self.canvas.set_overlays_hidden(self.overlays_hidden)

    def hold_overlays(self, held: bool) -> None:
        """Hide all that is laid over the image while a key is held."""
        self.canvas.set_overlays_hidden(held or self.overlays_hidden)
