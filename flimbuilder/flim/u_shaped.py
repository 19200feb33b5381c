"""A U-shaped network that begins as a learned encoder and is trained further."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.marker_learned import class_probabilities
from flimbuilder.flim.decoders.u_shaped import MapScaling, Moments, UShapedDecoder
from flimbuilder.flim.network import Encoder
from flimbuilder.flim.standardise import Statistics

if TYPE_CHECKING:  # it imports scikit-learn, which a model does without
    from flimbuilder.flim.estimator import FlimEncoder

__all__ = ["DECODER_PREFIX", "UShapedNetwork"]

DECODER_PREFIX = "decoder."  # of its tensors in a model folder


class UShapedNetwork(nn.Module):
    """A copy of an encoder, followed by a decoder that mirrors it with skip connections.

    Parameters
    ----------
    encoder : Encoder or FlimEncoder
        A learned encoder, such as ``model.encoder``, or a fitted estimator. It is copied.
    object_classes : int, default=1
        Number of object classes, at least 1.
    seed : int, default=0
        Of the decoder's first weights; see :meth:`initialise`.

    Attributes
    ----------
    encoder : Encoder
    decoder : UShapedDecoder

    Raises
    ------
    InputError
        If there is no object class, or the estimator is not fitted.

    Examples
    --------
    >>> network = fb.UShapedNetwork(model.encoder)  # doctest: +SKIP
    >>> logits = network(images)  # doctest: +SKIP
    """

    def __init__(
        self, encoder: "Encoder | FlimEncoder", object_classes: int = 1, *, seed: int = 0
    ) -> None:
        super().__init__()
        if object_classes < 1:
            raise InputError(
                f"object_classes is {object_classes}; a network needs at least one to decode"
            )
        own = encoder if isinstance(encoder, Encoder) else getattr(encoder, "encoder_", None)
        if not isinstance(own, Encoder):
            raise InputError("the encoder has not learned anything yet; call fit before")
        self.encoder: Encoder = deepcopy(own).requires_grad_(True)
        kernels = [block.conv.out_channels for block in self.encoder.blocks()]
        self.decoder = UShapedDecoder(kernels, object_classes)
        self.to(next(own.parameters()).device)
        self.initialise(seed)

    def initialise(self, seed: int, *, encoder: bool = False) -> None:
        """Draw the decoder's weights, so that all log-odds are 0 at first.

        Parameters
        ----------
        seed : int
            The same seed gives the same weights on every device.
        encoder : bool, default=False
            Also replace the encoder's weights by random ones (Kaiming, biases 0).
        """
        device = next(self.parameters()).device
        generator = torch.Generator().manual_seed(seed)
        self.cpu()
        self.decoder.initialise(generator)
        for block in self.encoder.blocks() if encoder else ():
            with torch.no_grad():
                nn.init.kaiming_normal_(
                    block.conv.weight, nonlinearity="relu", generator=generator
                )
                if block.conv.bias is not None:
                    block.conv.bias.zero_()
        self.to(device)

    def calibrate(self, images: Sequence[Tensor]) -> None:
        """Standardise the maps that enter the decoder by their mean and deviation on images.

        Parameters
        ----------
        images : sequence of Tensor of shape (N, C, H, W)
            In [0, 1]; batches may differ in size. Call it once, before training.
        """
        with torch.no_grad():
            moments = [[Moments(maps) for maps in self.encoder.encode(batch)] for batch in images]
            for block in self.decoder.blocks:
                scaling = self.decoder.part("scaling", block)
                assert isinstance(scaling, MapScaling)
                scaling.measure([of_batch[block - 1] for of_batch in moments])

    def forward(self, images: Tensor, statistics: Statistics | None = None) -> Tensor:
        """Return the log-odds of each object class against the background.

        Parameters
        ----------
        images : Tensor of shape (N, C, H, W)
            In [0, 1].
        statistics : tuple or None, default=None
            Of the whole images, if these are parts of images.

        Returns
        -------
        Tensor of shape (N, object classes, H, W)
            See :meth:`probabilities`.
        """
        size = (images.shape[-2], images.shape[-1])
        maps, activations = self.encoder.prepare(images, statistics), []
        for block in self.encoder.blocks():
            maps = block(maps)
            activations.append(maps)
        return self.decoder.logits(activations, size)

    @staticmethod
    def probabilities(logits: Tensor) -> Tensor:
        """Return the probability of each object class, of the shape of the log-odds.

        The sigmoid of a single class; the softmax of several, with a 0 for the background.
        """
        return class_probabilities(logits)

    def encoder_parameters(self) -> Iterator[nn.Parameter]:
        """Yield the weights and biases of the encoder's blocks."""
        return self.encoder.parameters()

    def decoder_parameters(self) -> Iterator[nn.Parameter]:
        """Yield the weights and biases of the decoder."""
        return self.decoder.parameters()
