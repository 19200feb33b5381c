"""Train the network of a model further, on masks or on markers alone."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch

from flimbuilder.errors import InputError, counted, file_message, listed
from flimbuilder.exchange.companions import DEFAULT_COMPANION_OPTIONS, CompanionOptions
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.model.folder import require_replaceable
from flimbuilder.model.further_training import make_finetuned_model, network_of
from flimbuilder.model.inference import Note, no_note
from flimbuilder.model.model import CPU, Model
from flimbuilder.model.pixels import ProjectFiles
from flimbuilder.progress import Progress, no_progress
from flimbuilder.project.files import StrPath
from flimbuilder.project.folder import open_project
from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSample, TrainingSettings
from flimbuilder.tasks.finetuning.training import train
from flimbuilder.tasks.identification.document import require_no_classifier
from flimbuilder.workflow.failures import FailedFile, Failures
from flimbuilder.workflow.finetuning.learning_curve import write_learning_curve
from flimbuilder.workflow.finetuning.training_samples import (
    folder_samples,
    hold_out,
    project_samples,
)
from flimbuilder.workflow.sources import EVERYTHING, ImageSelector

__all__ = [
    "Finetuned",
    "checkpoint_of",
    "finetune",
    "network_to_train",
    "train_model",
    "training_record",
    "write_finetuned",
]

TRUTHS = ("markers", "masks")
MOST_CALIBRATING = 16  # images
CALIBRATING_SIDE = 512  # pixels


@dataclass(frozen=True)
class Finetuned:
    """A network that was trained further.

    Attributes
    ----------
    model : Model
        Serves the network with the weights of the best epoch, on the CPU.
    epochs : tuple of Epoch
    training, validation : tuple of str
        Names of the images.
    seconds : float
        Duration of training, of this run alone.
    files : tuple of Path, default=()
        The written files.
    failed : tuple of FailedFile, default=()
        Images and masks that can't be used, which were left out.
    """

    model: Model
    epochs: tuple[Epoch, ...]
    training: tuple[str, ...]
    validation: tuple[str, ...]
    seconds: float
    files: tuple[Path, ...] = ()
    failed: tuple[FailedFile, ...] = ()

    @property
    def best(self) -> Epoch:
        """The epoch whose weights the model has."""
        return [epoch for epoch in self.epochs if epoch.is_best][-1]

    def as_json(self) -> dict[str, Any]:
        """Return the result as ``finetune --json`` shows it."""
        network = self.model.network_decoder
        parameters = [*self.model.encoder.parameters()]
        parameters += [] if network is None else list(network.parameters())
        return {
            "fingerprint": self.model.document.fingerprint,
            "parameters": sum(tensor.numel() for tensor in parameters),
            "training": list(self.training),
            "validation": list(self.validation),
            "best": self.best.as_json(),
            "epochs": [epoch.as_json() for epoch in self.epochs],
            "seconds": round(self.seconds, 2),
            "files": [str(path) for path in self.files],
            "failed": [failure.as_json() for failure in self.failed],
        }


def checkpoint_of(out: StrPath) -> Path:
    """Return the path of the checkpoint of a training: beside the folder of the model."""
    folder = Path(out)
    if folder.name in ("", ".."):
        folder = folder.resolve()
    return folder.with_name(f"{folder.name}.checkpoint")


def finetune(
    model: Model,
    images: Sequence[StrPath] = (),
    labels: Sequence[StrPath] = (),
    *,
    project: StrPath | None = None,
    truth: str = "markers",
    out: StrPath | None = None,
    settings: TrainingSettings | None = None,
    validation: float | StrPath | None = None,
    resume: bool = False,
    selector: ImageSelector = EVERYTHING,
    companion_options: CompanionOptions = DEFAULT_COMPANION_OPTIONS,
    strict: bool = False,
    device: torch.device = CPU,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
    on_progress: Progress = no_progress,
    on_note: Note = no_note,
) -> Finetuned:
    """Train the U-shaped network of a model, and return the model that serves it.

    The network begins at the encoder and, if the model has it, at the decoder ``ml`` that its
    markers gave; a model that was trained further goes on from its own decoder.

    Parameters
    ----------
    model : Model
        It stays as it is.
    images, labels : sequence of str or path-like, default=()
        Files or folders, paired by their stems, as for
        :func:`flimbuilder.workflow.evaluation.evaluate.evaluate_files`.
    project : str, path-like or None, default=None
        A project folder, whose training images are used instead.
    truth : {"markers", "masks"}, default="markers"
        What of the project teaches the network. With markers, `settings` use the loss of markers.
    out : str, path-like or None, default=None
        The model folder to write, with ``learning_curve.csv`` and ``learning_curve.svg``. The
        checkpoint lies beside it, ``NAME.checkpoint``, until the model is written.
    settings : TrainingSettings or None, default=None
        None is ``TrainingSettings()``.
    validation : float, str, path-like or None, default=None
        The share of the images that judges the network and does not train it, or a folder of
        other images; their masks lie in it or in `labels`. None holds out a fifth of five images
        or more, and none if markers teach the network: few pixels judge too kindly. Without
        validation there is no early stop, and the last weights are kept.
    resume : bool, default=False
        Go on from the checkpoint of a stopped training.
    selector, companion_options, strict
        As for ``evaluate_files``.
    device : torch.device, default the CPU
    on_epoch : callable, default does nothing
        Called after each epoch, and first for those of the checkpoint; raises `Cancelled` to stop,
        which keeps the checkpoint.
    on_progress : callable, default does nothing
        Called for every image that is read or trained on; raises to cancel.
    on_note : callable, default does nothing
        Called with what a user should know of the files.

    Returns
    -------
    Finetuned

    Raises
    ------
    InputError
        If options contradict each other, files can't be used or do not fit the model, there is no
        checkpoint to resume from, or there is one and training begins anew.
    LearnError
        If there is nothing to train on, or the loss is not finite.
    SaveError
        If a file can't be written.
    """
    _require_one_source(images, labels, project, truth)
    chosen, checkpoint = settings or TrainingSettings(), _new_checkpoint(out, resume)
    failures = Failures(strict)
    read = partial(
        folder_samples,
        model,
        selector=selector,
        companion_options=companion_options,
        failures=failures,
        on_progress=on_progress,
        on_note=on_note,
    )
    if project is not None:
        if truth == "markers":
            chosen = replace(chosen, loss="markers")
        opened = open_project(project)
        files = ProjectFiles(opened.path)
        samples = project_samples(model, opened.project, files, truth, on_progress)
    else:
        samples = read(images, labels)
    if validation is not None and not isinstance(validation, int | float):
        others = read([validation], [*labels, validation])
        _note_shared(samples, others, on_note)
    else:
        share = 0.0 if validation is None and chosen.loss == "markers" else validation
        samples, others = hold_out(samples, share, chosen.seed)
    result = train_model(
        model,
        samples,
        others,
        settings=chosen,
        checkpoint=checkpoint,
        resume=resume,
        device=device,
        on_epoch=on_epoch,
        on_progress=on_progress,
    )
    result = replace(result, failed=tuple(failures.failed))
    if out is None or checkpoint is None:
        return result
    written = write_finetuned(result, out)
    with suppress(OSError):
        checkpoint.unlink(missing_ok=True)
    return replace(result, files=tuple(written))


def _note_shared(
    samples: Sequence[TrainingSample], others: Sequence[TrainingSample], on_note: Note
) -> None:
    """Say which images for validation are also for training."""
    by_name = {sample.name: sample.pixels for sample in samples}
    shared = [
        other.name
        for other in others
        if other.name in by_name and torch.equal(other.pixels, by_name[other.name])
    ]
    if shared:
        on_note(
            f"{counted(len(shared), 'image')} for validation train as well, so the Dice is too "
            f"high: {listed(shared)}"
        )


def _require_one_source(
    images: Sequence[StrPath], labels: Sequence[StrPath], project: StrPath | None, truth: str
) -> None:
    is_one = bool(images and labels) if project is None else not (images or labels)
    if not is_one:
        raise InputError(
            "give images with their masks (--images DIR --labels DIR), or a project (--project), "
            "not both"
        )
    if truth not in TRUTHS:
        raise InputError(f"--truth {truth!r:.60}: choose from {', '.join(TRUTHS)}")


def _new_checkpoint(out: StrPath | None, resume: bool) -> Path | None:
    """Return the path of the checkpoint, which exists only if training resumes."""
    if out is None:
        return None
    require_replaceable(Path(out))
    require_no_classifier(Path(out))
    checkpoint = checkpoint_of(out)
    if checkpoint.exists() and not resume:
        problem = "is of a stopped training; go on with --resume, or delete it"
        raise InputError(file_message(checkpoint, problem))
    return checkpoint


def network_to_train(model: Model, samples: Sequence[TrainingSample], seed: int) -> UShapedNetwork:
    """Return the network of a model, on the CPU, before its first epoch.

    A new decoder is calibrated on up to 16 of the images, evenly spaced, and on their middle if
    they are large, so that memory does not grow with the images.

    Parameters
    ----------
    model : Model
    samples : sequence of TrainingSample
    seed : int
        Of a new decoder.
    """
    step = -(-len(samples) // MOST_CALIBRATING) or 1
    middles = []
    for sample in samples[::step]:
        height, width = sample.pixels.shape[-2:]
        top, left = (max(0, side - CALIBRATING_SIDE) // 2 for side in (height, width))
        middle = sample.pixels[:, top : top + CALIBRATING_SIDE, left : left + CALIBRATING_SIDE]
        middles.append(middle[None])
    return network_of(model.on(CPU), middles, seed=seed)


def train_model(
    model: Model,
    samples: Sequence[TrainingSample],
    validation: Sequence[TrainingSample] = (),
    *,
    settings: TrainingSettings | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    device: torch.device = CPU,
    should_stop: Callable[[], bool] = lambda: False,
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
    on_progress: Progress = no_progress,
) -> Finetuned:
    """Train the U-shaped network of a model on images in memory; write only the checkpoint.

    Parameters
    ----------
    model : Model
    samples, validation : sequence of TrainingSample
    settings, resume, device, on_epoch, on_progress
        As in :func:`finetune`.
    checkpoint : Path or None, default=None
        It stays when training ends.
    should_stop : callable, default never stops
        Asked after each epoch; True ends training with the best weights so far.

    Returns
    -------
    Finetuned

    Raises
    ------
    InputError, LearnError, SaveError
        As :func:`finetune`.
    """
    chosen, start = settings or TrainingSettings(), time.perf_counter()
    on_progress("preparing", 0, 1)
    network = network_to_train(model, samples, chosen.seed)
    epochs = []
    training = train(
        network,
        samples,
        validation,
        settings=chosen,
        device=device,
        checkpoint=checkpoint,
        resume=resume,
        on_progress=on_progress,
    )
    with closing(training):
        for epoch in training:
            epochs.append(epoch)
            on_epoch(epoch)
            if should_stop():
                break
    record = training_record(chosen, samples, validation, epochs)
    return Finetuned(
        make_finetuned_model(model.on(CPU), network.to(CPU), record),
        tuple(epochs),
        tuple(sample.name for sample in samples),
        tuple(sample.name for sample in validation),
        time.perf_counter() - start,
    )


def write_finetuned(result: Finetuned, out: StrPath) -> list[Path]:
    """Write the model folder with its learning curve, and return the files.

    Raises
    ------
    ModelError
        If the folder holds anything but a model.
    SaveError
        If a file can't be written.
    """
    return [*result.model.write(out), *write_learning_curve(Path(out), result.epochs)]


def training_record(
    settings: TrainingSettings,
    samples: Sequence[TrainingSample],
    validation: Sequence[TrainingSample],
    epochs: Sequence[Epoch],
) -> dict[str, Any]:
    """Return what ``model.json`` keeps of a training."""
    best = [epoch for epoch in epochs if epoch.is_best][-1]
    return {
        "settings": settings.as_json(),
        "training": [sample.name for sample in samples],
        "validation": [sample.name for sample in validation],
        "epochs": len(epochs),
        "epoch": best.number,
        "loss": best.loss,
        "dice": best.dice,
        "validation_loss": best.validation_loss,
        "validation_dice": best.validation_dice,
    }
