"""Errors of the program itself: one dialog with a report to copy."""

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

from flimbuilder.gui.dialogs.help import versions

__all__ = ["Reporter", "UnexpectedDialog"]

MAX_ERRORS = 20  # errors that a report holds in full
QUIET = 10.0  # seconds after closing a report in which the same error opens no other


class UnexpectedDialog(QDialog):
    """Shows the report of one or more errors."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._errors: list[str] = []
        self._count = 0
        self.setObjectName("unexpectedDialog")
        self.setWindowTitle(self.tr("Something went wrong"))
        self._summary = QLabel()
        self._summary.setObjectName("unexpectedTold")
        self._summary.setWordWrap(True)
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
        layout.addWidget(self._summary)
        layout.addWidget(self._report, 1)
        layout.addWidget(buttons)
        self.resize(680, 420)

    @property
    def report(self) -> str:
        """The text of the report."""
        return self._report.toPlainText()

    def add(self, error: BaseException) -> None:
        """Add an error to the report."""
        self._count += 1
        if len(self._errors) < MAX_ERRORS:
            self._errors.append("".join(traceback.format_exception(error)))
        more = "" if self._count == 1 else self.tr(" ({0} errors)").format(self._count)
        summary = self.tr(
            "This is a bug in flimbuilder{0}. Your project is safe: every edit is in its journal."
        )
        self._summary.setText(summary.format(more))
        self._report.setPlainText("\n\n".join([versions(), *self._errors]))


class Reporter(QObject):
    """Shows uncaught errors of all threads in one dialog at a time."""

    _raised = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: UnexpectedDialog | None = None
        self._shown_places: set[str] = set()
        self._closed = 0.0
        self._raised.connect(self._show)

    def report(self, error: BaseException) -> None:
        """Schedule a report; may be called from any thread."""
        self._raised.emit(error)

    def install(self) -> None:
        """Report all uncaught errors; they are still written to standard error."""
        sys.excepthook = self._excepthook
        threading.excepthook = lambda hook: self._excepthook(
            hook.exc_type, hook.exc_value, hook.exc_traceback
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
            if place in self._shown_places and time.monotonic() - self._closed < QUIET:
                return
            self._shown_places.clear()
            self._dialog = UnexpectedDialog(self._window)
            self._dialog.finished.connect(self._forget)
        self._shown_places.add(place)
        self._dialog.add(error)
        self._dialog.show()

    def _forget(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
            self._closed = time.monotonic()


def _place(error: BaseException) -> str:
    """Return the type of an error and the line that raised it, to recognise repetitions."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
