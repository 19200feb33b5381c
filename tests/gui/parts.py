"""Find parts of the window by their object names."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def find(parent: QWidget, kind: type[W], name: str) -> W:
    """Return the child of a class and an object name."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), f"no {kind.__name__} {name}"
    return found
