"""A line for a path with a button that asks for it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from flimbuilder.gui.widgets.dropped import dropped_paths

__all__ = ["PathEdit"]


class PathEdit(QWidget):
    """Edits a path, or none; takes a file or folder that is dropped on it.

    Parameters
    ----------
    name : str
        Object name; those of its parts begin with it.
    label : str
        Accessible name.
    ask : callable
        Called with the present path; returns another one, or None.
    parent : QWidget or None, default=None

    Attributes
    ----------
    valueChanged : Signal()
    """

    valueChanged = Signal()

    def __init__(
        self,
        name: str,
        label: str,
        ask: Callable[[Path | None], Path | None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self.setObjectName(name)
        self.setAcceptDrops(True)
        self._line = QLineEdit()
        self._line.setObjectName(f"{name}Line")
        self._line.setAccessibleName(label)
        self._line.setAcceptDrops(False)
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(self.valueChanged)
        self._button = QPushButton(self.tr("Browse…"))
        self._button.setObjectName(f"{name}Button")
        self._button.setAccessibleName(self.tr("Browse for {0}").format(label))
        self._button.setAutoDefault(False)
        self._button.clicked.connect(self.browse)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._line, 1)
        layout.addWidget(self._button)
        self.setFocusProxy(self._line)

    def value(self) -> Path | None:
        """Return the path; None where the line is empty."""
        text = self._line.text().strip()
        return Path(text).expanduser() if text else None

    def setValue(self, path: Path | None) -> None:
        """Set the path."""
        self._line.setText("" if path is None else str(path))

    def set_placeholder(self, text: str) -> None:
        """Say what an empty line means."""
        self._line.setPlaceholderText(text)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file or folder."""
        if len(dropped_paths(event)) == 1:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take its path."""
        self.setValue(dropped_paths(event)[0])
        event.acceptProposedAction()

    def browse(self) -> None:
        """Ask for a path."""
        chosen = self._ask(self.value())
        if chosen is not None:
            self.setValue(chosen)
