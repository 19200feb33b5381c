"""A spin box that takes any text, for forms that say what is wrong with it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

__all__ = ["Number", "NumberBox", "by_decades", "on_grid"]

Number = int | float | None
Stepper = Callable[[Number, int], Number]


def on_grid(least: int, most: int, step: int = 1, *, start: int | None = None) -> Stepper:
    """Return how to step among ``least, least + step, ...`` up to `most`.

    Parameters
    ----------
    least, most, step : int
    start : int or None, default=None
        Where a step up from None leads; with it, a step below `least` leads to None.
    """

    def stepped(value: Number, steps: int) -> Number:
        if value is None:
            return start if steps > 0 else None
        offset = int(value) - least
        place = offset // step if steps > 0 else -(-offset // step)
        wanted = least + (place + steps) * step
        if wanted < least and start is not None:
            return None
        return min(max(wanted, least), least + (most - least) // step * step)

    return stepped


def by_decades(least: float, most: float) -> Stepper:
    """Return how to step by factors of ten, from `least` to `most`."""

    def stepped(value: Number, steps: int) -> Number:
        scaled = float(f"{(value or least) * 10.0**steps:.12g}")  # 0.1, not 0.09999999999999999
        return min(max(scaled, least), most)

    return stepped


class NumberBox(QAbstractSpinBox):
    """A spin box that refuses no key: its value is what was typed, to be judged by others.

    Parameters
    ----------
    steps : callable
        Returns the number so many steps above or below another.
    fraction : bool, default=False
        Whether numbers may have decimals.
    empty : str or None, default=None
        What no number means, shown where there is none; None where there must be one.
    parent : QWidget or None, default=None
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
        """Return the number; None where nothing is typed and may be so; else the text."""
        text = self.lineEdit().text().strip()
        if not text and self._optional:
            return None
        try:
            return self._kind(text.replace(",", "."))
        except ValueError:
            return text

    def setValue(self, value: Number) -> None:
        """Show a number; where it is there already, nothing is touched."""
        self._shown = value
        if self.value() != value:
            self.lineEdit().setText("" if value is None else str(value))

    def accept(self) -> None:
        """Take what was typed for what is shown: Escape and Ctrl+Z do not lead behind it."""
        line, value = self.lineEdit(), self.value()
        if isinstance(value, str):
            return
        self._shown = value
        place = line.cursorPosition()
        line.setText(line.text())
        line.setCursorPosition(place)

    def stepBy(self, steps: int) -> None:
        """Go so many steps up or down."""
        value = self.value()
        start = self._shown if isinstance(value, str) else value
        stepped = self._steps(start, steps)
        if stepped != value:
            self.lineEdit().setText("" if stepped is None else str(stepped))
            self.edited.emit()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Tell which of the two arrows lead anywhere."""
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        value = self.value()
        if isinstance(value, str) or self._steps(value, 1) != value:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        if isinstance(value, str) or self._steps(value, -1) != value:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        return enabled

    def sizeHint(self) -> QSize:
        """Leave room for eight digits or the word for no number."""
        metrics = self.fontMetrics()
        text = max("0" * 6, self.lineEdit().placeholderText(), key=metrics.horizontalAdvance)
        hint = super().sizeHint()
        return QSize(metrics.horizontalAdvance(text) + 2 * hint.height(), hint.height())

    def minimumSizeHint(self) -> QSize:
        """Need no less than for four digits."""
        height = super().minimumSizeHint().height()
        return QSize(self.fontMetrics().horizontalAdvance("0000") + height, height)

    def event(self, event: QEvent) -> bool:
        """Leave to the window what is no editing of a number: a letter, or Ctrl+Z after Enter."""
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
        """Take back what was typed on Escape."""
        if event.key() == Qt.Key.Key_Escape and self.value() != self._shown:
            self.setValue(self._shown)
            self.edited.emit()
        else:
            super().keyPressEvent(event)
