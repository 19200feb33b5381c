"""The window of a running prediction: progress, then what was written, left out and noted."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from flimbuilder.gui.language import counted, tr, translated
from flimbuilder.gui.theme import tinted
from flimbuilder.session.prediction import Prediction, PredictionOutcome

__all__ = ["PredictionWindow", "StopPredictionDialog", "outcome_text"]

ICON = 18


class PredictionWindow(QDialog):
    """Follows a prediction; leaves the main window usable, and may be closed meanwhile.

    Parameters
    ----------
    prediction : Prediction
        With a request under way, or ended.
    """

    def __init__(self, prediction: Prediction, parent: QWidget) -> None:
        super().__init__(parent)
        self._prediction = prediction
        self._out: Path | None = None
        self.setObjectName("predictionWindow")
        self.setWindowTitle(self.tr("Predict folder"))
        self.setModal(False)
        self._icon, self._text = QLabel(), QLabel()
        self._text.setObjectName("predictionText")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._bar = QProgressBar()
        self._bar.setObjectName("predictionBar")
        self._bar.setTextVisible(False)
        self._details = QPlainTextEdit()
        self._details.setObjectName("predictionDetails")
        self._details.setAccessibleName(self.tr("Images left out, and notes"))
        self._details.setReadOnly(True)
        self._buttons = QDialogButtonBox()
        roles = QDialogButtonBox.ButtonRole
        add, tr = self._button, self.tr
        self._show_folder = add("showFolderButton", tr("Show in &folder"), roles.ActionRole)
        self._copy = add("copyOutcomeButton", tr("&Copy"), roles.ActionRole)
        self._stop = add("stopPredictionButton", tr("&Stop"), roles.ActionRole)
        self._close = add("closePredictionButton", tr("Close"), roles.RejectRole)
        self._show_folder.clicked.connect(self._open_folder)
        self._copy.clicked.connect(self._copy_outcome)
        self._stop.clicked.connect(prediction.cancel)
        self._buttons.rejected.connect(self.reject)
        row, layout = QHBoxLayout(), QVBoxLayout(self)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        layout.addLayout(row)
        layout.addWidget(self._bar)
        layout.addWidget(self._details, 1)
        layout.addStretch()
        layout.addWidget(self._buttons)
        prediction.changed.connect(self._update)
        self.resize(520, 0)
        self._update()

    def _button(self, name: str, text: str, role: QDialogButtonBox.ButtonRole) -> QPushButton:
        button = self._buttons.addButton(text, role)
        button.setObjectName(name)
        button.setAutoDefault(False)
        return button

    def _update(self) -> None:
        outcome = self._prediction.outcome
        is_running = outcome is None
        self._bar.setVisible(is_running)
        self._stop.setVisible(is_running)
        self._icon.setVisible(not is_running)
        self._copy.setVisible(not is_running)
        self._close.setText(self.tr("Hide") if is_running else self.tr("Close"))
        if outcome is None:
            self._show_progress()
        else:
            self._show_outcome(outcome)

    def _show_progress(self) -> None:
        done, total = self._prediction.progress
        request = self._prediction.request
        self._out = None if request is None else request.out
        if self._prediction.is_building:
            text = self.tr("Building the project first…")
        elif total:
            images = counted(total, "image")
            text = self.tr("Predicting: {0} of {1} done").format(done, images)
        else:
            text = self.tr("Preparing…")
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._details.hide()
        self._show_folder.hide()

    def _show_outcome(self, outcome: PredictionOutcome) -> None:
        self._out = outcome.request.out
        is_bad = bool(outcome.problem or outcome.failed)
        symbol, tint = ("alert-outline", "warning") if is_bad else ("check", "info")
        self._icon.setPixmap(tinted(symbol, tint).pixmap(ICON))
        summary, *lines = outcome_text(outcome).splitlines()
        self._text.setText(summary)
        self._details.setPlainText("\n".join(lines))
        self._details.setVisible(bool(lines))
        self._show_folder.setVisible(self._out.is_dir())
        if lines and self.height() < 260:
            self.resize(self.width(), 260)

    def _open_folder(self) -> None:
        if self._out is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._out)))

    def _copy_outcome(self) -> None:
        if self._prediction.outcome is not None:
            QApplication.clipboard().setText(outcome_text(self._prediction.outcome))


class StopPredictionDialog(QMessageBox):
    """Asks whether to stop a prediction in order to close the window; opened with ``open()``.

    Parameters
    ----------
    then : callable
        Called if the user wants to stop.
    """

    def __init__(
        self, prediction: Prediction, then: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        done, total = prediction.progress
        self.setObjectName("stopPredictionDialog")
        self.setWindowTitle(self.tr("Predict folder"))
        self.setIcon(QMessageBox.Icon.Question)
        self.setText(self.tr("A folder is being predicted. Stop it?"))
        if total:
            text = self.tr("{0} of {1} are done; the files written so far stay.")
            self.setInformativeText(text.format(done, counted(total, "image")))
        roles = QMessageBox.ButtonRole
        stop = self.addButton(self.tr("&Stop and close"), roles.DestructiveRole)
        go_on = self.addButton(self.tr("&Keep the window"), roles.RejectRole)
        stop.setObjectName("stopAndCloseButton")
        go_on.setObjectName("keepWindowButton")
        self.setDefaultButton(go_on)
        self.setEscapeButton(go_on)
        stop.clicked.connect(lambda _: then())
        self.finished.connect(self.deleteLater)


def outcome_text(outcome: PredictionOutcome) -> str:
    """Describe the end of a prediction: a summary, then a line for each failure and note."""
    if outcome.problem is not None:
        summary = translated(outcome.problem)
    else:
        images = counted(outcome.n_images or 0, "image")
        summary = tr("{0} written to {1}").format(images, outcome.request.out)
        if outcome.failed:
            summary += tr("; {0} left out").format(counted(len(outcome.failed), "image"))
    return "\n".join([summary, *map(translated, (*outcome.failed, *outcome.notes))])
