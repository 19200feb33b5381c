"""The first steps of a new user: four lines above the canvas, ticked when they are done."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from flimbuilder.gui.keymap import keymap
from flimbuilder.gui.theme import tinted
from flimbuilder.gui.widgets.icons import IconButton, icon
from flimbuilder.project.project import BACKGROUND, Project
from flimbuilder.session.session import Session
from flimbuilder.session.view import View

__all__ = ["Coach"]

ICON = 18
COLUMNS = ((1000, 4), (520, 2), (0, 1))  # of the steps, by the width in px from which on


@dataclass(frozen=True)
class _Step:
    """A step: its text, and the actions whose keys it names."""

    text: str
    actions: tuple[str, ...]

    @property
    def shown(self) -> str:
        keys = [keys[0] for name in self.actions if (keys := keymap().keys(f"{name}Action"))]
        return f"{self.text} ({', '.join(keys)})" if keys else self.text


class Coach(QFrame):
    """Four steps from the first disk to the results; each is ticked when the user has done it.

    Attributes
    ----------
    dismissed : Signal()
        The user has closed it, or has done all steps.
    """

    dismissed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._done: set[int] = set()
        self._revision = 0  # of the document when the steps began
        self.setObjectName("coach")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        tr = self.tr
        self._steps = (
            _Step(tr("Draw a disk on an object"), ("class1", "disk")),
            _Step(tr("Draw a stroke on the background"), ("class0", "stroke")),
            _Step(tr("Build"), ("build",)),
            _Step(tr("Look at the results, and correct"), ("results",)),
        )
        self._rows = [(QLabel(), QLabel()) for _ in self._steps]
        for number, (_, text) in enumerate(self._rows, start=1):
            text.setObjectName(f"coachStep{number}")
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        close = IconButton("dismissCoachButton", "close", self.tr("Hide; Help shows them again"))
        self._grid, row = QGridLayout(), QHBoxLayout(self)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        row.setContentsMargins(10, 6, 10, 6)
        row.addLayout(self._grid, 1)
        row.addWidget(close.on_click(self._dismiss))
        self._columns = 0
        self._place(2)
        self.hide()
        session.document.opened.connect(self._on_opened)
        session.document.changed.connect(self._on_project_changed)
        session.builder.changed.connect(self._on_built)
        session.view_changed.connect(self._on_view_changed)
        keymap().changed.connect(self._show)

    @property
    def done(self) -> frozenset[int]:
        """The numbers of the steps that are done, from 1."""
        return frozenset(self._done)

    def start(self) -> None:
        """Show the steps, none of them done."""
        self._done.clear()
        self._revision = self._session.document.revision
        self._show()
        self.show()

    def note_results(self) -> None:
        """Tick the last step, if it is its turn: the user looks at the results."""
        if not self.isHidden() and 3 in self._done:
            self._tick(4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use fewer rows if the steps fit in them."""
        super().resizeEvent(event)
        width = event.size().width()
        self._place(next(columns for least, columns in COLUMNS if width >= least))

    def changeEvent(self, event: QEvent) -> None:
        """Recolour the icons when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show()

    def _place(self, columns: int) -> None:
        """Arrange the steps, from top to bottom and then from left to right."""
        if columns == self._columns:
            return
        self._columns = columns
        depth = len(self._rows) // columns
        for number, (symbol, text) in enumerate(self._rows):
            column, row = divmod(number, depth)
            self._grid.addWidget(symbol, row, 2 * column)
            self._grid.addWidget(text, row, 2 * column + 1)
        for column in range(8):
            self._grid.setColumnStretch(column, column % 2 if column < 2 * columns else 0)

    def _on_opened(self) -> None:
        self.hide()

    def _on_project_changed(self, before: Project, after: Project) -> None:
        if len(self._done) == len(self._steps):
            self.hide()  # the user goes on without it
        if self.isHidden():
            return
        drawn = _new_classes(before, after)
        if 3 in self._done and drawn:
            self._tick(4)
        if drawn - {BACKGROUND}:
            self._tick(1)
        if BACKGROUND in drawn:
            self._tick(2)

    def _on_view_changed(self, before: View, after: View) -> None:
        if not self.isHidden() and before.image != after.image and 3 in self._done:
            self._tick(4)

    def _on_built(self) -> None:
        built = self._session.builder.current
        if not self.isHidden() and built is not None and built.revision > self._revision:
            self._tick(3)

    def _tick(self, step: int) -> None:
        self._done.add(step)
        self._show()
        if len(self._done) == len(self._steps):
            self.dismissed.emit()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _show(self) -> None:
        numbers = range(1, len(self._steps) + 1)
        current = next((number for number in numbers if number not in self._done), 0)
        plain = icon("circle-outline").pixmap(ICON)
        check = tinted("check-circle", "info").pixmap(ICON)
        for number, step, (symbol, text) in zip(numbers, self._steps, self._rows, strict=True):
            is_done = number in self._done
            symbol.setPixmap(check if is_done else plain)
            symbol.setAccessibleName(self.tr("done") if is_done else self.tr("to do"))
            text.setText(step.shown)
            font = text.font()
            font.setBold(number == current)
            text.setFont(font)
            role = QPalette.ColorRole
            text.setForegroundRole(role.PlaceholderText if is_done else role.WindowText)


def _new_classes(before: Project, after: Project) -> set[int]:
    """Return the classes of the markers that a change adds."""
    classes = set()
    for image, drawn in after.markers.items():
        known = {marker.id for marker in before.markers_of(image).markers}
        classes |= {
            marker.class_id
            for marker in drawn.markers
            if marker.id not in known and marker.class_id is not None
        }
    return classes
