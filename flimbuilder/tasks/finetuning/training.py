"""Train a network epoch by epoch; stop, resume, and keep the best weights."""

import math
import time
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import torch
from torch import Tensor

from flimbuilder.errors import Cancelled, InputError, LearnError, counted, file_message
from flimbuilder.flim.device import full_precision
from flimbuilder.flim.u_shaped import UShapedNetwork
from flimbuilder.progress import Progress, no_progress
from flimbuilder.tasks.finetuning.adam import Adam
from flimbuilder.tasks.finetuning.checkpoint import (
    TrainingState,
    digest_of,
    read_checkpoint,
    write_checkpoint,
)
from flimbuilder.tasks.finetuning.losses import LOSSES, dice_of
from flimbuilder.tasks.finetuning.settings import Epoch, TrainingSample, TrainingSettings
from flimbuilder.tasks.finetuning.views import Batch, ViewDrawer, whole_batch

__all__ = ["train"]

CPU = torch.device("cpu")
State = dict[str, Tensor]


def train(
    network: UShapedNetwork,
    samples: Sequence[TrainingSample],
    validation: Sequence[TrainingSample] = (),
    *,
    settings: TrainingSettings | None = None,
    device: torch.device = CPU,
    checkpoint: Path | None = None,
    resume: bool = False,
    on_progress: Progress = no_progress,
) -> Generator[Epoch, None, None]:
    """Train a network and yield a record of each epoch.

    The first epochs train the decoder alone, the others also the encoder, at its own rate. On the
    CPU, the same network, images, settings and number of threads give the same bytes, also if
    training was stopped and resumed.

    Parameters
    ----------
    network : UShapedNetwork
        Trained in place, and moved to `device`. Between epochs it has the weights of the last
        epoch. When the generator ends or is closed, it is in evaluation mode with those of the
        best: the one with the highest validation Dice, with the lower loss if equal; without
        validation images, the last.
    samples : sequence of TrainingSample
        At least one.
    validation : sequence of TrainingSample, default=()
        Images on which the network is judged after each epoch, whole and unchanged.
    settings : TrainingSettings or None, default=None
        None is ``TrainingSettings()``.
    device : torch.device, default the CPU
    checkpoint : Path or None, default=None
        File that holds the state after the last complete epoch: written every few epochs, at the
        end, and when the generator is closed or training is cancelled.
    resume : bool, default=False
        Go on from the checkpoint. Its epochs are yielded first.
    on_progress : callable, default does nothing
        Called with ("training", images done, images of the epoch); raises `Cancelled` to stop.

    Yields
    ------
    Epoch

    Raises
    ------
    LearnError
        If there is no image, no object, nothing is marked, or the loss is not finite.
    InputError
        If an image does not fit the network, or the checkpoint is of another training.
    SaveError
        If the checkpoint can't be written.
    """
    chosen = settings or TrainingSettings()
    _require_fitting(network, samples, validation)
    if resume and checkpoint is None:
        raise InputError("resume: give the checkpoint to go on from")
    network.to(device).train()
    if device.type == "cuda":
        network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    run = _Training(network, samples, validation, chosen, device, on_progress)
    digest = ""
    if checkpoint is not None:
        # Without the decoder: the last digits of its calibration depend on the number of threads.
        digest = digest_of((*samples, *validation), network.encoder.state_dict())
    if resume and checkpoint is not None:
        state = read_checkpoint(checkpoint, chosen, digest)
        try:
            run.restore(state)
        except (RuntimeError, TypeError, KeyError):  # as torch raises them
            problem = "is of a network with other layers; start anew without --resume"
            raise InputError(file_message(checkpoint, problem)) from None
    unwritten: TrainingState | None = None
    try:
        yield from tuple(run.epochs)
        while run.goes_on():
            epoch = run.step()
            if checkpoint is not None:
                unwritten = run.state()
                if epoch.number % chosen.checkpoint_every == 0 or not run.goes_on():
                    write_checkpoint(checkpoint, unwritten, chosen, digest)
                    unwritten = None
            yield epoch
    except (GeneratorExit, Cancelled, KeyboardInterrupt):
        if checkpoint is not None and unwritten is not None:
            write_checkpoint(checkpoint, unwritten, chosen, digest)
        raise
    finally:
        run.finish()


