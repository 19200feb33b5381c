"""The commands of the view."""

from functools import partial
from typing import cast

from PySide6.QtCore import QObject

from flimbuilder.gui.canvas.canvas import Canvas
from flimbuilder.gui.commands.save_view import ViewSaving
from flimbuilder.gui.panel_focus import PanelFocus
from flimbuilder.gui.panels.results.place import ResultsPlace
from flimbuilder.gui.suggestion_line import SuggestionCommands
from flimbuilder.gui.theme import Theme
from flimbuilder.session.session import Session
from flimbuilder.session.view import Heat, ViewChanges

__all__ = ["ViewCommands"]


class ViewCommands(QObject):
    """Handles tools, overlays and zoom; none of this edits the project or can be undone.

    Attributes
    ----------
    canvas : Canvas
    results : ResultsPlace
    theme : Theme
    panel_focus : PanelFocus
    saving : ViewSaving
    suggesting : SuggestionCommands
    overlays_hidden : bool
        True if the menu hides the overlays; the held key does not count.
    """

    def __init__(
        self,
        session: Session,
        canvas: Canvas,
        results: ResultsPlace,
        theme: Theme,
        panel_focus: PanelFocus,
        saving: ViewSaving,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.saving = saving
        self.suggesting = SuggestionCommands(session, self)
        self._session = session
        self.canvas, self.results, self.theme = canvas, results, theme
        self.panel_focus = panel_focus
        self.overlays_hidden = False

    def choose_class(self, number: int) -> None:
        """Give the selected marker or suggestion a class, or draw with it; warn without it."""
        session = self._session
        classes = {entry.id: entry.name for entry in session.document.project.classes}
        marker = session.drawing.marker(session.view.marker)
        if marker is not None and marker.class_id is not None and number in classes:
            if marker.class_id != number:
                text = self.tr("Marker {0} is {1} now").format(marker.id, classes[number])
                relabel = partial(session.drawing.relabel, [marker.id], number)
                session.attempt(relabel, undoable=text)
        elif number in classes:
            session.suggestions.relabel(number)
            session.update_view(class_id=number)
        else:
            text = self.tr("There is no class {0}; add it in the Classes panel")
            self._session.warn(text.format(number))

    def choose_why(self) -> None:
        """Take the tool that explains a place; again, explain the middle of the view."""
        if self._session.view.tool == "why":
            self.canvas.explain_middle()
        self._session.update_view(tool="why")
        self.canvas.setFocus()  # for the arrow keys

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
