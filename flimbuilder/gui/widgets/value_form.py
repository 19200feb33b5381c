"""A form that edits a frozen value field by field and shows faults below the fields."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from flimbuilder.gui.widgets.fields import NumberBox
from flimbuilder.gui.widgets.labels import FaultLine
from flimbuilder.project.values import Value

__all__ = ["COMMIT_DELAY", "Field", "ValueForm"]

COMMIT_DELAY = 500  # ms without a key until an edit counts as finished

V = TypeVar("V", bound=Value)


class Field(Protocol):
    """The interface of a field; `NumberBox`, `ChoiceBox` and `SwitchBox` have it."""

    edited: SignalInstance
    finished: SignalInstance

    def value(self) -> Any:
        """Return the entered value."""

    def setValue(self, value: Any) -> None:
        """Show a value."""


class ValueForm(QWidget, Generic[V]):
    """Edits a value field by field, with a few fields in a row.

    A field with an invalid entry keeps its text and shows the fault below; the value then keeps
    the last accepted entry.

    Parameters
    ----------
    value : Value
    in_row : int, default=2
        Greatest number of fields in a row.

    Attributes
    ----------
    edited : Signal()
        The user changed the value and may go on typing.
    finished : Signal()
        The user finished a field, or paused.
    """

    edited = Signal()
    finished = Signal()

    def __init__(self, value: V, in_row: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = self._accepted = value
        self._columns = 2 * in_row
        self._fields: dict[str, QWidget] = {}
        self._labels: dict[str, QLabel] = {}
        self._placed: list[list[QLabel]] = [[] for _ in range(in_row)]
        self._tips: dict[str, str] = {}
        self._faults: dict[str, FaultLine] = {}
        self._pause = QTimer(self, singleShot=True, interval=COMMIT_DELAY)
        self._pause.timeout.connect(self._finish)
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(6)
        self.grid.setVerticalSpacing(3)
        for column in range(1, self._columns, 2):
            self.grid.setColumnStretch(column, 1)

    def value(self) -> V:
        """Return the value with all valid entries."""
        return self._value

    def setValue(self, value: V) -> None:
        """Show another value; leave fields that already show it unchanged."""
        self._pause.stop()
        self._value = self._accepted = value
        for name in self._fields:
            self._show(name)
        self._show_effects()

    @property
    def names(self) -> tuple[str, ...]:
        """The edited attributes, in order."""
        return tuple(self._fields)

    def field(self, name: str) -> QWidget:
        """Return the field of an attribute: ``"pooling.size"``."""
        return self._fields[name]

    def without_effect(self) -> Mapping[str, str]:
        """Return the names of the fields to disable, with the reason that they have no effect."""
        return {}

    def accept(self) -> None:
        """Make the value the one that Escape, faults and Ctrl+Z return to."""
        self._accepted = self._value
        for field in self._fields.values():
            if isinstance(field, NumberBox):
                field.accept()

    def add_heading(self, text: str) -> None:
        """Start a group of fields."""
        heading = QLabel(text)
        heading.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        row = self.grid.rowCount()
        self.grid.setRowMinimumHeight(row, heading.sizeHint().height() + 4)
        self.grid.addWidget(heading, row, 0, 1, self._columns, Qt.AlignmentFlag.AlignBottom)

    def add_row(self, *fields: tuple[str, str, str, str, QWidget], wide: bool = False) -> int:
        """Add a row of (attribute, label, full name, meaning, widget); return its number.

        A wide field takes the rest of its row.
        """
        row = self.grid.rowCount()
        for place, (name, text, full_name, meaning, field) in enumerate(fields):
            label = QLabel(text)
            label.setBuddy(field)
            self._labels[name], self._fields[name] = label, field
            self._placed[place].append(label)
            self._tips[name] = f"{full_name}: {meaning}"
            self._faults[name] = FaultLine(f"{_camel(name)}Fault")
            field.setAccessibleName(full_name)
            self._adopt(name, field)
            self.grid.addWidget(label, row, 2 * place)
            n_columns = self._columns - 2 * place - 1 if wide else 1
            self.grid.addWidget(field, row, 2 * place + 1, 1, n_columns)
            self.grid.addWidget(self._faults[name], row + 1 + place, 0, 1, self._columns)
        return row

    def label_width(self, place: int) -> int:
        """Return the width of the labels at a position in the rows, from 0."""
        hints = [label.sizeHint().width() for label in self._placed[place]]
        return max([*hints, self.grid.columnMinimumWidth(2 * place)])

    def set_label_width(self, place: int, width: int) -> None:
        """Set the width of the labels at a position, to align the fields of several forms."""
        self.grid.setColumnMinimumWidth(2 * place, width)

    def _adopt(self, name: str, field: Any) -> None:
        field.setObjectName(f"{_camel(name)}Field")
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        field.edited.connect(partial(self._edit, name))
        field.finished.connect(self._finish)
        self._show(name)

    def _show(self, name: str) -> None:
        field: Any = self._fields[name]
        with QSignalBlocker(field):
            field.setValue(_read(self._value, name))
        self._faults[name].show_fault("")

    def _edit(self, name: str) -> None:
        field: Any = self._fields[name]
        try:
            changed = _replaced(self._value, name, field.value())
        except ValidationError as error:
            self._faults[name].show_fault(_reason(error))
            changed = _replaced(self._value, name, _read(self._accepted, name))
        else:
            self._faults[name].show_fault("")
        if changed != self._value:
            self._value = changed
            self._show_effects()
            self.edited.emit()
        self._pause.start()

    def _finish(self) -> None:
        self._pause.stop()
        self.finished.emit()

    def _show_effects(self) -> None:
        reasons = self.without_effect()
        for name, field in self._fields.items():
            reason = reasons.get(name)
            if reason is not None and field.isEnabled():
                self._show(name)  # a disabled field shows no invalid entry
            field.setEnabled(reason is None)
            self._labels[name].setEnabled(reason is None)
            for widget in (field, self._labels[name]):
                widget.setToolTip(self._tips[name] if reason is None else reason)


def _camel(name: str) -> str:
    first, *others = name.replace(".", "_").split("_")
    return first + "".join(part.capitalize() for part in others)


def _read(value: Value, name: str) -> Any:
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _replaced(value: V, name: str, entry: object) -> V:
    """Set an entry by its dotted name and validate the new value."""
    first, _, rest = name.partition(".")
    if rest:
        entry = _replaced(getattr(value, first), rest, entry)
    return value.with_(**{first: entry})


def _reason(error: ValidationError) -> str:
    return error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
