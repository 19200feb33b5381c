"""Predict folders from the window: the dialog, the window of the work, and leaving meanwhile."""

import shlex
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QMainWindow

from flimbuilder.gui.dialogs.predict import PredictDefaults, PredictDialog
from flimbuilder.gui.dialogs.prediction import (
    PredictionWindow,
    StopPredictionDialog,
    outcome_text,
)
from flimbuilder.gui.settings import Settings
from flimbuilder.project.outputs import default_model_folder
from flimbuilder.session.prediction import PredictionOutcome, PredictionRequest
from flimbuilder.session.session import Session
from flimbuilder.workflow.survey import Survey, survey

__all__ = ["SURVEY_LANE", "PredictCommands", "start_survey"]

SURVEY_LANE = "survey"


def start_survey(
    session: Session, sources: tuple[Path, ...], show: Callable[[Survey], None]
) -> None:
    """Survey files and folders in the background, in place of an earlier survey."""
    session.jobs.start(
        SURVEY_LANE, "Looking for images", lambda report: survey(sources), show, session.fail,
        quiet=True,
    )  # fmt: skip


class PredictCommands(QObject):
    """Handles *Predict folder*.

    Parameters
    ----------
    session : Session
    settings : Settings
    window : QMainWindow
        Parent of the dialogs.
    """

    def __init__(self, session: Session, settings: Settings, window: QMainWindow) -> None:
        super().__init__(window)
        self._session, self._settings, self._window = session, settings, window
        self._shown: PredictionWindow | None = None
        session.prediction.finished.connect(self._report)

    def predict_folder(self, sources: Sequence[Path] = ()) -> None:
        """Ask what to predict, and do it; show the work that is under way, if any."""
        if self._session.prediction.request is not None:
            self._show_work()
            return
        path = self._session.document.path
        if path is None:
            return
        prediction, settings = self._session.prediction, self._settings
        sizes = {entry.pixel_size for entry in self._session.document.project.images}
        defaults = PredictDefaults(
            settings.folder,
            tuple(sources or settings.predicted_by(path)),
            tuple(settings.outputs),
            partial(settings.results_of, path),
            sizes.pop() if len(sizes) == 1 else None,
            tuple(path for path in self._session.finetuning.saved if path.is_dir()),
            any(entry.tissue for entry in self._session.document.project.images),
        )
        dialog = PredictDialog(
            path, prediction.needs_build, self._session.builder.current is not None,
            defaults, partial(start_survey, self._session), self._copy, self._window,
        )  # fmt: skip
        dialog.finished.connect(lambda: self._session.jobs.cancel(SURVEY_LANE))
        dialog.requested.connect(self._start)
        dialog.open()

    def leave(self, then: Callable[[], object]) -> None:
        """Call `then`; ask first if the work under way would be stopped."""
        if self._session.prediction.request is None:
            then()
        else:
            StopPredictionDialog(self._session.prediction, then, self._window).open()

    def _start(self, request: PredictionRequest) -> None:
        path = self._session.document.path
        assert path is not None
        self._settings.keep_prediction(path, request.sources, request.out, request.outputs)
        first = request.sources[0].absolute()
        self._settings.folder = first.parent
        self._session.prediction.start(request)
        self._show_work()

    def _show_work(self) -> None:
        if self._shown is None:
            self._shown = PredictionWindow(self._session.prediction, self._window)
        self._shown.show()
        self._shown.raise_()

    def _report(self, outcome: PredictionOutcome) -> None:
        """Show the end in its window, or on the status line if that was closed and all is well."""
        is_well = not (outcome.problem or outcome.failed)
        if self._shown is not None and not self._shown.isVisible():
            if is_well:
                self._session.report(outcome_text(outcome).splitlines()[0])
            else:
                self._shown.show()

    def _copy(self, request: PredictionRequest) -> None:
        document = self._session.document
        assert document.path is not None
        command = request.command(default_model_folder(document.path))
        is_own = request.model is None
        if is_own and (document.dirty or self._session.prediction.needs_build):
            build = shlex.join(["flimbuilder", "build", str(document.path)])
            QApplication.clipboard().setText(f"{build} && {command}")
            text = self.tr("Copied, with the command that builds the saved version first: {0}")
            self._session.warn(text.format(command))
        else:
            QApplication.clipboard().setText(command)
            self._session.report(self.tr("Copied: {0}").format(command))
