"""Point-wise decoders: from a block's activation maps to saliency.

A new decoder is a module beside these and a line in :data:`DECODERS`.
"""

from collections.abc import Sequence

from flimbuilder.errors import InputError
from flimbuilder.flim.decoders.attention import AttentionDecoder
from flimbuilder.flim.decoders.base import PointwiseDecoder
from flimbuilder.flim.decoders.labelled_marker import LabelledMarkerDecoder
from flimbuilder.flim.decoders.mean_based import MeanBasedDecoder
from flimbuilder.flim.decoders.probability import ProbabilityDecoder
from flimbuilder.flim.decoders.tri_state import LabelledTriStateDecoder, TriStateDecoder

__all__ = ["DECODERS", "PointwiseDecoder", "make_decoder"]

DECODERS: dict[str, type[PointwiseDecoder]] = {
    decoder.id: decoder
    for decoder in (
        LabelledMarkerDecoder,
        TriStateDecoder,
        AttentionDecoder,
        LabelledTriStateDecoder,
        ProbabilityDecoder,
        MeanBasedDecoder,
    )
}


def make_decoder(
    decoder_id: str, kernel_classes: Sequence[int | None], object_classes: Sequence[int]
) -> PointwiseDecoder:
    """Make a decoder for a block.

    Parameters
    ----------
    decoder_id : str
        A key of :data:`DECODERS`.
    kernel_classes : sequence of int or None
        Class of each kernel of the block; None for kernels that mix the classes.
    object_classes : sequence of int
        The classes to make saliency maps for.

    Raises
    ------
    InputError
        For an unknown decoder, or one that needs classes that the kernels do not have.
    """
    if decoder_id not in DECODERS:
        raise InputError(f"there is no decoder {decoder_id!r}; choose from {', '.join(DECODERS)}")
    if not object_classes:
        raise InputError("there is no object class to decode; add a class besides the background")
    kind = DECODERS[decoder_id]
    if kind.needs_classes and None in kernel_classes:
        raise InputError(
            f"decoder {decoder_id!r} needs the class of every kernel, and a global PCA mixes the "
            "classes; use the reduction 'pca', 'kmeans' or 'none'"
        )
    return kind([-1 if one is None else one for one in kernel_classes], object_classes)
