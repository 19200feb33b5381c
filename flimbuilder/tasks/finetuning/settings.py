"""Settings, input and records of training."""

from dataclasses import asdict, dataclass, field
from typing import Any

from torch import Tensor

from flimbuilder.errors import InputError
from flimbuilder.project.project import LARGEST_SEED
from flimbuilder.tasks.finetuning.augmentation import Augmentation
from flimbuilder.tasks.finetuning.losses import LOSSES
from flimbuilder.tasks.finetuning.schedule import Schedule

__all__ = ["Epoch", "TrainingSample", "TrainingSettings"]

FROZEN_SHARE = 4  # of the epochs, one in so many trains the decoder alone
LARGEST = 1_000_000
LIMITS: dict[str, tuple[int, int]] = {
    "epochs": (1, LARGEST),
    "frozen_epochs": (0, LARGEST),
    "warm_up": (0, LARGEST),
    "patience": (1, LARGEST),
    "batch": (1, LARGEST),
    "crop": (16, LARGEST),
    "checkpoint_every": (1, LARGEST),
    "seed": (0, LARGEST_SEED),
}


@dataclass(frozen=True)
class TrainingSettings:
    """How a network is trained.

    Attributes
    ----------
    epochs : int, default=60
        Passes over the training images.
    frozen_epochs : int or None, default=None
        First epochs, in which only the decoder is trained; None is a quarter of all.
    rate, encoder_rate : float, default=1e-3, 1e-4
        Learning rates of Adam, of the decoder and of the encoder.
    warm_up : float, default=5
        Epochs over which the rate of the encoder grows from 0.
    patience : int or None, default=20
        Epochs without a better validation Dice after which training stops; None never stops. The
        frozen epochs do not count.
    batch : int, default=1
        Images per step.
    crop : int, default=400
        Side of the part of an image that a step shows, in pixels; smaller images are shown whole.
    augmentation : Augmentation, optional
    loss : {"masks", "markers"}, default="masks"
        Soft Dice and cross entropy, or cross entropy at the marked pixels alone.
    seed : int, default=0
        Of the order of the images and of their views.
    checkpoint_every : int, default=5
        Epochs between checkpoints.
    mixed_precision : bool, default=True
        Compute in half precision on a GPU; no effect on the CPU.
    """

    epochs: int = 60
    frozen_epochs: int | None = None
    rate: float = 1e-3
    encoder_rate: float = 1e-4
    warm_up: float = 5.0
    patience: int | None = 20
    batch: int = 1
    crop: int = 400
    augmentation: Augmentation = field(default_factory=Augmentation)
    loss: str = "masks"
    seed: int = 0
    checkpoint_every: int = 5
    mixed_precision: bool = True

    def __post_init__(self) -> None:
        """Check the values.

        Raises
        ------
        InputError
        """
        for name, (least, most) in LIMITS.items():
            value = getattr(self, name)
            if value is None:
                continue
            if not least <= value <= most or (name != "warm_up" and value != int(value)):
                raise InputError(f"{name} {value!s:.40}: give {least} to {most}")
        for name in ("rate", "encoder_rate"):
            value = getattr(self, name)
            if not 0 <= value <= 1 or (name == "rate" and value == 0):
                raise InputError(f"{name} {value!r}: give a learning rate over 0, up to 1")
        if self.loss not in LOSSES:
            raise InputError(f"loss {self.loss!r}: choose from {', '.join(LOSSES)}")

    @property
    def schedule(self) -> Schedule:
        """The learning rates."""
        share = self.epochs // FROZEN_SHARE
        frozen = share if self.frozen_epochs is None else self.frozen_epochs
        return Schedule(frozen, self.rate, self.encoder_rate, self.warm_up)

    def as_json(self) -> dict[str, Any]:
        """Return the settings as plain values."""
        return {**asdict(self), "frozen_epochs": self.schedule.frozen_epochs}


@dataclass(frozen=True, eq=False)
class TrainingSample:
    """An image with its truth.

    Attributes
    ----------
    name : str
    pixels : Tensor of shape (C, H, W), float32
        In [0, 1].
    truth : Tensor of shape (object classes, H, W), uint8
        1 in the objects of each class.
    judged : Tensor of shape (H, W), uint8, or None, default=None
        0 where the truth is unknown: outside the markers, or where a mask leaves pixels out. None
        if it is known everywhere.
    """

    name: str
    pixels: Tensor
    truth: Tensor
    judged: Tensor | None = None


@dataclass(frozen=True)
class Epoch:
    """What an epoch of training gave.

    Attributes
    ----------
    number : int
        From 1.
    phase : {"decoder", "all"}
        Whether the encoder was frozen.
    loss, dice : float
        Means over the views of the training images; Dice over classes, too.
    validation_loss, validation_dice : float or None
        Means over the validation images after the epoch; None without such images.
    rate, encoder_rate : float
        Learning rates at the end of the epoch.
    seconds : float
        Duration, without checkpoints.
    is_best : bool
        Whether the validation Dice is the best so far; without validation, always.
    """

    number: int
    phase: str
    loss: float
    dice: float
    validation_loss: float | None
    validation_dice: float | None
    rate: float
    encoder_rate: float
    seconds: float
    is_best: bool

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values."""
        return asdict(self)
