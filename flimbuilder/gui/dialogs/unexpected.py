"""An error of the program itself: one dialog with a report that can be copied."""

import sys
import threading
import time
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.dialogs.about import versions

__all__ = ["Reporter", "UnexpectedDialog"]

KEPT = 20  # errors that one report tells in full
QUIET = 10.0  # seconds after its report was closed that the same error opens no other


class UnexpectedDialog(QDialog):
    """Shows what went wrong; further errors are added to it.

    Parameters
    ----------
    parent : QWidget
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._errors: list[str] = []
        self._count = 0
        self.setObjectName("unexpectedDialog")
        self.setWindowTitle(self.tr("Something went wrong"))
        self._told = QLabel()
        self._told.setObjectName("unexpectedTold")
        self._told.setWordWrap(True)
        self._report = QPlainTextEdit()
        self._report.setObjectName("unexpectedReport")
        self._report.setAccessibleName(self.tr("Report"))
        self._report.setReadOnly(True)
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(
            self.tr("&Copy the report"), QDialogButtonBox.ButtonRole.ActionRole
        )
        copy.setObjectName("copyReportButton")
        copy.clicked.connect(lambda: QApplication.clipboard().setText(self.report))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._told)
        layout.addWidget(self._report, 1)
        layout.addWidget(buttons)
        self.resize(680, 420)

    @property
    def report(self) -> str:
        """The text to be copied."""
        return self._report.toPlainText()

    def add(self, error: BaseException) -> None:
        """Tell of one more error."""
        self._count += 1
        if len(self._errors) < KEPT:
            self._errors.append("".join(traceback.format_exception(error)))
        more = "" if self._count == 1 else self.tr(" ({0} errors)").format(self._count)
        safe = self.tr("the project is safe: every edit is in its journal.")
        told = self.tr("This is a mistake of the program{0}, and {1}").format(more, safe)
        self._told.setText(told)
        self._report.setPlainText("\n\n".join([versions(), *self._errors]))


class Reporter(QObject):
    """Shows errors that nobody caught, of any thread, in one dialog at a time, never a cascade.

    Parameters
    ----------
    window : QWidget
    """

    _raised = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: UnexpectedDialog | None = None
        self._told: set[str] = set()
        self._closed = 0.0
        self._raised.connect(self._show)

    def report(self, error: BaseException) -> None:
        """Show an error soon; may be called from any thread."""
        self._raised.emit(error)

    def install(self) -> None:
        """Take all errors that nobody catches; they are still written to standard error."""
        sys.excepthook = self._excepthook
        threading.excepthook = lambda told: self._excepthook(
            told.exc_type, told.exc_value, told.exc_traceback
        )

    def _excepthook(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        known = kind() if error is None else error
        sys.__excepthook__(kind, known, where)
        if not issubclass(kind, KeyboardInterrupt):
            self.report(known)

    def _show(self, error: BaseException) -> None:
        place = _place(error)
        if self._dialog is None:
            if place in self._told and time.monotonic() - self._closed < QUIET:
                return
            self._told.clear()
            self._dialog = UnexpectedDialog(self._window)
            self._dialog.finished.connect(self._forget)
        self._told.add(place)
        self._dialog.add(error)
        self._dialog.show()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
            self._closed = time.monotonic()


def _place(error: BaseException) -> str:
    """Return what an error is and where it arose; the same mistake gives the same."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
