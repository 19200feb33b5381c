"""Fields of a form: a text, a number, one of a few values, yes or no."""

import math
import re
from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QValidator
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QScrollBar,
    QSpinBox,
    QWidget,
)

__all__ = [
    "ChoiceBox",
    "DecimalBox",
    "Number",
    "NumberBox",
    "NumberField",
    "SwitchBox",
    "WholeBox",
    "by_decades",
    "by_tenths",
    "leave_wheel_to_scrolling",
    "on_grid",
    "text_line",
]

NUMBER = re.compile(r"[+-]?[0-9]*\.?[0-9]*")

Number = int | float | None
Stepper = Callable[[Number, int], Number]


def text_line(name: str, label: str) -> QLineEdit:
    """Return a line of text with an object name and an accessible name."""
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(label)
    return line


def on_grid(minimum: int, maximum: int, step: int = 1, *, start: int | None = None) -> Stepper:
    """Return a stepper along ``minimum, minimum + step, ...`` up to `maximum`.

    Parameters
    ----------
    minimum, maximum, step : int
    start : int or None, default=None
        The value one step above None; if given, a step below `minimum` leads to None.
    """

    def stepped(value: Number, steps: int) -> Number:
        if value is None:
            return start if steps > 0 else None
        offset = int(value) - minimum
        place = offset // step if steps > 0 else -(-offset // step)
        wanted = minimum + (place + steps) * step
        if wanted < minimum and start is not None:
            return None
        return min(max(wanted, minimum), minimum + (maximum - minimum) // step * step)

    return stepped


def by_decades(minimum: float, maximum: float) -> Stepper:
    """Return a stepper by factors of ten, from `minimum` to `maximum`."""

    def stepped(value: Number, steps: int) -> Number:
        scaled = float(f"{(value or minimum) * 10.0**steps:.12g}")  # 0.1, not 0.09999999999999999
        return min(max(scaled, minimum), maximum)

    return stepped


def by_tenths(maximum: float) -> Stepper:
    """Return a stepper along 0, 0.1, 0.2, ... up to `maximum`, in tenths."""
    tenths = on_grid(0, round(10 * maximum))

    def stepped(value: Number, steps: int) -> Number:
        place = 10 * (value or 0)
        whole = math.floor(place + 1e-9) if steps > 0 else math.ceil(place - 1e-9)
        return (tenths(whole, steps) or 0) / 10

    return stepped


class NumberField:
    """Mixin of every spin box: both decimal marks, no group separators, in every locale.

    List it before the Qt class. Qt would take the mark of other locales for a group separator, so
    that 1.5 becomes 15.
    """

    @staticmethod
    def plain(text: str) -> str:
        """Return a typed number with a decimal point."""
        return text.strip().replace(",", ".")


class _BoundedField(NumberField):
    """Reads and checks the text of a `QSpinBox` or `QDoubleSpinBox`; numbers are rounded."""

    def _number(self, text: str) -> str:
        prefix, suffix = self._box.prefix().strip(), self._box.suffix().strip()
        return self.plain(text.strip().removeprefix(prefix).removesuffix(suffix))

    @property
    def _box(self) -> QSpinBox | QDoubleSpinBox:
        assert isinstance(self, QSpinBox | QDoubleSpinBox)
        return self

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        """Accept numbers in the range; those below may be completed to one."""
        box, number = self._box, self._number(text)
        if not NUMBER.fullmatch(number) or (number.startswith("-") and box.minimum() >= 0):
            return QValidator.State.Invalid, text, pos
        if not any(character.isdigit() for character in number):
            return QValidator.State.Intermediate, text, pos
        if float(number) > max(box.maximum(), 0):
            return QValidator.State.Invalid, text, pos
        if not box.minimum() <= float(number) <= box.maximum():
            return QValidator.State.Intermediate, text, pos
        return QValidator.State.Acceptable, text, pos

    def fixup(self, text: str) -> str:
        """Return the text as it is: Qt would drop a comma, so that 0,25 becomes 25."""
        return text


class DecimalBox(_BoundedField, QDoubleSpinBox):
    """A `QDoubleSpinBox` for every locale; see `NumberField`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())

    def valueFromText(self, text: str) -> float:
        """Return the typed number."""
        return float(self._number(text))


class WholeBox(_BoundedField, QSpinBox):
    """A `QSpinBox` for every locale; see `NumberField`. Typed fractions are rounded."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLocale(QLocale.c())

    def valueFromText(self, text: str) -> int:
        """Return the typed number, rounded half up."""
        return math.floor(float(self._number(text)) + 0.5)


class NumberBox(NumberField, QAbstractSpinBox):
    """A spin box that accepts any text and leaves validation to the form.

    Parameters
    ----------
    steps : callable
        Returns the number a given number of steps above or below another.
    fraction : bool, default=False
        Accept decimals.
    empty : str or None, default=None
        Meaning of an empty box, shown as its placeholder; None if a number is required.
    """

    edited = Signal()
    finished = Signal()

    def __init__(
        self,
        steps: Stepper,
        *,
        fraction: bool = False,
        empty: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._kind: type[int] | type[float] = float if fraction else int
        self._own_keys = "0123456789+-., " + ("eE" if fraction else "")
        self._optional = empty is not None
        self._shown: Number = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.lineEdit().setPlaceholderText(empty or "")
        self.lineEdit().textEdited.connect(self.edited)
        self.editingFinished.connect(self.finished)

    def value(self) -> Number | str:
        """Return the number, None for an optional empty box, or a text that is no number."""
        text = self.lineEdit().text().strip()
        if not text and self._optional:
            return None
        try:
            return text if "_" in text else self._kind(self.plain(text))
        except ValueError:
            return text

    def setValue(self, value: Number) -> None:
        """Show a number; keep the text if it already means that number."""
        self._shown = value
        if self.value() != value:
            self.lineEdit().setText("" if value is None else str(value))

    def accept(self) -> None:
        """Make the typed number the one that Escape and Ctrl+Z return to."""
        line, value = self.lineEdit(), self.value()
        if isinstance(value, str):
            return
        self._shown = value
        place = line.cursorPosition()
        line.setText(line.text())
        line.setCursorPosition(place)

    def stepBy(self, steps: int) -> None:
        """Step up, or down if `steps` is negative."""
        value = self.value()
        start = self._shown if isinstance(value, str) else value
        stepped = self._steps(start, steps)
        if stepped != value:
            self.lineEdit().setText("" if stepped is None else str(stepped))
            self.edited.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Return the arrows that change the value."""
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        value = self.value()
        if isinstance(value, str) or self._steps(value, 1) != value:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if isinstance(value, str) or self._steps(value, -1) != value:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return enabled

    def sizeHint(self) -> QSize:
        """Return room for six digits or the placeholder."""
        metrics = self.fontMetrics()
        text = max("0" * 6, self.lineEdit().placeholderText(), key=metrics.horizontalAdvance)
        hint = super().sizeHint()
        return QSize(metrics.horizontalAdvance(text) + 2 * hint.height(), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Return room for four digits."""
        height = super().minimumSizeHint().height()
        return QSize(self.fontMetrics().horizontalAdvance("0000") + height, height)

    def event(self, event: QEvent) -> bool:
        """Leave keys that do not edit a number to the window: a letter, or Ctrl+Z after Enter."""
        may_be_shortcut = event.type() == QEvent.Type.ShortcutOverride
        if may_be_shortcut and isinstance(event, QKeyEvent) and self._is_for_window(event):
            self.finished.emit()  # B builds what has just been typed
            event.ignore()
            return False
        return super().event(event)

    def _is_for_window(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return not self.lineEdit().isUndoAvailable()
        if event.matches(QKeySequence.StandardKey.Redo):
            return not self.lineEdit().isRedoAvailable()
        text = event.text()
        return text.isprintable() and bool(text) and text not in self._own_keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Restore the accepted number on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.value() != self._shown:
            self.setValue(self._shown)
            self.edited.emit()
        else:
            super().keyPressEvent(event)


class ChoiceBox(QComboBox):
    """A combo box of named values.

    Parameters
    ----------
    choices : iterable of (str, str, str)
        Value, name and tooltip of each choice.
    """

    edited = Signal()
    finished = Signal()

    def __init__(
        self, choices: Iterable[tuple[str, str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        for row, (value, name, meaning) in enumerate(choices):
            self.addItem(name, value)
            self.setItemData(row, meaning, Qt.ItemDataRole.ToolTipRole)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.activated.connect(self.edited)
        self.activated.connect(self.finished)

    def value(self) -> str:
        """Return the chosen value."""
        return str(self.currentData())

    def setValue(self, value: str) -> None:
        """Choose a value."""
        self.setCurrentIndex(self.findData(value))


class SwitchBox(QCheckBox):
    """A check box with the interface of a field."""

    edited = Signal()
    finished = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.clicked.connect(self.edited)
        self.clicked.connect(self.finished)

    def value(self) -> bool:
        """Return True if the box is checked."""
        return self.isChecked()

    def setValue(self, value: bool) -> None:
        """Check or uncheck the box."""
        self.setChecked(value)


class _WheelGuard(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus():
            return False
        event.ignore()
        return True


def leave_wheel_to_scrolling(parent: QWidget) -> None:
    """Make the mouse wheel scroll past the controls of a widget unless they have the focus.

    Controls added later are not affected.
    """
    guard = _WheelGuard(parent)
    kinds = QComboBox, QAbstractSpinBox, QAbstractSlider
    for control in parent.findChildren(QWidget):
        if isinstance(control, kinds) and not isinstance(control, QScrollBar):
            control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            control.installEventFilter(guard)
