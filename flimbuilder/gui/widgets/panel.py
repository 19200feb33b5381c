"""What a panel declares, so that the workplace can dock it."""

from enum import Enum
from typing import ClassVar

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from flimbuilder.session.session import Session

__all__ = ["Panel", "Slot"]


class Slot(Enum):
    """Where a panel is docked at first; panels of one slot share it as tabs."""

    TOP_LEFT = "top left"
    BOTTOM_LEFT = "bottom left"
    RIGHT = "right"
    BOTTOM = "bottom"


class Panel(QWidget):
    """A view of the session that the workplace shows in a dock.

    A subclass sets the class attributes and connects itself to the session.

    Attributes
    ----------
    name : str
        Prefix of the object names: ``images`` gives ``imagesPanel`` and ``imagesDock``.
    title : str
        Title of the dock, in English.
    slot : Slot
    """

    name: ClassVar[str]
    title: ClassVar[str]
    slot: ClassVar[Slot]

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_shown, self._is_in_front, self._was_seen = False, True, False
        self.setObjectName(f"{self.name}Panel")

    @property
    def is_seen(self) -> bool:
        """True if the panel is shown, and not behind another tab: Qt calls both visible."""
        return self._is_shown and self._is_in_front

    def set_in_front(self, in_front: bool) -> None:
        """Note that the tab of the dock came to the front or left it."""
        self._is_in_front = in_front
        self._update_seen()

    def showEvent(self, event: QShowEvent) -> None:
        """Note that the panel is shown."""
        super().showEvent(event)
        self._is_shown = True
        self._update_seen()

    def hideEvent(self, event: QHideEvent) -> None:
        """Note that the panel is hidden."""
        super().hideEvent(event)
        self._is_shown = False
        self._update_seen()

    def on_seen(self, seen: bool) -> None:
        """React to `is_seen`; a subclass overrides it."""

    def _update_seen(self) -> None:
        if self.is_seen != self._was_seen:
            self._was_seen = self.is_seen
            self.on_seen(self._was_seen)
