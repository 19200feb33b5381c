"""A training of the network of a build: what is requested, and the work on its thread."""

import shutil
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Literal

from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.project.project import Project
from flimbuilder.session.jobs import Report
from flimbuilder.session.project_build import ProjectBuild

if TYPE_CHECKING:
    from flimbuilder.model.model import Model
    from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSample, TrainingSettings

__all__ = ["FinetuningRequest", "TrainingRun", "Truth", "prepare_run", "train_run"]

CHECKPOINT = "training.checkpoint"

Truth = Literal["masks", "markers"]


@dataclass(frozen=True)
class FinetuningRequest:
    """How to train.

    Attributes
    ----------
    truth : {"masks", "markers"} or None, default=None
        What teaches the network; None is the masks, if a training image has one.
    epochs : int, default=60
    rate, encoder_rate : float, default=1e-3, 1e-4
        Learning rates of the decoder and of the encoder.
    augment : bool, default=True
        Show the images flipped, turned and changed in intensity.
    seed : int, default=0
    """

    truth: Truth | None = None
    epochs: int = 60
    rate: float = 1e-3
    encoder_rate: float = 1e-4
    augment: bool = True
    seed: int = 0

    def settings(self, truth: Truth, frozen_epochs: int | None = None) -> "TrainingSettings":
        """Return the settings of the training; `frozen_epochs` of None is a quarter of all."""
        from flimbuilder.tasks.finetuning.augmentation import NO_AUGMENTATION, Augmentation
        from flimbuilder.tasks.finetuning.settings import TrainingSettings

        return TrainingSettings(
            epochs=self.epochs,
            frozen_epochs=frozen_epochs,
            rate=self.rate,
            encoder_rate=self.encoder_rate,
            augmentation=Augmentation() if self.augment else NO_AUGMENTATION,
            loss=truth,
            seed=self.seed,
            checkpoint_every=1,  # stopping loses no epoch
        )


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """A training that was begun, with what it needs to go on.

    Attributes
    ----------
    model : Model
        That it starts from.
    samples, validation : list of TrainingSample
    frozen_epochs : int
        It stays if more epochs are wanted later.
    folder : Path
        Of the checkpoint; removed with the run.
    """

    model: "Model"
    samples: "list[TrainingSample]"
    validation: "list[TrainingSample]"
    frozen_epochs: int
    folder: Path = field(default_factory=lambda: Path(mkdtemp(prefix="flimbuilder-")))

    def __post_init__(self) -> None:
        """Remove the folder when nobody needs the run any more, or at the end."""
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def checkpoint(self) -> Path:
        """The checkpoint file, which may not exist yet."""
        return self.folder / CHECKPOINT


def prepare_run(
    built: ProjectBuild,
    project: Project,
    files: ProjectFiles,
    request: FinetuningRequest,
    report: Report,
) -> TrainingRun:
    """Read the training images of a project, and hold some out for validation."""
    from flimbuilder.workflow.finetuning.training_samples import hold_out, project_samples

    report("preparing", 0, 0)
    model = built.model_for(project)
    truth = request.truth or "markers"
    samples = project_samples(model, project, files, truth, report)
    frozen_epochs = request.settings(truth).schedule.frozen_epochs
    share = 0.0 if truth == "markers" else None  # few marked pixels judge too kindly
    return TrainingRun(model, *hold_out(samples, share, request.seed), frozen_epochs)


def train_run(
    run: TrainingRun,
    settings: "TrainingSettings",
    known: int,
    news: "list[tuple[Epoch, Model | None]]",
    report: Report,
) -> None:
    """Train, and report each new epoch with the model of the best."""
    from contextlib import closing

    from flimbuilder.model.further_training import make_finetuned_model
    from flimbuilder.tasks.finetuning.training import train
    from flimbuilder.workflow.finetuning.finetune import network_to_train, training_record

    network = network_to_train(run.model, run.samples, settings.seed)
    epochs: list[Epoch] = []

    def on_progress(stage: str, done: int, total: int) -> None:
        number = max(len(epochs), known) + 1
        report(f"epoch {min(number, settings.epochs)} of {settings.epochs}", done, total)

    training = train(
        network,
        run.samples,
        run.validation,
        settings=settings,
        checkpoint=run.checkpoint,
        resume=run.checkpoint.exists(),
        on_progress=on_progress,
    )
    with closing(training):
        for epoch in training:
            epochs.append(epoch)
            if epoch.number <= known:
                continue
            model = None
            if epoch.is_best:
                record = training_record(settings, run.samples, run.validation, epochs)
                model = make_finetuned_model(run.model, network, record)
            news.append((epoch, model))
            report(f"epoch {epoch.number} of {settings.epochs} done", 1, 1)
