"""Parts of the window, by the names that its code gives them."""

from typing import TypeVar

from PySide6.QtWidgets import QWidget

W = TypeVar("W", bound=QWidget)


def find(parent: QWidget, kind: type[W], name: str) -> W:
    """Return the child of a kind and a name."""
    found = parent.findChild(kind, name)
    assert isinstance(found, kind), f"no {kind.__name__} {name}"
    return found
