"""Train the network of the last build further, in the background, as ``flimbuilder finetune``."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psygnal import Signal

from flimbuilder.errors import FlimError
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.session.builder import Builder
from flimbuilder.session.document import Document
from flimbuilder.session.jobs import Job, Jobs, Report
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.training_run import (
    FinetuningRequest,
    TrainingRun,
    Truth,
    prepare_run,
    train_run,
)
from flimbuilder.session.unhurried import WorkPause

if TYPE_CHECKING:
    from flimbuilder.model.model import Model
    from flimbuilder.tasks.finetuning.settings import Epoch

__all__ = ["Finetuning"]

LANE = "finetuning"
SAVE_LANE = "finetuned model"


class Finetuning:
    """Trains the network of the last build, one training at a time.

    The project stays as it is: what is trained is another model, to be saved. Stopping keeps
    the best weights so far, and training can go on from the last complete epoch. It pauses while a
    job serves the user's last action. Another project ends the training.

    Parameters
    ----------
    document : Document
    jobs : Jobs
    builder : Builder
    failed : callable
        Called with exceptions that are not `FlimError`.

    Attributes
    ----------
    request : FinetuningRequest
        Of the next training.
    epochs : tuple of Epoch
        Of the current training.
    trained : Model or None
        With the weights of the best epoch so far.
    names : tuple of tuple of str
        Names of the images that train, and of those that validate.
    problem : str
        Why the last training ended early, in a line; empty if it did not.
    saved : tuple of Path
        Model folders that this session wrote, the newest first.
    changed : Signal()
        Emitted when any of these or the progress change.
    """

    changed = Signal()

    def __init__(
        self,
        document: Document,
        jobs: Jobs,
        builder: Builder,
        failed: Callable[[Exception], None],
    ) -> None:
        self.request = FinetuningRequest()
        self.epochs: tuple[Epoch, ...] = ()
        self.trained: Model | None = None
        self.names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.problem = ""
        self.saved: tuple[Path, ...] = ()
        self._document, self._jobs, self._builder = document, jobs, builder
        self._failed = failed
        self._pause = WorkPause(jobs)
        self._job: Job | None = None
        self._run: TrainingRun | None = None
        self._run_request = self.request
        self._is_complete = False  # whether the current training has reached its end
        self._news: list[tuple[Epoch, Model | None]] = []
        self._prepared: list[TrainingRun] = []
        document.opened.connect(self._on_opened)
        document.changed.connect(lambda before, after: self.changed.emit())
        builder.changed.connect(self.changed.emit)
        jobs.changed.connect(self._on_jobs_changed)
        jobs.progressed.connect(self._on_progressed)

    # What is known

    @property
    def is_working(self) -> bool:
        """True while a training runs."""
        return self._job is not None

    @property
    def progress(self) -> tuple[str, int, int]:
        """Stage, steps done and all steps of the running job."""
        job = self._job
        return ("", 0, 0) if job is None else (job.stage, job.done, job.total)

    @property
    def started_from(self) -> "Model | None":
        """The model that the current training started from."""
        return None if self._run is None else self._run.model

    @property
    def can_resume(self) -> bool:
        """True if a training was stopped before its last epoch, or more epochs are wanted."""
        if self.is_working or self._run is None or not self.epochs:
            return False
        is_same = replace(self._run_request, epochs=self.request.epochs) == self.request
        return is_same and len(self.epochs) < self.request.epochs and not self.ended_early

    @property
    def ended_early(self) -> bool:
        """True if training ended before its last epoch, as validation did not improve."""
        return self._is_complete and len(self.epochs) < self._run_request.epochs

    @property
    def best(self) -> "Epoch | None":
        """The epoch whose weights `trained` has."""
        return next((epoch for epoch in reversed(self.epochs) if epoch.is_best), None)

    @property
    def truth(self) -> Truth:
        """What teaches the network."""
        return self.request.truth or ("masks" if self.can_use_masks else "markers")

    @property
    def can_use_masks(self) -> bool:
        """True if a training image has a mask."""
        return any(
            entry.role == "train" and entry.mask is not None
            for entry in self._document.project.images
        )

    @property
    def obstacle(self) -> str | None:
        """Why no training can start, in one line."""
        if not self._document.is_open:
            return "Open a project to train its network"
        if self._builder.current is None:
            return "Build the project first: training begins at its encoder"
        if self._builder.stale_block is not None:
            return "The project has changed since the build; build it again to train it"
        if self.truth == "masks" and not self.can_use_masks:
            return "No training image has a mask; add masks, or train on the markers"
        return None

    # Commands

    def ask(self, **changes: Any) -> None:
        """Change fields of the request."""
        request = replace(self.request, **changes)
        if request != self.request:
            self.request = request
            self.changed.emit()

    def start(self) -> None:
        """Start a training from the last build, in place of the current one."""
        built, files = self._builder.current, self._builder.files()
        if self.obstacle is not None or built is None or files is None:
            return
        self._forget()
        self._begin(built, files)

    def resume(self) -> None:
        """Go on with the current training, up to the number of epochs of the request."""
        if self.can_resume:
            self._begin(None, None)

    def stop(self) -> None:
        """Stop the training; it can be resumed."""
        if self._job is not None:
            self._jobs.cancel(LANE)

    def save(
        self,
        out: Path,
        done: Callable[[Path], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Write the model of the best epoch with its learning curve, as ``finetune --out``.

        Parameters
        ----------
        out : Path
            The model folder.
        done : callable
            Called with it once it is written.
        failed : callable
            Called with the exception if it can't be written.
        """
        model, epochs = self.trained, self.epochs
        if model is None:
            return

        def work(report: Report) -> Path:
            from flimbuilder.workflow.finetuning.learning_curve import write_learning_curve

            model.write(out)
            write_learning_curve(out, epochs)
            return out

        def take(written: Path) -> None:
            self.saved = (written, *(path for path in self.saved if path != written))
            self.changed.emit()
            done(written)

        self._jobs.start(SAVE_LANE, "Saving the model", work, take, failed)

    # The training

    def _begin(self, built: ProjectBuild | None, files: ProjectFiles | None) -> None:
        """Train from a build, or go on with the current run."""
        truth, project, known = self.truth, self._document.project, len(self.epochs)
        request = self._run_request = replace(self.request, truth=truth)
        self.request, self.problem, self._is_complete = request, "", False
        run, news, prepared = self._run, self._news, self._prepared
        pausing = self._pause.pausing

        def work(report: Report) -> None:
            current = run
            if current is None:
                assert built is not None
                assert files is not None
                current = prepare_run(built, project, files, request, report)
                prepared.append(current)
            settings = request.settings(truth, current.frozen_epochs)
            train_run(current, settings, known, news, pausing(report))

        self._job = self._jobs.start(
            LANE, "Training the network", work, lambda _: self._complete(), self._fail
        )
        self.changed.emit()

    def _take_news(self) -> None:
        """Take what the thread of the training has found."""
        if self._prepared:
            self._run = self._prepared[-1]
            self.names = (
                tuple(sample.name for sample in self._run.samples),
                tuple(sample.name for sample in self._run.validation),
            )
        while self._news:
            epoch, model = self._news.pop(0)
            self.epochs = (*self.epochs[: epoch.number - 1], epoch)
            self.trained = model or self.trained

    def _on_progressed(self) -> None:
        if self._job is not None:
            self._take_news()
            self.changed.emit()

    def _on_jobs_changed(self) -> None:
        if self._job is not None and self._job.cancelled:
            self._end("")

    def _fail(self, error: Exception) -> None:
        self._end(str(error) if isinstance(error, FlimError) else "Something went wrong")
        if not isinstance(error, FlimError):
            self._failed(error)

    def _complete(self) -> None:
        self._is_complete = True
        self._end("")

    def _end(self, problem: str) -> None:
        self._take_news()
        self._job, self.problem = None, problem
        self.changed.emit()

    def _on_opened(self) -> None:
        self.stop()
        self._forget()
        self.request, self.saved = FinetuningRequest(), ()
        self.changed.emit()

    def _forget(self) -> None:
        """Drop the current training; its thread may still end with lists that nobody reads."""
        self._job, self._run, self.trained = None, None, None
        self._news, self._prepared = [], []
        self.epochs, self.names, self.problem = (), ((), ()), ""
        self._is_complete = False
