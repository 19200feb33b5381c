"""Decoding an encoded image with a build's decoder."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from flimbuilder.errors import InputError
from flimbuilder.imaging.pyramid import fitting_size
from flimbuilder.imaging.scaling import scale_image
from flimbuilder.project.decoding import DecoderChoice, Delineation
from flimbuilder.session.encoding import EncodedImage
from flimbuilder.session.pixels import ShownImage
from flimbuilder.session.project_build import ProjectBuild
from flimbuilder.session.results import DecodedImage, class_index

__all__ = [
    "PREVIEW_SIDE",
    "DecoderExplanation",
    "DecoderResult",
    "block_saliency",
    "cut_again",
    "cut_saliency",
    "decode",
    "explain",
    "fitting_size",
    "measure_result",
]  # fmt: skip

PREVIEW_SIDE = 128


@dataclass(frozen=True, eq=False)
class DecoderResult:
    """Saliency and mask of an image, with the build and the settings that made them.

    Attributes
    ----------
    built : ProjectBuild
    delineation : Delineation
        Without ``auto``: resolved for the decoder.
    decoded : DecodedImage
        Without measures and weights.
    """

    built: ProjectBuild
    delineation: Delineation
    decoded: DecodedImage

    @property
    def nbytes(self) -> int:
        """Bytes of saliency and masks."""
        return self.decoded.saliency.nbytes + 2 * self.decoded.mask.nbytes

    def class_index(self, object_class: int | None) -> int:
        """Return the index of a class's saliency map, or 0 if it has none."""
        return class_index(self.decoded.classes, object_class)


@dataclass(frozen=True, eq=False)
class DecoderExplanation:
    """The weights of a decoder on an image, and its saliency on every block.

    Attributes
    ----------
    classes : tuple of int
        The object classes.
    weights : mapping of int to ndarray of shape (object classes, channels)
        By decoded block: weight of each channel, averaged over the pixels.
    previews : mapping of int to ndarray of shape (object classes, h, w), uint8
        By block that the decoder can use: its saliency there.
    """

    classes: tuple[int, ...]
    weights: Mapping[int, NDArray[np.float32]]
    previews: Mapping[int, NDArray[np.uint8]]

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        weights = sum(array.nbytes for array in self.weights.values())
        return weights + sum(array.nbytes for array in self.previews.values())


def decode(
    encoded: EncodedImage, decoder_choice: DecoderChoice, delineation: Delineation
) -> DecoderResult:
    """Decode an image.

    Raises
    ------
    InputError
        If the build cannot use the decoder.
    """
    model = encoded.built.model
    named = encoded.built.decoder_of(decoder_choice)
    classes = tuple(model.document.object_classes)
    saliency = model.decode(encoded.activations, encoded.size, named)
    return cut_saliency(encoded.built, named, classes, saliency, delineation, encoded.pixels)


def cut_again(
    result: DecoderResult, threshold: float, pixels: NDArray[np.float32] | None = None
) -> DecoderResult:
    """Cut the saliency of a result at another threshold.

    Parameters
    ----------
    result : DecoderResult
    threshold : float
    pixels : ndarray of shape (H, W, C), float32, or None, default=None
        In [0, 1]; None leaves boundaries unrefined and objects joined, which is much faster.
    """
    decoded, delineation = result.decoded, result.delineation.with_(threshold=threshold)
    if pixels is None:
        delineation = delineation.with_(method="none", split=None)
    named, classes = decoded.decoder_choice, decoded.classes
    return cut_saliency(result.built, named, classes, decoded.saliency, delineation, pixels)


