"""What a panel declares, so that the workplace can dock it."""

from enum import Enum
from typing import ClassVar

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
        self.setObjectName(f"{self.name}Panel")