def _require_fitting(
    network: UShapedNetwork,
    samples: Sequence[TrainingSample],
    validation: Sequence[TrainingSample],
) -> None:
    if not samples:
        raise LearnError("there is no image to train on; give images with masks or markers")
    expected = network.encoder.image_channels
    for sample in (*samples, *validation):
        channels, *size = sample.pixels.shape
        if channels != expected:
            raise InputError(
                f"{sample.name}: has {counted(channels, 'channel')} and the encoder reads "
                f"{expected}; give images like those it was learned from"
            )
        drawn = [sample.truth] if sample.judged is None else [sample.truth, sample.judged]
        if any(list(tensor.shape[-2:]) != size for tensor in drawn):
            raise InputError(f"{sample.name}: image and truth differ in size")
    if not any(sample.judged is None or sample.judged.any() for sample in samples):
        raise LearnError("no pixel of the training images is marked; draw markers, or give masks")
    if not any(sample.truth.any() for sample in samples):
        raise LearnError(
            "the masks of the training images show no object; add images with objects, or check "
            "the values of the masks (--values)"
        )


class _Training:
    """The state of a training in memory."""

    def __init__(
        self,
        network: UShapedNetwork,
        samples: Sequence[TrainingSample],
        validation: Sequence[TrainingSample],
        settings: TrainingSettings,
        device: torch.device,
        on_progress: Progress,
    ) -> None:
        self.epochs: list[Epoch] = []
        self._network, self._samples, self._validation = network, samples, validation
        self._settings, self._schedule = settings, settings.schedule
        self._device, self._on_progress = device, on_progress
        self._loss = LOSSES[settings.loss]
        self._views = ViewDrawer(samples, settings, network.encoder, device)
        self._best: State | None = None
        encoder, decoder = network.encoder_parameters(), network.decoder_parameters()
        self._optimiser = Adam(
            [
                {"params": list(decoder), "lr": settings.rate},
                {"params": list(encoder), "lr": settings.encoder_rate},
            ]
        )
        half = settings.mixed_precision and device.type == "cuda"
        self._half = _half_type() if half else None
        self._scaler = torch.amp.GradScaler(
            device.type, enabled=self._half is torch.float16
        )  # bfloat16 has the range of float32

    def weights(self) -> State:
        """Return a copy of the network's state dict, on the CPU."""
        return {
            name: tensor.detach().to("cpu", copy=True)
            for name, tensor in self._network.state_dict().items()
        }

    def state(self) -> TrainingState:
        """Return what a checkpoint holds."""
        return TrainingState(
            self.weights(), self._optimiser.state_dict(), self._best, list(self.epochs)
        )

    def restore(self, state: TrainingState) -> None:
        """Go on from a state."""
        self._network.load_state_dict(state.network)
        self._optimiser.load_state_dict(state.optimiser)
        self._best, self.epochs = state.best, list(state.epochs)

    def goes_on(self) -> bool:
        """Return True if there is another epoch."""
        done, patience = len(self.epochs), self._settings.patience
        if done >= self._settings.epochs:
            return False
        if not self._validation or patience is None:
            return True
        best = max((epoch.number for epoch in self.epochs if epoch.is_best), default=0)
        return done - max(best, self._schedule.frozen_epochs) < patience

    def finish(self) -> None:
        """Give the network the best weights."""
        if self._best is not None:
            self._network.load_state_dict(self._best)
        self._network.requires_grad_(True).eval()

    def step(self) -> Epoch:
        """Train one epoch."""
        number, start = len(self.epochs) + 1, time.perf_counter()
        is_frozen = self._schedule.is_frozen(number)
        for parameter in self._network.encoder_parameters():
            parameter.requires_grad_(not is_frozen)
        loss, dice = self._train(number)
        validation_loss, validation_dice = self._validate()
        epoch = Epoch(
            number,
            "decoder" if is_frozen else "all",
            loss,
            dice,
            validation_loss,
            validation_dice,
            self._schedule.rate,
            self._schedule.encoder_rate_at(number),
            time.perf_counter() - start,
            self._is_best(validation_loss, validation_dice),
        )
        self.epochs.append(epoch)
        if self._validation and epoch.is_best:
            self._best = self.weights()
        return epoch

    def _train(self, number: int) -> tuple[float, float]:
        """Return the means of loss and Dice over the images."""
        self._network.train()
        losses, dices, weights = [], [], []
        n_batches, done = self._views.n_batches(number), 0
        for count, batch in enumerate(self._views.batches(number), start=1):
            self._on_progress("training", done, len(self._samples))
            share = count / n_batches
            self._optimiser.param_groups[1]["lr"] = self._schedule.encoder_rate_at(number, share)
            loss, logits = self._descend(batch)
            if not math.isfinite(loss):
                raise LearnError(
                    f"epoch {number}: the loss is {loss:.3g}, as the weights have grown too "
                    f"large; train with smaller rates than {self._schedule.rate:g} and "
                    f"{self._schedule.encoder_rate:g}"
                )
            losses.append(loss)
            dices.append(float(dice_of(logits, batch.truth, batch.judged).mean()))
            weights.append(len(batch.images))
            done += len(batch.images)
        self._on_progress("training", done, len(self._samples))
        return _mean(losses, weights), _mean(dices, weights)

    def _descend(self, batch: Batch) -> tuple[float, Tensor]:
        """Take a step of the optimiser; return the loss before it, and the log-odds."""
        self._optimiser.zero_grad()
        with self._precision():
            logits = self._network(batch.images, batch.statistics)
        loss = self._loss(logits, batch.truth, batch.judged)
        if loss.requires_grad:
            self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
            self._scaler.step(self._optimiser)  # type: ignore[arg-type]  # no torch Optimizer
            self._scaler.update()
        return loss.item(), logits.detach()

    def _validate(self) -> tuple[float | None, float | None]:
        """Return the means of loss and Dice over the validation images."""
        if not self._validation:
            return None, None
        self._network.eval()
        losses, dices = [], []
        with torch.inference_mode():
            for sample in self._validation:
                batch = whole_batch(sample, self._device)
                with self._precision():
                    logits = self._network(batch.images)
                losses.append(self._loss(logits, batch.truth, batch.judged).item())
                dices.append(float(dice_of(logits, batch.truth, batch.judged).mean()))
        return math.fsum(losses) / len(losses), math.fsum(dices) / len(dices)

    def _is_best(self, loss: float | None, dice: float | None) -> bool:
        if loss is None or dice is None:
            return True
        before = [epoch for epoch in self.epochs if epoch.is_best]
        if not before:
            return True
        best_dice, best_loss = before[-1].validation_dice, before[-1].validation_loss
        assert best_dice is not None
        assert best_loss is not None
        return (dice, -loss) > (best_dice, -best_loss)

    def _precision(self) -> AbstractContextManager[object]:
        """Compute in half precision if wanted, else in full single precision."""
        if self._half is not None:
            return torch.autocast(self._device.type, self._half)
        return full_precision() if self._device.type == "cuda" else nullcontext()


def _mean(values: Sequence[float], weights: Sequence[int]) -> float:
    total = math.fsum(v * weight for v, weight in zip(values, weights, strict=True))
    return total / sum(weights)


def _half_type() -> torch.dtype:
    """Return bfloat16 if the GPU computes with it, else float16."""
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