def cut_saliency(
    built: ProjectBuild,
    named: DecoderChoice,
    classes: tuple[int, ...],
    saliency: NDArray[np.float32],
    delineation: Delineation,
    pixels: NDArray[np.float32] | None,
) -> DecoderResult:
    """Cut the saliency of a resolved decoder choice into a mask; pixels are in [0, 1]."""
    from flimbuilder.analysis.delineate import delineate_classes, find_threshold
    from flimbuilder.analysis.instances.splitting import cut_apart, find_objects

    resolved = built.delineation_of(delineation, named).for_decoder(named)
    mask = delineate_classes(saliency, classes, resolved, pixels)
    thresholds = tuple(find_threshold(of_class, resolved) for of_class in saliency)
    splitting, outlined = resolved.splitting, None
    if splitting is not None:
        outlined = cut_apart(mask, find_objects(mask, splitting))
    decoded = DecodedImage(
        named,
        classes,
        saliency,
        mask,
        thresholds=thresholds,
        splitting=splitting,
        outlined=outlined,
    )
    return DecoderResult(built, resolved, decoded)


def block_saliency(
    encoded: EncodedImage, resolved: DecoderChoice, block: int
) -> NDArray[np.float32]:
    """Return the saliency (object classes, H, W) of a decoder on one block alone.

    Raises
    ------
    InputError
        If the decoder cannot use the block.
    """
    on_block = _on_block(resolved, block, _shares_of_blocks(encoded, resolved))
    scaled = encoded.built.scaled(on_block)
    return encoded.built.model.decode(encoded.activations, encoded.size, scaled)


def explain(encoded: EncodedImage, decoder_choice: DecoderChoice) -> DecoderExplanation:
    """Return the weights of a resolved decoder choice, and its previews on all blocks."""
    model = encoded.built.model
    weights = model.kernel_weights(encoded.activations, decoder_choice)
    return DecoderExplanation(
        tuple(model.document.object_classes), weights, _previews(encoded, decoder_choice)
    )


def measure_result(result: DecoderResult, shown: ShownImage) -> dict[str, float] | None:
    """Measure a result against the reference mask; return None without a mask."""
    if shown.truth is None:
        return None
    from flimbuilder.workflow.evaluation.evaluate import measure

    decoded, pixels = result.decoded, scale_image(shown.pixels)
    return measure(decoded.saliency, shown.truth, decoded.classes, result.delineation, pixels)


def _previews(encoded: EncodedImage, resolved: DecoderChoice) -> dict[int, NDArray[np.uint8]]:
    previews, shares = {}, _shares_of_blocks(encoded, resolved)
    for block in range(1, len(encoded.activations) + 1):
        on_block = _on_block(resolved, block, shares)
        try:
            previews[block] = _preview(encoded, encoded.built.scaled(on_block), block)
        except InputError:  # the decoder cannot use this block
            continue
    return previews


def _on_block(
    resolved: DecoderChoice, block: int, shares: Mapping[int, DecoderChoice]
) -> DecoderChoice:
    """Return the choice that decodes one block as a resolved one does."""
    if resolved.blocks == (block,):
        return resolved
    alone = DecoderChoice(id=resolved.id, block=block, scale=resolved.scale)
    return shares.get(block, alone)


def _shares_of_blocks(encoded: EncodedImage, resolved: DecoderChoice) -> dict[int, DecoderChoice]:
    """Return the share of each block in a joint decoder; {} for another decoder.

    The shares have the weights of their block, and equal parts of the bias.
    """
    shares: dict[int, DecoderChoice] = {}
    if not resolved.is_joint:
        return shares
    counts, start = encoded.built.model.document.kernel_counts, 0
    bias = tuple(value / len(resolved.blocks) for value in resolved.bias)
    for block in resolved.blocks:
        end = start + counts[block - 1]
        rows = tuple(row[start:end] for row in resolved.weights)
        shares[block] = DecoderChoice(id=resolved.id, block=block, weights=rows, bias=bias)
        start = end
    return shares


def _preview(
    encoded: EncodedImage, decoder_choice: DecoderChoice, block: int
) -> NDArray[np.uint8]:
    from torch import from_numpy
    from torch.nn import functional as F

    height, width = encoded.activations[block - 1].shape[-2:]
    model = encoded.built.model
    saliency = model.decode(encoded.activations, (height, width), decoder_choice)
    size = fitting_size(height, width, PREVIEW_SIDE)
    small = F.interpolate(from_numpy(saliency)[None], size=size, mode="area")[0]
    levels: NDArray[np.uint8] = (small * 255).round().byte().numpy()
    return levels
