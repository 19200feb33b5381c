"""What a build's decoder makes of an encoded image."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.project.project import DecoderChoice, Delineation
from flimbuilder.session.encoding import Encoded
from flimbuilder.session.results import Decoded, class_index

__all__ = ["PREVIEW_SIDE", "Readout", "decode", "fitting_size", "measured"]

PREVIEW_SIDE = 128


@dataclass(frozen=True, eq=False)
class Readout:
    """Saliency, and how it came about.

    Attributes
    ----------
    encoded : Encoded
    delineation : Delineation
    decoded : Decoded
        Not measured.
    previews : mapping of int to ndarray of shape (object classes, h, w), uint8
        By block: saliency of the same decoder on that block, where it can serve it.
    """

    encoded: Encoded
    delineation: Delineation
    decoded: Decoded
    previews: Mapping[int, NDArray[np.uint8]]

    def class_index(self, object_class: int | None) -> int:
        """Return which of the saliency maps is a class's; the first where there is none."""
        return class_index(self.decoded.classes, object_class)


def decode(encoded: Encoded, choice: DecoderChoice, delineation: Delineation) -> Readout:
    """Decode an image.

    Raises
    ------
    InputError
        Where the build cannot serve the choice.
    """
    from flimbuilder.analysis.delineate import delineate_classes

    model, maps = encoded.built.model, encoded.activations
    named = encoded.built.decoder_of(choice)
    classes = model.document.object_classes
    saliency = model.saliency(maps, encoded.size, named)
    mask = delineate_classes(saliency, classes, delineation, encoded.pixels)
    weights = model.kernel_weights(maps, named)
    decoded = Decoded(named, tuple(classes), saliency, mask, weights=weights)
    return Readout(encoded, delineation, decoded, _previews(encoded, named))


def measured(readout: Readout, truth: NDArray[np.integer[Any]]) -> Readout:
    """Return a readout with measures against the reference mask."""
    from flimbuilder.workflow.evaluate import measure

    one = readout.decoded
    pixels = readout.encoded.pixels
    measures = measure(one.saliency, truth, one.classes, readout.delineation, pixels)
    return replace(readout, decoded=replace(one, measures=measures))


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


def _preview(encoded: Encoded, choice: DecoderChoice, block: int) -> NDArray[np.uint8]:
    from torch import from_numpy
    from torch.nn import functional as F

    height, width = encoded.activations[block - 1].shape[-2:]
    model = encoded.built.model
    saliency = model.saliency(encoded.activations, (height, width), model.resolve(choice))
    size = fitting_size(height, width, PREVIEW_SIDE)
    small = F.interpolate(from_numpy(saliency)[None], size=size, mode="area")[0]
    levels: NDArray[np.uint8] = (small * 255).round().byte().numpy()
    return levels
