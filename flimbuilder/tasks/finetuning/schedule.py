"""The learning rates of training: first the decoder alone, then the whole network."""

from dataclasses import dataclass

__all__ = ["Schedule"]


@dataclass(frozen=True)
class Schedule:
    """The learning rates of decoder and encoder, by epoch.

    Attributes
    ----------
    frozen_epochs : int
        First epochs, in which only the decoder is trained.
    rate : float
        Learning rate of the decoder.
    encoder_rate : float
        Learning rate of the encoder after the frozen epochs.
    warm_up : float
        Epochs over which the rate of the encoder then grows linearly from 0.

    Notes
    -----
    A decoder with random weights would first destroy what the encoder has learned; see arXiv
    2202.10054.
    """

    frozen_epochs: int
    rate: float
    encoder_rate: float
    warm_up: float

    def is_frozen(self, epoch: int) -> bool:
        """Return True if the encoder is not trained in an epoch, counted from 1."""
        return epoch <= self.frozen_epochs or self.encoder_rate == 0

    def encoder_rate_at(self, epoch: int, done: float = 1.0) -> float:
        """Return the rate of the encoder when a share `done` of an epoch has passed."""
        if self.is_frozen(epoch):
            return 0.0
        passed = epoch - 1 - self.frozen_epochs + done
        return self.encoder_rate * (min(1.0, passed / self.warm_up) if self.warm_up else 1.0)
