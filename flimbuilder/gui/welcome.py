"""The pages shown without a project, and in a project without images."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPalette
from PySide6.QtWidgets import QCommandLinkButton, QLabel, QVBoxLayout, QWidget

from flimbuilder.gui.widgets.icons import icon
from flimbuilder.gui.widgets.labels import scaled

__all__ = ["NoImages", "Welcome"]

WIDTH = 380
ICON = 28
INDENT = 12
SHOWN = 5  # recent projects


class Welcome(QWidget):
    """The start page: ways to begin, and recent projects.

    Parameters
    ----------
    actions : sequence of (QAction, str, str)
        Each action with its icon and a line of description.

    Attributes
    ----------
    chosen : Signal(object)
        The `Path` of a recent project, when it is clicked.
    """

    chosen = Signal(object)

    def __init__(
        self, actions: Sequence[tuple[QAction, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("welcomePage")
        self._big = [_BigButton(*action) for action in actions]
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        title, summary = QLabel("flimbuilder"), QLabel()
        title.setFont(scaled(title.font(), 2.2))
        summary.setText(self.tr("Learn an encoder from a few disks and strokes on your images."))
        summary.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        for widget in (title, summary):
            layout.addWidget(widget, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(14)
        for button in self._big:
            layout.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(14)
        layout.addLayout(self._recent)
        layout.addStretch(3)

    def show_recent(self, projects: Sequence[Path]) -> None:
        """List the first few recent projects."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        middle = Qt.AlignmentFlag.AlignHCenter
        if projects:
            heading = QLabel(self.tr("Recent projects"))
            heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            heading.setFixedWidth(WIDTH)
            heading.setIndent(INDENT)
            self._recent.addWidget(heading, alignment=middle)
        for number, path in enumerate(projects[:SHOWN]):
            self._recent.addWidget(self._link(number, path), alignment=middle)

    def _link(self, number: int, path: Path) -> QCommandLinkButton:
        elide = Qt.TextElideMode.ElideMiddle
        folder = self.fontMetrics().elidedText(str(path.parent), elide, WIDTH - 4 * INDENT)
        button = QCommandLinkButton(path.name, folder)
        button.setObjectName(f"recentButton{number}")
        button.setIcon(QIcon())
        button.setFixedWidth(WIDTH)
        button.setToolTip(str(path))
        button.setAccessibleName(str(path))
        button.clicked.connect(lambda: self.chosen.emit(path))
        return button


class NoImages(QWidget):
    """Asks for images."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("noImagesPage")
        prompt = QLabel(self.tr("Drop images or folders here"))
        prompt.setFont(scaled(prompt.font(), 1.4))
        layout = QVBoxLayout(self)
        layout.setSpacing(14)
        layout.addStretch(1)
        layout.addWidget(prompt, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def offer(self, add: QAction) -> None:
        """Add a button for the action that adds images."""
        button = _BigButton(add, "image-plus", self.tr("or choose files"))
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(2, button, alignment=Qt.AlignmentFlag.AlignHCenter)


class _BigButton(QCommandLinkButton):
    """A large button for an action, with a line of description."""

    def __init__(self, action: QAction, symbol: str, description: str) -> None:
        super().__init__(action.text().split("\t")[0].replace("&", ""), description)
        self._symbol = symbol
        self.setObjectName(f"{action.objectName().removesuffix('Action')}Button")
        self.setAccessibleDescription(description)
        self.setToolTip(action.toolTip())
        self.setIconSize(QSize(ICON, ICON))
        self.setIcon(icon(symbol))
        self.setFixedWidth(WIDTH)
        self.clicked.connect(action.trigger)

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icon when the theme changes."""
        if event.type() == QEvent.Type.PaletteChange:
            self.setIcon(icon(self._symbol))
        super().changeEvent(event)
