"""What a build's decoder makes of an encoded image."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.imaging.scaling import as_unit_float
from flimbuilder.project.project import DecoderChoice, Delineation
from flimbuilder.session.builder import Built
from flimbuilder.session.encoding import Encoded
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.results import Decoded, class_index

__all__ = [
    "PREVIEW_SIDE",
    "DecoderResult",
    "Explained",
    "decode",
    "explain",
    "fitting_size",
    "measured",
]  # fmt: skip

PREVIEW_SIDE = 128


@dataclass(frozen=True, eq=False)
class DecoderResult:
    """Saliency and mask, and how they came about.

    Attributes
    ----------
    built : Built
    delineation : Delineation
    decoded : Decoded
        Neither measured nor explained.
    """

    built: Built
    delineation: Delineation
    decoded: Decoded

    @property
    def nbytes(self) -> int:
        """Bytes of what was decoded."""
        return self.decoded.saliency.nbytes + self.decoded.mask.nbytes

    def class_index(self, object_class: int | None) -> int:
        """Return which of the saliency maps is a class's; the first where there is none."""
        return class_index(self.decoded.classes, object_class)


@dataclass(frozen=True, eq=False)
class Explained:
    """Why a decoder answers as it does.

    Attributes
    ----------
    classes : tuple of int
        The object classes.
    weights : mapping of int to ndarray of shape (object classes, channels)
        By decoded block: what the decoder gives each channel, mean over the pixels.
    previews : mapping of int to ndarray of shape (object classes, h, w), uint8
        By block: saliency of the same decoder on that block, where it can serve it.
    """

    classes: tuple[int, ...]
    weights: Mapping[int, NDArray[np.float32]]
    previews: Mapping[int, NDArray[np.uint8]]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(one.nbytes for part in (self.weights, self.previews) for one in part.values())


def decode(
    encoded: Encoded, decoder_choice: DecoderChoice, delineation: Delineation
) -> DecoderResult:
    """Decode an image.

    Raises
    ------
    InputError
        Where the build cannot serve the choice.
    """
    from flimbuilder.analysis.delineate import delineate_classes

    model = encoded.built.model
    named = encoded.built.decoder_of(decoder_choice)
    classes = model.document.object_classes
    saliency = model.saliency(encoded.activations, encoded.size, named)
    mask = delineate_classes(saliency, classes, delineation, encoded.pixels)
    decoded = Decoded(named, tuple(classes), saliency, mask)
    return DecoderResult(encoded.built, delineation, decoded)


def explain(encoded: Encoded, decoder_choice: DecoderChoice) -> Explained:
    """Return what the decoder of a choice, with its block named, gives kernels and blocks."""
    model = encoded.built.model
    weights = model.kernel_weights(encoded.activations, decoder_choice)
    return Explained(
        tuple(model.document.object_classes), weights, _previews(encoded, decoder_choice)
    )


def measured(readout: DecoderResult, shown: ShownImage) -> dict[str, float] | None:
    """Return the measures of a readout against the reference mask; None where there is none."""
    if shown.truth is None:
        return None
    from flimbuilder.workflow.evaluate import measure

    one = readout.decoded
    pixels = as_unit_float(shown.pixels)
    return measure(one.saliency, shown.truth, one.classes, readout.delineation, pixels)


def fitting_size(height: int, width: int, side: int) -> tuple[int, int]:
    """Return (height, width) of the same shape with the longer side at most `side`."""
    factor = min(1.0, side / max(height, width))
    return max(1, round(height * factor)), max(1, round(width * factor))


def _previews(encoded: Encoded, named: DecoderChoice) -> dict[int, NDArray[np.uint8]]:
    previews = {}
    for block in range(1, len(encoded.activations) + 1):
        one = named if named.blocks == (block,) else DecoderChoice(id=named.id, block=block)
        try:
            previews[block] = _preview(encoded, one, block)
        except InputError:  # this block cannot serve the decoder
            continue
    return previews


def _preview(encoded: Encoded, decoder_choice: DecoderChoice, block: int) -> NDArray[np.uint8]:
    from torch import from_numpy
    from torch.nn import functional as F

    height, width = encoded.activations[block - 1].shape[-2:]
    model = encoded.built.model
    saliency = model.saliency(encoded.activations, (height, width), model.resolve(decoder_choice))
    size = fitting_size(height, width, PREVIEW_SIDE)
    small = F.interpolate(from_numpy(saliency)[None], size=size, mode="area")[0]
    levels: NDArray[np.uint8] = (small * 255).round().byte().numpy()
    return levels
