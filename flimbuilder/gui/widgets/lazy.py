"""A place for a widget whose module takes long to import."""

from collections.abc import Callable
from importlib import import_module
from itertools import count

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from flimbuilder.session.session import Session

__all__ = ["LazyWidget"]

_imported: set[str] = set()
_numbers = count()  # each waiting widget has its own lane: a newer job would replace the import


class LazyWidget(QWidget):
    """Imports a module in the background when first shown, then makes its widget.

    Parameters
    ----------
    session : Session
    module : str
        Module to import.
    make : callable
        Returns the widget; called on the window's thread once the module is imported.

    Attributes
    ----------
    widget : QWidget or None
        The widget, once it is made.
    """

    def __init__(
        self,
        session: Session,
        module: str,
        make: Callable[[], QWidget],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._module, self._make = session, module, make
        self._is_requested = False
        self.widget: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the widget, or import its module first."""
        super().showEvent(event)
        if self._is_requested:
            return
        self._is_requested = True
        if self._module in _imported:
            self._place()
            return
        self._session.jobs.start(
            f"import {next(_numbers)}",
            "Loading plots",
            lambda report: import_module(self._module),
            lambda module: self._place(),
            self._session.fail,
            quiet=True,
        )

    def _place(self) -> None:
        _imported.add(self._module)
        self.widget = self._make()
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self.widget)
